"""A table of cases that is added to a suite: one entry more, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck.config.added_cases import Columns, added_cases
from portcheck.errors import ConfigError, UsageError

HEAD = """portcheck: 1
suite: s
workloads:
"""
WRITTEN = """  one:
    prompt: {user: "{{ q }}"}
    cases:    # by hand
      - {id: a, vars: {q: first}, checks: [{equals: x}]}
"""
ENTRY = '{file: more.csv, id: id, vars: {q: q}, checks: [{equals: "{{ row.e }}"}]}'
LIKE = "{file: old.csv, id: id, vars: {q: q}, checks: [{equals: '{{ row.e }}'}]}"
CHECK = Columns(checks=({"equals": "{{ row.e }}"},))


def files(folder: Path, body: str, more: str = "id,q,e\nb,second,y\n") -> tuple[Path, Path]:
    suite, table = folder / "s.yaml", folder / "more.csv"
    suite.write_text(HEAD + body, newline="")
    table.write_text(more)
    (folder / "old.csv").write_text("id,q,e\nz,zeroth,w\n")
    return suite, table


@pytest.mark.parametrize(
    ("body", "grown"),
    [
        (WRITTEN, WRITTEN.replace("    cases:", f"    cases_from: {ENTRY}\n    cases:")),
        (
            WRITTEN.replace("\n", "\r\n"),
            WRITTEN.replace("    cases:", f"    cases_from: {ENTRY}\n    cases:").replace(
                "\n", "\r\n"
            ),
        ),
        (
            '  one: {prompt: {user: "{{ q }}"}, cases: [{id: a, vars: {q: b}, checks: []}]}\n',
            f'  one: {{prompt: {{user: "{{{{ q }}}}"}}, cases_from: {ENTRY}, '
            "cases: [{id: a, vars: {q: b}, checks: []}]}\n",
        ),
        (
            f'  one:\n    prompt: {{user: "{{{{ q }}}}"}}\n    cases_from: {LIKE}\n',
            f'  one:\n    prompt: {{user: "{{{{ q }}}}"}}\n    cases_from: [{LIKE}, {ENTRY}]\n',
        ),
        (
            f'  one:\n    prompt: {{user: "{{{{ q }}}}"}}\n    cases_from: [{LIKE}]\n',
            f'  one:\n    prompt: {{user: "{{{{ q }}}}"}}\n    cases_from: [{ENTRY}, {LIKE}]\n',
        ),
        (
            f'  one:\n    prompt: {{user: "{{{{ q }}}}"}}\n    cases_from:\n    - {LIKE}\n',
            f'  one:\n    prompt: {{user: "{{{{ q }}}}"}}\n    cases_from:\n    - {ENTRY}\n'
            f"    - {LIKE}\n",
        ),
    ],
)
def test_the_entry_goes_where_cases_are(tmp_path: Path, body: str, grown: str) -> None:
    suite, table = files(tmp_path, body)
    text, after = added_cases(suite, "one", table, CHECK)
    assert text == HEAD + grown
    assert {case.id for case in after.suite.workloads[0].cases} >= {"b"}
    assert suite.read_bytes().decode() == HEAD + body


def test_a_mapping_over_lines_becomes_the_second_of_a_list(tmp_path: Path) -> None:
    body = """  one:
    prompt: {user: "{{ q }}"}
    cases_from:
      file: old.csv    # the first
      id: id
      vars:
        q: q

      checks:
        - equals: "{{ row.e }}"
    gates: {task: {margin: 0.1}}
"""
    suite, table = files(tmp_path, body)
    text, after = added_cases(suite, "one", table, Columns())
    assert f"    cases_from:\n      - {ENTRY}\n      - file: old.csv    # the first\n" in text
    assert '          - equals: "{{ row.e }}"\n    gates:' in text
    assert [case.id for case in after.suite.workloads[0].cases] == ["b", "z"]
    assert after.suite.workloads[0].cases[0].checks[0].arguments == "y"


def test_columns_that_are_named_count(tmp_path: Path) -> None:
    suite, table = files(tmp_path, WRITTEN, "key,body,e,family\nb,second,y,f\n")
    columns = Columns(id="key", group="family", vars={"q": "body"}, checks=CHECK.checks)
    _, after = added_cases(suite, "one", table, columns)
    added = next(case for case in after.suite.workloads[0].cases if case.id == "b")
    assert (added.group, added.vars["q"]) == ("f", "second")


@pytest.mark.parametrize(
    ("more", "said", "hint"),
    [
        ("key,q,e\nb,s,y\n", "no column 'id' for the ids of cases", "--id FIELD"),
        ("id,body,e\nb,s,y\n", "no column for the variable 'q'", "--var q=FIELD"),
    ],
)
def test_a_column_that_cannot_be_found_is_asked_for(
    tmp_path: Path, more: str, said: str, hint: str
) -> None:
    suite, table = files(tmp_path, WRITTEN, more)
    with pytest.raises(UsageError, match=said) as error:
        added_cases(suite, "one", table, CHECK)
    assert hint in error.value.hint
    assert "body" in error.value.hint or "key" in error.value.hint


@pytest.mark.parametrize(
    ("body", "more"),
    [
        ("  one: 3\n", "id,q\nb,s\n"),
        (WRITTEN, ""),
        (WRITTEN, "id,q,e\na,second,y\n"),
    ],
)
def test_mistakes_before_and_after_are_those_of_validate(
    tmp_path: Path, body: str, more: str
) -> None:
    suite, table = files(tmp_path, body, more)
    with pytest.raises(ConfigError):
        added_cases(suite, "one", table, CHECK)
    assert suite.read_text() == HEAD + body
    assert len(list(tmp_path.iterdir())) == 3


def test_mistakes_of_the_grown_suite_are_named_at_its_own_name(tmp_path: Path) -> None:
    suite, table = files(tmp_path, WRITTEN)
    with pytest.raises(ConfigError) as error:
        added_cases(suite, "one", table, Columns(checks=({"equal": "y"},)))
    assert {problem.file for problem in error.value.problems} == {str(suite)}


def test_what_cannot_be_edited_is_shown_as_the_line_to_write(tmp_path: Path) -> None:
    body = """  one: &all
    prompt: {user: "{{ q }}"}
    cases:
      - {id: a, vars: {q: first}, checks: [{equals: x}]}
  two: *all
"""
    suite, table = files(tmp_path, body)
    with pytest.raises(UsageError, match="cannot be edited") as error:
        added_cases(suite, "two", table, CHECK)
    assert error.value.hint.endswith(ENTRY)
