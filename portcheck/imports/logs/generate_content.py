"""Read logs of Gemini's generateContent bodies, from AI Studio and Vertex AI."""

from __future__ import annotations

from collections.abc import Iterable

from portcheck.imports.logs.pairs import pair_of, read_pair
from portcheck.imports.logs.reader import Each, Found, LogFormat, Source

NAME = "gemini"


def _read(source: Source) -> Iterable[Found]:
    return read_pair(source, NAME, "gemini")


FORMAT = LogFormat(
    name=NAME,
    summary="Gemini generateContent: request and response bodies",
    documented="https://ai.google.dev/api/generate-content",
    recognises=lambda data: pair_of(NAME, data),
    reader=lambda: Each(_read),
)
