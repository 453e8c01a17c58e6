"""Walk a folder without leaving it, yield the files to read, and count the skipped ones."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from msgspec import Struct
from pathspec import GitIgnoreSpec

from portcheck.errors import UsageError
from portcheck.scan.reading.file_kinds import kind_of

MOST_FILES = 200_000
MOST_BYTES = 2_000_000_000
LARGEST_FILE = 5_000_000
LARGEST_LOCK_FILE = 50_000_000
MOST_DEPTH = 60
_EXAMPLES = 5
_OTHERS_CODE = frozenset(
    {
        "node_modules",
        "bower_components",
        "jspm_packages",
        "site-packages",
        "dist-packages",
        "third_party",
        "third-party",
        "Godeps",
        "Pods",
    }
)
_MADE = frozenset(
    {
        "__pycache__",
        ".venv",
        "venv",
        ".tox",
        ".nox",
        ".eggs",
        ".terraform",
        ".next",
        ".nuxt",
        ".gradle",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".ipynb_checkpoints",
        ".yarn",
        ".pnpm-store",
    }
)
_VERSION_CONTROL = frozenset({".git", ".hg", ".svn", ".jj"})
_VENDORED_BY = frozenset({"modules.txt", "autoload.php", "bundle", "github.com", "golang.org"})
"""Entries of a folder `vendor` that show that a tool filled it."""
LOCK_FILES = frozenset(
    {
        "uv.lock",
        "poetry.lock",
        "pdm.lock",
        "Pipfile.lock",
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "bun.lock",
        "Cargo.lock",
        "gradle.lockfile",
    }
)


class SourceFile(Struct, frozen=True):
    """A file to read."""

    path: str
    """Path relative to the folder, with `/` between its parts."""
    size: int


class Tree:
    """Walks a folder once and counts what it skips."""

    def __init__(self, folder: Path, exclude: Sequence[str] = ()) -> None:
        """Prepare the walk of a folder.

        Raises:
            UsageError: it is not a folder.
        """
        if not folder.is_dir():
            raise UsageError(f"{folder} is not a folder")
        self._top = folder.resolve()
        self._exclude = tuple(exclude)
        self.skipped: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = {}
        self._files = 0
        self._bytes = 0

    def files(self) -> Iterator[SourceFile]:
        """Yield the files to read, folder by folder in order of names."""
        yield from self._below("", ())

    def read(self, file: SourceFile) -> bytes | None:
        """The bytes of a file; `None` if it is unreadable or unsuitable, which is counted."""
        try:
            content = _regular(self._top / file.path, _largest(file.path) + 1)
        except OSError:
            self._pass_by("unreadable", file.path)
            return None
        reason = _unfit(file.path, content)
        if reason:
            self._pass_by(reason, file.path)
            return None
        return content

    def _pass_by(self, reason: str, path: str) -> None:
        """Count a path that is skipped."""
        self.skipped[reason] += 1
        shown = self.examples.setdefault(reason, [])
        if len(shown) < _EXAMPLES:
            shown.append(path)

    def _below(
        self, folder: str, rules: tuple[tuple[str, GitIgnoreSpec], ...]
    ) -> Iterator[SourceFile]:
        if folder.count("/") >= MOST_DEPTH:
            self._pass_by("too deep", folder)
            return
        try:
            with os.scandir(self._top / folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError:
            self._pass_by("unreadable", folder)
            return
        own = self._rules(folder, entries)
        rules = (*rules, (folder, own)) if own is not None else rules
        for entry in entries:
            path = f"{folder}{entry.name}"
            if entry.is_symlink():
                self._pass_by("symbolic link", path)
            elif entry.is_dir(follow_symlinks=False):
                reason = self._folder_reason(entry, path, rules)
                if reason:
                    self._pass_by(reason, f"{path}/")
                else:
                    yield from self._below(f"{path}/", rules)
            else:
                yield from self._file(entry, path, rules)

    def _rules(self, folder: str, entries: Sequence[os.DirEntry[str]]) -> GitIgnoreSpec | None:
        if not any(entry.name == ".gitignore" and not entry.is_symlink() for entry in entries):
            return None
        try:
            text = (self._top / folder / ".gitignore").read_text("utf-8", "replace")
            return GitIgnoreSpec.from_lines(text[:LARGEST_FILE].splitlines())
        except (OSError, ValueError):
            return None

    def _folder_reason(
        self, entry: os.DirEntry[str], path: str, rules: Sequence[tuple[str, GitIgnoreSpec]]
    ) -> str:
        if entry.name in _VERSION_CONTROL:
            return "version control"
        if entry.name in _OTHERS_CODE or (entry.name == "vendor" and _is_filled(entry.path)):
            return "other people's code"
        if entry.name in _MADE or Path(entry.path, "pyvenv.cfg").exists():
            return "environments and caches"
        return self._excluded(f"{path}/", rules)

    def _file(
        self, entry: os.DirEntry[str], path: str, rules: Sequence[tuple[str, GitIgnoreSpec]]
    ) -> Iterator[SourceFile]:
        reason = self._excluded(path, rules)
        if not reason and kind_of(path) is None:
            reason = "kind of file"
        size = 0
        if not reason:
            reason, size = self._measured(entry, path)
        if reason:
            self._pass_by(reason, path)
            return
        self._files += 1
        self._bytes += size
        yield SourceFile(path, size)

    def _measured(self, entry: os.DirEntry[str], path: str) -> tuple[str, int]:
        """The reason to skip a file, or "", and its size."""
        try:
            found = entry.stat(follow_symlinks=False)
        except OSError:
            return "unreadable", 0
        if not stat.S_ISREG(found.st_mode):
            return "not a regular file", 0
        if found.st_size > _largest(path):
            return "too large", 0
        if self._files >= MOST_FILES or self._bytes + found.st_size > MOST_BYTES:
            return "limit of the whole scan", 0
        return "", found.st_size

    def _excluded(self, path: str, rules: Sequence[tuple[str, GitIgnoreSpec]]) -> str:
        bare = path.rstrip("/")
        name = bare.rpartition("/")[2]
        if any(fnmatchcase(bare, glob) or fnmatchcase(name, glob) for glob in self._exclude):
            return "--exclude"
        for folder, spec in reversed(rules):
            said = spec.check_file(path[len(folder) :]).include
            if said is not None:
                return ".gitignore" if said else ""
        return ""


def _regular(path: Path, most: int) -> bytes:
    """Read at most `most` bytes of a file that is not a link, pipe or device."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with os.fdopen(os.open(path, flags), "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(f"{path} is not a regular file")
        return stream.read(most)


def _unfit(path: str, content: bytes) -> str:
    """The reason to skip a file by its content, or ""."""
    if b"\0" in content[:8192]:
        return "binary"
    if len(content) > _largest(path):
        return "too large"
    return "minified" if _is_minified(path, content) else ""


def _largest(path: str) -> int:
    return LARGEST_LOCK_FILE if path.rpartition("/")[2] in LOCK_FILES else LARGEST_FILE


def _is_filled(path: str) -> bool:
    try:
        return any(entry.name in _VENDORED_BY for entry in Path(path).iterdir())
    except OSError:
        return False


def _is_minified(path: str, content: bytes) -> bool:
    """Whether a tool wrote a script: its name says so, or its lines average 1000 characters."""
    if ".min." in path or path.endswith(".bundle.js"):
        return True
    script = path.endswith((".js", ".mjs", ".cjs", ".css", ".html", ".htm"))
    return script and len(content) > 20_000 and len(content) > 1000 * (content.count(b"\n") + 1)
