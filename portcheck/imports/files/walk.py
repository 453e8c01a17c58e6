"""List the files of a log."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from portcheck.imports.exchange import Place, Skipped

_S3_BODY = re.compile(r".*_(?:input|output)\.json(?:\.gz)?")
"""Bodies that Bedrock stores beside its log in folders named `data`; its reader opens them."""


def walk(path: Path) -> Iterator[tuple[Path, str] | Skipped]:
    """Yield the files of a log, sorted by name, each with the name that messages use.

    Hidden files and links are left out; links are reported as skipped.
    """
    if not path.is_dir():
        ordinary = path.is_file() or not path.exists()  # opening says why one does not exist
        odd = Skipped(place=Place(file=str(path)), reason="is not an ordinary file")
        yield (path, str(path)) if ordinary else odd
        return
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            shown = str(file.relative_to(path))
            if name.startswith("."):
                continue
            if file.is_symlink() or not file.is_file():
                yield Skipped(place=Place(file=shown), reason="is not an ordinary file")
            elif not (file.parent.name == "data" and _S3_BODY.fullmatch(name)):
                yield file, shown
