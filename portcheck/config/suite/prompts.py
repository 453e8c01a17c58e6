"""Build the request of a case from merged settings and variables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, Struct
from msgspec.structs import replace

from portcheck.config.problems.document import Occasion, Source, Steps, items
from portcheck.config.reading.attached_files import AttachedFiles, Kind
from portcheck.config.reading.local_files import FileMistake
from portcheck.config.suite.agents.tool_loops import LoopMistake, read_loop, read_turns
from portcheck.config.suite.conversations import ConversationMistake, read_conversation
from portcheck.config.suite.merged_settings import MergedSettings, PromptPart
from portcheck.config.suite.templating.filters import TemplateMistake
from portcheck.config.suite.templating.templates import Templates, any_template, has_template
from portcheck.errors import Problem
from portcheck.model.chat import (
    Message,
    Part,
    Request,
    Sampling,
    Text,
    ToolCall,
    ToolLoop,
    last_turn_of_user,
)

_EMPTY = "the user's text is empty"
_FILL_IN = "write what the user says; if a variable is empty, fill it in"
_ENDS = (
    "the conversation ends with a turn of the assistant, which is sent as the beginning of the "
    "answer",
    "leave the expected answer out of the conversation, and check it under 'checks'",
)
_LISTS: Mapping[str, Kind] = {"images": "image", "documents": "document", "audio": "audio"}
"""List of files in a prompt to the kind of its files."""


class PromptReader(Struct):
    """Builds the requests of one suite."""

    source: Source
    templates: Templates
    files: AttachedFiles
    last: tuple[Mapping[str, Any], Sampling] | None = None
    """The last sampling settings, merged and as a value: most cases share both."""

    def request(
        self, settings: MergedSettings, variables: Mapping[str, Any], occasion: Occasion
    ) -> Request | None:
        """Build the request; `None` if it has mistakes, which are reported."""
        writer = _Writer(self, variables, occasion)
        prompt = settings.prompt
        system = writer.text(prompt["system"]) if "system" in prompt else None
        messages = writer.messages(prompt)
        if writer.system is not None:
            system = writer.system
        loop, turns = writer.going_on(settings) if settings.loop else (None, None)
        if writer.mistakes:
            return None
        if self.last is None or self.last[0] is not settings.sampling:
            self.last = settings.sampling, settings.resolved_sampling()
        return Request(
            system=system or None,
            messages=messages,
            tools=settings.tools,
            tool_choice=settings.tool_choice,
            response_schema=settings.response_schema,
            sampling=self.last[1],
            keep=settings.keep,
            tool_loop=loop or UNSET,
            turns=turns or UNSET,
            history="baseline" if turns and settings.has_heard_history else UNSET,
        )

    def text(
        self, part: PromptPart, variables: Mapping[str, Any], occasion: Occasion
    ) -> str | None:
        """Render one text; `None` if it has mistakes, which are reported."""
        writer = _Writer(self, variables, occasion)
        found = writer.text(part)
        return None if writer.mistakes else found


class _Writer:
    """Renders one prompt and counts its `mistakes`."""

    def __init__(
        self, reader: PromptReader, variables: Mapping[str, Any], occasion: Occasion
    ) -> None:
        self.source = reader.source
        self.templates = reader.templates
        self.files = reader.files
        self.variables = variables
        self.occasion = occasion
        self.mistakes = 0
        self.system: str | None = None
        """The system prompt at the start of a conversation from data."""

    def _fail(self, steps: Steps, message: str, hint: str, *, varies: bool) -> None:
        """Add a mistake; one that depends on the variables names its case."""
        self.mistakes += 1
        self.source.error(steps, message, hint, occasion=self.occasion if varies else None)

    def text(self, part: PromptPart) -> str:
        """Render a text."""
        try:
            return self.templates.render(part.value, self.variables)
        except TemplateMistake as exc:
            if part.file:
                self._fail_in_file(part, exc)
            else:
                self._fail(part.steps, exc.message, exc.hint, varies=not exc.fixed)
            return ""

    def _fail_in_file(self, part: PromptPart, exc: TemplateMistake) -> None:
        """Add a template's mistake at its place in its file."""
        self.mistakes += 1
        line, column = self.templates.place_of_mistake(part.value, self.variables)
        problem = _problem(part.file, (line, column), exc.message, exc.hint)
        occasion = "" if exc.fixed else self.occasion.describe()
        self.source.problems.add(problem, occasion=occasion)

    def messages(self, prompt: Mapping[str, PromptPart]) -> tuple[Message, ...]:
        """The conversation, with the prompt's files in its last user turn."""
        found: list[Message] = []
        if "messages" in prompt:
            part = prompt["messages"]
            if isinstance(part.value, str):
                found = self._conversation(part, stated="system" in prompt)
            else:
                found = [self._message(item, (*part.steps, i)) for i, item in items(part.value)]
        elif "user" in prompt:
            attached = any(word in prompt for word in _LISTS)
            found = [Message(role="user", content=self._user(prompt["user"], attached))]
        for word in _LISTS:
            if word in prompt and found:
                self._attach(word, prompt[word], found)
        return tuple(found)

    def going_on(
        self, settings: MergedSettings
    ) -> tuple[ToolLoop | None, tuple[Message, ...] | None]:
        """The tool loop and the later turns of the user."""
        said: dict[str, Any] = {}
        for word, part in settings.loop.items():
            try:
                said[word] = self.templates.value(part.value, self.variables)
            except TemplateMistake as exc:
                self._fail((*part.steps, *exc.steps), exc.message, exc.hint, varies=not exc.fixed)
        if self.mistakes:
            return None, None
        names = [tool.name for tool in settings.tools]
        try:
            loop = read_loop(said, names, lambda name, steps: self._shown(settings, name, steps))
            return loop, read_turns(said)
        except LoopMistake as exc:
            first, *inside = exc.steps
            part = settings.loop[str(first)]
            varies = any_template(part.value)
            at = part.steps if isinstance(part.value, str) else (*part.steps, *inside)
            self._fail(at, exc.message, exc.hint, varies=varies)
            return None, None

    def _shown(self, settings: MergedSettings, name: str, steps: Steps) -> Part:
        """Read an image in a tool result."""
        word, *inside = steps
        return self._file("image", name, (*settings.loop[str(word)].steps, *inside))

    def _conversation(self, part: PromptPart, *, stated: bool) -> list[Message]:
        """The turns from an expression; `stated`: the prompt also has a system prompt."""
        try:
            value = self.templates.value(part.value, self.variables)
        except TemplateMistake as exc:
            self._fail(part.steps, exc.message, exc.hint, varies=not exc.fixed)
            return []
        try:
            found = read_conversation(value, self.files, beside_a_system_prompt=stated)
        except ConversationMistake as exc:
            self._fail_in_row(part.steps, exc.message, exc.hint)
            return []
        if found.messages[-1].role == "assistant":
            self._fail_in_row(part.steps, *_ENDS, severity="warning")
        self.system = found.system
        return found.messages

    def _fail_in_row(
        self, steps: Steps, message: str, hint: str, *, severity: str = "error"
    ) -> None:
        """Add a problem of data, on the line of its row or at the place in the suite."""
        self.mistakes += severity == "error"
        if self.occasion.row is None:
            self.source.add(steps, message, hint, severity=severity, occasion=self.occasion)
            return
        file, line = self.occasion.row
        problem = _problem(file, (line, 1), message, hint, severity)
        self.source.problems.add(problem)

    def _attach(self, word: str, part: PromptPart, messages: list[Message]) -> None:
        """Add the files of one list to the last turn of the user."""
        files = [self._file(_LISTS[word], name, (*part.steps, i)) for i, name in items(part.value)]
        last = last_turn_of_user(messages)
        if last is None:
            message = f"there is no user turn to put {word} in"
            self._fail(part.steps, message, "add a message with role user", varies=False)
        else:
            content = (*messages[last].content, *files)
            messages[last] = replace(messages[last], content=content)

    def _user(self, part: PromptPart, attached: bool) -> tuple[Text, ...]:
        before = self.mistakes
        text = self.text(part)
        if not text.strip() and self.mistakes == before and not attached:
            self._fail(part.steps, _EMPTY, _FILL_IN, varies=has_template(part.value))
        return (Text(text=text),) if text else ()

    def _message(self, item: Mapping[str, Any], steps: Steps) -> Message:
        before = self.mistakes
        content = item.get("content")
        parts: tuple[Part, ...] = ()
        if isinstance(content, str):
            parts = (Text(text=self.text(PromptPart(value=content, steps=(*steps, "content")))),)
        elif content is not None:
            parts = tuple(self._piece(piece, (*steps, "content", i)) for i, piece in items(content))
        empty = not any(not isinstance(part, Text) or part.text.strip() for part in parts)
        if empty and item.get("role") == "user" and self.mistakes == before:
            self._fail(steps, _EMPTY, _FILL_IN, varies=any_template(content))
        calls = tuple(
            self._call(call, (*steps, "tool_calls", i)) for i, call in items(item.get("tool_calls"))
        )
        return Message(
            role=item.get("role", "user"),
            content=parts,
            tool_calls=calls,
            tool_call_id=item.get("tool_call_id"),
            is_error=item.get("is_error", False),
        )

    def _call(self, call: Mapping[str, Any], steps: Steps) -> ToolCall:
        arguments = self._leaves(call.get("arguments", {}), (*steps, "arguments"))
        return ToolCall(id=call.get("id"), name=call.get("name", ""), arguments=arguments)

    def _leaves(self, value: Any, steps: Steps) -> Any:
        """Render the texts in a value; their results are always texts."""
        if isinstance(value, str):
            return self.text(PromptPart(value=value, steps=steps))
        if isinstance(value, dict):
            return {key: self._leaves(part, (*steps, key)) for key, part in value.items()}
        if isinstance(value, list):
            return [self._leaves(part, (*steps, i)) for i, part in enumerate(value)]
        return value

    def _piece(self, piece: Mapping[str, Any], steps: Steps) -> Part:
        for kind in _LISTS.values():
            if kind in piece:
                return self._file(kind, piece[kind], (*steps, kind))
        return Text(text=self.text(PromptPart(value=piece.get("text", ""), steps=(*steps, "text"))))

    def _file(self, kind: Kind, name: str, steps: Steps) -> Part:
        before = self.mistakes
        rendered = self.text(PromptPart(value=name, steps=steps))
        try:
            return self.files.read(kind, rendered)
        except FileMistake as exc:
            if self.mistakes == before:
                self._fail(steps, exc.message, exc.hint, varies=has_template(name))
            return Text(text="")


def _problem(
    file: str, place: tuple[int, int], message: str, hint: str, severity: str = "error"
) -> Problem:
    """Make a problem of a file in the suite's folder."""
    line, column = place
    return Problem(
        file=file,
        line=line,
        column=column,
        pointer="",
        message=message,
        hint=hint,
        severity=severity,
    )
