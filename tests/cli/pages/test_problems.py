"""Mistakes as `validate` prints them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from commands import Result, environment, in_process
from rich.cells import cell_len

from portcheck.cli.output import Output
from portcheck.cli.pages.problems import show_problems
from portcheck.errors import Problem

SUITE = "portcheck: 1\nsuite: s\nworkloads:\n  w:\n    prompt: x\n{}\n    cases: [{{id: a}}]\n"


def validated(folder: Path, line: str, **env: str) -> Result:
    (folder / "s.yaml").write_text(SUITE.format(line))
    return in_process("validate", "s.yaml", cwd=folder, env=environment(**env))


def test_the_line_the_caret_and_the_hint(tmp_path: Path) -> None:
    done = validated(tmp_path, "    cheks: [{equals: b}]")
    assert done.err == (
        "s.yaml:6:5: error: unknown key 'cheks' [/workloads/w/cheks]\n"
        "  |\n"
        "6 |     cheks: [{equals: b}]\n"
        "  |     ^^^^^\n"
        "  |\n"
        "hint: did you mean 'checks'?\n"
        "\n"
        "error: 1 mistake, 0 warnings\n"
    )
    assert done.code == 2


def test_run_and_plan_report_mistakes_alike(tmp_path: Path) -> None:
    said = validated(tmp_path, "    cheks: [{equals: b}]").err
    (tmp_path / "providers.yaml").write_text("portcheck: 1\nproviders: {}\n")
    for command in ("plan", "run"):
        done = in_process(command, "s.yaml", cwd=tmp_path)
        assert said.split("\n\n")[0] in done.err


def test_the_file_as_a_whole_has_no_line(tmp_path: Path) -> None:
    done = in_process("validate", "gone.yaml", cwd=tmp_path)
    assert done.err.split("\n\n")[0] == (
        "gone.yaml: error: there is no such file\nhint: check the path"
    )


@pytest.mark.parametrize(
    ("before", "columns"),
    [
        ("    {a: 1, ", 11),
        ("    {\u4e2d\u6587: 1, ", 14),
        ("    {\U0001f600: 1, ", 12),
        ("    {a:\t1, ", 14),
        ("    {e\u0301: 1, ", 11),
        ("    {a: \u202e1, ", 17),
    ],
)
def test_the_caret_stands_under_its_column(tmp_path: Path, before: str, columns: int) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(f"{before}here: 1}}\nsuite: s\n")
    err = io.StringIO()
    found = Problem(
        file=str(file), line=1, column=len(before) + 1, pointer="/suite", message="m", hint="h"
    )
    show_problems(Output(err=err), [found])
    _, _, source, carets, *_ = err.getvalue().split("\n")
    shown = source.removeprefix("1 | ")
    assert carets == f"  | {' ' * columns}^^^^"
    assert cell_len(shown[: shown.index("here")]) == columns


def test_control_characters_are_made_visible(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_bytes("suite: \x1b[31m\u202e\x07 x\n".encode())
    err = io.StringIO()
    show_problems(
        Output(err=err), [Problem(file=str(file), line=1, column=1, pointer="/suite", message="m")]
    )
    assert "\x1b" not in err.getvalue()
    assert "1 | suite: \\x1b[31m\\u202e\\x07 x\n" in err.getvalue()


@pytest.mark.parametrize("width", [40, 80, 300])
@pytest.mark.parametrize(
    ("before", "word", "after"),
    [
        ("\u4e2d " * 400, "here", ""),
        ("", "here", ": \u4e2d" + " \u4e2d" * 400),
        ("\u4e2d " * 400, "here", ": " + "b " * 400),
        ("a: ", "here" * 200, ""),
        ("\u4e2d " * 5000, "here", ": " + "b " * 5000),
    ],
)
def test_a_long_line_is_cut_around_the_caret(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int, before: str, word: str, after: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    file = tmp_path / "s.yaml"
    file.write_text(f"{before}{word}{after}\nsuite: s\n")
    err = io.StringIO()
    found = Problem(file=str(file), line=1, column=len(before) + 1, pointer="/suite", message="m")
    show_problems(Output(err=err), [found])
    _, _, source, carets, *_ = err.getvalue().split("\n")
    assert max(cell_len(source), cell_len(carets)) <= width
    assert cell_len(source) >= width - 3
    assert source.startswith("1 | \u2026") == (len(before) > width)
    assert source.endswith("\u2026") == (len(word + after) > width)
    pointed = carets.index("^")
    assert cell_len(source[: source.index("here")]) == pointed
    assert carets[pointed:].strip("^") == ""
    assert len(carets) - pointed == 4 or len(word) > width


def test_an_ascii_terminal_keeps_the_caret_in_place(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text("{\u4e2d: 1, here: 2}\nsuite: s\n")
    raw = io.BytesIO()
    err = io.TextIOWrapper(raw, "ascii", write_through=True)
    found = Problem(file=str(file), line=1, column=8, pointer="/suite", message="m")
    show_problems(Output(err=err), [found])
    lines = raw.getvalue().decode("ascii").split("\n")
    assert lines[2] == "1 | {\\u4e2d: 1, here: 2}"
    assert lines[3].index("^") == lines[2].index("here")


def test_colour_only_where_it_is_wanted(tmp_path: Path) -> None:
    line = "    cheks: [{equals: b}]"
    plain = validated(tmp_path, line).err
    forced = validated(tmp_path, line, FORCE_COLOR="1").err
    assert "\x1b" not in plain
    assert "\x1b[1;31m^^^^^\x1b[0m" in forced
    assert validated(tmp_path, line, FORCE_COLOR="1", NO_COLOR="1").err == plain


def test_a_literal_key_is_never_shown(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(
        "portcheck: 1\nproviders:\n  gpt: {vendor: v, modle: m, api_key: hunter2}\n"
    )
    done = in_process("validate", "p.yaml", cwd=tmp_path)
    assert "3 |   gpt: {vendor: v, modle: (not shown), api_key: (not shown)}" in done.err
    assert "hunter2" not in done.err


def test_json_holds_no_source_lines(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SUITE.format("    cheks: []"))
    done = in_process("validate", "s.yaml", "--json", cwd=tmp_path)
    (found,) = json.loads(done.out)["problems"]
    assert done.err == ""
    assert sorted(found) == sorted(
        ["file", "line", "column", "pointer", "message", "hint", "severity", "count", "places"]
    )


def test_every_place_of_a_mistake_is_named(tmp_path: Path) -> None:
    examples = ", ".join(f'"wrong {number}"' for number in range(34))
    check = f'checks: [{{equals: "yes", accepts: [{examples}]}}]'
    (tmp_path / "s.yaml").write_text(SUITE.format(f"    {check}"))
    done = in_process("validate", "s.yaml", "--json", cwd=tmp_path)
    (found,) = json.loads(done.out)["problems"]
    line = SUITE.split("{}", maxsplit=1)[0].count("\n") + 1
    assert [place[0] for place in found["places"]] == [line] * 34
    assert found["places"][0] == [found["line"], found["column"]]
    said = in_process("validate", "s.yaml", cwd=tmp_path).err
    assert "(34 places: here, " in said
    assert all(f"{line}:{column}" in said for _, column in found["places"])
