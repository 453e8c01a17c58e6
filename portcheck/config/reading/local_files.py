"""Read files that a suite names: only inside its folder, and of bounded size."""

from __future__ import annotations

from pathlib import Path

from portcheck.config.problems.quoting import quote
from portcheck.model.did_you_mean import meant, nearest

MAX_CODE_BYTES = 1_000_000
MAX_PROMPT_BYTES = 10_000_000


class FileMistake(Exception):  # noqa: N818  # becomes a Problem, is not an error of its own
    """A mistake about a file that a suite names."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def inside(folder: Path, name: str) -> Path:
    """Find a file in the folder or below it, following links.

    Raises:
        FileMistake: it is elsewhere, does not exist or is not a regular file.
    """
    try:
        root = folder.resolve()
        path = (root / name).resolve()
        if Path(name).is_absolute() or not path.is_relative_to(root):
            raise FileMistake(
                f"{quote(name)} lies outside the suite's folder", "copy the file beside the suite"
            )
        if path.is_file():
            return path
        exists = path.exists()
        beside = [item.name for item in path.parent.iterdir()] if path.parent.is_dir() else []
    except (OSError, ValueError, RuntimeError) as exc:
        raise FileMistake(
            f"{quote(name)} is not a usable path", "name a file beside the suite"
        ) from exc
    if exists:
        raise FileMistake(f"{quote(name)} is not a plain file", "name a file")
    found = nearest(Path(name).name, sorted(beside)[:1000])
    hint = meant(found) if found else "paths are relative to the suite"
    raise FileMistake(f"there is no file {quote(name)}", hint)


def file_bytes(folder: Path, name: str, most: int, too_large: str) -> bytes:
    """Read the bytes of a file in the suite's folder.

    Args:
        folder: the folder of the suite.
        name: the path in the suite.
        most: the most bytes allowed.
        too_large: the hint for a larger file.

    Raises:
        FileMistake: the file does not exist or is too large.
    """
    path = inside(folder, name)
    try:
        with path.open("rb") as handle:
            data = handle.read(most + 1)
    except OSError as exc:
        raise FileMistake(f"{quote(name)} cannot be read", "check its permissions") from exc
    require_size(data, name, most, too_large)
    return data


def require_size(data: bytes, name: str, most: int, too_large: str) -> None:
    """Raise FileMistake if a file has more bytes than its kind may have."""
    if len(data) > most:
        raise FileMistake(f"{quote(name)} is larger than {most // 1_000_000} MB", too_large)


def code_text(folder: Path, name: str) -> str:
    """Read the text of a program in the suite's folder, unchanged.

    Raises:
        FileMistake: the file does not exist, is too large or is not UTF-8.
    """
    data = file_bytes(folder, name, MAX_CODE_BYTES, "split it")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise FileMistake(f"{quote(name)} is not UTF-8 text", "save it as UTF-8") from exc


def prompt_text(folder: Path, name: str) -> str:
    """Read a text file in the suite's folder, without the line end that editors add at the end.

    Raises:
        FileMistake: the file does not exist, is too large or is not UTF-8.
    """
    data = file_bytes(folder, name, MAX_PROMPT_BYTES, "shorten the prompt")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise FileMistake(f"{quote(name)} is not UTF-8 text", "save it as UTF-8") from exc
    return text.replace("\r\n", "\n").removesuffix("\n")
