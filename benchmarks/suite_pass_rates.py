"""Measures how many cases of a shipped suite each of several models passes.

    python benchmarks/suite_pass_rates.py NAME --providers FILE [--provider ID ...]
        [--sample 60] [--seed 1] [--workload ID ...] [--scripted] [--without-tools] [--record]
        --out RUN

Runs the suite on the entries of a providers file (quickstart.live.yaml has the two small models of
the demo, live), or on a part of each workload's cases that is drawn at random, and writes
`suites/NAME.rates.json`: of each workload and model how many cases were asked and scored, and how
many passed all their checks. Workloads that were not asked keep what the file has of them.
`--scripted` marks answers that were planted. `--without-tools` is for servers that take tools and
do nothing with them: cases with tools are asked, since a run needs their answers, and not counted,
nor are they when the same suite is counted again.
The run folder holds what the numbers were counted from; of one that is there already, answered in
part or in full, the answers are counted and nobody is asked.

`--record` keeps the answers and the verdicts of the run in `suites/recordings/NAME`, with the
providers file that replays them. Once checks have changed, that file as `--providers` counts the
same answers again, without a model.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from portcheck import pipeline
from portcheck.cli.showroom.shipped_suites import Shipped, shipped_suite
from portcheck.model.run import Plan
from portcheck.model.suite import Suite
from portcheck.run.execute.into_recordings import record_run
from portcheck.run.plan.build import Selection
from portcheck.run.store.durable_files import write_file
from portcheck.run.store.folder import RunStore

REPLAYED = """\
# Answers to {name}.yaml, recorded once from real models; a run on them needs no key and no network.
# Written by benchmarks/suite_pass_rates.py. ../../quickstart.live.yaml is the same list, live.
portcheck: 1
providers:
"""
ENTRY = """\
  {id}:
    vendor: {vendor}
    dialect: recorded
    model: {model}
    file: {id}.jsonl
"""


def drawn(
    suite: Suite, sample: int | None, seed: int, workloads: Sequence[str] = ()
) -> tuple[str, ...]:
    """Ids of the cases to ask: `sample` of each workload, at random; empty means all.

    Which cases of a workload are drawn does not depend on the `workloads` that are asked; none
    named means all.
    """
    if sample is None:
        return ()
    draw = random.Random(seed)
    every = {
        workload.id: draw.sample(
            [case.id for case in workload.cases], min(sample, len(workload.cases))
        )
        for workload in suite.workloads
    }
    return tuple(case for name in workloads or every for case in sorted(every.get(name, ())))


def rates(
    plan: Plan, store: RunStore, source: str, *, without_tools: bool = False
) -> Iterator[dict[str, Any]]:
    """One row for each workload and model.

    Cases with an unscored answer are left out, and those with tools where `without_tools` is set.
    """
    models = {spec.id: spec.model or spec.id for spec in plan.providers}
    places = {trial.key: (trial.workload, trial.provider, trial.case) for trial in plan.trials}
    tools = _with_tools(plan.suite) if without_tools else frozenset()
    days: dict[tuple[str, str], str] = {}
    for sample in store.samples().values():
        place = places[sample.trial][:2]
        days[place] = max(days.get(place, ""), sample.started_at[:10])
    outcomes: dict[tuple[str, str, str], list[str]] = {}
    for score in pipeline.score(store):
        if not score.gate:  # any behaviour is accepted there
            continue
        outcomes.setdefault(places[score.trial], []).append(score.outcome.status)
    totals: dict[tuple[str, str], list[int]] = {}
    for (workload, provider, case), found in sorted(outcomes.items()):
        if "unscored" not in found and (workload, case) not in tools:
            total = totals.setdefault((workload, provider), [0, 0])
            total[0] += 1
            total[1] += all(status == "passed" for status in found)
    for (workload, provider), (cases, passed) in totals.items():
        yield {
            "workload": workload,
            "model": models[provider],
            "date": days[workload, provider],
            "cases": cases,
            "passed": passed,
            "source": source,
            **({"without": "tools"} if any(place == workload for place, _ in tools) else {}),
        }


def _with_tools(suite: Suite) -> frozenset[tuple[str, str]]:
    """Workload and case of those that offer tools to the model."""
    return frozenset(
        (workload.id, case.id)
        for workload in suite.workloads
        for case in workload.cases
        if case.request.tools
    )


def record(suite: Shipped, plan: Plan, store: RunStore) -> Path:
    """Writes recordings, verdicts and a providers file in place of what was there; the folder.

    Of a run on recordings, the verdicts alone.
    """
    folder = suite.file.parent / "recordings" / suite.name
    folder.mkdir(parents=True, exist_ok=True)
    write_file(folder / "verdicts.json", f"{json.dumps(verdicts(store), indent=1)}\n".encode())
    if any(spec.dialect == "recorded" for spec in plan.providers):
        return folder
    files = {spec.id: folder / f"{spec.id}.jsonl" for spec in plan.providers}
    for file in files.values():
        file.unlink(missing_ok=True)
    record_run(store, files)
    text = REPLAYED.format(name=suite.name)
    for spec in plan.providers:
        text += ENTRY.format(id=spec.id, vendor=spec.vendor, model=spec.model)
    write_file(folder / "providers.yaml", text.encode())
    return folder


def verdicts(store: RunStore) -> list[dict[str, str]]:
    """What a run says of each workload and candidate, and by which rule."""
    return [
        {
            "workload": verdict.workload,
            "candidate": verdict.candidate,
            "verdict": verdict.verdict,
            "rule": verdict.rule,
        }
        for verdict in pipeline.compare(store).verdicts
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--providers", type=Path, required=True)
    parser.add_argument("--provider", action="append", default=[], metavar="ID")
    parser.add_argument("--workload", action="append", default=[], metavar="ID")
    parser.add_argument("--sample", type=int, help="cases of each workload; default: all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scripted", action="store_true", help="the answers were planted")
    parser.add_argument("--without-tools", action="store_true", help="do not count these cases")
    parser.add_argument("--record", action="store_true", help="keep the answers with the suite")
    parser.add_argument("--out", type=Path, required=True, help="run folder, new or of this suite")
    options = parser.parse_args(arguments)
    suite = shipped_suite(options.name)
    loaded = pipeline.load([suite.file], options.providers)
    asked = options.provider or [spec.id for spec in loaded.providers]
    if len(asked) < 2:
        parser.error("two models or more: a run has a baseline and candidates")
    plan = pipeline.plan(
        loaded,
        baseline=asked[0],
        candidates=asked[1:],
        selection=Selection(
            workloads=tuple(options.workload),
            cases=drawn(loaded.suite, options.sample, options.seed, options.workload),
        ),
    )
    if (options.out / "plan.json").is_file():
        store = RunStore.open(options.out)
        plan = store.plan()
    else:
        store = RunStore.create(options.out, plan, pipeline.new_record(options.out.name))
        pipeline.run(plan, store)
    file = suite.rates_file
    kept = json.loads(file.read_text("utf-8"))["rates"] if file.is_file() else []
    source = "scripted" if options.scripted else "recorded"
    known = any("without" in row and row["source"] == source for row in kept)
    new = list(rates(plan, store, source, without_tools=options.without_tools or known))
    if options.record:
        print(f"recorded in {record(suite, plan, store)}")
    replaced = {(row["workload"], row["model"]) for row in new}
    rows = [row for row in kept if (row["workload"], row["model"]) not in replaced] + new
    text = "[\n" + ",\n".join(f"  {json.dumps(row)}" for row in sorted(rows, key=order)) + "\n ]"
    write_file(file, f'{{"rates":\n {text}}}\n'.encode())
    for row in new:
        print(f"{row['workload']}: {row['model']} passed {row['passed']} of {row['cases']}")
    print(f"wrote {file}; answers in {options.out}")
    return 0


def order(row: dict[str, Any]) -> tuple[str, str]:
    return row["workload"], row["model"]


if __name__ == "__main__":
    sys.exit(main())
