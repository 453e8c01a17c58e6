"""One self-contained page for people who never open a terminal.

It needs no network and no other file, and is readable without its script, which only searches and
filters. Its own Content-Security-Policy blocks everything else. Every value passes `shown` and then
autoescaping on its way into the page.
"""

from __future__ import annotations

from msgspec import Struct

from portcheck.model.comparison.content import DEFAULT_CONTENT
from portcheck.model.comparison.verdict_names import BEST_FIRST
from portcheck.model.exit_plan import ExitPlan
from portcheck.model.parity import RunReport
from portcheck.plugins import ReportFormat
from portcheck.reports.decision.answers import answers
from portcheck.reports.decision.first_page import first_page
from portcheck.reports.duties import NOTE as DUTIES_NOTE
from portcheck.reports.duties import TITLE as DUTIES
from portcheck.reports.duties import duty_rows
from portcheck.reports.html.escaping import content_security_policy, environment
from portcheck.reports.html.sections import workload_parts
from portcheck.reports.words import method as method_words
from portcheck.reports.words.exit_plan import HEAD, checklist, exit_rows, exit_summary, moves
from portcheck.reports.words.names import provider_names
from portcheck.reports.words.panels import judge_lines
from portcheck.reports.words.people import PEOPLE, people_lines
from portcheck.reports.words.policies import POLICIES, policy_head, policy_lines
from portcheck.reports.words.since import SINCE, since_lines
from portcheck.reports.words.variants import DIFF, PROMPTS
from portcheck.reports.words.verdicts import (
    CHANGES,
    EXIT_MEANING,
    HOW_TO_READ,
    MEANING,
    provider_facts,
    run_facts,
    states,
    summary,
    verdict_counts,
)
from portcheck.reports.words.waivers import WAIVERS, waiver_lines


class _Exits(Struct, frozen=True, kw_only=True):
    as_of: str
    summary: tuple[str, ...]
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    moves: list[str]
    checklist: list[str]


def render(report: RunReport) -> bytes:
    """Render the page as UTF-8."""
    templates, names, first = environment(), provider_names(report), first_page(report)
    style = templates.get_template("report.css").render()
    script = templates.get_template("report.js").render()
    page = templates.get_template("report.html.j2").render(
        csp=content_security_policy(style, script),
        report=report,
        run=report.run,
        first=first,
        answers=answers(first),
        names=names,
        summary=summary(report),
        states=states(report.run),
        policies_title=POLICIES,
        policies=[(policy_head(each), policy_lines(each, names)) for each in report.policies or ()],
        since_title=SINCE,
        since=since_lines(report),
        waivers_title=WAIVERS,
        waivers=waiver_lines(report),
        people_title=PEOPLE,
        people=people_lines(report.people) if report.people else (),
        verdict_counts=verdict_counts(report),
        meaning=[(name, MEANING[name]) for name in BEST_FIRST],
        workloads=workload_parts(report, names),
        exits=_exits(report.exit_plan),
        duties=duty_rows(report),
        duties_title=DUTIES,
        duties_note=DUTIES_NOTE,
        facts=run_facts(report.run),
        judges=judge_lines(report),
        providers=provider_facts(report.run),
        how_to_read=HOW_TO_READ,
        words=method_words,
        content_said=method_words.CONTENT_SAID[report.content or DEFAULT_CONTENT],
        changes_title=CHANGES,
        prompts_title=PROMPTS,
        diff_title=DIFF,
        exit_meaning=EXIT_MEANING.get(report.exit_code, "unknown"),
    )
    return page.encode()


def _exits(plan: ExitPlan | None) -> _Exits | None:
    if plan is None:
        return None
    return _Exits(
        as_of=plan.as_of,
        summary=exit_summary(plan),
        head=HEAD,
        rows=exit_rows(plan),
        moves=moves(plan),
        checklist=checklist(plan),
    )


REPORT = ReportFormat(
    name="html",
    suffix=".html",
    summary="One self-contained page with charts and the answers that changed.",
    render=render,
)
