"""What is known about providers before a call: prices, lifecycle, capabilities, findings.

Every fact has a source and a date. `None` is "not known", which is neither yes nor no.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import UNSET, UnsetType, field

from portcheck.model.chat import PREFERENCES
from portcheck.model.suite import Price
from portcheck.value import Value, Whole

DEFAULT_EFFORT = "unset"
"""In `Capabilities.samples_at`: the request names no reasoning effort."""

NEEDS = frozenset(
    {"tools", "tool_choice", "images", "documents", "audio", "file_urls", "response_schema"}
    | {"json_mode", "parallel_tool_calls", "thinking"}
)
"""Features that change the question: a provider that drops one does not support the request. Any
other dropped setting is a finding."""

Grade = Literal["tested", "documented", "reported"]
"""The grade of evidence of what a model accepts: this endpoint answered so; the vendor's own page
says so, cited and dated; somebody's table says so."""

Effect = Literal["rejected", "dropped", "changed"]
Severity = Literal["error", "warning", "info"]


class PriceFact(Value, kw_only=True):
    """The list price of a model on a platform."""

    price: Price
    source: str
    """Name and version of the table."""
    as_of: str
    """ISO date on which the table was retrieved."""
    note: str = ""


class Lifecycle(Value, kw_only=True):
    """When a model on a platform ends; dates are ISO 8601."""

    deprecated: str | None = None
    """The day from which its vendor advises against it."""
    retires: str | None = None
    """The day from which calls fail."""
    replacement: str | None = None
    """The vendor's recommended replacement."""
    source: str = ""
    page: str | None = None
    """The vendor's page that states the dates."""
    as_of: str = ""
    also: Mapping[str, str] = field(default_factory=dict)
    """Source to its retirement date, if that is later."""


class CapabilityEvidence(Value, kw_only=True):
    """The source of one fact about a model."""

    grade: Grade
    source: str
    """Name of the source, its page where it has one, and an ISO date."""
    said: str = ""
    """The vendor's message, if it comes from this endpoint."""


class Observation(Value, kw_only=True):
    """What an endpoint did with one setting or part of a request: evidence of grade `tested`."""

    setting: str
    """A sampling setting, a part (`tools`, `response_schema`, ...), or `temperature_with_top_p`."""
    value: str = ""
    """Its value; a digest for a part. "" if there is only one."""
    effort: str = DEFAULT_EFFORT
    """The reasoning effort of the same request: what a model accepts can depend on it."""
    taken: bool
    """Whether the request was answered."""
    every_value: bool = False
    """The vendor said that it accepts no other value either."""
    at: str
    """When: UTC, ISO 8601, whole seconds."""
    said: str = ""
    """The vendor's rejection, on one line, without the sent value."""


class Capabilities(Value, kw_only=True):
    """What a model accepts in a request. True, False, a limit, or `None` for "not known"."""

    temperature: bool | None = None
    temperature_max: float | None = None
    temperature_default: float | None = None
    """The vendor's default."""
    defaults_rejected: bool | None = None
    """Whether temperature 1 and top_p 1 are rejected too, if other values are."""
    top_p: bool | None = None
    top_p_min: float | None = None
    top_p_max: float | None = None
    temperature_with_top_p: bool | None = None
    """Both in one request."""
    top_k: bool | None = None
    frequency_penalty: bool | None = None
    presence_penalty: bool | None = None
    samples_at: tuple[str, ...] | None = None
    """Reasoning efforts, including `unset`, at which temperature, top_p, top_k and penalties are
    accepted; `None` if effort does not matter."""
    ignores: tuple[str, ...] = ()
    """Settings that are accepted without effect."""
    stop: bool | None = None
    max_stop: int | None = None
    """Most stop sequences."""
    seed: bool | None = None
    effort: bool | tuple[str, ...] | None = None
    """Whether a reasoning effort is accepted, or exactly which words."""
    effort_rejects: tuple[str, ...] = ()
    """Words that are known to be rejected, if the full list is not known."""
    thinking: tuple[str, ...] | None = None
    """Which of `on`, `off` and `budget` a request can set. A model without thinking has only
    `off`."""
    thinking_types: tuple[str, ...] = ()
    """The vendor's words for them, where they differ from model to model."""
    thinking_rejects: tuple[str, ...] = ()
    """Fields of this record whose features are rejected if a request turns thinking on."""
    tools: bool | None = None
    tools_at: tuple[str, ...] | None = None
    """Reasoning efforts, including `unset`, at which tools are accepted; `None` if effort does not
    matter."""
    served_by: str | None = None
    """The only dialect with which the vendor serves the model."""
    forced_tools: bool | None = None
    """A tool choice of `required` or of one tool."""
    named_tool: bool | None = None
    """A tool choice of one tool."""
    parallel_tools: bool | None = None
    parallel_tool_calls: bool | None = None
    """Whether a request can say if one answer may hold several calls."""
    json_mode: bool | None = None
    response_schema: bool | None = None
    schema_with_tools: bool | None = None
    prefill: bool | None = None
    """A last message of role `assistant`, which the model continues."""
    images: bool | None = None
    documents: bool | None = None
    """PDF or text files as content of a message."""
    audio: bool | None = None
    file_urls: bool | None = None
    """Files that the vendor fetches from an address."""
    system: bool | None = None
    mid_system: bool | None = None
    """System messages inside the conversation."""
    max_input_tokens: int | None = None
    max_output_tokens: int | None = None
    drops_silently: bool = False
    """Settings that the model does not take are ignored, not rejected."""
    evidence: Mapping[str, CapabilityEvidence] = field(default_factory=dict)
    """Field to the source of its value; fields without a source are not known."""
    sources: tuple[str, ...] = ()
    """Sources of the facts, the strongest last."""

    def grade(self, name: str) -> Grade:
        """The grade of evidence of a field."""
        found = self.evidence.get(name)
        return "documented" if found is None else found.grade


class Finding(Value, kw_only=True):
    """Something that a provider would reject, drop, or treat differently."""

    provider: str
    """Id of the provider."""
    feature: str
    """What it is about: `temperature`, `stop`, `response_schema`, `tools`, ..."""
    effect: Effect
    message: str
    hint: str = ""
    known: bool = True
    """False: no certain source says so about this request."""
    value: str = ""
    """The value of the setting; "" if there is none."""
    adapted: bool = False
    """`--adapt` dropped or replaced the setting; the message says how."""
    kept: bool = False
    """It is about a sampling preference that the workload keeps: a need like others."""
    grade: Grade = "documented"
    """How good the evidence is. Evidence that is only `reported` never makes a request
    unsupported."""
    source: str = ""
    """Where it comes from; "" if the wire format itself says so."""
    endpoint: str = ""
    """Host and path of the endpoint that was seen to do so; "" if it was read elsewhere."""
    observed: str = ""
    """ISO date on which it was seen; "" if it was read elsewhere."""

    @property
    def preference(self) -> bool:
        """Whether it is about a sampling preference that is no need."""
        return self.feature in PREFERENCES and not self.kept

    @property
    def cited(self) -> str:
        """The message with its evidence."""
        return f"{self.message} ({self.grade}: {self.source})" if self.source else self.message

    @property
    def unsupported(self) -> bool:
        """Whether it is certain that the provider does not accept the request, without a call.

        A finding about the dialect does not count: the model is served in another dialect.
        """
        if (
            self.feature == "dialect"
            or not self.known
            or self.adapted
            or self.preference
            or self.grade == "reported"
        ):
            return False
        needed = self.feature in NEEDS or self.kept
        return self.effect == "rejected" or (self.effect == "dropped" and needed)


class SuiteFinding(Value, kw_only=True):
    """One finding, for all cases of a workload that share it."""

    workload: str
    finding: Finding
    severity: Severity
    cases: Whole
    """How many cases have it."""
    first_case: str
    """Id of the first of them."""
    variant: str | UnsetType = UNSET
    """The prompt variant that it is about; not set: the plain prompt."""
