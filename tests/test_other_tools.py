"""docs/other-tools.md names checks that there are, and all that promptfoo and inspect have."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portcheck.plugins import CHECKS

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "other-tools.md").read_text("utf-8")
ROWS = re.findall(r"^\| (`[^|]+) \| ([^|]+) \|$", PAGE, re.MULTILINE)
PROMPTFOO = {
    *("answer-relevance", "bleu", "classifier", "contains", "contains-all", "contains-any"),
    *("contains-html", "contains-json", "contains-sql", "contains-xml", "context-faithfulness"),
    *("context-recall", "context-relevance", "conversation-relevance", "cost", "equals"),
    *("factuality", "finish-reason", "g-eval", "gleu", "guardrails", "icontains"),
    *("icontains-all", "icontains-any", "is-html", "is-json", "is-refusal", "is-sql"),
    *("is-valid-function-call", "is-valid-openai-function-call", "is-valid-openai-tools-call"),
    *("is-xml", "javascript", "latency", "levenshtein", "llm-rubric", "pi", "meteor"),
    *("model-graded-closedqa", "model-graded-factuality", "moderation", "perplexity"),
    *("perplexity-score", "python", "regex", "rouge-n", "ruby", "similar", "similar:cosine"),
    *("similar:dot", "similar:euclidean", "starts-with", "tool-call-f1", "skill-used"),
    *("trajectory:*", "trace-*", "search-rubric", "webhook", "word-count", "select-best"),
    *("human", "max-score", "assert-set"),
}
INSPECT = {
    *("exact", "includes", "match", "pattern", "answer", "choice", "f1", "math"),
    *("model_graded_qa", "model_graded_fact", "perplexity", "target_perplexity", "multi_scorer"),
}


@pytest.mark.parametrize(("title", "names"), [("promptfoo", PROMPTFOO), ("inspect", INSPECT)])
def test_every_assertion_has_a_row(title: str, names: set[str]) -> None:
    section = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    listed = {
        name
        for first in re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", first)
    }
    assert names <= listed


def test_every_check_that_a_row_begins_with_exists() -> None:
    for _, here in ROWS:
        if not here.startswith(("left out", "covered", "`extract")):
            name = re.match(r"`(\w+)", here)
            assert name is not None, here
            assert name[1] in CHECKS.built_in, here


def test_what_is_left_out_has_a_reason_or_another_way() -> None:
    for assertion, here in ROWS:
        if "left out" in here:
            assert re.search(r"left out(: |, as )|are left out|is left out", here), assertion
