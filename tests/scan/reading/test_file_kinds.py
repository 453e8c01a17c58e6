from __future__ import annotations

import pytest

from portcheck.scan.reading.file_kinds import is_documentation, is_test, kind_of


@pytest.mark.parametrize(
    ("path", "language", "style"),
    [
        ("a/b.py", "python", "code"),
        ("b.test.tsx", "javascript", "code"),
        ("Dockerfile.prod", "shell", "shell"),
        ("api.dockerfile", "shell", "shell"),
        (".env", "env", "config"),
        (".env.local", "env", "config"),
        ("requirements-dev.txt", "pip", "config"),
        ("notes.txt", "text", "prose"),
        ("LICENSE", "text", "prose"),
        ("main.tf", "terraform", "config"),
        ("x.ipynb", "notebook", "config"),
        ("build.gradle.kts", "java", "code"),
        ("Pipfile", "toml", "config"),
    ],
)
def test_the_name_tells_the_kind(path: str, language: str, style: str) -> None:
    kind = kind_of(path)
    assert kind is not None
    assert (kind.language, kind.style) == (language, style)


def test_other_names_are_of_no_kind() -> None:
    assert kind_of("picture.png") is None
    assert kind_of("data") is None


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("tests/a.py", True),
        ("app/test_a.py", True),
        ("a_test.go", True),
        ("web/a.spec.ts", True),
        ("src/ChatTest.java", True),
        ("app/latest.py", False),
        ("app/contest.py", False),
        ("app/attest/a.py", False),
    ],
)
def test_tests_are_told_by_their_path(path: str, test: bool) -> None:
    assert is_test(path) is test


def test_documents_are_told_by_their_folder() -> None:
    assert is_documentation("docs/snippets/a.py")
    assert not is_documentation("doctor/a.py")
