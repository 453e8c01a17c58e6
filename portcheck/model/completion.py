"""The outcome of a call to a model: an answer, or a failure without one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from msgspec import UNSET, UnsetType, field
from msgspec.structs import asdict

from portcheck.error_classes import Failure
from portcheck.model.chat import ToolCall
from portcheck.value import Number, Value, Whole

FinishReason = Literal[
    "stop", "length", "tool_calls", "content_filter", "refusal", "error", "other"
]

ORDINARY_TIERS = frozenset(
    {"standard", "standard_only", "default", "auto", "on_demand", "unspecified"}
)
"""Vendors' words, in lower case, for the default service tier."""


class Usage(Value, kw_only=True):
    """Token counts as the vendor reports them. `None` is "not reported", 0 is "reported zero"."""

    input_tokens: Whole | None = None
    """All input, cache reads and cache writes included."""
    output_tokens: Whole | None = None
    """All output, reasoning included."""
    cache_read_tokens: Whole | None = None
    cache_write_tokens: Whole | None = None
    cache_write_1h_tokens: Whole | None = None
    """The part of `cache_write_tokens` that is kept for an hour, at its own price."""
    reasoning_tokens: Whole | None = None


class Timing(Value, kw_only=True):
    """Wall-clock durations in seconds, from the moment the request leaves the queue."""

    total_s: Number
    first_token_s: Number | None = None
    """Until the first token of a stream; `None` without streaming."""
    median_gap_s: Number | None = None
    """Between pieces of a stream that carry tokens; `None` with fewer than two."""
    longest_gap_s: Number | None = None


class RefusalSignal(Value, kw_only=True):
    """The provider's own statement that it did not answer."""

    kind: Literal["model_refusal", "content_filter", "prompt_blocked"]
    detail: str | None = None


class OtherContent(Value, kw_only=True):
    """Content of an answer besides text, reasoning and calls of the client's tools."""

    kind: str
    """The vendor's own name: of a block's type, or of the field; printable, at most 80 characters.
    An item of a list in a field is named by both, as in `citations.char_location`."""
    count: Whole
    bytes: Whole
    """Size of its JSON, 0 if the vendor only counted it; the content is not kept."""


class Answer(Value, kw_only=True):
    """The content of a vendor's body: an answer, including refusals and blocked ones."""

    text: str
    finish_reason: FinishReason
    refusal_text: str | None = None
    """The vendor's refusal field; refusals written as ordinary text stay in `text`."""
    reasoning_text: str | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    raw_finish_reason: str | None = None
    refusal_signal: RefusalSignal | None = None
    usage: Usage = Usage()
    served_model: str | None = None
    """The model that the vendor says it used."""
    response_id: str | None = None
    other_content: tuple[OtherContent, ...] = ()
    """In order of appearance, each kind once."""
    served_tier: str | None = None
    """The service tier that the vendor states, in its own words: flex, priority, batch, fast."""
    upstream_provider: str | None = None
    """The provider that a router or gateway says it used."""
    stated_cost_usd: Number | None = None
    """Cost of the call that the vendor states, in US dollars, 0 or more."""
    fallback_model: str | None = None
    """The model that the vendor says it used instead; beside a refusal, the model that it says
    would answer."""
    retires: str | None = None
    """ISO 8601, a date or a time: when the model is retired, as the answer says."""
    impossible_usage: str | None = None
    """Impossible token counts of the vendor, which are not in `usage`."""
    error: Failure | None = None
    """Set when the request was blocked by an HTTP error (class `content_blocked`)."""
    turn: Any = UNSET
    """For an answer in a tool loop before the last: see `portcheck.model.chat.Message.turn`. Never
    stored."""

    @property
    def declined(self) -> bool:
        """Whether the provider itself says that it declined or blocked the answer."""
        said = self.refusal_signal is not None or bool((self.refusal_text or "").strip())
        return said or self.finish_reason in {"refusal", "content_filter"}

    @property
    def starved(self) -> bool:
        """Whether reasoning used up most of the limit of output tokens."""
        if self.finish_reason != "length" or self.tool_calls:
            return False
        reasoning, output = self.usage.reasoning_tokens, self.usage.output_tokens
        if reasoning is None or not output:
            return bool(self.reasoning_text) and not self.text.strip()
        return 2 * reasoning >= output

    def completed(
        self,
        *,
        timing: Timing,
        request_id: str | None = None,
        rate_limit: Mapping[str, str] | None = None,
        dropped_params: tuple[str, ...] = (),
    ) -> Completion:
        """The same answer with the facts of its call."""
        return Completion(
            **asdict(self),
            timing=timing,
            request_id=request_id,
            rate_limit=rate_limit or {},
            dropped_params=dropped_params,
        )


class Moderated(Value, kw_only=True):
    """A moderator's verdict on a text to or from a model."""

    moderator: str
    """Id of its entry."""
    side: Literal["input", "output"]
    flagged: bool
    categories: tuple[str, ...] = ()
    """Categories that it flagged, in its own words."""
    seconds: Number = 0.0
    """How long it took; part of the call's time."""
    cost_usd: Number | None = None
    """US dollars; `None`: not known."""


class Completion(Answer, kw_only=True):
    """An answer and its call."""

    timing: Timing
    request_id: str | None = None
    rate_limit: Mapping[str, str] = field(default_factory=dict)
    """The vendor's rate-limit headers, names lower-cased."""
    dropped_params: tuple[str, ...] = ()
    """Requested settings that were not sent, because the dialect has no field for them, or the
    model does not accept them and `--adapt` allows it: a portability finding."""
    substituted_params: Mapping[str, str] = field(default_factory=dict)
    """Requested settings that were sent with another value, as `1.7 -> 1`; see `--adapt`."""
    recorded_at: str | None = None
    """UTC, ISO 8601: when a replayed answer was recorded; `None` for a live one."""
    moderation: tuple[Moderated, ...] | UnsetType = UNSET
    """The moderator's verdicts, in order; their time and cost are part of the call's."""
    loop: Trajectory | UnsetType = UNSET
    """Set at the end of a tool loop: usage, costs and durations cover the whole loop, everything
    else is from the last answer."""


LoopEnd = Literal["answered", "max_steps", "unanswered_call"]
"""`answered`: every turn of the user got an answer without a further call. `max_steps`: the loop
reached its limit of steps. `unanswered_call`: no record answers a call."""

OTHERWISE = -1
"""Stands for the suite's `otherwise`, in place of a record's number."""


class Step(Value, kw_only=True):
    """One answer of a tool loop, and the records that answered its calls."""

    completion: Completion
    answered_by: tuple[Whole, ...] = ()
    """For each answered call: the number of the record, 0-based, or `OTHERWISE`."""
    turn: Whole = 1
    """Which turn of the user it belongs to, 1-based."""


class Trajectory(Value, kw_only=True):
    """All steps of a tool loop."""

    steps: tuple[Step, ...]
    """1 or more."""
    ended: LoopEnd
    heard: str | UnsetType = UNSET
    """Set if the baseline's answers are between the turns: their SHA-256, in hexadecimal."""

    @property
    def calls(self) -> tuple[tuple[int, ToolCall], ...]:
        """Every call, with the number of its step, 1-based."""
        return tuple(
            (number, call)
            for number, step in enumerate(self.steps, start=1)
            for call in step.completion.tool_calls
        )

    def of_turn(self, number: int) -> tuple[Step, ...]:
        """The steps of one user turn, 1-based; empty if it was not reached."""
        return tuple(step for step in self.steps if step.turn == number)

    @property
    def unanswered(self) -> ToolCall | None:
        """The call that no record answers; `None` without one."""
        if self.ended != "unanswered_call":
            return None
        last = self.steps[-1]
        return last.completion.tool_calls[len(last.answered_by)]

    @property
    def fault(self) -> str:
        """How the steps contradict each other, as in a damaged file; "" if they do not."""
        turn = 0
        for step in self.steps:
            if step.turn not in {max(turn, 1), turn + 1}:
                return f"turn {step.turn} of a loop cannot follow turn {turn}"
            turn, numbers = step.turn, step.answered_by
            if (
                len(numbers) > len(step.completion.tool_calls)
                or min(numbers, default=0) < OTHERWISE
            ):
                return "'answered_by' of a loop does not fit its calls"
        if not self.steps:
            return "a loop has no steps"
        last = self.steps[-1]
        all_answered = len(last.answered_by) == len(last.completion.tool_calls)
        if self.ended == "unanswered_call" and all_answered:
            return "a loop that ended with an unanswered call has none"
        return ""
