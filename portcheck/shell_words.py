"""Write words of commands that people copy into a shell."""

from __future__ import annotations

import shlex
from pathlib import Path


def file_word(path: Path | str) -> str:
    """A file or folder as one word, which no command takes for an option."""
    name = str(path)
    return shlex.quote(f"./{name}" if name.startswith("-") else name)


def last_word(name: str) -> str:
    """An argument that ends a command, after `--` where it looks like an option."""
    word = shlex.quote(name)
    return f"-- {word}" if name.startswith("-") else word
