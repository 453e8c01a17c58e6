"""Export a run as evals of OpenAI's Evals API: files with criteria, items and a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from portcheck.imports.out.exported import (
    CannotExportError,
    Exported,
    LeftOut,
    RunData,
    askable,
    list_settings,
    own_checks,
)
from portcheck.imports.suites.converted import unique
from portcheck.model.suite import Case, CheckSpec, Workload

_NO_LIKE = "the Evals API has only string_check, text_similarity and models as graders"
_LIKE = "like and ilike fold neither spaces nor quotation marks"
_SETTINGS = {
    "temperature": "temperature",
    "top_p": "top_p",
    "seed": "seed",
    "max_output_tokens": "max_completion_tokens",
}
"""Our settings that a run of an eval has, to its names."""
Criterion = tuple[str, str, str]
"""Operation of a string check, the template of its input, and the expected text."""


def export_openai_evals(run: RunData, slugs: Mapping[str, str]) -> Exported:
    """Make the evals of a run's workloads; cases whose checks have the same form share one.

    Args:
        run: the run.
        slugs: name of each workload's files without the suffix.
    """
    made = Exported()
    taken: set[str] = set()
    for workload in run.plan.suite.workloads:
        forms: dict[tuple[tuple[str, str], ...], list[Mapping[str, Any]]] = {}
        for case, messages in askable(workload, made):
            criteria = _criteria(workload, case, made)
            item = {"id": case.id, "messages": messages}
            item |= {f"expected_{n}": text for n, (_, _, text) in enumerate(criteria, 1)}
            form = tuple((operation, source) for operation, source, _ in criteria)
            forms.setdefault(form, []).append({"item": item})
            made.cases += 1
        list_settings(workload, made, frozenset(_SETTINGS), workload.cases[0].request)
        repeats = max(case.repeats for case in workload.cases)
        if repeats > 1:
            made.omit(workload.id, "", f"{repeats} repeats", "an eval asks each item once")
        for number, (form, items) in enumerate(forms.items(), 1):
            wanted = slugs[workload.id] + (f"-{number}" if len(forms) > 1 else "")
            # Another workload may have the name of this one with a number.
            name = unique(wanted, taken)
            taken.add(name)
            made.documents[f"{name}.eval.json"] = _eval(workload, form, number, len(forms))
            made.documents[f"{name}.run.json"] = _run(workload, run)
            made.rows[f"{name}.items.jsonl"] = items
        if not forms:
            made.omit(workload.id, "", "workload", "none of its cases is a single request of text")
    return made


def _criteria(workload: Workload, case: Case, made: Exported) -> list[Criterion]:
    found: list[Criterion] = []
    for spec in own_checks(case):
        try:
            found += _of_check(spec)
        except CannotExportError as exc:
            made.omit(workload.id, case.id, f"check {spec.name}", str(exc))
        else:
            made.checks += 1
            if spec.name == "contains":
                made.approximate.append(LeftOut(workload.id, case.id, "check contains", _LIKE))
    return found


def _of_check(spec: CheckSpec) -> list[Criterion]:
    source = "{{ sample.output_text }}"
    if spec.extract is not UNSET:
        path = spec.extract.get("json") if spec.extract else None
        if not isinstance(path, str):
            raise CannotExportError("a part of the answer that is not a field of its JSON")
        source = f"{{{{ sample.output_json.{path} }}}}"
    argument = spec.arguments
    if spec.name == "equals" and isinstance(argument, Mapping) and argument.get("exact"):
        return [("eq", source, str(argument["value"]))]
    if spec.name == "not" and set(argument) == {"equals"}:
        inner = argument["equals"]
        if isinstance(inner, Mapping) and inner.get("exact"):
            return [("ne", source, str(inner["value"]))]
    if spec.name == "contains":
        return _contains(argument, source)
    raise CannotExportError(_NO_LIKE)


def _contains(argument: Any, source: str) -> list[Criterion]:
    settings = argument if isinstance(argument, Mapping) else {"all": argument}
    if set(settings) - {"all", "ignore_case"}:
        raise CannotExportError("there is no operation for any or none of several texts")
    texts = [settings["all"]] if isinstance(settings["all"], str) else settings["all"]
    operation = "ilike" if settings.get("ignore_case", True) else "like"
    return [(operation, source, text) for text in texts]


def _eval(
    workload: Workload, form: tuple[tuple[str, str], ...], number: int, many: int
) -> dict[str, Any]:
    expected = {f"expected_{n}": {"type": "string"} for n in range(1, len(form) + 1)}
    schema = {
        "type": "object",
        "properties": {"id": {"type": "string"}, "messages": {"type": "array"}, **expected},
        "required": ["messages", *expected],
    }
    return {
        "name": workload.id + (f" ({number})" if many > 1 else ""),
        "data_source_config": {
            "type": "custom",
            "item_schema": schema,
            "include_sample_schema": True,
        },
        "testing_criteria": [
            {
                "type": "string_check",
                "name": f"expected_{n}",
                "input": source,
                "reference": f"{{{{ item.expected_{n} }}}}",
                "operation": operation,
            }
            for n, (operation, source) in enumerate(form, 1)
        ],
    }


def _run(workload: Workload, run: RunData) -> dict[str, Any]:
    sampling = workload.cases[0].request.sampling
    baseline = next(spec for spec in run.plan.providers if spec.id == run.plan.baseline)
    return {
        "name": run.plan.baseline,
        "data_source": {
            "type": "completions",
            "model": baseline.model or run.plan.baseline,
            "input_messages": {"type": "item_reference", "item_reference": "item.messages"},
            "sampling_params": {
                theirs: getattr(sampling, ours)
                for ours, theirs in _SETTINGS.items()
                if sampling.is_set(ours)
            },
        },
    }
