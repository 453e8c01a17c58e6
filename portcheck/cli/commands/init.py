"""`portcheck init`: create a commented suite with its files, or a nightly job."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from portcheck.cli.help import Command


def init(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="DIR",
            help="Folder to write to. Default: this one; with a file, a folder with its name.",
        ),
    ] = None,
    from_log: Annotated[
        Path | None,
        typer.Option("--from-log", metavar="FILE", help="Log of your traffic, or a folder."),
    ] = None,
    from_table: Annotated[
        Path | None,
        typer.Option("--from-table", metavar="FILE", help="Questions, as CSV or JSON Lines."),
    ] = None,
    from_promptfoo: Annotated[
        Path | None,
        typer.Option("--from-promptfoo", metavar="FILE", help="Configuration of promptfoo."),
    ] = None,
    prompt: Annotated[
        str | None, typer.Option(metavar="FIELD", help="The table's column of questions.")
    ] = None,
    expected: Annotated[
        str | None, typer.Option(metavar="FIELD", help="The table's column of right answers.")
    ] = None,
    ci: Annotated[
        Literal["github", "gitlab"] | None,
        typer.Option(
            "--ci",
            metavar="NAME",
            help="Write the files of a nightly job instead: github or gitlab.",
        ),
    ] = None,
) -> None:
    """Create a suite with its files, or a nightly job.

    On a terminal it asks what you have: a log, a table, a promptfoo configuration, or nothing,
    which starts with an example. Never overwrites a file.

    \b
    Examples: portcheck init my-suite
              portcheck init --from-log log.jsonl
              portcheck init --ci github
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.flow.init.questions import asked, named, start_from
    from portcheck.cli.output import Output
    from portcheck.cli.showroom.nightly_job import WORKFLOW, ci_files
    from portcheck.cli.showroom.shipped_files import suites
    from portcheck.config.load import load_providers
    from portcheck.errors import UsageError
    from portcheck.run.foreign.new_folder import require_no_run
    from portcheck.run.store.durable_files import write_file
    from portcheck.shell_words import file_word

    if folder is not None and folder.is_file():
        raise UsageError(
            f"{folder} is a file, but DIR must be a folder to write to",
            hint=f"make a suite from a log with portcheck init --from-log "
            f"{file_word(folder)}, from other files with --from-table or "
            f"--from-promptfoo",
        )
    source = named(from_log, from_table, from_promptfoo)
    if (source or prompt or expected) and ci:
        raise UsageError("--ci writes a job, not a suite", hint="run init twice")
    if source is None and not ci and Output().interactive:
        source = asked()
    if (prompt or expected) and (source is None or source.what != "table"):
        raise UsageError(
            "--prompt and --expected need --from-table: they name columns of a table",
            hint="add --from-table",
        )
    if source is not None and source.what != "nothing":
        live = load_providers(suites() / "starter" / "providers.yaml")
        start_from(source, folder, live, prompt=prompt, expected=expected)
        return
    folder = folder or Path()
    elsewhere = "name another folder: portcheck init NEW_FOLDER"
    require_no_run(folder, elsewhere)
    files = ci_files(ci, folder) if ci else _starter()
    present = [name for name in files if (folder / name).exists()]
    if present:
        hint = "move it away" if ci else elsewhere
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
    """Path to content of each file of the starter suite."""
    from portcheck.cli.showroom.shipped_files import suites

    source = suites() / "starter"
    files = sorted(path for path in source.rglob("*") if path.is_file())
    return {path.relative_to(source): path.read_bytes() for path in files}


def _next_commands(folder: Path, environment: set[str]) -> list[str]:
    """The next commands: two on recorded answers, and a live one if the environment has a key."""
    from portcheck.cli.next_command import for_suite
    from portcheck.config.load import load_providers

    today = ("run", folder, "--baseline", "today", "--candidate")
    keyed = [spec for spec in load_providers(folder / "providers.yaml") if spec.api_key_env]
    ready = next((spec for spec in keyed if spec.api_key_env in environment), None)
    lines = [
        "Next, on recorded answers:",
        f"  {for_suite(*today, 'other-wire')}",
        f"  {for_suite(*today, 'other-model')}",
    ]
    if ready is not None:
        lines += [
            f"Then live, with the key in {ready.api_key_env} ({ready.model}):",
            f"  {for_suite(*today, ready.id, '--yes')}",
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
    """Add the command."""
    app.command(cls=Command)(init)
