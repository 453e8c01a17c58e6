"""Labels go with answers to a run under edited checks, where the check asks the same."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from review_runs import GUARD, JUDGE, answered, plan_of

from portcheck.run.labels.carried_labels import keep_labels
from portcheck.run.labels.review_session import Review
from portcheck.run.store.labels import read_labels


def test_labels_of_a_check_that_asks_the_same_are_kept(tmp_path: Path) -> None:
    plan = plan_of({"c": (JUDGE, GUARD)})
    store = answered(tmp_path / "run", plan)
    review = Review(store, "Ana")
    for place in range(len(review.items)):
        review.give(place, "unsure")
    edited = plan_of({"c": (replace(JUDGE, arguments={"rubric": "Another one."}), GUARD)})
    other = answered(tmp_path / "other", edited)
    keep_labels(plan, store, edited, other)
    kept = list(read_labels(other.path))
    assert {label.check for label in kept} == {"guard"}
    assert len(kept) == len([one for one in read_labels(store.path) if one.check == "guard"]) == 2


def test_nothing_is_written_where_nobody_labelled(tmp_path: Path) -> None:
    plan = plan_of({"c": (JUDGE,)})
    store, other = answered(tmp_path / "run", plan), answered(tmp_path / "other", plan)
    keep_labels(plan, store, plan, other)
    assert not (other.path / "labels.jsonl").exists()
