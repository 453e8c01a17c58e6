"""Read logs of Anthropic's Messages bodies."""

from __future__ import annotations

from collections.abc import Iterable

from portcheck.imports.logs.pairs import pair_of, read_pair
from portcheck.imports.logs.reader import Each, Found, LogFormat, Source

NAME = "anthropic"


def _read(source: Source) -> Iterable[Found]:
    return read_pair(source, NAME, "anthropic")


FORMAT = LogFormat(
    name=NAME,
    summary="Anthropic Messages: request and response bodies",
    documented="https://docs.claude.com/en/api/messages",
    recognises=lambda data: pair_of(NAME, data),
    reader=lambda: Each(_read),
)
