"""Remove settings from a request that a provider is known not to accept, and list them.

By default these are only preferences. Prompts, tools and images are never changed: they are the
question, and another question has another answer.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import UNSET, Struct, field
from msgspec.structs import replace

from portcheck.model.chat import Adapt, Request, Sampling, ToolChoice
from portcheck.model.facts import Capabilities, Effect, Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint.capability_rules import capabilities_of, review, uses_network
from portcheck.providers.lint.observed import NOTHING_OBSERVED, Observed
from portcheck.providers.lint.output_room import roomier_limit
from portcheck.providers.lint.review import Review, samples, takes_effort

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""Words for reasoning effort, lowest first."""
USUAL_EFFORTS = ("low", "medium", "high")
_PASSES = 3
"""Number of passes, because a replacement may be rejected too and is then left out."""


class Adapted(Struct, frozen=True, kw_only=True):
    """The adapted request for a provider."""

    request: Request
    dropped: tuple[str, ...] = ()
    """Settings that were left out."""
    substituted: Mapping[str, str] = field(default_factory=dict)
    """Setting to its change, for example `1.7 -> 1`."""


def adapt(
    spec: ProviderSpec, request: Request, mode: Adapt = "all", observed: Observed = NOTHING_OBSERVED
) -> Adapted:
    """Drop or replace settings that the provider is known not to accept.

    Unknown settings are sent unchanged. If nothing changes, the request is the same object.

    Args:
        spec: the provider.
        request: the request; settings in its `keep` are not changed.
        mode: which settings may change.
        observed: earlier behaviour of its endpoint, which overrides the table.

    Raises:
        UsageError: the entry's dialect or one of its options is not usable.
    """
    if mode == "none" or not uses_network(spec):
        return Adapted(request=request)
    return adapted(capabilities_of(spec), request, mode, observed)


def review_adapted(
    spec: ProviderSpec, request: Request, mode: Adapt, observed: Observed = NOTHING_OBSERVED
) -> tuple[Finding, ...]:
    """List the changes of `adapt` and the findings about the adapted request.

    For the arguments see `adapt`.

    Raises:
        UsageError: the entry's dialect or one of its options is not usable.
    """
    made = adapt(spec, request, mode, observed)
    if made.request is request:
        return review(spec, request, observed)
    # A changed effort may allow other settings, so they are reviewed with the effort that is sent.
    forms = (_with_dropped(made, request), request)
    known = {found.feature: found for form in forms for found in review(spec, form, observed)}
    subject = Review(spec, request)

    def done(name: str, effect: Effect, words: str, value: str = "") -> Finding:
        plain = f"{spec.model or 'this model'} does not accept this {name}"
        found = known.get(name) or subject.found(name, effect, plain)
        said = found.effect == "dropped" and effect == "dropped"
        message = found.message if said else f"{found.message}; {words}"
        return replace(
            found, effect=effect, message=message, hint="", known=True, value=value, adapted=True
        )

    return (
        *(done(name, "dropped", "it is left out") for name in made.dropped),
        *(
            done(name, "changed", f"it is changed: {words}", words[:80])
            for name, words in made.substituted.items()
        ),
        *review(spec, made.request, observed),
    )


def _with_dropped(made: Adapted, request: Request) -> Request:
    """The request that is sent, with the dropped settings restored."""
    settings = set(made.dropped).intersection(Sampling.__struct_fields__)
    back = {name: getattr(request.sampling, name) for name in settings}
    return replace(made.request, sampling=replace(made.request.sampling, **back))


def adapted(
    caps: Capabilities, request: Request, mode: Adapt = "all", observed: Observed = NOTHING_OBSERVED
) -> Adapted:
    """Do the work of `adapt` for a model with these capabilities."""
    if mode == "none":
        return Adapted(request=request)
    work = _Work(caps, request, mode, observed)
    for _ in range(_PASSES):
        before = work.request
        work.once()
        if work.request is before or not observed.found:
            break
    if not work.dropped and not work.substituted:
        return Adapted(request=request)
    return Adapted(
        request=work.request, dropped=tuple(work.dropped), substituted=dict(work.substituted)
    )


class _Work:
    def __init__(
        self, caps: Capabilities, request: Request, mode: Adapt, observed: Observed
    ) -> None:
        self._table, self._observed = caps, observed
        self.caps = observed.applied(caps, request)
        self.request = request
        self.mode: Adapt = mode
        self.dropped: list[str] = []
        self.substituted: dict[str, str] = {}

    def once(self) -> None:
        """Make one pass over all settings."""
        self.effort()
        self.sampling()
        self.other_preferences()
        self.stop_and_seed()
        self.rejected()
        self.length()
        self.choice_and_schema()

    def _set(self, name: str, value: object) -> None:
        changed = {name: value}
        self.request = replace(
            self.request,
            sampling=replace(self.request.sampling, **changed),
        )
        self.caps = self._observed.applied(self._table, self.request)

    def _drop(self, name: str, value: object = None) -> None:
        self._set(name, value)
        self.substituted.pop(name, None)
        self.dropped.append(name)

    def _substitute(self, name: str, old: str, value: object, new: str) -> None:
        self._set(name, value)
        self.substituted[name] = f"{old} -> {new}"

    def _may(self, name: str) -> bool:
        return self.request.may_change(name, self.mode)

    def _refuses(self, name: str) -> bool:
        """Whether the evidence suffices to drop a setting that the workload needs."""
        return getattr(self.caps, name) is False and self.caps.grade(name) != "reported"

    def effort(self) -> None:
        wanted = self.request.sampling.effort
        if wanted is None or not self._may("effort") or takes_effort(self.caps, wanted):
            return
        near = nearest_effort(self.caps, wanted)
        if near is None:
            self._drop("effort")
        else:
            self._substitute("effort", wanted, near, near)

    def sampling(self) -> None:
        caps, asked = self.caps, self.request.sampling
        free = samples(caps, asked.effort)
        if asked.temperature is not None and self._may("temperature"):
            if caps.temperature is False or not free:
                self._drop("temperature")
            elif caps.temperature_max is not None and asked.temperature > caps.temperature_max:
                self._clamp("temperature", asked.temperature, caps.temperature_max)
        kept = self.request.sampling.temperature
        if asked.top_p is None or not self._may("top_p"):
            return
        both = kept is not None and caps.temperature_with_top_p is False
        if caps.top_p is False or not free or both:
            self._drop("top_p")
        elif caps.top_p_max is not None and asked.top_p > caps.top_p_max:
            self._clamp("top_p", asked.top_p, caps.top_p_max)
        elif caps.top_p_min is not None and asked.top_p < caps.top_p_min:
            self._clamp("top_p", asked.top_p, caps.top_p_min)

    def _clamp(self, name: str, old: float, new: float) -> None:
        self._substitute(name, f"{old:g}", new, f"{new:g}")

    def other_preferences(self) -> None:
        caps, asked = self.caps, self.request.sampling
        for name in ("top_k", "frequency_penalty", "presence_penalty"):
            taken = getattr(caps, name) is not False and samples(caps, asked.effort)
            if asked.is_set(name) and not taken and self._may(name):
                self._drop(name, UNSET)

    def stop_and_seed(self) -> None:
        asked, most = self.request.sampling, self.caps.max_stop
        if asked.stop and self.caps.stop is False and self._may("stop"):
            self._drop("stop", ())
        elif most is not None and len(asked.stop) > most and self._may("stop"):
            kept = asked.stop[:most]
            self._substitute("stop", f"{len(asked.stop)} sequences", kept, f"the first {most}")
        if asked.seed is not None and self.caps.seed is False and self._may("seed"):
            self._drop("seed")

    def rejected(self) -> None:
        """Drop the other settings that the endpoint was seen to reject."""
        for name in self._observed.rejected(self.request):
            if self.request.sampling.is_set(name) and self._may(name):
                self._drop(name, getattr(Sampling(), name))

    def length(self) -> None:
        asked, most = self.request.sampling.max_output_tokens, self.caps.max_output_tokens
        used_up = self._observed.starving(self.request)
        larger = used_up and roomier_limit(int(used_up.value), most)
        if larger and self._may("max_output_tokens"):
            self._substitute("max_output_tokens", str(asked), larger, str(larger))
            return
        too_much = asked is not None and most is not None and asked > most
        if too_much and self._may("max_output_tokens"):
            self._substitute("max_output_tokens", str(asked), most, str(most))

    def choice_and_schema(self) -> None:
        request, choice = self.request, self.request.tool_choice
        forced = choice is not None and choice.mode in {"required", "tool"}
        if not self._may("tool_choice"):
            return
        if choice is not None and forced and self._refuses("forced_tools"):
            self.request = replace(request, tool_choice=ToolChoice(mode="auto"))
            self.substituted["tool_choice"] = f"{choice.name or choice.mode} -> auto"
        beside = self._refuses("schema_with_tools") and bool(request.tools)
        if request.response_schema is not None and (self._refuses("response_schema") or beside):
            self.request = replace(self.request, response_schema=None)
            self.dropped.append("response_schema")


def nearest_effort(caps: Capabilities, wanted: str) -> str | None:
    """The accepted word nearest to the wanted one (of two, the lower); `None` without any.

    If the accepted words are not known, it is one of the three that most vendors share.
    """
    if caps.effort is False or wanted not in EFFORTS:
        return None
    known = caps.effort if isinstance(caps.effort, tuple) else USUAL_EFFORTS
    usable = [word for word in EFFORTS if word in known and takes_effort(caps, word)]
    place = EFFORTS.index(wanted)
    return min(usable, key=lambda word: abs(EFFORTS.index(word) - place), default=None)
