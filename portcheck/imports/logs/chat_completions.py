"""Read logs of Chat Completions bodies, from OpenAI and services with the same format."""

from __future__ import annotations

from collections.abc import Iterable

from portcheck.imports.logs.pairs import pair_of, read_pair
from portcheck.imports.logs.reader import Each, Found, LogFormat, Source

NAME = "openai-chat"


def _read(source: Source) -> Iterable[Found]:
    return read_pair(source, NAME, "")


FORMAT = LogFormat(
    name=NAME,
    summary="Chat Completions: request and response bodies",
    documented="https://platform.openai.com/docs/api-reference/chat",
    recognises=lambda data: pair_of(NAME, data),
    reader=lambda: Each(_read),
)
