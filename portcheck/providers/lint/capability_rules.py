"""Find settings that a provider would reject, drop or change, without a call.

These rules apply to every dialect and use the capability table; `Dialect.lint` has the rules of one
dialect. Unknown capabilities are no findings.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from portcheck.data.capabilities import find_capabilities
from portcheck.data.platforms import model_platform_of
from portcheck.model.chat import Request
from portcheck.model.facts import DEFAULT_EFFORT, Capabilities, CapabilityEvidence, Finding
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS, Dialect
from portcheck.providers.lint.observed import NOTHING_OBSERVED, Observed
from portcheck.providers.lint.output_room import roomier_limit
from portcheck.providers.lint.review import (
    FILE_WORDS,
    Review,
    file_needs,
    one_call_at_a_time,
    samples,
    shorter_estimate,
    takes_effort,
    thinking_word,
)
from portcheck.providers.lint.unsent import forces_a_tool, not_sent

USUAL_TEMPERATURE = 1.0
"""Default temperature and top_p of most vendors."""
_MESSAGES = frozenset({"system", "mid_system", "prefill", *FILE_WORDS})
"""Features of the conversation, which gateways that silently drop settings still forward."""


def capabilities_of(spec: ProviderSpec) -> Capabilities:
    """The capabilities of an entry's model, considering its options."""
    caps = find_capabilities(spec.dialect, model_platform_of(spec), spec.model)
    adjust = _dialect(spec).capabilities
    return caps if adjust is None else adjust(spec, caps)


def review(
    spec: ProviderSpec, request: Request, observed: Observed = NOTHING_OBSERVED
) -> tuple[Finding, ...]:
    """Find everything in a request that would not reach this provider's model unchanged.

    Nothing is sent. There are no findings about recordings, because their answers exist already.

    Args:
        spec: the provider.
        request: the request.
        observed: earlier behaviour of its endpoint, which overrides the table.

    Raises:
        UsageError: the entry's dialect or one of its options is not usable.
    """
    dialect = _dialect(spec)
    if not dialect.uses_network:
        return ()
    rules = tuple(_Rules(spec, request, observed).findings())
    own = tuple(dialect.lint(spec, request)) if dialect.lint is not None else ()
    dropped = tuple(not_sent(dialect, spec, request, capabilities_of(spec), rules, own))
    gone = {finding.feature for finding in dropped}
    kept = [finding for finding in rules if finding.feature not in gone]
    return tuple(dict.fromkeys([*kept, *dropped, *own]))


def uses_network(spec: ProviderSpec) -> bool:
    """Whether the provider is asked over a network; recorded answers exist already."""
    return _dialect(spec).uses_network


def _dialect(spec: ProviderSpec) -> Dialect:
    return DIALECTS.get(spec.dialect)


class _Rules:
    """The rules of the table, with one method per feature."""

    def __init__(self, spec: ProviderSpec, request: Request, observed: Observed) -> None:
        self._review = Review(spec, request)
        self._request = request
        self._observed = observed
        self._caps = observed.applied(capabilities_of(spec), request)
        self._model = spec.model or "this model"

    def findings(self) -> Iterator[Finding]:
        """Yield findings in the order of a request's parts."""
        yield from self._dialect()
        yield from self._messages()
        yield from self._tools()
        yield from self._schema()
        yield from self._json_mode()
        yield from self._temperature()
        yield from self._top_p()
        yield from self._other_preferences()
        yield from self._stop_seed_effort()
        yield from self._thinking()
        yield from self._lengths()

    def _refused(
        self, feature: str, message: str, hint: str = "", *, field: str = "", **more: Any
    ) -> Finding:
        found = self._caps.evidence.get(field or feature)
        if found is not None and found.said:
            return self._rejected(feature, found, hint, value=more.get("value", ""))
        if found is not None:
            more |= {"grade": found.grade, "source": found.source}
            more["known"] = more.get("known", True) and found.grade != "reported"
        if self._caps.drops_silently and feature in _MESSAGES:
            more["known"] = False
        elif self._caps.drops_silently:
            return self._review.found(
                feature, "dropped", f"{message}; the vendor ignores it", hint, **more
            )
        return self._review.found(feature, "rejected", message, hint, **more)

    def _rejected(
        self, feature: str, seen: CapabilityEvidence, hint: str, *, value: str
    ) -> Finding:
        """A finding about a setting that the endpoint itself has rejected."""
        shown = f" {value}" if value else ""
        message = f"{self._model} rejected {feature}{shown}: {seen.said.removesuffix('.')}"
        found = self._review.found(feature, "rejected", message, hint, value=value)
        endpoint, _, day = seen.source.rpartition(", ")
        return replace(found, grade=seen.grade, source=seen.source, endpoint=endpoint, observed=day)

    def _dialect(self) -> Iterator[Finding]:
        other = self._caps.served_by
        # An aggregator chooses the way to the vendor itself.
        if other is not None and not self._caps.drops_silently:
            message = f"dialect {self._review.spec.dialect} does not serve {self._model}"
            yield self._refused("dialect", message, f"use dialect {other}", field="served_by")

    def _messages(self) -> Iterator[Finding]:
        request, caps = self._request, self._caps
        inside = [m for m in request.messages if m.role == "system"]
        if not request.messages:
            yield self._review.found("messages", "rejected", "there is no message to answer")
        if caps.system is False and (request.system or inside):
            hint = "put it in the first user turn"
            yield self._refused("system", f"{self._model} does not accept a system prompt", hint)
        elif caps.mid_system is False and inside:
            hint = "move their text to `system`"
            message = f"{self._model} does not accept system messages inside the conversation"
            yield self._refused("mid_system", message, hint)
        last = request.messages[-1] if request.messages else None
        if last is not None and last.role == "assistant" and not last.tool_calls:
            yield from self._prefill()
        yield from self._files()

    def _files(self) -> Iterator[Finding]:
        for need in file_needs(self._request):
            if getattr(self._caps, need) is False:
                words, hint = FILE_WORDS[need]
                yield self._refused(need, f"{self._model} {words}", hint)
        yield from self._review.files_in_answers()

    def _prefill(self) -> Iterator[Finding]:
        if self._caps.prefill is False:
            yield self._refused(
                "prefill",
                f"{self._model} does not continue a last message of the assistant",
                "ask for the beginning in the prompt, or use response_schema",
            )
        elif self._caps.prefill is None:
            yield self._review.found(
                "prefill",
                "changed",
                "a last message of the assistant may be read as a finished turn",
                known=False,
            )

    def _tools(self) -> Iterator[Finding]:
        request, caps = self._request, self._caps
        if request.tools and caps.tools is False:
            yield self._refused("tools", f"{self._model} cannot call tools")
        elif request.tools and not self._tools_at_effort():
            efforts = " or ".join(word for word in caps.tools_at or () if word != "unset")
            yield self._refused(
                "tools",
                f"{self._model} accepts tools over dialect {self._review.spec.dialect} only at "
                f"effort {efforts}",
                f"use dialect openai-responses, or set sampling.effort to {efforts}",
                field="tools_at",
            )
        if caps.parallel_tool_calls is False and one_call_at_a_time(request):
            message = f"{self._model} cannot be limited to one tool call at a time"
            yield self._refused("parallel_tool_calls", message, value="false")
        choice = request.tool_choice
        if choice is not None and forces_a_tool(request):
            if caps.forced_tools is False:
                message = f"{self._model} cannot be forced to call a tool"
                yield self._refused(
                    "tool_choice", message, "use auto", field="forced_tools", value=choice.mode
                )
            elif choice.mode == "tool" and caps.named_tool is False:
                message = (
                    "one tool cannot be named: portcheck sends only that tool, and requires a tool"
                )
                yield self._review.found("tool_choice", "changed", message, value=choice.mode)
        for tool in request.tools:
            kind = tool.parameters.get("type", "object")
            if kind != "object":
                message = f"the parameters of tool {tool.name[:80]!r} are not an object"
                yield self._review.found("tool_schema", "rejected", message, value=str(kind)[:80])

    def _tools_at_effort(self) -> bool:
        caps, effort = self._caps, self._request.sampling.effort
        if caps.tools_at is None or caps.drops_silently:
            return True
        return (effort or DEFAULT_EFFORT) in caps.tools_at

    def _ignored(self, name: str, value: float) -> Iterator[Finding]:
        if name in self._caps.ignores:
            yield self._review.found(
                name,
                "dropped",
                f"{self._model} accepts {name} and ignores it",
                "leave it out",
                value=f"{value:g}",
                source=self._caps.evidence["ignores"].source,
            )

    def _schema(self) -> Iterator[Finding]:
        if self._request.response_schema is None:
            return
        if self._caps.response_schema is False:
            hint = "describe the form in the prompt, and check it with json_schema"
            yield self._refused(
                "response_schema", f"{self._model} does not accept a response schema", hint
            )
        elif self._caps.schema_with_tools is False and self._request.tools:
            message = f"{self._model} does not accept a response schema together with tools"
            yield self._refused("response_schema", message, field="schema_with_tools")

    def _json_mode(self) -> Iterator[Finding]:
        if not self._request.wants_json:
            return
        if self._caps.json_mode is False:
            hint = "use response_schema"
            yield self._refused("json_mode", f"{self._model} has no JSON mode", hint)
        elif self._caps.schema_with_tools is False and self._request.tools:
            message = f"{self._model} has no JSON mode together with tools"
            yield self._refused("json_mode", message, field="schema_with_tools")

    def _temperature(self) -> Iterator[Finding]:
        sampling, caps = self._request.sampling, self._caps
        value = sampling.temperature
        if value is None:
            default = caps.temperature_default
            if default not in {None, USUAL_TEMPERATURE} and caps.temperature is not False:
                yield self._review.found(
                    "default_temperature",
                    "changed",
                    f"no temperature is set: the vendor's default of {default:g} applies, where "
                    f"most others use {USUAL_TEMPERATURE:g}",
                    "set sampling.temperature",
                )
            return
        shown = f"{value:g}"
        yield from self._ignored("temperature", value)
        if caps.temperature is False:
            message = self._takes_no("temperature")
            yield self._refused("temperature", message, "leave it out", **self._doubt(value))
        elif not samples(caps, sampling.effort):
            message, hint = self._only_at("temperature")
            doubt = self._doubt(value)
            yield self._refused("temperature", message, hint, field="samples_at", **doubt)
        elif caps.temperature_max is not None and value > caps.temperature_max:
            message = f"temperature {shown} is above its highest, {caps.temperature_max:g}"
            yield self._refused("temperature", message, field="temperature_max", value=shown)

    def _doubt(self, value: float) -> dict[str, Any]:
        """Value and certainty: some vendors accept the default but no other value."""
        certain = value != USUAL_TEMPERATURE or self._caps.defaults_rejected is True
        return {"value": f"{value:g}", "known": certain}

    def _takes_no(self, name: str) -> str:
        thinks = thinking_word(self._request.sampling) not in {"", "off"}
        when = " while it thinks" if thinks and name in self._caps.thinking_rejects else ""
        return f"{self._model} does not accept {name}{when}"

    def _only_at(self, name: str) -> tuple[str, str]:
        efforts = " or ".join(word for word in self._caps.samples_at or () if word != "unset")
        message = f"{self._model} accepts {name} only at effort {efforts}"
        return message, f"leave {name} out, or set sampling.effort to {efforts}"

    def _top_p(self) -> Iterator[Finding]:
        sampling, caps = self._request.sampling, self._caps
        value = sampling.top_p
        if value is None:
            return
        shown = f"{value:g}"
        yield from self._ignored("top_p", value)
        low, high = caps.top_p_min, caps.top_p_max
        if caps.top_p is False:
            message = f"{self._model} does not accept top_p"
            yield self._refused("top_p", message, "leave it out", **self._doubt(value))
        elif not samples(caps, sampling.effort):
            message, hint = self._only_at("top_p")
            doubt = self._doubt(value)
            yield self._refused("top_p", message, hint, field="samples_at", **doubt)
        elif sampling.temperature is not None and caps.temperature_with_top_p is False:
            message, hint = f"{self._model} accepts temperature or top_p, not both", "leave one out"
            yield self._refused("top_p", message, hint, field="temperature_with_top_p", value=shown)
        elif (low is not None and value < low) or (high is not None and value > high):
            limits = f"{low or 0:g} to {1 if high is None else high:g}"
            message = f"top_p {shown} is not within {limits}"
            field = "top_p_min" if low is not None and value < low else "top_p_max"
            yield self._refused("top_p", message, field=field, value=shown)

    def _other_preferences(self) -> Iterator[Finding]:
        sampling, caps = self._request.sampling, self._caps
        for name in ("top_k", "frequency_penalty", "presence_penalty"):
            if not sampling.is_set(name):
                continue
            value = getattr(sampling, name)
            yield from self._ignored(name, value)
            if getattr(caps, name) is False:
                yield self._refused(name, self._takes_no(name), "leave it out", value=f"{value:g}")
            elif not samples(caps, sampling.effort):
                message, hint = self._only_at(name)
                yield self._refused(name, message, hint, field="samples_at", value=f"{value:g}")

    def _thinking(self) -> Iterator[Finding]:
        taken, wanted = self._caps.thinking, thinking_word(self._request.sampling)
        if taken is None or not wanted or wanted in taken:
            return
        message = {
            "on": f"{self._model} does not think",
            "off": f"{self._model} always thinks",
            "budget": f"{self._model} does not accept a thinking budget",
        }[wanted]
        hint = f"set thinking to {' or '.join(taken)}, or leave it out"
        yield self._refused("thinking", message, hint, value=wanted)

    def _stop_seed_effort(self) -> Iterator[Finding]:
        sampling, caps = self._request.sampling, self._caps
        if sampling.stop and caps.stop is False:
            yield self._refused("stop", f"{self._model} does not accept stop sequences")
        elif caps.max_stop is not None and len(sampling.stop) > caps.max_stop:
            message = f"{len(sampling.stop)} stop sequences are more than its {caps.max_stop}"
            yield self._refused("stop", message, field="max_stop", value=str(len(sampling.stop)))
        if sampling.seed is not None and caps.seed is False:
            yield self._refused("seed", f"{self._model} does not accept a seed")
        effort = sampling.effort
        if effort is not None and not takes_effort(caps, effort):
            efforts = ", ".join(caps.effort) if isinstance(caps.effort, tuple) else ""
            message = f"{self._model} does not accept reasoning effort {effort[:40]!r}"
            hint = f"it accepts {efforts}" if efforts else ""
            field = "effort_rejects" if effort in caps.effort_rejects else "effort"
            yield self._refused("effort", message, hint, field=field, value=effort[:40])

    def _lengths(self) -> Iterator[Finding]:
        caps, wanted = self._caps, self._request.sampling.max_output_tokens
        used_up = self._observed.starving(self._request)
        larger = used_up and roomier_limit(int(used_up.value), caps.max_output_tokens)
        if used_up and larger:
            found = self._review.found(
                "max_output_tokens",
                "changed",
                f"{self._model} thinks before it answers: {used_up.said}",
                f"set max_output_tokens to {larger}, as --adapt all does, or a lower effort",
                value=str(wanted),
            )
            day = used_up.at[:10]
            where = self._observed.endpoint
            yield replace(
                found, grade="tested", source=f"{where}, {day}", endpoint=where, observed=day
            )
        longest = caps.max_output_tokens
        if longest is not None and wanted is not None and wanted > longest:
            message = f"max_output_tokens {wanted} is above its stated limit of {longest}"
            yield self._refused("max_output_tokens", message, known=False, value=str(wanted))
        room = caps.max_input_tokens
        if room is not None and shorter_estimate(self._request) > room:
            yield self._review.found(
                "context_length",
                "rejected",
                f"the request is probably longer than the {room} tokens that it reads",
                known=False,
            )
