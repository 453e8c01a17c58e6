"""Requests to a model, in vendor-neutral terms."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType, field
from msgspec.structs import replace

from portcheck.value import Number, Value, Whole

JsonObject = Mapping[str, Any]
"""A JSON object; treated as immutable everywhere."""

Role = Literal["system", "user", "assistant", "tool"]


class Text(Value, kw_only=True, tag_field="type", tag="text"):
    """A piece of text in a message."""

    text: str


class File(Value, kw_only=True, omit_defaults=True, tag_field="type"):
    """A file in a message: its bytes, or an address that only the vendor fetches."""

    media_type: str = ""
    """MIME type, for example `image/png`; "" if it is not known, with a `url` alone."""
    data: str = ""
    """Base64 of the file's bytes, without line breaks; "" with a `url`."""
    url: str = ""
    """An https address for the vendor; portcheck never fetches it."""

    @property
    def address(self) -> str:
        """The `url`, or the bytes as a data URL."""
        return self.url or f"data:{self.media_type};base64,{self.data}"

    @property
    def size(self) -> int | None:
        """Bytes of the file; `None` for a `url`."""
        return None if self.url else len(self.data) * 3 // 4 - self.data[-2:].count("=")

    @property
    def described(self) -> str:
        """The kind of file, and its size or address, without its content."""
        kind = " ".join(filter(None, [self.media_type, type(self).__name__.lower()]))
        return f"{kind}, {self.url}" if self.url else f"{kind}, {self.size} bytes"


class Image(File, kw_only=True, omit_defaults=True, tag="image"):
    """An image in a message."""


class Document(File, kw_only=True, omit_defaults=True, tag="document"):
    """A PDF or a text in a message, which the vendor reads as its own document."""

    name: str = ""
    """Name of the file, sent if the vendor has a field for it."""

    @property
    def described(self) -> str:
        """The same as for other files, with the name."""
        shown = super().described
        return f"{self.name}: {shown}" if self.name else shown


class Audio(File, kw_only=True, omit_defaults=True, tag="audio"):
    """A recording of sound in a message."""


Part = Text | Image | Document | Audio


class ToolCall(Value, kw_only=True):
    """A tool call that a model asks for."""

    id: str | None
    """The vendor's id; `None` if there is none."""
    name: str
    arguments: JsonObject | None
    """Parsed arguments; `None` when the model did not write a JSON object."""
    arguments_raw: str | None = None
    """The arguments as the model wrote them; `None` if the wire carries an object."""

    @property
    def written(self) -> str:
        """The call in one line, as `name({"key": "value"})`; not yet made safe for display."""
        known = self.arguments is not None
        arguments = json.dumps(dict(self.arguments or {})) if known else self.arguments_raw
        return f"{self.name}({arguments or ''})"


class Message(Value, kw_only=True):
    """One turn of a conversation."""

    role: Role
    content: tuple[Part, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    """Only for role `assistant`."""
    tool_call_id: str | None = None
    """Only for role `tool`: the call that this turn answers."""
    is_error: bool = False
    """Only for role `tool`: the tool failed."""
    turn: Any = UNSET
    """Only for role `assistant`, within a tool loop: the turn in its vendor's own format, which is
    sent back unchanged, because only the vendor can read parts of it. Not hashed."""

    @property
    def text(self) -> str:
        """The text parts, joined without a separator."""
        return "".join([part.text for part in self.content if isinstance(part, Text)])

    @property
    def files(self) -> tuple[Image | Document | Audio, ...]:
        """The parts that are files."""
        return _files(self.content)


class Tool(Value, kw_only=True):
    """A function that the model may call."""

    name: str
    description: str = ""
    parameters: JsonObject = field(default_factory=lambda: {"type": "object", "properties": {}})
    """JSON Schema (draft 2020-12) of the arguments; its `type` is `object`."""
    strict: bool | None = None
    """Vendor-side schema enforcement; `None` leaves the vendor's default."""


class ToolChoice(Value, kw_only=True):
    """Whether the model must call a tool, and which."""

    mode: Literal["auto", "required", "none", "tool"]
    name: str | None = None
    """Only for mode `tool`."""


class ThinkingBudget(Value, kw_only=True):
    """Turns thinking on, with a limit."""

    budget: Whole
    """Tokens, at least 1; part of the output tokens."""


Thinking = Literal["on", "off"] | ThinkingBudget
"""Whether the model thinks before it answers."""


class Sampling(Value, kw_only=True):
    """Sampling settings. `None` or `UNSET` is "not set", and is not sent."""

    temperature: Number | None = None
    top_p: Number | None = None
    max_output_tokens: Whole | None = None
    """Tokens, reasoning included."""
    stop: tuple[str, ...] = ()
    seed: Whole | None = None
    effort: str | None = None
    """Reasoning effort, the vendor's word (`low`, `medium`, `high`, ...)."""
    # Left out of JSON if not set: digests of earlier requests hold no such fields.
    top_k: Whole | UnsetType = UNSET
    """Number of likeliest tokens to draw from."""
    frequency_penalty: Number | UnsetType = UNSET
    """Penalty for tokens by how often they appeared, -2..2."""
    presence_penalty: Number | UnsetType = UNSET
    """Penalty for tokens that appeared at all, -2..2."""
    parallel_tool_calls: bool | UnsetType = UNSET
    """Whether one answer may hold several tool calls."""
    json_mode: Literal[True] | UnsetType = UNSET
    """The answer is some JSON object, enforced by the vendor; see `Request.wants_json`."""
    thinking: Thinking | UnsetType = UNSET

    def is_set(self, name: str) -> bool:
        """Whether the setting of that name has a value."""
        value = getattr(self, name)
        return value is not None and value is not UNSET and value != ()

    def without(self, names: Iterable[str]) -> Sampling:
        """The same settings, with those of these names not set."""
        return replace(self, **{name: getattr(NOTHING_SET, name) for name in names})


NOTHING_SET = Sampling()

PREFERENCES = frozenset(
    {"temperature", "top_p", "top_k", "seed", "effort", "frequency_penalty", "presence_penalty"}
)
"""Settings that change how an answer is drawn, but not the question."""

Adapt = Literal["none", "preferences", "all"]
"""Which settings may be dropped or replaced if a model does not accept them."""


class ToolResult(Value, kw_only=True):
    """A recorded result of a tool, for calls that match."""

    tool: str
    """Name of the tool; "" matches every tool."""
    match: Literal["any", "subset", "exact"] = "any"
    """How the arguments of a call must match `arguments`. `subset`: objects may hold more keys, at
    any depth; lists and plain values must be equal."""
    arguments: JsonObject = field(default_factory=dict)
    content: tuple[Part, ...] = ()
    is_error: bool = False
    """The tool failed, with `content` as its message."""
    delay_s: Number = 0.0
    """Seconds that the tool took: part of the answer's time, but not waited for."""
    times: Whole | None = None
    """How many calls it can answer, 1 or more; `None`: any number."""


MAX_STEPS = 20
"""Most answers of a model within one tool loop, if the suite sets no limit."""


class ToolLoop(Value, kw_only=True):
    """How to answer the calls of a model, until it answers without one."""

    results: tuple[ToolResult, ...]
    """The first one that matches and is not used up answers a call."""
    max_steps: Whole = MAX_STEPS
    """Most answers of the model, 1 or more."""
    otherwise: ToolResult | UnsetType = UNSET
    """The answer to every other call; not set: such a call ends the loop."""


def _files(content: tuple[Part, ...]) -> tuple[Image | Document | Audio, ...]:
    return tuple([part for part in content if not isinstance(part, Text)])


class Request(Value, kw_only=True):
    """One question to a model. `codec.request_hash` identifies it across providers."""

    messages: Annotated[tuple[Message, ...], Meta(min_length=1)]
    system: str | None = None
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice | None = None
    response_schema: JsonObject | None = None
    """JSON Schema that the answer must follow, enforced by the vendor if possible."""
    sampling: Sampling = Sampling()
    ordinal: Whole = 0
    """Which of several identical questions this is (0-based). Neither sent nor hashed: recordings
    need it to tell repeats apart."""
    tool_loop: ToolLoop | UnsetType = UNSET
    """Set if portcheck answers calls and asks again: part of the question, never sent."""
    turns: tuple[Message, ...] | UnsetType = UNSET
    """Later messages of the user, each after an answer: part of the question too."""
    history: Literal["baseline"] | UnsetType = UNSET
    """Set if every model sees the baseline's answers between the turns, and not its own. Part of
    the question."""
    heard: tuple[tuple[Message, ...], ...] | UnsetType = UNSET
    """With `history`, for a candidate: the baseline's answer to each turn. Not hashed."""
    keep: tuple[str, ...] | UnsetType = UNSET
    """Preferences that the workload insists on. Neither sent nor hashed: the question stays."""

    @property
    def asked(self) -> str:
        """The text of the last user turn in `messages`; "" if there is none."""
        last = last_turn_of_user(self.messages)
        return "" if last is None else self.messages[last].text

    @property
    def files(self) -> tuple[Image | Document | Audio, ...]:
        """The files of every turn, and of tool results."""
        found = [file for message in self.messages for file in message.files]
        if self.tool_loop is not UNSET:
            loop = self.tool_loop
            given = [*loop.results, *([loop.otherwise] if loop.otherwise is not UNSET else [])]
            found += [file for result in given for file in _files(result.content)]
        return tuple(found)

    @property
    def goes_on(self) -> bool:
        """Whether an answer may be followed by a further request."""
        return self.tool_loop is not UNSET or self.turns is not UNSET

    @property
    def wants_json(self) -> bool:
        """Whether JSON mode matters: a schema for the answer overrides it."""
        return self.sampling.json_mode is True and self.response_schema is None

    def keeps(self, setting: str) -> bool:
        """Whether the workload insists on this preference."""
        return self.keep is not UNSET and setting in self.keep

    def may_change(self, setting: str, adapt: Adapt) -> bool:
        """Whether a setting may be dropped or replaced; never one that the workload keeps."""
        if self.keeps(setting):
            return False
        return adapt == "all" or (adapt == "preferences" and setting in PREFERENCES)


class Variant(Value, kw_only=True):
    """One variant of a workload's prompt, as in the suite.

    Fields that are not set keep the prompt's.
    """

    name: str
    system: str | UnsetType = UNSET
    user: str | UnsetType = UNSET
    settings: Mapping[str, Any] | UnsetType = UNSET
    """Sampling settings; the others stay."""
    replaced_system: str | UnsetType = UNSET
    """The system prompt of the workload, as the suite writes it, where `system` is set."""
    replaced_user: str | UnsetType = UNSET
    """The same for `user`."""

    @property
    def digest(self) -> str:
        """Digest of the request: two variants with the same texts and settings are one."""
        said = [
            None if self.system is UNSET else self.system,
            None if self.user is UNSET else self.user,
            {name: _one_form(value) for name, value in (self.settings or {}).items()},
        ]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def _one_form(value: Any) -> Any:
    """The setting; 0 and 0.0 become the same."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return float(value) if whole else value


class Wording(Value, kw_only=True):
    """The changes of a variant to the request of one case; fields that are not set stay."""

    system: str | UnsetType = UNSET
    """Empty: no system prompt."""
    user: str | UnsetType = UNSET
    """The text of the last user turn; its files stay."""
    sampling: Sampling | UnsetType = UNSET

    def applied(self, request: Request) -> Request:
        """The request in this wording."""
        if self.system is not UNSET:
            request = replace(request, system=self.system or None)
        if self.user is not UNSET:
            request = replace(request, messages=_reworded(request.messages, self.user))
        if self.sampling is not UNSET:
            request = replace(request, sampling=self.sampling)
        return request


Wordings = Mapping[str, Mapping[str, Wording]]
"""Provider id to the name of a variant to its wording."""


def last_turn_of_user(messages: Sequence[Message]) -> int | None:
    """The index of the last user turn, which a variant may reword; `None` if there is none."""
    return max((place for place, one in enumerate(messages) if one.role == "user"), default=None)


def _reworded(messages: tuple[Message, ...], text: str) -> tuple[Message, ...]:
    last = last_turn_of_user(messages)
    if last is None:
        return messages
    turn = messages[last]
    files = tuple(part for part in turn.content if not isinstance(part, Text))
    turn = replace(turn, content=(Text(text=text), *files))
    return (*messages[:last], turn, *messages[last + 1 :])
