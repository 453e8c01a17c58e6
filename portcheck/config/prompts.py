"""From merged settings and variables to the request of one case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from portcheck.config.document import Source, Steps, items
from portcheck.config.local_files import FileMistake, Images
from portcheck.config.settings import Part, Settings
from portcheck.config.templates import TemplateMistake, Templates
from portcheck.model.chat import Image, Message, Request, Text, ToolCall

Report = Callable[[Steps, str, str], None]
"""Takes the place, the message and the hint of a mistake."""


@dataclass(slots=True)
class PromptReader:
    """Builds the requests of one suite."""

    source: Source
    templates: Templates
    images: Images

    def request(
        self, settings: Settings, variables: Mapping[str, Any], report: Report
    ) -> Request | None:
        """The request, or `None` with its mistakes reported."""
        writer = _Writer(self.templates, self.images, variables, report)
        prompt = settings.prompt
        system = writer.text(prompt["system"]) if "system" in prompt else None
        messages = writer.messages(prompt)
        if writer.mistakes:
            return None
        return Request(
            system=system or None,
            messages=messages,
            tools=settings.tools,
            tool_choice=settings.tool_choice,
            response_schema=settings.response_schema,
            sampling=settings.resolved_sampling(),
        )


class _Writer:
    """Renders one prompt; `mistakes` counts what cannot be."""

    def __init__(
        self, templates: Templates, images: Images, variables: Mapping[str, Any], report: Report
    ) -> None:
        self.templates = templates
        self.images = images
        self.variables = variables
        self.report = report
        self.mistakes = 0

    def _fail(self, steps: Steps, message: str, hint: str = "") -> None:
        self.mistakes += 1
        self.report(steps, message, hint)

    def text(self, part: Part) -> str:
        """A rendered text."""
        try:
            return self.templates.render(part.value, self.variables)
        except TemplateMistake as exc:
            self._fail(part.steps, exc.message, exc.hint)
            return ""

    def messages(self, prompt: Mapping[str, Part]) -> tuple[Message, ...]:
        """The conversation, with the prompt's images in its last user turn."""
        found: list[Message] = []
        if "messages" in prompt:
            part = prompt["messages"]
            found = [self._message(item, (*part.steps, i)) for i, item in items(part.value)]
        elif "user" in prompt:
            found = [Message(role="user", content=self._user(prompt["user"], "images" in prompt))]
        if "images" in prompt and found:
            pictures = self._images(prompt["images"])
            last = max((i for i, one in enumerate(found) if one.role == "user"), default=None)
            if last is None:
                self._fail(prompt["images"].steps, "there is no user turn to show images in")
            else:
                content = (*found[last].content, *pictures)
                found[last] = replace(found[last], content=content)
        return tuple(found)

    def _user(self, part: Part, pictured: bool) -> tuple[Text, ...]:
        before = self.mistakes
        text = self.text(part)
        if not text.strip() and self.mistakes == before and not pictured:
            self._fail(part.steps, "the user's text is empty")
        return (Text(text=text),) if text else ()

    def _message(self, item: Mapping[str, Any], steps: Steps) -> Message:
        before = self.mistakes
        content = item.get("content")
        parts: tuple[Text | Image, ...] = ()
        if isinstance(content, str):
            parts = (Text(text=self.text(Part(value=content, steps=(*steps, "content")))),)
        elif content is not None:
            parts = tuple(self._piece(piece, (*steps, "content", i)) for i, piece in items(content))
        empty = not any(isinstance(part, Image) or part.text.strip() for part in parts)
        if empty and item.get("role") == "user" and self.mistakes == before:
            self._fail(steps, "the user's text is empty")
        calls = tuple(
            ToolCall(
                id=call.get("id"), name=call.get("name", ""), arguments=call.get("arguments", {})
            )
            for _, call in items(item.get("tool_calls"))
        )
        return Message(
            role=item.get("role", "user"),
            content=parts,
            tool_calls=calls,
            tool_call_id=item.get("tool_call_id"),
            is_error=item.get("is_error", False),
        )

    def _piece(self, piece: Mapping[str, Any], steps: Steps) -> Text | Image:
        if "image" in piece:
            return self._image(piece["image"], (*steps, "image"))
        return Text(text=self.text(Part(value=piece.get("text", ""), steps=(*steps, "text"))))

    def _images(self, part: Part) -> tuple[Text | Image, ...]:
        return tuple(self._image(name, (*part.steps, i)) for i, name in items(part.value))

    def _image(self, name: str, steps: Steps) -> Text | Image:
        before = self.mistakes
        rendered = self.text(Part(value=name, steps=steps))
        try:
            return self.images.read(rendered)
        except FileMistake as exc:
            if self.mistakes == before:
                self._fail(steps, exc.message, exc.hint)
            return Text(text="")
