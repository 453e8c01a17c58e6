"""Names that nobody can tell apart in a report."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck.config.groups.look_alikes import look_alikes
from portcheck.config.load import load
from portcheck.errors import ConfigError

COMPOSED, DECOMPOSED = "\u00e9", "e\u0301"
WORKLOAD = """
  %s:
    prompt: "{{ q }}"
    checks: [{equals: "{{ a }}"}]
    cases: [{id: %s, vars: {q: "1", a: "1"}}, {id: %s, vars: {q: "2", a: "2"}}]
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (COMPOSED, DECOMPOSED),
        (DECOMPOSED, COMPOSED),
        ("billing", "bill\ufe0fing"),
        ("bill\ufe0fing", "bill\u3164ing"),
        ("a b", "a  b"),
    ],
)
def test_a_name_that_looks_like_an_earlier_one_is_found(one: str, other: str) -> None:
    assert list(look_alikes(["x", one, "y", other])) == [(other, one)]


def test_other_names_look_different() -> None:
    assert not list(look_alikes(["e", COMPOSED, "E", "\u00c9", "\u2460", "1", "ab", "a b"]))


def test_workloads_cases_and_providers_that_look_the_same_are_warned_of(tmp_path: Path) -> None:
    one, other, entries = (tmp_path / name for name in ("a.yaml", "b.yaml", "p.yaml"))
    head = "portcheck: 1\nsuite: s\nworkloads:"
    one.write_text(head + WORKLOAD % (COMPOSED, "x", "y"))
    other.write_text(head + WORKLOAD % (DECOMPOSED, COMPOSED, DECOMPOSED))
    entry = "  %s: {preset: groq, model: m}\n"
    entries.write_text("portcheck: 1\nproviders:\n" + entry % COMPOSED + entry % DECOMPOSED)
    found = [
        (Path(each.file).name, each.pointer.split("/")[1:], each.hint.partition(";")[0])
        for each in load([one, other], entries).warnings
        if each.message.endswith("looks like another one")
    ]
    assert sorted(found) == [
        ("b.yaml", ["workloads", DECOMPOSED], f"the other one is on line 4 of {one}"),
        ("b.yaml", ["workloads", DECOMPOSED, "cases", "1"], "the other one is on line 7"),
        ("p.yaml", ["providers", DECOMPOSED], "first on line 3"),
    ]


def test_a_name_that_is_a_mistake_is_not_warned_of(tmp_path: Path) -> None:
    suite, entries = tmp_path / "a.yaml", tmp_path / "p.yaml"
    workloads = "".join(WORKLOAD % (name, "x", "y") for name in ('"w"', '"w "'))
    suite.write_text(f"portcheck: 1\nsuite: s\nworkloads:{workloads}")
    entry = "  %s: {preset: groq, model: m}\n"
    entries.write_text("portcheck: 1\nproviders:\n" + entry % '"p"' + entry % '"p "')
    with pytest.raises(ConfigError) as caught:
        load([suite], entries)
    assert [each.message for each in caught.value.problems] == ["an id is printable text"] * 2
