"""Describe the files of a request in terms that most vendors share."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping

from portcheck.model.chat import Audio, Document, File, Image

PDF = "application/pdf"
FILE_URLS = "file_urls"
"""The need of a request whose files the vendor fetches."""
_NEEDS: Mapping[type[File], str] = {Image: "images", Document: "documents", Audio: "audio"}
_FORMATS: Mapping[str, str] = {
    "audio/mpeg": "mp3",
    "audio/x-wav": "wav",
    "audio/mp4": "m4a",
}
"""Audio types whose second half differs from the vendors' name."""


def need_of(part: File) -> str:
    """The capability that a model needs for a file: `images`, `documents` or `audio`."""
    return _NEEDS[type(part)]


def audio_format(part: Audio) -> str:
    """The vendors' name of an audio format, such as `wav`, `mp3`, `flac` or `ogg`."""
    kind = part.media_type.strip().lower()
    return _FORMATS.get(kind) or kind.partition("/")[2]


def is_text(part: Document) -> bool:
    """Whether a document is plain text of some kind."""
    return part.media_type.strip().lower().startswith("text/")


def text_of(part: Document) -> str:
    """The text of a text document; bytes that are not UTF-8 become replacement characters."""
    try:
        return base64.b64decode(part.data).decode("utf-8-sig", "replace")
    except binascii.Error:
        return ""
