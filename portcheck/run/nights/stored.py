"""Read and write nights.json, the results of earlier nights from the history of a run.

It is written when the run is counted, so that the run can be judged again without the history. A
folder without it was judged alone.
"""

from __future__ import annotations

import os
from pathlib import Path

from msgspec import Raw
from msgspec.structs import asdict

from portcheck.model.codec import decode_json, encode_json
from portcheck.run.nights.values import ClaimNights, Sides, read_sides
from portcheck.run.store.damage_messages import unreadable
from portcheck.run.store.durable_files import regular, reported
from portcheck.run.store.folder import RunStore
from portcheck.run.store.plan_file.plan_text import RECORD_VERSION
from portcheck.value import Value, Whole

NAME = "nights.json"


class _Nights(Value, kw_only=True):
    claims: tuple[ClaimNights, ...]
    record_version: Whole = RECORD_VERSION


class _Claim(ClaimNights, kw_only=True):
    """A claim of which the values are read one by one."""

    values: Raw = Raw(b"{}")  # type: ignore[assignment]


class _Claims(Value, kw_only=True):
    claims: tuple[_Claim, ...]
    record_version: Whole = RECORD_VERSION


def read_nights(folder: Path) -> dict[tuple[str, str], ClaimNights]:
    """Workload and candidate to the nights before; empty if none are kept.

    Raises:
        StoreError: the file cannot be understood.
    """
    path = folder / NAME
    if not os.path.lexists(path):
        return {}
    with reported(path), os.fdopen(regular(path), "rb") as stream:
        content = stream.read()
    return nights_in(content, path)


def nights_in(content: bytes, path: Path) -> dict[tuple[str, str], ClaimNights]:
    """Decode the content of such a file. Raises StoreError if it is unreadable."""
    try:
        found = _claims_in(content)
    except ValueError as exc:
        raise unreadable(path, content, exc, 0) from exc
    return {(one.workload, one.candidate): one for one in found}


def _claims_in(content: bytes) -> tuple[ClaimNights, ...]:
    try:
        found = decode_json(_Claims, content).claims
        return tuple(ClaimNights(**asdict(one) | {"values": _values(one.values)}) for one in found)
    except ValueError:  # it has an id that only the lenient reader takes, or says what is wrong
        return decode_json(_Nights, content).claims


def _values(content: Raw) -> dict[str, dict[str, Sides]]:
    """The results; names of cases are shared between gates."""
    names: dict[str, str] = {}
    return dict(read_sides(content, lambda case: names.setdefault(case, case)))


def write_nights(store: RunStore, claims: tuple[ClaimNights, ...]) -> None:
    """Replace the file. Raises StoreError if it cannot be written."""
    store.write(NAME, (encode_json(_Nights(claims=claims)), b"\n"))
