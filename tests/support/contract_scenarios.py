"""What every dialect must be able to read, and the files in which it shows that it can.

`tests/providers/dialects/contract/<dialect>.json` and `preset_<name>.json` hold exchanges that were
written from a vendor's documentation, each with what `portcheck call` must make of it:

    {"source": "documentation", "docs": "where", "date": "2026-11-23",
     "provider": {...},                    fields of the provider's entry, where it needs any
     "scenarios": {NAME: {"request": {...}, "stream": false,
                          "response": {"status": 200, "headers": {}, "body": "..."},
                          "expected": {...}, "sent": {...}}}}

`expected` is part of what `call` prints, `sent` (optional) part of the body that goes out. A body
is text, `body_base64` bytes; an object or a list stands for its JSON. A scenario that a vendor has
no counterpart of is `{"not_applicable": "why"}`.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from provider_exchanges import spec

from portcheck.data.vendors import presets
from portcheck.model.suite import ProviderSpec

FOLDER = Path(__file__).resolve().parents[1] / "providers" / "dialects" / "contract"
Json = Mapping[str, Any]


def _answered(found: Json) -> bool:
    return bool(found.get("text")) and found["finish_reason"] == "stop" and not found.get("error")


def _called(found: Json) -> bool:
    return found.get("finish_reason") == "tool_calls" and bool(found["tool_calls"])


def _not_answered(found: Json) -> bool:
    said = found.get("finish_reason") in {"refusal", "content_filter"}
    return said and found["refusal_signal"] is not None


def _failed(error_class: str, *, retryable: bool) -> Callable[[Json], bool]:
    def holds(found: Json) -> bool:
        error = found.get("error") or {}
        said = (error.get("class"), error.get("retryable"))
        return said == (error_class, retryable) and "text" not in found

    return holds


def _thought(found: Json) -> bool:
    thoughts = found.get("reasoning_text")
    return bool(thoughts) and thoughts not in found["text"]


MEANINGS: Mapping[str, Callable[[Json], bool]] = {
    "text": _answered,
    "stream": _answered,
    "tool_call": _called,
    "tool_call_stream": _called,
    "length": lambda found: found.get("finish_reason") == "length",
    "blocked": _not_answered,
    "auth": _failed("auth", retryable=False),
    "rate_limited": _failed("rate_limited", retryable=True),
    "quota": _failed("quota_exhausted", retryable=False),
    "server_error": _failed("server", retryable=True),
    "overloaded": _failed("overloaded", retryable=True),
    "context_length": lambda found: (
        _failed("invalid_request", retryable=False)(found)
        and "context_length" in found["error"]["flags"]
    ),
    "malformed": _failed("malformed_response", retryable=False),
    "cut_stream": _failed("connection", retryable=True),
    "error_in_stream": lambda found: bool(found.get("error")),
    "reasoning": _thought,
    "unknown_finish": lambda found: found.get("finish_reason") == "other",
}
"""The scenarios that a dialect must have, and what each of them is about."""

ALWAYS = frozenset({"text", "auth", "rate_limited", "server_error", "malformed"})
"""Scenarios that every vendor has."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """One documented exchange."""

    file: str
    name: str
    data: Json
    provider: ProviderSpec

    def __str__(self) -> str:
        return f"{self.file}-{self.name}"

    @property
    def streamed(self) -> bool:
        return self.provider.stream

    @property
    def body(self) -> bytes:
        """The bytes of the response."""
        response = self.data["response"]
        if "body_base64" in response:
            return base64.b64decode(response["body_base64"])
        body = response["body"]
        return (body if isinstance(body, str) else json.dumps(body)).encode()


def files() -> dict[str, Json]:
    """Every contract file, by its name without suffix."""
    return {
        path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))
    }


def scenarios(file: str, data: Json) -> list[Scenario]:
    """The scenarios of a file that apply."""
    return [
        Scenario(file, name, item, _provider(file, data, stream=bool(item.get("stream"))))
        for name, item in data.get("scenarios", {}).items()
        if "not_applicable" not in item
    ]


def lacking(data: Json) -> list[str]:
    """What a dialect's file lacks, in words."""
    found = data.get("scenarios", {})
    problems = [f"scenario {name!r} is missing" for name in MEANINGS if name not in found]
    for name, item in found.items():
        if "not_applicable" in item:
            if name in ALWAYS:
                problems.append(f"scenario {name!r} cannot be left out: every vendor has it")
            elif not str(item["not_applicable"]).strip():
                problems.append(f"scenario {name!r} does not say why it is not applicable")
            continue
        parts = ("request", "response", "expected")
        problems += [f"scenario {name!r} has no {part!r}" for part in parts if not item.get(part)]
    if data.get("source") != "documentation":
        problems.append("'source' must be 'documentation': nothing here is a recording")
    problems += [f"{word!r} is missing" for word in ("docs", "date") if not data.get(word)]
    return problems


def is_part(expected: Any, found: Any) -> bool:
    """Whether `found` says all that `expected` says; mappings may say more, lists may not."""
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(
            name in found and is_part(item, found[name]) for name, item in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(map(is_part, expected, found))
        )
    return bool(expected == found) and isinstance(expected, bool) == isinstance(found, bool)


def _provider(file: str, data: Json, *, stream: bool) -> ProviderSpec:
    changes: dict[str, Any] = {"dialect": file, **data.get("provider", {}), "stream": stream}
    if file.startswith("preset_"):
        name = file.removeprefix("preset_").replace("_", "-")
        preset = presets()[name]
        changes = {
            **changes,
            "dialect": preset["dialect"],
            "preset": name,
            "vendor": preset["vendor"],
            "options": {**preset["options"], **changes.get("options", {})},
        }
        if preset["base_url"]:
            changes.setdefault("base_url", preset["base_url"].replace("http://", "https://"))
    return spec(**changes)
