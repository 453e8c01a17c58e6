"""A bundle is checked without its run: bytes, verdicts, labels, waivers, acceptance, suite."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from commands import imported, in_process

from portcheck.cli.flow.evidence.verifying import Wish, verified
from portcheck.cli.pages.verification import Verification
from portcheck.evidence.archive import pack, unpack
from portcheck.evidence.manifest import MANIFEST, STATEMENT, predicate_of, with_sums

TODAY = date(2026, 12, 1)
WISH = Wish(today=TODAY)
NIGHT = "a secret of the night shift"
Edit = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run, and its bundles with each content."""
    folder = tmp_path_factory.mktemp("bundles")
    answers = {
        "old": ["yes"] * 39 + [f"yes and {NIGHT}"],
        "new": ["yes"] * 38 + ["no, on no account", f"yes and {NIGHT}"],
    }
    suite = imported(folder, answers)
    flags = ("--baseline", "old", "--providers", str(suite.parent / "providers.yaml"))
    in_process("run", str(suite), *flags, "--out", "runs/one", cwd=folder)
    assert in_process("accept", "runs/one", "--by", "Ana", cwd=folder).code == 0
    for content in ("all", "flips", "none"):
        options = ("--content", content, "--out", f"{content}.zip")
        done = in_process("bundle", "runs/one", *options, cwd=folder)
        assert done.code == 0, done.err
    return folder


def edited(made: Path, name: str, edit: Edit, bundle: str = "all") -> Verification:
    """What is found where one file was changed and all sums were made again."""
    files = dict(unpack((made / f"{bundle}.zip").read_bytes()).files)
    files[name] = edit(files[name])
    stated = predicate_of(files)
    del files[MANIFEST], files[STATEMENT]
    return verified(pack(with_sums(files, stated)), WISH)


def test_the_same_run_is_the_same_bytes(made: Path) -> None:
    again = in_process("bundle", "runs/one", "--content", "all", "--json", cwd=made)
    told = json.loads(again.out)
    assert told["bundle"] == "one.bundle.zip"
    assert (made / "one.bundle.zip").read_bytes() == (made / "all.zip").read_bytes()
    assert (told["content"], told["cases_without_texts"]) == ("all", 0)
    assert (made / "all.zip").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("content", "origin"), [("all", "samples"), ("flips", "samples and scores"), ("none", "scores")]
)
def test_verdicts_follow_from_what_is_in_it(made: Path, content: str, origin: str) -> None:
    found = verified((made / f"{content}.zip").read_bytes(), WISH)
    assert found.faults == []
    assert found.recomputed_from == origin
    assert found.report is not None
    assert found.report.run.id == "one"
    assert all(
        f"recomputed from {word}" in "\n".join(found.notes) for word in origin.split(" and ")
    )


def test_flags_of_the_last_scoring_are_those_of_the_bundle(made: Path, tmp_path: Path) -> None:
    run = Path(shutil.copytree(made / "runs" / "one", tmp_path / "one"))
    flags = ("--as-of", "2031-02-03", "--allow-waiver", "security")
    in_process("score", str(run), *flags, cwd=tmp_path)
    assert in_process("bundle", str(run), "--out", "b.zip", cwd=tmp_path).code == 0
    content = (tmp_path / "b.zip").read_bytes()
    report = json.loads(unpack(content).files["reports/report.json"])
    assert (report["run"]["as_of"], report["allowed_waivers"]) == ("2031-02-03", ["security"])
    assert verified(content, WISH).faults == []


def test_texts_stay_at_home(made: Path) -> None:
    texts = {
        content: b"".join(unpack((made / f"{content}.zip").read_bytes()).files.values())
        for content in ("all", "flips", "none")
    }
    held = {
        content: [NIGHT.encode() in text, b"on no account" in text]
        for content, text in texts.items()
    }
    assert held == {"all": [True, True], "flips": [False, True], "none": [False, False]}


def test_the_first_line_tells_of_the_signature(made: Path) -> None:
    done = in_process("verify", "all.zip", cwd=made)
    assert done.code == 0
    first, second = done.out.splitlines()[:2]
    assert first.startswith("signature: not checked")
    assert second.startswith("all.zip holds")


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
def test_a_signature_of_ssh_keygen_is_checked(made: Path) -> None:
    for command in (
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "key"],
        ["ssh-keygen", "-q", "-Y", "sign", "-n", "portcheck", "-f", "key", "all.zip"],
    ):
        subprocess.run(command, cwd=made, check=True, capture_output=True)
    (made / "signers").write_text("ana " + (made / "key.pub").read_text())
    flags = ("--signature", "all.zip.sig", "--allowed-signers", "signers")
    good = in_process("verify", "all.zip", *flags, cwd=made)
    assert (good.code, good.out.splitlines()[0]) == (
        0,
        "signature: good, by ana, checked by ssh-keygen",
    )
    bad = in_process("verify", "none.zip", *flags, "--json", cwd=made)
    told = json.loads(bad.out)
    assert (bad.code, told["signature"], told["holds"]) == (1, "bad", False)
    assert told["verdicts"]
    alone = in_process("verify", "all.zip", "--signature", "all.zip.sig", cwd=made)
    assert alone.code == 2


def test_a_changed_byte_is_found_and_nothing_is_judged(made: Path) -> None:
    content = (made / "all.zip").read_bytes()
    (made / "cut.zip").write_bytes(content.replace(b"on no account", b"on my account"))
    done = in_process("verify", "cut.zip", cwd=made)
    assert done.code == 1
    assert "run/samples.jsonl has changed" in done.out
    assert "recomputed" not in done.out
    assert in_process("verify", "gone.zip", cwd=made).code == 2


@pytest.mark.parametrize(
    ("name", "edit", "fault"),
    [
        (
            "run/samples.jsonl",
            lambda text: text.replace(b"no, on no account", b"yes"),
            "the checks give 1 answer other scores",
        ),
        (
            "run/scores.jsonl",
            lambda text: text.replace(
                b'"status":"failed","value":0.0', b'"status":"passed","value":1.0'
            ),
            "other scores than the recorded ones",
        ),
        (
            "run/plan.json",
            lambda text: text.replace(b'"margin":0.05', b'"margin":0.45'),
            "is not the one whose digest it states",
        ),
        (
            "run/plan.json",
            lambda text: text.replace(b"Question 3?", b"Question 4?"),
            "is not the question that was asked",
        ),
        ("suite.json", lambda text: text.replace(b"yes", b"no"), "suite.json does not match"),
        (
            "reports/report.html",
            lambda text: text.replace(b"inconclusive", b"safe"),
            "reports/report.html is not the file that portcheck writes",
        ),
        (
            "reports/report.json",
            lambda text: text.replace(b"inconclusive", b"safe"),
            "reports/report.json says safe",
        ),
        (
            "accepted.json",
            lambda text: text.replace(b"sha256:", b"sha256:0"),
            "Ana accepted other findings on",
        ),
        (
            "accepted.json",
            lambda text: text.replace(b"Ana", b"Eve"),
            "contradicts the files of the run",
        ),
        ("run/run.json", lambda _: b"{}", "its run cannot be judged"),
        ("left_out.json", lambda _: b'[["w","c"]]', "cases that the run does not have"),
    ],
)
def test_files_that_do_not_fit_together_are_found(
    made: Path, name: str, edit: Edit, fault: str
) -> None:
    found = edited(made, name, edit)
    assert any(fault in each for each in found.faults), found.faults


def test_a_verdict_of_scores_alone_is_held_against_its_report(made: Path) -> None:
    found = edited(
        made,
        "run/scores.jsonl",
        lambda text: text.replace(
            b'"status":"passed","value":1.0', b'"status":"failed","value":0.0'
        ),
        "none",
    )
    assert any("its findings differ" in each for each in found.faults), found.faults


def test_a_reviewer_can_ask_for_more(made: Path) -> None:
    suite = str(made / "made" / "suite.yaml")
    same = in_process("verify", "none.zip", "--suite", suite, cwd=made)
    assert same.code == 0, same.out
    text = Path(suite).read_text()
    other = made / "made" / "other.yaml"
    other.write_text(
        text.replace("'yes'", "'maybe'").replace('"yes"', '"maybe"').replace("- yes", "- maybe")
    )
    assert other.read_text() != text
    differs = in_process("verify", "all.zip", "--suite", str(other), cwd=made)
    assert (differs.code, "the checks or groups of 40 cases differ" in differs.out) == (1, True)
    safe = in_process("verify", "all.zip", "--require-safe", cwd=made)
    assert (safe.code, "--require-safe: " in safe.out) == (1, True)
    old = in_process("verify", "all.zip", "--max-age", "14d", "--as-of", "2099-01-01", cwd=made)
    assert (old.code, "--max-age: the oldest answer is from" in old.out) == (1, True)
    assert in_process("verify", "all.zip", "--max-age", "14d", cwd=made).code == 0
    assert in_process("verify", "all.zip", "--suite", "gone.yaml", cwd=made).code == 2


def test_a_case_cannot_be_said_to_be_left_out_while_it_is_there(made: Path) -> None:
    files = unpack((made / "none.zip").read_bytes()).files
    found = edited(made, "left_out.json", lambda _: files["left_out.json"])
    assert any("whose texts are there: 80 answers" in each for each in found.faults), found.faults
