"""Recognize cases that ask the same, regardless of case, spacing and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from msgspec import UNSET

from portcheck.detectors.parts import parts_of
from portcheck.model.chat import File, Message, Request, Text
from portcheck.model.codec import encode_json
from portcheck.model.suite import Case, CheckSpec
from portcheck.model.visible_text import without_unseen
from portcheck.plugins import CHECKS

_MARKS = r"[.,;:!?\u00a1\u00b7\u00bf\u037e\u0589\u060c\u061b\u061f\u06d4\u0964\u0965\u3001\u3002]"
_PUNCTUATION = re.compile(rf"{_MARKS}(?:(?<=[^\W\d_]{_MARKS})|(?!\d))")
"""Marks that end or divide sentences. Before a digit only marks after a letter match, so that `1.5`
and `.5` stay the same numbers. The pattern begins with the mark because that is fast."""
_STACKED = re.compile(r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f]{32}")
"""A long run of marks on one letter, which takes quadratic time to normalise."""
_SHORT = 20_000
"""Most characters of texts whose folded form is cached: many cases share worked examples."""

Parts = Mapping[str, frozenset[str]]
"""Part of an answer to the folded values that a case expects there."""


def fold(text: str) -> str:
    """Normalise everything in a text that does not affect its meaning, except punctuation.

    That is case, white space, Unicode form (NFKC) and invisible characters.
    """
    if not text.isascii():
        text = without_unseen(text)
        if not _STACKED.search(text):
            text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(text.casefold().split())


def fold_question(text: str) -> str:
    """Fold a text and remove sentence punctuation, unless nothing else would be left."""
    return _fold_question(text) if len(text) <= _SHORT else _folded_question(text)


def _folded_question(text: str) -> str:
    folded = fold(text)
    return " ".join(_PUNCTUATION.sub(" ", folded).split()) or folded


_fold_question = lru_cache(maxsize=4096)(_folded_question)


def question_of(request: Request) -> bytes:
    """A digest that is equal for requests that ask the same.

    It includes every turn with its files, tool calls and tool results, recorded results, later
    turns of the user, the tools and the required form of the answer, but no sampling settings.
    """
    asked = (
        None if request.system is None else fold_question(request.system),
        [_turn(message) for message in request.messages],
        request.tools,
        request.tool_choice,
        request.response_schema,
    )
    if not request.goes_on:
        return _digest(asked)
    turns = [_turn(message) for message in request.turns or ()]
    return _digest((asked, _results(request), turns, request.history or None))


def _results(request: Request) -> Any:
    """Results of tools, unfolded, because every character can decide the right answer."""
    return None if request.tool_loop is UNSET else request.tool_loop


def _turn(message: Message) -> tuple[Any, ...]:
    parts = [
        fold_question(part.text) if isinstance(part, Text) else _file(part)
        for part in message.content
    ]
    calls = [(call.name, call.arguments) for call in message.tool_calls]
    return message.role, [part for part in parts if part], calls, message.is_error


def _file(file: File) -> str:
    """A key that is equal for files with the same content, whatever their names."""
    return _digest(file.url or file.data).hex()


def checks_of(case: Case) -> bytes:
    """A digest that is equal for cases whose answers are judged in the same way."""
    return _digest(
        [(spec.name, spec.gate, spec.expect, _folded(spec.arguments)) for spec in case.checks]
    )


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, Mapping):
        return {key: _folded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_folded(item) for item in value]
    return value


def _digest(value: Any) -> bytes:
    return blake2b(encode_json(value), digest_size=16).digest()


def expected_of(case: Case) -> Parts:
    """The expected answer according to the checks of a case."""
    found: dict[str, frozenset[str]] = {}
    for spec in case.checks:
        for part, values in _expected(spec):
            found[part] = found.get(part, values) & values
    return found


def _expected(spec: CheckSpec) -> Iterator[tuple[str, frozenset[str]]]:
    composition = CHECKS.get(spec.name).composition
    if composition is not None and composition.passes_with(spec.arguments) == "all":
        for one in parts_of(spec):
            yield from _expected(one)
    if spec.expect not in {None, "any"}:
        yield f"expect of {spec.name}", frozenset({str(spec.expect)})
    for part, values in CHECKS.get(spec.name).expected(spec.arguments).items():
        yield part, frozenset(map(_spelled, values))


def _spelled(value: Any) -> str:
    if isinstance(value, str):
        return fold(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{Decimal(str(value)).normalize():f}"
    return encode_json(_folded(value)).decode()


def contradiction(one: Parts, other: Parts) -> str:
    """The part of an answer for which two cases expect different values, or ""."""
    return next((part for part in one if part in other and not one[part] & other[part]), "")


def group_key(name: str) -> str:
    """A key that is equal for group names that differ only in white space or Unicode form."""
    return "".join(unicodedata.normalize("NFKC", without_unseen(name)).split())


def joined_groups(cases: Sequence[Case], alike: Sequence[tuple[int, int]]) -> dict[int, str]:
    """Place of a case to its new group, for cases whose group changes.

    Args:
        cases: the cases of one workload, with normalised group names.
        alike: pairs of the places of cases that ask the same.
    """
    found: dict[int, str] = {}
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := parent.get(name, name)) != name:
            name = above
        return name

    for first, second in alike:
        one, other = root(cases[first].cluster), root(cases[second].cluster)
        if one != other:
            parent[other] = one
    if not parent:
        return {}
    joined = {*parent, *parent.values()}
    taken = {case.group for case in cases if case.group is not None}
    names: dict[str, str] = {}
    for place, case in enumerate(cases):
        if case.cluster not in joined:
            continue
        top = root(case.cluster)
        if top not in names:
            names[top] = case.group or _free(case.id, taken)
        if names[top] != case.group:
            found[place] = names[top]
    return found


def _free(name: str, taken: set[str]) -> str:
    while name in taken:
        name += "'"
    taken.add(name)
    return name
