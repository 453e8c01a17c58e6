"""A workload of two providers whose answers a detector scored, and labels of people for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from run_builders import ask, make_completion, make_plan, make_suite, make_workload

from portcheck import __version__
from portcheck.model.judgement import Drawn, Label, read_digest
from portcheck.model.parity import CasePair, GateResult
from portcheck.model.run import LabelLook, Sample
from portcheck.model.suite import Case, CheckSpec
from portcheck.run.judge.scoring import score_samples
from portcheck.run.judge.tabulate import Results
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.labels.labelled_samples import LabelledSamples
from portcheck.run.labels.overlay import with_labels
from portcheck.run.labels.review_order import review_order
from portcheck.run.store.folder import RunRecord, RunStore
from portcheck.run.store.labels import Labels, labelling

REFUSAL = CheckSpec(name="refusal", id="refusal", gate="refusal", expect="none")
LONGER = CheckSpec(name="max_length", arguments=500, id="long", gate="refusal")
GATES = {"refusal": {"margin": 0.1, "floor": 0.5}, "task": {"margin": 0.1, "floor": 0.5}}
DECLINES = "I'm sorry, but I can't help with that request."
HELPS = "Here is what you asked for."


class Run:
    """A workload of two providers whose answers a detector scored."""

    def __init__(self, number: int, declined: Mapping[str, Iterable[str]] | None = None) -> None:
        cases = [
            Case(
                id=f"c{place}",
                request=ask(f"Please do thing {place}."),
                checks=(REFUSAL, LONGER),
                group=f"g{place // 2}" if place < 4 else None,
            )
            for place in range(number)
        ]
        self.workload = make_workload("w", cases, gates=GATES)
        self.plan = make_plan(make_suite(self.workload))
        refused = {(side, case) for side, named in (declined or {}).items() for case in named}
        self.samples = {
            trial.key: Sample(
                trial=trial.key,
                completion=make_completion(
                    DECLINES if (trial.provider, trial.case) in refused else HELPS
                ),
            )
            for trial in self.plan.trials
        }
        self.labels = Labels()
        self.looks: tuple[LabelLook, ...] = ()
        self.order = review_order(self.plan, "w")

    def cases_of(self, group: str) -> list[str]:
        found = zip(self.workload.outlines, self.results.clusters(self.workload), strict=True)
        return [case.id for case, cluster in found if cluster == group]

    def say(
        self,
        groups: Iterable[str],
        label: str = "full_compliance",
        drawn: Drawn = "random",
        sides: Iterable[str] = ("old", "new"),
    ) -> None:
        for group in groups:
            named = self.cases_of(group)
            for trial in self.plan.trials:
                if trial.case in named and trial.provider in sides:
                    completion = self.samples[trial.key].completion
                    assert completion is not None
                    self.labels.add(
                        Label(
                            trial=trial.key,
                            check="refusal",
                            answer=read_digest(completion.text),
                            label=label,
                            reviewer="Ana",
                            at="2026-11-28T10:00:00Z",
                            drawn=drawn,
                        )
                    )

    @property
    def results(self) -> Results:
        scores = score_samples(self.plan, self.samples)
        return Results.of(
            self.plan, self.samples, with_labels(self.plan, self.samples, scores, self.labels)
        )

    @property
    def samples_of_people(self) -> LabelledSamples:
        return LabelledSamples(self.results, self.labels, self.looks)

    @property
    def cases(self) -> list[CasePair[float]]:
        return self.samples_of_people.cases(self.workload, "new", "refusal")

    @property
    def groups(self) -> list[str]:
        return list(dict.fromkeys(case.group for case in self.cases))

    @property
    def gate(self) -> GateResult:
        (verdict,) = verdicts(self.results, date(2026, 1, 1), {}, self.samples_of_people)
        return next(gate for gate in verdict.gates if gate.gate == "refusal")

    def stored(self, folder: Path) -> RunStore:
        """The same as a run folder."""
        time = "2026-11-28T10:00:00Z"
        record = RunRecord(
            id=folder.name, portcheck_version=__version__, started_at=time, finished_at=time
        )
        store = RunStore.create(folder, self.plan, record)
        with store.locked():
            with store.appending() as log:
                for sample in self.samples.values():
                    log.append(sample)
            with labelling(folder) as append:
                for label in self.labels:
                    append(label)
        return store
