"""One reviewer's way: labels, undo, several reviewers, second opinions, progress."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest
from review_runs import PREFER, answered, judged, plan_of

from portcheck.errors import UsageError
from portcheck.run.labels.item_text import item_view, shown_label
from portcheck.run.labels.needs import LabelNeeds
from portcheck.run.labels.queue import Scope
from portcheck.run.labels.review_session import Review
from portcheck.run.store.folder import RunStore
from portcheck.run.store.labels import read_labels


def beside(folder: Path, name: str, **changes: object) -> Review:
    return Review(RunStore.open(folder), name, **changes)  # type: ignore[arg-type]  # test data


def test_labels_are_kept_as_they_are_given(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    review = judged(folder, 4, now=lambda: 0.0)
    assert review.first_open == 0
    review.give(0, "fail", "Rude.")
    (label,) = read_labels(folder)
    assert (label.label, label.note, label.reviewer) == ("fail", "Rude.", "Ana")
    assert (label.at, label.drawn) == ("1970-01-01T00:00:00Z", "random")
    assert (review.first_open, review.mine(0)) == (1, label)
    assert beside(folder, "Ana").first_open == 1


@pytest.mark.parametrize(("place", "label"), [(4, "pass"), (-1, "pass"), (0, "excellent")])
def test_nothing_else_is_taken(tmp_path: Path, place: int, label: str) -> None:
    review = judged(tmp_path / "run", 4)
    with pytest.raises(UsageError):
        review.give(place, label)
    assert len(read_labels(tmp_path / "run")) == 0


def test_undo_takes_back_step_by_step(tmp_path: Path) -> None:
    review = judged(tmp_path / "run", 4)
    review.give(0, "fail", "first")
    review.give(0, "pass")
    review.give(1, "unsure")
    assert review.undo() == 1
    assert review.mine(1) is None
    assert review.undo() == 0
    assert [(one.label, one.note) for one in read_labels(tmp_path / "run")] == [("fail", "first")]
    assert review.undo() == 0
    assert review.undo() is None
    assert list(read_labels(tmp_path / "run")) == []


def test_reviewers_share_the_queue_and_give_second_opinions(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    review = judged(folder, 6)
    review.give(0, "fail")
    review.give(1, "unsure")
    ben = beside(folder, "Ben")
    assert len(ben.items) == 4
    second = beside(folder, "Ben", second=True)
    assert [item.id for item in second.items] == [item.id for item in review.items[:2]]
    assert second.mine(0) is None
    second.give(0, "pass")
    second.give(1, "pass")
    progress = review.progress()
    assert progress.by_reviewer == {"Ana": 2, "Ben": 2}
    assert (progress.labelled, progress.items, progress.disputed) == (2, 6, 1)
    (sample,) = progress.samples
    assert (sample.labelled, sample.drawn, sample.of, sample.needed) == (1, 3, 3, 31)


def test_a_run_that_is_being_written_is_waited_for_a_little(tmp_path: Path) -> None:
    judged(tmp_path / "run", 4)
    holder = ExitStack()
    paused: list[float] = []

    def pause(seconds: float) -> None:
        paused.append(seconds)
        holder.close()

    review = Review(RunStore.open(tmp_path / "run"), "Ana", pause=pause)
    holder.enter_context(RunStore.open(tmp_path / "run").locked())
    review.give(0, "pass")
    assert len(paused) == 1
    assert len(read_labels(tmp_path / "run")) == 1


def test_a_pair_is_labelled_for_what_it_is(tmp_path: Path) -> None:
    store = answered(tmp_path / "run", plan_of({f"c{n}": (PREFER,) for n in range(12)}))
    review = Review(store, "Ana")
    for place, item in enumerate(review.items):
        review.give(place, "A")
        mine = review.mine(place)
        assert mine is not None
        assert mine.label == ("candidate" if item.candidate_first else "baseline")
        assert shown_label(item, mine.label) == "A"
    assert {label.label for label in read_labels(tmp_path / "run")} == {"candidate", "baseline"}


def test_what_is_shown_names_no_provider_no_role_and_no_score(tmp_path: Path) -> None:
    plan = plan_of({"c": (PREFER,)}, ("vendor-one", "vendor-two"))
    review = Review(answered(tmp_path / "run", plan), "Ana")
    seen = repr(item_view(review.items[0])).casefold()
    for word in ("vendor-", "candidate", "baseline", "detector", "judge", "random", "flip"):
        assert word not in seen


def test_as_many_groups_are_drawn_as_would_decide(tmp_path: Path) -> None:
    review = judged(
        tmp_path / "run", 100, scope=Scope(needs={"replies": LabelNeeds(fewest=31, wanted=40)})
    )
    (sample,) = review.progress().samples
    assert (sample.drawn, sample.wanted, sample.needed) == (40, 40, 31)
    fewer = beside(
        tmp_path / "run", "Ana", scope=Scope(needs={"replies": LabelNeeds(fewest=31, wanted=4)})
    )
    assert fewer.progress().samples[0].drawn == 31
