"""Foreign suites in a folder, imported and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portcheck.config.load import Loaded, load
from portcheck.imports.suites.made import Made
from portcheck.run.foreign.importing import import_foreign
from portcheck.run.foreign.writing import Written


def written(
    folder: Path, tool: str, files: Mapping[str, Any], *, judges: tuple[str, ...] = ()
) -> tuple[Made, Written, Loaded]:
    """The first of the files imported: what was made of it, written and loaded again."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
    made, write = import_foreign(tool, folder / next(iter(files)), judges)
    done = write(folder / "out")
    providers = folder / "out" / "providers.yaml"
    loaded = load([folder / "out" / "suite.yaml"], providers if providers.exists() else None)
    return made, done, loaded


def reasons(made: Made) -> str:
    """All that was left out, a line each, with places."""
    return "\n".join(f"{one.place}: {one.what}: {one.why}" for one in made.omitted)
