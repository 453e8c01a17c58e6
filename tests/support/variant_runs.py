"""Whole runs with prompt variants, on recordings that answer each request as a test says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from run_builders import make_completion

from portcheck import pipeline
from portcheck.model.chat import Request
from portcheck.model.codec import completion_to_json
from portcheck.run.plan.build import build_plan

Answer = Callable[[str, Request], str]
"""Of a provider, to a request."""

PROVIDERS = """
portcheck: 1
providers:
  old: {vendor: openai, dialect: recorded, file: old.jsonl}
  new: {vendor: mistral, dialect: recorded, file: new.jsonl}
"""


def suite_text(cases: int, variants: str = "", *, first: int = 0, more: str = "") -> str:
    """A suite of so many cases, each of which has its own right answer."""
    lines = [
        f'      - {{id: c{i}, vars: {{n: "{i}"}}, checks: [{{equals: "w{i}"}}]}}'
        for i in range(first, first + cases)
    ]
    listed = f"    variants: {variants}\n" if variants else ""
    return (
        "portcheck: 1\nsuite: words\nworkloads:\n  w:\n    runs_on: old\n"
        '    prompt: {system: "Say the word.", user: "word {{ n }}"}\n'
        f"{listed}{more}    cases:\n" + "\n".join(lines) + "\n"
    )


def number(request: Request) -> int:
    """Of the case of `suite_text` that is asked."""
    return int(request.messages[-1].text.split()[1])


def right(request: Request) -> str:
    """The right answer to it."""
    return f"w{number(request)}"


def recorded(folder: Path, text: str, answer: Answer, *, providers: str = PROVIDERS) -> Path:
    """Writes a suite, and the recordings that a run of it needs: the path of the suite."""
    folder.mkdir(parents=True, exist_ok=True)
    suite, entries = folder / "suite.yaml", folder / "providers.yaml"
    suite.write_text(text)
    entries.write_text(providers)
    loaded = pipeline.load(suite, entries)
    plan = build_plan(loaded.suite, loaded.providers, baseline="old")
    for spec in plan.providers:
        lines = [
            json.dumps(
                {
                    "hash": trial.request_hash,
                    "ordinal": trial.ordinal,
                    "recorded_at": "2026-11-28T10:00:00Z",
                    "completion": completion_to_json(
                        make_completion(answer(spec.id, plan.case(trial).request))
                    ),
                }
            )
            for trial in plan.trials
            if trial.provider == spec.id
        ]
        (folder / f"{spec.id}.jsonl").write_text("\n".join(lines) + "\n")
    return suite
