"""Export a run as configurations of promptfoo, one per workload."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec import UNSET

from portcheck.imports.out.assertions import approximations, assertion_of, raw
from portcheck.imports.out.exported import (
    CannotExportError,
    Exported,
    LeftOut,
    RunData,
    askable,
    list_settings,
    own_checks,
)
from portcheck.imports.suites.converted import unique
from portcheck.model.chat import Request, Tool
from portcheck.model.codec import encode
from portcheck.model.suite import Case, ProviderSpec, Workload

_SERVICES = {
    "openai-chat": "openai:chat",
    "openai-responses": "openai:responses",
    "anthropic": "anthropic:messages",
    "gemini": "google",
    "mistral": "mistral",
    "cohere": "cohere",
    "ollama": "ollama:chat",
    "bedrock": "bedrock",
}
_SETTINGS = {
    "temperature": "temperature",
    "top_p": "top_p",
    "max_output_tokens": "max_tokens",
    "seed": "seed",
    "frequency_penalty": "frequency_penalty",
    "presence_penalty": "presence_penalty",
    "effort": "reasoning_effort",
}

_CARRIED = frozenset({*_SETTINGS, "stop", "tools", "response_schema"})


def export_promptfoo(run: RunData, slugs: Mapping[str, str]) -> Exported:
    """Make the configurations of a run's workloads.

    Args:
        run: the run.
        slugs: name of each workload's file without the suffix.
    """
    made = Exported()
    for workload in run.plan.suite.workloads:
        config = _config(workload, run, made)
        if config is not None:
            made.documents[f"{slugs[workload.id]}.promptfoo.yaml"] = config
    return made


def _config(workload: Workload, run: RunData, made: Exported) -> dict[str, Any] | None:
    tests: list[dict[str, Any]] = []
    first: Request | None = None
    taken: set[str] = set()
    for case, messages in askable(workload, made):
        first = first or case.request
        try:
            prompt = raw(_prompt(messages))
        except CannotExportError as exc:
            made.omit(workload.id, case.id, "case", str(exc))
            continue
        name = unique(case.id, taken, 200)
        taken.add(name)
        test: dict[str, Any] = {"description": raw(name), "vars": {"prompt": prompt}}
        asserts = _asserts(workload, case, made)
        if asserts:
            test["assert"] = asserts
        facts = {"group": case.group} if case.group is not None else {}
        if case.tags is not UNSET:
            facts["tags"] = ", ".join(case.tags)
        tests.append(test | ({"metadata": facts} if facts else {}))
    if not tests or first is None:
        made.omit(workload.id, "", "workload", "promptfoo can ask none of its cases")
        return None
    made.cases += len(tests)
    config: dict[str, Any] = {
        "description": workload.about or workload.id,
        "prompts": ["{{prompt}}"],
        "providers": _providers(workload, run, first, made),
    }
    list_settings(workload, made, _CARRIED, first)
    repeats = max(case.repeats for case in workload.cases)
    if repeats > 1:
        config["evaluateOptions"] = {"repeat": repeats}
    for gate in ("margin", "floor"):
        made.omit(workload.id, "", gate, "promptfoo grades one model, and does not compare two")
    return config | {"tests": tests}


def _prompt(messages: list[dict[str, Any]]) -> str:
    """Write one user message as plain text; anything else, or text like JSON, as JSON."""
    text = messages[0]["content"] if len(messages) == 1 else ""
    if text.strip() and text.lstrip()[0] not in "[{-" and not text.startswith("file://"):
        return str(text)
    return json.dumps(messages, ensure_ascii=False)


def _asserts(workload: Workload, case: Case, made: Exported) -> list[dict[str, Any]]:
    found = []
    for spec in own_checks(case):
        try:
            found.append(assertion_of(spec))
        except CannotExportError as exc:
            made.omit(workload.id, case.id, f"check {spec.name}", str(exc))
        else:
            made.checks += 1
            made.approximate += [
                LeftOut(workload.id, case.id, f"check {name}", why)
                for name, why in approximations(spec)
            ]
    return found


def _providers(
    workload: Workload, run: RunData, first: Request, made: Exported
) -> list[dict[str, Any]]:
    found = []
    for spec in run.plan.providers:
        service = _SERVICES.get(spec.dialect)
        if service is None or not spec.model:
            why = "its answers are in answers.csv" if spec.dialect == "recorded" else "its dialect"
            made.omit(workload.id, "", f"provider {spec.id}", why)
            continue
        config = _settings(first) | _address(spec)
        found.append({"id": f"{service}:{spec.model}", "label": spec.id, "config": config})
    if not found:
        made.omit(
            workload.id, "", "providers", "name one in place of `echo`, which promptfoo needs"
        )
        return [{"id": "echo"}]
    return found


def _address(spec: ProviderSpec) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if spec.base_url:
        found["apiBaseUrl"] = spec.base_url
    if spec.api_key_env:
        found["apiKeyEnvar"] = spec.api_key_env
    return found


def _settings(request: Request) -> dict[str, Any]:
    sampling = request.sampling
    found: dict[str, Any] = {
        theirs: getattr(sampling, ours)
        for ours, theirs in _SETTINGS.items()
        if sampling.is_set(ours)
    }
    if sampling.stop:
        found["stop"] = list(sampling.stop)
    if request.tools:
        found["tools"] = [_tool(tool) for tool in request.tools]
    if request.response_schema is not None:
        schema = {"name": "answer", "schema": encode(request.response_schema)}
        found["response_format"] = {"type": "json_schema", "json_schema": schema}
    return found


def _tool(tool: Tool) -> dict[str, Any]:
    function = {"name": tool.name, "description": tool.description}
    return {"type": "function", "function": function | {"parameters": encode(tool.parameters)}}
