"""Prints the tests that mirror what changed since the merge base with main, one path a line.

A change in `portcheck/run/plan/build.py` brings the tests of `tests/run/plan`, one in a test brings
that test, and one in a helper of tests brings the tests that import it. Uncommitted files count.
Those of the architecture and of the documents always run.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
ALWAYS = ("tests/test_architecture.py", "tests/test_documents.py")
ELSEWHERE = {
    "portcheck/schemas": "tests/config",
    "portcheck/suites": "tests/e2e",
    "suites": "tests/e2e",
    ".ci": "tests/ci",
    "benchmarks": "tests/test_benchmarks.py",
    "portcheck/pipeline.py": "tests/e2e",
    "portcheck/registry.py": "tests/test_plugins.py",
}
"""Where the tests of a folder or file stand, if not at the mirrored place."""
HELPERS = ("tests/support", "tests/servers")


def changed(root: Path = ROOT) -> list[str]:
    """Paths that differ from the merge base with main, deleted and uncommitted ones included."""
    base = _git(root, "merge-base", "HEAD", "main") or _git(
        root, "merge-base", "HEAD", "origin/main"
    )
    listed = _git(root, "diff", "--name-only", "--no-renames", *(base or ["HEAD"]))
    return sorted({*listed, *_git(root, "ls-files", "--others", "--exclude-standard")})


def mirrored(paths: Iterable[str], root: Path = ROOT) -> list[str]:
    """The test files that guard these paths, sorted; those that always run come first.

    Args:
        paths: files, relative to the root, with `/`; they need not exist any more.
        root: of a tree with `portcheck` and `tests`.
    """
    found: set[str] = set()
    for path in map(PurePosixPath, paths):
        if str(path.parent) in HELPERS:
            found |= _importers(path.stem, root)
        elif path.name.startswith("test_") and path.parts[0] == "tests":
            found |= {str(path)} if (root / path).is_file() else set()
        elif (place := _place(path)) is not None:
            found |= _nearest(place, root)
    return [*ALWAYS, *sorted(found - set(ALWAYS))]


def _place(path: PurePosixPath) -> PurePosixPath | None:
    """Where tests of a file would stand; `None` where it has none of its own."""
    for known, place in ELSEWHERE.items():
        if str(path) == known or known in map(str, path.parents):
            return PurePosixPath(place)
    if path.parts[0] == "portcheck" and len(path.parts) == len(("portcheck", "NAME.py")):
        return PurePosixPath("tests", f"test_{path.stem.strip('_')}.py")
    if path.parts[0] == "portcheck":
        return PurePosixPath("tests", *path.parts[1:-1])
    return path.parent if path.parts[0] == "tests" else None


def _nearest(place: PurePosixPath, root: Path) -> set[str]:
    """The tests at a place, or in the nearest folder around it that has some."""
    if (root / place).is_file():
        return {str(place)}
    while place != PurePosixPath("tests"):
        found = {str(place / path.name) for path in (root / place).glob("test_*.py")}
        if found:
            return found
        place = place.parent
    return set()


def _importers(module: str, root: Path) -> set[str]:
    """Tests that import a helper, directly or through another helper."""
    names, sources = {module}, {p: p.read_text("utf-8") for p in (root / "tests").rglob("*.py")}
    while True:
        words = re.compile(
            rf"^\s*(?:from|import) ({'|'.join(map(re.escape, sorted(names)))})\b", re.MULTILINE
        )
        using = [path for path, text in sources.items() if words.search(text)]
        more = {p.stem for p in using if p.parent.name in {"support", "servers"}} - names
        if not more:
            return {p.relative_to(root).as_posix() for p in using if p.name.startswith("test_")}
        names |= more


def _git(root: Path, *arguments: str) -> list[str]:
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    return done.stdout.splitlines() if done.returncode == 0 else []


if __name__ == "__main__":
    sys.stdout.write("\n".join(mirrored(changed())) + "\n")
