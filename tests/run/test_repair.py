"""`resume --repair`: what was damaged is asked again, and nothing is overwritten."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import Result, imported, in_process

from portcheck import __version__

NAMES = ("plan.json", "run.json", "samples.jsonl", "scores.jsonl", "events.jsonl")
Damage = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of recorded answers, over and done."""
    home = tmp_path_factory.mktemp("made")
    suite = imported(home, {"old": ["yes", "no", "yes", "yes"], "new": ["yes", "no", "no", "yes"]})
    assert in_process("run", str(suite), "--baseline", "old", "--out", "r", cwd=home).code == 3
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "home")
    return tmp_path / "home"


def verdicts(home: Path) -> object:
    return json.loads((home / "r" / "report.json").read_text())["verdicts"]


def damage(home: Path, name: str, how: Damage) -> bytes:
    """What the file is from now on."""
    path = home / "r" / name
    path.write_bytes(how(path.read_bytes()))
    return path.read_bytes()


def repaired(home: Path) -> Result:
    return in_process("resume", "r", "--repair", cwd=home)


def zeroed_tail(content: bytes) -> bytes:
    return content[:-40] + b"\0" * 39 + b"\n"


def flipped(content: bytes) -> bytes:
    """One bit of a quotation mark in the second half."""
    at = content.index(b'"', len(content) // 2)
    return content[:at] + bytes([content[at] ^ 0x80]) + content[at + 1 :]


def unknown_field(content: bytes) -> bytes:
    return content[:-2] + b',"colour":"blue"}\n'


@pytest.mark.slow
@pytest.mark.parametrize("how", [zeroed_tail, flipped, unknown_field])
@pytest.mark.parametrize("name", ["samples.jsonl", "scores.jsonl", "run.json"])
def test_damage_is_named_and_a_repair_brings_the_same_result(
    home: Path, name: str, how: Damage
) -> None:
    before = verdicts(home)
    content = damage(home, name, how)
    said = in_process("show", "r", cwd=home)
    assert said.code == 4, said.err
    assert f"r/{name}:" in said.err
    assert " is damaged: " in said.err
    assert "portcheck " in said.err
    done = repaired(home)
    assert done.code == 3, done.err
    assert f"the old file is r/{name}.damaged" in done.err
    assert (home / "r" / f"{name}.damaged").read_bytes() == content
    assert verdicts(home) == before
    assert in_process("show", "r", cwd=home).code == 0


def test_only_what_a_damaged_line_held_is_asked_again(home: Path) -> None:
    path = home / "r" / "samples.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    torn = [*lines[:2], b"\0" * 5_000 + b"\n", lines[3], lines[4][:30] + lines[5], *lines[6:]]
    path.write_bytes(b"".join(torn))
    said = in_process("resume", "r", cwd=home)
    assert said.code == 4
    assert "r/samples.jsonl:3 is damaged: zero bytes" in said.err
    assert "portcheck resume r --repair" in said.err
    done = repaired(home)
    assert "r/samples.jsonl had 2 damaged lines" in done.err
    now = path.read_bytes().splitlines(keepends=True)
    kept = [lines[0], lines[1], lines[3], *lines[6:]]
    assert now[: len(kept)] == kept
    assert len(now) == len(lines)
    assert sorted(json.loads(one)["trial"] for one in now) == sorted(
        json.loads(one)["trial"] for one in lines
    )


def test_no_copy_is_ever_overwritten(home: Path) -> None:
    contents = []
    for _ in range(3):
        contents.append(damage(home, "samples.jsonl", lambda text: b"{}\n" + text))
        assert repaired(home).code == 3
    copies = [home / "r" / f"samples.jsonl.damaged{end}" for end in ("", "-2", "-3")]
    assert [copy.read_bytes() for copy in copies] == contents
    assert {copy.stat().st_mode & 0o777 for copy in copies} == {0o600}


def test_what_is_sound_is_left_as_it_is(home: Path) -> None:
    before = {name: (home / "r" / name).read_bytes() for name in NAMES if name != "events.jsonl"}
    assert repaired(home).code == 3
    assert {name: (home / "r" / name).read_bytes() for name in before} == before
    assert not list((home / "r").glob("*.damaged*"))


def test_events_are_repaired_though_nobody_needs_them(home: Path) -> None:
    content = damage(home, "events.jsonl", lambda text: text + b"\0\0\n")
    assert in_process("show", "r", cwd=home).code == 0
    done = repaired(home)
    assert "r/events.jsonl had 1 damaged line" in done.err
    assert (home / "r" / "events.jsonl.damaged").read_bytes() == content
    for line in (home / "r" / "events.jsonl").read_bytes().splitlines():
        json.loads(line)


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"[]", b"\0" * 900, b"[" * 90_000, b'{"id": 5}', None])
def test_a_lost_record_is_written_again(home: Path, content: bytes | None) -> None:
    path = home / "r" / "run.json"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    said = in_process("show", "r", cwd=home)
    assert said.code == 4
    assert "r/run.json" in said.err
    assert "portcheck resume r --repair" in said.err
    done = repaired(home)
    assert done.code == 3, done.err
    assert "it is rebuilt from the other files" in done.err
    record = json.loads(path.read_text())
    assert (record["id"], record["portcheck_version"]) == ("r", __version__)
    assert {one["id"] for one in record["providers"]} == {"old", "new"}


def test_of_a_record_what_reads_is_kept(home: Path) -> None:
    path = home / "r" / "run.json"
    before = json.loads(path.read_text())
    path.write_text(json.dumps({**before, "started_at": "soon", "incomplete": 5}))
    said = in_process("show", "r", cwd=home)
    assert "r/run.json:1 is damaged" in said.err
    assert repaired(home).code == 3
    after = json.loads(path.read_text())
    assert (after["key"], after["looks"]) == (before["key"], before["looks"])
    assert after["started_at"].startswith("20")


@pytest.mark.parametrize("how", [zeroed_tail, flipped, unknown_field])
def test_a_plan_is_not_guessed(home: Path, how: Damage) -> None:
    content = damage(home, "plan.json", how)
    for words in (("show", "r"), ("score", "r"), ("resume", "r"), ("resume", "r", "--repair")):
        done = in_process(*words, cwd=home)
        assert done.code == 4, done.err
        assert "r/plan.json:1 is damaged" in done.err
        assert "put a copy of it back" in done.err
    assert (home / "r" / "plan.json").read_bytes() == content


@pytest.mark.parametrize("name", ["plan.json", "run.json", "samples.jsonl", "scores.jsonl"])
def test_a_newer_portcheck_is_named_and_what_it_wrote_is_left_alone(home: Path, name: str) -> None:
    record = home / "r" / "run.json"
    newer = {**json.loads(record.read_text()), "portcheck_version": "99.2.0"}
    record.write_text(json.dumps(newer))
    damage(home, name, unknown_field) if name != "run.json" else record.write_text(
        json.dumps({**newer, "colour": "blue"})
    )
    before = {path.name: path.read_bytes() for path in (home / "r").iterdir()}
    for words in (("show", "r"), ("resume", "r", "--repair")):
        done = in_process(*words, cwd=home)
        assert done.code == 4, done.err
        assert "a newer portcheck, 99.2.0" in done.err
        assert "damaged:" not in done.err
        assert "update portcheck to 99.2.0" in done.err
    assert f"r/{name}:1" in in_process("show", "r", cwd=home).err or name.endswith("jsonl")
    assert {path.name: path.read_bytes() for path in (home / "r").iterdir()} == before


def test_an_answer_to_a_question_that_nobody_planned_is_damage(home: Path) -> None:
    damage(home, "samples.jsonl", lambda text: text.replace(b'{"trial":"', b'{"trial":"0', 1))
    said = in_process("show", "r", cwd=home)
    assert "r/samples.jsonl:1 is damaged: no trial" in said.err
    assert repaired(home).code == 3


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plan.json", "run.json", "samples.jsonl", "scores.jsonl"])
def test_zeros_without_end_are_not_read_into_memory(home: Path, name: str) -> None:
    path = home / "r" / name
    with path.open("r+b") as stream:
        stream.truncate(2**34)  # takes no room on the disk
        stream.seek(0, 2)
        stream.write(b"\n")
    done = in_process("show", "r", cwd=home)
    assert done.code == 4
    assert f"r/{name}:" in done.err
    assert "zero bytes" in done.err


def test_scores_of_answers_that_are_gone_are_not_used(home: Path) -> None:
    damage(home, "samples.jsonl", lambda text: text[: text.rindex(b'{"trial"')])
    assert in_process("show", "r", cwd=home).code == 2, "what is gone is seen by its digest"
    (home / "r" / "digests.json").unlink()
    assert in_process("show", "r", cwd=home).code == 0
    assert in_process("show", "r", "--flips", cwd=home).code == 0


def test_a_plan_whose_hashes_are_none_is_damaged(home: Path) -> None:
    damage(
        home,
        "plan.json",
        lambda text: text.replace(b'"request_hash":"c1:', b'"request_hash":"c1:%'),
    )
    done = in_process("resume", "r", cwd=home)
    assert done.code == 4
    assert "r/plan.json is damaged: 'c1:%" in done.err
