"""Help pages: summaries on one line, values named for what they stand for."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import pytest
from commands import environment, in_process

PAGES = [
    *(
        "",
        "accept",
        "bundle",
        "call",
        "cases",
        "compare",
        "drift",
        "cutover",
        "demo",
        "drill",
        "history",
        "import",
        "import answers",
        "init",
        "judge",
        "judge calibrate",
        "label",
        "lint",
        "plan",
        "providers",
    ),
    *(
        "providers check",
        "providers list",
        "providers probe",
        "record",
        "report",
        "resume",
        "review",
        "run",
        "scan",
        "schema",
        "score",
    ),
    *("show", "suggest", "suites", "suites list", "suites show", "suites copy"),
    *("validate", "verify"),
    *("import promptfoo", "import inspect", "import openai-evals", "import traffic"),
    *("import deepeval", "import braintrust", "export"),
]
GROUPS = ("", "import", "judge", "providers", "suites")
NAMES = {
    "FILE|URL",
    *(
        "BUNDLE",
        "DATE",
        "DAYS",
        "DETECTOR",
        "DIR",
        "FIELD",
        "FILE",
        "FORMAT",
        "FORMAT=FILE",
        "GATE",
        "GLOB",
        "ID=FILE",
        "ID",
        "KIND",
        "MODEL",
        "N",
        "NAME",
        "NAME=FIELD",
        "RUN",
        "SUITE",
        "TAG",
        "TOOL",
    ),
    *(
        "BUNDLE",
        "TIME",
        "URL",
        "USD",
        "VENDOR=N",
        "VENDOR=xN",
        "VERDICTS",
        "WHAT",
        "WORKLOAD",
        "YAML",
        "CASE",
    ),
}


@lru_cache(None)
def page(words: str) -> str:
    done = in_process(*words.split(), "--help", cwd=Path(), env=environment(COLUMNS="80"))
    assert done.code == 0
    return done.out


def section(text: str, name: str) -> list[str]:
    """The first lines of a section's entries."""
    body = (
        text.split(f"\n{name}:\n", 1)[1].split("\n\n", maxsplit=1)[0]
        if f"\n{name}:\n" in text
        else ""
    )
    return re.findall(r"^  (\S.*)", body, re.MULTILINE)


def commands(group: str) -> dict[str, str]:
    lines = section(page(group), "Commands")
    return dict(re.split(r"\s{2,}", line, maxsplit=1) for line in lines)


def test_every_command_is_tried() -> None:
    found = {f"{group} {name}".strip() for group in GROUPS for name in commands(group)}
    assert found | {""} == set(PAGES)


@pytest.mark.parametrize("group", GROUPS)
def test_summaries_fit_one_line_uncut(group: str) -> None:
    for name, summary in commands(group).items():
        assert summary.endswith("."), name
        assert not summary.endswith("..."), name
        own = page(f"{group} {name}").split("\n\n")[1].strip()
        assert own == summary, f"{name}: the summary is the first paragraph, whole"


@pytest.mark.parametrize("words", PAGES)
def test_values_are_named_for_what_they_stand_for(words: str) -> None:
    text = page(words)
    assert not re.search(r"list\[|\bTEXT\b|\bPATH\b|\bINTEGER\b|\bFLOAT\b|<(?:str|path|int)>", text)
    options = section(text, "Options")
    values = [line.split("  ")[0].split(" ")[-1] for line in options]
    assert {value for value in values if not value.startswith("-")} <= NAMES
    arguments = [re.split(r"\s{2,}", line)[0] for line in section(text, "Arguments")]
    assert {name.removesuffix("...") for name in arguments} <= NAMES
    usage = text.split("\n\n")[0]
    assert [re.sub(r"[\[\].]", "", piece) for piece in usage.split("[OPTIONS]")[1].split()] in (
        [name.removesuffix("...") for name in arguments],
        ["COMMAND", "ARGS"],
    )


@pytest.mark.parametrize("words", PAGES)
def test_pages_fit_eighty_columns(words: str) -> None:
    text = re.sub(r"^ *(?:Examples?:)? +portcheck .*$", "", page(words), flags=re.MULTILINE)
    assert max(map(len, text.split("\n"))) <= 80
