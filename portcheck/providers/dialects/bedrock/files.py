"""Write files in messages as blocks of Amazon Bedrock's Converse API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from portcheck.model.chat import Audio, Document, File, Image
from portcheck.providers.file_parts import FILE_URLS, audio_format, need_of

_IMAGES: Mapping[str, str] = {
    "image/png": "png",
    "image/jpeg": "jpeg",
    "image/jpg": "jpeg",
    "image/gif": "gif",
    "image/webp": "webp",
}
_DOCUMENTS: Mapping[str, str] = {
    "application/pdf": "pdf",
    "text/plain": "txt",
    "text/markdown": "md",
    "text/csv": "csv",
    "text/html": "html",
}
_SOUNDS = frozenset({"mp3", "opus", "wav", "aac", "flac", "mp4", "ogg", "m4a", "webm"})
"""The audio formats of the API that we can recognize."""
_NOT_IN_NAME = re.compile(r"[^a-zA-Z0-9\s\-()\[\]]+")
_MAX_NAME = 180
"""Most characters of a name; the API accepts 200, and a number may be added."""


class Files:
    """Writes the files of one request and gives each document a unique name."""

    def __init__(self, dropped: list[str]) -> None:
        """`dropped` gets the names of files that cannot be sent."""
        self._dropped = dropped
        self._names: set[str] = set()

    def block(self, file: Image | Document | Audio, in_result: bool) -> dict[str, Any] | None:
        """One file; `None` if it cannot be said.

        Args:
            file: the file.
            in_result: whether it is part of a tool's result, which holds no sound.
        """
        if file.url:
            # A source is bytes, or an address of S3.
            self._dropped.append(FILE_URLS)
            return None
        kind, form = _form(file)
        if form is None or (in_result and kind == "audio"):
            self._dropped.append(need_of(file))
            return None
        named = {"name": self._name(file.name)} if isinstance(file, Document) else {}
        return {kind: {"format": form, **named, "source": {"bytes": file.data}}}

    def _name(self, name: str) -> str:
        """A name in the API's alphabet that no other document of the request has."""
        plain = _NOT_IN_NAME.sub("-", PurePath(name).stem)
        plain = " ".join(plain.split())[:_MAX_NAME].strip("- ") or "document"
        found, number = plain, 1
        while found in self._names:
            number += 1
            found = f"{plain} {number}"
        self._names.add(found)
        return found


def _form(file: File) -> tuple[str, str | None]:
    """The name of the block, and the format of the file; `None` if the API lists none."""
    kind = file.media_type.strip().lower()
    if isinstance(file, Audio):
        form = audio_format(file)
        return "audio", form if form in _SOUNDS else None
    if isinstance(file, Document):
        return "document", _DOCUMENTS.get(kind)
    return "image", _IMAGES.get(kind)
