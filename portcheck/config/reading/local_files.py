"""Files that a suite names: inside its own folder, and of bounded size."""

from __future__ import annotations

from pathlib import Path

from portcheck.config.problems.quoting import quote
from portcheck.model.did_you_mean import meant, nearest

MAX_PROMPT_BYTES = 10_000_000


class FileMistake(Exception):  # noqa: N818  # becomes a Problem, is not an error of its own
    """What is wrong with a file that a suite names."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def inside(folder: Path, name: str) -> Path:
    """The file of that name in the folder or below it, links followed.

    Raises:
        FileMistake: it lies elsewhere, does not exist or is not a plain file.
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


def prompt_text(folder: Path, name: str) -> str:
    """The text of a file beside the suite, without the line end that editors put at its end.

    Raises:
        FileMistake: no such file, too large, or not UTF-8.
    """
    path = inside(folder, name)
    try:
        with path.open("rb") as handle:
            data = handle.read(MAX_PROMPT_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as exc:
        raise FileMistake(f"{quote(name)} cannot be read", "check its permissions") from exc
    except UnicodeDecodeError as exc:
        raise FileMistake(f"{quote(name)} is not UTF-8 text", "save it as UTF-8") from exc
    if len(data) > MAX_PROMPT_BYTES:
        limit = f"{MAX_PROMPT_BYTES // 1_000_000} MB"
        raise FileMistake(f"{quote(name)} is larger than {limit}", "shorten the prompt")
    return text.replace("\r\n", "\n").removesuffix("\n")
