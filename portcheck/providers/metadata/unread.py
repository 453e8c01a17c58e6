"""Count the content of a body that its reader does not use, by kind, without keeping it.

A dialect describes its ordinary bodies (`Fields`, `Kinds`). Everything else in a body is counted
under the vendor's name for it, so that unknown blocks and fields leave a trace too. An ordinary
body costs one comparison of keys per level.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from msgspec import Struct, field

from portcheck.model.chat import JsonObject
from portcheck.model.codec import encode_json
from portcheck.model.completion import OtherContent
from portcheck.providers.faults.vendor_error import printable

MOST_KINDS = 50
"""Most kinds that are counted one by one; further ones count as `MORE`."""
MORE = "further kinds"

_LONGEST = 80

Counted = Literal["objects", "texts", "blocks", "numbers"]
"""Which fields outside the described form are counted.

- `objects`: lists of objects, and whatever else is not plain and has a text in it. For what
  surrounds an answer, where vendors put numbers and ids of all sorts.
- `texts`: these and texts. For what a model made.
- `blocks`: everything but null. For objects that have one field for each kind of block.
- `numbers`: whole numbers that count something, in objects too. For usage.
"""

_MEASURES = (
    *("token", "character", "time", "latency", "duration", "second", "per_", "_ms", "_at", "rate"),
    *("cost", "price", "version"),
)
"""Words in the names of numbers that are measurements and not counts."""


class Kinds(Struct, frozen=True):
    """A list of objects that name their kind; objects of unknown kinds are other content."""

    known: Mapping[str, Fields]
    unnamed: Fields | None = None
    """Form of an object without a kind; `None`: it is other content."""
    made: bool = True
    """Whether the model generated them."""


class Fields(Struct, frozen=True):
    """The form of an object."""

    drawn: frozenset[str]
    """Fields that are read or irrelevant, including those below."""
    counted: Counted
    inner: tuple[tuple[str, Fields | Kinds], ...]
    """Fields with objects or lists of objects, and their forms."""
    usual: tuple[tuple[str, frozenset[str]], ...]
    """Fields that make the whole object other content if they have another text than these."""
    only_first: bool = False
    """In a list of such objects only the first one, by its `index`, is read."""


def fields(
    plain: str,
    counted: Counted = "objects",
    /,
    *,
    usual: Mapping[str, str] | None = None,
    only_first: bool = False,
    **inner: Fields | Kinds,
) -> Fields:
    """Make the form of an object from space-separated names; `usual` maps fields to words."""
    texts = {name: frozenset(words.split()) for name, words in (usual or {}).items()}
    return Fields(
        drawn=frozenset({*plain.split(), *inner, *texts}),
        counted=counted,
        inner=tuple(inner.items()),
        usual=tuple(texts.items()),
        only_first=only_first,
    )


class _Found(Struct):
    """The counts so far."""

    sizes: dict[str, list[int]] = field(default_factory=dict)
    """Kind to count and bytes."""
    made: bool = False

    def add(self, kind: str, values: Sequence[Any], *, made: bool) -> None:
        name = printable(kind)[:_LONGEST] or "unnamed"
        if name not in self.sizes and len(self.sizes) >= MOST_KINDS:
            name = MORE
        size = sum(len(encode_json(value)) for value in values)
        self.count(name, len(values), size)
        self.made = self.made or made

    def count(self, name: str, times: int, size: int) -> None:
        held = self.sizes.setdefault(name, [0, 0])
        held[0] += times
        held[1] += size


class Besides(Struct, frozen=True):
    """The other content of a body."""

    content: tuple[OtherContent, ...]
    made: bool
    """Whether the model generated some of it, so that it is not only a remark of the vendor."""


NOTHING = Besides((), made=False)


def other_content(body: JsonObject, drawn: Fields) -> Besides:
    """Count the content of a body outside its described form."""
    found = _Found()
    _object(body, drawn, "", found)
    if not found.sizes:
        return NOTHING
    content = tuple(
        OtherContent(kind=kind, count=count, bytes=size)
        for kind, (count, size) in found.sizes.items()
    )
    return Besides(content, made=found.made)


def _object(value: JsonObject, drawn: Fields, name: str, found: _Found) -> None:
    if not value.keys() <= drawn.drawn:
        for key, item in value.items():
            if key not in drawn.drawn and item is not None:
                _unknown(key, item, drawn.counted, found)
    for key, inner in drawn.inner:
        item = value.get(key)
        if type(item) is list:
            _below(item, inner, key, found)
        elif type(item) is dict:
            _one(item, inner, key, found)
    for key, words in drawn.usual:
        item = value.get(key)
        if isinstance(item, str) and item not in words:
            found.add(f"{name}.{item}", (value,), made=drawn.counted != "objects")


def _below(items: Sequence[Any], drawn: Fields | Kinds, name: str, found: _Found) -> None:
    if len(items) > 1 and isinstance(drawn, Fields) and drawn.only_first:
        items = _first(items, name, found)
    for one in items:
        if type(one) is dict:
            _one(one, drawn, name, found)


def _one(value: JsonObject, drawn: Fields | Kinds, name: str, found: _Found) -> None:
    if isinstance(drawn, Fields):
        _object(value, drawn, name, found)
    elif value:
        _kind(value, drawn, name, found)


def _first(items: Sequence[Any], name: str, found: _Found) -> Sequence[Any]:
    """The items without those that bear another index than the first; these are counted."""
    others = [one for one in items if type(one) is dict and one.get("index") not in (0, None)]
    if len(others) == len(items):
        others = others[1:]
    if others:
        found.add(name, others, made=True)
    return [one for one in items if one not in others]


def _kind(one: JsonObject, drawn: Kinds, name: str, found: _Found) -> None:
    kind = one.get("type")
    if not (isinstance(kind, str) and kind):
        kind, known = "", drawn.unnamed
    else:
        known = drawn.known.get(kind)
    if known is None:
        found.add(kind or name, (one,), made=drawn.made)
    else:
        _object(one, known, kind, found)


def _unknown(name: str, value: Any, counted: Counted, found: _Found) -> None:
    if counted == "blocks":
        found.add(name, (value,), made=True)
    elif type(value) is int:
        if (
            counted == "numbers"
            and value > 0
            and not any(word in name.lower() for word in _MEASURES)
        ):
            found.count(printable(name)[:_LONGEST], value, 0)
    elif counted == "numbers":
        for key, item in value.items() if isinstance(value, dict) else ():
            _unknown(key, item, counted, found)
    elif isinstance(value, (dict, list)):
        _items(name, value, counted == "texts", found)
    elif counted == "texts" and isinstance(value, str) and value:
        found.add(name, (value,), made=True)


def _items(name: str, value: dict[str, Any] | list[Any], made: bool, found: _Found) -> None:
    """A field of objects: one that name their kind are counted by it."""
    if isinstance(value, dict):
        if _has_text(value):
            found.add(name, (value,), made=made)
        return
    for item in value:
        kind = item.get("type") if isinstance(item, dict) else None
        if isinstance(item, dict) or _has_text(item):
            named = isinstance(kind, str) and kind and kind != name
            found.add(f"{name}.{kind}" if named else name, (item,), made=made)


def _has_text(value: Any) -> bool:
    """Whether a value contains a non-empty text."""
    if isinstance(value, dict):
        return any(map(_has_text, value.values()))
    if isinstance(value, list):
        return any(map(_has_text, value))
    return isinstance(value, str) and bool(value.strip())
