"""Answers of an earlier run: taken where they fit, refused with a reason where they do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_provider, make_suite, make_workload

from portcheck.cli.flow import run_or_resume
from portcheck.error_classes import Failure
from portcheck.errors import UsageError
from portcheck.model.chat import Adapt
from portcheck.model.completion import Usage
from portcheck.model.judgement import Judgement
from portcheck.model.routes.guardrail import Guardrail
from portcheck.model.run import Plan, Sample
from portcheck.model.suite import ProviderSpec
from portcheck.run.panel.judgements import Judgements, judging, read_judgements
from portcheck.run.plan.build import build_plan
from portcheck.run.plan.reuse import (
    Earlier,
    age_days,
    require_complete,
    reusable,
    reuse_judgements,
)
from portcheck.run.store.folder import RunStore

NOWHERE = RunStore(Path("nowhere"))


GUARDED = Guardrail(settings={"id": "g"})
OLD, NEW = make_provider("old"), make_provider("new")


def plan_of(*names: str, old: ProviderSpec = OLD) -> Plan:
    suite = make_suite(make_workload("w", [make_case(name) for name in names]))
    return build_plan(suite, [old, NEW], baseline="old")


def with_settings(answered: Earlier, adapts: Adapt, **changes: Any) -> Earlier:
    """The earlier run, in which `--adapt` changed settings of every request."""
    answer = replace(make_completion(), **changes)
    samples = {key: replace(s, completion=answer) for key, s in answered.samples.items()}
    return replace(answered, samples=samples, plan=replace(answered.plan, adapt=adapts))


def earlier(plan: Plan, *, failed: str = "") -> Earlier:
    samples = {}
    for trial in plan.trials:
        lost = Failure(error_class="server", message="no") if trial.case == failed else None
        samples[trial.key] = Sample(
            trial=trial.key,
            completion=None if lost else make_completion(),
            failure=lost,
            started_at="2026-01-02T00:00:00Z",
        )
    return Earlier(run="march", plan=plan, samples=samples, store=NOWHERE)


def test_answers_of_every_provider_are_taken_and_no_failures() -> None:
    found = reusable(plan_of("a", "b", "c"), earlier(plan_of("b", "c", "d"), failed="c"))
    assert [sample.reused_from for sample in found.samples] == ["march", "march"]
    taken = [trial for trial in plan_of("b").trials if trial.key in found.trials]
    assert [(trial.case, trial.provider) for trial in taken] == [("b", "old"), ("b", "new")]
    assert [(one.provider, one.planned) for one in found.answers] == [("old", 3), ("new", 3)]
    assert {one.oldest for one in found.answers} == {"2026-01-02T00:00:00Z"}


def test_answers_that_are_taken_are_read_one_by_one() -> None:
    """All of them at once would take more memory than the run itself."""
    reads: list[str] = []

    class Reading(dict[str, Sample]):
        def __getitem__(self, key: str) -> Sample:
            reads.append(key)
            return super().__getitem__(key)

    before = earlier(plan_of("a", "b"))
    found = reusable(plan_of("a", "b"), replace(before, samples=Reading(before.samples)))
    assert not reads
    (old, new) = (one.samples for one in found.answers)
    assert (len(old), len(new), len(found.trials)) == (2, 2, 4)
    assert next(found.samples) in old
    assert next(found.samples) not in new
    assert set(reads) == found.trials


def test_who_is_another_now_is_asked_again() -> None:
    for changed, why in (
        ({"model": "another"}, "had another model in run march: m, now another"),
        ({"vendor": "another"}, "had another vendor in run march: old, now another"),
        (
            {"dialect": "openai-responses"},
            "had another dialect in run march: openai-chat, now openai-responses",
        ),
        ({"options": {"api_version": "2"}}, "had other options in run march"),
        ({"guardrail": GUARDED}, "had no guardrail in run march, but has the guardrail id=g now"),
    ):
        now = plan_of("a", old=make_provider("old", **changed))
        found = reusable(now, earlier(plan_of("a")))
        assert [one.provider for one in found.answers] == ["new"]
        assert len(found.others) == 1
        assert why in found.others[0]


def test_a_guardrail_that_is_gone_makes_another_route() -> None:
    guarded = earlier(plan_of("a", old=make_provider("old", guardrail=GUARDED)))
    assert not reusable(plan_of("a", old=make_provider("old", guardrail=GUARDED)), guarded).others
    (why,) = reusable(plan_of("a"), guarded).others
    assert why == "'old' had the guardrail id=g in run march, but has no guardrail now"


def test_answers_that_were_taken_over_keep_their_origin() -> None:
    before = earlier(plan_of("a"))
    first = {key: replace(s, reused_from="january") for key, s in before.samples.items()}
    found = list(reusable(plan_of("a"), replace(before, samples=first)).samples)
    assert [sample.reused_from for sample in found] == ["january", "january"]


def test_where_nothing_fits_it_is_refused_with_a_reason() -> None:
    with pytest.raises(UsageError, match="run march has no answer of 'old' that fits"):
        reusable(plan_of("a"), earlier(plan_of("b")))
    swapped = build_plan(plan_of("b").suite, [NEW, make_provider("third")], baseline="new")
    with pytest.raises(UsageError, match="has no answers of 'old'"):
        reusable(plan_of("a"), earlier(swapped))


def test_a_baseline_that_is_gone_comes_from_the_earlier_run() -> None:
    before = plan_of("a")
    made = build_plan(before.suite, [NEW], baseline="old", gone=before.providers)
    assert made.providers == (OLD, NEW)
    with pytest.raises(UsageError, match="unknown provider"):
        build_plan(before.suite, [NEW], baseline="older", gone=before.providers)


def test_who_has_no_entry_any_more_is_never_asked() -> None:
    whole = reusable(plan_of("a"), earlier(plan_of("a")))
    require_complete(whole, "old")
    part = reusable(plan_of("a", "b"), earlier(plan_of("a")))
    with pytest.raises(UsageError, match="lacks 1 of 2 answers of 'old'"):
        require_complete(part, "old")


@pytest.mark.parametrize(
    ("changes", "adapts", "taken"),
    [
        ({}, "none", True),
        ({"dropped_params": ("seed",)}, "none", False),
        ({"substituted_params": {"temperature": "0 -> 1"}}, "none", False),
        ({"substituted_params": {"temperature": "0 -> 1"}}, "preferences", True),
        ({"dropped_params": ("tool_choice",)}, "preferences", False),
        ({"dropped_params": ("seed", "tool_choice")}, "preferences", False),
        ({"dropped_params": ("seed", "tool_choice")}, "all", True),
    ],
)
def test_an_answer_to_changed_settings_is_taken_by_who_may_change_as_much(
    changes: dict[str, Any], adapts: Adapt, taken: bool
) -> None:
    before = with_settings(earlier(plan_of("a")), "all", **changes)
    now = replace(plan_of("a"), adapt=adapts)
    if taken:
        assert len(reusable(now, before).trials) == 2
    else:
        with pytest.raises(UsageError, match="prompts or sampling differ"):
            reusable(now, before)


def test_the_oldest_answer_dates_what_is_taken() -> None:
    before = earlier(plan_of("a", "b"))
    days = iter(("2026-01-02", "2025-12-30", "2026-01-03", "2026-01-04"))
    samples = {key: replace(s, started_at=next(days)) for key, s in before.samples.items()}
    found = reusable(plan_of("a", "b"), replace(before, samples=samples))
    dated = {trial.key: samples[trial.key].started_at for trial in before.plan.trials}
    assert [one.oldest for one in found.answers] == [
        min(dated[trial] for trial in one.samples.trials) for one in found.answers
    ]


def test_an_answer_of_the_last_day_that_counts_is_young_enough() -> None:
    a_week_ago = (datetime.now(UTC) - timedelta(days=7, hours=1)).isoformat()
    sample = Sample(trial="t", completion=make_completion(), started_at=a_week_ago)
    fits = [replace(earlier(plan_of("a")), max_age_days=days).fits(sample) for days in (6, 7, None)]
    assert fits == [False, True, True]


def test_what_judges_said_is_taken_over_for_nothing_and_keeps_its_origin(tmp_path: Path) -> None:
    judge = make_provider("one")
    plan = replace(plan_of("a"), judges=(judge, make_provider("two")))
    said = Judgement(
        trial="t1",
        check="judge",
        judge="one",
        rubric="r",
        answer="a",
        sent="s1",
        at="2026-11-28T10:00:00Z",
        label="pass",
        usage=Usage(input_tokens=9, output_tokens=9),
        cost_usd=0.5,
    )
    others = (
        replace(said, trial="t2", sent="s2", reused_from="january"),
        replace(said, trial="t3", sent="s3", label=None),  # it was to be asked once more
        replace(said, trial="t4", sent="s4", judge="two"),
    )
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    with judging(tmp_path / "old", Judgements()) as log:
        for one in (said, *others):
            log.append(one)
    other = replace(plan, judges=(judge, make_provider("two", model="another")))
    reuse_judgements(tmp_path / "new", plan, tmp_path / "old", other, "march")
    found = list(read_judgements(tmp_path / "new"))
    assert [(one.trial, one.reused_from) for one in found] == [("t1", "march"), ("t2", "january")]
    assert {(one.usage, one.cost_usd) for one in found} == {(Usage(), None)}


def test_age() -> None:
    now = datetime(2026, 1, 12, tzinfo=UTC)
    assert age_days("2026-01-02T00:00:00Z", now) == 10
    assert age_days("2026-01-11T13:00:00Z", now) == 0
    assert age_days("2026-02-01T00:00:00Z", now) == 0


@pytest.mark.parametrize(
    ("written", "days", "fits", "words"),
    [
        ("last March", None, False, "of unknown age"),
        ("2026-01-02", 10, True, "up to 10 days old"),
        ("2026-01-02T01:00:00", 9, True, "up to 9 days old"),
    ],
)
def test_a_recording_may_date_its_answers_in_any_way(
    monkeypatch: pytest.MonkeyPatch, written: str, days: int | None, fits: bool, words: str
) -> None:
    now = datetime(2026, 1, 12, tzinfo=UTC)
    assert age_days(written, now) == days
    before = earlier(plan_of("a"))
    samples = {key: replace(one, started_at=written) for key, one in before.samples.items()}
    young = replace(before, samples=samples, max_age_days=100_000)
    assert len(reusable(plan_of("a"), young).trials) == (2 if fits else 0)
    found = reusable(plan_of("a"), replace(young, max_age_days=None))
    monkeypatch.setattr(run_or_resume, "age_days", lambda written: age_days(written, now))
    assert run_or_resume.reuse_words(found).splitlines() == [
        f"{name}: 1 of 1 answers come from run march, {words}" for name in ("old", "new")
    ]


def test_reasoning_leaves_answers_that_are_taken_over() -> None:
    before = earlier(plan_of("a"))
    said = make_completion(text="<plan>Hm.</plan>Yes.")
    samples = {key: replace(s, completion=said) for key, s in before.samples.items()}
    now = plan_of("a", old=make_provider("old", reasoning_tags=("plan",)))
    sample = next(reusable(now, replace(before, samples=samples)).samples)
    assert sample.completion is not None
    assert (sample.completion.text, sample.completion.reasoning_text) == ("Yes.", "Hm.")


def test_an_answer_of_another_address_or_recording_is_not_taken() -> None:
    here = make_provider("old", base_url="https://one.example/v1")
    for changed, why in (
        ({"base_url": "https://two.example/v1"}, "'old' had another address in run march"),
        ({"base_url": "https://one.example/v2"}, "'old' had another address in run march"),
        ({}, "'old' had another address in run march"),
    ):
        found = reusable(
            plan_of("a", old=make_provider("old", **changed)), earlier(plan_of("a", old=here))
        )
        assert [one.provider for one in found.answers] == ["new"]
        assert why in found.others[0]
        assert "example" not in found.others[0]
    then = make_provider("old", dialect="recorded", file="/then.jsonl")
    now = make_provider("old", dialect="recorded", file="/now.jsonl")
    found = reusable(plan_of("a", old=now), earlier(plan_of("a", old=then)))
    assert "read from another recording in run march: /then.jsonl" in found.others[0]


def test_one_address_may_be_written_in_several_ways() -> None:
    plain = make_provider("old", base_url="https://api.openai.com/v1")
    for url in ("HTTPS://API.openai.com/v1/", None):
        now = make_provider("old", base_url=url)
        found = reusable(plan_of("a", old=now), earlier(plan_of("a", old=plain)))
        assert found.others == ()


def test_a_provider_is_asked_again_where_that_is_wanted() -> None:
    before = earlier(plan_of("a"))
    found = reusable(plan_of("a"), before, ["new"])
    assert [one.provider for one in found.answers] == ["old"]
    assert found.others == ("'new', because of --fresh",)
    with pytest.raises(UsageError, match="unknown provider of this run: 'nwe'"):
        reusable(plan_of("a"), before, ["nwe"])
    with pytest.raises(UsageError, match="--fresh leaves no answers"):
        reusable(plan_of("a"), before, ["new", "old"])


def test_what_is_too_old_is_asked_again_and_is_no_mistake() -> None:
    plan, before = plan_of("a", "b"), earlier(plan_of("a", "b"))
    today = datetime.now(UTC).isoformat(timespec="seconds")
    young = {
        key: replace(one, started_at=today) if at == 0 else one
        for at, (key, one) in enumerate(before.samples.items())
    }
    found = reusable(plan, replace(before, samples=young, max_age_days=7))
    assert [sample.started_at for sample in found.samples] == [today]
    none = reusable(plan, replace(before, max_age_days=7), fresh=["new"])
    assert not none.trials
    assert none.others[0].endswith("fits: prompts or sampling differ, or they are too old")
    other = reusable(plan_of("x"), replace(before, max_age_days=7))
    assert (len(other.trials), len(other.others)) == (0, 2)
