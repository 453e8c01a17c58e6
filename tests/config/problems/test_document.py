"""Mistakes of a document: gathered, merged, bounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck.config.load import load
from portcheck.config.problems import document, schema_mistakes
from portcheck.config.problems.document import MOST_MISTAKES, Broken, Collector
from portcheck.config.reading.yaml_loader import parse
from portcheck.errors import ConfigError, Problem

HEAD = (
    "portcheck: 1\nsuite: s\n"
    "workloads: {w: {prompt: hi, checks: [{equals: y}], cases: [{id: a}]}}\n"
)


def problem(line: int, severity: str) -> Problem:
    return Problem(
        file="s.yaml", line=line, column=1, pointer="", message=f"m{line}", severity=severity
    )


def problems(folder: Path, text: str) -> tuple[Problem, ...]:
    path = folder / "suite.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as found:
        load([path], None)
    return found.value.problems


def test_the_first_mistakes_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    text = HEAD + "".join(f"strange{n}: 1\n" for n in range(5 * MOST_MISTAKES))
    found = [one for one in problems(tmp_path, text) if one.severity == "error"]
    *named, rest = found
    assert len(named) == MOST_MISTAKES
    assert named[0].message == "unknown key 'strange0'"
    assert (rest.message, rest.count) == ("more mistakes from here on", 4 * MOST_MISTAKES)
    assert rest.line == named[-1].line + 1
    assert sum(one.count for one in found) == 5 * MOST_MISTAKES


def test_warnings_never_crowd_out_a_mistake() -> None:
    gathered = Collector()
    for line in range(1, 301):
        severity = "error" if line == 300 else "warning"
        gathered.add(problem(line, severity))
    *named, rest = gathered.sorted()
    assert len(named) == MOST_MISTAKES
    assert [one.message for one in named if one.severity == "error"] == ["m300"]
    assert [one.message for one in named[:2]] == ["m1", "m2"]
    assert (rest.severity, rest.message, rest.count) == (
        "warning",
        "more warnings from here on",
        300 - MOST_MISTAKES,
    )


def test_many_mistakes_take_no_more_than_linear_time(tmp_path: Path) -> None:
    """20,000 of them took minutes where each was looked for among all."""
    lines = "".join(f"      - {{id: c{n}, frob: 1}}\n" for n in range(4000))
    text = (
        "portcheck: 1\nsuite: s\nworkloads:\n  w:\n    prompt: hi\n"
        f"    checks: [{{equals: y}}]\n    cases:\n{lines}"
    )
    (found,) = [one for one in problems(tmp_path, text) if one.severity == "error"]
    assert (found.message, found.count) == ("unknown key 'frob'", 4000)


def test_a_reported_place_is_found_from_above() -> None:
    broken = Broken()
    broken.append(("workloads", "w", "cases", 3, "frob"))
    assert ("workloads", "w", "cases", 3, "frob") in broken
    assert ("workloads", "w") not in broken
    assert ("workloads", "w") in broken.above
    assert broken.above["workloads", "w", "cases", 3] == ["frob"]
    assert ("workloads", "w", "cases", 2) not in broken.above
    assert () in broken.above


def test_mistakes_without_end_are_counted_and_not_kept(tmp_path: Path) -> None:
    found = Collector()
    kept = document.MOST_KEPT
    for number in range(kept + 50):
        found.add(problem(number, "error" if number % 2 else "warning"))
    assert len(found.found) == kept
    shown = found.sorted()
    assert sum(one.count for one in shown if one.severity == "error") == kept // 2 + 25
    assert sum(one.count for one in shown if one.severity == "warning") == kept // 2 + 25
    assert len(shown) == MOST_MISTAKES + 2


def test_a_mistake_that_is_not_kept_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(document, "MOST_KEPT", 1)
    found = Collector()
    found.add(problem(1, "warning"))
    assert not found.failed
    found.add(problem(2, "error"))
    assert found.failed
    assert [(one.severity, one.count) for one in found.sorted()] == [("warning", 1), ("error", 1)]


def test_of_a_structure_that_is_all_wrong_the_rest_is_not_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema_mistakes, "MOST_KEPT", 5)
    lines = "".join(f"      - {{id: c{n}, frob{n}: 1}}\n" for n in range(9))
    text = (
        'portcheck: 1\nsuite: s\nworkloads:\n  w:\n    prompt: "{{ nobody }}"\n'
        f"    checks: [{{equals: y}}]\n    cases:\n{lines}"
    )
    messages = [one.message for one in problems(tmp_path, text)]
    assert len([message for message in messages if "unknown key" in message]) == 5
    assert "portcheck stopped looking after 5 mistakes" in messages
    assert not [message for message in messages if "nobody" in message]


def test_a_value_and_its_key_have_places_and_what_has_none_that_of_what_is_around_it() -> None:
    text = "a:\n  - x\n  - b: y\nempty:\nlast: {c: 1}\n"
    source = parse(text, "s.yaml", Path(), Collector())
    assert source is not None
    found = source.document
    for steps, value, key in (
        ((), (1, 1), (1, 1)),
        (("a",), (2, 3), (1, 1)),
        (("a", 0), (2, 5), (2, 5)),
        (("a", 1), (3, 5), (3, 5)),
        (("a", 1, "b"), (3, 8), (3, 5)),
        (("a", 2), (2, 3), (1, 1)),
        (("empty",), (4, 1), (4, 1)),
        (("last", "c"), (5, 11), (5, 8)),
        (("last", "d"), (5, 7), (5, 1)),
    ):
        assert (found.at_value(steps), found.at_key(steps)) == (value, key), steps
