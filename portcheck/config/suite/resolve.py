"""Resolve a suite file: render templates, follow references and fill in defaults."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from msgspec import UNSET, Struct, UnsetType

from portcheck.config.cpu_limit import TimeBudget
from portcheck.config.problems.document import Source, Steps, mapping
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import check_structure
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.config.reading.attached_files import AttachedFiles
from portcheck.config.suite.cases import CaseReader
from portcheck.config.suite.check_sources import CheckSource
from portcheck.config.suite.checks import CheckReader
from portcheck.config.suite.counting.sample import stands_for
from portcheck.config.suite.gates import (
    deep_merge,
    gate_limits,
    limits_of_checks,
    review_gates,
    review_requirements,
    sound_gates,
)
from portcheck.config.suite.judges import panel_of, review_judges
from portcheck.config.suite.merged_settings import MergedSettings, SettingsReader
from portcheck.config.suite.own_cards import CardReader
from portcheck.config.suite.policies.controls import ControlReader
from portcheck.config.suite.policies.reader import PolicyFile, PolicyReader
from portcheck.config.suite.policies.twins import DECLINING
from portcheck.config.suite.prompts import PromptReader
from portcheck.config.suite.templating.templates import Templates
from portcheck.config.suite.variants.reader import VariantReader
from portcheck.config.suite.waivers import read_waivers
from portcheck.model.score import OwnCard, Policy
from portcheck.model.suite import CardsOf, Case, CaseNotes, ProviderSpec, Waiver, Workload
from portcheck.model.workload.worth import Switch, WorkloadValue

PRINTABLE = "without line breaks, control characters and space at its ends"


class Known(Struct, frozen=True, kw_only=True):
    """The parts of the providers file that a suite uses."""

    ids: tuple[str, ...]
    facts: tuple[str, ...]
    """Names of all facts that any provider states."""
    specs: tuple[ProviderSpec, ...] = ()
    """The valid entries."""


class SuiteFile(Struct, frozen=True, kw_only=True):
    """The valid parts of one suite file."""

    source: Source
    name: str
    workloads: tuple[Workload, ...]
    waivers: tuple[Waiver, ...]
    code: Mapping[str, str]
    """See `Suite`."""
    cards: Mapping[str, tuple[OwnCard, ...]]
    """See `Suite`."""


def read_suite(source: Source, known: Known | None) -> SuiteFile:
    """Read the suite in a document; mistakes go to the document's collector.

    Args:
        source: The document.
        known: The providers; `None`: nothing that depends on them is checked.
    """
    value = mapping(check_structure(source, "suite"))
    name = str(value.get("suite", ""))
    if not is_printable(name):
        source.error(("suite",), "a suite's name is printable text", PRINTABLE)
    reader = _Reader(source, mapping(value.get("defaults")), known)
    reader.policies.read(value.get("policies"))
    workloads = [
        reader.workload(key, mapping(item), ("workloads", key))
        for key, item in mapping(value.get("workloads")).items()
    ]
    reader.policies.review_scopes()
    return SuiteFile(
        source=source,
        name=name,
        workloads=tuple(workloads),
        code=reader.checks.code,
        cards=reader.cards.cards,
        waivers=read_waivers(
            source, value.get("waivers"), workloads, None if known is None else known.ids
        ),
    )


def is_printable(text: str) -> bool:
    """Whether an id is printable and has no space at its ends."""
    return text.isprintable() and text == text.strip()


class _Reader:
    def __init__(self, source: Source, defaults: Mapping[str, Any], known: Known | None) -> None:
        templates = Templates()
        self.source = source
        self.defaults = defaults
        self.known = known
        self.settings_reader = SettingsReader(source)
        self.prompts = PromptReader(source, templates, AttachedFiles(source.document.folder))
        self.checks = CheckReader(source, templates, TimeBudget())
        self.cards = CardReader(source)
        self.policies = PolicyReader(source=source, opened=_opened)
        self.controls = ControlReader(source=source, opened=_opened)
        self.settings = self.settings_reader.merge(MergedSettings(), defaults, ("defaults",))
        self.gates = sound_gates(source, ("defaults", "gates"), defaults.get("gates", {}))
        self.shared = self.checks.read(defaults.get("checks"), ("defaults", "checks"))

    def _guarded(
        self,
        key: str,
        settings: MergedSettings,
        own: tuple[Case, ...],
        controls: tuple[PolicyFile, ...],
    ) -> tuple[tuple[Case, ...], tuple[Policy, ...]]:
        """The cases of a workload with those of the policies that guard it, and these policies."""
        files = [file for file in self.policies.files if file.covers(key)]
        cases = [*own, *(case for file in files for case in file.cases(settings, key))]
        files += controls
        cases += self.controls.cases(controls, settings, key, own[0].vars if own else {})
        for file in files:
            self.checks.code.update(file.checks.code)
            self.checks.asking.update(file.checks.asking)
        return tuple(cases), tuple(file.policy for file in files)

    def _controls(self, item: Mapping[str, Any], steps: Steps) -> tuple[PolicyFile, ...]:
        """The security controls of a workload, from its own list or else the defaults."""
        home, given = (steps, item) if "controls" in item else (("defaults",), self.defaults)
        taken = [file.policy.id for file in self.policies.files]
        return self.controls.read(given.get("controls"), (*home, "controls"), taken)

    def workload(self, key: str, item: Mapping[str, Any], steps: Steps) -> Workload:
        if not is_printable(key):
            self.source.error(steps, "an id is printable text", PRINTABLE, key=True)
        settings = self.settings_reader.merge(self.settings, item, steps)
        variants = self._variants(item, steps, settings)
        reader = CaseReader(
            source=self.source,
            settings_reader=self.settings_reader,
            prompts=self.prompts,
            checks=self.checks,
            settings=settings,
            shared=self._checks(item, steps),
            variants=variants,
        )
        self.checks.asking.clear()
        own = reader.read(item, steps)
        cases, policies = self._guarded(key, settings, own, self._controls(item, steps))
        named = sound_gates(self.source, (*steps, "gates"), item.get("gates", {}))
        stated = limits_of_checks(cases)
        require = deep_merge(self.defaults.get("require", {}), item.get("require", {}))
        self._review_facts(require, item, steps)
        if self._has_cases(item, steps, policies) and cases and not self.source.is_broken(steps):
            review_gates(self.source, steps, named, cases, stated)
        nearest = {**self.defaults, **item}
        panel = panel_of(nearest.get("judges"))
        review_judges(
            self.source,
            (*(steps if "judges" in item else ("defaults",)), "judges"),
            panel,
            asking=tuple(self.checks.asking),
            runs_on=item.get("runs_on"),
            specs=None if self.known is None else self.known.specs,
            ids=() if self.known is None else self.known.ids,
        )
        return Workload(
            id=key,
            cases=cases,
            about=item.get("about", ""),
            criticality=item.get("criticality", "medium"),
            owner=item.get("owner", UNSET),
            monthly_calls=item.get("monthly_calls"),
            peak_factor=item.get("peak_factor", UNSET),
            value=_worth(item["value"]) if "value" in item else UNSET,
            runs_on=item.get("runs_on"),
            require=require,
            prefer=item.get("prefer", UNSET),
            gates=gate_limits(deep_merge(self.gates, named), cases, stated),
            confidence=nearest.get("confidence", 0.95),
            max_missing=nearest.get("max_missing", 0.05),
            notes=UNSET if reader.notes == CaseNotes() else reader.notes,
            panel=UNSET if panel is None or not self.checks.asking else panel,
            cards=self._cards(item, steps) or UNSET,
            stands_for=stands_for(item.get("stands_for")),
            path=item.get("path", UNSET),
            policies=policies or UNSET,
            history=_history(cases),
            variants=variants.variants,
        )

    def _has_cases(self, item: Mapping[str, Any], steps: Steps, policies: Sequence[Policy]) -> bool:
        """Whether a workload states where its cases come from; reports one that does not."""
        written = "cases" in item or "cases_from" in item or bool(policies)
        if not written and not self.source.is_broken(steps):
            message = f"the workload {quote(str(steps[-1]))} has no cases"
            hint = "write 'cases', 'cases_from' or 'controls'"
            self.source.error(steps, message, hint, key=True)
        return written

    def _variants(
        self, item: Mapping[str, Any], steps: Steps, settings: MergedSettings
    ) -> VariantReader:
        found = VariantReader(source=self.source, prompts=self.prompts)
        ids = None if self.known is None else self.known.ids
        home = (*steps, "variants")
        found.read(item.get("variants"), home, settings, item.get("runs_on"), ids)
        return found

    def _cards(self, item: Mapping[str, Any], steps: Steps) -> CardsOf | None:
        home, given = (steps, item) if "cards" in item else (("defaults",), self.defaults)
        name = given.get("cards")
        return None if name is None else self.cards.read(name, (*home, "cards"))

    def _checks(self, item: Mapping[str, Any], steps: Steps) -> tuple[CheckSource, ...]:
        return (*self.shared, *self.checks.read(item.get("checks"), (*steps, "checks")))

    def _review_facts(
        self, require: Mapping[str, Any], item: Mapping[str, Any], steps: Steps
    ) -> None:
        self._review_require("require", require, item, steps)
        self._review_require("prefer", item.get("prefer", {}), item, steps)
        self._review_provider(item, steps)

    def _review_require(
        self, word: str, conditions: Mapping[str, Any], item: Mapping[str, Any], steps: Steps
    ) -> None:
        own = item.get(word, {})
        places: dict[str, Steps] = {
            fact: (*(steps if fact in own else ("defaults",)), word, fact) for fact in conditions
        }
        facts: Sequence[str] | None = None if self.known is None else self.known.facts
        review_requirements(self.source, places, conditions, facts)

    def _review_provider(self, item: Mapping[str, Any], steps: Steps) -> None:
        name = item.get("runs_on")
        if name is None or self.known is None or name in self.known.ids:
            return
        hint = spelling_hint(name, self.known.ids)
        self.source.error((*steps, "runs_on"), f"there is no provider {quote(name)}", hint)


def _opened(
    source: Source, value: Mapping[str, Any]
) -> tuple[CheckReader, Callable[[MergedSettings], CaseReader]]:
    """Make readers for a policy file, whose cases use the settings of a workload."""
    templates = Templates()
    settings_reader = SettingsReader(source)
    prompts = PromptReader(source, templates, AttachedFiles(source.document.folder))
    checks = CheckReader(source, templates, TimeBudget())
    declining = checks.read([DECLINING], ("policy",))

    def cases_of(settings: MergedSettings) -> CaseReader:
        return CaseReader(
            source=source,
            settings_reader=settings_reader,
            prompts=prompts,
            checks=checks,
            settings=settings_reader.merge(settings, value, ()),
            shared=(*checks.read(value.get("checks"), ("checks",)), *declining),
            variants=VariantReader(source=source, prompts=prompts),
        )

    return checks, cases_of


def _history(cases: Sequence[Case]) -> Literal["own", "baseline"] | UnsetType:
    """Whose answers are between the turns of conversations; unset if there are none."""
    talks = [case.request for case in cases if case.request.turns is not UNSET]
    if any(request.history is not UNSET for request in talks):
        return "baseline"
    return "own" if talks else UNSET


def _worth(item: Mapping[str, Any]) -> WorkloadValue:
    switch = item.get("switch")
    hours = switch["hours"] if switch else 0
    return WorkloadValue(
        failure_cost_usd=item.get("failure_cost_usd"),
        minute_cost_usd=item.get("minute_cost_usd"),
        switch=switch
        and Switch(
            hours=(min(hours), max(hours)) if isinstance(hours, list) else (hours, hours),
            hour_usd=switch.get("hour_usd"),
            prompts=switch.get("prompts"),
        ),
    )
