"""What reports say of judges."""

from __future__ import annotations

from portcheck.model.judgement import JudgeInfo, JudgePair, PanelReport
from portcheck.reports.words import panels as panel_words
from portcheck.reports.words.panels import unpinned

ONE = JudgeInfo(id="one", vendor="cohere", model="m-2026-01-01", dialect="d", pinned=True, calls=8)
LOOSE = JudgeInfo(
    id="two",
    vendor="x",
    model="grader",
    dialect="d",
    pinned=False,
    calls=9,
    failed=2,
    cost_usd=None,
)
PANEL = PanelReport(
    workload="replies",
    check="prefer",
    rubric="ab" * 32,
    judges=("one", "two"),
    answers=12,
    abstained=1,
    failed=2,
    pairs=(
        JudgePair(
            one="one", other="two", n=9, agree=2 / 3, kappa=0.5, kappa_low=0.1, kappa_high=0.9
        ),
        JudgePair(one="one", other="six", n=3, agree=1.0),
    ),
    alpha=0.42,
    order_flips=3,
    in_both_orders=20,
    told_apart=10,
    longer_ahead=7,
)


def test_a_judge_is_named_with_its_calls_and_cost() -> None:
    assert panel_words._judge(ONE) == "one (cohere, m-2026-01-01): 8 calls in this run, 0.00 USD"
    found = panel_words._judge(LOOSE)
    assert found == "two (x, grader, not pinned): 9 calls in this run, 2 failed, cost unknown"


def test_a_panel_says_how_far_it_agrees_and_what_it_leans_to() -> None:
    lines = panel_words._panel(PANEL)
    assert lines[0] == (
        "replies, prefer: one, two on 12 pairs, rubric sha256 abababababab; 1 abstained, 2 failed"
    )
    assert "one and two 66.7 % of 9, kappa 0.50 (0.10 to 0.90)" in lines[1]
    assert "one and six 100.0 % of 3, kappa left open; Krippendorff's alpha 0.42" in lines[1]
    assert "3 of 20 preferences changed" in lines[2]
    assert "the longer of two answers won in 7 of 10 (70.0 %)" in lines[3]


def test_only_a_judge_that_is_not_pinned_is_a_state_of_the_run() -> None:
    (sentence,) = unpinned([ONE, LOOSE])
    assert sentence.startswith("Judge two is not pinned: its vendor may replace the model behind")
