"""A command that is printed works as it is printed, and none writes over what a run is kept in."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from commands import imported, in_process

from portcheck.cli.known_commands import COMMANDS

_PRINTED = re.compile(rf"portcheck (?:{'|'.join(COMMANDS)})\b[^\n;,`]*")

RUN = "my runs/it's one"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a run in `my runs/it's one`."""
    folder = tmp_path_factory.mktemp("proposed")
    suite = imported(folder, {"old": ["yes"] * 5, "new": ["yes"] * 4 + ["no"]})
    flags = ("--baseline", "old", "--providers", str(suite.parent / "providers.yaml"))
    done = in_process("run", str(suite), *flags, "--out", RUN, cwd=folder)
    assert done.code == 3, done.err
    assert in_process("review", RUN, "--export", "sheet.csv", cwd=folder).code == 0
    return folder


@pytest.mark.parametrize("file", ["samples.jsonl", "plan.json", "digests.json", "labels.jsonl"])
def test_no_command_writes_over_what_a_run_is_kept_in(made: Path, file: str) -> None:
    place = made / RUN / file
    before = place.read_bytes() if place.exists() else None
    for arguments in (
        ("report", RUN, "--out", str(place)),
        ("score", RUN, "--report", f"html={place}"),
        ("bundle", RUN, "--out", f"{RUN}/../it's one/{file}"),
        ("review", RUN, "--export", str(place)),
        ("scan", "made", "--out", str(place)),
    ):
        done = in_process(*arguments, cwd=made)
        assert (done.code, "the run itself is kept in that file" in done.err) == (2, True), done.err
        assert (place.read_bytes() if place.exists() else None) == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("run", "made/suite.yaml", "--baseline", "old", "--out", RUN), 2),
        (("verify", RUN), 2),
        (("bundle", RUN, "--out", "my bundle.zip"), 0),
        (("judge", "calibrate", RUN), 2),
        (("review", RUN, "--import", "sheet.csv"), 0),
        (("show", RUN, "answers", "nowhere"), 2),
        (("score", RUN), 3),
    ],
    ids=lambda arguments: arguments[0] if isinstance(arguments, tuple) else "",
)
def test_each_names_its_folder_in_quotes(made: Path, arguments: tuple[str, ...], code: int) -> None:
    done = in_process(*arguments, cwd=made)
    assert done.code == code, done.err
    printed = _PRINTED.findall(done.out + done.err)
    assert printed
    for command in printed:
        words = shlex.split(command)
        assert not set(words) & {"my", "runs/its", "bundle.zip"}, command
        assert set(words) & {RUN, "my bundle.zip", "RUN"}, command
