"""How far judges agree and what they lean to, from what they said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from judged_runs import JUDGE, PREFER, finished, planned, record_judges, written
from scripted_judge import judge, reply, verdict

from portcheck.errors import StoreError
from portcheck.model.judgement import PanelReport
from portcheck.run.judge.scoring import score_samples
from portcheck.run.panel.judgements import read_judgements
from portcheck.run.panel.report import judge_infos, panel_reports

LONG, SHORT = "It is on its way, and it comes on Friday.", "On its way."
Sections = dict[str, str]


def reported(
    folder: Path, answers: dict[str, list[str]], opinion: dict[str, Any], checks: str = JUDGE
) -> PanelReport:
    """The panel of a run whose judges reply from these functions of the sections."""
    plan = planned(written(folder, answers, checks=checks))
    record_judges(plan, folder, lambda name, request: judge(request, opinion[name]))
    store = finished(plan, folder / "run")
    (found,) = panel_reports(plan, store.samples(), read_judgements(store.path))
    return found


def says(*words: str) -> Any:
    """A judge that passes the answers which hold any of these words."""
    return lambda found: "pass" if any(word in found["answer"] for word in words) else "fail"


def test_two_judges_and_their_agreement(tmp_path: Path) -> None:
    answers = {"old": ["x y", "x", "y", "z"], "new": ["x y 2", "x 2", "y 2", "z 2"]}
    found = reported(tmp_path, answers, {"one": says("x"), "two": says("x", "y")})
    (pair,) = found.pairs
    assert (pair.one, pair.other, pair.n, pair.agree) == ("one", "two", 8, 0.75)
    assert pair.kappa == pytest.approx(0.5)
    # Two of eight units differ: observed 2 * 1, expected 10 * 6 over 15.
    assert found.alpha == pytest.approx(1 - 15 * 2 / 60)
    assert (found.answers, found.abstained, found.unreadable, found.failed) == (8, 0, 0, 0)
    assert not found.order_flips
    assert (found.judges, len(found.rubric)) == (("one", "two"), 64)


def test_abstentions_and_replies_that_nobody_understands_are_counted(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, {"old": ["a"], "new": ["b"]}))
    record_judges(
        plan, tmp_path, lambda name, _: verdict("unsure") if name == "one" else reply("hm")
    )
    store = finished(plan, tmp_path / "run")
    known = read_judgements(store.path)
    (found,) = panel_reports(plan, store.samples(), known)
    assert (found.answers, found.abstained, found.unreadable, found.pairs) == (0, 2, 2, ())
    assert found.alpha is None
    one, two = judge_infos(plan, known)
    assert (one.calls, two.calls, one.pinned, one.vendor) == (2, 4, True, "cohere")


def test_a_judge_that_prefers_the_first_turns_with_the_order(tmp_path: Path) -> None:
    def longer(found: Sections) -> str:
        return "A" if len(found["answer A"]) > len(found["answer B"]) else "B"

    answers = {"old": [SHORT] * 3, "new": [f"{LONG} {n}" for n in range(3)]}
    found = reported(tmp_path, answers, {"one": lambda _: "A", "two": longer}, PREFER)
    assert (found.order_flips, found.in_both_orders) == (3, 6)
    assert (found.told_apart, found.longer_ahead) == (3, 3)
    assert found.pairs[0].agree == 0.0


def test_grades_agree_by_their_distance_and_length_is_seen_in_single_answers_too(
    tmp_path: Path,
) -> None:
    def graded(high: str) -> Any:
        return lambda found: high if len(found["answer"]) > 20 else "1"

    answers = {"old": [LONG, LONG + "!"], "new": [SHORT, SHORT + "?"]}
    found = reported(
        tmp_path,
        answers,
        {"one": graded("4"), "two": graded("3")},
        "{judge: {rubric: r, scale: 0..4}}",
    )
    assert found.alpha is not None
    assert found.alpha > 0.7
    assert (found.told_apart, found.longer_ahead) == (4, 4)


def test_a_run_without_judges_has_no_panel(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, {"old": ["a"], "new": ["b"]}, checks="{equals: a}"))
    store = finished(plan, tmp_path / "run")
    assert panel_reports(plan, store.samples(), read_judgements(store.path)) == ()
    assert judge_infos(plan, read_judgements(store.path)) == ()


@pytest.mark.parametrize("checks", [PREFER, "{judge: {rubric: r, scale: 0..4}}"])
@pytest.mark.parametrize("label", ["odd", "9" * 5000, "pass"])
def test_a_label_that_no_judge_could_give_is_damage(
    tmp_path: Path, checks: str, label: str
) -> None:
    plan = planned(written(tmp_path, {"old": ["a"], "new": ["b"]}, checks=checks))
    word = "A" if checks == PREFER else "3"
    record_judges(plan, tmp_path, lambda _, request: judge(request, lambda _: word))
    store = finished(plan, tmp_path / "run")
    file = store.path / "judgements.jsonl"
    said = [json.loads(line) for line in file.read_text().splitlines()]
    file.write_text("".join(json.dumps({**one, "label": label}) + "\n" for one in said))
    known, samples = read_judgements(store.path), store.samples()
    with pytest.raises(StoreError, match=r"judgements\.jsonl is damaged: .* is not a label of"):
        score_samples(plan, samples, known)
    with pytest.raises(StoreError, match="is not a label of"):
        panel_reports(plan, samples, known)
