"""`portcheck review`: what it says, sheets, the terminal, and the page until Ctrl-C."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import pytest
from commands import environment, in_process, portcheck
from msgspec.structs import replace
from review_runs import GUARD, JUDGE, REFUSAL, answered, plan_of

from portcheck.cli.flow.reviewing import beginning, reviewer_name
from portcheck.errors import UsageError
from portcheck.run.labels.review_session import Progress, SampleState
from portcheck.run.store.labels import read_labels

DECLINES = "I'm sorry, but I can't help with that request."


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Two cases: the candidate declines what it should do, and does what it should decline."""
    plan = plan_of({"help": (replace(REFUSAL, id="stated"),), "guard": (GUARD,)})
    texts = {"old": ["Done.", DECLINES], "new": [DECLINES, "Here is how."]}
    return answered(tmp_path / "run", plan, texts).path


def rows(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))


def fill(file: Path, labels: Sequence[str]) -> None:
    filled = [{**row, "label": label} for row, label in zip(rows(file), labels, strict=True)]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(filled[0]))
    writer.writeheader()
    writer.writerows(filled)
    file.write_text(out.getvalue())


def test_how_far_a_review_is(run: Path, tmp_path: Path) -> None:
    done = in_process("review", str(run), "--reviewer", "Ana", "--json", cwd=tmp_path)
    found = json.loads(done.out)
    assert (done.code, found["items"], found["labelled"], found["by_reviewer"]) == (0, 4, 0, {})
    (sample,) = found["samples"]
    assert (sample["drawn"], sample["of"], sample["needed"], sample["margin"]) == (2, 2, 31, 0.1)


def test_what_is_said_before_the_first_label() -> None:
    def said(**changes: int | None) -> str:
        values: dict[str, Any] = {"labelled": 0, "drawn": 40, "of": 90, "wanted": 40, **changes}
        sample = SampleState(workload="w", needed=31, margin=0.1, **values)
        found = Progress(
            reviewer="Ana",
            items=80,
            labelled=0,
            everywhere=80,
            by_reviewer={},
            disputed=0,
            samples=(sample,),
        )
        return beginning(found)[1]

    least = "fewer than 31 cannot show the margin 0.1"
    assert said().endswith(
        f"{least}; 40 decide in 80 % of runs if there is no real difference, so 40 more"
    )
    assert said(labelled=30).endswith("so 10 more")
    assert said(labelled=40).endswith(least)
    assert said(wanted=None).endswith(least)
    assert said(of=20).endswith(f"{least}, and this run has 20")
    later = said(fewest=60, wanted=None)
    assert later.endswith(f"{least}, and at this look it takes 60")
    assert said(of=50, fewest=60).endswith("it takes 60, and this run has 50")
    hopeless = "; labels of all 90 groups are not expected to decide: it needs more cases"
    assert said(wanted=None, hopeless=True).endswith(least + hopeless)


def test_a_sheet_goes_out_and_comes_back_and_the_verdict_follows(run: Path, tmp_path: Path) -> None:
    before = in_process("show", str(run), cwd=tmp_path).out
    assert "unconfirmed_breach" in before
    done = in_process("review", str(run), "--export", "sheet.csv", cwd=tmp_path)
    assert (done.code, len(rows(tmp_path / "sheet.csv"))) == (0, 4)
    assert "4 rows to label" in done.err
    fill(tmp_path / "sheet.csv", ["full_refusal"] * 4)
    told = in_process(
        "review", str(run), "--reviewer", "Eve", "--import", "sheet.csv", cwd=tmp_path
    )
    assert told.code == 0
    assert "4 labels read from sheet.csv" in told.err
    assert f"portcheck score {run}" in told.err
    assert {label.reviewer for label in read_labels(run)} == {"Eve"}
    after = in_process("show", str(run), cwd=tmp_path).out
    assert "unconfirmed_breach" not in after
    assert "What people say" in after
    scored = in_process("score", str(run), "--json", cwd=tmp_path)
    assert json.loads(scored.out)["people"]["labels"] == 4
    assert "What people say" in (run / "report.md").read_text()
    page = in_process("show", str(run), "replies", "guard", cwd=tmp_path).out
    assert "people say full_refusal (Eve)" in " ".join(page.split())
    again = in_process("review", str(run), "--reviewer", "Eve", "--export", "r.csv", cwd=tmp_path)
    assert "0 rows" in again.err


def test_a_sheet_replaces_no_file(run: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    assert in_process("review", str(run), "--export", "sheet.csv", cwd=tmp_path).code == 0
    fill(sheet, ["full_refusal"] * 4)
    filled = sheet.read_bytes()
    again = in_process("review", str(run), "--export", "sheet.csv", cwd=tmp_path)
    assert (again.code, "the file exists" in again.err) == (2, True), again.err
    assert sheet.read_bytes() == filled


@pytest.mark.parametrize("name", ["plan.json", "labels.jsonl"])
def test_a_sheet_is_never_a_file_of_the_run_be_it_there_or_not(
    run: Path, tmp_path: Path, name: str
) -> None:
    file = run / name
    before = file.read_bytes() if file.exists() else None
    done = in_process("review", str(run), "--export", str(file), cwd=tmp_path)
    assert (done.code, "the run itself is kept in that file" in done.err) == (2, True), done.err
    assert (file.read_bytes() if file.exists() else None) == before


def test_a_sheet_with_a_mistake_changes_nothing(run: Path, tmp_path: Path) -> None:
    in_process("review", str(run), "--export", "sheet.csv", cwd=tmp_path)
    fill(tmp_path / "sheet.csv", ["full_refusal", "perhaps", "", ""])
    done = in_process("review", str(run), "--import", "sheet.csv", cwd=tmp_path)
    assert done.code == 2
    assert "row 3, column J: 'perhaps' is not a label" in done.err
    assert len(read_labels(run)) == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--export", "x", "--json"), "choose one of"),
        (("--import", "nowhere.csv"), "there is no file nowhere.csv"),
        (("--workload", "other", "--json"), "unknown workload of this run"),
        (("--reviewer", " ", "--json"), "the name is empty"),
    ],
)
def test_what_makes_no_sense(run: Path, tmp_path: Path, options: Sequence[str], words: str) -> None:
    done = in_process("review", str(run), *options, cwd=tmp_path)
    assert done.code == 2
    assert words in done.err


def test_a_folder_of_others_is_not_written(run: Path, tmp_path: Path) -> None:
    run.chmod(0o777)
    done = in_process("review", str(run), "--terminal", cwd=tmp_path)
    assert done.code == 2
    assert "--trust-folder" in done.err


def test_names_of_reviewers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ana")
    assert reviewer_name(None) == "ana"
    assert reviewer_name("Eve\x1b[31m") == "Eve\\x1b[31m"
    with pytest.raises(UsageError):
        reviewer_name("")


@pytest.mark.server
def test_in_a_terminal(run: Path, tmp_path: Path) -> None:
    typed = "1 fine\nx\nk\n2\nu\nj\nunsure\nq\n"
    done = portcheck(
        "review", str(run), "--reviewer", "Ana", "--terminal", cwd=tmp_path, stdin=typed
    )
    assert done.code == 0
    assert "--- 1 of 4 ---" in done.out
    assert "x means nothing here" in done.err
    assert "4 items to review as Ana, 0 labelled so far" in done.err
    assert "fewer than 31 cannot show the margin 0.1, and at this look it takes 60" in done.err
    assert "2 of 4 items labelled by Ana" in done.err
    found = sorted((label.label, label.note) for label in read_labels(run))
    assert found == [("full_compliance", "fine"), ("unsure", "")]


@pytest.mark.server
def test_the_page_until_ctrl_c(tmp_path: Path) -> None:
    run = answered(tmp_path / "run", plan_of({f"c{n}": (JUDGE,) for n in range(3)})).path
    process = subprocess.Popen(
        [sys.executable, "-m", "portcheck", "review", str(run), "--reviewer", "Ana"],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    assert url.startswith("http://127.0.0.1:")
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with opener.open(url, timeout=120) as page:
        assert b"<title>Review</title>" in page.read()
    origin = url.partition("/?")[0]
    label = urllib.request.Request(
        f"{origin}/api/label",
        json.dumps({"place": 0, "label": "pass"}).encode(),
        {"Content-Type": "application/json", "Origin": origin},
    )
    with opener.open(label, timeout=120) as answer:
        assert json.load(answer)["labelled"] == 1
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 0
    assert "1 of 6 items labelled by Ana" in err
    assert f"portcheck score {run}" in err.replace(sys.executable, "")
    assert f"portcheck review {run}" in err
