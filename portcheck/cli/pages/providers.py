"""Format the output of `portcheck providers`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import UNSET
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from portcheck.cli.output import Output
from portcheck.error_classes import Failure
from portcheck.model.numbers import count, seconds
from portcheck.model.visible_text import one_line
from portcheck.providers.probe.probes import ProbeResult
from portcheck.reports.terminal.console import Page
from portcheck.run.providers.check import CheckResult
from portcheck.run.providers.list import Entry
from portcheck.run.providers.probe import ProbeReport

_STYLES = {
    "ok": "green",
    "recorded": "green",
    "fake": "yellow",
    "obeyed": "green",
    "accepted": "green",
    "failed": "bold red",
    "rejected": "red",
    "ignored": "bold yellow",
    "not sent": "yellow",
    "unclear": "dim",
}


def page_of(output: Output) -> Page:
    """Make a page for this output."""
    return Page(width=output.width, color=output.color, ascii=output.ascii)


# --- list ----------------------------------------------------------------------------------------


def list_page(entries: Sequence[Entry], output: Output) -> str:
    """The page with a block for each provider."""
    page = page_of(output)
    return page.render(part for entry in entries for part in _entry(page, entry))


def _entry(page: Page, entry: Entry) -> Iterator[RenderableType]:
    model = f" ({entry.model})" if entry.model else ""
    yield page.prose(page.line(f"{entry.id}{model}", "bold"))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(min_width=12)
    grid.add_column(overflow="fold")
    for label, words in _facts(entry):
        if words:
            grid.add_row(Text(f"  {label}"), page.line(words, limit=2000))
    yield grid
    yield Text("")


def _facts(entry: Entry) -> Iterator[tuple[str, str]]:
    preset = f", preset {entry.preset}" if entry.preset else ""
    yield "vendor", f"{entry.vendor}, dialect {entry.dialect}{preset}"
    if entry.file is not None:
        yield "recording", entry.file
        return
    yield "host", entry.host + (", streaming" if entry.stream else "")
    yield "key", _key(entry)
    yield "guardrail", entry.guardrail or ""
    yield "role", "moderator: it judges texts of other providers" if entry.moderator else ""
    yield "limits", _limits(entry)
    yield "price", _price(entry)
    yield "retires", f"{entry.retires} ({entry.retires_source})" if entry.retires else "not known"
    if entry.moderator:
        yield "options", ", ".join(f"{name}: {value}" for name, value in entry.options.items())
        return
    yield "takes", _joined(entry.supported, entry.efforts)
    yield "rejects", _joined(entry.unsupported)
    yield "not known", _joined(entry.unknown)
    yield "at most", ", ".join(f"{_word(name)} {value:,}" for name, value in entry.bounds.items())
    yield "options", ", ".join(f"{name}: {value}" for name, value in entry.options.items())


def _key(entry: Entry) -> str:
    if entry.key_variable is None:
        return f"token from {entry.token_from}" if entry.token_from else "none"
    return f"{entry.key_variable}, {'set' if entry.key_set else 'not set'}"


def _limits(entry: Entry) -> str:
    limits = entry.limits
    found = (
        (limits.concurrency, "in flight"),
        (limits.requests_per_minute, "requests a minute"),
        (limits.tokens_per_minute, "tokens a minute"),
    )
    return ", ".join(f"{number:g} {words}" for number, words in found if number is not None)


def _price(entry: Entry) -> str:
    price = entry.price
    if price is None:
        return "not known"
    named = () if price.tiers is UNSET else map(one_line, price.tiers)
    tiers = f"; others for {', '.join(named)}" if price.tiers is not UNSET else ""
    return (
        f"{price.input:g} in, {price.output:g} out, USD per million tokens{tiers} "
        f"({entry.price_source})"
    )


def _joined(names: Iterable[str], efforts: Sequence[str] = ()) -> str:
    words = [_word(name) for name in names]
    if efforts:
        words = [f"effort ({', '.join(efforts)})" if word == "effort" else word for word in words]
    return ", ".join(words)


def _word(name: str) -> str:
    return name.removesuffix("_max").removeprefix("max_").replace("_", " ")


# --- check ---------------------------------------------------------------------------------------


def check_page(results: Sequence[CheckResult], output: Output) -> str:
    """The page with a line for each provider, followed by errors and hints."""
    page = page_of(output)
    table = Table(box=page.head_line(), show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("provider", "result", "reachable", "key", "model", "served"):
        table.add_column(name, overflow="fold")
    for name in ("latency", "first token"):
        table.add_column(name, justify="right")
    for result in results:
        word = _outcome(result)
        table.add_row(
            page.line(result.provider),
            Text(word, style=_STYLES.get(word, "")),
            *(Text(_truth(v)) for v in (result.reachable, result.key_valid, result.model_exists)),
            page.line(result.served_model or "-"),
            Text(_seconds(result.latency_s)),
            Text(_seconds(result.first_token_s)),
        )
    failed = [result for result in results if result.error is not None]
    parts: list[RenderableType] = [*page.listed(table)]
    parts += [Text("")] if failed else []
    parts += [page.bullet(f"{r.provider}: {_why(r.error)}") for r in failed if r.error is not None]
    asked = sum(result.asked for result in results)
    good = sum(result.ok for result in results)
    words = f"{good} of {len(results)} good; {count(asked, 'call')} made."
    return page.render((*parts, Text(""), page.prose(Text(words))))


def _outcome(result: CheckResult) -> str:
    if not result.ok:
        return "failed"
    return result.stands_in or "ok"


def _truth(value: bool | None) -> str:
    return {True: "yes", False: "no", None: "-"}[value]


def _seconds(value: float | None) -> str:
    return "-" if value is None else seconds(value)


def _why(failure: Failure) -> str:
    hint = f" ({failure.hint})" if failure.hint else ""
    return f"{failure.error_class}: {failure.message}{hint}"


# --- probe ---------------------------------------------------------------------------------------


def probe_page(report: ProbeReport, output: Output) -> str:
    """The page with a line for each capability, differences from the table, and number of calls."""
    page = page_of(output)
    served = f", served by {report.served_model}" if report.served_model else ""
    parts: list[RenderableType] = [
        page.prose(page.line(f"{report.provider} ({report.model or 'no model'}){served}", "bold")),
        Text(""),
    ]
    if report.error is not None:
        parts.append(page.bullet(f"it did not answer the plain question: {_why(report.error)}"))
    else:
        parts += [
            *page.listed(_measurements(page, report.results)),
            Text(""),
            *_contradictions(page, report),
        ]
    calls = f"{count(report.calls, 'call')} made."
    return page.render((*parts, Text(""), page.prose(Text(calls))))


def _measurements(page: Page, results: Sequence[ProbeResult]) -> Table:
    table = Table(box=page.head_line(), show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("capability", "measured", "table"):
        table.add_column(name, no_wrap=True)
    table.add_column("why", overflow="fold")
    for result in results:
        table.add_row(
            Text(_named(result)),
            Text(_said(result), style=_STYLES.get(result.measured, "")),
            Text(f"{result.table}{' !' if result.differs else ''}"),
            page.line(result.detail, limit=300),
        )
    return table


def _named(result: ProbeResult) -> str:
    name = result.capability.replace("_", " ")
    return f"{name} {result.value}".rstrip()


def _said(result: ProbeResult) -> str:
    accepted = result.measured in {"obeyed", "ignored"}
    return f"accepted, {result.measured}" if accepted else result.measured


def _contradictions(page: Page, report: ProbeReport) -> Iterator[RenderableType]:
    differing = [result for result in report.results if result.differs]
    if not differing:
        yield page.prose(Text("Every measurement agrees with the table."))
        return
    yield page.prose(Text("Differs from the table", style="bold"))
    for result in differing:
        words = f"{_named(result)}: the table says {result.table}, measured {_said(result)}"
        yield page.bullet(f"{words}: {result.detail}")
