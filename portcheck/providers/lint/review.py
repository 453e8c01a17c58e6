"""Shared lint rules of the dialects: findings about one provider and request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.model.chat import (
    PREFERENCES,
    Document,
    File,
    Image,
    JsonObject,
    Request,
    Sampling,
    ThinkingBudget,
)
from portcheck.model.facts import DEFAULT_EFFORT, Capabilities, Effect, Finding, Grade
from portcheck.model.suite import ProviderSpec
from portcheck.providers.file_parts import FILE_URLS, need_of
from portcheck.providers.tool_call_ids import with_ids

DEFAULT_PREFIX = "default_"
"""Prefix of features about a vendor's defaults."""
FILE_WORDS = {
    "images": ("does not read images", "describe them in the prompt, in a case of its own"),
    "documents": ("does not read documents", "give their text in the prompt, in a case of its own"),
    "audio": ("does not accept sound", "give a transcript in the prompt, in a case of its own"),
    "file_urls": ("does not fetch files", "name a file beside the suite"),
}
"""Kind of file to the message and hint for models that do not accept it."""
CHARACTERS_PER_TOKEN = 4.0
"""Average characters per token of English text; other languages and code have fewer."""


class Review(Struct, frozen=True):
    """One provider and one request; makes findings about them."""

    spec: ProviderSpec
    request: Request

    def found(
        self,
        feature: str,
        effect: Effect,
        message: str,
        hint: str = "",
        *,
        known: bool = True,
        value: str = "",
        grade: Grade | None = None,
        source: str = "",
    ) -> Finding:
        """Make a finding about this provider; by default the wire format is the evidence."""
        return Finding(
            provider=self.spec.id,
            feature=feature,
            effect=effect,
            message=message,
            hint=hint,
            known=known,
            value=value,
            kept=feature in PREFERENCES and self.request.keeps(feature),
            grade=grade or ("documented" if known else "reported"),
            source=source,
        )

    def many_stops(self, most: int) -> Iterator[Finding]:
        """A warning for more stop sequences than a vendor is reported to take."""
        number = len(self.request.sampling.stop)
        if number > most:
            yield self.found(
                "stop",
                "rejected",
                f"more than {most} stop sequences are reported to be rejected",
                known=False,
                value=str(number),
            )

    def tool_names(self, pattern: re.Pattern[str], words: str, *, known: bool) -> Iterator[Finding]:
        """Tool names that the vendor does not accept."""
        for tool in self.request.tools:
            if not pattern.fullmatch(tool.name):
                yield self.found(
                    "tool_name",
                    "rejected",
                    f"the tool name {tool.name[:80]!r} is not accepted: {words}",
                    "rename the tool",
                    known=known,
                    value=tool.name[:80],
                )

    def strict_tools(
        self, problems_of: Callable[[JsonObject], tuple[str, ...]], hint: str
    ) -> Iterator[Finding]:
        """Tools that ask for strict mode with parameters that the vendor cannot enforce.

        Args:
            problems_of: returns the problems of a schema as text.
            hint: how to change the schema.
        """
        for tool in self.request.tools:
            if tool.strict and (problems := problems_of(tool.parameters)):
                yield self.found(
                    "tool_schema",
                    "rejected",
                    f"tool {tool.name[:80]!r} asks for strict mode, which does not accept its "
                    f"parameters ({first_of(problems)})",
                    f"{hint}, or leave out strict",
                    value=tool.name[:80],
                )

    def tool_ids(self, accept: Callable[[str], str], words: str) -> Iterator[Finding]:
        """Ids of tool calls in the conversation that are sent as other ids."""
        fresh = with_ids(self.request.messages, accept)
        for old, new in zip(self.request.messages, fresh, strict=True):
            pairs = zip(old.tool_calls, new.tool_calls, strict=True)
            if any(before.id != after.id for before, after in pairs):
                yield self.found(
                    "tool_call_id", "changed", f"ids of tool calls are rewritten: {words}"
                )
                return

    def joined_system(self, where: str) -> Iterator[Finding]:
        """System messages inside the conversation, which lose their place."""
        if any(message.role == "system" for message in self.request.messages):
            yield self.found(
                "mid_system",
                "changed",
                f"system messages inside the conversation are moved to {where}",
                "move their text to `system`, or into a user turn",
            )

    def image_types(self, accepted: frozenset[str], *, known: bool = True) -> Iterator[Finding]:
        """Images of a kind that the vendor does not take."""
        return self.file_types(Image, accepted, f"one of {', '.join(sorted(accepted))}", known)

    def file_types(
        self, kind: type[File], accepted: frozenset[str], hint: str, known: bool, source: str = ""
    ) -> Iterator[Finding]:
        """Files of a type that the vendor does not take; one without a type may have any."""
        files = [f for f in self.request.files if isinstance(f, kind)]
        for need, found in sorted({(need_of(f), f.media_type) for f in files if f.media_type}):
            if found not in accepted:
                yield self.found(
                    need,
                    "rejected",
                    f"{need} of type {found[:80]} are not accepted",
                    hint,
                    known=known,
                    value=found[:80],
                    source=source,
                )

    def text_documents(self, words: str, hint: str = "") -> Iterator[Finding]:
        """Documents that are sent in another way than the request has them."""
        files = self.request.files
        if any(isinstance(f, Document) and f.media_type.startswith("text/") for f in files):
            yield self.found("documents", "changed", words, hint)

    def files_in_answers(self) -> Iterator[Finding]:
        """Files in turns that are not the user's, nor the result of a tool."""
        for role, known in (("system", True), ("assistant", False)):
            turns = [m for m in self.request.messages if m.role == role and m.files]
            for need in dict.fromkeys(need_of(f) for m in turns for f in m.files):
                yield self.found(
                    need,
                    "rejected",
                    f"{need} are in a turn of the {role}",
                    "move them into a user turn",
                    known=known,
                )

    def first_turn(self) -> Iterator[Finding]:
        """A conversation that the assistant opens."""
        turns = [message for message in self.request.messages if message.role != "system"]
        if turns and turns[0].role == "assistant":
            yield self.found(
                "messages",
                "rejected",
                "the conversation does not start with the user",
                known=False,
            )


def first_of(problems: tuple[str, ...]) -> str:
    """The first of some problems, and how many more there are."""
    more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
    return f"{problems[0][:200]}{more}"


def file_needs(request: Request) -> tuple[str, ...]:
    """The needs of a request's files: their kinds, and files by address."""
    files = request.files
    fetched = [FILE_URLS] if any(file.url for file in files) else []
    return tuple(dict.fromkeys([*map(need_of, files), *fetched]))


def samples(caps: Capabilities, effort: str | None) -> bool:
    """Whether a reasoning effort leaves room for sampling parameters, as far as is known."""
    return caps.samples_at is None or (effort or DEFAULT_EFFORT) in caps.samples_at


def one_call_at_a_time(request: Request) -> bool:
    """Whether the request forbids several calls in one answer, which models make by default."""
    return bool(request.tools) and request.sampling.parallel_tool_calls is False


def thinking_word(sampling: Sampling) -> str:
    """The requested thinking: `on`, `off`, `budget`, or ""."""
    wanted = sampling.thinking
    if isinstance(wanted, ThinkingBudget):
        return "budget"
    return "" if wanted is UNSET else wanted


def beside_thinking(caps: Capabilities, request: Request) -> Capabilities:
    """The capabilities of the model with the thinking that this request sets."""
    if not caps.thinking_rejects or thinking_word(request.sampling) in {"", "off"}:
        return caps
    backing = caps.evidence.get("thinking_rejects")
    evidence = {} if backing is None else dict.fromkeys(caps.thinking_rejects, backing)
    gone = dict.fromkeys(caps.thinking_rejects, False)
    return replace(caps, **gone, evidence={**caps.evidence, **evidence})


def takes_effort(caps: Capabilities, effort: str) -> bool:
    """Whether a word for the reasoning effort is taken, as far as is known."""
    if caps.effort is False or effort in caps.effort_rejects:
        return False
    return not isinstance(caps.effort, tuple) or effort in caps.effort


def shorter_estimate(request: Request) -> int:
    """A low estimate of a request's input tokens, without files and tools."""
    size = len(request.system or "") + sum(len(message.text) for message in request.messages)
    return int(size / CHARACTERS_PER_TOKEN)
