"""Format the page of `portcheck suggest`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from portcheck.cli.output import Output
from portcheck.config.writing import to_yaml
from portcheck.model.codec import encode
from portcheck.model.numbers import count, number
from portcheck.reports.terminal.console import Page
from portcheck.run.prompts.suggest import Suggestion, as_entry

REVIEW = (
    "Texts to review: nothing was changed. If you could read answers before you wrote a variant, "
    "it is judged on cases that no run has asked yet."
)


def entry_yaml(one: Suggestion) -> str:
    """The YAML for a suggestion in its workload."""
    return to_yaml({"variants": {one.candidate: [as_entry(one.variant)]}})


def as_json(found: Sequence[Suggestion]) -> dict[str, Any]:
    """The suggestions as JSON; fields are only ever added."""
    return {"suggestions": [{**encode(one), "yaml": entry_yaml(one)} for one in found]}


def suggest_page(found: Sequence[Suggestion], output: Output) -> str:
    """The page with every suggestion, its text, its possible fixes, and a case it could break."""
    page = Page(width=output.width, color=output.color, ascii=output.ascii)
    return page.render(list(_parts(page, found)))


def _parts(page: Page, found: Sequence[Suggestion]) -> Iterator[RenderableType]:
    if not found:
        yield page.prose(page.text("Nothing to suggest: no failure has a known cause."))
        return
    for one in found:
        head = f"{one.variant.name}: {one.workload} with {one.candidate}"
        yield page.prose(page.line(head, "bold"))
        for line in _lines(one):
            yield page.prose(page.text(line), 2)
        for line in entry_yaml(one).splitlines():
            text = line.lstrip()
            yield page.prose(page.line(text, "dim"), 4 + len(line) - len(text))
        yield Text("")
    yield page.prose(page.text(REVIEW))


def _lines(one: Suggestion) -> Iterator[str]:
    share = f"{number(one.caused)} of {count(one.failures, 'failed answer')}"
    yield f"{one.cause}: {share}, for example in {', '.join(one.cases)}."
    cures = [f"{number(one.cures)} pass if the answers change as the variant intends"]
    if one.may_cure:
        cures.append(f"at most {number(one.may_cure)} more, which repairing the answer cannot show")
    yield f"could cure: {'; '.join(cures)}."
    if one.breaks:
        yield f"would break: {count(one.breaks, 'answer')} that pass today."
    if one.counter_case is None:
        yield "counter-case: none, because no case passes today."
    else:
        yield f"counter-case: {one.counter_case.case}: {one.counter_case.why}."
    yield f"such an answer begins: {one.example}"
