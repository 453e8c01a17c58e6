"""Write the files of a cutover pack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from portcheck import pipeline
from portcheck.config.writing import to_yaml
from portcheck.errors import UsageError
from portcheck.exitplan.cutover.gateways import envoy, litellm, openrouter
from portcheck.exitplan.cutover.pack import Move, prompt_diff, sections
from portcheck.exitplan.cutover.side import Side, side
from portcheck.model.did_you_mean import known
from portcheck.model.exit_plan import ExitRoute
from portcheck.model.suite import ProviderSpec
from portcheck.reports.inert_markdown import bullets, escape, fenced, table
from portcheck.run.foreign.new_folder import new_folder
from portcheck.run.store.durable_files import write_file
from portcheck.run.store.folder import RunStore

NO_ROUTE = "# Nothing to apply: cutover.md lists what this gateway does not support.\n"
FILES = ("cutover.md", "litellm.yaml", "openrouter.json", "envoy-ai-gateway.yaml")
PROMPT = "prompt.diff"
"""File that is added if the move needs a prompt variant."""


def move(store: RunStore, workload: str, to: str) -> Move:
    """The move of one workload of a run.

    Raises:
        UsageError: the run has no such workload, or no such candidate.
        StoreError: the folder cannot be read.
    """
    report = pipeline.compare(store, as_last_judged=True)
    known(workload, sorted({each.workload for each in report.verdicts}), "workload")
    known(to, report.candidates, "candidate")
    plan = report.exit_plan
    places = plan.workloads if plan else ()
    routes = {route.provider: route for route in plan.routes} if plan else {}
    pairs = ((each, one) for each in places for one in each.targets)
    place, target = next(
        (pair for pair in pairs if (pair[0].workload, pair[1].candidate) == (workload, to)),
        (None, None),
    )
    verdict = next(
        (one for one in report.verdicts if (one.workload, one.candidate) == (workload, to)), None
    )
    if verdict is None or place is None or target is None:
        raise UsageError(
            f"{to} was not compared for {workload}",
            hint="see the compared pairs: portcheck show RUN",
        )
    ran = store.plan()
    specs = {spec.id: spec for spec in ran.providers}
    return Move(
        workload=place,
        target=target,
        verdict=verdict,
        today=_today(specs, routes, place.runs_on, report.run.baseline),
        to=side(specs[to]),
        route=routes[to],
        guardrail=(ran.guardrails or {}).get(to, ""),
    )


def _today(
    specs: Mapping[str, ProviderSpec], routes: Mapping[str, ExitRoute], name: str, baseline: str
) -> Side:
    """Where a workload runs today; without an address if that provider was not in the run."""
    route = routes.get(name)
    if name in specs or route is None:
        return side(specs.get(name) or specs[baseline])
    model = route.models[0] if route.models else None
    entry = replace(
        specs[baseline], id=name, vendor=route.vendor, model=model, api_key_env=route.key
    )
    return replace(side(entry), base_url=None, envoy_schema=None, is_home=False)


def write_pack(found: Move, out: Path) -> list[Path]:
    """Write the pack to a new folder and return its files.

    Raises:
        UsageError: the folder exists and is not empty.
        StoreError: it cannot be written.
    """
    name = found.workload.workload
    texts: tuple[str, ...] = (
        _page(found),
        to_yaml(litellm(name, found.today, found.to)),
        f"{json.dumps(openrouter(found.today, found.to), indent=2)}\n",
        "---\n".join(to_yaml(item) for item in envoy(name, found.today, found.to)) or NO_ROUTE,
    )
    files: tuple[str, ...] = FILES
    if diff := prompt_diff(found):
        files, texts = (*FILES, PROMPT), (*texts, "".join(f"{line}\n" for line in diff))
    with new_folder(out, "cutover") as work:
        for file, text in zip(files, texts, strict=True):
            write_file(work / file, text.encode())
    return [out / file for file in files]


def _page(found: Move) -> str:
    parts = [f"# Cutover of {escape(found.workload.workload)} to {escape(found.to.provider)}"]
    for section in sections(found):
        lines = bullets(section.lines)
        if section.to_do:
            lines = "\n".join(f"- [ ] {escape(line)}" for line in section.lines)
        parts += [f"## {section.title}", lines]
        if section.code:
            lines = f"{lines}\n\n{fenced(section.code)}"
        if section.rows:
            rows = [[escape(cell) for cell in row] for row in section.rows]
            parts.append(table(rows[0], rows[1:]))
    parts += ["## Gateways", bullets(_gateways(found)), "portcheck has changed nothing."]
    return "\n\n".join(part for part in parts if part) + "\n"


def _gateways(found: Move) -> list[str]:
    unknown = (one for one in (found.today, found.to) if not (one.envoy_schema and one.base_url))
    return [
        "litellm.yaml: a separate model name for the workload, and the target's weight in percent.",
        "openrouter.json: fields for each request; check both names in OpenRouter's list of "
        "models.",
        "envoy-ai-gateway.yaml: write the name of your Gateway in place of GATEWAY, and store "
        "each key in the named secret, under apiKey.",
        *(
            f"envoy-ai-gateway.yaml leaves out {one.provider} and all routes: the gateway has no "
            f"schema for its wire format, or the entry has no address."
            for one in unknown
        ),
    ]
