"""Read security controls, policies that ship with portcheck and that a suite names.

A control is a policy file of this package. Its cases use a workload's own settings (system prompt,
tools, sampling), except settings for the form of the workload's answers (`response_schema`, JSON
mode, a forced tool) and the records that answer its calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from portcheck.config.problems.document import Collector, Source, Steps, items, mapping
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import check_structure
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.config.reading.yaml_loader import parse
from portcheck.config.suite.merged_settings import MergedSettings
from portcheck.config.suite.policies.reader import Opened, PolicyFile, texts
from portcheck.model.score import Policy
from portcheck.model.suite import Case

SHIPPED = "portcheck"
"""The place of a control's file, and its owner unless a suite names one."""
_CONTROLS = Path(__file__).parents[3] / "data" / "controls"
_OF_ANSWERS = frozenset({"json_mode"})
"""Sampling settings that determine the form of an answer."""


def control_names() -> tuple[str, ...]:
    """The names of all controls, sorted."""
    return tuple(sorted(path.stem for path in _CONTROLS.glob("*.yaml")))


def forms_of(value: Mapping[str, Any]) -> tuple[str, ...]:
    """The different forms of attack in a control, in its order."""
    return tuple(dict.fromkeys(str(case["form"]) for _, case in items(value.get("cases"))))


class ControlReader(Struct, kw_only=True):
    """Reads the controls that a suite names."""

    source: Source
    """The suite."""
    opened: Opened
    problems: dict[str, Collector] = field(default_factory=dict)
    """Name of a control to the problems of its file."""
    files: dict[str, PolicyFile] = field(default_factory=dict)
    """Name to the file of each control that was read."""

    def read(self, value: Any, steps: Steps, taken: Sequence[str]) -> tuple[PolicyFile, ...]:
        """Read the controls of a list.

        Args:
            value: the value of `controls`.
            steps: its place.
            taken: ids of policies, which no control may have.
        """
        found: dict[str, PolicyFile] = {}
        for i, item in items(value):
            at = (*steps, i)
            named = {item: None} if isinstance(item, str) else mapping(item)
            if not named:  # its mistakes were reported
                continue
            name, said = next(iter(named.items()))
            if name in found:
                self.source.error(at, f"the control {quote(name)} occurs twice", "remove one")
            elif name in taken:
                hint = "give the policy another name"
                self.source.error(at, f"a policy has the name {quote(name)} too", hint)
            elif (file := self._asked(name, mapping(said), at)) is not None:
                found[name] = file
        return tuple(found.values())

    def cases(
        self,
        chosen: Iterable[PolicyFile],
        settings: MergedSettings,
        workload: str,
        variables: Mapping[str, Any],
    ) -> Iterator[Case]:
        """Yield the cases of controls within a workload.

        Args:
            chosen: the controls, from `read`.
            settings: settings of the workload.
            workload: its id.
            variables: variables of a case of the workload, for its system prompt.
        """
        for file in chosen:
            within = _within(settings, file.value, {**variables, **settings.vars, **file.vars})
            yield from file.cases(within, workload)
            self._report(file, workload)

    def _asked(self, name: str, said: Mapping[str, Any], at: Steps) -> PolicyFile | None:
        if name not in control_names():
            hint = spelling_hint(name, control_names())
            self.source.error(at, f"there is no control {quote(name)}", hint)
            return None
        file = self.files.get(name) or self._file(name)
        self.files[name] = file
        forms, known = texts(said.get("through")) or None, forms_of(file.value)
        for form in forms or ():
            if form not in known:
                message = f"the control {quote(name)} has no form {quote(form)}"
                hint = spelling_hint(form, known) or f"its forms are {', '.join(known)}"
                self.source.error((*at, name, "through"), message, hint)
                return None
        review = str(said.get("review", ""))
        try:
            date.fromisoformat(review or "2000-01-01")
        except ValueError:
            hint = "write it as 2027-03-01"
            self.source.error((*at, name, "review"), "the review is not a date", hint)
            return None
        policy = replace(file.policy, owner=str(said.get("owner", SHIPPED)), review=review)
        return replace(
            file,
            policy=policy,
            steps=at,
            forms=forms,
            seed=str(said.get("seed", "")),
            vars=mapping(said.get("vars")),
        )

    def _file(self, name: str) -> PolicyFile:
        problems = self.problems.setdefault(name, Collector())
        path = _CONTROLS / f"{name}.yaml"
        source = parse(path.read_text("utf-8"), f"{SHIPPED}: {name}", Path(), problems)
        if source is None:  # pragma: no cover - tests read every one of them
            raise RuntimeError(f"the control {name} cannot be read")
        value = mapping(check_structure(source, "policy"))
        checks, cases_of = self.opened(source, value)
        return PolicyFile(
            suite=str(mapping(self.source.document.value).get("suite", "")),
            policy=Policy(
                id=name,
                statement=value["statement"],
                owner=SHIPPED,
                review="",
                gate=value["gate"],
                file=SHIPPED,
                touches=texts(value["touches"]),
                control=True,
            ),
            source=source,
            value=value,
            checks=checks,
            cases_of=cases_of,
            steps=(),
        )

    def _report(self, file: PolicyFile, workload: str) -> None:
        """Report a control's problems at the list, because its file is not the user's."""
        problems = self.problems[file.policy.id]
        for problem in problems.sorted()[:1]:
            if problem.severity == "error":
                name = quote(file.policy.id)
                message = f"the control {name} cannot be asked in {quote(workload)}"
                hint = f"{problem.message}; give it what the system prompt needs under 'vars'"
                self.source.error(file.steps, message, hint)
        problems.found.clear()


def _within(
    settings: MergedSettings, control: Mapping[str, Any], variables: Mapping[str, Any]
) -> MergedSettings:
    """The settings of a workload for the cases of a control."""
    prompt = {word: part for word, part in settings.prompt.items() if word == "system"}
    sampling = {w: value for w, value in settings.sampling.items() if w not in _OF_ANSWERS}
    return replace(
        settings,
        prompt=prompt,
        sampling=sampling,
        response_schema=None,
        tool_choice=None,
        tools=() if "tools" in control else settings.tools,
        reading={},
        vars=variables,
        loop={},
    )
