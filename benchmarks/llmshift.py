"""llmshift, the fastest peer, at the same calls: installed apart, two models, one check a case."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

VERSION = "0.1.4"
NAME = f"llmshift {VERSION}"
REQUIREMENT = f"llmshift=={VERSION}"


def installed(folder: Path, requirement: str) -> Path | None:
    """The interpreter of an environment with one distribution in it; `None` where pip fails.

    An environment that an earlier run has made there is used again.
    """
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    asked = [str(python), "-m", "pip", "install", "--quiet", requirement]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        print(f"{requirement}: pip could not install it: {done.stderr.strip()[-200:]}")
        return None
    return python


def command(python: Path, folder: Path, url: str, calls: int, concurrency: int) -> list[str]:
    """Writes its files, half as many cases as calls, and says how it is run."""
    (folder / "llmshift.yaml").write_text(
        "providers:\n"
        f"  first: {{type: openai, base_url: {url}/v1, requires_key: false}}\n"
        f"  second: {{type: openai, base_url: {url}/v1, requires_key: false}}\n"
    )
    question = "Is this a stub, and is number {} the one that was asked for?"
    cases = (
        json.dumps(
            {
                "id": f"case-{number}",
                "system": "You answer questions about stubs with yes or no.",
                "prompt": question.format(number),
                "checks": [{"type": "contains", "value": "Yes"}],
            }
        )
        for number in range(calls // 2)
    )
    (folder / "tests.jsonl").write_text("\n".join(cases) + "\n")
    return [
        *(str(python), "-m", "llmshift", "compare", "--tests", "tests.jsonl", "--no-cache"),
        *("--baseline-model", "first:stub", "--to", "second:stub"),
        *("--concurrency", str(concurrency)),
    ]
