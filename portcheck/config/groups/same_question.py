"""Cases that ask the same: spelling and punctuation make no other question of a request."""

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
"""Marks that end or divide sentences; before a digit only those that follow a letter, so that
neither `1.5` nor `.5` becomes another number. To begin with the mark makes a search fast."""
_STACKED = re.compile(r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f]{32}")
"""A run of marks on one letter: to normalise a long one takes quadratic time."""
_SHORT = 20_000
"""Characters of texts whose folded form is kept: many cases share their worked examples."""

Parts = Mapping[str, frozenset[str]]
"""The right values of a case, part by part, folded."""


def fold(text: str) -> str:
    """The text without what makes no difference to its meaning except punctuation.

    Case, white space, Unicode form (NFKC) and invisible characters are evened out.
    """
    if not text.isascii():
        text = without_unseen(text)
        if not _STACKED.search(text):
            text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(text.casefold().split())


def fold_question(text: str) -> str:
    """The text as `fold` gives it, without sentence punctuation; that alone stays."""
    return _fold_question(text) if len(text) <= _SHORT else _folded_question(text)


def _folded_question(text: str) -> str:
    folded = fold(text)
    return " ".join(_PUNCTUATION.sub(" ", folded).split()) or folded


_fold_question = lru_cache(maxsize=4096)(_folded_question)


def question_of(request: Request) -> bytes:
    """A digest that is the same for requests that ask the same.

    Every turn counts, with its files, tool calls and tool results, recorded results and later turns
    of the user among them, and so do the tools and the form that the answer must have; how the
    answer is sampled does not.
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
    """Results of tools, to the last character, because they decide the right answer."""
    return None if request.tool_loop is UNSET else request.tool_loop


def _turn(message: Message) -> tuple[Any, ...]:
    parts = [
        fold_question(part.text) if isinstance(part, Text) else _file(part)
        for part in message.content
    ]
    calls = [(call.name, call.arguments) for call in message.tool_calls]
    return message.role, [part for part in parts if part], calls, message.is_error


def _file(file: File) -> str:
    """The same for files with the same content, however they are named."""
    return _digest(file.url or file.data).hex()


def checks_of(case: Case) -> bytes:
    """A digest that is the same for cases whose answers are judged in the same way."""
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
    """The right answer, by the checks of a case."""
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
    """The part of an answer of which two cases expect different things; "" if there is none."""
    return next((part for part in one if part in other and not one[part] & other[part]), "")


def group_key(name: str) -> str:
    """The same for names of groups that differ only by blanks or by Unicode form."""
    return "".join(unicodedata.normalize("NFKC", without_unseen(name)).split())


def joined_groups(cases: Sequence[Case], alike: Sequence[tuple[int, int]]) -> dict[int, str]:
    """The groups of cases that count as one, by the place of the case, where they are new.

    Args:
        cases: those of one workload, groups with one meaning under one name.
        alike: places of two cases that ask the same.
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
