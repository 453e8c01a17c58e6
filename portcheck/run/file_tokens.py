"""Estimate the input tokens of files in a request, rather too high than too low."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from functools import lru_cache
from math import ceil

from portcheck.model.chat import Audio, Document, File

IMAGE_TOKENS = 1600
PAGE_TOKENS = 3000 + IMAGE_TOKENS
"""Tokens of a PDF page: vendors count its text, at most 3,000 tokens, and an image of it
(platform.claude.com/docs/en/build-with-claude/pdf-support, estimating costs)."""
TOKENS_PER_SECOND = 32
"""Tokens per second of audio, the most of any vendor (ai.google.dev/gemini-api/docs/tokens)."""
BYTES_PER_TOKEN = 3.0
"""Bytes of text per token; deliberately low, so that estimates are high."""

FETCHED_PAGES = 100
"""Assumed pages of a document that the vendor fetches."""
FETCHED_SECONDS = 1800
"""Assumed seconds of audio that the vendor fetches."""
_BYTES_PER_PAGE = 3000
"""Bytes per page of a PDF whose pages cannot be counted."""
_BYTES_PER_SECOND = 2000
"""Bytes per second of compressed audio of low quality (16 kbit/s)."""
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_PACKED = re.compile(rb"/ObjStm\b[^\x00]{0,400}?stream\r?\n")
"""Start of a stream of compressed objects, which often include pages."""
_MOST_UNPACKED = 50_000_000
"""Most bytes that are unpacked from one PDF; hostile ones unpack to much more."""


def file_tokens(file: File) -> int:
    """The most input tokens of a file; if the vendor fetches it, those of a large file."""
    if isinstance(file, Audio):
        seconds = FETCHED_SECONDS if file.url else _seconds(file)
        return ceil(seconds * TOKENS_PER_SECOND)
    if not isinstance(file, Document):
        return IMAGE_TOKENS
    if file.url:
        return FETCHED_PAGES * PAGE_TOKENS
    if file.media_type.startswith("text/"):
        return ceil((file.size or 0) / BYTES_PER_TOKEN)
    return _pages(file.data) * PAGE_TOKENS


def _seconds(sound: Audio) -> float:
    """Length of a sound: by the header of a WAV, else as long as it would be in low quality."""
    size, rate = sound.size or 0, 0
    try:
        head = base64.b64decode(sound.data[:64])
    except binascii.Error:
        head = b""
    if head[:4] == b"RIFF" and head[8:16] == b"WAVEfmt ":
        rate = int.from_bytes(head[28:32], "little")
    return size / (rate if 1000 <= rate <= 10_000_000 else _BYTES_PER_SECOND)


@lru_cache(maxsize=8)
def _pages(data: str) -> int:
    """Pages of a PDF, counted if possible, else estimated from its size."""
    try:
        content = base64.b64decode(data)
    except binascii.Error:
        content = b""
    found = len(_PAGE.findall(content))
    room, whole = _MOST_UNPACKED, memoryview(content)
    for start in _PACKED.finditer(content):
        try:
            unpacked = zlib.decompressobj().decompress(whole[start.end() :], room)
        except zlib.error:
            continue
        found += len(_PAGE.findall(unpacked))
        room -= len(unpacked)
        if room <= 0:
            return max(found, ceil(len(content) / _BYTES_PER_PAGE))
    return found or ceil(len(content) / _BYTES_PER_PAGE)
