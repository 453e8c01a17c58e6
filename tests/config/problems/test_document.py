"""Mistakes of a document: gathered, merged, bounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck.config.load import load
from portcheck.config.problems.document import MOST_MISTAKES, Broken, Collector
from portcheck.errors import ConfigError, Problem

HEAD = (
    "portcheck: 1\nsuite: s\n"
    "workloads: {w: {prompt: hi, checks: [{equals: y}], cases: [{id: a}]}}\n"
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
        gathered.add(
            Problem(
                file="s.yaml", line=line, column=1, pointer="", message=f"m{line}",
                severity=severity,
            )
        )  # fmt: skip
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
