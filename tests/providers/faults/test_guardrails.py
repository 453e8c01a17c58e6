"""Names of the policies that acted. Written from documentation."""

from __future__ import annotations

from typing import Any

import pytest

from portcheck.providers.faults.guardrails import guardrail_policies

TOPICS = {
    "topicPolicy": {"topics": [{"name": "wine", "type": "DENY", "action": "BLOCKED"}]},
    "wordPolicy": {"customWords": [{"match": "a secret word", "action": "BLOCKED"}]},
    "contentPolicy": {
        "filters": [
            {"type": "HATE", "confidence": "HIGH", "action": "BLOCKED"},
            {"type": "SEXUAL", "confidence": "LOW", "action": "NONE"},
        ]
    },
}


@pytest.mark.parametrize(
    ("assessments", "named"),
    [
        ({"inputAssessment": {"g1": TOPICS}}, "topicPolicy: wine, wordPolicy, contentPolicy: HATE"),
        (
            {"outputAssessments": {"g1": [TOPICS, TOPICS]}},
            "topicPolicy: wine, wordPolicy, contentPolicy: HATE",
        ),
        (
            {"assessments": [{"policy": "topicPolicy", "matches": [{"name": "wine"}]}]},
            "topicPolicy: wine",
        ),
        ({"inputAssessment": {"g1": {"topicPolicy": {"topics": []}}}}, None),
        ({"inputAssessment": {"g1": {"topicPolicy": "odd"}}}, None),
        ("odd", None),
        (None, None),
    ],
)
def test_policies_that_acted_are_named_and_no_text_of_the_user(
    assessments: Any, named: str | None
) -> None:
    assert guardrail_policies(assessments) == named
