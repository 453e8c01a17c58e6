"""`portcheck init`: a commented suite, providers and a table to start from, or a nightly job."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from portcheck.cli.help import Command


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder to write to. Default: this one.")
    ] = Path(),
    ci: Annotated[
        Literal["github", "gitlab"] | None,
        typer.Option(
            "--ci",
            metavar="NAME",
            help="Write the files of a nightly job instead: github or gitlab.",
        ),
    ] = None,
) -> None:
    """Create a suite with its files, or a job for every night.

    Existing files are never overwritten. The commands that it prints work without changes.

    \b
    Examples: portcheck init my-suite
              portcheck init --ci github
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.output import Output
    from portcheck.cli.showroom.ci_files import WORKFLOW, ci_files
    from portcheck.errors import UsageError
    from portcheck.run.store.durable_files import write_file

    files = ci_files(ci, folder) if ci else _starter()
    present = [name for name in files if (folder / name).exists()]
    if present:
        hint = "move it away" if ci else "name another folder: portcheck init NEW_FOLDER"
        raise UsageError(f"{folder / present[0]} exists already; nothing was written", hint=hint)
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_file(folder / name, content)
        if name.suffix == ".sh":
            (folder / name).chmod(0o755)
    output = Output()
    output.note("".join(f"wrote {folder / name}\n" for name in files).rstrip())
    if ci:
        output.guide(f"Next: read {folder / WORKFLOW[ci]}, set its limits, and commit these files.")
        return
    output.guide("\n".join(_next_commands(folder, set(os.environ))))


def _starter() -> Mapping[Path, bytes]:
    """Path to content of the files to start from."""
    from portcheck.cli.showroom.shipped_files import suites

    source = suites() / "starter"
    files = sorted(path for path in source.rglob("*") if path.is_file())
    return {path.relative_to(source): path.read_bytes() for path in files}


def _next_commands(folder: Path, environment: set[str]) -> list[str]:
    """Three commands: recorded, recorded, and live with a key that is at hand."""
    from portcheck.config.load import load_providers

    suite = shlex.quote(str(folder / "suite.yaml"))
    keyed = [spec for spec in load_providers(folder / "providers.yaml") if spec.api_key_env]
    ready = next((spec for spec in keyed if spec.api_key_env in environment), None)
    lines = [
        "Next, on recorded answers:",
        f"  portcheck run {suite} --baseline today --candidate other-wire",
        f"  portcheck run {suite} --baseline today --candidate other-model",
    ]
    if ready is not None:
        lines += [
            f"Then live, with the key in {ready.api_key_env} ({ready.model}):",
            f"  portcheck run {suite} --baseline today --candidate {ready.id} --yes",
        ]
    else:
        names = ", ".join(str(spec.api_key_env) for spec in keyed)
        lines += [
            "Then live, with one of these in the environment:",
            f"  {names}",
            "Until then, read the answers:",
            "  portcheck show latest --flips",
        ]
    return lines


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(cls=Command)(init)
