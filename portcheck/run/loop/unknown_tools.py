"""Find checks of tools that no case offers, so that no model can call them."""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.config.problems.quoting import quote
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.detectors.parts import walk
from portcheck.model.numbers import listing
from portcheck.model.suite import CheckSpec, Workload
from portcheck.plugins import CHECKS


def unknown_tools(workload: Workload) -> Iterator[tuple[str, str]]:
    """Yield a message and a hint for each tool that checks name and no case offers."""
    named: dict[str, dict[str, None]] = {}
    for spec in workload.checks:
        for tool, check in _named(spec):
            named.setdefault(tool, {})[check] = None
    if not named:
        return
    offered = dict.fromkeys(tool.name for case in workload.cases for tool in case.request.tools)
    for tool, checks in named.items():
        if tool in offered:
            continue
        hint = spelling_hint(tool, list(offered))
        if not hint:
            known = f"the tools are {', '.join(offered)}" if offered else "it offers no tools"
            hint = f"{known}; define it under 'tools' or 'tools_from', or remove the check"
        names = "names" if len(checks) == 1 else "name"
        message = f"{listing(list(checks))} {names} the tool {quote(tool)}, which no case offers"
        yield f"{message}: no model can call it, so a check that forbids it shows nothing", hint


def _named(spec: CheckSpec) -> Iterator[tuple[str, str]]:
    """Yield the tools that a check and its parts name, each with the name of the check."""
    for part in walk(spec):
        for tool in CHECKS.get(part.name).tools(part.arguments):
            yield tool, part.name
