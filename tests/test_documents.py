"""What the documents say exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commands import in_process

from portcheck.errors import ExitCode

ROOT = Path(__file__).resolve().parent.parent
GROUPS = {
    "import": (
        *("import answers", "import promptfoo", "import inspect"),
        *("import openai-evals", "import deepeval", "import braintrust"),
    ),
    "judge": ("judge calibrate",),
    "providers": ("providers list", "providers check", "providers probe"),
    "suites": ("suites list", "suites show", "suites copy"),
}
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target).exists(), target


def anchors(document: Path) -> set[str]:
    """What a link into a document may name: its headings as hosts spell them, and its ids."""
    text = document.read_text("utf-8")
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    titles = {
        re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")
        for title in re.findall(r"^#+ (.+)$", prose, re.MULTILINE)
    }
    return titles | set(re.findall(r'id="([^"]+)"', text))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_into_documents_name_what_is_there(document: Path) -> None:
    links = re.findall(r"\]\(((?:[\w./-]+\.md)?)#([^)\s]+)\)", document.read_text("utf-8"))
    lost = [
        f"{name}#{anchor}"
        for name, anchor in links
        if anchor not in anchors(document.parent / name if name else document)
    ]
    assert lost == []


def test_commands_and_flags_exist(tmp_path: Path) -> None:
    text = "\n".join(path.read_text() for path in DOCUMENTS)
    found = set(
        re.findall(
            r"(?:`|bin/)portcheck "
            r"(import [a-z-]+|(?:providers|suites) [a-z]+|[a-z]+)\b([^`\n|]*)",
            text,
        )
    )
    names = {name for name, _ in found}
    assert {"demo", "init", "run", "show", "resume"} <= names
    for name in sorted(names):
        shown = in_process(*name.split(), "--help", cwd=tmp_path)
        assert shown.code == 0, f"{name}: {shown.err}"
        for flags in (rest for other, rest in found if other == name):
            for flag in re.findall(r"--[a-z-]+", flags):
                assert flag in shown.out, f"portcheck {name} {flag}"


def test_every_command_has_an_example(tmp_path: Path) -> None:
    listing = in_process("--help", cwd=tmp_path).out.split("Commands:")[1]
    names = re.findall(r"^  ([a-z]+) ", listing, re.MULTILINE)
    assert len(names) >= 9
    for name in names:
        for words in GROUPS.get(name, (name,)):
            text = in_process(*words.split(), "--help", cwd=tmp_path).out
            assert re.search(rf"Examples?: portcheck {words}\b", text), words


def test_the_exit_codes_are_the_documented_ones() -> None:
    table = (ROOT / "docs" / "exit-codes.md").read_text()
    assert {int(n) for n in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)} == set(ExitCode)


def test_decisions_say_what_they_have_to() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in decisions] == [
        f"{number:04}" for number in range(1, len(decisions) + 1)
    ]
    for path in decisions:
        text = path.read_text()
        assert len(text.splitlines()) <= 60, path.name
        assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
            "Problem",
            "Options",
            "Decision",
            "What it costs",
            "How it is enforced",
        ], path.name


def test_files_and_tests_that_decisions_name_exist() -> None:
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        for name in re.findall(
            r"`((?:tests|benchmarks|docs|portcheck|\.ci)/[\w./-]+)`", path.read_text()
        ):
            assert (ROOT / name).exists(), f"{path.name}: {name}"


def test_the_changelog_keeps_its_form() -> None:
    text = (ROOT / "docs" / "changelog.md").read_text()
    versions = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert versions[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - \d{4}-\d\d-\d\d", v) for v in versions[1:])
    kinds = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert set(re.findall(r"^### (.*)$", text, re.MULTILINE)) <= kinds


def test_the_table_of_promises_names_tests_that_exist() -> None:
    text = (ROOT / "docs" / "security.md").read_text()
    rows = [line for line in text.partition("## Promises")[2].splitlines() if line[:2] == "| "][1:]
    assert len(rows) > 30
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named, f"no test is named: {row}"
        assert len(re.findall(r"(?<!\\)\|", row)) == 4, row
        for file, test in named:
            source = (ROOT / file).read_text()
            assert re.search(rf"^(async )?def {test}\(", source, re.MULTILINE), f"{file}::{test}"
