"""Format the findings of lint as text, JSON and SARIF, for `lint` and `plan`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from portcheck import __version__
from portcheck.cli.output import Output
from portcheck.model.exposure.sarif import Level, Result, Rule, sarif_log
from portcheck.model.facts import Finding, SuiteFinding
from portcheck.model.numbers import count
from portcheck.model.run import Plan, SuitePlace
from portcheck.model.suite import ProviderSpec, Suite
from portcheck.model.visible_text import one_line
from portcheck.reports.terminal.console import Page
from portcheck.run.plan.lint import counts
from portcheck.run.plan.preflight import is_live

MOST_LINES = 12
"""Most findings that `plan` names."""
_STYLES = {"error": "bold red", "warning": "yellow", "info": "dim"}
_ORDER = ("error", "warning", "info")


def finding_json(found: SuiteFinding) -> dict[str, Any]:
    """One finding as JSON; fields are only ever added."""
    finding = found.finding
    return {
        "workload": found.workload,
        "provider": finding.provider,
        "severity": found.severity,
        "feature": finding.feature,
        "effect": finding.effect,
        "message": finding.message,
        "hint": finding.hint,
        "value": finding.value,
        "known": finding.known,
        "adapted": finding.adapted,
        "preference": finding.preference,
        "grade": finding.grade,
        "source": finding.source,
        "endpoint": finding.endpoint,
        "observed": finding.observed,
        "cases": found.cases,
        "first_case": found.first_case,
    }


_RULES = (
    Rule(
        id="lint-rejected",
        words="A provider rejects something in a workload's requests",
        level="error",
    ),
    Rule(id="lint-dropped", words="A setting does not reach a provider", level="warning"),
    Rule(id="lint-changed", words="A provider treats a setting differently", level="warning"),
)
_LEVELS: Mapping[str, Level] = {"error": "error", "warning": "warning", "info": "note"}


def lint_sarif(places: Mapping[str, SuitePlace], found: Sequence[SuiteFinding]) -> dict[str, Any]:
    """The findings as SARIF, each at the place of its workload in the suite."""
    return sarif_log(
        __version__,
        _RULES,
        (_sarif_result(places.get(one.workload, SuitePlace(file="")), one) for one in found),
        root="The folder where lint was started.",
        more="use --json",
    )


def _sarif_result(place: SuitePlace, found: SuiteFinding) -> Result:
    finding = found.finding
    hint = f" Hint: {finding.hint}." if finding.hint else ""
    words = f"{finding.provider}: {_perhaps(finding)}{finding.message}, {_cases(found)}.{hint}"
    about = (found.workload, finding.provider, finding.feature, found.variant or "")
    return Result(
        rule=f"lint-{finding.effect}",
        level=_LEVELS[found.severity],
        words=one_line(words, 1000),
        file=place.file,
        line=place.line,
        column=place.column,
        name=one_line("/".join(part for part in about if part)),
        identity="\n".join(about),
    )


def unsupported(plan: Plan) -> list[tuple[str, str, tuple[str, ...]]]:
    """Workload, candidate and reasons of each unsupported pair, which is not asked."""
    return [(s.workload, s.candidate, s.reasons) for s in plan.support if not s.supported]


def not_asked(plan: Plan) -> list[str]:
    """A line for each unsupported pair, which is judged without a call."""
    return [
        one_line(f"{candidate} is not called for {workload}: {'; '.join(reasons)}", 2000)
        for workload, candidate, reasons in unsupported(plan)
    ]


def seen_before(plan: Plan) -> list[str]:
    """A line for each setting that is changed because the endpoint rejected it earlier."""
    return [
        one_line(f"{found.finding.provider}, {found.workload}: {found.finding.cited}", 2000)
        for found in plan.lint
        if found.finding.endpoint
        and found.finding.adapted
        and plan.asks(found.workload, found.finding.provider)
    ]


def lint_lines(plan: Plan, width: int) -> str:
    """The findings about a plan, one line each, the worst first; "" if there is none."""
    pairs = {(workload, candidate) for workload, candidate, _ in unsupported(plan)}
    rest = [
        found
        for found in sorted(plan.lint, key=lambda item: _ORDER.index(item.severity))
        if not (found.finding.unsupported and (found.workload, found.finding.provider) in pairs)
    ]
    lines = not_asked(plan)
    lines += [
        f"{found.severity}: {found.finding.provider}, {found.workload}{_variant(found)} "
        f"({count(found.cases, 'case')}): {_perhaps(found.finding)}{found.finding.message}"
        for found in rest[:MOST_LINES]
    ]
    if len(rest) > MOST_LINES:
        lines.append(f"{len(rest) - MOST_LINES} more findings: portcheck lint SUITE")
    if not lines:
        return ""
    return (
        "\n".join(["Found without a call", *(f"  {one_line(s, width - 2)}" for s in lines)])
        + "\n\n"
    )


def lint_page(
    suite: Suite,
    specs: Sequence[ProviderSpec],
    found: Sequence[SuiteFinding],
    output: Output,
    *,
    quiet: bool,
) -> str:
    """The page of `lint`: findings by workload and provider."""
    page = Page(width=output.width, color=output.color, ascii=output.ascii)
    parts = list(_findings(page, {spec.id: spec for spec in specs}, found))
    return page.render(
        parts if quiet else (*_head(page, suite, specs), *parts, *_end(page, specs, found))
    )


def _head(page: Page, suite: Suite, specs: Sequence[ProviderSpec]) -> Iterator[RenderableType]:
    cases = sum(len(workload.cases) for workload in suite.workloads)
    size = f"{count(len(suite.workloads), 'workload')}, {count(cases, 'case')}"
    yield page.prose(
        page.text(f"Suite {suite.name}: {size}, {count(len(specs), 'provider')}", "bold")
    )
    yield Text("")


def _findings(
    page: Page, specs: Mapping[str, ProviderSpec], found: Sequence[SuiteFinding]
) -> Iterator[RenderableType]:
    for (workload, provider), group in groupby(
        found, key=lambda item: (item.workload, item.finding.provider)
    ):
        model = specs[provider].model
        head = f"{workload} with {provider}" + (f" ({model})" if model else "")
        yield page.prose(page.line(head, "bold"))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(min_width=7)
        grid.add_column(overflow="fold")
        for item in sorted(group, key=lambda one: _ORDER.index(one.severity)):
            finding = item.finding
            hint = f"; {finding.hint}" if finding.hint else ""
            grid.add_row(
                page.line(item.severity, _STYLES[item.severity]),
                page.line(f"{finding.feature} {_effect(finding)}, {_cases(item)}"),
            )
            said = finding.cited if finding.endpoint else finding.message
            grid.add_row("", page.text(f"{said}{hint}"))
        yield Padding(grid, (0, 0, 0, 2), expand=False)
        yield Text("")


def _end(
    page: Page, specs: Sequence[ProviderSpec], found: Sequence[SuiteFinding]
) -> Iterator[RenderableType]:
    heard = {item.finding.provider for item in found}
    clean = [spec.id for spec in specs if is_live(spec) and spec.id not in heard]
    recorded = [spec.id for spec in specs if not is_live(spec)]
    if clean:
        yield page.prose(page.text(f"Nothing found about {', '.join(clean)}."))
    if recorded:
        words = f"Not reviewed, because they call no vendor: {', '.join(recorded)}."
        yield page.prose(page.text(words))
    number = counts(found)
    shown = ", ".join(count(number[word], word) for word in ("error", "warning"))
    yield page.prose(page.text(f"{shown}, {number['info']} for information. Nothing was called."))


def _perhaps(finding: Finding) -> str:
    return "" if finding.known else "perhaps: "


def _effect(finding: Finding) -> str:
    return finding.effect if finding.known else f"perhaps {finding.effect}"


def _cases(found: SuiteFinding) -> str:
    return f"{count(found.cases, 'case')}, first {found.first_case}{_variant(found)}"


def _variant(found: SuiteFinding) -> str:
    return f", variant {found.variant}" if found.variant else ""
