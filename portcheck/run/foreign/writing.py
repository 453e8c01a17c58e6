"""Write a converted suite without the parts that portcheck's own validation rejects."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from portcheck.config import load as config
from portcheck.config.load import Loaded
from portcheck.config.problems.secret_patterns import secret_spans
from portcheck.config.reading.yaml_loader import MAX_BYTES
from portcheck.config.writing import to_yaml
from portcheck.error_classes import Failure
from portcheck.errors import ConfigError, Problem, UsageError
from portcheck.imports.suites.converted import Made, Omitted, Place, unique
from portcheck.model.completion import Completion
from portcheck.model.numbers import count
from portcheck.model.visible_text import one_line
from portcheck.providers.recording import RecordingWriter
from portcheck.reports.inert_markdown import escape
from portcheck.run.foreign.new_folder import new_folder
from portcheck.run.foreign.source_files import plain
from portcheck.run.panel.voters import judges_of
from portcheck.run.plan.build import build_plan
from portcheck.run.plan.preflight import unique_slugs
from portcheck.run.store.durable_files import write_file

ROUNDS = 100
"""Most rounds of validation; each leaves out the parts that the round before rejected."""
_SCRATCH = re.compile(r"\S*\.import-\w+/made/")
"""Temporary folder of the suite until it is complete."""
_NOT_HERE = Failure(error_class="malformed_response", message="the file has no answer to this case")


class Written(Struct, frozen=True, kw_only=True):
    """The result of writing a suite."""

    folder: Path
    tool: str
    suite: str
    workloads: int
    cases: int
    checks: int
    """Number of foreign checks with an equivalent."""
    providers: tuple[str, ...]
    compared: tuple[str, ...]
    """The providers that a run may compare: all except judges."""
    answers: int
    """Number of recorded answers."""
    omitted: tuple[Omitted, ...]
    notes: tuple[str, ...]


def write_made(made: Made, folder: Path) -> Written:
    """Write `suite.yaml` and its other files to a new folder.

    Raises:
        UsageError: the folder is not empty, or no case is left.
    """
    with new_folder(folder, "import") as work:
        _leave_out_unnameable(made)
        recordings = _recorded_entries(made)
        loaded = _load_valid_parts(made, work)
        answers = _write_recordings(made, loaded, work, recordings)
        hide_keys(made)
        write_file(work / "not-imported.md", _page(made).encode())
    providers = tuple(spec.id for spec in loaded.providers)
    return Written(
        folder=folder,
        tool=made.tool,
        suite=made.name,
        workloads=len(loaded.suite.workloads),
        cases=sum(len(workload.cases) for workload in loaded.suite.workloads),
        checks=made.kept,
        providers=providers,
        compared=tuple(name for name in providers if name not in judges_of(loaded.suite)),
        answers=answers,
        omitted=tuple(made.omitted),
        notes=tuple(made.notes),
    )


def nothing_left(made: Made) -> UsageError:
    """The error for an import without any case left; its hint has the first reasons."""
    hide_keys(made)
    reasons = dict.fromkeys(one.why for one in made.omitted)
    said = "; ".join(one_line(reason, 120) for reason in list(reasons)[:3])
    return UsageError(
        f"{made.source}: nothing in it can be imported",
        hint=said or "it has neither prompts nor cases",
    )


# --- validating --------------------------------------------------------------------------------


def _load_valid_parts(made: Made, work: Path) -> Loaded:
    """The suite as portcheck loads it, after rejected parts are left out and listed."""
    for _ in range(ROUNDS):
        made.workloads = {
            name: one for name, one in made.workloads.items() if _has_cases(one, made)
        }
        if not made.workloads:
            raise nothing_left(made)
        _write(made, work)
        try:
            providers = work / "providers.yaml" if made.providers else None
            return config.load([work / "suite.yaml"], providers)
        except ConfigError as exc:
            problems = [one for one in exc.problems if one.severity == "error"]
            # From the end, so places in lists stay right.
            done = [_leave_out(made, one) for one in sorted(problems, key=_depth_first)]
            if not any(done):
                raise
    raise nothing_left(made)


def _leave_out_unnameable(made: Made) -> None:
    """Leave out providers whose names are invalid, so that the others are kept."""
    for name in {**made.providers, **made.answers}:
        entry = made.providers.get(name, {})
        texts = (name, str(entry.get("model", "")))
        keyed = any(next(secret_spans(text), None) for text in texts)
        if keyed or not all(text.isprintable() and text == text.strip() for text in texts):
            made.providers.pop(name, None)
            made.answers.pop(name, None)
            why = (
                "its name holds a key"
                if keyed
                else ("its name holds characters that cannot be shown")
            )
            made.omit(_place(made, entry), f"provider {one_line(name, 60)}", why)


def _depth_first(problem: Problem) -> tuple[int, int]:
    return -problem.line, -problem.column


def _has_cases(workload: dict[str, Any], made: Made) -> bool:
    tables = workload.get("cases_from") or []
    entries = tables if isinstance(tables, list) else [tables]
    return bool(workload.get("cases")) or any(made.rows.get(one["file"]) for one in entries)


def _write(made: Made, work: Path) -> None:
    head = (
        f"# Imported from {one_line(made.source, 200)} ({made.tool}).\n"
        "# not-imported.md lists the parts without an equivalent.\n"
    )
    suite = {"portcheck": 1, "suite": made.name, "workloads": made.workloads}
    text = (head + to_yaml(plain(suite))).encode()
    if len(text) > MAX_BYTES:
        raise UsageError(
            f"{made.source}: its suite would be larger than {MAX_BYTES // 1_000_000} MB",
            hint="split the file, and import each part",
        )
    write_file(work / "suite.yaml", text)
    if made.providers:
        entries = {"portcheck": 1, "providers": made.providers}
        write_file(work / "providers.yaml", (head + to_yaml(plain(entries))).encode())
    else:
        (work / "providers.yaml").unlink(missing_ok=True)
    for name, rows in made.rows.items():
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        write_file(work / name, lines.encode("utf-8", "backslashreplace"))
    for entry in made.providers.values():
        if entry.get("dialect") == "recorded":
            path = work / entry["file"]
            path.parent.mkdir(exist_ok=True)
            if path.exists():
                continue
            with RecordingWriter(path, {"source": "recorded"}):
                pass  # writes only the header; loading checks that the file exists


def _leave_out(made: Made, problem: Problem) -> bool:
    """Remove the smallest part of the suite with a problem; returns False if there is none."""
    for name, rows in made.rows.items():
        if Path(problem.file).name == name and 0 < problem.line <= len(rows):
            row = rows.pop(problem.line - 1)
            made.omit(_place(made, row), str(row.get("id")), _reason(problem))
            return True
    steps = [_unescaped(step) for step in problem.pointer.split("/")[1:]]
    said = _reason(problem)
    if steps[:1] == ["providers"] and len(steps) > 1:
        return _without_provider(made, steps, said)
    if steps[:1] != ["workloads"] or len(steps) < 2 or steps[1] not in made.workloads:
        return False
    workload = made.workloads[steps[1]]
    if steps[2:3] == ["judges"]:
        return _judges(workload, made, said)
    return (
        _without_check(workload, steps[2:], made, said)
        or _without_case(workload, steps[2:], made, said)
        or _without_setting(made, steps, said)
    )


def _reason(problem: Problem) -> str:
    said = problem.message + (f" ({problem.hint})" if problem.hint else "")
    return _SCRATCH.sub("", said)


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")


def _place(made: Made, part: Any) -> Place:
    return made.places.get(id(part), Place(made.source))


def _without_provider(made: Made, steps: Sequence[str], said: str) -> bool:
    entry = made.providers.get(steps[1])
    if entry is None:
        return False
    removable = steps[2:3] and steps[2] in entry and steps[2] not in {"preset", "dialect", "vendor"}
    if removable and steps[2] != "model":
        del entry[steps[2]]
        made.omit(_place(made, entry), f"provider {steps[1]}: {steps[2]}", said)
    else:
        del made.providers[steps[1]]
        made.omit(_place(made, entry), f"provider {steps[1]}", said)
    return True


def _judges(workload: dict[str, Any], made: Made, said: str) -> bool:
    """Allow a panel's models to change; if that was allowed already, leave the panel out."""
    judges = workload.get("judges")
    if isinstance(judges, list):
        workload["judges"] = {"panel": judges, "pin": False}
        made.note("the vendor may replace a judge's model under its name (pin: false)")
        return True
    if judges is None:
        return False
    del workload["judges"]
    made.omit(Place("--judge"), "panel of judges", said)
    return True


def _without_check(workload: dict[str, Any], steps: Sequence[str], made: Made, said: str) -> bool:
    owner: Any = workload
    for at, step in enumerate(steps):
        following = steps[at + 1] if at + 1 < len(steps) else ""
        if step == "checks" and following.isdecimal():
            found = owner.get("checks") if isinstance(owner, dict) else None
            if not isinstance(found, list) or int(following) >= len(found):
                return False
            check = found.pop(int(following))
            if not found:
                del owner["checks"]
                owner.pop("replace_checks", None)
            made.omit(_place(made, check), f"check {next(iter(check))}", said)
            made.kept -= 1
            return True
        if isinstance(owner, list):
            owner = owner[int(step)] if step.isdecimal() and int(step) < len(owner) else None
        else:
            owner = owner.get(step) if isinstance(owner, dict) else None
    return False


def _without_case(workload: dict[str, Any], steps: Sequence[str], made: Made, said: str) -> bool:
    cases = workload.get("cases")
    if steps[:1] != ["cases"] or len(steps) < 2 or not steps[1].isdecimal() or not cases:
        return False
    if int(steps[1]) >= len(cases):
        return False
    case = cases.pop(int(steps[1]))
    made.omit(_place(made, case), str(case.get("id")), said)
    return True


def _without_setting(made: Made, steps: Sequence[str], said: str) -> bool:
    workload = made.workloads[steps[1]]
    if (
        len(steps) > 2
        and steps[2] in workload
        and steps[2] not in {"prompt", "cases", "cases_from"}
    ):
        del workload[steps[2]]
        made.omit(_place(made, workload), f"{steps[1]}: {steps[2]}", said)
    else:
        del made.workloads[steps[1]]
        made.omit(_place(made, workload), f"prompt {steps[1]}", said)
    return True


# --- answers -----------------------------------------------------------------------------------


def _recorded_entries(made: Made) -> dict[str, str]:
    """Provider to its recording; makes each provider with known answers a recorded one."""
    slugs = unique_slugs(list(made.answers))
    found: dict[str, str] = {}
    for provider in made.answers:
        name = f"recordings/{slugs[provider]}.jsonl"
        entry = made.providers.get(provider, {})
        vendor = entry.get("vendor") or provider.partition("/")[0].partition(":")[0]
        made.providers[provider] = {
            "vendor": vendor,
            "dialect": "recorded",
            "model": entry.get("model") or provider,
            "file": name,
        }
        found[provider] = name
    return found


def _write_recordings(made: Made, loaded: Loaded, work: Path, recordings: dict[str, str]) -> int:
    """Write the answers under the hashes of the requests that a run makes; returns their number."""
    specs = [spec for spec in loaded.providers if spec.id in recordings]
    if not specs:
        return 0
    # A plan needs two providers, but the log may have answers of only one.
    other = replace(specs[0], id=unique("another", {spec.id for spec in loaded.providers}))
    plan = build_plan(loaded.suite, (*loaded.providers, other), baseline=specs[0].id)
    number = 0
    for provider, name in recordings.items():
        model = made.providers[provider]["model"]
        header = {"source": "recorded", "model": model, "file": Path(made.source).name}
        with RecordingWriter(work / name, header) as writer:
            for trial in plan.trials:
                if trial.provider != provider:
                    continue
                found = made.answers[provider].get((trial.workload, trial.case), [])
                known = trial.repeat < len(found)
                number += known
                writer.add(
                    trial.request_hash,
                    trial.ordinal,
                    found[trial.repeat] if known else _NOT_HERE,
                    _date(found[trial.repeat]) if known else "",
                )
    return number


def _date(found: Completion | Failure) -> str:
    return (found.recorded_at if isinstance(found, Completion) else None) or ""


# --- the list ----------------------------------------------------------------------------------


def omitted_lines(omitted: Iterable[Omitted]) -> list[str]:
    """One line for each part that was left out: its place, its name and the reason."""
    return [
        f"{one_line(str(one.place), 120)}: {one_line(one.what, 120)}: {one_line(one.why, 240)}"
        for one in omitted
    ]


def hide_keys(made: Made) -> None:
    """Remove keys and passwords from notes about a file, where names and addresses have them."""
    made.omitted = [
        replace(one, what=_without_keys(one.what), why=_without_keys(one.why))
        for one in made.omitted
    ]
    made.notes = [_without_keys(one) for one in made.notes]


def _without_keys(text: str) -> str:
    parts, end = [], 0
    for start, stop in secret_spans(text):
        parts += [text[end:start], "(not shown)"]
        end = stop
    return "".join((*parts, text[end:]))


def _page(made: Made) -> str:
    lines = [
        f"# Not imported from {_inert(made.source)}",
        "",
        f"{count(len(made.omitted), 'part')} of this {made.tool} file without an equivalent.",
        "",
        *(f"- {_inert(line)}" for line in omitted_lines(made.omitted)),
    ]
    if made.notes:
        lines += ["", "## Decided by the import", "", *(f"- {_inert(one)}" for one in made.notes)]
    return "\n".join(lines) + "\n"


def _inert(text: str) -> str:
    return escape(one_line(text, 600))
