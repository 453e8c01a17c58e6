from __future__ import annotations

import pytest

from portcheck.scan.finding.source import look


def packages(path: str, text: str) -> list[tuple[str, str, bool, int]]:
    found = look(path, text.encode())
    return [
        (one.name, one.version, one.locked, one.place.line) for one in found if one.kind == "sdk"
    ]


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("poetry.lock", '[[package]]\nname = "groq"\nversion = "1.9.1"\n', ("groq", "1.9.1", 2)),
        (
            "Pipfile.lock",
            '{"default": {\n"openai": {\n"hashes": [],\n"version": "==1.9.1"}}}',
            ("openai", "1.9.1", 2),
        ),
        (
            "yarn.lock",
            '"@anthropic-ai/sdk@^0.60.0":\n  version "0.60.1"\n',
            ("@anthropic-ai/sdk", "0.60.1", 1),
        ),
        (
            "yarn.lock",
            '"openai@npm:^5.0.0":\n  version: 5.1.0\n',
            ("openai", "5.1.0", 1),
        ),
        ("pnpm-lock.yaml", "packages:\n\n  openai@4.20.0:\n", ("openai", "4.20.0", 3)),
        ("pnpm-lock.yaml", "packages:\n  '@ai-sdk/xai@1.5.0':\n", ("@ai-sdk/xai", "1.5.0", 2)),
        ("bun.lock", '    "openai": ["openai@4.1.0", "", {}],\n', ("openai", "4.1.0", 1)),
        (
            "gradle.lockfile",
            "com.anthropic:anthropic-java:2.2.0=runtimeClasspath\n",
            ("com.anthropic:anthropic-java", "2.2.0", 1),
        ),
        (
            "go.mod",
            "require github.com/anthropics/anthropic-sdk-go v1.2.0\n",
            ("github.com/anthropics/anthropic-sdk-go", "v1.2.0", 1),
        ),
    ],
)  # fmt: skip
def test_lock_files_say_the_version(path: str, text: str, found: tuple[str, str, int]) -> None:
    name, version, line = found
    assert packages(path, text) == [(name, version, True, line)]


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("requirements.txt", "groq[x]>=1,<2 ; python_version>'3'\n", ("groq", ">=1,<2", 1)),
        ("environment.yml", "dependencies:\n  - pip:\n    - cohere==5.1\n", ("cohere", "==5.1", 3)),
        ("setup.py", "setup(install_requires=['groq>=0.4'])\n", ("groq", ">=0.4", 1)),
        ("Pipfile", '[packages]\nlitellm = "*"\n', ("litellm", "*", 2)),
        (
            "pyproject.toml",
            '[tool.poetry.dependencies]\nopenai = {version = "^1.2"}\n',
            ("openai", "^1.2", 2),
        ),
        ("pyproject.toml", 'not toml\n"openai>=1"\n', ("openai", ">=1", 2)),
        (
            "pom.xml",
            "<groupId>com.openai</groupId>\n<artifactId>openai-java</artifactId>\n"
            "<version>2.0</version>",
            ("com.openai:openai-java", "2.0", 1),
        ),
        (
            "gradle/libs.versions.toml",
            'openai = { module = "dev.langchain4j:langchain4j-open-ai", version.ref = "lc" }\n',
            ("dev.langchain4j:langchain4j-open-ai", "lc", 1),
        ),
    ],
)  # fmt: skip
def test_manifests_say_what_is_asked_for(path: str, text: str, found: tuple[str, str, int]) -> None:
    name, version, line = found
    assert (name, version, False, line) in packages(path, text)


def test_keywords_and_names_that_only_begin_alike_are_no_dependencies() -> None:
    text = '[project]\nkeywords = ["openai"]\ndependencies = ["openai-whisper", "httpx"]\n'
    assert packages("pyproject.toml", text) == []
    assert packages("package.json", '{"scripts": {"openai": "node x.js"}}') == []


def test_commands_that_install() -> None:
    text = "RUN pip install 'anthropic==0.40' requests && npm install openai@4 left-pad\n"
    assert packages("Dockerfile", text) == [
        ("anthropic", "0.40", False, 1),
        ("openai", "4", False, 1),
    ]


@pytest.mark.parametrize(
    "odd",
    [
        "project = 3",
        "tool = [1]",
        "dependency-groups = 1",
        "[project]\ndependencies = 3",
        "[project]\noptional-dependencies = ['x']",
        "[project.optional-dependencies]\nall = 1.5",
        "[tool]\npoetry = 'x'\nuv = 1",
        "[tool.uv]\ndev-dependencies = true",
        "[tool.poetry]\ngroup = 3",
        "[tool.poetry.group]\ndev = 3",
        "[tool.poetry.group.dev]\ndependencies = 3",
    ],
)
def test_a_pyproject_may_hold_anything_under_any_name(odd: str) -> None:
    text = odd + "\n[tool.poetry.dependencies]\nopenai = '^1'\n"
    assert packages("pyproject.toml", odd + "\n") == []
    assert packages("pyproject.toml", text) in ([], [("openai", "^1", False, text.count("\n"))])


def test_a_deep_pyproject_is_no_error() -> None:
    assert packages("pyproject.toml", "a = " + "[" * 20_000) == []
