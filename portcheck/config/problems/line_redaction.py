"""Hide the parts of a file's line that are or may be a secret key.

Anything that looks like a secret is hidden in every file. In a providers file only the keys of
mappings and the values of known keys are shown: a mistyped `api_kye: ...` has a secret too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from portcheck.config.problems.secret_patterns import looks_random, secret_spans
from portcheck.config.schema import structure
from portcheck.lazy_pattern import LazyPattern

Span = tuple[int, int]
"""First character and the one after the last, 0-based."""

_PAIR = LazyPattern(
    r"""(?:^|(?<=[\s{,\[?&-]))(?P<key>"[^"]*"|'[^']*'|[\w.$-]+)\s*(?:=|:(?=\s|$|["']))\s*"""
)
_QUOTED = LazyPattern(r""""(?:[^"\\]|\\.)*(?:"|$)|'(?:[^']|'')*(?:'|$)""")
_NEXT_PAIR = LazyPattern(r"""\s*[,}\]]\s*(?:$|[},\]]|["']?[\w.$-]+["']?\s*:)""")
_TOKEN = LazyPattern(r"[\w+/=.~-]{20,}", re.ASCII)
_WORDS = LazyPattern(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_KEY_WORDS = frozenset(
    {"key", "apikey", "token", "secret", "password", "passwd", "pass", "pwd", "auth", "cookie"}
    | {"authorization", "bearer", "credential", "credentials", "accesskey", "xapikey", "signature"}
    | {"apitoken", "accesstoken", "authtoken", "secretkey", "apisecret", "clientsecret"}
    | {"privatekey"}
)
_VARIABLE = LazyPattern(r"""(["']?)[A-Za-z_][A-Za-z0-9_]*\1""")
_PROVIDERS = LazyPattern(r"""\bproviders["']?\s*:""")
_OTHER_KINDS = LazyPattern(r"""\b(?:suite|workloads|messages)["']?\s*:""")


def may_hold_keys(lines: Sequence[str]) -> bool:
    """Whether a file is a providers file or of an unknown kind."""
    return _has(_PROVIDERS, lines) or not _has(_OTHER_KINDS, lines)


def hidden(line: str, *, strict: bool) -> list[Span]:
    """The hidden parts of a line, in order and not adjacent.

    Args:
        line: The line.
        strict: Whether the file may be a providers file.
    """
    if strict and not _PAIR.match(line.lstrip(" \t-{")):
        return [(0, len(line))]
    found = [*secret_spans(line), *_random_spans(line), *_values(line, strict=strict)]
    merged: list[Span] = []
    for start, stop in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(stop, merged[-1][1])
        else:
            merged.append((start, stop))
    return merged


def _has(pattern: LazyPattern, lines: Sequence[str]) -> bool:
    return any(pattern.search(line) for line in lines)


def _random_spans(line: str) -> Iterator[Span]:
    for found in _TOKEN.finditer(line):
        if looks_random(found.group()):
            yield found.span()


def _values(line: str, *, strict: bool) -> Iterator[Span]:
    for pair in _PAIR.finditer(line):
        start = pair.end()
        stop = _value_end(line, start)
        value = line[start:stop]
        if value[:1] not in {"", "{", "[", "#"} and not _may_show(pair["key"], value, strict):
            yield start, stop


def _value_end(line: str, start: int) -> int:
    quoted = _QUOTED.match(line, start)
    if quoted is not None:
        return quoted.end()
    after = _NEXT_PAIR.search(line, start)
    return len(line) if after is None else after.start()


def _may_show(key: str, value: str, strict: bool) -> bool:  # of this file alone
    word = key.strip("\"'")
    if word == "api_key_env":
        return _VARIABLE.fullmatch(value.split("#", maxsplit=1)[0].strip()) is not None
    if _KEY_WORDS & {part.lower() for part in _WORDS.findall(word)}:
        return False
    return not strict or word in _known()


@cache
def _known() -> frozenset[str]:
    return frozenset(_property_names(structure("providers")))


def _property_names(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for part in schema.values():
            yield from _property_names(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _property_names(part)
