"""What a run imports: no more than it uses, as importing takes much of a short run's time."""

from __future__ import annotations

import subprocess
import sys

import pytest
from commands import environment
from sockets import serving

SUITE = """\
portcheck: 1
suite: plain
workloads:
  answers:
    runs_on: old
    prompt: {user: "{{ question }}"}
    cases:
      - {id: one, vars: {question: "Is it one?"}, checks: [{contains: Hi}]}
      - {id: two, vars: {question: "Is it two?"}, checks: [{contains: Hi}]}
"""
ENTRY = "{vendor: self-hosted, dialect: openai-chat, model: m, base_url: %s}"
CODE = """
import sys
from portcheck.cli.main import run
code = run(["run", "suite.yaml", "--out", "r", "--quiet"])
print(code, *sys.modules)
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The modules of a run of two providers with the commonest of dialects and checks."""
    folder = tmp_path_factory.mktemp("plain")
    (folder / "suite.yaml").write_text(SUITE)
    with serving() as served:
        entries = "".join(f"  {name}: {ENTRY % served.url}\n" for name in ("old", "new"))
        (folder / "providers.yaml").write_text(f"portcheck: 1\nproviders:\n{entries}")
        done = subprocess.run(
            [sys.executable, "-c", CODE],
            cwd=folder,
            env=environment(XDG_CACHE_HOME=str(folder / "cache")),
            capture_output=True,
            text=True,
            check=True,
        )
        assert len(served.requests) == 4
    code, *names = done.stdout.splitlines()[-1].split()
    assert code == "3", done.stderr
    return frozenset(names)


def inside(package: str, loaded: frozenset[str]) -> set[str]:
    """The names of what stands directly in a package."""
    found = (name.removeprefix(f"{package}.") for name in loaded if name.startswith(f"{package}."))
    return {name.partition(".")[0] for name in found}


def test_of_commands_dialects_checks_and_reports_those_that_are_asked_for(
    loaded: frozenset[str],
) -> None:
    assert inside("portcheck.cli.commands", loaded) == {"run"}
    assert inside("portcheck.providers.dialects", loaded) == {"openai_chat", "recorded"}
    assert {"contains", "refusal", "answered"} <= inside("portcheck.checks", loaded)
    assert not inside("portcheck.checks", loaded) & {"equals", "pushback", "personal_data", "code"}
    assert {"json_file", "markdown", "terminal"} <= inside("portcheck.reports", loaded)
    assert not inside("portcheck.reports", loaded) & {"html", "pdf", "docx", "junit"}


@pytest.mark.parametrize(
    "library",
    [
        *("jinja2", "jsonschema", "regex", "rapidfuzz", "sqlalchemy", "tenacity"),
        *("aiohttp.web", "click", "pygments", "rich.live", "httpx._main"),
        *("importlib.metadata", "importlib.resources", "unittest", "xml", "multiprocessing"),
    ],
)
def test_no_library_that_it_does_without(loaded: frozenset[str], library: str) -> None:
    assert library not in loaded
