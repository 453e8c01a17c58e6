"""Three jobs on one pile of letters, and what is known of the judges of the third.

The answers and the bad panel are two small models, recorded; a person labelled their replies. The
good panel, and one that likes the candidate, are scripted, and so are the replies that they read.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from commands import environment, in_process
from letters import HELPS, SUITES, THANKS, judged, label, scripted

from portcheck import pipeline

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent / "letters"
JUDGED = 32
"""Of the letters, so many have a reply that the small models judged."""


def flat(text: str) -> str:
    return " ".join(text.split())


def cli(folder: Path, *words: str) -> str:
    env = environment(XDG_STATE_HOME=str(folder / "state"))
    done = in_process(*words, cwd=folder, env=env)
    assert done.code in {0, 1, 3, 5}, done.err
    return done.out


class Run:
    """The suite on the recordings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        text = (SUITES / "letters.yaml").read_text("utf-8")
        head, found, replies = text.partition("\n  replies:")
        assert found
        limit = f"limit: {JUDGED}, "
        replies = replies.replace("cases_from: {", f"cases_from: {{{limit}")
        (folder / "letters.yaml").write_text(head + found + replies, "utf-8")
        shutil.copytree(SUITES / "letters", folder / "letters")
        shutil.copytree(HERE, folder / "answers")
        cli(
            folder,
            *("run", "letters.yaml", "--providers", "answers/providers.yaml"),
            *("--baseline", "smollm2", "--candidate", "gemma"),
            *("--out", "run", "--report", "html=report.html"),
        )

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "run/report.json").read_text("utf-8"))
        return found

    def verdict(self, workload: str) -> dict[str, Any]:
        (found,) = [one for one in self.report["verdicts"] if one["workload"] == workload]
        return dict(found)

    def gate(self, workload: str, name: str) -> dict[str, Any]:
        (found,) = [one for one in self.verdict(workload)["gates"] if one["gate"] == name]
        return dict(found)

    def label(self, groups: int) -> None:
        """What a person said of the replies, in a sheet of so many letters drawn at random."""
        said = said_by_hand()
        drawn = ("--workload", "replies", "--sample", str(groups), "--flips", "0")
        (self.folder / "sheet.csv").unlink(missing_ok=True)
        cli(self.folder, "review", "run", *drawn, "--export", "sheet.csv")
        content = (self.folder / "sheet.csv").read_text("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(content)))
        for row in rows:
            if row["choices"].startswith("pass"):
                row["label"] = said[row["answer"].strip()]
        with (self.folder / "sheet.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        cli(self.folder, "review", "run", *drawn, "--reviewer", "Ana", "--import", "sheet.csv")
        cli(self.folder, "score", "run")


def said_by_hand() -> dict[str, str]:
    with (HERE / "labels.csv").open(encoding="utf-8", newline="") as file:
        return {row["reply"]: row["label"] for row in csv.DictReader(file)}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return Run(tmp_path_factory.mktemp("letters"))


def test_the_suite_is_good_with_its_live_providers() -> None:
    words = ("validate", "letters.yaml", "--providers", "letters.live.yaml")
    done = in_process(*words, cwd=SUITES, env=environment())
    assert done.code == 0, done.err
    assert "letters.yaml: good" in done.out


def test_jobs_with_one_right_answer_need_no_judge(small: Run) -> None:
    for workload in ("tickets", "extraction"):
        verdict = small.verdict(workload)
        assert (verdict["verdict"], verdict["rule"]) == ("inconclusive", "floor_not_shown")
        assert not any("judges" in (gate["detector"] or "") for gate in verdict["gates"])
    assert small.gate("extraction", "structure")["baseline"] == 0.5125
    assert {panel["workload"] for panel in small.report["panels"]} == {"replies"}


def test_two_small_models_are_a_panel_that_decides_nothing_and_the_report_says_so(
    small: Run,
) -> None:
    verdict, gate = small.verdict("replies"), small.gate("replies", "task")
    assert (verdict["verdict"], verdict["rule"]) == ("inconclusive", "too_many_missing")
    assert gate["detector_weak"].startswith("nobody has measured how often its detector is wrong")
    assert "smollm2-judge of huggingface, gemma-judge of google" in gate["judge_note"]
    (panel,) = small.report["panels"]
    (pair,) = panel["pairs"]
    assert (panel["answers"], panel["unreadable"], pair["n"]) == (64, 12, 52)
    assert pair["agree"] > 0.98
    assert pair["kappa"] == 0.0  # both pass nearly all that they read
    pages = [(small.folder / name).read_text("utf-8") for name in ("run/report.md", "report.html")]
    for page in pages:
        assert "Agreement is not correctness: only people" in flat(page)
        assert "not understood" in page
        assert "98.1 % of 52, kappa 0.00" in flat(page)


def test_labels_of_a_person_show_that_a_panel_that_agrees_is_worth_nothing(small: Run) -> None:
    small.label(JUDGED)
    found = json.loads(cli(small.folder, "judge", "calibrate", "run", "--json"))
    (check,) = [one for one in found["checks"] if one["check"] == "judge"]
    measured = check["measured"]
    assert (measured["answers"], measured["kappa"]) == (51, 0.0)
    finds = measured["sensitivity"]  # of the bad replies, how many it finds
    assert (finds["number"], finds["of"], round(finds["high"], 3)) == (0, 42, 0.084)
    verdict = small.verdict("replies")
    assert (verdict["verdict"], verdict["rule"]) == ("inconclusive", "too_many_missing")
    page = (small.folder / "run/report.md").read_text("utf-8")
    assert "Ana gave 64 labels of 64 answers" in page
    assert "they decide otherwise than the check (55)" in page


def people(_question: str, answer: str) -> str:
    return "pass" if HELPS in answer else "fail"


def test_a_good_panel_is_conditional_until_labels_of_a_random_sample_decide(
    tmp_path: Path,
) -> None:
    store = judged(tmp_path, scripted(tmp_path, {"old": 0.9, "new": 0.9}), lambda _answer: 0.0)
    (verdict,) = pipeline.compare(store).verdicts
    assert (verdict.verdict, verdict.rule) == ("conditional", "judge_not_measured")
    assert any("nobody has measured" in condition for condition in verdict.conditions)
    label(store, 40, people)
    pipeline.score(store)
    (verdict,) = pipeline.compare(store).verdicts
    (task,) = [gate for gate in verdict.gates if gate.gate == "task"]
    assert (verdict.verdict, verdict.rule) == ("safe", "all_gates_shown")
    assert (task.labels, task.labels_decided) == (40, True)
    assert str(task.method).startswith("prediction-powered")


@pytest.mark.parametrize("misses", [0.3, 1.0])
def test_a_panel_that_likes_the_candidate_makes_nothing_safe(tmp_path: Path, misses: float) -> None:
    """It finds seven in ten of the candidate's bad replies, or none; all of the baseline's."""
    suite = scripted(tmp_path, {"old": 0.95, "new": 0.8})
    store = judged(tmp_path, suite, lambda answer: misses if is_liked(answer) else 0.0)
    (verdict,) = pipeline.compare(store).verdicts
    assert verdict.verdict in {"conditional", "inconclusive"}
    for groups in (31, 60):
        label(store, groups, people)
        pipeline.score(store)
        report = pipeline.compare(store)
        (verdict,) = report.verdicts
        assert verdict.verdict in {"inconclusive", "unsafe"}, groups


def is_liked(answer: str) -> bool:
    return answer.startswith(THANKS["new"]) and HELPS not in answer
