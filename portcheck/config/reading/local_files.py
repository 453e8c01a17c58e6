"""Files that a suite names: inside its own folder, of a known kind, of bounded size."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path

from portcheck.config.problems.quoting import quote
from portcheck.model.chat import Image
from portcheck.model.did_you_mean import meant, nearest

MAX_IMAGE_BYTES = 20_000_000
MAX_PROMPT_BYTES = 10_000_000
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)


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


@dataclass(slots=True)
class Images:
    """Reads each image once."""

    folder: Path
    known: dict[str, Image] = field(default_factory=dict)

    def read(self, name: str) -> Image:
        """The image in a file beside the suite.

        Raises:
            FileMistake: no such file, too large, or not PNG, JPEG, GIF or WebP.
        """
        if name not in self.known:
            self.known[name] = _image(inside(self.folder, name), name)
        return self.known[name]


def _image(path: Path, name: str) -> Image:
    try:
        with path.open("rb") as handle:
            data = handle.read(MAX_IMAGE_BYTES + 1)
    except OSError as exc:
        raise FileMistake(f"{quote(name)} cannot be read", "check its permissions") from exc
    if len(data) > MAX_IMAGE_BYTES:
        limit = f"{MAX_IMAGE_BYTES // 1_000_000} MB"
        raise FileMistake(f"{quote(name)} is larger than {limit}", "scale the image down")
    media_type = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        media_type = "image/webp"
    if media_type is None:
        raise FileMistake(f"{quote(name)} is not an image", "use PNG, JPEG, GIF or WebP")
    return Image(media_type=media_type, data=base64.b64encode(data).decode("ascii"))
