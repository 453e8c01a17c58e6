"""Read logs: files to records to exchanges, recognising the format of each record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from portcheck.imports.bodies.answers import Answers, ReadAnswer, parsed_json
from portcheck.imports.bodies.not_read import NotReadError
from portcheck.imports.exchange import Exchange, Glimpse, Repeated, Skipped
from portcheck.imports.files.record import Record
from portcheck.imports.files.records import records
from portcheck.imports.files.walk import walk
from portcheck.imports.logs import (
    anthropic_messages,
    azure_apim,
    bedrock_invocations,
    chat_completions,
    generate_content,
    helicone,
    langfuse,
    langsmith,
    litellm,
    otel,
    responses_api,
)
from portcheck.imports.logs.batches import anthropic_batch, openai_batch
from portcheck.imports.logs.reader import LogFormat, Reader, Source
from portcheck.model.chat import JsonObject
from portcheck.model.did_you_mean import known
from portcheck.vendor_json import items, load_json, mapping, text

FORMATS: Mapping[str, LogFormat] = {
    module.FORMAT.name: module.FORMAT
    for module in (
        bedrock_invocations,
        litellm,
        otel,
        langsmith,
        langfuse,
        helicone,
        azure_apim,
        openai_batch,
        anthropic_batch,
        chat_completions,
        responses_api,
        anthropic_messages,
        generate_content,
    )
}
"""All formats, in the order they are tried: the more distinctive, the earlier."""

REMEMBERED = 500_000
"""Earlier records that a repetition is looked for in: at least this many, at most twice as many."""
_LISTS = (
    *("data", "records", "items", "results", "observations", "runs", "logs", "events", "value"),
    *("traces", "hits", "requests", "generations"),
)
"""Names of the list in an object that wraps the records of an export."""
_WRAPPERS = (
    *("message", "@message", "log", "jsonPayload", "_source", "event", "payload", "data"),
    *("standard_logging_object", "properties", "fields", "record", "attributes"),
)
"""Names of the field in which a log shipper wraps a record."""
MAX_WRAPPED = 3
_NO_OBJECT = "is not a JSON object"
_NO_FORMAT = "is in no format that portcheck reads"

Found = Exchange | Repeated | Skipped
Seen = Found | Glimpse


def read(path: Path, dialects: Mapping[str, ReadAnswer], log_format: str = "") -> Iterator[Found]:
    """Yield what a file or a folder of logs holds, with whole exchanges; see `skim`."""
    for one in _found(path, dialects, log_format, skimmed=False):
        yield one.whole() if isinstance(one, Glimpse) else one


def skim(path: Path, dialects: Mapping[str, ReadAnswer], log_format: str = "") -> Iterator[Seen]:
    """Yield what a file or a folder of logs holds, in order and in bounded memory.

    Args:
        path: a file, or a folder of files, each of which may have its own format.
        dialects: readers of vendors' answers, by dialect.
        log_format: one of `FORMATS`; "" recognises the format of each record.

    Raises:
        UsageError: there is no such format.
    """
    return _found(path, dialects, log_format, skimmed=True)


def _found(
    path: Path, dialects: Mapping[str, ReadAnswer], log_format: str, *, skimmed: bool
) -> Iterator[Seen]:
    if log_format:
        known(log_format, tuple(FORMATS), "format")
    root = path if path.is_dir() else None
    log = _Log(Answers(dialects), root, skimmed, FORMATS.get(log_format))
    for one in walk(path):
        if isinstance(one, Skipped):
            yield one
            continue
        for record in records(*one):
            if isinstance(record, Record):
                yield from log.take(record)
            else:
                yield record
    yield from log.close()


class _Log(Struct):
    answers: Answers
    folder: Path | None
    skimmed: bool
    only: LogFormat | None
    readers: dict[str, Reader] = field(default_factory=dict)
    last: LogFormat | None = None
    """The format of the previous record."""
    seen: set[bytes] = field(default_factory=set)
    """Digests of records that name their call."""
    seen_before: set[bytes] = field(default_factory=set)

    def take(self, record: Record) -> Iterable[Seen]:
        """Return the exchanges that a record holds or completes."""
        digest = record.digest
        if digest in self.seen or digest in self.seen_before:
            return (Repeated(place=record.place),)
        try:
            return self._read(record, _parsed(record), 0)
        except NotReadError as exc:
            return (Skipped(place=record.place, reason=str(exc)),)

    def close(self) -> Iterator[Seen]:
        """Yield the exchanges that the end of the log completes."""
        for reader in self.readers.values():
            yield from reader.close()

    def _read(self, record: Record, data: JsonObject, depth: int) -> Sequence[Seen]:
        log_format, seen = self._format_of(data)
        if log_format is None:
            return self._wrapped(record, data, depth)
        self.last = log_format
        return self._by(log_format, record, data, seen)

    def _by(
        self, log_format: LogFormat, record: Record, data: JsonObject, seen: Any
    ) -> Sequence[Seen]:
        reader = self.readers.get(log_format.name)
        if reader is None:
            reader = self.readers[log_format.name] = log_format.reader()
        raw_hash = record.digest.hex()
        source = Source(record.place, raw_hash, data, self.answers, seen, self.skimmed, self.folder)
        found = tuple(reader.take(source))
        if any(_names_its_call(one) for one in found):
            self._remember(record.digest)
        return found

    def _format_of(self, data: JsonObject) -> tuple[LogFormat | None, Any]:
        if self.last is not None and (seen := self.last.recognises(data)):
            return self.last, seen
        for one in FORMATS.values() if self.only is None else (self.only,):
            if seen := one.recognises(data):
                return one, seen
        return None, None

    def _wrapped(self, record: Record, data: JsonObject, depth: int) -> Sequence[Seen]:
        """Read the records in a wrapper: a whole export, or the object of a log shipper."""
        for name in _LISTS if depth < MAX_WRAPPED else ():
            inside = items(data.get(name))
            if any(isinstance(one, dict) for one in inside):
                return [found for one in inside for found in self._inside(record, one, depth)]
        if depth < MAX_WRAPPED and (rows := list(_rows_of_tables(data))):
            return [found for one in rows for found in self._inside(record, one, depth)]
        for name in _WRAPPERS if depth < MAX_WRAPPED else ():
            inner: Any = data.get(name)
            inner = parsed_json(inner) if isinstance(inner, str) and inner[:1] == "{" else inner
            if mapping(inner):
                return self._read(record, mapping(inner), depth + 1)
        if self.only is None:
            raise NotReadError(_NO_FORMAT)
        return self._by(self.only, record, data, None)

    def _inside(self, record: Record, data: Any, depth: int) -> Sequence[Seen]:
        if not isinstance(data, dict):
            return (Skipped(place=record.place, reason=_NO_OBJECT),)
        try:
            return self._read(record, data, depth + 1)
        except NotReadError as exc:
            return (Skipped(place=record.place, reason=str(exc)),)

    def _remember(self, digest: bytes) -> None:
        self.seen.add(digest)
        if len(self.seen) >= REMEMBERED:
            self.seen, self.seen_before = set(), self.seen


def _rows_of_tables(data: JsonObject) -> Iterator[JsonObject]:
    """Yield the rows of Azure Monitor's answer to a query: column names, and lists of cells."""
    for table in items(data.get("tables")):
        names = [text(mapping(one).get("name")) for one in items(mapping(table).get("columns"))]
        for cells in items(mapping(table).get("rows")) if any(names) else ():
            yield dict(zip(names, items(cells), strict=False))


def _names_its_call(one: Seen) -> bool:
    """Whether an equal record is the same call, as it holds the call's id or time."""
    if isinstance(one, Glimpse):
        return one.time is not None
    return isinstance(one, Exchange) and (bool(one.call_id) or one.time is not None)


def _parsed(record: Record) -> JsonObject:
    if record.row is not None:
        return record.row
    raw = record.raw
    if not raw.isascii():
        try:
            raw.decode()
        except UnicodeDecodeError:
            raise NotReadError("is not UTF-8; iconv -t UTF-8 converts a file") from None
    try:
        data = load_json(raw)
    except ValueError as exc:
        why = str(exc) if "too" in str(exc) else "is not complete JSON"
        raise NotReadError(why) from None
    if not isinstance(data, dict):
        raise NotReadError(_NO_OBJECT)
    return data
