"""Read the files of messages: images, documents and audio, recognized by their first bytes."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from msgspec import Struct, field

from portcheck.config.problems.quoting import quote
from portcheck.config.reading.local_files import FileMistake, file_bytes, require_size
from portcheck.config.reading.public_urls import is_address, public_url_mistake
from portcheck.model.chat import Audio, Document, Image

Kind = Literal["image", "document", "audio"]
Attached = Image | Document | Audio

_Made = type[Image] | type[Document] | type[Audio]


class _Rules(NamedTuple):
    made: _Made
    most_bytes: int
    too_large: str
    """The hint for a file that is too large."""
    none: str
    """The message about a file of another kind."""
    takes: str


_KINDS: Mapping[Kind, _Rules] = {
    "image": _Rules(
        Image, 20_000_000, "scale the image down", "an image", "use PNG, JPEG, GIF or WebP"
    ),
    "document": _Rules(
        Document,
        32_000_000,
        "name a part of it",
        "a PDF or a text",
        "save it as PDF or as UTF-8 text",
    ),
    "audio": _Rules(
        Audio,
        25_000_000,
        "cut it, or save it as MP3",
        "a sound",
        "use WAV, MP3, FLAC, Ogg, AAC, AIFF, M4A or WebM",
    ),
}
_TYPES: Mapping[str, tuple[Kind, str]] = {
    **{end: ("image", f"image/{end}") for end in ("png", "jpeg", "gif", "webp")},
    "jpg": ("image", "image/jpeg"),
    "pdf": ("document", "application/pdf"),
    "txt": ("document", "text/plain"),
    "md": ("document", "text/markdown"),
    "markdown": ("document", "text/markdown"),
    "csv": ("document", "text/csv"),
    "html": ("document", "text/html"),
    "htm": ("document", "text/html"),
    "mp3": ("audio", "audio/mpeg"),
    "m4a": ("audio", "audio/mp4"),
    "oga": ("audio", "audio/ogg"),
    "opus": ("audio", "audio/ogg"),
    "aif": ("audio", "audio/aiff"),
    **{end: ("audio", f"audio/{end}") for end in ("wav", "flac", "ogg", "aac", "aiff", "webm")},
}
"""File suffix to kind and media type."""
_OTHERS = frozenset(
    {"doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "zip", "rtf", "svg", "mp4"}
)
"""Suffixes of other files, which are not supported although some vendors accept them."""
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"%PDF-", "application/pdf"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (8, b"AIFF", "audio/aiff"),
    (8, b"AIFC", "audio/aiff"),
    (4, b"ftypM4A", "audio/mp4"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1a\x45\xdf\xa3", "audio/webm"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"\xd0\xcf\x11\xe0", "application/msword"),
    (0, b"{\\rtf", "application/rtf"),
)
"""Offset, bytes and media type of files that have these bytes there. For the container formats
`RIFF` and `FORM` the bytes at offset 8 decide."""
_MAX_NAME = 200
"""Most characters of a name, of which the last are kept; see also `request.schema.json`."""
_MEANT = "name the file that you mean"
_PDF_WITHIN = 1024
"""Bytes in which PDF readers search for the PDF header."""


class AttachedFiles(Struct):
    """Reads each file of a suite once."""

    folder: Path
    known: dict[tuple[Kind, str], Attached] = field(default_factory=dict)

    def read(self, kind: Kind, name: str) -> Attached:
        """Read a file relative to the suite, or take the address of a file without opening it.

        Raises:
            FileMistake: the file does not exist, is too large or of another kind, or the address is
                not public https.
        """
        if (kind, name) not in self.known:
            make = _fetched if is_address(name) else self._local
            self.known[kind, name] = make(kind, name)
        return self.known[kind, name]

    def inline(self, kind: Kind, text: str, name: str) -> Attached:
        """Decode a file from Base64 or a data URL.

        Raises:
            FileMistake: it is not Base64, too large, or of another kind.
        """
        if text.startswith("data:"):
            head, _, text = text.partition(",")
            if not head.endswith(";base64"):
                raise FileMistake("a data URL is not Base64", "write data:TYPE;base64,...")
        rules, shown = _KINDS[kind], name or f"the {kind}"
        try:
            data = base64.b64decode("".join(text.split()), validate=True)
        except ValueError:
            raise FileMistake(f"{quote(shown)} is not Base64", _MEANT) from None
        require_size(data, shown, rules.most_bytes, rules.too_large)
        media_type = _media_type(kind, shown, data)
        return _made(kind, name, media_type, base64.b64encode(data).decode("ascii"))

    def _local(self, kind: Kind, name: str) -> Attached:
        rules = _KINDS[kind]
        data = file_bytes(self.folder, name, rules.most_bytes, rules.too_large)
        media_type = _media_type(kind, name, data)
        return _made(kind, Path(name).name, media_type, base64.b64encode(data).decode("ascii"))


def _fetched(kind: Kind, url: str) -> Attached:
    message, hint = public_url_mistake(url)
    if message:
        raise FileMistake(message, hint)
    name = unquote(PurePosixPath(urlsplit(url).path).name)
    claimed, media_type = _claim(kind, name)
    if claimed not in {kind, None}:
        raise FileMistake(f"{quote(name)} is not {_KINDS[kind].none}", _KINDS[kind].takes)
    return _made(kind, name, media_type, "", url)


def _made(kind: Kind, name: str, media_type: str, data: str, url: str = "") -> Attached:
    if kind == "document":
        plain = "".join(filter(str.isprintable, name))[-_MAX_NAME:]
        return Document(media_type=media_type, data=data, url=url, name=plain)
    made = Image if kind == "image" else Audio
    return made(media_type=media_type, data=data, url=url)


def _claim(kind: Kind, name: str) -> tuple[str | None, str]:
    """The kind and media type of a file by its suffix."""
    end = PurePosixPath(name).suffix.removeprefix(".").lower()
    if end in _OTHERS:
        return "other", ""
    found = _TYPES.get(end)
    if end == "webm" or found is None:
        # Such a file may contain audio; other suffixes may be of text files.
        return None, "audio/webm" if kind == "audio" and end == "webm" else ""
    return found


def _media_type(kind: Kind, name: str, data: bytes) -> str:
    """The media type of a file by its bytes.

    Raises:
        FileMistake: it is of another kind, or its bytes contradict its name.
    """
    rules = _KINDS[kind]
    if not data:
        raise FileMistake(f"{quote(name)} is empty", _MEANT)
    claimed, stated = _claim(kind, name)
    found = _sniffed(data, stated)
    if not found and _is_text(data):
        found = stated if stated.startswith("text/") else "text/plain"
    of_kind = any(found == media_type for one, media_type in _TYPES.values() if one == kind)
    if of_kind and (kind == "image" or claimed is None or found == stated):
        return found
    if found and (of_kind or claimed == kind):
        named = stated or "another kind of file"
        message = f"{quote(name)} has a name for {named}, but its bytes are {found}"
        raise FileMistake(message, f"{_MEANT}, or rename it")
    raise FileMistake(f"{quote(name)} is not {rules.none}", rules.takes)


def _sniffed(data: bytes, stated: str) -> str:
    """The media type by a file's first bytes; "" if they do not show it, as for text.

    Args:
        data: the file.
        stated: the media type by its name, which decides between types with the same format.
    """
    form = data[:4] in {b"RIFF", b"FORM"}
    for at, magic, media_type in _MAGIC:
        if data.startswith(magic, at) and (at != 8 or form):
            return stated if (stated, media_type) == ("audio/mp4", "video/mp4") else media_type
    if stated == "application/pdf" and b"%PDF-" in data[:_PDF_WITHIN]:
        return stated
    if len(data) > 1 and data[0] == 0xFF:
        if data[1] & 0xF6 == 0xF0:
            return "audio/aac"
        if data[1] & 0xE0 == 0xE0 and data[1] & 0x06 == 0x02:
            return "audio/mpeg"
    return ""


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return "\0" not in text
