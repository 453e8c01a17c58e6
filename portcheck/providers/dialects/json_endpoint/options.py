"""Check the options of dialect `http` before a call."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

from portcheck.model.chat import JsonObject
from portcheck.model.completion import FinishReason
from portcheck.model.did_you_mean import did_you_mean
from portcheck.plugins import OptionMistake
from portcheck.providers.dialects.json_endpoint.paths import path_mistake
from portcheck.providers.dialects.json_endpoint.template import LEAVES, leaves

EXPRESSIONS = (
    "text",
    "finish_reason",
    "reasoning",
    "tool_calls",
    "input_tokens",
    "output_tokens",
    "served_model",
    "response_id",
    "error",
    "blocked_if",
    "categories",
)
OPTIONS = ("path", "body", "headers", "key_header", "key_prefix", *EXPRESSIONS, "finish_map")

_SECRET_HEADER = re.compile(r"auth|token|secret|key|cookie|passw|credential", re.IGNORECASE)
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_SPOKEN_FOR = frozenset({"content-type", "content-length", "host", "transfer-encoding", "accept"})


def moderates(options: JsonObject) -> bool:
    """Whether these are the options of a moderator, which decides what is blocked."""
    return "blocked_if" in options


def review(options: JsonObject) -> tuple[OptionMistake, ...]:
    """All mistakes in the options, in their order."""
    return (
        *_body(options.get("body")),
        *_expressions(options),
        *_finish_map(options.get("finish_map", {})),
        *_headers(options.get("headers", {})),
        *_texts(options),
    )


def _body(body: Any) -> Iterator[OptionMistake]:
    if not isinstance(body, dict):
        message = "'body' is missing" if body is None else "the body must be a mapping"
        steps = () if body is None else ("body",)
        yield OptionMistake(steps, message, "for example {question: $prompt}")
        return
    named = set()
    for steps, name in leaves(body):
        named.add(name)
        if name not in LEAVES:
            hint = did_you_mean(name, LEAVES)
            yield OptionMistake(("body", *steps), f"there is no {name!r}", hint)
    if named <= set(LEAVES) and not named & {"$prompt", "$messages"}:
        hint = "put $prompt or $messages where the question goes"
        yield OptionMistake(("body",), "the body has no place for the question", hint)


def _expressions(options: JsonObject) -> Iterator[OptionMistake]:
    if "categories" in options and not moderates(options):
        hint = "add blocked_if: a JMESPath that is true for a blocked text"
        yield OptionMistake(("categories",), "only a moderator has categories", hint)
    if "text" not in options and not moderates(options):
        yield OptionMistake((), "'text' is missing", "the JMESPath of the answer's text")
    for name in EXPRESSIONS:
        found = path_mistake(options[name]) if name in options else None
        if found:
            hint = "for example choices[0].message.content; see jmespath.org"
            yield OptionMistake((name,), found, hint)


def _finish_map(finishes: Any) -> Iterator[OptionMistake]:
    known = get_args(FinishReason)
    if not isinstance(finishes, dict):
        hint = "for example {DONE: stop, MAX: length}"
        yield OptionMistake(("finish_map",), "this must be a mapping", hint)
        return
    for raw, finish in finishes.items():
        if finish not in known:
            message = f"{finish!r} is not a finish reason"
            yield OptionMistake(("finish_map", raw), message, f"one of {', '.join(known)}")


def _headers(headers: Any) -> Iterator[OptionMistake]:
    if not isinstance(headers, dict):
        yield OptionMistake(("headers",), "this must be a mapping", "for example {x-version: '3'}")
        return
    for name, value in headers.items():
        if _SECRET_HEADER.search(name):
            hint = "name its variable as api_key_env, and its header as key_header"
            yield OptionMistake(("headers", name), "keys do not belong in this file", hint)
        elif not _HEADER_NAME.fullmatch(name) or name.lower() in _SPOKEN_FOR:
            yield OptionMistake(("headers", name), "this header cannot be set", "leave it out")
        elif not _sendable(value):
            hint = "use printable ASCII characters only, numbers in quotes"
            yield OptionMistake(("headers", name), "this cannot be sent in a header", hint)


def _texts(options: JsonObject) -> Iterator[OptionMistake]:
    path, header = options.get("path", ""), options.get("key_header", "authorization")
    if (
        not isinstance(path, str)
        or not path.isascii()
        or re.search(r"[\s?#\\]|(^|/)\.\.?(/|$)", path)
    ):
        hint = "for example /v1/generate or /models/$model; put a query into base_url"
        yield OptionMistake(("path",), "this is not a path", hint)
    if not isinstance(header, str) or not _HEADER_NAME.fullmatch(header):
        hint = "for example x-api-key"
        yield OptionMistake(("key_header",), "this is not the name of a header", hint)
    prefix = options.get("key_prefix", "")
    if not isinstance(prefix, str) or not (prefix.isascii() and prefix.isprintable()):
        yield OptionMistake(
            ("key_prefix",), "this cannot be sent in a header", "for example 'Key '"
        )


def _sendable(value: Any) -> bool:
    return (
        isinstance(value, str) and bool(value.strip()) and value.isascii() and value.isprintable()
    )
