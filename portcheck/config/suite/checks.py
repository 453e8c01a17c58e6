"""Read the checks of a suite: kind, arguments and gate."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import partial
from typing import Any, TypeVar

from msgspec import UNSET, Struct, field
from msgspec.structs import replace

from portcheck.config import schema
from portcheck.config.cpu_limit import TimeBudget
from portcheck.config.problems.check_mistakes import expectation, frame_mistakes, misnamed, wanted
from portcheck.config.problems.document import Occasion, Source, Steps, items
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import Mistake, mistakes, structure_beside, without
from portcheck.config.reading.local_files import FileMistake, code_text
from portcheck.config.suite.answer_reading import reading, reading_mistakes, turn_fault
from portcheck.config.suite.check_sources import (
    CaseContext,
    CheckSource,
    Numbered,
    Values,
    remember,
)
from portcheck.config.suite.counting.automatic import REFUSAL, automatic_checks, free_id
from portcheck.config.suite.counting.proposed import waiting
from portcheck.config.suite.examples import scored_example
from portcheck.config.suite.gates import not_fed_by_checks, unusable_gate
from portcheck.config.suite.judges import asking_mistakes
from portcheck.config.suite.templating.filters import TemplateMistake
from portcheck.config.suite.templating.templates import Templates, any_template
from portcheck.detectors.parts import asks_judges, found_at, walk
from portcheck.errors import UsageError
from portcheck.model.codec import encode_json
from portcheck.model.suite import CheckSpec
from portcheck.plugins import CHECKS, CheckKind, Composition

T = TypeVar("T")
Reads = Callable[[str], str]
"""Reads a file in the suite's folder by its name."""
MOST_LEVELS = 4
"""Deepest nesting of checks in checks."""


class CheckReader(Struct):
    """Reads the checks of one suite, each different one once."""

    source: Source
    templates: Templates
    time: TimeBudget
    resolved: dict[tuple[Steps, str, str], CheckSpec] = field(default_factory=dict)
    """Place, value and `expect` to checks that are equal in all cases and whose examples passed."""
    sound: dict[tuple[str, str, str] | None, CheckSpec] = field(default_factory=dict)
    """Name, arguments and `expect` to the last valid checks."""
    shared: dict[bytes, Any] = field(default_factory=dict)
    """JSON text to checks, and to all checks of a case, that several cases share."""
    code: dict[str, str] = field(default_factory=dict)
    """SHA-256 sum to the text of each file whose functions checks call."""
    asking: dict[Steps, None] = field(default_factory=dict)
    """Places of checks that ask judges, in the cases read since this was cleared."""

    def read(self, value: Any, steps: Steps) -> tuple[CheckSource, ...]:
        """Read the valid checks of a list."""
        found = [self._check(item, (*steps, i)) for i, item in items(value)]
        return tuple(item for item in found if item is not None)

    def number(self, sources: Sequence[CheckSource]) -> Numbered:
        """Give the checks of a case ids: their own, or the name, numbered if it repeats."""
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
        return Numbered(tuple(out))

    @property
    def noted(self) -> tuple[int, int]:
        """The number of reported problems, and of known places that ask judges."""
        return self.source.problems.added, len(self.asking)

    def resolve(self, numbered: Numbered, asked: CaseContext) -> tuple[CheckSpec, ...]:
        """Resolve the checks of one case, including the automatic ones.

        The same checks with the same values are resolved once if nothing was reported.
        """
        noted = self.noted
        values = [self._values(item, asked) for item, _ in numbered.checks if item.dynamic]
        how = (values, asked.gate, asked.settings.reading, asked.settings.repeats)
        found = numbered.known.get(stated := encode_json(how))
        if found is None:
            found = self._specs(numbered, values, asked)
            if self.noted == noted and not numbered.by_request:
                remember(numbered.known, stated, found)
        return found

    def _specs(
        self, numbered: Numbered, values: Sequence[Values | None], asked: CaseContext
    ) -> tuple[CheckSpec, ...]:
        specs = []
        rendered = iter(values)
        for item, name in numbered.checks:
            put_in = next(rendered) if item.dynamic else (item.value, item.frame.get("expect"))
            found = None if put_in is None else self._resolved(item, put_in, asked)
            if found is not None:
                specs.append(self._spec(found, item, name, asked))
        counting = [item for item, _ in numbered.checks if waiting(item.frame) is UNSET]
        stated = {name for item in counting for name in item.names()}
        specs += automatic_checks(specs, stated, numbered.ids)
        return self._shared(tuple(specs))

    def _spec(
        self, found: CheckSpec, item: CheckSource, name: str, asked: CaseContext
    ) -> CheckSpec:
        """The check with settings of its place and its case."""
        gate = item.frame.get("gate") or asked.gate or item.gate
        beside: dict[str, Any] = {"id": name, "gate": gate}
        beside |= reading(item.kind, item.frame, gate, asked.settings.reading)
        if item.frame:
            beside["turn"] = item.frame.get("turn", UNSET)
            beside["proposed"] = waiting(item.frame)
        spec = self._shared(replace(found, **beside))
        if (fault := turn_fault(spec, asked.request)) is not None:
            self._report((*item.steps, "turn"), [fault], asked.occasion)
        parts = [spec] if item.kind.composition is None else [*walk(spec)]
        if asked.settings.repeats == 1 and any(map(_compares_repeats, parts)):
            message = f"{quote(item.name)} compares repeats, and this case has one"
            hint = "write repeats: 3 in the case or the workload"
            self.source.error((*item.steps, item.name), message, hint, key=True)
        if any(map(asks_judges, parts)):
            self.asking[item.steps] = None
        return spec

    def _shared(self, value: T) -> T:
        """The first of equal values among the cached ones."""
        text = encode_json(value)
        if text not in self.shared:
            remember(self.shared, text, value)
        found: T = self.shared[text]
        return found

    def _check(self, value: dict[str, Any], steps: Steps, level: int = 0) -> CheckSource | None:
        frame_schema = schema.part_frame() if level else schema.check_frame()
        named = [word for word in value if word not in frame_schema]
        known = list(filter(CHECKS.has, named))
        strange = [word for word in named if word not in known]
        if len(known) != 1 or strange:
            self._report(steps, misnamed(known, strange, list(frame_schema)))
            return None
        name = known[0]
        try:
            kind = CHECKS.get(name)
        except UsageError as exc:
            self._report(steps, [Mistake((name,), exc.message, exc.hint, on_key=True)])
            return None
        frame = {word: value[word] for word in value if word != name}
        found = asking_mistakes(kind, value, steps, part=level > 0)
        if frame:
            found = [
                *structure_beside(frame, steps, part=level > 0),
                *frame_mistakes(frame, kind, steps),
                *found,
            ]
            found += [] if found else reading_mistakes(kind, frame, steps)
        parts = () if found else self._parts(kind, value[name], (*steps, name), level + 1)
        gates = {part.gate for part in parts or ()}
        gate = frame.get("gate") or (gates.pop() if len(gates) == 1 else kind.gate)
        at = (*steps, "gate" if "gate" in frame else name)
        found += found or unusable_gate(gate, at, not_fed_by_checks)
        if found or parts is None:
            without(self.source, None, found)
            return None
        if kind.attach is not None and any_template(_call(value[name])):
            message, hint = (
                ("the function to run cannot be a template"),
                "write the file and the function",
            )
            self._report(steps, [Mistake((name,), message, hint)])
            return None
        dynamic = any_template(value[name]) or any_template(frame.get("expect"))
        item = CheckSource(
            steps=steps,
            name=name,
            kind=kind,
            value=value[name],
            frame=frame,
            dynamic=dynamic,
            gate=gate,
            parts=parts,
        )
        if not dynamic and self._finish(item, item.value, frame.get("expect"), None) is None:
            return None
        return item

    def _parts(
        self, kind: CheckKind, arguments: Any, steps: Steps, level: int
    ) -> tuple[CheckSource, ...] | None:
        """Read the parts of a composition; `None` if one is invalid."""
        if kind.composition is None:
            return ()
        found = mistakes(arguments, kind.arguments, "suite", steps)
        if not found and level > MOST_LEVELS:
            message = f"checks are nested more than {MOST_LEVELS} levels deep"
            found = [Mistake(steps, message, "make it a separate check", on_key=True)]
        if found:
            without(self.source, None, found)
            return None
        places = kind.composition.places(arguments)
        parts = [
            self._check(dict(found_at(arguments, place)), (*steps, *place), level)
            for place in places
        ]
        return tuple(part for part in parts if part is not None) if all(parts) else None

    def _report(
        self, steps: Steps, found: Sequence[Mistake], occasion: Occasion | None = None
    ) -> None:
        placed = [replace(item, steps=(*steps, *item.steps)) for item in found]
        without(self.source, None, placed, occasion)

    def _values(self, item: CheckSource, asked: CaseContext) -> Values | None:
        """Render the values of a check for a case; `None` if there is a mistake."""
        try:
            value = self.templates.value(item.value, asked.variables)
            expect = self.templates.value(item.frame.get("expect"), asked.variables)
        except TemplateMistake as exc:
            found = Mistake((item.name, *exc.steps), exc.message, exc.hint)
            self._report(item.steps, [found], None if exc.fixed else asked.occasion)
            return None
        if value == "" != item.value and item.name == "equals":
            message = "the expected answer is empty here, so hardly any answer can pass"
            hint = "fill it in, or remove the case"
            at = (*item.steps, item.name)
            self.source.add(at, message, hint, severity="warning", occasion=asked.occasion)
        return value, expect

    def _resolved(self, item: CheckSource, values: Values, asked: CaseContext) -> CheckSpec | None:
        if item.dynamic and not item.has_examples:
            return self._finish(item, *values, asked.occasion)
        value, expect = map(repr, values) if item.dynamic else ("", "")
        key = item.steps, value, expect
        found = self.resolved.get(key)
        if found is None and (found := self._tried(item, *values, asked)) is not None:
            self.resolved[key] = found
        return found

    def _tried(
        self, item: CheckSource, value: Any, expect: Any, asked: CaseContext
    ) -> CheckSpec | None:
        occasion = asked.occasion if item.dynamic else None
        spec = self._finish(item, value, expect, occasion)
        if spec is not None and any(CHECKS.get(one.name).attach for one in walk(spec)):
            return spec  # nothing of a suite is run while it is read
        for word, must in (("accepts", "passed"), ("rejects", "failed")):
            for i, example in items(item.frame.get(word)):
                if spec is None:
                    return None
                gate = item.frame.get("gate") or item.gate
                read = reading(item.kind, item.frame, gate, asked.settings.reading)
                tried = replace(spec, **read)
                if not self.time.lasts(partial(self.source.error, (*item.steps, word, i))):
                    return None
                outcome = scored_example(item.kind, tried, asked.request, example)
                if outcome.status != must:
                    verb = "must pass" if must == "passed" else "must fail"
                    message = f"this example {verb}, but {quote(item.name)} says {outcome.status}"
                    found = Mistake((word, i), message, outcome.reason)
                    self._report(item.steps, [found], occasion)
        return spec

    def _finish(
        self, item: CheckSource, value: Any, expect: Any, occasion: Occasion | None
    ) -> CheckSpec | None:
        """Make the check with these arguments; `None` if it has mistakes, which are reported.

        Many cases have the same check, so valid checks are cached and shared.
        """
        key = None if item.has_examples else (item.name, repr(value), repr(expect))
        if key in self.sound:
            return self.sound[key]
        spec = self._checked(item, value, expect, occasion)
        if key is not None and spec is not None:
            remember(self.sound, key, spec)
        return spec

    def _attached(
        self, attach: Callable[[Any, Reads], tuple[Any, str]], name: str, arguments: Any
    ) -> tuple[Any, list[Mistake]]:
        """Add the digest of the file that the arguments name, and store its text."""
        folder = self.source.document.folder
        try:
            attached, text = attach(arguments, lambda file: code_text(folder, file))
        except FileMistake as exc:
            return arguments, [Mistake((name,), exc.message, exc.hint)]
        except ValueError as exc:
            hint = f"docs/checks.md shows how {quote(name)} is written"
            return arguments, [Mistake((name,), f"{name}: {exc}", hint)]
        self.code[attached["sha256"]] = text
        return attached, []

    def _composed(
        self,
        item: CheckSource,
        composition: Composition,
        value: Any,
        occasion: Occasion | None,
    ) -> Any:
        """Resolve the parts in the arguments of a composition; `None` if one is invalid."""
        composed = deepcopy(value)
        for part, place in zip(item.parts, composition.places(value), strict=True):
            written: dict[str, Any] = found_at(composed, place)
            spec = self._finish(part, written[part.name], written.get("expect"), occasion)
            if spec is None:
                return None
            beside = {
                "expect": spec.expect,
                "extract": {} if part.frame.get("extract") is False else None,
                **reading(part.kind, part.frame, part.gate, {}),
                "weight": part.frame.get("weight"),
            }
            written.clear()
            written[part.name] = spec.arguments
            written.update({word: one for word, one in beside.items() if one is not None})
        return composed

    def _checked(
        self, item: CheckSource, value: Any, expect: Any, occasion: Occasion | None
    ) -> CheckSpec | None:
        found: list[Mistake] = []
        arguments = value
        if not self.time.lasts(partial(self.source.error, (*item.steps, item.name))):
            return None
        if item.kind.composition is not None:
            arguments = self._composed(item, item.kind.composition, value, occasion)
            if arguments is None:
                return None
        if item.kind.expects:
            default = REFUSAL.expect if item.name == REFUSAL.name else None
            expect, arguments, found = expectation(item.kind, value, expect, default)
        if not found and not (item.kind.expects and arguments is None):
            found = mistakes(arguments, item.kind.arguments, "suite", (item.name,))
            message = None if found else item.kind.problem(arguments)
            if message is not None:
                found = [
                    Mistake((item.name,), f"{item.name}: {message}", wanted(item.kind, message))
                ]
        if not found and item.kind.attach is not None:
            arguments, found = self._attached(item.kind.attach, item.name, arguments)
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


def _call(arguments: Any) -> Any:
    return arguments.get("call") if isinstance(arguments, Mapping) else arguments


def _compares_repeats(spec: CheckSpec) -> bool:
    return CHECKS.get(spec.name).needs == "repeats"
