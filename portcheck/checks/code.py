"""The answer, or each code fence in it, parses in a language; nothing is executed."""

from __future__ import annotations

from typing import Any

from portcheck.checks.shared.answers import cut_note, empty_reason
from portcheck.checks.shared.code_parsers import (
    FENCES,
    CannotParse,
    dialect_problem,
    syntax_problem,
)
from portcheck.checks.shared.normalise import as_mapping
from portcheck.detectors.json_in_text import fences
from portcheck.model.score import Outcome, failed, passed, unscored
from portcheck.plugins import CheckKind, Context


def score(context: Context) -> Outcome:
    """1 when all code of that language parses.

    The code is every fence of the language; if there is none, every fence that names no language;
    and if there is none of these either, the whole text. Unscored if the parser cannot take code
    that long or that deeply nested.
    """
    empty = empty_reason(context.completion)
    if empty:
        return failed(empty)
    arguments = as_mapping(context.spec.arguments, "language")
    language, dialect = str(arguments["language"]), str(arguments.get("dialect", ""))
    pieces = code_in(context.completion.text, language, dialect)
    try:
        problems = [syntax_problem(piece, language, dialect) for piece in pieces]
    except CannotParse as exc:
        return unscored(str(exc))
    found = [problem for problem in problems if problem is not None]
    if found:
        return failed(found[0] + cut_note(context.completion))
    fenced = f" in {len(pieces)} code fences" if len(pieces) > 1 else ""
    return passed(f"{language} that parses{fenced}")


def code_in(text: str, language: str, dialect: str = "") -> list[str]:
    """The code of an answer, at least one piece; see `score`."""
    names = FENCES[language] | ({dialect} if dialect else frozenset[str]())
    found = fences(text)
    return (
        [content for content, named in found if named in names]
        or [content for content, named in found if not named]
        or [text]
    )


def problem(arguments: Any) -> str | None:
    """Why the language or dialect is not supported; `None` if it is."""
    mapping = as_mapping(arguments, "language")
    if mapping.get("language") not in FENCES:
        return f"the language must be one of {', '.join(FENCES)}"
    if "dialect" not in mapping:
        return None
    if mapping.get("language") != "sql":
        return "only sql has dialects"
    return dialect_problem(str(mapping["dialect"]))


CHECK = CheckKind(
    name="code",
    gate="task",
    summary="The answer, or each code fence in it, parses in a language; nothing is executed.",
    arguments={
        "type": ["string", "object"],
        "properties": {"language": {"enum": list(FENCES)}, "dialect": {"type": "string"}},
        "required": ["language"],
        "additionalProperties": False,
    },
    score=score,
    problem=problem,
    speaks_of=lambda _arguments: "form",
)
