"""`portcheck import answers`: a file of answers to a suite that can be run."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer


def answers(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON Lines: one answer a line.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="New folder for what is made.")],
    check: Annotated[
        list[str] | None,
        typer.Option(metavar="YAML", help="A check as in a suite; repeatable."),
    ] = None,
    case: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Tells cases apart. Default: the prompt.")
    ] = None,
    prompt: Annotated[str | None, typer.Option(metavar="FIELD", help="What was asked.")] = None,
    answer: Annotated[str | None, typer.Option(metavar="FIELD", help="What came back.")] = None,
    provider: Annotated[str | None, typer.Option(metavar="FIELD", help="Who answered.")] = None,
    system: Annotated[str | None, typer.Option(metavar="FIELD", help="System prompt.")] = None,
    group: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Cases that share it count once. Default: none."),
    ] = None,
    vendor: Annotated[str | None, typer.Option(metavar="FIELD", help="The company.")] = None,
    error: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Set where the call failed.")
    ] = None,
    finish: Annotated[str | None, typer.Option(metavar="FIELD", help="Finish reason.")] = None,
    latency_ms: Annotated[str | None, typer.Option(metavar="FIELD", help="Milliseconds.")] = None,
    latency_s: Annotated[str | None, typer.Option(metavar="FIELD", help="Seconds.")] = None,
    input_tokens: Annotated[str | None, typer.Option(metavar="FIELD", help="Tokens in.")] = None,
    output_tokens: Annotated[str | None, typer.Option(metavar="FIELD", help="Tokens out.")] = None,
    date: Annotated[str | None, typer.Option(metavar="FIELD", help="When it was answered.")] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(metavar="FIELD", help="Keep it for checks: {{ row.FIELD }}; repeatable."),
    ] = None,
    workload: Annotated[
        str, typer.Option(metavar="ID", help="Name of the workload. Default: the file's name.")
    ] = "",
    margin: Annotated[
        float | None, typer.Option(metavar="M", help="Margin of all score gates. Default: 0.05.")
    ] = None,
    floor: Annotated[
        float | None, typer.Option(metavar="F", help="Floor of all score gates. Default: 0.5.")
    ] = None,
) -> None:
    """Turn answers that exist already into a suite, providers and recordings.

    Fields that no option names are found by their usual names (prompt, question, model, text,
    answer, response, ...); what was taken is printed. Lines with an error become missing pairs.

    \b
    Example: portcheck import answers answers.jsonl --out imported --check 'contains: Paris'
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.output import Output
    from portcheck.config.reading.writing import inline
    from portcheck.run.answers.import_answers import ImportSettings, describe_fields, import_answers

    named = {
        "case": case,
        "prompt": prompt,
        "answer": answer,
        "provider": provider,
        "system": system,
        "group": group,
        "vendor": vendor,
        "error": error,
        "finish": finish,
        "latency_ms": latency_ms,
        "latency_s": latency_s,
        "input_tokens": input_tokens,
        "output_tokens": output_tokens,
        "date": date,
    }
    settings = ImportSettings(
        fields={name: path for name, path in named.items() if path is not None},
        keep=tuple(keep or ()),
        checks=tuple(inline(text, "--check") for text in check or ()),
        workload=workload,
        margin=margin,
        floor=floor,
    )
    made = import_answers(file, out, settings)
    output = Output()
    output.note(f"fields: {', '.join(describe_fields(made.fields))}")
    for name, count in made.providers.items():
        failed = made.failures[name]
        output.note(f"{name}: {count} answers" + (f", {failed} of them missing" if failed else ""))
    if made.repeats > 1:
        output.note(
            f"some case was answered {made.repeats} times by one provider: every case has "
            f"{made.repeats} repeats, and answers that the file lacks count as missing"
        )
    first, suite = next(iter(made.providers)), shlex.quote(str(out / "suite.yaml"))
    output.guide(
        f"{made.cases} cases in {out}\nportcheck run {suite} --baseline {shlex.quote(first)}"
    )


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(answers)
