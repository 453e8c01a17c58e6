"""Learn from the settings that endpoints accepted and rejected in earlier requests. Pure.

An observation is about one endpoint, one model, and one value with one reasoning effort: vendors
accept a temperature at one effort and reject it at another. It applies to other values only if the
vendor's message is about the setting itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from types import MappingProxyType
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from portcheck.error_classes import Failure
from portcheck.model.chat import PREFERENCES, Request, ThinkingBudget
from portcheck.model.codec import encode_json
from portcheck.model.completion import Completion
from portcheck.model.facts import DEFAULT_EFFORT, Capabilities, CapabilityEvidence, Observation
from portcheck.model.visible_text import one_line
from portcheck.providers.faults.classify import without_echo, wrote_it_itself
from portcheck.providers.faults.named_parts import named_parts
from portcheck.providers.faults.rejected_values import offered_efforts, rejects_every_value
from portcheck.providers.file_parts import need_of
from portcheck.providers.lint.review import beside_thinking

LEARNED = tuple(sorted(PREFERENCES | {"stop", "thinking", "parallel_tool_calls"}))
"""Settings that can be left out because a vendor rejects them. The limit of output tokens is not
among them: without it a call could cost more than the user agreed to."""
ROOM = "max_output_tokens"
"""Setting of observations that reasoning used up the limit."""
BOTH = "temperature_with_top_p"
PAIRS: Mapping[str, tuple[str, ...]] = MappingProxyType({BOTH: ("temperature", "top_p")})
"""Settings that are observed together."""
MOST_KEPT = 400
"""Most observations of one endpoint and model; the oldest are dropped."""
MOST_SAID = 300
"""Most characters of a vendor's message."""
TIME = "%Y-%m-%dT%H:%M:%SZ"
"""The format of `Observation.at`."""
_USUAL: Mapping[str, str] = MappingProxyType(
    {"temperature": "1", "top_p": "1", "frequency_penalty": "0", "presence_penalty": "0"}
)
"""Setting to its default, which is accepted even if the setting is not: it changes nothing."""
_FIELDS: Mapping[str, str] = MappingProxyType({"tool_choice": "forced_tools"})
"""Part to the field of `Capabilities` with another name."""
_LIMITS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "temperature": {"temperature_max": None, "samples_at": None},
        "top_p": {"top_p_min": None, "top_p_max": None, "samples_at": None},
        "effort": {"effort_rejects": ()},
        "stop": {"max_stop": None},
        "thinking": {"thinking": None},
        "tools": {"tools_at": None},
        "response_schema": {"schema_with_tools": None},
    }
)
"""Capability to limits of the table that do not apply if the endpoint accepted the value."""
_KNOWN_FIELDS = frozenset(Capabilities.__struct_fields__)


class Observed(Struct, frozen=True):
    """The observations of one endpoint and model."""

    endpoint: str = ""
    """Host and path."""
    found: tuple[Observation, ...] = ()

    def plus(self, new: Observation) -> Observed:
        """Add an observation, replacing older ones that it contradicts."""
        kept = []
        for old in self.found:
            if not _speaks_against(new, old):
                kept.append(old)
            elif old.at > new.at:
                return self
        newest = sorted((*kept, new), key=lambda one: one.at)[-MOST_KEPT:]
        return replace(self, found=tuple(newest))

    def since(self, moment: str) -> Observed:
        """Drop observations before a time (UTC, ISO 8601)."""
        return replace(self, found=tuple(one for one in self.found if one.at >= moment))

    def with_room_of(self, moment: str) -> Observed:
        """Drop limits used up since a time, because the user has not agreed to higher ones."""
        kept = tuple(one for one in self.found if one.setting != ROOM or one.at < moment)
        return replace(self, found=kept)

    def applied(self, caps: Capabilities, request: Request) -> Capabilities:
        """The capabilities for this one request, corrected by the observations.

        Accepting a setting proves nothing if the vendor silently drops it.
        """
        caps = beside_thinking(caps, request)
        if not self.found:
            return caps
        changes: dict[str, Any] = {}
        evidence: dict[str, CapabilityEvidence] = {}
        for setting, value in asked(request, parts=self.knows_parts):
            seen = self._seen(setting, value, _effort(setting, request))
            name = _FIELDS.get(setting, setting)
            if seen is None or name not in _KNOWN_FIELDS:
                continue
            if seen.taken and not caps.drops_silently:
                changes |= {name: True, **_LIMITS.get(setting, {})}
            elif not seen.taken:
                changes[name] = _left(seen, value, caps)
                evidence[name] = CapabilityEvidence(
                    grade="tested", source=f"{self.endpoint}, {seen.at[:10]}", said=seen.said
                )
        if not changes:
            return caps
        return replace(caps, **changes, evidence={**caps.evidence, **evidence})

    def rejected(self, request: Request) -> tuple[str, ...]:
        """The settings of a request that the endpoint was seen to reject."""
        if not self.found:
            return ()
        seen = (
            (setting, self._seen(setting, value, _effort(setting, request)))
            for setting, value in asked(request, parts=False)
        )
        names = [setting for setting, one in seen if one is not None and not one.taken]
        return tuple("top_p" if name == BOTH else name for name in names)

    def starving(self, request: Request) -> Observation | None:
        """An observation that reasoning used up a limit at least as large as this request's."""
        limit = request.sampling.max_output_tokens
        if limit is None or not self.found:
            return None
        effort = _effort(ROOM, request)
        found = [one for one in self.found if (one.setting, one.effort) == (ROOM, effort)]
        used_up = [one for one in found if one.value.isdecimal() and int(one.value) >= limit]
        return max(used_up, key=lambda one: int(one.value), default=None)

    @property
    def knows_parts(self) -> bool:
        """Whether parts of requests were rejected, and not only settings."""
        return any(one.setting not in _SETTINGS for one in self.found)

    @property
    def _takes_no_effort(self) -> bool:
        """Whether effort is rejected in general, so that nothing depends on it."""
        return any(
            one.setting == "effort" and one.every_value and not one.taken for one in self.found
        )

    def _seen(self, setting: str, value: str, effort: str) -> Observation | None:
        broad = None
        anyhow = setting != "effort" and self._takes_no_effort
        for one in self.found:
            if one.setting != setting or (one.effort != effort and not anyhow):
                continue
            if one.value == value:
                return one
            if one.every_value and setting in LEARNED and value != _USUAL.get(setting):
                broad = one
        return broad


NOTHING_OBSERVED = Observed()
_SETTINGS = frozenset({*LEARNED, BOTH, ROOM})
_KINDS = frozenset({"images", "documents", "audio", "system", "tool_choice", "json_mode"})
"""Parts that are observed by kind; the rejection of a too large one says nothing about others."""


def asked(request: Request, *, parts: bool) -> Iterator[tuple[str, str]]:
    """Yield the observable settings of a request with their values, optionally also its parts."""
    sampling = request.sampling
    for name in LEARNED:
        if sampling.is_set(name):
            yield name, _value(getattr(sampling, name))
    if sampling.is_set("temperature") and sampling.is_set("top_p"):
        yield BOTH, ""
    if parts:
        yield from _parts(request)


def _parts(request: Request) -> Iterator[tuple[str, str]]:
    schema = request.response_schema
    if request.tools:
        yield "tools", _digest((request.tools, schema is not None))
        if request.tool_choice is not None and request.tool_choice.mode in {"required", "tool"}:
            yield "tool_choice", request.tool_choice.mode
    if schema is not None:
        yield "response_schema", _digest((schema, bool(request.tools)))
    kinds: dict[str, set[str]] = {}
    for file in (file for message in request.messages for file in message.files):
        kinds.setdefault(need_of(file), set()).add(file.media_type)
    for need, found in kinds.items():
        yield need, ",".join(sorted(found))[:80]
    if request.system:
        yield "system", ""
    if request.wants_json:
        yield "json_mode", ""


def taken(request: Request, at: str, *, parts: bool = False) -> Iterator[Observation]:
    """Yield the observations from an answer: the settings of its request were accepted."""
    for setting, value in asked(request, parts=parts):
        effort = _effort(setting, request)
        yield Observation(setting=setting, value=value, effort=effort, taken=True, at=at)


def starvation(request: Request, answer: Completion, at: str) -> Observation | None:
    """The observation that reasoning used up the limit of an answer; `None` if it did not."""
    limit = request.sampling.max_output_tokens
    if limit is None or not answer.starved:
        return None
    tokens = answer.usage.reasoning_tokens
    shown = "most" if tokens is None else str(tokens)
    return Observation(
        setting=ROOM,
        value=str(limit),
        effort=_effort(ROOM, request),
        taken=False,
        at=at,
        said=f"an answer was cut at {limit} output tokens, {shown} of them reasoning",
    )


def rejection(
    request: Request, failure: Failure, at: str, param: str | None = None
) -> Observation | None:
    """The observation from a failed call; `None` unless the vendor names the rejected part.

    Args:
        request: the request that was sent.
        failure: the failure of the call.
        at: the time, in the format of `Observation.at`.
        param: the field that the error names separately.
    """
    if failure.traits.retry != "adapt" or "context_length" in failure.flags:
        return None
    if wrote_it_itself(failure):
        return None
    sent = dict(asked(request, parts=True))
    named = [name for name in named_of(request, param, failure.message) if name in sent]
    if not named:
        return None
    setting = BOTH if is_about_both(named, failure.message) else named[0]
    said = without_echo(failure.message)
    wholly = rejects_every_value(said, sent[setting])
    if setting in _KINDS and not wholly:
        return None
    return Observation(
        setting=setting,
        value=sent[setting],
        effort=_effort(setting, request),
        taken=False,
        every_value=wholly,
        at=at,
        said=one_line(said, MOST_SAID) or f"it names {setting}",
    )


def is_about_both(named: list[str], message: str) -> bool:
    """Whether an error rejects temperature and top_p together, but not each alone."""
    return {"temperature", "top_p"} <= set(named) and "both" in message


def named_of(request: Request, param: str | None, message: str) -> list[str]:
    """The parts of a request that an error names, the surest first."""
    named = list(named_parts(param, message))
    if request.sampling.is_set("thinking") and "thinking" in f"{param} {message}".lower():
        named = ["thinking" if name == "effort" else name for name in named] or ["thinking"]
    if request.wants_json:
        named = ["json_mode" if name == "response_schema" else name for name in named]
    return named


def _left(seen: Observation, value: str, caps: Capabilities) -> bool | tuple[str, ...]:
    """The accepted values of a setting after one was rejected, in the form of `Capabilities`."""
    if seen.setting == "thinking":
        known = ("on", "off", "budget") if caps.thinking is None else caps.thinking
        return tuple(word for word in known if word != value.partition(" ")[0])
    if seen.setting != "effort":
        return False
    return tuple(word for word in offered_efforts(seen.said) if word != value) or False


def _speaks_against(new: Observation, old: Observation) -> bool:
    if (new.setting, new.effort) != (old.setting, old.effort):
        return False
    if new.value == old.value:
        return True
    usual = _USUAL.get(new.setting)
    if new.taken and not old.taken:
        return old.every_value and new.value != usual
    return old.taken and new.every_value and old.value != usual


def _effort(setting: str, request: Request) -> str:
    """The effort that a setting was sent with; "" for the effort itself."""
    effort = request.sampling.effort
    return DEFAULT_EFFORT if setting == "effort" or effort is None else effort[:80]


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return str(len(value))
    if isinstance(value, ThinkingBudget):
        return f"budget {value.budget}"
    return f"{value:g}" if isinstance(value, float) else str(value)[:80]


def _digest(value: object) -> str:
    return blake2b(encode_json(value), digest_size=8).hexdigest()
