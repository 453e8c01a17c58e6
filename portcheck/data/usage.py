"""Signs of a service in a codebase, and features that a customer loses with a vendor."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from portcheck.data.tables import table
from portcheck.data.vendors import vendors

Role = str
"""`vendor`, `cloud`, `gateway`, `framework` or `self-hosted`."""


class Service(Struct, frozen=True, kw_only=True):
    """A service, gateway, framework or server, and the names that show its use."""

    name: str
    vendor: str | None
    role: Role
    page: str
    names: Mapping[str, tuple[str, ...]]
    """Kind of name (`python`, `npm`, `variables`, `hosts`, ...) to names."""


class ModelFamily(Struct, frozen=True, kw_only=True):
    """Models whose names have the same form."""

    service: str | None
    """The service that usually has them; `None`: open weights that anybody may serve."""
    pattern: str
    """Regular expression for a whole name in lower case."""
    purpose: str
    short: bool = False
    """So short that it counts only where a model's name is expected."""


class SecretShape(Struct, frozen=True, kw_only=True):
    """The form of a vendor's keys."""

    service: str | None
    pattern: str
    shown: int
    """Number of characters at the start that all of its keys share."""


class Tie(Struct, frozen=True, kw_only=True):
    """A feature that only one vendor has."""

    id: str
    service: str | None
    title: str
    stays: str
    instead: str
    page: str
    alone: tuple[str, ...]
    """Words that are enough evidence, in lower case and without `()`."""
    file: tuple[str, ...]
    """Words that count only in a file that also names the service."""


@cache
def services() -> Mapping[str, Service]:
    """All services by name, with the hosts and key variables in the table of vendors."""
    found = {}
    rows = table("usage")["services"]
    shared = {name for row in rows.values() for name in row.get("shared_variables", ())}
    for name, row in rows.items():
        names = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
        known = vendors().get(name)
        if known is not None:
            own = [one for one in known.key_variables if one not in shared]
            names["hosts"] = tuple(dict.fromkeys([*known.hosts, *names.get("hosts", ())]))
            names["variables"] = tuple(dict.fromkeys([*names.get("variables", ()), *own]))
        found[name] = Service(
            name=name,
            vendor=row["vendor"],
            role=row["role"],
            page=row["page"],
            names=MappingProxyType(names),
        )
    for name, known in vendors().items():
        if name not in found:
            found[name] = Service(
                name=name,
                vendor=known.vendor,
                role="vendor",
                page="",
                names=MappingProxyType({"hosts": known.hosts, "variables": known.key_variables}),
            )
    return MappingProxyType(found)


@cache
def services_by_name(kind: str) -> Mapping[str, str]:
    """Every name of a kind, such as `hosts`, to the first service that has it."""
    found: dict[str, str] = {}
    for service in services().values():
        for name in service.names.get(kind, ()):
            found.setdefault(name, service.name)
    return MappingProxyType(found)


@cache
def families() -> tuple[ModelFamily, ...]:
    """The families of models; the first that fits a name counts."""
    rows = table("usage")["models"]
    return tuple(
        ModelFamily(
            service=row["service"],
            pattern=row["pattern"].replace("{tail}", f"(?:{rows['tail']})"),
            purpose=row["kind"],
            short=row.get("short", False),
        )
        for row in rows["families"]
    )


@cache
def secret_shapes() -> tuple[SecretShape, ...]:
    """The forms of keys."""
    return tuple(SecretShape(**row) for row in table("usage")["secrets"])


@cache
def stems() -> tuple[str, ...]:
    """Lower-case pieces; each name and model has one of them. See `scan.finding.needles`."""
    return tuple(table("usage")["stems"])


@cache
def ties() -> Mapping[str, Tie]:
    """The features that only one vendor has, by id."""
    rows: list[dict[str, Any]] = table("lock_ins")["lock_ins"]
    return MappingProxyType(
        {
            row["id"]: Tie(**{**row, "alone": tuple(row["alone"]), "file": tuple(row["file"])})
            for row in rows
        }
    )
