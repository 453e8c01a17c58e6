"""Waivers of a suite: what they name is there, and a mistake has its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from portcheck.config.load import load
from portcheck.errors import ConfigError

SUITE = """portcheck: 1
suite: s
workloads:
  w:
    prompt: {user: "{{ q }}"}
    cases: [{id: a, vars: {q: b}, checks: [{equals: c}]}]
"""
PROVIDERS = """portcheck: 1
providers:
  old: {vendor: v, preset: llama-cpp, base_url: "http://127.0.0.1:1/v1", model: m}
  new: {vendor: v, preset: llama-cpp, base_url: "http://127.0.0.1:2/v1", model: m}
"""
SOUND = {
    "workload": "w",
    "candidate": "new",
    "gate": "task",
    "reason": "known",
    "by": "Ana",
    "until": "2027-06-30",
}


def written(folder: Path, *waivers: dict[str, str]) -> tuple[Path, Path]:
    suite, providers = folder / "s.yaml", folder / "providers.yaml"
    lines = ("".join(f"  {key}: {value}\n" for key, value in one.items()) for one in waivers)
    items = "".join(f"- {line[2:]}" for line in lines)
    suite.write_text(f"{SUITE}waivers:\n{items}")
    providers.write_text(PROVIDERS)
    return suite, providers


def test_a_waiver_is_kept_as_it_is_and_is_no_part_of_the_digest(tmp_path: Path) -> None:
    digest = "sha256:" + "ab" * 32
    suite, providers = written(tmp_path, SOUND, SOUND | {"gate": "policy", "digest": digest})
    found = load([suite], providers).suite
    first, second = found.waivers or ()
    assert (first.by, first.until, bool(first.digest)) == ("Ana", "2027-06-30", False)
    assert second.digest == digest
    suite.write_text(SUITE)
    plain = load([suite], providers).suite
    assert plain.digest == found.digest
    assert not plain.waivers


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"workload": "v"}, "there is no workload 'v'"),
        ({"candidate": "gnu"}, "there is no provider 'gnu'"),
        ({"gate": "tusk"}, "there is no gate 'tusk'"),
        ({"until": "2027-13-01"}, "'2027-13-01' is not a date"),
        ({"until": "'20270630'"}, "is not a date"),
        ({"digest": "first"}, "first"),
        ({"also": "this"}, "also"),
    ],
)
def test_a_mistake_has_its_line(tmp_path: Path, changed: dict[str, str], said: str) -> None:
    suite, providers = written(tmp_path, SOUND, SOUND | {"gate": "refusal"} | changed)
    with pytest.raises(ConfigError) as error:
        load([suite], providers)
    (problem,) = error.value.problems
    assert said in problem.message
    assert problem.pointer.startswith("/waivers/1")
    assert problem.line > 13


def test_what_is_missing_and_what_is_there_twice(tmp_path: Path) -> None:
    suite, providers = written(tmp_path, {key: SOUND[key] for key in SOUND if key != "by"})
    with pytest.raises(ConfigError, match="by"):
        load([suite], providers)
    suite, providers = written(tmp_path, SOUND, SOUND)
    with pytest.raises(ConfigError, match="another waiver covers this already"):
        load([suite], providers)


def test_candidates_are_left_alone_where_no_providers_are_known(tmp_path: Path) -> None:
    suite, _ = written(tmp_path, SOUND | {"candidate": "later"})
    assert load([suite], None).suite.waivers


def test_a_gate_that_nothing_feeds_is_a_warning(tmp_path: Path) -> None:
    suite, providers = written(tmp_path, SOUND | {"gate": "security"})
    (problem,) = load([suite], providers).warnings
    assert "nothing to waive" in problem.message


def test_a_suite_is_the_same_with_and_without_a_waiver(tmp_path: Path) -> None:
    found = [
        load([written(tmp_path, *waivers)[0]], tmp_path / "providers.yaml").suite
        for waivers in ([SOUND], [{**SOUND, "reason": "another"}])
    ]
    (tmp_path / "s.yaml").write_text(SUITE)
    found.append(load([tmp_path / "s.yaml"], tmp_path / "providers.yaml").suite)
    assert len({one.digest for one in found}) == 1
