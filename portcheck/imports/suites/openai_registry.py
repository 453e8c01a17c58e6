"""Convert evals of OpenAI's open-source package: the classes that its registry names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from portcheck.imports.suites.answered_questions import Asked, add_workload, as_text, turns_of
from portcheck.imports.suites.converted import CannotSayError, FileRefusedError, Files, Made, Place
from portcheck.imports.suites.promptfoo.rubrics import AGREES

Row = tuple[Place, Mapping[str, Any]]
CODE = "it is code, which an import never runs: write it as checks of the suite"
PANEL = "a panel of two vendors must judge it: name one with --judge"
_MEETS = "The answer meets the criterion in the reference."


def registered(
    name: str,
    entry: Mapping[str, Any],
    place: Place,
    rows: Sequence[Row],
    files: Files,
    panel: Any,
    made: Made,
) -> None:
    """Add the workload of one entry.

    Args:
        name: the key of the entry.
        entry: its class and arguments.
        place: where it is.
        rows: samples that the user named; without them those that the entry names are read.
        files: the files beside the registry.
        panel: ids of judges, if there are any.
        made: the suite.
    """
    given = entry.get("args")
    arguments: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    kind = as_text(entry["class"]).rpartition(":")[2]
    checks = []
    try:
        checks = [made.at(_of_class(kind, arguments, panel), place)]
        made.kept += 1
    except CannotSayError as exc:
        made.omit(place, f"{name}: {kind}", str(exc))
    for key in sorted(set(arguments) - {"samples_jsonl", "ignore_case", "modelgraded_spec"}):
        made.omit(place, f"{name}: {key}", "an argument of code, which is not run")
    rows = rows or _samples(as_text(arguments.get("samples_jsonl")), place, files, made)
    settings: dict[str, Any] = {"about": f"The eval {name}"}
    if panel:
        settings["judges"] = panel
    needed = _NEEDED.get(kind if kind != "ModelBasedClassify" else _spec(arguments), "")
    asked = _of_samples(rows, needed if checks else "", made)
    add_workload(made, name, asked, checks, settings)


_NEEDED: Mapping[str, str] = {
    **dict.fromkeys(("Match", "Includes", "JsonMatch", "MultipleChoice", "fact"), "ideal"),
    "closedqa": "criteria",
}
"""Fields that a sample must have for its class, or for the prompt of its grader."""


def _spec(arguments: Mapping[str, Any]) -> str:
    return as_text(arguments.get("modelgraded_spec"))


def _of_class(kind: str, arguments: Mapping[str, Any], panel: Any) -> dict[str, Any]:
    ignore = bool(arguments.get("ignore_case", False))
    known: dict[str, dict[str, Any]] = {
        "Match": {"regex": "{{ row.at_begin }}"},
        "Includes": {"contains": {"any": "{{ row.ideals }}", "ignore_case": ignore}},
        "JsonMatch": {"json_schema": "{{ row.schema }}"},
        "JsonValidator": {"json_schema": {"$comment": "any JSON"}},
        "MultipleChoice": {"regex": "{{ row.at_begin }}"},
    }
    if kind == "ModelBasedClassify":
        if not panel:
            raise CannotSayError(PANEL)
        if _spec(arguments) not in _NEEDED:
            raise CannotSayError("its grader prompt is in a file of the package")
        if _spec(arguments) == "closedqa":
            return {"judge": {"rubric": _MEETS, "reference": "{{ row.criteria }}"}}
        return {"judge": {"rubric": AGREES, "reference": "{{ row.ideal }}"}}
    if kind == "FuzzyMatch":
        raise CannotSayError(
            "it passes an answer that is only a part of the right one: use contains or facts"
        )
    if kind not in known:
        raise CannotSayError(CODE)
    return known[kind]


def _samples(name: str, place: Place, files: Files, made: Made) -> list[Row]:
    said = ""
    for candidate in (name, f"data/{name}"):
        try:
            return [(Place(candidate, line), row) for line, row in files.rows(candidate)]
        except FileRefusedError as exc:
            said = str(exc)
    made.omit(place, f"samples {name}", f"{said}; name that file after the registry's")
    return []


def _of_samples(rows: Sequence[Row], needed: str, made: Made) -> Iterator[Asked]:
    for number, (place, row) in enumerate(rows, 1):
        if row.get("input") in (None, "", []):
            made.omit(place, f"sample {number}", "it has no input")
            continue
        ideal = row.get("ideal", row.get("answer"))
        texts = [as_text(one) for one in (ideal if isinstance(ideal, list) else [ideal])]
        known = [text for text in texts if text]
        criteria = as_text(row.get("criteria"))
        if (needed == "ideal" and not known) or (needed == "criteria" and not criteria):
            made.omit(place, f"sample {number}", f"it has no {needed}, so no answer is right")
            continue
        quoted = "|".join(re.sub(r"([^\w\s])", r"\\\1", text) for text in known)
        yield Asked(
            id=f"sample-{number}",
            place=place,
            messages=turns_of(row["input"]),
            fields={
                "ideal": known[0] if known else "",
                "ideals": known,
                "criteria": criteria,
                "at_begin": rf"\A(?:{quoted})",
                "schema": {"enum": [_parsed(text) for text in known]},
            },
        )


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
