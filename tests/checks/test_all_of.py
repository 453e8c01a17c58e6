"""The check `all_of`, and its weights."""

from __future__ import annotations

from typing import Any

import pytest
from check_builders import ask, kind_of

REFUND = {"contains": "refund"}
SHORT = {"max_length": 20}
STREAMED = {"latency": {"first_token_s": 1}}


def weighted(*parts: Any, **more: Any) -> Any:
    return {"checks": list(parts), "score": "weighted", **more}


@pytest.mark.parametrize(
    ("arguments", "answer", "value"),
    [
        ([REFUND, SHORT], "a refund", 1.0),
        ({"checks": [REFUND, SHORT], "score": "all"}, "a refund", 1.0),
        ([REFUND, SHORT], "a voucher", 0.0),
        ([REFUND, STREAMED], "a refund", None),
        ([REFUND, STREAMED], "a voucher", 0.0),
        (weighted(REFUND, SHORT), "a voucher", 0.5),
        (weighted({**REFUND, "weight": 3}, SHORT), "a voucher", 0.25),
        (weighted({**REFUND, "weight": 3}, SHORT, at_least=0.75), "a refund " * 9, 1.0),
        (weighted({**REFUND, "weight": 3}, SHORT, at_least=0.76), "a refund " * 9, 0.0),
        (
            weighted(
                {**REFUND, "weight": 0.7},
                {**SHORT, "weight": 0.1},
                {"contains": "voucher", "weight": 0.2},
                at_least=0.8,
            ),
            "a refund",
            1.0,
        ),
        (weighted(REFUND, STREAMED), "a refund", None),
        (weighted({**REFUND, "weight": 3}, STREAMED, at_least=0.7), "a refund", 1.0),
        (weighted(*[{**REFUND, "weight": 0.1}] * 7), "a refund", 1.0),
    ],
)
def test_values(arguments: Any, answer: str, value: float | None) -> None:
    outcome = ask("all_of", arguments, answer)
    assert outcome.value == value
    assert outcome.status == ("unscored" if value is None else "passed" if value == 1 else "failed")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([{**REFUND, "weight": 2}], "'weight' needs 'score: weighted'"),
        ({"checks": [REFUND], "at_least": 0.5}, "'at_least' needs 'score: weighted'"),
        (weighted({"contain": "a"}), "part 1 is not one check"),
    ],
)
def test_mistakes(arguments: Any, message: str) -> None:
    assert kind_of("all_of").problem(arguments) == message
