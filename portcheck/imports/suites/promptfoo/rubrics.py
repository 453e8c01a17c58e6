"""Convert assertions that a model grades to checks of a panel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from portcheck.imports.suites.converted import CannotSayError

AGREES = "The answer agrees with the reference in every fact, and contradicts none of it."
_RUBRICS: Mapping[str, str] = {
    "factuality": AGREES,
    "model-graded-factuality": AGREES,
    "answer-relevance": "The answer speaks about what the question asks.",
    "conversation-relevance": "The answer speaks about what the conversation is about.",
    "context-faithfulness": "Every statement of the answer is supported by the context.",
    "context-recall": "The answer says everything that the reference says.",
}
JUDGED = (*_RUBRICS, "llm-rubric", "g-eval", "model-graded-closedqa", "pi", "select-best")


def judged(kind: str, assertion: Mapping[str, Any], text: Callable[[Any], str]) -> dict[str, Any]:
    """Make the check of a panel.

    Args:
        kind: one of `JUDGED`.
        assertion: the assertion in the configuration.
        text: converts a value to a text and translates its template.

    Raises:
        CannotSayError: the assertion has its own grader prompt, or its value is not a text.
    """
    if "rubricPrompt" in assertion:
        raise CannotSayError("its own grader prompt: portcheck writes the prompt of judges")
    value = assertion.get("value")
    if kind == "g-eval" and isinstance(value, list):
        return {"all_of": [{"judge": {"rubric": text(one)}} for one in value]}
    if kind in {"factuality", "model-graded-factuality", "context-recall"}:
        return {"judge": {"rubric": _RUBRICS[kind], "reference": text(value)}}
    if kind in {"answer-relevance", "conversation-relevance"}:
        return {"judge": {"rubric": _RUBRICS[kind], "needs": ["answer", "question"]}}
    if kind == "context-faithfulness":
        return {"judge": {"rubric": _RUBRICS[kind], "context": "{{ context | string }}"}}
    rubric = text(value)
    if "{{" in rubric:
        # A rubric is the same for all cases; text that differs becomes the reference.
        rubric, reference = (
            "The answer meets the reference, which says what is asked of it.",
            rubric,
        )
        return {"judge": {"rubric": rubric, "reference": reference}}
    return {"prefer" if kind == "select-best" else "judge": {"rubric": rubric}}
