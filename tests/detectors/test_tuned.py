"""What the detectors were tuned on is known again."""

from __future__ import annotations

import json
from pathlib import Path

from portcheck.detectors.tuned import text_digest, was_tuned_on

OWN = Path(__file__).parent / "refusal/answers.jsonl"


def test_every_answer_that_weights_were_fitted_on_is_known_again_in_another_dress() -> None:
    rows = [json.loads(line) for line in OWN.read_text("utf-8").splitlines()]
    assert all(
        was_tuned_on("", f"  {row['response']}\n!") for row in rows if text_digest(row["response"])
    )
    asked = next(row["prompt"] for row in rows if text_digest(row["prompt"]))
    assert was_tuned_on(f"  {asked}\n", "An answer that nobody has ever given before.")


def test_what_anybody_may_say_is_not_taken_for_it() -> None:
    assert text_digest("I can't do that.") is None
    assert not was_tuned_on("Sure?", "Sure.")
    assert not was_tuned_on("Where is the parcel that I sent on Monday?", "It is in Ghent now.")


def test_the_digests_are_those_of_the_data(shared: Path) -> None:
    line = (shared / "data/refusal.jsonl").read_text("utf-8").splitlines()[0]
    row = json.loads(line)
    assert was_tuned_on(row["prompt"], "")
    assert was_tuned_on("", row["response"])
