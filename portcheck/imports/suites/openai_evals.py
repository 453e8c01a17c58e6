"""Convert OpenAI's evals: the registry of the open-source package, and exports of the Evals API."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from portcheck.imports.suites.answered_questions import (
    Asked,
    add_workload,
    as_text,
    completion,
    failure,
    turns_of,
)
from portcheck.imports.suites.converted import (
    CannotSayError,
    Files,
    Foreign,
    Made,
    Place,
)
from portcheck.imports.suites.openai_registry import CODE, PANEL, Row, registered
from portcheck.imports.suites.promptfoo.templates import translate

_UNLIKE = "shared words or close embeddings do not show that an answer is right"


class Parts(Struct):
    """The files of one import, by kind."""

    config: Foreign
    """The first file: a registry, an eval, or a list with an eval and its runs."""
    runs: list[Mapping[str, Any]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    """Lines of the sample files that the user named beside it."""


def import_openai_evals(parts: Parts, files: Files, panel: Any, made: Made) -> Made:
    """Add the content of the files.

    Args:
        parts: the files.
        files: the files beside the first.
        panel: ids of judges, if there are any.
        made: the suite.
    """
    documents = parts.config.value
    found = [one for one in _documents(documents) if isinstance(one, Mapping)]
    evals = [one for one in found if "testing_criteria" in one]
    runs = [one for one in found if "data_source" in one] + parts.runs
    if evals:
        for one in evals:
            _api(one, runs, parts, panel, made)
        return made
    if not isinstance(documents, Mapping):
        made.omit(parts.config.place(), "file", "it is neither a registry nor an eval")
        return made
    for name, entry in documents.items():
        if isinstance(entry, Mapping) and "class" in entry:
            place = parts.config.place(name)
            registered(name, entry, place, parts.rows, files, panel, made)
        elif not isinstance(entry, Mapping) or "id" not in entry:
            made.omit(parts.config.place(name), name, "it is not an eval of a registry")
    return made


def _documents(value: Any) -> list[Any]:
    if isinstance(value, Mapping) and isinstance(value.get("data"), list):
        return list(value["data"])
    if isinstance(value, Mapping) and isinstance(value.get("eval"), Mapping):
        return [value["eval"], *(value.get("runs") or [])]
    return value if isinstance(value, list) else [value]


def _api(
    one: Mapping[str, Any], runs: Sequence[Mapping[str, Any]], parts: Parts, panel: Any, made: Made
) -> None:
    place = parts.config.place()
    checks = []
    criteria = one.get("testing_criteria")
    for number, criterion in enumerate(criteria if isinstance(criteria, list) else []):
        at = parts.config.place("testing_criteria", number)
        grader = criterion if isinstance(criterion, Mapping) else {}
        name = as_text(grader.get("name")) or f"criterion {number + 1}"
        try:
            checks.append(made.at(_of_grader(grader, panel), at))
            made.kept += 1
        except CannotSayError as exc:
            made.omit(at, f"{name} ({as_text(grader.get('type'))})", str(exc))
    settings: dict[str, Any] = {"about": f"The eval {as_text(one.get('name'))}"}
    prompts: list[tuple[Any, Iterator[Row]]] = []
    for number, run in enumerate(runs, 1):
        source = run.get("data_source")
        template = source.get("input_messages") if isinstance(source, Mapping) else None
        if isinstance(source, Mapping) and isinstance(template, Mapping):
            _sampled(source, f"run {number}", settings, place, made)
        prompts.append((template, _content(run, place)))
    if panel:
        settings["judges"] = panel
    if parts.rows:
        prompts = [(_only(prompts, place, made), iter(parts.rows))]
    asked = [asks for template, rows in prompts for asks in _of_items(rows, template, made)]
    add_workload(made, as_text(one.get("name")) or made.name, asked, checks, settings)


def _only(prompts: Sequence[tuple[Any, Any]], place: Place, made: Made) -> Any:
    """The prompt of items that lie in a file of their own: that of the first run with one."""
    stated = [(number, one) for number, (one, _) in enumerate(prompts, 1) if one is not None]
    for number, one in stated[1:]:
        if one != stated[0][1]:
            made.omit(place, f"prompt of run {number}", "it differs: import that run alone")
    return stated[0][1] if stated else None


_SAMPLING: Mapping[str, str] = {
    **{name: name for name in ("temperature", "top_p", "seed")},
    # The API has both.
    **dict.fromkeys(("max_completion_tokens", "max_completions_tokens"), "max_output_tokens"),
    "reasoning_effort": "effort",
}


def _sampled(
    source: Mapping[str, Any], run: str, settings: dict[str, Any], place: Place, made: Made
) -> None:
    """Add the settings of a run; what the suite cannot say, or another run contradicts, is left."""
    given = source.get("sampling_params")
    stated = given.items() if isinstance(given, Mapping) else ()
    known = settings.get("sampling")
    found = {_SAMPLING[name]: value for name, value in stated if name in _SAMPLING}
    found = {name: value for name, value in found.items() if value is not None}
    if known is not None and known != found:
        made.omit(place, f"{run}: sampling_params", "they differ from those of an earlier run")
    elif found:
        settings["sampling"] = found
    for name, value in stated:
        if name not in _SAMPLING and value not in (None, [], {}):
            made.omit(place, f"{run}: {name}", "the import has no equivalent: add it to the suite")


def _content(run: Mapping[str, Any], place: Place) -> Iterator[Row]:
    source = run.get("data_source")
    inner = source.get("source") if isinstance(source, Mapping) else None
    content = inner.get("content") if isinstance(inner, Mapping) else None
    for row in content if isinstance(content, list) else []:
        if isinstance(row, Mapping):
            yield place, row


def _template(value: Any) -> str:
    """Convert a template of the API to ours: `item` becomes `row.item`."""
    if not isinstance(value, str):
        raise CannotSayError("a part of it is not a text")
    made = translate(value)
    if "sample" in made.names:
        raise CannotSayError("it compares with other parts of the sample")
    return re.sub(r"\{\{ item\b", "{{ row.item", made.text)


def _extract(value: Any) -> dict[str, Any]:
    """The `extract` of the part of the answer that is compared."""
    text = re.sub(r"\s", "", value) if isinstance(value, str) else ""
    if text == "{{sample.output_text}}":
        return {}
    found = re.fullmatch(r"\{\{sample\.output_json\.([\w.]+)\}\}", text)
    if found is None:
        raise CannotSayError("it checks something other than the text of the answer")
    return {"extract": {"json": found[1]}}


def _of_grader(grader: Mapping[str, Any], panel: Any) -> dict[str, Any]:
    kind = as_text(grader.get("type"))
    if kind == "string_check":
        return _string_check(grader)
    if kind in {"label_model", "score_model"}:
        if not panel:
            raise CannotSayError(PANEL)
        return _graded(grader)
    if kind == "text_similarity":
        if grader.get("evaluation_metric") != "fuzzy_match":
            raise CannotSayError(_UNLIKE)
        share = grader.get("pass_threshold")
        if isinstance(share, bool) or not isinstance(share, (int, float)) or not 0 < share <= 1:
            raise CannotSayError("pass_threshold is not between 0 and 1")
        reference = _template(grader.get("reference"))
        return {
            "edit_distance": {"value": reference, "min_similarity": share},
            **_extract(grader.get("input")),
        }
    if kind == "python":
        raise CannotSayError(CODE)
    raise CannotSayError("portcheck has no equivalent")


def _string_check(grader: Mapping[str, Any]) -> dict[str, Any]:
    first, second = grader.get("input"), grader.get("reference")
    # The guide says "neq" where the reference says "ne".
    operation = as_text(grader.get("operation")).replace("neq", "ne")
    if isinstance(second, str) and "sample." in second:
        if operation in {"like", "ilike"}:
            raise CannotSayError("it looks for the answer inside another text, not the other way")
        first, second = second, first
    extract, text = _extract(first), _template(second)
    lone = re.fullmatch(r"\{\{ ([\w.]+) \}\}", text)
    text = f"{{{{ {lone[1]} | string }}}}" if lone else text
    known: dict[Any, dict[str, Any]] = {
        "eq": {"equals": {"value": text, "exact": True}},
        "ne": {"not": {"equals": {"value": text, "exact": True}}},
        "like": {"contains": {"all": [text], "ignore_case": False}},
        "ilike": {"contains": {"all": [text], "ignore_case": True}},
    }
    if operation not in known:
        raise CannotSayError(f"there is no operation {operation!r}")
    return known[operation] | extract


def _graded(grader: Mapping[str, Any]) -> dict[str, Any]:
    """Convert a grader's instructions to a rubric, or to a reference if they differ by row."""
    words = []
    turns = grader.get("input")
    for turn in turns if isinstance(turns, list) else []:
        content = turn.get("content") if isinstance(turn, Mapping) else None
        content = content.get("text") if isinstance(content, Mapping) else content
        text = re.sub(r"\{\{\s*sample\.output_text\s*\}\}", "the answer", as_text(content))
        words.append(_template(text))
    instructions = "\n".join(words).strip()
    if not instructions:
        raise CannotSayError("it has no instructions")
    passes = _passes(grader)
    if "{{" not in instructions:
        return {"judge": {"rubric": instructions + passes}}
    rubric = "The answer passes by the instructions in the reference." + passes
    return {"judge": {"rubric": rubric, "reference": instructions}}


def _passes(grader: Mapping[str, Any]) -> str:
    """The sentence about the grades that pass, from the vendor's own grader."""
    labels, least, bounds = (
        grader.get(name) for name in ("passing_labels", "pass_threshold", "range")
    )
    if isinstance(labels, list) and labels:
        return f"\nIt passes as: {', '.join(as_text(one) for one in labels)}."
    if least is None:
        return ""
    scale = bounds if isinstance(bounds, list) and len(bounds) == 2 else [0, 1]
    low, high = map(as_text, scale)
    return f"\nIt passes with a score of {as_text(least)} or more, of scores from {low} to {high}."


def _of_items(rows: Iterable[Row], template: Any, made: Made) -> Iterator[Asked]:
    for number, (place, row) in enumerate(rows, 1):
        item = row.get("item", row.get("datasource_item", row))
        item = item if isinstance(item, Mapping) else {"value": item}
        sample = row.get("sample")
        turns = _turns(item, sample, template)
        if not turns:
            made.omit(place, f"item {number}", "the file does not say what the model was asked")
            continue
        fields: dict[str, Any] = {"item": dict(item)}
        answers = {}
        if isinstance(sample, Mapping):
            answers = {as_text(sample.get("model")) or "sample": [_answer(sample)]}
        identity = row.get("datasource_item_id", number)
        yield Asked(
            id=f"item-{identity}",
            place=place,
            messages=turns,
            fields=fields,
            answers=answers,
            record=row if row.get("id") else None,
        )


def _turns(item: Mapping[str, Any], sample: Any, template: Any) -> list[dict[str, Any]]:
    if isinstance(sample, Mapping) and isinstance(sample.get("input"), list) and sample["input"]:
        return turns_of(sample["input"])
    if isinstance(template, Mapping) and isinstance(template.get("template"), list):
        return [
            {"role": one.get("role", "user"), "content": _filled(one.get("content"), item)}
            for one in template["template"]
            if isinstance(one, Mapping)
        ]
    reference = as_text(template.get("item_reference")) if isinstance(template, Mapping) else ""
    value = item.get(reference.removeprefix("item.")) if reference else item.get("input")
    return [] if value in (None, "", []) else turns_of(value)


def _filled(content: Any, item: Mapping[str, Any]) -> str:
    inner = content.get("text") if isinstance(content, Mapping) else content

    def value(found: re.Match[str]) -> str:
        at: Any = item
        for step in found[1].split("."):
            at = at.get(step) if isinstance(at, Mapping) else None
        return as_text(at)

    return re.sub(r"\{\{\s*item\.([\w.]+)\s*\}\}", value, as_text(inner))


def _answer(sample: Mapping[str, Any]) -> Any:
    output = sample.get("output")
    last = output[-1] if isinstance(output, list) and output else None
    text = last.get("content") if isinstance(last, Mapping) else sample.get("output_text")
    if text is None:
        error = sample.get("error")
        return failure(error.get("message") if isinstance(error, Mapping) else error)
    usage = sample.get("usage")
    return completion(
        text,
        finish=sample.get("finish_reason"),
        usage=usage if isinstance(usage, Mapping) else {},
        model=sample.get("model"),
    )
