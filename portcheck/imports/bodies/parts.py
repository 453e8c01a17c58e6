"""Read the parts of a message in any vendor's format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from portcheck.imports.bodies.not_read import NotReadError, word
from portcheck.model.chat import Audio, Document, Image, JsonObject, Part, Text
from portcheck.vendor_json import items, mapping, text, text_or_none

_DATA_URL = re.compile(r"data:([\w.+-]+/[\w.+-]+)?(?:;[\w=.-]+)*;base64,", re.ASCII)
_THOUGHTS = frozenset(
    {"thinking", "redacted_thinking", "reasoning", "reasoning_content", "reasoningContent"}
)
"""Kinds of reasoning parts, which are left out of a request."""
_MARKS = frozenset({"cachePoint", "cache_point", "step_start"})
"""Parts that hold nothing that a model reads."""
Kind = type[Image | Document | Audio]
_TEXTS = frozenset({"text", "input_text", "output_text", "summary_text", "refusal"})


def parts(value: Any) -> tuple[Part, ...]:
    """The parts of a content: a text, a part, or a list of both.

    Raises:
        NotReadError: a part is of a kind that portcheck cannot send again.
    """
    if isinstance(value, str):
        return (Text(text=value),) if value else ()
    if isinstance(value, list):
        return tuple(part for one in value for part in parts(one))
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise NotReadError(f"a content is a {word(value)}")
    found = _part(value)
    return () if found is None else (found,)


def are_parts(value: Any) -> bool:
    """Whether a list holds the parts of a message, rather than JSON that somebody wrote."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(text(mapping(one).get("type")) in _KINDS for one in value)
    )


def written(value: Any) -> tuple[Part, ...]:
    """Read the result of a tool: as parts if it looks like parts, otherwise as JSON text."""
    looks_like_parts = isinstance(value, list) and all(
        isinstance(one, str) or (isinstance(one, dict) and ("type" in one or "text" in one))
        for one in value
    )
    if value is None or isinstance(value, str) or looks_like_parts:
        return parts(value)
    return (Text(text=json.dumps(value, ensure_ascii=False)),)


def _part(piece: JsonObject) -> Part | None:
    kind = text_or_none(piece.get("type"))
    if kind in _TEXTS or (kind is None and "text" in piece):
        return _text(piece, kind or "text")
    if kind in _THOUGHTS or piece.get("thought") is True:
        return None
    found = None if kind is None else _BY_KIND.get(kind)
    if found is not None:
        return found(piece)
    for name, read in _BY_NAME.items():
        if name in piece:
            return read(mapping(piece[name]))
    if any(name in piece for name in (*_MARKS, *_THOUGHTS)) or kind in _MARKS:
        return None
    shown = word(kind) if kind is not None else word(next(iter(piece), "none"))
    raise NotReadError(f"a message has a part of the kind {shown}")


def _text(piece: JsonObject, kind: str) -> Part | None:
    value = piece.get("text", piece.get("content", piece.get(kind)))
    if isinstance(value, Mapping):
        value = value.get("value", value.get("text"))
    return Text(text=value) if isinstance(value, str) and value else None


def _from_address(url: str, kind: Kind, media: str) -> Part:
    inline = _DATA_URL.match(url[:200])
    if inline is not None:
        return kind(media_type=inline[1] or media, data=url[inline.end() :])
    if not url.startswith("https://"):
        raise NotReadError("a file is stored elsewhere, at an address that is not https")
    return kind(media_type=media, url=url)


def _from_bytes(data: Any, kind: Kind, media: str) -> Part:
    if not isinstance(data, str) or not data:
        raise NotReadError("the log does not hold the bytes of a file")
    return kind(media_type=media, data=data)


def _image_url(piece: JsonObject) -> Part:
    given = piece.get("image_url")
    return _from_address(text(mapping(given).get("url")) or text(given), Image, "")


def _source(kind: Kind) -> Callable[[JsonObject], Part | None]:
    def read(piece: JsonObject) -> Part | None:
        source = mapping(piece.get("source")) or mapping(mapping(piece.get(kind.__name__.lower())))
        if source.get("type") == "text":
            return Text(text=text(source.get("data")))
        if "url" in source:
            return _from_address(text(source["url"]), kind, "")
        return _from_bytes(source.get("data"), kind, text(source.get("media_type")))

    return read


def _file(piece: JsonObject) -> Part:
    file = mapping(piece.get("file")) or piece
    data = text(file.get("file_data"))
    if data.startswith("data:"):
        return _from_address(data, Document, "application/pdf")
    return _from_bytes(data, Document, "application/pdf")


def _audio(piece: JsonObject) -> Part:
    audio = mapping(piece.get("input_audio")) or piece
    return _from_bytes(audio.get("data"), Audio, f"audio/{word(audio.get('format')) or 'wav'}")


def _by_media(data: JsonObject) -> Part:
    """Gemini's `inlineData` and `fileData`, and OpenTelemetry's `blob` and `uri`."""
    media = next((text(data[n]) for n in ("mimeType", "mime_type") if data.get(n)), "")
    modality = text(data.get("modality")) or media.partition("/")[0]
    kinds: Mapping[str, Kind] = {"image": Image, "audio": Audio}
    kind = kinds.get(modality, Document)
    url = next((text(data[n]) for n in ("fileUri", "file_uri", "uri") if data.get(n)), "")
    if url:
        return _from_address(url, kind, media)
    return _from_bytes(data.get("data", data.get("content")), kind, media)


def _converse(kind: Kind) -> Callable[[JsonObject], Part]:
    def read(block: JsonObject) -> Part:
        media = {"txt": "text/plain", "pdf": "application/pdf"}.get(
            text(block.get("format")), f"{kind.__name__.lower()}/{word(block.get('format'))}"
        )
        source = mapping(block.get("source"))
        if isinstance(source.get("text"), str):
            return Text(text=source["text"])
        return _from_bytes(source.get("bytes"), kind, media)

    return read


def _guarded(block: JsonObject) -> Part | None:
    return _text(mapping(block.get("text")) or block, "text")


def _nested(piece: JsonObject) -> Part | None:
    """Read LangChain's `{"type": "text"}` blocks inside a value."""
    found = items(piece.get("value"))
    return _part(mapping(found[0])) if found else None


_BY_KIND: Mapping[str, Callable[[JsonObject], Part | None]] = {
    "image_url": _image_url,
    "input_image": _image_url,
    "image": _source(Image),
    "document": _source(Document),
    "file": _file,
    "input_file": _file,
    "input_audio": _audio,
    "blob": _by_media,
    "uri": _by_media,
    "non_standard": _nested,
}
_BY_NAME: Mapping[str, Callable[[JsonObject], Part | None]] = {
    "inlineData": _by_media,
    "inline_data": _by_media,
    "fileData": _by_media,
    "file_data": _by_media,
    "image": _converse(Image),
    "document": _converse(Document),
    "audio": _converse(Audio),
    "guardContent": _guarded,
}
_KINDS = frozenset(
    {*_TEXTS, *_THOUGHTS, *_BY_KIND, "tool_use", "tool_result", "tool_call", "tool_call_response"}
)
"""Every `type` that a part of a message may have."""
