"""`portcheck providers`: list providers, check that they answer, and measure their settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli import options
from portcheck.cli.help import Command
from portcheck.cli.output import Output
from portcheck.errors import UsageError
from portcheck.model.numbers import listing
from portcheck.model.suite import ProviderSpec

ProvidersFile = Annotated[
    Path | None,
    typer.Option(
        "--providers",
        metavar="FILE",
        help="Providers file. Default: providers.yaml in this folder, then the one beside a suite "
        "below it.",
    ),
]

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="List, check and probe providers.",
)


def _specs(given: Path | None, output: Output) -> tuple[ProviderSpec, ...]:
    from portcheck.config.load import load_providers

    if given is not None or options.DEFAULT_PROVIDERS.is_file():
        return load_providers(given or options.DEFAULT_PROVIDERS)
    found = options.providers_below()
    if len(found) != 1:
        there = f"there are {listing([str(file) for file in found])}: " if found else ""
        raise UsageError(
            "there is no providers.yaml in this folder"
            + (", but several beside suites below it" if found else " or beside a suite below it"),
            hint=f"{there}name one with --providers FILE",
        )
    output.note(f"providers of {found[0]}")
    return load_providers(found[0])


@app.command(name="list", cls=Command)
def list_(providers: ProvidersFile = None, json_: options.Json = False) -> int:
    """List providers and what is known about them.

    Makes no calls. Never shows a key, only the name of its variable and if it is set.

    \b
    Example: portcheck providers list --providers providers.yaml
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.pages.providers import list_page
    from portcheck.errors import ExitCode
    from portcheck.model.codec import encode
    from portcheck.run.providers.list import entry

    output = Output()
    entries = [entry(spec, os.environ) for spec in _specs(providers, output)]
    if json_:
        output.json({"providers": encode(entries)})
    else:
        output.result(list_page(entries, output))
    return ExitCode.OK


@app.command(cls=Command)
def check(
    providers: ProvidersFile = None,
    provider: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this provider; repeatable. Default: all."),
    ] = None,
    yes: options.Yes = False,
    json_: options.Json = False,
) -> int:
    """Ask every provider one small question.

    The exit code is 0, or 4 if one of them does not answer. Asks before it calls a host other than
    this machine, unless you pass --yes.

    \b
    Example: portcheck providers check --yes
    """  # noqa: D301 - \b keeps the example on its own line
    import asyncio

    from portcheck.cli.flow.confirm import agree_on_hosts
    from portcheck.cli.pages.providers import check_page
    from portcheck.errors import ExitCode
    from portcheck.model.codec import encode
    from portcheck.run.moderation.moderators import moderators
    from portcheck.run.plan.preflight import specs_called
    from portcheck.run.providers.check import check_providers, may_be_asked

    output = Output()
    chosen = specs_called(_specs(providers, output), provider or ())
    asked = [(spec, 1) for spec in chosen if may_be_asked(spec, os.environ)]
    asked += [(one, 2) for one in moderators(chosen) if one not in chosen]
    agree_on_hosts(asked, output, yes=yes)
    results = asyncio.run(check_providers(chosen, os.environ))
    if json_:
        output.json({"providers": encode(results)})
    else:
        output.result(check_page(results, output))
    return ExitCode.OK if all(result.ok for result in results) else ExitCode.INCOMPLETE


@app.command(cls=Command)
def probe(
    name: Annotated[str, typer.Argument(metavar="ID", help="Provider to measure.")],
    providers: ProvidersFile = None,
    yes: options.Yes = False,
    json_: options.Json = False,
) -> int:
    """Measure which settings a provider accepts.

    Sends about 30 small questions, one after the other, and shows differences from the capability
    table. `lint` and later runs use the result. The exit code is 0, or 4 if the provider does not
    answer a plain question.

    \b
    Example: portcheck providers probe shop-floor --yes
    """  # noqa: D301 - \b keeps the example on its own line
    import asyncio

    from msgspec import UNSET
    from msgspec.structs import replace

    from portcheck.cli.flow.confirm import agree_on_hosts
    from portcheck.cli.flow.observed import observations_file
    from portcheck.cli.pages.providers import probe_page
    from portcheck.errors import ExitCode
    from portcheck.model.codec import encode
    from portcheck.run.history.observations import add
    from portcheck.run.moderation.moderators import require_model
    from portcheck.run.plan.preflight import is_live, specs_called
    from portcheck.run.providers.probe import planned_calls, probe_provider

    output = Output()
    (spec,) = specs_called(_specs(providers, output), [name])
    if not is_live(spec):
        raise UsageError(
            f"{name!r} is a recording and cannot be called",
            hint="name a live provider",
        )
    require_model(spec)
    # The accepted settings do not depend on the moderator.
    if spec.moderator is not UNSET:
        spec = replace(spec, guardrail=UNSET, moderator=UNSET)
    agree_on_hosts([(spec, planned_calls(spec))], output, yes=yes)
    report = asyncio.run(probe_provider(spec, os.environ))
    if warning := add(observations_file(), {name: report.observed}, (spec,)):
        output.note(f"warning: {warning}")
    if json_:
        output.json(encode(report))
    else:
        output.result(probe_page(report, output))
    return ExitCode.OK if report.error is None else ExitCode.INCOMPLETE


def register(parent: typer.Typer) -> None:
    """Add the group of commands."""
    parent.add_typer(app, name="providers")
