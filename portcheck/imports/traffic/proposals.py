"""Propose checks from the answers of a workload, and count the other answers that pass them.

A check is inferred from one half of the answers and tried on the other. Expected values of a single
case come from the log's own answer, so they hold by construction, which the proposal says. A person
decides whether a proposal is right; until then it does not count.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import UNSET, Struct

from portcheck.detectors.extraction import scored
from portcheck.detectors.json_in_text import json_text
from portcheck.detectors.language import language
from portcheck.imports.traffic.json_shape import shape_of
from portcheck.imports.traffic.rows import Row
from portcheck.model.numbers import wilson
from portcheck.model.suite import CheckSpec
from portcheck.plugins import CHECKS, Context
from portcheck.vendor_json import load_json

LEAST_HOLDING = 0.8
"""Share of the other half that must pass a check for it to be proposed."""
FEWEST = 4
"""Fewest answers from which a check is inferred."""
_MOST_VALUES = 12
_ROOM = 1.5
"""Proposed limit of the length, as a multiple of the longest answer's."""
_LONGEST_FIELD = 40
_LOGGED = "assumes that the log's answer is right, which nobody has checked; "


class Proposal(Struct, frozen=True, kw_only=True):
    """A check in the format of a suite, and how many answers pass it."""

    check: Mapping[str, Any]
    holds_on: int
    of: int
    misses: str
    field: str = ""
    """The field of a row that it reads; "" if it is the same for all cases."""
    values: Mapping[int, Any] = {}
    """Values of that field, by number of the row."""

    @property
    def written(self) -> dict[str, Any]:
        """The check in the format of a suite, not yet accepted by a person."""
        low, high = wilson(self.holds_on, self.of)
        seen = f"95 % interval {low:.2f} to {high:.2f}"
        return {
            **self.check,
            "proposed": {
                "holds_on": self.holds_on,
                "of": self.of,
                "misses": f"{self.misses} ({seen})",
            },
            "accept": False,
        }


def proposals(rows: Sequence[Row]) -> list[Proposal]:
    """Propose checks, those of all cases first.

    Args:
        rows: redacted rows in random order: the first half suggests checks, the second tries them.
    """
    spoken = [row for row in rows if not row.answer.tool_calls and not row.answer.declined]
    found = [one for one in (*_of_text(spoken), *_of_calls(rows)) if one is not None]
    return [one for one in found if one.holds_on >= LEAST_HOLDING * one.of]


def refused(rows: Sequence[Row]) -> list[int]:
    """The numbers of the rows whose answer is a refusal, by the vendor's signal or the detector."""
    check = {"refusal": None, "expect": "full"}
    return [at for at, row in enumerate(rows) if not row.answer.tool_calls and _holds(check, row)]


def _of_text(rows: Sequence[Row]) -> Iterator[Proposal | None]:
    half = (len(rows) + 1) // 2
    seen, other = rows[:half], rows[half:]
    if len(seen) < FEWEST or not other:
        return
    parsed = [_json(row) for row in seen]
    if all(value is not None for value in parsed):
        yield from _of_json(rows, [value for value in parsed if value is not None], other)
        return
    texts = [_plain(row) for row in seen]
    closed = _closed(texts)
    if closed:
        yield _tried(
            {"one_of": closed},
            other,
            "a wrong one from the list; a right one that is not in the log",
        )
        yield _expected(rows, "equals", _plain, "a right answer in other words")
        return
    if all(_is_number(text) for text in texts):
        yield _expected(rows, "numeric", _number, "a right number in another unit")
        return
    if all(_is_code(text) for text in texts):
        yield _expected(rows, "equals", _plain, "a right answer in other words")
        return
    yield _in_language(seen, other)
    words = max(len(text.split()) for text in texts)
    yield _tried(
        {"max_length": {"words": max(10, math.ceil(words * _ROOM / 10) * 10)}},
        other,
        "a short answer that is wrong",
    )
    yield _facts(rows)


def _of_json(
    rows: Sequence[Row], values: Sequence[Any], other: Sequence[Row]
) -> Iterator[Proposal | None]:
    lenient = any(_plain(row) != _raw_json(row) for row in rows)
    beside = {"json": "lenient"} if lenient else {}
    schema = shape_of(values)
    yield _tried(
        {"json_schema": schema, **beside},
        other,
        "a wrong value of the right type; a right one that is in no answer of the log",
    )
    fields = {at: _known(row, _json(row)) for at, row in enumerate(rows)}
    names = Counter(name for found in fields.values() for name in found)
    shared = [name for name, number in names.items() if number >= 0.9 * len(rows)]
    if shared:
        kept = {
            at: {name: found[name] for name in shared if name in found}
            for at, found in fields.items()
        }
        full = {at: found for at, found in kept.items() if found}
        yield Proposal(
            check={"json_fields": "{{ row.expected_fields }}", **beside},
            holds_on=len(full),
            of=len(rows),
            misses=_LOGGED + "fields of free text are not compared",
            field="expected_fields",
            values=full,
        )


def _fields(value: Any, before: str = "") -> dict[str, Any]:
    """The short values in an object by path: numbers, booleans, and texts of a few words."""
    if not isinstance(value, dict):
        return {}
    found: dict[str, Any] = {}
    for name, one in value.items():
        path = f"{before}{name}"
        if "." in name or not name:
            continue
        if isinstance(one, dict):
            found |= _fields(one, f"{path}.")
        elif isinstance(one, (bool, int, float)) or (
            isinstance(one, str) and 0 < len(one) <= _LONGEST_FIELD and len(one.split()) <= 3
        ):
            found[path] = one
    return found


def _known(row: Row, value: Any) -> dict[str, Any]:
    """The short values in an object, without those that no model can know."""
    return {path: one for path, one in _fields(value).items() if row.is_knowable(one)}


def _closed(texts: Sequence[str]) -> list[str]:
    """The different answers, the most common first; empty if there are too many."""
    counts = Counter(text.casefold() for text in texts)
    written = {text.casefold(): text for text in reversed(texts)}
    short = all(0 < len(text) <= _LONGEST_FIELD for text in texts)
    many = len(counts) > min(_MOST_VALUES, len(texts) // 2)
    if many or len(counts) < 2 or not short:
        return []
    return [written[form] for form, _ in counts.most_common()]


def _in_language(seen: Sequence[Row], other: Sequence[Row]) -> Proposal | None:
    codes = Counter(code for row in seen if (code := language(row.answer.text)))
    if not codes or codes.most_common(1)[0][1] < 0.9 * len(seen):
        return None
    return _tried({"language": codes.most_common(1)[0][0]}, other, "a wrong answer in it")


def _facts(rows: Sequence[Row]) -> Proposal | None:
    """Propose that an answer has every number, date, amount and id of the log's answer."""
    check = {"facts": {"reference": "{{ row.expected_answer }}"}}
    values = {
        at: row.answer.text
        for at, row in enumerate(rows)
        if row.is_knowable(row.answer.text, in_words=False) and _has_facts(row)
    }
    if len(values) < FEWEST or len(values) < 0.5 * len(rows):
        return None
    return Proposal(
        check=check,
        holds_on=len(values),
        of=len(values),
        misses=_LOGGED + "statements without such facts; facts that a right answer may leave out",
        field="expected_answer",
        values=values,
    )


def _has_facts(row: Row) -> bool:
    """Whether the answer has facts, so that a text without any fails the check."""
    without = {"facts": {"reference": row.answer.text}}
    return any(map(str.isdigit, row.answer.text)) and not _holds(without, row, text="Well.")


def _of_calls(rows: Sequence[Row]) -> Iterator[Proposal | None]:
    half = (len(rows) + 1) // 2
    calling = [row for row in rows if row.answer.tool_calls]
    if len(calling) >= max(FEWEST, 0.9 * len(rows)):
        first = [row.answer.tool_calls[0].name for row in rows[:half] if row.answer.tool_calls]
        (name, number), *_ = Counter(first).most_common(1)
        if number >= 0.9 * len(first):
            yield _tried({"tool_call": name}, rows[half:], "wrong arguments")
            yield _arguments(rows, name)
    loops = [row for row in rows if row.answer.loop]
    if len(loops) >= FEWEST and len(loops) == len(rows):
        yield from _of_loops(rows, half)


def _arguments(rows: Sequence[Row], name: str) -> Proposal | None:
    values = {}
    for at, row in enumerate(rows):
        call = next((one for one in row.answer.tool_calls if one.name == name), None)
        fields = _known(row, dict(call.arguments or {})) if call is not None else {}
        if fields:
            values[at] = fields
    if len(values) < FEWEST:
        return None
    return Proposal(
        check={"tool_call": {"name": name, "arguments": "{{ row.expected_arguments }}"}},
        holds_on=len(values),
        of=len(rows),
        misses=_LOGGED + "arguments of free text are not compared",
        field="expected_arguments",
        values=values,
    )


def _of_loops(rows: Sequence[Row], half: int) -> Iterator[Proposal | None]:
    called = [{call.name for _, call in row.answer.loop.calls} for row in rows if row.answer.loop]
    always = sorted(set.intersection(*called[:half]))
    for name in always[:3]:
        yield _tried({"called": name}, rows[half:], "a call with wrong arguments")
    offered = {tool.name for row in rows for tool in row.exchange.request.tools}
    never = sorted(offered.difference(*called[:half]))
    if never:
        yield _tried(
            {"never": never},
            rows[half:],
            "a case in which one of them is right; once accepted, the check is a red line",
        )


def _expected(rows: Sequence[Row], name: str, value: Callable[[Row], str], misses: str) -> Proposal:
    values = {
        at: value(row) for at, row in enumerate(rows) if value(row) and row.is_knowable(value(row))
    }
    return Proposal(
        check={name: "{{ row.expected }}"},
        holds_on=len(values),
        of=len(rows),
        misses=_LOGGED + misses,
        field="expected",
        values=values,
    )


def _tried(check: Mapping[str, Any], other: Sequence[Row], misses: str) -> Proposal:
    holds = sum(_holds(check, row) for row in other)
    return Proposal(check=check, holds_on=holds, of=len(other), misses=misses)


def _holds(check: Mapping[str, Any], row: Row, text: str | None = None) -> bool:
    """Whether an answer passes a check; an unscored one does not."""
    name = next(iter(check))
    kind = CHECKS.get(name)
    completion = row.answer
    if text is not None:
        completion = type(completion)(text=text, finish_reason="stop", timing=completion.timing)
    spec = CheckSpec(
        name=name,
        arguments=check[name],
        gate=kind.gate,
        expect=check.get("expect"),
        json="lenient" if check.get("json") else UNSET,
    )
    context = Context(spec=spec, request=row.exchange.request, completion=completion)
    return scored(kind, context).status == "passed"


def _plain(row: Row) -> str:
    return row.answer.text.strip()


def _raw_json(row: Row) -> str:
    found = json_text(row.answer.text)
    return "" if found is None else found[0].strip()


def _json(row: Row) -> Any:
    """The JSON object or list in an answer, also inside a code fence or prose."""
    try:
        value = load_json(_raw_json(row))
    except ValueError:
        return None
    return value if isinstance(value, (dict, list)) else None


def _number(row: Row) -> str:
    """An answer that is only a number that `numeric` reads; otherwise ""."""
    return _plain(row) if _is_number(_plain(row)) else ""


def _is_number(text: str) -> bool:
    return len(text) <= _LONGEST_FIELD and CHECKS.get("numeric").problem(text) is None


def _is_code(text: str) -> bool:
    """Whether an answer is one short word with a digit: an id, a version or an amount."""
    short = len(text) <= _LONGEST_FIELD and len(text.split()) == 1
    return short and any(map(str.isdigit, text))
