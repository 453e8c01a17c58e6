"""`portcheck import promptfoo` and others: make suites from those of other tools."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="New folder to write to.")]
Judge = Annotated[
    list[str] | None,
    typer.Option(
        metavar="MODEL",
        help="Model that judges free text, in promptfoo's notation; repeatable.",
    ),
]
Check = Annotated[
    list[str] | None,
    typer.Option(metavar="YAML", help="Check to add, written as in a suite; repeatable."),
]
Redact = Annotated[
    bool, typer.Option("--redact", help="Replace keys and passwords in prompts and answers.")
]


def promptfoo(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="promptfooconfig.yaml, or JSON.")],
    out: Out,
    judge: Judge = None,
    redact: Redact = False,
    json_: options.Json = False,
) -> None:
    """Make a suite and providers from promptfoo's configuration.

    Each prompt becomes a workload and each test a case. Lists parts without an equivalent, on the
    terminal and in not-imported.md. Executes no code, reads no file outside the folder, and copies
    no provider's key; it lists keys in prompts and variables, or replaces them with --redact.

    \b
    Example: portcheck import promptfoo promptfooconfig.yaml --out imported
    """  # noqa: D301 - \b keeps the example on its own line
    _import("promptfoo", [file], out, judge, None, redact=redact, as_json=json_)


def inspect(
    logs: Annotated[list[Path], typer.Argument(metavar="FILE", help="Logs, .eval or .json.")],
    out: Out,
    judge: Judge = None,
    redact: Redact = False,
    json_: options.Json = False,
) -> None:
    """Make a suite with recordings from Inspect logs.

    Each task becomes a workload, each sample a case, and the answers in each log a recording. You
    can compare logs of one task by two models without a call.

    \b
    Example: portcheck import inspect one.eval other.eval --out imported
    """  # noqa: D301 - \b keeps the example on its own line
    _import("inspect", logs, out, judge, None, redact=redact, as_json=json_)


def openai_evals(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE", help="Registry or eval, then samples, items or runs."),
    ],
    out: Out,
    judge: Judge = None,
    redact: Redact = False,
    json_: options.Json = False,
) -> None:
    """Make a suite from OpenAI evals: registry or API.

    The first file is a YAML file of the registry, or an eval as JSON. The files after it are JSON
    Lines of samples or items, or runs as JSON. Answers in them become recordings.

    \b
    Example: portcheck import openai-evals eval.json items.jsonl --out imported
    """  # noqa: D301 - \b keeps the example on its own line
    _import("openai-evals", files, out, judge, None, redact=redact, as_json=json_)


def deepeval(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Goldens or test cases: JSON or CSV.")
    ],
    out: Out,
    check: Check = None,
    judge: Judge = None,
    redact: Redact = False,
    json_: options.Json = False,
) -> None:
    """Make a suite from DeepEval goldens and test cases.

    Checks may use {{ row.expected }} and {{ row.context }}. Actual outputs become recordings, one
    per file.

    \b
    Example: portcheck import deepeval g.json --out made --check 'equals: "{{ row.expected }}"'
    """  # noqa: D301 - \b keeps the example on its own line
    _import("deepeval", files, out, judge, check, redact=redact, as_json=json_)


def braintrust(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Exports: JSON Lines, JSON or CSV.")
    ],
    out: Out,
    check: Check = None,
    judge: Judge = None,
    redact: Redact = False,
    json_: options.Json = False,
) -> None:
    """Make a suite from Braintrust datasets and experiments.

    Checks may use {{ row.expected }}. Outputs of experiments become recordings, one per model.

    \b
    Example: portcheck import braintrust e.jsonl --out made --check 'equals: "{{ row.expected }}"'
    """  # noqa: D301 - \b keeps the example on its own line
    _import("braintrust", files, out, judge, check, redact=redact, as_json=json_)


def _import(
    tool: str,
    files: Sequence[Path],
    out: Path,
    judges: list[str] | None,
    checks: list[str] | None,
    *,
    redact: bool,
    as_json: bool,
) -> None:
    from portcheck.cli.flow.foreign.importing import import_suite
    from portcheck.config.reading.yaml_loader import parse_inline
    from portcheck.run.foreign.importing import Options

    settings = Options(
        judges=tuple(judges or ()),
        checks=tuple(parse_inline(text, "--check") for text in checks or ()),
        redact=redact,
    )
    import_suite(tool, files, out, settings, as_json=as_json)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(cls=Command)(promptfoo)
    app.command(cls=Command)(inspect)
    app.command("openai-evals", cls=Command)(openai_evals)
    app.command(cls=Command)(deepeval)
    app.command(cls=Command)(braintrust)
