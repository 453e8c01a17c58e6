"""Foreign suites in a folder, imported and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portcheck.config.load import Loaded, load
from portcheck.imports.suites.converted import Made
from portcheck.run.foreign.importing import Options, import_foreign
from portcheck.run.foreign.writing import Written


def written(
    folder: Path,
    tool: str,
    files: Mapping[str, Any],
    *,
    judges: tuple[str, ...] = (),
    checks: tuple[Any, ...] = (),
    beside: Mapping[str, Any] | None = None,
) -> tuple[Made, Written, Loaded]:
    """Files imported: what was made of them, written and loaded again.

    promptfoo's import gets the first file alone, as the others lie beside it.
    """
    for name, content in {**files, **(beside or {})}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            text = content if isinstance(content, str) else json.dumps(content)
            path.write_text(text, encoding="utf-8")
    named = [folder / name for name in files]
    made, write = import_foreign(
        tool,
        named[:1] if tool == "promptfoo" else named,
        Options(judges=judges, checks=checks),
    )
    done = write(folder / "out")
    providers = folder / "out" / "providers.yaml"
    loaded = load([folder / "out" / "suite.yaml"], providers if providers.exists() else None)
    return made, done, loaded


def reasons(made: Made) -> str:
    """All that was left out, a line each, with places."""
    return "\n".join(f"{one.place}: {one.what}: {one.why}" for one in made.omitted)


def lines(*rows: Any) -> str:
    """JSON Lines."""
    return "".join(json.dumps(row) + "\n" for row in rows)
