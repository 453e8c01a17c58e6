"""Every broken file, with the exact place, message, hint and count of each mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus import BROKEN, EXPECTED

from portcheck.config.load import check_file, load, load_providers
from portcheck.errors import ConfigError, Problem

SECRETS = ("hunter2", "not-a-real", "a8F3kQ9zL2mX7vB4nC1tR6yW")


@pytest.fixture(autouse=True)
def _beside_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)


def rows(problems: tuple[Problem, ...]) -> list[list[object]]:
    return [
        [p.file, p.line, p.column, p.severity, p.pointer, p.message, p.hint, p.count]
        for p in problems
    ]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_mistake_is_found_at_its_place(name: str) -> None:
    assert rows(check_file(Path(name))) == EXPECTED[name]


def test_no_broken_file_is_without_its_expectation() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in BROKEN.glob("*.yaml"))
    assert len(EXPECTED) >= 40
    assert all(any(row[3] == "error" for row in found) for found in EXPECTED.values())


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_nothing_broken_loads(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_providers(Path(name)) if name.startswith("providers") else load([Path(name)], None)
    assert any(problem.severity == "error" for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("typo_cheks.yaml", "did you mean 'checks'?"),
        ("typo_valu.yaml", "did you mean 'value'?"),
        ("typo_golden_answr.yaml", "did you mean 'checks'?"),
        ("typo_asert.yaml", "did you mean 'checks'?"),
        ("typo_riskk.yaml", "did you mean 'criticality'?"),
        ("typo_setings.yaml", "did you mean 'defaults'?"),
        ("typo_treshold.yaml", "did you mean 'floor'?"),
        ("contains_without_value.yaml", "write text, a list or a mapping"),
    ],
)
def test_typos_that_other_tools_let_pass_are_errors_with_a_way_out(name: str, hint: str) -> None:
    assert hint in [problem.hint for problem in check_file(Path(name))]


def test_fifty_different_mistakes_come_in_one_go() -> None:
    found = check_file(Path("fifty_and_more.yaml"))
    assert len({(p.pointer, p.message) for p in found}) >= 50


def test_the_same_mistake_a_hundred_times_is_one_problem() -> None:
    (found,) = check_file(Path("hundred_times.yaml"))
    assert (found.count, found.line, found.pointer) == (100, 8, "/workloads/sums/cases/0/weigth")


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_problem_shows_a_secret(name: str) -> None:
    shown = " ".join(map(str, rows(check_file(Path(name)))))
    assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_problems_are_short_harmless_and_in_order(name: str) -> None:
    found = check_file(Path(name))
    for problem in found:
        text = problem.pointer + problem.message + problem.hint
        assert text.isprintable()
        assert len(problem.message) <= 160
    first = [problem for problem in found if problem.file == name]
    assert [(p.line, p.column) for p in first] == sorted((p.line, p.column) for p in first)


def test_what_the_error_counts_is_every_occurrence() -> None:
    with pytest.raises(ConfigError, match=r"mistakes in the files: 100\n"):
        load([Path("hundred_times.yaml")], None)
