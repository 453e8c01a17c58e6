from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from portcheck.cli.flow.scanning import scanned
from portcheck.errors import UsageError

SUITE = """\
portcheck: 1
suite: support
workloads:
  triage:
    runs_on: gpt
    prompt: {user: "{{ text }}"}
    checks: [{one_of: [a, b]}]
    cases: [{id: one, vars: {text: hello}, checks: [{equals: a}]}]
  drafts:
    prompt: {user: "{{ text }}"}
    checks: [{one_of: [a, b]}]
    cases: [{id: one, vars: {text: hello}, checks: [{equals: a}]}]
"""
PROVIDERS = """\
portcheck: 1
providers:
  gpt: {vendor: openai, preset: openai, model: gpt-4o-2024-08-06}
  claude: {vendor: anthropic, preset: anthropic, model: claude-opus-4-8}
"""


def test_workloads_of_suites_cover_the_models_that_they_run_on(tmp_path: Path) -> None:
    code = tmp_path / "code"
    code.mkdir()
    (code / "a.py").write_text('a = "gpt-4o"\nb = "claude-opus-4-8"\n')
    suite, providers = tmp_path / "suite.yaml", tmp_path / "providers.yaml"
    suite.write_text(SUITE)
    providers.write_text(PROVIDERS)
    found = scanned(code, [suite], providers, exclude=(), as_of=date(2026, 11, 28))
    assert {one.model: one.covered_by for one in found.models} == {
        "gpt-4o": ("support/triage",),
        "claude-opus-4-8": (),
    }
    assert [gap.name for gap in found.uncovered] == ["claude-opus-4-8"]
    assert [(one.workload, one.seen) for one in found.workloads] == [
        ("triage", True),
        ("drafts", False),
    ]


def test_providers_without_a_suite_are_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--providers needs --suite"):
        scanned(tmp_path, [], tmp_path / "p.yaml", exclude=(), as_of=date(2026, 11, 28))
