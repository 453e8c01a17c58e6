"""Checks of a suite: which kind, with what arguments, feeding which gate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from portcheck.config import schema
from portcheck.config.problems.document import Occasion, Source, Steps, items
from portcheck.config.problems.quoting import describe, quote
from portcheck.config.problems.schema_mistakes import Mistake, mistakes, without
from portcheck.config.problems.synonyms import did_you_mean
from portcheck.config.suite.answer_reading import reading, reading_mistakes
from portcheck.config.suite.examples import scored_example
from portcheck.config.suite.filters import TemplateMistake
from portcheck.config.suite.gates import not_fed_by_checks, unusable_gate
from portcheck.config.suite.judges import asking_mistakes
from portcheck.config.suite.templates import Templates, any_template
from portcheck.config.suite.time_budget import TimeBudget
from portcheck.errors import UsageError
from portcheck.model.chat import Request
from portcheck.model.codec import encode_json
from portcheck.model.did_you_mean import meant, nearest
from portcheck.model.suite import CheckSpec
from portcheck.plugins import CHECKS, CheckKind

T = TypeVar("T")
REMEMBERED = 1000
"""Checks that are known to be sound, at most: rows may bring any number of different ones."""
_LISTED = "docs/checks.md lists all checks"
REFUSAL = CheckSpec(name="refusal", expect="none", id="refusal", gate="refusal", automatic=True)
"""Every case has this check unless it has one of its own: an answer is expected."""
ANSWERED = CheckSpec(name="answered", id="answered", gate="task", automatic=True)
"""Every case has this one, too, unless its answer is expected to decline."""


class CheckSource(Struct, frozen=True, kw_only=True):
    """One check as it stands in the file."""

    steps: Steps
    name: str
    kind: CheckKind
    value: Any
    """What stands behind the name, not rendered."""
    frame: Mapping[str, Any]
    """What stands beside the name."""
    dynamic: bool
    """Its arguments differ from case to case."""


class CaseContext(Struct, frozen=True, kw_only=True):
    """The case that a check is resolved for."""

    variables: Mapping[str, Any]
    request: Request
    gate: str | None
    """The zero-tolerance gate of the case."""
    occasion: Occasion
    """Its name, or where its data is, for hints."""
    reading: Mapping[str, Any] = field(default_factory=dict)
    """How the workload's checks read answers: `extract` and `json`."""


class CheckReader(Struct):
    """Reads the checks of one suite, each distinct one once."""

    source: Source
    templates: Templates
    time: TimeBudget
    names: tuple[str, ...] = field(default_factory=CHECKS.names)
    """Of all checks that there are."""
    resolved: dict[tuple[Steps, str, str], CheckSpec | None] = field(default_factory=dict)
    sound: dict[tuple[str, str, str] | None, CheckSpec] = field(default_factory=dict)
    """By name, arguments and `expect`: the last checks that were found good."""
    shared: dict[bytes, Any] = field(default_factory=dict)
    """By their JSON text: checks, and all those of a case, that other cases have as well."""
    asking: dict[Steps, None] = field(default_factory=dict)
    """Where checks stand that ask judges, of the cases that were read since it was empty."""

    def read(self, value: Any, steps: Steps) -> tuple[CheckSource, ...]:
        """The sound checks of a list."""
        found = [self._check(item, (*steps, i)) for i, item in items(value)]
        return tuple(item for item in found if item is not None)

    def number(self, sources: Sequence[CheckSource]) -> tuple[tuple[CheckSource, str], ...]:
        """The checks of a case with their ids: given, or the name, numbered where it repeats."""
        given: dict[str, CheckSource] = {}
        for item in sources:
            name = item.frame.get("id")
            if name is not None and name in given:
                line = self.source.document.at_key(given[name].steps)[0]
                hint = f"the other one begins on line {line}"
                self.source.error((*item.steps, "id"), f"the id {quote(name)} occurs twice", hint)
            elif name is not None:
                given[name] = item
        used = set(given)
        out = []
        for item in sources:
            name = item.frame.get("id") or free_id(item.name, used)
            used.add(name)
            out.append((item, name))
        return tuple(out)

    def resolve(
        self, numbered: Sequence[tuple[CheckSource, str]], asked: CaseContext
    ) -> tuple[CheckSpec, ...]:
        """The checks of one case, rendered for it, with the automatic ones."""
        specs = []
        for item, name in numbered:
            spec = self._resolve(item, asked)
            if spec is not None:
                gate = item.frame.get("gate") or asked.gate or item.kind.gate
                spec = replace(
                    spec, id=name, gate=gate, **reading(item.kind, item.frame, gate, asked.reading)
                )
                specs.append(self._shared(spec))
            if item.kind.asks is not None:
                self.asking[item.steps] = None
        stated = {item.name for item, _ in numbered}
        declining = any(spec.name == REFUSAL.name and spec.expect == "full" for spec in specs)
        used = {name for _, name in numbered}
        for spec in (REFUSAL, *(() if declining else (ANSWERED,))):
            if spec.name not in stated:
                name = free_id(spec.id, used)
                specs.append(spec if name == spec.id else replace(spec, id=name))
        return self._shared(tuple(specs))

    def _shared(self, value: T) -> T:
        """The first of equal values, among the last ones that differ."""
        text = encode_json(value)
        if text not in self.shared and len(self.shared) >= REMEMBERED:
            self.shared.clear()
        found: T = self.shared.setdefault(text, value)
        return found

    def _check(self, value: dict[str, Any], steps: Steps) -> CheckSource | None:
        frame_schema = schema.check_frame()
        known = [word for word in value if word in self.names]
        strange = [word for word in value if word not in self.names and word not in frame_schema]
        if len(known) != 1 or strange:
            self._report(steps, _misnamed(value, known, strange))
            return None
        name = known[0]
        try:
            kind = CHECKS.get(name)
        except UsageError as exc:
            self._report(steps, [Mistake((name,), exc.message, exc.hint, on_key=True)])
            return None
        frame = {word: value[word] for word in value if word != name}
        found = mistakes(frame, {"properties": frame_schema}, "suite", steps) if frame else []
        found += _frame_mistakes(frame, kind, steps)
        found += asking_mistakes(kind, value, steps) if kind.asks else []
        found += [] if found else reading_mistakes(kind, frame, steps)
        at = (*steps, "gate" if "gate" in frame else name)
        found += found or unusable_gate(frame.get("gate", kind.gate), at, not_fed_by_checks)
        if found:
            without(self.source, None, found)
            return None
        dynamic = any_template(value[name]) or any_template(frame.get("expect"))
        item = CheckSource(
            steps=steps, name=name, kind=kind, value=value[name], frame=frame, dynamic=dynamic
        )
        if not dynamic and self._finish(item, item.value, frame.get("expect"), None) is None:
            return None
        return item

    def _report(
        self, steps: Steps, found: Sequence[Mistake], occasion: Occasion | None = None
    ) -> None:
        placed = [replace(item, steps=(*steps, *item.steps)) for item in found]
        without(self.source, None, placed, occasion)

    def _resolve(self, item: CheckSource, asked: CaseContext) -> CheckSpec | None:
        value, expect = item.value, item.frame.get("expect")
        if item.dynamic:
            try:
                value = self.templates.value(value, asked.variables)
                expect = self.templates.value(expect, asked.variables)
            except TemplateMistake as exc:
                found = Mistake((item.name, *exc.steps), exc.message, exc.hint)
                self._report(item.steps, [found], None if exc.fixed else asked.occasion)
                return None
            if value == "" != item.value and item.name == "equals":
                message = "the expected answer is empty here, so hardly any answer can pass"
                hint = "fill it in, or remove the case"
                at = (*item.steps, item.name)
                self.source.add(at, message, hint, severity="warning", occasion=asked.occasion)
        key = (item.steps, repr(value), repr(expect)) if item.dynamic else (item.steps, "", "")
        if self.resolved.get(key) is None:
            self.resolved[key] = self._tried(item, value, expect, asked)
        return self.resolved[key]

    def _tried(
        self, item: CheckSource, value: Any, expect: Any, asked: CaseContext
    ) -> CheckSpec | None:
        occasion = asked.occasion if item.dynamic else None
        spec = self._finish(item, value, expect, occasion)
        for word, wanted in (("accepts", "passed"), ("rejects", "failed")):
            for i, example in items(item.frame.get(word)):
                if spec is None:
                    return None
                gate = item.frame.get("gate") or item.kind.gate
                read = reading(item.kind, item.frame, gate, asked.reading)
                tried = replace(spec, **read)
                if not self.time.lasts((*item.steps, word, i)):
                    return None
                with self.time.spending():
                    outcome = scored_example(item.kind, tried, asked.request, example)
                if outcome.status != wanted:
                    verb = "must pass" if wanted == "passed" else "must fail"
                    message = f"this example {verb}, but {quote(item.name)} says {outcome.status}"
                    found = Mistake((word, i), message, outcome.reason)
                    self._report(item.steps, [found], occasion)
        return spec

    def _finish(
        self, item: CheckSource, value: Any, expect: Any, occasion: Occasion | None
    ) -> CheckSpec | None:
        """The check with these arguments, or `None` with their mistakes reported.

        Many cases have the same check: what was sound once is sound again, and the same value.
        """
        plain = not {"accepts", "rejects"} & item.frame.keys()
        key = (item.name, repr(value), repr(expect)) if plain else None
        if key in self.sound:
            return self.sound[key]
        spec = self._checked(item, value, expect, occasion)
        if key is not None and spec is not None:
            if len(self.sound) >= REMEMBERED:
                self.sound.clear()
            self.sound[key] = spec
        return spec

    def _checked(
        self, item: CheckSource, value: Any, expect: Any, occasion: Occasion | None
    ) -> CheckSpec | None:
        found: list[Mistake] = []
        arguments = value
        if not self.time.lasts((*item.steps, item.name)):
            return None
        if item.kind.expects:
            expect, arguments, found = _expectation(item, value, expect)
        if not found and not (item.kind.expects and arguments is None):
            found = mistakes(arguments, item.kind.arguments, "suite", (item.name,))
            with self.time.spending():
                message = None if found else item.kind.problem(arguments)
            if message is not None:
                found = [
                    Mistake((item.name,), f"{item.name}: {message}", _wanted(item.kind, message))
                ]
        if found:
            self._report(item.steps, found, occasion)
            return None
        return CheckSpec(
            name=item.name,
            arguments=arguments,
            expect=expect,
            accepts=tuple(item.frame.get("accepts", ())),
            rejects=tuple(item.frame.get("rejects", ())),
        )


def free_id(name: str, used: set[str]) -> str:
    """The name, or the name with the first free number from 2 on."""
    number, found = 1, name
    while found in used:
        number += 1
        found = f"{name}-{number}"
    return found


def _misnamed(value: dict[str, Any], known: list[str], strange: list[str]) -> list[Mistake]:
    """What is wrong with a mapping that is not exactly one check."""
    frame = list(schema.check_frame())
    if not known and not strange:
        return [Mistake((), "a check without a name", _LISTED, on_key=True)]
    if not known:
        return [
            Mistake((word,), f"unknown check {quote(word)}", _check_hint(word), on_key=True)
            for word in strange
        ]
    found = [
        replace(_unknown((word,), word, frame), hint=_beside_hint(word, known[0], frame))
        for word in strange
    ]
    if len(known) > 1:
        both = " and ".join(quote(word) for word in known[:2])
        message = f"a check has one name, found {both}"
        found.append(Mistake((known[1],), message, "make each an item of its own", on_key=True))
    return found


def _unknown(steps: Steps, word: str, known: list[str]) -> Mistake:
    return Mistake(steps, f"unknown key {quote(word)}", did_you_mean(word, known), on_key=True)


def _check_hint(word: str) -> str:
    if nearest(word, ("value", "expected", "answer")) is not None:
        return meant("equals")
    near = nearest(word, [*CHECKS.names(), *schema.check_frame()])
    return _LISTED if near is None else meant(near)


def _beside_hint(word: str, name: str, frame: list[str]) -> str:
    try:
        arguments = CHECKS.get(name).arguments.get("properties", {})
    except UsageError:
        arguments = {}
    if word in arguments:
        return f"'{word}' belongs under '{name}'"
    return did_you_mean(word, frame)


def _frame_mistakes(frame: Mapping[str, Any], kind: CheckKind, steps: Steps) -> list[Mistake]:
    if "expect" in frame and not kind.expects:
        message = f"{quote(kind.name)} takes no 'expect'"
        hint = f"only {' and '.join(_expecting())} do; remove it"
        return [Mistake((*steps, "expect"), message, hint, on_key=True)]
    return []


def _expecting() -> list[str]:
    """Names of the built-in checks that take an expectation."""
    kinds = CHECKS.built_in
    return [quote(name) for name in sorted(kinds) if kinds[name].expects]


def _wanted(kind: CheckKind, message: str) -> str:
    """What the check may hold where something is missing, else where to read about it."""
    words = ", ".join(kind.arguments.get("properties", {}))
    if words and "needs" in message:
        return f"it may hold: {words}"
    return f"docs/checks.md shows how {quote(kind.name)} is written"


def _expectation(
    item: CheckSource, value: Any, beside: Any
) -> tuple[str | None, Any, list[Mistake]]:
    """The expectation of a refusal or pushback check and what is left of its arguments."""
    rest: Any = None
    steps: Steps = (item.name,)
    expect = value
    if isinstance(value, dict):
        known = ["expect", *item.kind.arguments.get("properties", {})]
        strange = [word for word in value if word not in known]
        if strange:
            return None, None, [_unknown((item.name, word), word, known) for word in strange]
        rest = {key: part for key, part in value.items() if key != "expect"} or None
        expect, steps = value.get("expect"), (item.name, "expect")
    if beside is not None and expect is not None and beside != expect:
        hint = f"remove this one, or the one under {quote(item.name)}"
        return None, rest, [Mistake(("expect",), "two different expectations", hint, on_key=True)]
    if beside is not None:
        expect, steps = beside, ("expect",)
    if expect is None and item.name == REFUSAL.name:
        expect = REFUSAL.expect
    valid = item.kind.expects
    if expect is None:
        message = f"{quote(item.name)} does not say what is expected"
        return None, rest, [Mistake((item.name,), message, f"write one of {', '.join(valid)}")]
    if not isinstance(expect, str):
        message = f"needs one of {', '.join(valid)}, found {describe(expect)}"
        return None, rest, [Mistake(steps, message, f"write one word, such as {valid[0]}")]
    if expect not in valid:
        message = f"{quote(expect)} cannot be expected of {quote(item.name)}"
        return None, rest, [Mistake(steps, message, did_you_mean(expect, valid))]
    return expect, rest, []
