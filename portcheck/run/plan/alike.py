"""Group cases whose requests differ only in their texts: they have the same lint findings."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from portcheck.model.chat import Document, File, Part, Request, Text
from portcheck.model.codec import encode_json
from portcheck.model.suite import Case, ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers.lint.capability_rules import capabilities_of
from portcheck.providers.lint.review import shorter_estimate

F = TypeVar("F", bound=File)


class Alike(Struct):
    """Cases that a review cannot tell apart."""

    request: Request
    """The request of the first of them."""
    first_case: str
    cases: int = 1


def alike(cases: Iterable[Case], specs: Iterable[ProviderSpec]) -> list[Alike]:
    """Groups of cases for which every provider's review has the same findings, by first case.

    The dialects of this distribution and the rules of the capability table look only at whether a
    text is empty or blank, and whether all texts together are too long for a model. What a dialect
    of another distribution looks at is not known: every case is then its own group.

    Raises:
        UsageError: the dialect of a provider, or one of its options, is not usable.
    """
    chosen = tuple(specs)
    if any(not DIALECTS.is_built_in(spec.dialect) for spec in chosen):
        return [Alike(case.request, case.id) for case in cases]
    found = {capabilities_of(spec).max_input_tokens for spec in chosen}
    rooms = sorted(room for room in found if room is not None)
    groups: dict[bytes, Alike] = {}
    for case in cases:
        form = _form(case.request, rooms)
        if (group := groups.get(form)) is None:
            groups[form] = Alike(case.request, case.id)
        else:
            group.cases += 1
    return list(groups.values())


def _form(request: Request, rooms: Sequence[int]) -> bytes:
    """The parts of a request that affect a review, given the ascending context lengths."""
    messages = tuple(
        replace(message, content=tuple(map(_part, message.content))) for message in request.messages
    )
    system = None if request.system is None else _text(request.system)
    seen = replace(request, system=system, messages=messages, ordinal=0)
    longer_than = bisect_left(rooms, shorter_estimate(request)) if rooms else 0
    return b"%d %s" % (longer_than, encode_json(seen))


def _part(part: Part) -> Part:
    return _EMPTY_OR_NOT[_text(part.text)] if isinstance(part, Text) else _file(part)


def _file(file: F) -> F:
    bare = replace(file, data=_text(file.data), url=_text(file.url))
    return replace(bare, name="") if isinstance(bare, Document) else bare


def _text(text: str) -> str:
    """`""` for an empty text, `" "` for a blank one, `"x"` for any other."""
    if not text:
        return ""
    return " " if text.isspace() else "x"


_EMPTY_OR_NOT = {text: Text(text=text) for text in ("", " ", "x")}
