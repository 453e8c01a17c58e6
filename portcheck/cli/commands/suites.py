"""`portcheck suites`: list, show and copy the suites that ship with portcheck."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List, show and copy the suites that ship with portcheck.",
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="Suite, by its name in `suites list`.")]


@app.command(name="list", cls=Command)
def list_(json_: options.Json = False) -> int:
    """List the suites that ship, and what each can show.

    For each: what it measures, its cases and languages, and the smallest difference that every gate
    can detect. Makes no calls.

    \b
    Example: portcheck suites list
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.output import Output
    from portcheck.cli.showroom.shipped_suites import described, shipped_suites
    from portcheck.cli.showroom.suites_page import list_end, list_part
    from portcheck.errors import ExitCode
    from portcheck.model.codec import encode

    output = Output()
    found = map(described, shipped_suites())
    if json_:
        output.json({"suites": encode(list(found))})
        return ExitCode.OK
    for one in found:  # print each at once: a suite of long contexts takes seconds to read
        output.result(list_part(one, output))
    output.guide(list_end(output))
    return ExitCode.OK


@app.command(cls=Command)
def show(name: Name, json_: options.Json = False) -> int:
    """Show what each workload of a suite asks and can show.

    Includes the pass rates of two small models, if they were measured. Makes no calls.

    \b
    Example: portcheck suites show quickstart
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.output import Output
    from portcheck.cli.showroom.shipped_suites import described, shipped_suite
    from portcheck.cli.showroom.suites_page import suite_page
    from portcheck.errors import ExitCode
    from portcheck.model.codec import encode

    output = Output()
    found = described(shipped_suite(name))
    if json_:
        output.json(encode(found))
    else:
        output.guide(suite_page(found, output))
    return ExitCode.OK


@app.command(cls=Command)
def copy(
    name: Name,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to copy it to.")],
) -> int:
    """Copy a suite with its cases, to change it.

    Never overwrites a file. If the folder has no providers.yaml, it also writes one to start from.

    \b
    Example: portcheck suites copy quickstart my-suites
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.output import Output
    from portcheck.cli.showroom.shipped_suites import PROVIDERS, shipped_suite
    from portcheck.cli.showroom.shipped_suites import copy as copied
    from portcheck.errors import ExitCode
    from portcheck.shell_words import file_word

    output = Output()
    one = shipped_suite(name)
    written = copied(one, folder)
    output.note("\n".join(f"wrote {path}" for path in written))
    suite, providers = (file_word(folder / file) for file in (one.file.name, PROVIDERS))
    output.guide(
        f"Next: name your models in {providers}, then\n"
        f"  portcheck plan {suite} --providers {providers} --baseline ID --power"
    )
    return ExitCode.OK


def register(parent: typer.Typer) -> None:
    """Add the group of commands."""
    parent.add_typer(app, name="suites")
