"""Read exports of LangSmith: runs of kind `llm`, from LangChain or a wrapped vendor's library."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from portcheck.imports.bodies.answers import NOTHING, Answered
from portcheck.imports.bodies.not_read import NotReadError, word
from portcheck.imports.bodies.requests import Asked, asked, is_request
from portcheck.imports.logs.langfuse import parsed
from portcheck.imports.logs.reader import (
    Call,
    Each,
    Found,
    LogFormat,
    Source,
    attempt,
    exchange,
    first,
    number,
    seconds,
    usage_of,
    vendor,
)
from portcheck.model.chat import JsonObject
from portcheck.vendor_json import items, mapping, text

NAME = "langsmith"
_ROLES = {
    "HumanMessage": "user",
    "AIMessage": "assistant",
    "SystemMessage": "system",
    "ToolMessage": "tool",
    "FunctionMessage": "function",
    "human": "user",
    "ai": "assistant",
}
MAX_RUNS = 10_000
"""Most runs of one trace."""


def is_run(data: JsonObject) -> bool:
    """Whether a record is a run of LangSmith."""
    return "run_type" in data and "inputs" in data


def _read(source: Source) -> Iterable[Found]:
    runs, open_runs = list[JsonObject](), [source.data]
    while open_runs:
        run = open_runs.pop(0)
        children = [mapping(one) for one in items(run.get("child_runs"))]
        if run.get("run_type") == "llm" or not children:
            runs.append(run)
        open_runs += children
        if len(runs) + len(open_runs) > MAX_RUNS:
            raise NotReadError(f"is a trace of more than {MAX_RUNS} runs")
    return [attempt(source, partial(_run, source, run)) for run in runs]


def _run(source: Source, run: JsonObject) -> Found:
    if run.get("run_type") != "llm":
        raise NotReadError(f"is a run of the kind {word(run.get('run_type'))}, not llm")
    outputs = mapping(parsed(run.get("outputs")))
    failed = text(run.get("error"))
    extra = mapping(parsed(run.get("extra")))
    start, end = seconds(run.get("start_time")), seconds(run.get("end_time"))
    usage = usage_of(run.get("prompt_tokens"), run.get("completion_tokens"))
    call = Call(
        vendor=vendor(mapping(extra.get("metadata")).get("ls_provider")),
        call_id=text(run.get("id")),
        time=start,
        latency_s=end - start if start is not None and end is not None and end >= start else None,
        cost_usd=number(run.get("total_cost")),
        error=failed[:300],
        usage=usage,
    )
    answered = NOTHING if failed else _answered(source, outputs)
    return exchange(source, NAME, _asked(run, extra), answered, call)


def _asked(run: JsonObject, extra: JsonObject) -> Asked:
    inputs = mapping(parsed(run.get("inputs")))
    if not inputs:
        stored = "inputs_s3_urls" in run
        why = "the run stores its inputs elsewhere" if stored else "the run has no inputs"
        raise NotReadError(why)
    metadata, parameters = (mapping(extra.get(n)) for n in ("metadata", "invocation_params"))
    body: dict[str, Any] = {
        "model": first(metadata, ("ls_model_name",)),
        "temperature": metadata.get("ls_temperature"),
        "max_tokens": metadata.get("ls_max_tokens"),
        **parameters,
    }
    messages = inputs.get("messages")
    if isinstance(messages, list) and messages and isinstance(messages[0], list):
        messages = messages[0]  # LangChain calls in batches; a run is a batch of one
    if isinstance(messages, list):
        return asked({**body, **inputs, "messages": [_message(one) for one in messages]})
    if is_request(inputs):
        return asked({**body, **inputs})
    prompts = items(inputs.get("prompts"))
    prompt = prompts[0] if prompts else inputs.get("input")
    if isinstance(prompt, (str, list)):
        return asked({**body, "messages": prompt})
    raise NotReadError("the run's inputs are not a chat")


def _message(message: Any) -> Any:
    """Convert a message of LangChain to the form of vendors' messages; leave others unchanged."""
    given = mapping(message)
    inner = mapping(given.get("kwargs")) or mapping(given.get("data")) or given
    kind = text((items(given.get("id")) or [""])[-1]) if "kwargs" in given else ""
    kind = kind.removesuffix("Chunk") or text(given.get("type") or inner.get("type"))
    if "role" in inner or (kind not in _ROLES and kind not in {"system", "tool"}):
        return inner if inner is not given else message
    more = mapping(inner.get("additional_kwargs"))
    calls = items(inner.get("tool_calls")) or items(more.get("tool_calls"))
    found = {**inner, "role": _ROLES.get(kind, kind), "tool_calls": calls}
    content = inner.get("content")
    if calls and isinstance(content, list):  # the content repeats the calls
        found["content"] = [one for one in content if mapping(one).get("type") != "tool_use"]
    return found


def _answered(source: Source, outputs: JsonObject) -> Answered:
    generations = items(outputs.get("generations"))
    if generations:
        made = generations[0][0] if isinstance(generations[0], list) and generations[0] else None
        chosen = mapping(made if made is not None else generations[0])
        if "message" in chosen:
            message = mapping(_message(chosen["message"]))
            about = mapping(message.get("response_metadata"))
            about = about or mapping(chosen.get("generation_info"))
            stop = text(first(about, ("finish_reason", "stop_reason", "stopReason")))
            return source.answers.read({**message, "finish_reason": stop})
        return source.answers.read(chosen)
    inner = first(outputs, ("output", "message"))
    messages = items(outputs.get("messages"))
    if inner is None and messages:
        inner = messages[-1]
    if isinstance(inner, dict):
        return source.answers.read(_message(inner))
    return source.answers.read(outputs if inner is None else inner)


FORMAT = LogFormat(
    name=NAME,
    summary="LangSmith exports: runs of the kind llm, alone or within traces",
    documented="https://docs.langchain.com/langsmith/run-data-format",
    recognises=is_run,
    reader=lambda: Each(_read),
)
