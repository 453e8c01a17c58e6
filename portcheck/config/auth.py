"""Read `auth` of a providers file: the header with the key, or the source of a token."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from msgspec import UNSET

from portcheck.config.problems.document import mapping
from portcheck.config.problems.quoting import quote
from portcheck.model.numbers import read_duration
from portcheck.model.suite import Auth
from portcheck.plugins import DIALECTS, Dialect

_HEADERS = {"bearer": "authorization", "x-api-key": "x-api-key"}
"""Word for `auth` to the header that it means."""
_LOGINS: tuple[Literal["google", "azure", "aws"], ...] = ("google", "azure", "aws")
_SOURCES = ("command", *_LOGINS)
AUTH_WORDS = _HEADERS.keys() | {*_LOGINS}
"""The valid single words."""
AUTH_HINT = (
    "write one of bearer, x-api-key, google, azure, aws, or {command: [...], ttl: 55m}; "
    "put a key into a variable and name it with api_key_env"
)
_RESERVED = frozenset(
    {"host", "content-length", "content-type", "transfer-encoding", "connection", "user-agent"}
    | {"accept", "accept-encoding", "te", "trailer", "upgrade", "expect", "cookie"}
)


def auth_of(found: str | Mapping[str, Any] | None, folder: Path) -> Auth:
    """Convert a valid `auth` of an entry into a value.

    Args:
        found: a word, a mapping, or nothing.
        folder: folder of the providers file, which paths are relative to.
    """
    if isinstance(found, str) and found in _HEADERS:
        return Auth(header=_HEADERS[found])
    said = _said(found)
    header = said["header"].lower() if "header" in said else None
    login = next((name for name in _LOGINS if name in said), None)
    if header is None and login != "aws" and not said.keys().isdisjoint(_SOURCES):
        header = "authorization"
    details = mapping(said.get(login or ""))
    return Auth(
        header=header,
        command=tuple(said.get("command", ())),
        ttl_s=read_duration(said.get("ttl", "0")) or 0.0,
        login=login or UNSET,
        scope=details.get("scope", UNSET),
        file=str(folder.absolute() / details["file"]) if "file" in details else UNSET,
    )


def auth_mistakes(
    found: str | Mapping[str, Any] | None, dialect: Dialect, *, names_key: bool
) -> Iterator[tuple[str, str]]:
    """Yield message and hint for each combination of settings that is not allowed.

    Args:
        found: a word, a mapping, or nothing.
        dialect: dialect of the entry.
        names_key: whether the entry names a key variable.
    """
    said = _said(found)
    header = str(said.get("header", "")).lower()
    if header in _RESERVED:
        yield f"{quote(said['header'])} cannot carry a key", "name another"
    sources = [name for name in _SOURCES if name in said]
    if len(sources) > 1:
        yield f"both '{sources[0]}' and '{sources[1]}' supply a token", "keep one of them"
    elif sources and names_key:
        yield f"both 'api_key_env' and '{sources[0]}' supply the key", "keep one of them"
    if ("ttl" in said) != ("command" in said):
        missing, there = ("command", "ttl") if "ttl" in said else ("ttl", "command")
        yield (
            f"'{missing}' is missing beside '{there}'",
            "for example {command: [gcloud, ...], ttl: 55m}",
        )
    if "aws" in sources and not dialect.key_optional:
        signing = ", ".join(one.name for one in DIALECTS.built_in.values() if one.key_optional)
        yield (
            (f"dialect '{dialect.name}' does not support AWS signatures"),
            f"dialects that do: {signing}",
        )


def _said(found: str | Mapping[str, Any] | None) -> Mapping[str, Any]:
    if isinstance(found, str):
        return {} if found in _HEADERS else {found: {}}
    return found or {}
