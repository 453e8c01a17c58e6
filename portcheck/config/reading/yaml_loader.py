"""Parse YAML into plain values with positions: 1.2 core schema, bounded, without tags or merges.

Events are read one by one and assembled here, not by the library's composer, which is recursive,
follows YAML 1.1 and cannot be stopped midway.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from portcheck.config.problems.document import (
    Collector,
    Document,
    Mark,
    Places,
    Source,
    Steps,
    pointer,
)
from portcheck.config.problems.quoting import quote
from portcheck.config.reading.yaml_scalars import plain
from portcheck.config.reading.yaml_syntax import syntax_problem
from portcheck.errors import Problem, UsageError

MAX_BYTES = 10_000_000
MAX_DEPTH = 64
MAX_NODES = 1_000_000
MAX_EXPANSION = 100_000
"""Most nodes that aliases may add to the written ones."""
TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"
FLATTER = "nest it less deeply, or write it as text in quotes"
_FEWER = "put cases into a data file, see cases_from"
_FIRST_KEY = "it holds a mapping: lines of 'key: value'"
_TEXT_KEY = "a key must be text"
_QUOTE_KEY = "put the key in quotes"

# The complement of everything that YAML allows would compile forty times as slowly.
_FORBIDDEN = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]"
)
_PAIR = re.compile(r"(\\\\)|\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_TEXT_TAG = "tag:yaml.org,2002:str"
_NO_TAGS = frozenset({None, "!", _TEXT_TAG})
_CORE_TAGS = {
    "tag:yaml.org,2002:int": (int,),
    "tag:yaml.org,2002:float": (int, float),
    "tag:yaml.org,2002:bool": (bool,),
    "tag:yaml.org,2002:null": (type(None),),
}
_MAP_TAGS = {None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}


def read(path: Path, problems: Collector, *, max_bytes: int = MAX_BYTES) -> Source | None:
    """Read the document in a file; `None` if its syntax is broken. Problems are collected."""
    try:
        text = read_text(path, max_bytes=max_bytes)
    except UnreadableError as exc:
        problems.add(exc.problem(str(path)))
        return None
    return parse(text, str(path), path.parent, problems)


def read_text(path: Path, *, max_bytes: int) -> str:
    """Read the text of a file without its byte order mark.

    Raises:
        UnreadableError: the file does not exist, is a folder, too large or not UTF-8.
    """
    try:
        if path.is_dir():
            raise UnreadableError(0, 0, "this is a folder", "name a file in it")
        with path.open("rb") as handle:
            data = handle.read(max_bytes + 1)
    except FileNotFoundError as exc:
        raise UnreadableError(0, 0, "there is no such file", "check the path") from exc
    except (OSError, ValueError) as exc:
        reason = exc.strerror if isinstance(exc, OSError) and exc.strerror else "bad path"
        raise UnreadableError(
            0, 0, f"cannot be read: {reason}", "check the file's permissions"
        ) from exc
    if len(data) > max_bytes:
        limit = f"{max_bytes // 1_000_000} MB"
        raise UnreadableError(
            0, 0, f"larger than {limit}", "put cases into a data file: see cases_from"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        before = data[: exc.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        line = before.count(b"\n") + 1
        raise UnreadableError(line, column, "not UTF-8 text", "save it as UTF-8") from exc


def parse(text: str, file: str, folder: Path, problems: Collector) -> Source | None:
    """Parse the document in a text; `None` if its syntax is broken."""
    builder = _Builder(text)
    try:
        _refuse_control_characters(text)
        builder.run()
    except UnreadableError as exc:
        problems.add(exc.problem(file))
        return None
    except yaml.YAMLError as exc:
        problems.add(UnreadableError(*syntax_problem(exc, text)).problem(file))
        return None
    if not builder.top.value or (builder.is_empty and not builder.complaints):
        problems.add(UnreadableError(0, 0, "the file is empty", _FIRST_KEY).problem(file))
        return None
    (value,), (places,) = builder.top.value, builder.top.places
    for complaint, steps in builder.complaints:
        problems.add(complaint.problem(file, steps), steps)
    document = Document(file=file, folder=folder, value=value, places=places, unread=builder.unread)
    return Source(document=document, problems=problems)


def parse_inline(text: str, what: str) -> Any:
    """Parse a piece of YAML from the command line by the rules of the files.

    Raises:
        UsageError: it is not YAML.
    """
    problems = Collector()
    source = parse(text, what, Path(), problems)
    if source is None or problems.failed:
        found = problems.sorted()[0]
        raise UsageError(
            f"{what} {text!r}: {found.message}",
            hint=f"write it as in a suite: {what} 'equals: yes'",
        )
    return source.document.value


def _refuse_control_characters(text: str) -> None:
    bad = _FORBIDDEN.search(text)
    if bad is not None:
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - text.rfind("\n", 0, bad.start())
        raise UnreadableError(
            line, column, f"the character U+{ord(bad.group()):04X} is not allowed", "remove it"
        )


class UnreadableError(Exception):
    """A file, or the rest of it, cannot be read."""

    def __init__(self, line: int, column: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.column = line, column
        self.message, self.hint = message, hint

    def problem(self, file: str, steps: Steps = ()) -> Problem:
        """The error as a problem of that file."""
        return Problem(
            file=file,
            line=self.line,
            column=self.column,
            pointer=pointer(steps),
            message=self.message,
            hint=self.hint,
        )


def _stop(mark: Mark, message: str, hint: str = "") -> UnreadableError:
    return UnreadableError(mark.line + 1, mark.column + 1, message, hint)


_ITEM: Any = object()
"""Stands for the key of the next value of a list."""


class _Frame:
    """A container that is being filled, and the places of its parts."""

    __slots__ = ("anchor", "key", "keys", "places", "value")

    def __init__(self, value: Any, places: list[Any], anchor: str | None, key: str | None) -> None:
        self.value = value
        self.places = places
        self.anchor = anchor
        self.key = key
        """The key of the next value; `None` if the key itself is next."""
        self.keys: dict[str, Mark] | None = None
        """Marks of keys; filled when a key occurs twice."""


class _Anchored(NamedTuple):
    """A value that aliases repeat."""

    value: Any
    places: Places
    mark: Mark


def _pass(_event: Any) -> None:
    """Ignore the end of a stream or a document."""


def _events(text: str) -> Any:
    c_parser = getattr(yaml, "CSafeLoader", None)
    return yaml.SafeLoader(text) if c_parser is None else c_parser(text)


class _Builder:
    """Assembles the events of one document into a value and its places."""

    def __init__(self, text: str) -> None:
        # JSON escapes characters beyond the first plane as a pair, YAML as one.
        self.text = _PAIR.sub(_joined, text) if "\\u" in text else text
        self.top = self.frame = _Frame([], [], None, _ITEM)
        """A list whose only item is the document."""
        self.stack: list[_Frame] = []
        """The containers that enclose the current one."""
        self.is_empty = False
        """Whether the document has no value."""
        self.anchors: dict[str, _Anchored | None] = {}
        self.expanded = 0
        self.complaints: list[tuple[UnreadableError, Steps]] = []
        self.unread: set[Steps] = set()

    def run(self) -> None:
        nodes: dict[type, Callable[[Any, Mark], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.AliasEvent: self._alias,
        }
        others: dict[type, Callable[[Any], None]] = {
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.DocumentStartEvent: self._begin,
        }
        parser = _events(self.text)
        get_event, left = parser.get_event, MAX_NODES
        try:
            while (event := get_event()) is not None:
                take = nodes.get(type(event))
                if take is None:
                    others.get(type(event), _pass)(event)
                    continue
                left -= 1
                if left < 0:
                    raise _stop(event.start_mark, f"more than {MAX_NODES} values", _FEWER)
                take(event, event.start_mark)
        finally:
            parser.dispose()

    def _begin(self, event: Any) -> None:
        if self.top.value:
            raise _stop(
                event.start_mark,
                "a second document begins here",
                "a file can hold only one document: remove ---",
            )

    def _complain(self, mark: Mark, message: str, hint: str = "") -> None:
        inside = [*self.stack, self.frame][1:]
        way = (len(one.value) if one.key in {None, _ITEM} else one.key for one in inside)
        self.complaints.append((_stop(mark, message, hint), tuple(way)))

    def _scalar(self, event: Any, mark: Mark) -> None:
        text = event.value
        if self.frame.key is None:
            if event.tag not in _NO_TAGS:
                self._complain(mark, "a key cannot have a tag", "remove what begins with !")
            if event.anchor:
                self.anchors[event.anchor] = _Anchored(text, mark, mark)
            self._key(text, mark)
            return
        if event.tag is None:
            value = self._plain(event) if event.implicit[0] else text
        else:
            value = self._tagged(event)
        places = None if value is None and not text else mark
        if event.anchor:
            self.anchors[event.anchor] = _Anchored(value, places, mark)
        if places is None:
            self.is_empty = self.frame is self.top
        self._place(value, places, mark)

    def _tagged(self, event: Any) -> Any:
        if event.tag in _NO_TAGS:
            return event.value
        wanted = _CORE_TAGS.get(event.tag)
        value = self._plain(event) if wanted else event.value
        if wanted is None or type(value) not in wanted:
            self._complain(
                event.start_mark,
                "tags are not supported" if wanted is None else "the value does not fit its tag",
                "remove what begins with !",
            )
        return value

    def _plain(self, event: Any) -> Any:
        try:
            return plain(event.value)
        except ValueError as exc:
            self._complain(event.start_mark, str(exc), "put it in quotes if you mean text")
            self.unread.add(self.complaints[-1][1])
            return 0

    def _open(self, event: Any, mark: Mark) -> None:
        if self.frame.key is None:
            raise self._odd_key(mark)
        if len(self.stack) >= MAX_DEPTH:
            raise _stop(mark, TOO_DEEP, FLATTER)
        if event.tag not in _MAP_TAGS:
            self._complain(mark, "tags are not supported", "remove what begins with !")
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(self.frame)
        is_mapping = type(event) is yaml.MappingStartEvent
        value: Any = {} if is_mapping else []
        self.frame = _Frame(value, [mark], event.anchor, None if is_mapping else _ITEM)

    def _odd_key(self, mark: Any) -> UnreadableError:
        if self.text[max(0, mark.index - 1) : mark.index + 1] == "{{":
            outer = self.frame.places[0]
            mark = type(mark)(mark.name, mark.index - 1, outer.line, outer.column, None, 0)
            return _stop(mark, "a template is not in quotes", 'write "{{ name }}"')
        return _stop(mark, _TEXT_KEY, _QUOTE_KEY)

    def _close(self, _event: Any) -> None:
        frame, self.frame = self.frame, self.stack.pop()
        mark = frame.places[0]
        if frame.anchor:
            self.anchors[frame.anchor] = _Anchored(frame.value, frame.places, mark)
        self._place(frame.value, frame.places, mark)

    def _alias(self, event: Any, mark: Mark) -> None:
        if event.anchor not in self.anchors:
            raise _stop(
                mark, f"there is no anchor {quote(event.anchor)}", "text with * needs quotes"
            )
        target = self.anchors[event.anchor]
        if target is None:
            raise _stop(mark, "the alias contains itself", "use it outside its anchor's value")
        if self.frame.key is None:
            if not isinstance(target.value, str):
                raise _stop(mark, _TEXT_KEY, _QUOTE_KEY)
            self._key(target.value, mark)
            return
        size, height = _extent(target.value)
        self.expanded += size
        if self.expanded > MAX_EXPANSION:
            raise _stop(mark, f"aliases add more than {MAX_EXPANSION} values", "write them out")
        if len(self.stack) + height > MAX_DEPTH:
            raise _stop(mark, TOO_DEEP, FLATTER)
        self._place(*target)

    def _key(self, text: str, mark: Mark) -> None:
        frame = self.frame
        frame.key = sys.intern(text)  # the same few words in every case
        if text in frame.value:
            if frame.keys is None:
                frame.keys = dict(zip(frame.value, frame.places[1::2], strict=True))
            line = frame.keys[text].line + 1
            self._complain(mark, f"the key {quote(text)} occurs twice", f"first on line {line}")
            return
        frame.places.append(mark)
        if frame.keys is not None:
            frame.keys[text] = mark

    def _place(self, value: Any, places: Places, mark: Mark) -> None:
        frame = self.frame
        key = frame.key
        if key is _ITEM:
            frame.value.append(value)
            frame.places.append(mark if places is None else places)
            return
        frame.key = None
        if key not in frame.value:
            frame.value[key] = value
            frame.places.append(places)


def _extent(value: Any) -> tuple[int, int]:
    """The number of values with all aliases expanded, and the depth of containers."""
    if not isinstance(value, (dict, list)):
        return 1, 0
    parts = [_extent(part) for part in (value.values() if isinstance(value, dict) else value)]
    return 1 + sum(size for size, _ in parts), 1 + max((deep for _, deep in parts), default=0)


def _joined(match: re.Match[str]) -> str:
    if match[1]:
        return match[0]
    high, low = int(match[2], 16), int(match[3], 16)
    return f"\\U{0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00):08x}"
