"""Find the forms in which a server may echo a key: whole, cut, encoded, reversed, with gaps."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from urllib.parse import quote

import msgspec
from msgspec import Struct

from portcheck.lazy_pattern import LazyPattern

MIN_PARTS = 16
"""Shorter keys are only searched whole and unchanged, as their parts may be ordinary words."""
_TAIL = 12
"""Characters at the end of a long key that reveal it."""
_BEYOND_PREFIX = 8
"""Characters after a vendor's public prefix that reveal a key."""
_PUBLIC = LazyPattern(r"(?:AIza|A[KS]IA|ya29\.|eyJ|(?:[A-Za-z]{1,8}\d{0,2}[-_]){1,3})?")
"""Public prefixes of keys, such as `sk-`, `sk-ant-api03-`, `gsk_` or `AIza`."""


class KeyForms(Struct, frozen=True):
    """The forms of one key to search for."""

    key: str
    anchors: tuple[str, ...]
    """Beginnings that identify the key; the rest of the key after them is hidden too."""
    tail: str
    """The end of a long key, hidden with the part of the key before it; "" for shorter keys."""
    others: tuple[str, ...]
    """The key in other encodings."""
    written: tuple[bytes, ...]
    """All forms as JSON strings without quotes; the key itself comes last."""


def key_forms(key: str) -> KeyForms:
    """Make the forms of a key; a short key has only itself."""
    if len(key) < MIN_PARTS:
        return KeyForms(key, (key,), "", (), _written(key))
    least = min(len(key), _PUBLIC.match(key).end() + _BEYOND_PREFIX)  # type: ignore[union-attr]
    backwards = key[::-1]
    others = (backwards, *_encoded(key))
    tail = key[-_TAIL:] if len(key) >= 2 * _TAIL else ""
    ends = (key[:least], tail) if tail else (key[:least],)
    return KeyForms(key, (key[:least],), tail, others, _written(*ends, *others, key))


def _written(*forms: str) -> tuple[bytes, ...]:
    return tuple(msgspec.json.encode(form)[1:-1] for form in forms)


def _encoded(key: str) -> Iterator[str]:
    raw = key.encode()
    yield raw.hex()
    yield raw.hex().upper()
    percent = "".join(f"%{byte:02x}" for byte in raw)
    yield percent
    yield percent.upper()
    if (quoted := quote(key, safe="")) != key:
        yield quoted
    # If text precedes the key, as in `user:key`, its bytes are shifted.
    for before in range(3):
        first, last = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
        written = base64.b64encode(bytes(before) + raw).decode()[first:last]
        yield written
        if (safe := written.replace("+", "-").replace("/", "_")) != written:
            yield safe


def hidden(text: str, forms: KeyForms) -> str:
    """Replace each form of the key in a text by `***`."""
    for anchor in forms.anchors:
        text = _without(text, anchor, forms.key)
    if forms.tail:
        text = _without_tail(text, forms.tail, forms.key)
    for form in forms.others:
        text = text.replace(form, "***") if form in text else text
    return _without_gaps(text, forms.key) if len(forms.key) >= MIN_PARTS else text


def _without(text: str, anchor: str, key: str) -> str:
    """Hide a key after each `anchor`, even with single other characters inside it."""
    start = text.find(anchor)
    while start >= 0:
        at, done = start + len(anchor), len(anchor)
        while done < len(key):
            if text[at : at + 1] == key[done]:
                at += 1
            elif text[at + 1 : at + 2] == key[done]:
                at += 2
            else:
                break
            done += 1
        text = f"{text[:start]}***{text[at:]}"
        start = text.find(anchor, start + 3)
    return text


def _without_tail(text: str, tail: str, key: str) -> str:
    """Hide the end of a key whose beginning was cut off."""
    end = text.find(tail)
    while end >= 0:
        start, left = end, len(key) - len(tail)
        while start and left and text[start - 1] == key[left - 1]:
            start, left = start - 1, left - 1
        text = f"{text[:start]}***{text[end + len(tail) :]}"
        end = text.find(tail, start + 3)
    return text


def _without_gaps(text: str, key: str) -> str:
    """Hide a key with a character between all of its characters: `s k - 0 1`."""
    for parity in (0, 1):
        while (at := text[parity::2].find(key)) >= 0:
            start = parity + 2 * at
            text = f"{text[:start]}***{text[start + 2 * len(key) - 1 :]}"
    return text


def occur_in(written: bytes, forms: KeyForms) -> bool:
    """Whether JSON text from msgspec contains a form of the key."""
    for form in forms.written:
        if form in written:
            return True
    whole = forms.written[-1]
    return len(forms.key) >= MIN_PARTS and (whole in written[::2] or whole in written[1::2])
