"""Format a scan for a terminal: uses, their end dates, and those without an exit plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from portcheck.model.exposure.scan_finding import Place
from portcheck.model.exposure.scan_report import ModelUse, NamedUse, ScanReport, Uncovered
from portcheck.model.numbers import count, listing, number
from portcheck.reports.terminal.console import Page

_ROWS = 40
_PLACES = 1
_STYLES = {"retired": "bold red", "retires": "yellow", "deprecated": "yellow", "no date": "dim"}


def render_scan(page: Page, found: ScanReport) -> str:
    """The page with its tables, each sorted with the worst first."""
    return page.render(_parts(page, found))


def _parts(page: Page, found: ScanReport) -> Iterator[RenderableType]:
    yield from _head(page, found)
    yield from _vendors(page, found)
    yield from _models(page, found)
    yield from _lock_ins(page, found)
    yield from _keys(page, found)
    yield from _named(page, "Gateways", found.gateways)
    yield from _named(page, "Addresses", found.hosts)
    yield from _named(page, "Infrastructure", found.infrastructure)
    yield from _uncovered(page, found)


def _head(page: Page, found: ScanReport) -> Iterator[RenderableType]:
    yield page.line(f"Scan of {found.folder}, as of {found.as_of}", "bold")
    read = found.read
    words = f"{count(read.files, 'file')}, {count(read.lines, 'line')}."
    if read.skipped:
        parts = (
            f"{reason}: {number(many)} ({listing(read.examples.get(reason, ()), 2)})"
            for reason, many in read.skipped.items()
        )
        words += f" Not read: {'; '.join(parts)}."
    yield page.prose(page.text(words))


def _vendors(page: Page, found: ScanReport) -> Iterator[RenderableType]:
    if not found.vendors:
        yield Text("")
        yield page.prose(page.text("No use of an LLM vendor was found in code or configuration."))
        return
    table = _table(page, "Vendor", "Packages", "Models", "Places", "First")
    versions = {sdk.package: sdk for sdk in found.sdks}
    for one in found.vendors[:_ROWS]:
        packages = []
        for name in one.packages:
            sdk = versions.get(name)
            stated = f" {sdk.versions[-1]}" if sdk and sdk.versions else ""
            packages.append(f"{name}{stated}{' (locked)' if sdk and sdk.locked else ''}")
        table.add_row(
            page.line(one.vendor, "bold"),
            page.line(listing(packages, 4) or "-"),
            page.line(str(one.models)),
            page.line(number(len(one.places))),
            page.line(_place(one.places[0])),
        )
    yield Text("")
    yield from page.listed(table)


def _models(page: Page, found: ScanReport) -> Iterator[RenderableType]:
    used = [one for one in found.models if one.places]
    if used:
        table = _table(page, "Model", "Served by", "Ends", "Covered by", "Where")
        for one in used[:_ROWS]:
            table.add_row(
                page.line(one.model),
                page.line(one.service or "not stated"),
                page.line(_ends(one), _STYLES[one.status]),
                page.line(listing(one.covered_by, 2) or "nothing"),
                page.line(_where(one.places)),
            )
        yield Text("")
        yield from page.listed(table)
        yield from _rest(page, len(used))
    others = [one for one in found.models if not one.places]
    if others:
        contexts: dict[str, int] = {}
        for one in found.models:
            for place in one.elsewhere:
                contexts[place.context] = contexts.get(place.context, 0) + 1
        said = ", ".join(f"{number(many)} in {name}" for name, many in sorted(contexts.items()))
        words = (
            f"{count(len(others), 'more model')} named, but not used: "
            f"{listing([one.model for one in others], 6)}. Mentions outside of code: {said}."
        )
        yield page.prose(page.text(words, "dim"))


def _ends(one: ModelUse) -> str:
    then = f", then {one.replacement}" if one.replacement else ""
    if one.status == "retired":
        return f"retired {one.retires}{then}"
    if one.status == "retires":
        return f"{one.retires}, in {count(one.days_left or 0, 'day')}{then}"
    return f"deprecated {one.deprecated}{then}" if one.status == "deprecated" else "no date known"


def _lock_ins(page: Page, found: ScanReport) -> Iterator[RenderableType]:
    if not found.lock_ins:
        return
    table = _table(page, "Stays with the vendor", "Vendor", "What to do instead", "Where")
    for one in found.lock_ins[:_ROWS]:
        table.add_row(
            page.line(one.title),
            page.line(one.vendor or "not stated"),
            page.line(one.instead),
            page.line(_where(one.places)),
        )
    yield Text("")
    yield from page.listed(table)
    yield from _rest(page, len(found.lock_ins))


def _keys(page: Page, found: ScanReport) -> Iterator[RenderableType]:
    if found.secrets:
        yield Text("")
        words = (
            f"{count(len(found.secrets), 'key')} in files: replace them, and remove them "
            "from the files."
        )
        yield page.line(words, "bold red")
        for one in found.secrets[:_ROWS]:
            yield page.bullet(f"{one.name}, {one.vendor or 'vendor unknown'}: {_where(one.places)}")
        yield from _rest(page, len(found.secrets))
    yield from _named(page, "Variables", found.variables)


def _named(page: Page, title: str, uses: Sequence[NamedUse]) -> Iterator[RenderableType]:
    if not uses:
        return
    table = _table(page, title, "Vendor", "Where")
    for one in uses[:_ROWS]:
        vendor = one.vendor or one.service or "-"
        table.add_row(page.line(one.name), page.line(vendor), page.line(_where(one.places)))
    yield Text("")
    yield from page.listed(table)
    yield from _rest(page, len(uses))


def _uncovered(page: Page, found: ScanReport) -> Iterator[RenderableType]:
    yield Text("")
    if not found.workloads:
        words = "No suite was named, so nothing is covered: name your suites with --suite FILE."
        yield page.prose(page.text(words))
    unstated = [one.name for one in found.workloads if not one.provider]
    if unstated:
        words = f"Not compared with the code, because they have no runs_on: {listing(unstated)}."
        yield page.prose(page.text(words))
    unseen = [one.name for one in found.workloads if one.provider and not one.seen]
    if unseen:
        yield page.prose(page.text(f"No file names the model of: {listing(unseen)}."))
    if not found.uncovered:
        if found.vendors:
            yield page.line("Everything that is used has a workload.", "bold green")
        return
    yield page.line(f"No exit plan: {_summary(found.uncovered)}", "bold yellow")
    for gap in [one for one in found.uncovered if one.kind != "lock_in"][:_ROWS]:
        vendor = f" ({gap.vendor})" if gap.vendor and gap.vendor != gap.name else ""
        yield page.bullet(f"{gap.name}{vendor}: {gap.why}. {_where(gap.places)}")


def _summary(gaps: Sequence[Uncovered]) -> str:
    kinds = [gap.kind for gap in gaps]
    parts = [
        count(kinds.count("model"), "model"),
        count(kinds.count("vendor"), "vendor"),
        f"{count(kinds.count('lock_in'), 'thing')} that only one vendor has",
    ]
    return ", ".join(part for part in parts if not part.startswith("0 "))


def _table(page: Page, *heads: str) -> Table:
    table = Table(box=page.head_line(), show_edge=False, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def _rest(page: Page, many: int) -> Iterator[RenderableType]:
    if many > _ROWS:
        yield page.line(f"{number(many - _ROWS)} more: --json shows all", "dim")


def _place(place: Place) -> str:
    mark = "" if place.context == "code" else f" ({place.context})"
    return f"{place.file}:{place.line}{mark}"


def _where(places: Sequence[Place]) -> str:
    ordered = sorted(places, key=lambda one: one.context != "code")
    shown = ", ".join(_place(one) for one in ordered[:_PLACES])
    return shown + (f" and {number(len(places) - _PLACES)} more" if len(places) > _PLACES else "")
