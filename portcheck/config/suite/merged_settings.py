"""Merge the settings of defaults, workload and case: the nearer wins, mappings merge by key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, Struct, UnsetType, field
from msgspec.structs import replace

from portcheck.config.problems.document import Source, Steps, items
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import translate
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.config.reading.local_files import FileMistake, prompt_text
from portcheck.config.schema import metaschema_errors
from portcheck.config.suite.agents.tool_lists import read_tools
from portcheck.config.suite.agents.tool_loops import WORDS
from portcheck.config.suite.answer_reading import extract_mistakes
from portcheck.config.suite.templating.names import RESERVED
from portcheck.config.suite.templating.templates import is_expression
from portcheck.model.chat import Sampling, ThinkingBudget, Tool, ToolChoice
from portcheck.model.codec import plain_sampling

_JSON_TYPES = ("object", "array", "string", "number", "integer", "boolean", "null")
_TURNS = ("user", "messages")
_OF_AGENTS = frozenset({*WORDS, "tools", "tools_from"})
_FILE_NAME = re.compile(r"file://\S+|[\w./\\-]+\.(?:txt|md|prompt|j2|jinja2?|tmpl)")
_ATTACHED = re.compile(
    r"(?:https?://)?[\w./\\-]+\.(?:(pdf|csv|html?)|(wav|mp3|m4a|flac|ogg)|(?:png|jpe?g|gif|webp))"
)
_SHELL_NAME = re.compile(r"\$\{\w+\}")


class PromptPart(Struct, frozen=True, kw_only=True):
    """A piece of a prompt and its place."""

    value: Any
    steps: Steps
    file: str = ""
    """Its file, as the user would name it; "" for the suite itself."""


class MergedSettings(Struct, frozen=True, kw_only=True):
    """The merged settings of one level."""

    sampling: Mapping[str, Any] = field(default_factory=dict)
    keep: tuple[str, ...] | UnsetType = UNSET
    """Preferences that are treated as needs."""
    repeats: int = 1
    response_schema: Mapping[str, Any] | None = None
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice | None = None
    reading: Mapping[str, Any] = field(default_factory=dict)
    """How checks read answers: `extract` and `json`."""
    vars: Mapping[str, Any] = field(default_factory=dict)
    prompt: Mapping[str, PromptPart] = field(default_factory=dict)
    """`system`, lists of files, and one of `user` and `messages`."""
    loop: Mapping[str, PromptPart] = field(default_factory=dict)
    """Answers to calls and later turns of the user; see `tool_loops.WORDS`."""

    @property
    def has_heard_history(self) -> bool:
        """Whether the history has the baseline's answers between the turns."""
        return "history" in self.loop and self.loop["history"].value == "baseline"

    def sampled(self, settings: Mapping[str, Any]) -> MergedSettings:
        """These settings with other sampling settings merged in."""
        return replace(self, sampling={**self.sampling, **settings})

    def resolved_sampling(self) -> Sampling:
        """The sampling settings as a `Sampling`."""
        found = plain_sampling({**self.sampling, "stop": tuple(self.sampling.get("stop", ()))})
        if isinstance(bound := found.get("thinking"), Mapping):
            # A missing budget was reported.
            found["thinking"] = ThinkingBudget(budget=bound.get("budget", 1))
        return Sampling(**found)


class SettingsReader(Struct):
    """Merges the levels of one suite and reports mistakes at their places."""

    source: Source

    def merge(self, far: MergedSettings, level: Mapping[str, Any], steps: Steps) -> MergedSettings:
        """Merge the settings of a level into those around it."""
        changes: dict[str, Any] = {}
        if "sampling" in level:
            changes["sampling"] = {**far.sampling, **level["sampling"]}
        if "vars" in level:
            self.check_names(level["vars"], (*steps, "vars"))
            changes["vars"] = {**far.vars, **level["vars"]}
        if "prompt" in level:
            changes["prompt"] = self._prompt(far.prompt, level["prompt"], (*steps, "prompt"))
        changes |= self._agent(far, level, steps)
        if "response_schema" in level:
            self.check_schema(level["response_schema"], (*steps, "response_schema"))
            changes["response_schema"] = level["response_schema"]
        changes |= self._reading(far, level, steps)
        if "keep" in level:
            changes["keep"] = tuple(level["keep"])
        if "repeats" in level:
            changes["repeats"] = level["repeats"]
        settings = replace(far, **changes) if changes else far
        if "tool_choice" in level:
            choice = self._tool_choice(level["tool_choice"], settings, (*steps, "tool_choice"))
            settings = replace(settings, tool_choice=choice)
        elif "tools" in changes:
            self._chosen_exists(settings, (*steps, "tools"))
        return settings

    def _agent(self, far: MergedSettings, level: Mapping[str, Any], steps: Steps) -> dict[str, Any]:
        """Read the tools of a level and the answers to their calls."""
        if _OF_AGENTS.isdisjoint(level):
            return {}
        changes: dict[str, Any] = {}
        loop = {w: PromptPart(value=level[w], steps=(*steps, w)) for w in WORDS if w in level}
        if loop:
            changes["loop"] = {**far.loop, **loop}
        if "tools" in level or "tools_from" in level:
            changes["tools"] = self._tools(level, steps)
        return changes

    def _reading(
        self, far: MergedSettings, level: Mapping[str, Any], steps: Steps
    ) -> dict[str, Any]:
        near = {word: level[word] for word in ("extract", "json") if word in level}
        if not near:
            return {}
        found = extract_mistakes(near.get("extract"), (*steps, "extract"))
        for mistake in found:
            self.source.error(mistake.steps, mistake.message, mistake.hint)
        return {} if found else {"reading": {**far.reading, **near}}

    def check_schema(self, value: Any, steps: Steps) -> None:
        """Report an invalid JSON Schema, or one with remote references."""
        for error in metaschema_errors(value):
            at: Steps = (*steps, *error.absolute_path)
            if at[-1] == "type" and isinstance(error.instance, str):
                message = f"{quote(error.instance)} is not a JSON Schema type"
                self.source.error(at, message, spelling_hint(error.instance, _JSON_TYPES))
                continue
            for mistake in translate(error, at, "schema"):
                message = f"not a JSON Schema: {mistake.message}"
                self.source.error(mistake.steps, message, mistake.hint)
        for at, target in _references(value, steps):
            if not target.startswith("#"):
                self.source.error(
                    at,
                    "a reference must stay inside its schema",
                    "portcheck never fetches a schema: start the reference with #",
                )

    def check_names(self, value: Mapping[str, Any], steps: Steps) -> None:
        """Report variables that templates cannot name."""
        for name in value:
            if name in RESERVED:
                message = f"{quote(name)} cannot be a variable: it has a meaning in templates"
                self.source.error((*steps, name), message, "choose another name", key=True)

    def _prompt(
        self, far: Mapping[str, PromptPart], value: Any, steps: Steps
    ) -> Mapping[str, PromptPart]:
        if isinstance(value, str):
            near = {"user": PromptPart(value=value, steps=steps)}
        else:
            near = {k: PromptPart(value=v, steps=(*steps, k)) for k, v in value.items()}
            self._from_files(near)
            if all(turn in near for turn in _TURNS):
                message = "a prompt has 'user' or 'messages', not both"
                hint = "put the text of 'user' into 'messages', with role user"
                self.source.error((*steps, "messages"), message, hint, key=True)
        if "messages" in near:
            self._messages(near["messages"])
        for word in ("user", "system"):
            if word in near and not near[word].file:
                self._means_a_file(near[word], word)
        # A nearer turn replaces the farther one even if it has the other form.
        kept = {
            k: v for k, v in far.items() if k not in _TURNS or not any(t in near for t in _TURNS)
        }
        return {**kept, **near}

    def _means_a_file(self, part: PromptPart, word: str) -> None:
        """Warn of file references that other tools replace but that would be sent as text here."""
        text = str(part.value).strip()
        if _FILE_NAME.fullmatch(text):
            message = f"the prompt is the text {quote(text)}, not a file"
            name = text.removeprefix("file://")
            hint = f"to read a file, write prompt: {{{word}_file: {name}}}"
            self.source.add(part.steps, message, hint, severity="warning")
        elif (attached := _ATTACHED.fullmatch(text)) is not None:
            document, sound = attached.groups()
            kind = "documents" if document else "audio" if sound else "images"
            message = f"the prompt is the text {quote(text)}, not a file"
            hint = f"to send the file, write prompt: {{user: TEXT, {kind}: [{text}]}}"
            self.source.add(part.steps, message, hint, severity="warning")
        elif (found := _SHELL_NAME.search(text)) is not None:
            message = f"{quote(found[0])} is sent unchanged"
            hint = "write a variable as {{ name }}"
            self.source.add(part.steps, message, hint, severity="warning")

    def _from_files(self, near: dict[str, PromptPart]) -> None:
        """Load `user_file` and `system_file` as `user` and `system`."""
        folder = self.source.document.folder
        for word in ("user", "system"):
            part = near.pop(f"{word}_file", None)
            if part is None:
                continue
            if word in near:
                message = f"a prompt has {quote(word)} or '{word}_file', not both"
                self.source.error(part.steps, message, "remove one of them", key=True)
                continue
            try:
                text = prompt_text(folder, part.value)
            except FileMistake as exc:
                self.source.error(part.steps, exc.message, exc.hint)
                text = "?"  # prevents further mistakes about it
            near[word] = replace(part, value=text, file=str(folder / part.value))

    def _messages(self, part: PromptPart) -> None:
        if isinstance(part.value, str) and not is_expression(part.value):
            message = f"needs a list of turns, found the text {quote(part.value)}"
            hint = 'or write one expression that gives a list: messages: "{{ row.messages }}"'
            self.source.error(part.steps, message, hint)
        asked: set[str] = set()
        for i, message in items(part.value):
            steps = (*part.steps, i)
            role = message.get("role")
            if role != "assistant" and "tool_calls" in message:
                hint = "move it into a message with role assistant"
                text = "only the assistant calls tools"
                self.source.error((*steps, "tool_calls"), text, hint, key=True)
            asked |= {call["id"] for _, call in items(message.get("tool_calls")) if "id" in call}
            if role == "tool":
                self._answers_a_call(message, asked, steps)
            elif role is not None:
                for word in ("tool_call_id", "is_error"):
                    if word in message:
                        text = f"'{word}' belongs in a message with role tool"
                        hint = "change the role, or remove it"
                        self.source.error((*steps, word), text, hint, key=True)

    def _answers_a_call(self, message: Mapping[str, Any], asked: set[str], steps: Steps) -> None:
        name = message.get("tool_call_id")
        if name is None:
            if not self.source.is_broken(steps):
                hint = "set it to the id of the call that this message answers"
                self.source.error(steps, "'tool_call_id' is missing", hint, key=True)
        elif name not in asked:
            hint = (
                spelling_hint(name, sorted(asked)) or "give a tool call of an earlier turn this id"
            )
            message_text = f"no earlier tool call has the id {quote(name)}"
            self.source.error((*steps, "tool_call_id"), message_text, hint)

    def _tools(self, level: Mapping[str, Any], steps: Steps) -> tuple[Tool, ...]:
        """The tools of a level, from its list and its file."""
        found: dict[str, Tool] = {}
        for i, item in items(level.get("tools")):
            self._tool(item, (*steps, "tools", i), found)
        if "tools_from" in level:
            at = (*steps, "tools_from")
            try:
                listed = read_tools(self.source.document.folder, level["tools_from"])
            except FileMistake as exc:
                self.source.error(at, exc.message, exc.hint)
                self.source.broken.append(at)
                listed = []
            for item in listed:
                self._tool(item, at, found)
        return tuple(found.values())

    def _tool(self, item: Mapping[str, Any], steps: Steps, found: dict[str, Tool]) -> None:
        name = item.get("name")
        if name is None:
            return
        listed = isinstance(steps[-1], int)
        if name in found:
            message = f"two tools have the name {quote(name)}"
            at = (*steps, "name") if listed else steps
            self.source.error(at, message, "rename or remove one of them")
        if "parameters" in item:
            at = (*steps, "parameters") if listed else steps
            self.check_schema(item["parameters"], at)
            if item["parameters"].get("type") != "object":
                hint = "write {type: object, properties: {NAME: {type: string}}}"
                self.source.error(at, "the parameters need 'type: object'", hint, key=listed)
        found[name] = Tool(**item)

    def _tool_choice(self, value: Any, settings: MergedSettings, steps: Steps) -> ToolChoice | None:
        if isinstance(value, str):
            if value != "none" and not settings.tools and not self._tools_broken(steps):
                hint = "define them under 'tools', or remove this"
                self.source.error(steps, "there are no tools to choose from", hint)
            return ToolChoice(mode=value)  # type: ignore[arg-type]  # the schema lists the modes
        name = value.get("name")
        names = [tool.name for tool in settings.tools]
        if name is not None and name not in names and not self._tools_broken(steps):
            hint = spelling_hint(name, names) or "define it under 'tools'"
            self.source.error((*steps, "name"), f"there is no tool {quote(name)}", hint)
        return None if name is None else ToolChoice(mode="tool", name=name)

    def _chosen_exists(self, settings: MergedSettings, steps: Steps) -> None:
        choice = settings.tool_choice
        if choice is None or choice.mode != "tool" or self._tools_broken(steps):
            return
        if choice.name not in [tool.name for tool in settings.tools]:
            message = f"the chosen tool {quote(choice.name)} is not among these"
            self.source.error(steps, message, "add it, or change 'tool_choice'", key=True)

    def _tools_broken(self, steps: Steps) -> bool:
        homes = (steps[:-1], steps[:2], ("defaults",))
        words = ("tools", "tools_from")
        return any(self.source.is_broken((*home, word)) for home in homes for word in words)


def _references(value: Any, steps: Steps) -> list[tuple[Steps, str]]:
    found: list[tuple[Steps, str]] = []
    if isinstance(value, dict):
        for key, item in value.items():
            if key in {"$ref", "$dynamicRef"} and isinstance(item, str):
                found.append(((*steps, key), item))
            found += _references(item, (*steps, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            found += _references(item, (*steps, i))
    return found
