"""Read and write nights.json, the results of earlier nights from the history of a run.

The file is written when the run is counted, so that the run can be judged again without the
history. Without it, a run is judged by its own answers only.
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
    """A claim whose values are decoded gate by gate, to save memory."""

    values: Raw = Raw(b"{}")  # type: ignore[assignment]


class _Claims(Value, kw_only=True):
    claims: tuple[_Claim, ...]
    record_version: Whole = RECORD_VERSION


def read_nights(folder: Path) -> dict[tuple[str, str], ClaimNights]:
    """(workload, candidate) to the nights before a run; empty if its folder has no nights.json.

    Raises:
        StoreError: The file cannot be read.
    """
    path = folder / NAME
    if not os.path.lexists(path):
        return {}
    with reported(path), os.fdopen(regular(path), "rb") as stream:
        content = stream.read()
    return nights_in(content, path)


def nights_in(content: bytes, path: Path) -> dict[tuple[str, str], ClaimNights]:
    """Decode the content of nights.json.

    Raises:
        StoreError: It is damaged.
    """
    try:
        found = _claims_in(content)
    except ValueError as exc:
        raise unreadable(path, content, exc, 0) from exc
    return {(one.workload, one.candidate): one for one in found}


def _claims_in(content: bytes) -> tuple[ClaimNights, ...]:
    try:
        found = decode_json(_Claims, content).claims
        return tuple(ClaimNights(**asdict(one) | {"values": _values(one.values)}) for one in found)
    except ValueError:  # this reader accepts more ids, and reports what is wrong
        return decode_json(_Nights, content).claims


def _values(content: Raw) -> dict[str, dict[str, Sides]]:
    """The results by gate and case; equal case ids share memory."""
    names: dict[str, str] = {}
    return dict(read_sides(content, lambda case: names.setdefault(case, case)))


def write_nights(store: RunStore, claims: tuple[ClaimNights, ...]) -> None:
    """Replace nights.json.

    Raises:
        StoreError: It cannot be written.
    """
    store.write(NAME, (encode_json(_Nights(claims=claims)), b"\n"))
