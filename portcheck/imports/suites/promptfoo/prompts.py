"""Read promptfoo's prompts: inline, in files, and as lists of messages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from portcheck.imports.suites.converted import (
    CannotSayError,
    FileRefusedError,
    Files,
    Foreign,
    Made,
    Place,
    Render,
    unique,
)
from portcheck.imports.suites.promptfoo.templates import LONE, braces, has_statements, translate

_CODE = (".js", ".cjs", ".mjs", ".ts", ".py", ".rb", ".go", ".sh")
_TEXT = (".txt", ".md", ".j2", ".json", ".jsonl", ".yaml", ".yml", ".csv")
_REMOTE = re.compile(r"(?:langfuse|portkey|helicone|package|gs|s3|https?)://")
_EXEC = "it is a program, which an import never runs: write its output as a prompt"
_REMOTE_WHY = "it is stored elsewhere, and portcheck fetches nothing: write it as a prompt"
_CUT = re.compile(r"^---[ \t]*$", re.MULTILINE)
_ROLES = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}
MOST = 500
"""Most prompts of one configuration."""


class Prompt(Struct, frozen=True):
    """One prompt, translated for a suite, and the labels by which tests refer to it."""

    id: str
    place: Place
    names: frozenset[str]
    """Variables that it uses."""
    labels: frozenset[str]
    """Labels that a test may use in `prompts`."""
    text: str = ""
    """Its template, if it is one text."""
    messages: tuple[Mapping[str, Any], ...] = ()
    """Its templates, if it is a list of messages, without the system prompt."""
    system: str = ""
    statements: Any = None
    """The original prompt, a text or messages, if it has statements to render for each case."""

    def asks_nothing(self, variables: Mapping[str, Any]) -> bool:
        """Whether it consists only of variables, and all of their values are blank."""
        if self.messages or self.statements is not None or not self.names:
            return False
        around = re.sub(r"\{\{.*?\}\}", "", self.text, flags=re.DOTALL)
        values = (variables.get(name) for name in self.names)
        return not around.strip() and all(one is None or not str(one).strip() for one in values)

    def is_called(self, references: Sequence[str]) -> bool:
        """Whether `prompts` of a test names it: in full, up to a colon, or with `*` at the end."""
        return any(
            label == one
            or label.startswith(f"{one}:")
            or (one.endswith("*") and label.startswith(one[:-1]))
            for one in references
            for label in self.labels
        )

    def rendered(self, variables: Mapping[str, Any], render: Render) -> dict[str, Any]:
        """Render the prompt of a case, in the format of a suite.

        Raises:
            CannotSayError: it cannot be rendered, or a prompt cannot have such a message.
        """
        content = _leaves(self.statements, lambda text: render(text, variables))
        whole = _leaves(chat(content) or content, braces)
        made = _prompt(whole, self.id, frozenset(), self.place)
        return made.written()

    def written(self, prefix: str = "", suffix: str = "") -> dict[str, Any]:
        """The prompt in the format of a suite.

        Raises:
            CannotSayError: a list of messages has a prefix or suffix.
        """
        if not self.messages:
            return {"user": prefix + self.text + suffix}
        if prefix or suffix:
            raise CannotSayError("a prefix or suffix of a list of messages has no equivalent")
        found: dict[str, Any] = {"system": self.system} if self.system else {}
        if len(self.messages) == 1 and isinstance(self.messages[0].get("content"), str):
            return found | {"user": self.messages[0]["content"]}
        return found | {"messages": [dict(message) for message in self.messages]}


def read_prompts(
    config: Foreign, files: Files, made: Made, *, rendered: bool = False
) -> list[Prompt]:
    """Read the prompts that can be imported, and list the others.

    Args:
        config: the configuration.
        files: the files beside it.
        made: gets the list of the others.
        rendered: whether prompts with statements are rendered for each case.
    """
    value = config.value.get("prompts")
    items = value if isinstance(value, list) else [] if value is None else [value]
    if isinstance(value, dict):  # labels by file name, an old form
        items = [{"raw": key, "label": label} for key, label in value.items()]
    found: dict[str, Prompt] = {}
    for number, item in enumerate(items):
        steps = ("prompts", number) if isinstance(value, list) else ("prompts",)
        place = config.place(*steps)
        for text, label, here in _texts(item, place, files, made):
            _add(found, text, label, here, made, rendered=rendered, called=_names(item, text))
            if len(found) > MOST:
                made.omit(here, "more prompts", f"at most {MOST} are imported")
                return list(found.values())
    if value is None:
        _add(found, "{{prompt}}", None, config.place(), made)
    return list(found.values())


def _add(
    found: dict[str, Prompt],
    content: Any,
    label: str | None,
    place: Place,
    made: Made,
    *,
    rendered: bool = False,
    called: frozenset[str] = frozenset(),
) -> None:
    name = unique(label or f"prompt-{len(found) + 1}", found)
    labels = called | {name} | ({label} if label else set())
    try:
        if rendered and has_statements(content):
            parsed = chat(content) or content
            found[name] = Prompt(name, place, frozenset(), labels, statements=parsed)
            return
        found[name] = _prompt(content, name, labels, place)
    except CannotSayError as exc:
        made.omit(place, f"prompt {label or _short(content)}", str(exc))


def _names(item: Any, content: Any) -> frozenset[str]:
    """Names that tests may use for a prompt besides its label: its id, its file, its text."""
    given = item if isinstance(item, dict) else {"id": item}
    names = {str(given[key]) for key in ("id", "label", "raw") if isinstance(given.get(key), str)}
    names |= {name.removeprefix("file://") for name in names}
    return frozenset(names | ({content} if isinstance(content, str) else set()))


def _short(content: Any) -> str:
    text = " ".join(str(content).split())
    return text if len(text) <= 50 else text[:47] + "..."


def _texts(
    item: Any, place: Place, files: Files, made: Made
) -> Iterator[tuple[Any, str | None, Place]]:
    """Yield content, label and place of each prompt of one entry."""
    label = None
    if isinstance(item, dict):
        given = item.get("label") or item.get("display")
        label = given if isinstance(given, str) else None
        for key in ("config", "function"):
            if item.get(key):
                made.omit(place, f"prompt's {key}", "a prompt cannot have its own settings")
        item = item.get("raw") or item.get("id") or item.get("content")
    if isinstance(item, list):
        yield item, label, place
        return
    if not isinstance(item, str) or not item.strip():
        made.omit(place, "prompt", "it is neither a text nor a file")
        return
    name = item.removeprefix("file://")
    is_file = item.startswith("file://") or _is_file_name(item)
    reason = _EXEC if item.startswith(("exec:", "python:")) else ""
    if _REMOTE.match(item):
        reason = _REMOTE_WHY
    if is_file and re.search(r"\.(?:js|cjs|mjs|ts|py|rb|go|sh)(?::\w+)?\Z", name):
        reason = _EXEC
    if reason:
        made.omit(place, f"prompt {_short(item)}", reason)
    elif is_file:
        yield from _of_files(name, label, place, files, made)
    else:
        yield item, label, place


def _is_file_name(item: str) -> bool:
    return "\n" not in item and "{{" not in item and item.strip().endswith((*_TEXT, *_CODE))


def _of_files(
    name: str, label: str | None, place: Place, files: Files, made: Made
) -> Iterator[tuple[Any, str | None, Place]]:
    names = list(files.matching(name)) if "*" in name else [name]
    if not names:
        made.omit(place, f"prompt {name}", "no file matches that pattern")
    for one in names:
        try:
            contents = list(_contents(one, files))
        except FileRefusedError as exc:
            made.omit(place, f"prompt {one}", str(exc))
            continue
        for number, content in enumerate(contents, 1):
            called = label or one
            shown = called if len(contents) == 1 else f"{called} {number}"
            yield content, shown, Place(one)


def _contents(name: str, files: Files) -> Iterator[Any]:
    if name.endswith((".yaml", ".yml")):
        yield files.document(name).value
    elif name.endswith(".csv"):
        for _, row in files.rows(name):
            yield row.get("prompt", next(iter(row.values()), ""))
    elif name.endswith(".jsonl"):
        yield from (line for line in files.text(name).splitlines() if line.strip())
    elif name.endswith(".txt"):
        yield from (piece.strip() for piece in _CUT.split(files.text(name)) if piece.strip())
    else:
        yield files.text(name)


def _prompt(content: Any, name: str, labels: frozenset[str], place: Place) -> Prompt:
    messages = chat(content)
    if messages is None:
        if not isinstance(content, str):
            content = json.dumps(content, ensure_ascii=False)
        made = translate(content)
        return Prompt(name, place, made.names, labels, text=made.text)
    names: set[str] = set()
    turns: list[Mapping[str, Any]] = []
    system: list[str] = []
    for message in messages:
        role = _ROLES.get(str(message.get("role")))
        if role is None:
            raise CannotSayError(f"a message has the role {_short(message.get('role'))}")
        content = _translated(message.get("content"), names)
        if role == "system" and isinstance(content, list) and all("text" in one for one in content):
            content = "\n\n".join(one["text"] for one in content)
        if role == "system" and isinstance(content, str) and not turns:
            system.append(content)
        elif role == "system":
            raise CannotSayError("a system message comes after other messages")
        else:
            turns.append({"role": role, "content": content})
    if not turns:  # a request needs a turn of the user
        return Prompt(name, place, frozenset(names), labels, text="\n\n".join(system))
    return Prompt(
        name, place, frozenset(names), labels, messages=tuple(turns), system="\n\n".join(system)
    )


def _leaves(value: Any, change: Callable[[str], str]) -> Any:
    """Change the texts in a value, except roles and types of messages."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {
            name: item if name in {"role", "type"} else _leaves(item, change)
            for name, item in value.items()
        }
    return [_leaves(one, change) for one in value] if isinstance(value, list) else value


def chat(content: Any) -> list[dict[str, Any]] | None:
    """The messages of a chat, if the content is a list of them or its JSON; otherwise `None`."""
    if isinstance(content, str) and content.lstrip().startswith(("[", "{")):
        try:
            content = json.loads(content)
        except (ValueError, RecursionError):
            return None
    if isinstance(content, dict) and isinstance(content.get("messages"), list):
        content = content["messages"]
    if isinstance(content, dict) and "role" in content:
        content = [content]
    is_chat = isinstance(content, list) and content
    if is_chat and all(isinstance(one, dict) and "role" in one for one in content):
        return [dict(one) for one in content]
    return None


def _text_of(part: Any) -> str | None:
    """The text of a part of a message, in any tool's format; `None` if it is not text."""
    given = part if isinstance(part, dict) else {}
    if given.get("type") in ("text", "input_text", "output_text"):
        found = given.get("text")
    else:  # the format of the Adaline gateway
        found = given.get("value") if given.get("modality") == "text" else None
    return found if isinstance(found, str) else None


def _translated(content: Any, names: set[str]) -> Any:
    """Translate the templates in the content of a message."""
    if isinstance(content, str):
        made = translate(content)
        names |= made.names
        return made.text
    if not isinstance(content, list):
        raise CannotSayError("a message's content is neither a text nor a list")
    parts: list[dict[str, str]] = []
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        text = _text_of(part)
        if text is not None:
            made = translate(text)
            names |= made.names
            parts.append({"text": made.text})
            continue
        url = part.get("image_url") if isinstance(part, dict) else None
        url = url.get("url") if isinstance(url, dict) else url
        url = part.get("value") if kind is None and url is None and isinstance(part, dict) else url
        url = url.get("value") if isinstance(url, dict) else url
        if not isinstance(url, str) or not (url.startswith("https://") or LONE.match(url)):
            raise CannotSayError(
                f"a part of a message is {_short(kind)}: put files beside the suite"
            )
        made = translate(url)
        names |= made.names
        parts.append({"image": made.text})
    return parts
