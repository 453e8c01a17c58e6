"""`portcheck import answers`: make a runnable suite from a file of answers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from portcheck.cli.finite import finite
from portcheck.cli.help import Command


def answers(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="JSON Lines or CSV.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="New folder to write to.")],
    check: Annotated[
        list[str] | None,
        typer.Option(metavar="YAML", help="Check to add, written as in a suite; repeatable."),
    ] = None,
    case: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Field that identifies the case. Default: the prompt."),
    ] = None,
    prompt: Annotated[str | None, typer.Option(metavar="FIELD", help="Prompt.")] = None,
    answer: Annotated[str | None, typer.Option(metavar="FIELD", help="Answer.")] = None,
    answer_columns: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD",
            help="Column with one provider's answers; repeatable, one per provider.",
        ),
    ] = None,
    provider: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Provider that gave the answers.")
    ] = None,
    system: Annotated[str | None, typer.Option(metavar="FIELD", help="System prompt.")] = None,
    group: Annotated[
        str | None,
        typer.Option(metavar="FIELD", help="Cases with the same value count once. Default: none."),
    ] = None,
    vendor: Annotated[str | None, typer.Option(metavar="FIELD", help="Vendor.")] = None,
    error: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Field with the error of a failed call.")
    ] = None,
    refusal: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Field with the refusal, if it has its own.")
    ] = None,
    finish: Annotated[str | None, typer.Option(metavar="FIELD", help="Finish reason.")] = None,
    latency_ms: Annotated[str | None, typer.Option(metavar="FIELD", help="Latency in ms.")] = None,
    latency_s: Annotated[str | None, typer.Option(metavar="FIELD", help="Latency in s.")] = None,
    input_tokens: Annotated[str | None, typer.Option(metavar="FIELD", help="Input tokens.")] = None,
    output_tokens: Annotated[
        str | None, typer.Option(metavar="FIELD", help="Output tokens.")
    ] = None,
    date: Annotated[str | None, typer.Option(metavar="FIELD", help="Date of the answer.")] = None,
    reasoning_tag: Annotated[
        list[str] | None,
        typer.Option(metavar="TAG", help="Tag around reasoning besides <think>; repeatable."),
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD", help="Field to keep for checks as {{ row.FIELD }}; repeatable."
        ),
    ] = None,
    workload: Annotated[
        str, typer.Option(metavar="ID", help="Name of the workload. Default: the file's name.")
    ] = "",
    margin: Annotated[
        float | None,
        typer.Option(
            metavar="N", callback=finite, help="Margin of all score gates. Default: 0.05."
        ),
    ] = None,
    floor: Annotated[
        float | None,
        typer.Option(metavar="N", callback=finite, help="Floor of all score gates. Default: 0.5."),
    ] = None,
) -> None:
    """Make a suite and recordings from a file of answers.

    Options name the fields of a row. The import finds other fields by their usual names (prompt,
    question, model, text, answer, response, ...), or by their content if a row has the answers of
    several providers, and prints the fields in use. Blocked and refused answers are answers; rows
    with another error become missing pairs.

    \b
    Example: portcheck import answers log.jsonl --out made --keep a --check 'equals: "{{ row.a }}"'
    """  # noqa: D301 - \b keeps the example on its own line
    from portcheck.cli.next_command import for_suite
    from portcheck.cli.output import Output
    from portcheck.config.reading.yaml_loader import parse_inline
    from portcheck.model.numbers import count
    from portcheck.run.answers.import_answers import ImportOptions, import_answers

    named = {
        "case": case,
        "prompt": prompt,
        "answer": answer,
        "provider": provider,
        "system": system,
        "group": group,
        "vendor": vendor,
        "error": error,
        "refusal": refusal,
        "finish": finish,
        "latency_ms": latency_ms,
        "latency_s": latency_s,
        "input_tokens": input_tokens,
        "output_tokens": output_tokens,
        "date": date,
    }
    settings = ImportOptions(
        fields={name: path for name, path in named.items() if path is not None},
        answer_columns=tuple(answer_columns or ()),
        reasoning_tags=tuple(reasoning_tag or ()),
        keep=tuple(keep or ()),
        checks=tuple(parse_inline(text, "--check") for text in check or ()),
        workload=workload,
        margin=margin,
        floor=floor,
    )
    made = import_answers(file, out, settings)
    output = Output()
    output.note(f"fields: {', '.join(made.fields.describe())}")
    for name, answered in made.providers.items():
        failed = made.failures[name]
        output.note(
            f"{name}: {count(answered, 'answer')}"
            + (f", {failed} of them missing" if failed else "")
        )
    if made.repeated:
        output.note(
            f"repeats: {count(made.repeated, 'case')} with more than one answer from a provider, "
            f"at most {made.repeats}"
        )
    if made.lacking:
        output.note(f"missing: {count(made.lacking, 'answer')} that only other providers have")
    for sentence in made.weaknesses:
        output.note(f"warning: {sentence}")
    next_ = for_suite("run", out, "--baseline", next(iter(made.providers)))
    output.guide(f"{count(made.cases, 'case')} in {out}\n{next_}")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(cls=Command)(answers)
