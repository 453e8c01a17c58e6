"""Convert existing answers to a suite, providers and recordings for `portcheck run`.

A row of the file has the answer of one provider to one case, or one column for each of several
providers. Rows with an error or without an answer become recorded failures: missing pairs, and
never answers.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from portcheck.config import load as config
from portcheck.config.load import Loaded
from portcheck.config.suite.cases import MAX_ID, is_case_id
from portcheck.config.suite.resolve import PRINTABLE, is_printable
from portcheck.config.writing import to_yaml
from portcheck.error_classes import Failure
from portcheck.errors import ConfigError, UsageError
from portcheck.model.completion import Completion
from portcheck.model.reasoning import require_tags
from portcheck.parity.check_evidence import Speaking, check_evidence
from portcheck.plugins import CHECKS, GATES
from portcheck.providers.recording import RecordingWriter
from portcheck.run.answers.log_file import Mistakes, read_rows
from portcheck.run.answers.outcomes import outcome
from portcheck.run.answers.rows import (
    Answers,
    Fields,
    choose_fields,
    one_answer_a_row,
    plain_text,
    sort_rows,
    value_at,
)
from portcheck.run.foreign.new_folder import new_folder, require_new
from portcheck.run.plan.build import build_plan
from portcheck.run.plan.preflight import slug, unique_slugs
from portcheck.run.plan.weak_checks.unchecked import content_warning
from portcheck.run.store.durable_files import write_file


class ImportOptions(Struct, frozen=True, kw_only=True):
    """The options for reading a file of answers."""

    fields: Mapping[str, str] = field(default_factory=dict)
    """portcheck's name (a key of `GUESSES`) to the file's field; dots lead into objects."""
    answer_columns: tuple[str, ...] = ()
    """Columns with the answers of one provider each; the provider has the name of the column."""
    reasoning_tags: tuple[str, ...] = ()
    """Tags around reasoning in front of an answer, besides `<think>`."""
    keep: tuple[str, ...] = ()
    """Further fields, for templates of checks: `{{ row.FIELD }}`."""
    checks: tuple[Any, ...] = ()
    """Checks in the form of a suite file."""
    workload: str = ""
    """Id of the workload; by default the name of the file."""
    margin: float | None = None
    floor: float | None = None


class Imported(Struct, frozen=True, kw_only=True):
    """The result of importing a file."""

    folder: Path
    providers: Mapping[str, int]
    """Provider to the number of its answers, failures included."""
    failures: Mapping[str, int]
    """Provider to the number of missing answers: the call failed, or there is no answer."""
    cases: int
    fields: Fields
    """The mapping of fields, with the guesses."""
    repeated: int
    """Cases that a provider answered more than once."""
    repeats: int
    """The most answers that one provider gave to one case."""
    lacking: int
    """Answers that a provider lacks, though another one answered the same case and repeat."""
    weaknesses: tuple[str, ...] = ()
    """Why no run of the suite can be safe, and what to do about it."""


def import_answers(source: Path, folder: Path, settings: ImportOptions) -> Imported:
    """Write `suite.yaml`, `cases.jsonl`, `providers.yaml` and `recordings/` to a new folder.

    Raises:
        UsageError: the folder is not empty, a needed field cannot be found, or a tag is invalid.
        ConfigError: there are mistakes in the file, or in the checks.
    """
    require_new(folder)
    require_tags(settings.reasoning_tags)
    rows = read_rows(source)
    fields = choose_fields(
        rows, settings.fields, source, columns=settings.answer_columns, kept=settings.keep
    )
    cases, answers = sort_rows(source, one_answer_a_row(rows, fields), fields)
    _require_ids(source, answers)
    repeats = _repeats(answers)
    with new_folder(folder, "import") as made:
        _write_suite(made, source, cases, repeats, settings)
        files = _write_providers(made, answers, fields)
        loaded = _load(made)
        failures = _write_recordings(loaded, source, answers, fields, settings, files)
    return Imported(
        folder=folder,
        providers={
            name: sum(len(found) for found in by_case.values()) for name, by_case in answers.items()
        },
        failures=failures,
        cases=len(cases),
        fields=fields,
        repeated=sum(number > 1 for number in repeats.values()),
        repeats=max(repeats.values()),
        lacking=sum(
            number - len(by_case.get(case, ()))
            for by_case in answers.values()
            for case, number in repeats.items()
        ),
        weaknesses=tuple(_weaknesses(loaded)),
    )


def _weaknesses(loaded: Loaded) -> Iterator[str]:
    for workload in loaded.suite.workloads:
        speaking = Speaking(workload.outlines)
        lacking = content_warning(check_evidence(workload.outlines, speaking))
        if lacking is not None:
            yield (
                f"{workload.id} {lacking[0]}; {lacking[1]}: import again with --keep FIELD and "
                "--check 'equals: \"{{ row.FIELD }}\"', where FIELD holds the right answer"
            )


def _require_ids(source: Path, answers: Answers) -> None:
    """Check that providers and cases have names that files of portcheck can have.

    Raises:
        ConfigError: some have not; names the first line of each.
    """
    mistakes, seen = Mistakes(source), set[str]()
    for provider, by_case in answers.items():
        if not is_printable(provider):
            line = next(iter(by_case.values()))[0].line
            mistakes.add(line, "the provider is not printable text", f"write it {PRINTABLE}")
        for case, rows in by_case.items():
            if case not in seen and not is_case_id(case):
                hint = f"an id is printable text of at most {MAX_ID} characters"
                mistakes.add(rows[0].line, "the case is empty or not printable", hint)
            seen.add(case)
    mistakes.stop()


def _repeats(answers: Answers) -> dict[str, int]:
    """Case to the most answers that one provider gave to it."""
    found: dict[str, int] = defaultdict(int)
    for by_case in answers.values():
        for case, rows in by_case.items():
            found[case] = max(found[case], len(rows))
    return found


# --- writing ---------------------------------------------------------------------------------


def _write_suite(
    made: Path,
    source: Path,
    cases: Mapping[str, Mapping[str, Any]],
    repeats: Mapping[str, int],
    settings: ImportOptions,
) -> None:
    has_system = any(case.get("system") for case in cases.values())
    has_group = any(case.get("group") is not None for case in cases.values())
    lines = defaultdict[int, list[str]](list)
    for name, case in cases.items():
        row = {path: value_at(case["row"], path) for path in settings.keep}
        row |= {"id": name, "prompt": case["prompt"]}
        if has_system:
            row["system"] = case.get("system") or ""
        if has_group:
            group = case.get("group")
            row["group"] = f"(none) {name}" if group is None else str(group)
        lines[repeats[name]].append(json.dumps(row, ensure_ascii=False) + "\n")
    variables = {"prompt": "prompt"} | ({"system": "system"} if has_system else {})
    cases_from: dict[str, Any] = {"id": "id", "vars": variables}
    if has_group:
        cases_from["group"] = "group"
    if settings.checks:
        cases_from["checks"] = list(settings.checks)
    workload: dict[str, Any] = {
        "about": f"Answers imported from {source.name}",
        "prompt": {"system": "{{ system }}"} if has_system else {},
    }
    workload["prompt"]["user"] = "{{ prompt }}"
    workload["cases_from"] = [
        {"file": _write_cases(made, number, lines[number])}
        | ({"repeats": number} if number > 1 else {})
        | cases_from
        for number in sorted(lines)
    ]
    limits = {"margin": settings.margin, "floor": settings.floor}
    stated = {key: value for key, value in limits.items() if value is not None}
    if stated:
        workload["gates"] = {gate: dict(stated) for gate in _fed_gates(settings.checks)}
    name = settings.workload or slug(source.stem)
    suite = {"portcheck": 1, "suite": name, "workloads": {name: workload}}
    write_file(made / "suite.yaml", to_yaml(suite).encode())


def _write_cases(made: Path, repeats: int, lines: Sequence[str]) -> str:
    name = "cases.jsonl" if repeats == 1 else f"cases-{repeats}-times.jsonl"
    write_file(made / name, "".join(lines).encode("utf-8", "backslashreplace"))
    return name


def _is_missing(found: Completion | Failure) -> bool:
    return isinstance(found, Failure) and found.missing


def _fed_gates(checks: Sequence[Any]) -> list[str]:
    """The score gates that the checks feed, and `refusal`, which every case feeds."""
    found = {"refusal"}
    for check in checks:
        for name in check if isinstance(check, Mapping) else ():
            if isinstance(name, str) and CHECKS.has(name):
                gate = check.get("gate", CHECKS.get(name).gate)
                found |= {gate} if isinstance(gate, str) else set()
    gates = sorted((GATES.get(name) for name in found), key=lambda gate: gate.order)
    return [gate.name for gate in gates if gate.kind == "score"]


def _write_providers(made: Path, answers: Answers, fields: Fields) -> dict[str, Path]:
    entries: dict[str, Any] = {}
    files: dict[str, Path] = {}
    slugs = unique_slugs(list(answers))
    for provider, by_case in answers.items():
        file = f"recordings/{slugs[provider]}.jsonl"
        first = next(iter(by_case.values()))[0].values
        vendor = fields.of(first).get("vendor")
        entries[provider] = {
            "vendor": str(vendor or provider.partition("/")[0]),
            "dialect": "recorded",
            "model": provider,
            "file": file,
        }
        files[provider] = made / file
    write_file(made / "providers.yaml", to_yaml({"portcheck": 1, "providers": entries}).encode())
    (made / "recordings").mkdir()
    for provider, path in files.items():
        with RecordingWriter(path, {"source": "recorded", "model": provider}):
            pass  # writes only the header; `load` checks that the file exists
    return files


def _load(made: Path) -> Loaded:
    try:
        return config.load([made / "suite.yaml"], made / "providers.yaml")
    except ConfigError as exc:  # portcheck wrote the files, so a mistake in them came from a flag
        raise ConfigError(
            [
                replace(one, file=_flag_of(one.pointer), line=0, column=0, pointer="")
                for one in exc.problems
            ]
        ) from exc


def _flag_of(pointer: str) -> str:
    """The flag that wrote a value of the suite."""
    steps = pointer.split("/")[1:]
    return "--workload" if steps[:1] == ["suite"] or len(steps) == 2 else "--check"


def _write_recordings(
    loaded: Loaded,
    source: Path,
    answers: Answers,
    fields: Fields,
    settings: ImportOptions,
    files: Mapping[str, Path],
) -> dict[str, int]:
    """Write the answers under the hashes of the requests that a run of the new suite makes.

    Returns:
        Provider to the number of missing answers.
    """
    names = [spec.id for spec in loaded.providers]
    if len(names) < 2:
        raise UsageError(
            f"{source} holds answers of only one provider: {names[0]}",
            hint="a comparison needs two; name the field of the provider with --provider",
        )
    plan = build_plan(loaded.suite, loaded.providers, baseline=names[0])
    failures: dict[str, int] = dict.fromkeys(names, 0)
    for provider, path in files.items():
        with RecordingWriter(
            path, {"source": "recorded", "model": provider, "file": source.name}
        ) as writer:
            for trial in plan.trials:
                if trial.provider != provider:
                    continue
                rows = answers[provider].get(trial.case, [])
                row = rows[trial.repeat].values if trial.repeat < len(rows) else None
                found = outcome(row, fields, settings.reasoning_tags)
                failures[provider] += row is not None and _is_missing(found)
                date = plain_text(fields.of(row or {}).get("date")) or ""
                writer.add(trial.request_hash, trial.ordinal, found, date)
    return failures
