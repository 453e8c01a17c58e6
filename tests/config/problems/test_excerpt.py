"""The line of a problem, and the part that it points at."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from corpus import BROKEN, EXPECTED

from portcheck.config.load import check_file
from portcheck.config.problems import excerpt
from portcheck.config.problems.excerpt import AROUND, LONGEST_LINE, Excerpt, Excerpts
from portcheck.errors import Problem

SECRETS = ("hunter2", "not-a-real", "a8F3kQ9zL2mX7vB4nC1tR6yW")


def problem(file: Path, line: int, column: int, pointer: str = "/suite") -> Problem:
    return Problem(file=str(file), line=line, column=column, pointer=pointer, message="m")


def pointed(excerpt: Excerpt | None) -> str:
    assert excerpt is not None
    return "".join(excerpt.characters[excerpt.start : excerpt.stop])


@pytest.mark.parametrize(
    ("line", "column", "part"),
    [
        ("    cheks: [a]", 5, "cheks"),
        ("    user: Hello, world # greets", 11, "Hello, world"),
        ("    - {id: a, promt: b}", 15, "promt"),
        ("    - {id: a, promt: b c}", 22, "b c"),
        ("    sums: [1, 2]", 11, "["),
        ('    user: "a \\" b" # c', 11, '"a \\" b"'),
        ("    user: 'it''s' # c", 11, "'it''s'"),
        ('    user: "open', 11, '"open'),
        ("\t\tsums:", 1, "\t\t"),
        ("    time: 12:30", 11, "12:30"),
        ("    user:", 10, ""),
    ],
)
def test_it_points_at_a_word_or_at_the_end(
    tmp_path: Path, line: str, column: int, part: str
) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(f"suite: s\n{line}\n")
    found = Excerpts().of(problem(file, 2, column))
    assert pointed(found) == part
    assert found is not None
    assert (found.line, "".join(found.characters)) == (2, line)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_excerpt_shows_a_secret(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)
    excerpts = Excerpts()
    found = [excerpts.of(item) for item in check_file(Path(name))]
    text = " ".join("".join(item.characters) for item in found if item)
    assert not [secret for secret in SECRETS if secret in text]


def test_every_problem_with_a_place_points_into_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)
    excerpts, count = Excerpts(), 0
    for name in sorted(EXPECTED):
        for item in check_file(Path(name)):
            found = excerpts.of(item)
            if found is not None:
                count += 1
                assert 0 <= found.start < found.stop <= len(found.characters) + 1
                assert found.line == item.line
    assert count >= 200


def test_a_mistyped_key_shows_no_value_and_a_quoted_value_does(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text("providers:\n  gpt:\n    opnai: hunter2\n    facts: {region: moon}\n")
    key = Excerpts().of(problem(file, 3, 5, "/providers/gpt/opnai"))
    value = Excerpts().of(problem(file, 4, 21, "/providers/gpt/facts/region"))
    assert key is not None
    assert "".join(key.characters) == "    opnai: (not shown)"
    assert pointed(value) == "moon"


def test_a_syntax_error_in_a_providers_file_shows_no_unknown_value(tmp_path: Path) -> None:
    file = tmp_path / "p.yaml"
    file.write_text('providers:\n  gpt:\n    opnai: "hunter2\n')
    (found,) = check_file(file)
    excerpt = Excerpts().of(found)
    assert found.line == 3
    assert excerpt is not None
    assert "hunter2" not in "".join(excerpt.characters)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_lines_end_where_yaml_ends_them(tmp_path: Path, ending: str) -> None:
    file = tmp_path / "s.yaml"
    file.write_bytes(f"suite: s{ending}workloads: 5{ending}".encode())
    found = [item for item in check_file(file) if item.line == 2]
    assert [pointed(Excerpts().of(item)) for item in found] == ["5"]


def test_a_byte_order_mark_moves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_bytes(b"\xef\xbb\xbfsiute: s\nworkloads: {}\n")
    assert "siute" in [pointed(Excerpts().of(item)) for item in check_file(file) if item.line == 1]


def test_a_long_line_keeps_what_is_around_the_place(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("suite: " + "a " * 50_000 + "b: c\n")
    found = Excerpts().of(problem(file, 1, 100_008))
    assert found is not None
    assert (len(found.characters), found.start) == (AROUND + 4, AROUND)
    assert (found.cut_before, found.cut_after, pointed(found)) == (True, False, "b")


def test_without_a_line_there_is_nothing(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("suite: s\n\n")
    excerpts = Excerpts()
    assert excerpts.of(problem(file, 0, 0)) is None
    assert excerpts.of(problem(file, 2, 1)) is None
    assert excerpts.of(problem(file, 9, 1)) is None
    assert excerpts.of(problem(tmp_path / "gone.yaml", 1, 1)) is None
    assert excerpts.of(problem(tmp_path, 1, 1)) is None


def test_a_pipe_is_not_opened_again(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    asked = threading.Thread(target=Excerpts().of, args=(problem(pipe, 1, 1),), daemon=True)
    asked.start()
    asked.join(5)
    assert not asked.is_alive()


def test_a_line_without_end_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text(f"portcheck: 1\nsuite: {'x' * LONGEST_LINE}\nworkloads: {{}}\n")
    shown = [Excerpts().of(problem) for problem in check_file(path)]
    assert [None if one is None else one.line for one in shown] == [None, 3]


def test_of_a_large_file_the_first_lines_are_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "suite.yaml"
    path.write_text("portcheck: 1\nsuite: s\nworkloadz: {}\nworkloads: {}\nstrange: 1\n")
    monkeypatch.setattr(excerpt, "_MAX_BYTES", 40)
    shown = {one.line for one in map(Excerpts().of, check_file(path)) if one is not None}
    assert shown == {3}
