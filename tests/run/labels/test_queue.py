"""What is asked, and that nothing in it says whose an answer is or what a check said."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from review_runs import EQUALS, GUARD, JUDGE, PREFER, REFUSAL, answered, plan_of

from portcheck.model.chat import Variant
from portcheck.model.run import Plan
from portcheck.run.judge.scoring import score_samples
from portcheck.run.labels.queue import MOST_FLIPS, Drawing, Item, Scope, drawings, review_queue
from portcheck.run.labels.review_order import review_order
from portcheck.run.store.folder import RunStore

DECLINES = "I'm sorry, but I can't help with that request."


def queue(store: RunStore, sample: int | None = None, flips: int = MOST_FLIPS) -> tuple[Item, ...]:
    plan, samples = store.plan(), store.samples()
    scores, scope = score_samples(plan, samples), Scope(sample=sample, flips=flips)
    return review_queue(plan, samples, scores, drawings(plan, scores, scope), scope)


def drawn(store: RunStore, sample: int | None = None) -> tuple[Drawing, ...]:
    plan = store.plan()
    return drawings(plan, score_samples(plan, store.samples()), Scope(sample=sample))


def provider(plan: Plan, item: Item) -> list[str]:
    return [trial.provider for trial in plan.trials if trial.key in item.trials]


def test_a_random_sample_is_whole_groups_in_their_order_with_both_sides(tmp_path: Path) -> None:
    plan = plan_of({f"c{n}": (JUDGE,) for n in range(50)})
    store = answered(tmp_path / "run", plan)
    (sample,) = drawn(store)
    assert (len(sample.groups), sample.of, sample.needed, sample.margin) == (31, 50, 31, 0.1)
    assert sample.groups == review_order(plan, "replies")[:31]
    items = queue(store)
    assert [f"case:{item.case.id}" for item in items[::2]] == list(sample.groups)
    assert {item.drawn for item in items} == {"random"}
    assert [item.case.id for item in items[::2]] == [item.case.id for item in items[1::2]]
    first = [provider(plan, item) for item in items[::2]]
    assert 5 < first.count(["new"]) < 26
    assert [len(found.groups) for found in drawn(store, 4)] == [4]


def test_a_sample_has_groups_enough_for_prompts_that_share_the_error_rate(tmp_path: Path) -> None:
    plan = plan_of({f"c{n}": (JUDGE,) for n in range(50)})
    (asked,) = plan.suite.workloads
    varied = replace(asked, variants={"new": (Variant(name="short", system="Be short."),)})
    plan = replace(plan, suite=replace(plan.suite, workloads=(varied,)))
    samples = answered(tmp_path / "run", plan).samples()
    (sample,) = drawings(plan, score_samples(plan, samples), Scope())
    assert sample.needed == 38


def test_equal_answers_to_a_case_are_read_once(tmp_path: Path) -> None:
    plan = plan_of({"c": (JUDGE,)}, ("old", "new", "third"), repeats=2)
    store = answered(
        tmp_path / "run", plan, {"old": ["Same."], "new": ["Same."], "third": ["Other."]}
    )
    same, other = sorted(queue(store), key=lambda item: -len(item.trials))
    assert (len(same.trials), same.texts) == (4, ("Same.",))
    assert (len(other.trials), other.texts) == (2, ("Other.",))


def test_flags_and_flips_are_shown_with_both_sides(tmp_path: Path) -> None:
    plan = plan_of({"flag": (GUARD,), "flip": (EQUALS,), "alike": (EQUALS,)})
    texts = {"old": [DECLINES, "yes", "yes"], "new": ["Here it is.", "no", "yes"]}
    items = queue(answered(tmp_path / "run", plan, texts), sample=0)
    found = sorted((item.case.id, item.drawn, *provider(plan, item)) for item in items)
    assert found == [
        ("flag", "flag", "new"),
        ("flag", "flag", "old"),
        ("flip", "flip", "new"),
        ("flip", "flip", "old"),
    ]


def test_a_flip_inside_the_random_sample_is_part_of_it(tmp_path: Path) -> None:
    plan = plan_of({"c": (replace(REFUSAL, id="stated"),)})
    items = queue(answered(tmp_path / "run", plan, {"old": ["Done."], "new": [DECLINES]}))
    assert [item.drawn for item in items] == ["random", "random"]


def test_refusals_that_no_suite_states_are_sampled_on_demand(tmp_path: Path) -> None:
    plan = plan_of({"c": (replace(REFUSAL, automatic=True),)})
    store = answered(tmp_path / "run", plan)
    assert drawn(store) == ()
    assert [found.of for found in drawn(store, 5)] == [1]
    assert len(queue(store, 5)) == 2


def test_flips_have_a_bound_and_flags_have_none(tmp_path: Path) -> None:
    plan = plan_of({f"c{n}": (EQUALS,) for n in range(30)})
    store = answered(tmp_path / "run", plan, {"old": ["yes"] * 30, "new": ["no"] * 30})
    assert len(queue(store)) == 2 * 20
    assert len(queue(store, flips=3)) == 2 * 3
    chosen = {item.case.id for item in queue(store, flips=3)}
    assert chosen < {item.case.id for item in queue(store, flips=4)}


def test_pairs_are_shown_once_in_an_order_that_follows_from_nothing(tmp_path: Path) -> None:
    plan = plan_of({f"c{n}": (PREFER,) for n in range(30)})
    items = queue(answered(tmp_path / "run", plan))
    assert len(items) == 30
    assert 5 < sum(item.candidate_first for item in items) < 25
    for item in items:
        assert item.is_pair
        assert provider(plan, item) == ["new"]


def test_equal_pairs_are_not_asked_about(tmp_path: Path) -> None:
    plan = plan_of({"c": (PREFER,)})
    assert queue(answered(tmp_path / "run", plan, {"old": ["Hi."], "new": ["Hi. "]})) == ()


def test_ids_are_of_what_is_read_alone(tmp_path: Path) -> None:
    texts = {"old": ["One."], "new": ["Two."]}
    here = queue(answered(tmp_path / "run", plan_of({"c": (JUDGE,)}), texts))
    turned = {"old": ["Two."], "new": ["One."]}
    there = queue(answered(tmp_path / "other", plan_of({"c": (JUDGE,)}), turned))
    assert [item.id for item in here] == [item.id for item in there]
    assert [item.texts for item in here] == [item.texts for item in there]
