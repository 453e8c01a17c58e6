"""Read and write recordings: JSON Lines files of answers by request hash and repeat ordinal.

A line is either a header, whose provenance holds for the lines after it, or one outcome:

    {"portcheck_recording": 1, "provenance": {"source": "recorded", "host": "api.example.com"}}
    {"hash": "c1:...", "ordinal": 0, "recorded_at": "2026-03-01T12:00:00Z", "completion": {...}}
    {"hash": "c1:...", "ordinal": 1, "recorded_at": "2026-03-01T12:00:03Z", "failure": {...}}

Fields at their default are left out. Request ids, rate-limit headers, organisation ids and the
queries of addresses are never written.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

from msgspec import NODEFAULT, UNSET, Struct, structs
from msgspec.structs import replace

from portcheck import __version__
from portcheck.error_classes import Failure
from portcheck.errors import ConfigError, Problem, StoreError, UsageError
from portcheck.lazy_pattern import LazyPattern
from portcheck.model.codec import CANONICAL_VERSION, decode
from portcheck.model.completion import Completion
from portcheck.model.visible_text import one_line
from portcheck.vendor_json import load_json

FORMAT = 1

_HASH = re.compile(rf"{CANONICAL_VERSION}:[0-9a-f]{{64}}")
_ORGANISATION = LazyPattern(r"\b(org|proj|organization)([-_])[A-Za-z0-9]{4,}")
_CALLER = LazyPattern(
    r"\b((?:organi[sz]ation|project|tenant|workspace|subscription|account|team)s?"
    r"(?:[ _-]?id)?(?:[-_/:= ]|['\"`(]){1,4})(?=[\w.-]*\d)[\w.-]{4,}",
    re.IGNORECASE,
)
"""Ids of the caller in a message, such as `project 123456` or `subscriptions/0a1b-...`."""
_ARN = LazyPattern(r"\b(arn:[\w-]*:[\w-]*:[\w-]*:)\d{12}")
_QUERY = LazyPattern(r"((?:[a-z]{2,10}://|(?<![\w/])/)[^\s?\"'<>]*)\?[^\s\"'<>]+", re.IGNORECASE)
_UNSEEN = LazyPattern("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""Control and invisible characters, which are written as JSON escapes."""
_FIELDS = frozenset({"hash", "ordinal", "recorded_at", "completion", "failure"})

RecordedOutcome = Completion | Failure


class Recording(Struct, frozen=True):
    """The content of a recording; read-only."""

    outcomes: Mapping[tuple[str, int], RecordedOutcome]
    """Request hash and ordinal to the outcome; completions have the time of their recording."""
    provenance: tuple[Mapping[str, str], ...] = ()
    """The provenance of each header, in file order."""

    def get(self, request_hash: str, ordinal: int) -> RecordedOutcome | None:
        """The outcome of that request, or `None`."""
        return self.outcomes.get((request_hash, ordinal))

    def missing(self, pairs: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
        """The different `pairs` without an outcome, in their order."""
        return [pair for pair in dict.fromkeys(pairs) if pair not in self.outcomes]


def load_recording(path: Path) -> Recording:
    """Read a recording, leaving out a torn last line.

    Raises:
        ConfigError: the file cannot be read, or with every wrong line.
    """
    problems: list[Problem] = []
    outcomes: dict[tuple[str, int], RecordedOutcome] = {}
    provenance: list[Mapping[str, str]] = []
    lines = _lines(path)
    if len(lines) > 1 and lines[-1] and not _is_json(lines[-1]):
        lines.pop()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            data = load_json(line)
            if isinstance(data, dict) and "portcheck_recording" in data:
                provenance.append(_header(data))
                continue
            _add(outcomes, *_entry(data))
        except ValueError as exc:
            problems.append(_problem(path, number, str(exc)))
    if problems:
        raise ConfigError([_with_recorder(one, provenance) for one in problems])
    return Recording(MappingProxyType(outcomes), tuple(provenance))


def _add(
    outcomes: dict[tuple[str, int], RecordedOutcome],
    pair: tuple[str, int],
    outcome: RecordedOutcome,
) -> None:
    earlier = outcomes.setdefault(pair, outcome)
    if earlier == outcome:
        return
    if not (isinstance(earlier, Failure) and earlier.missing):
        raise ValueError(f"an earlier line has another outcome of {pair[0]}, ordinal {pair[1]}")
    # A resumed run repeats the calls without an answer.
    outcomes[pair] = outcome


def _is_json(line: str) -> bool:
    try:
        load_json(line)
    except ValueError:
        return False
    return True


def _lines(path: Path) -> list[str]:
    try:
        data = path.read_bytes()
    except OSError as exc:
        raise ConfigError([_problem(path, 0, f"cannot be read: {exc.strerror}")]) from exc
    try:
        return data.decode("utf-8").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as exc:
        line = data.count(b"\n", 0, exc.start) + 1
        raise ConfigError([_problem(path, line, "is not UTF-8 text")]) from None


def _problem(path: Path, line: int, message: str) -> Problem:
    return Problem(
        file=str(path),
        line=line,
        column=1 if line else 0,
        pointer="",
        message=message,
        hint="remove the line; `portcheck record SUITE --into ID=FILE` then asks for the missing "
        "answer again",
    )


def _with_recorder(problem: Problem, provenance: Iterable[Mapping[str, str]]) -> Problem:
    """Add the program that wrote the file, if it was not this version of portcheck."""
    ours = f"portcheck {__version__}"
    said = [one.get("recorded_by", "") for one in provenance]
    others = [one for one in said if one.startswith("portcheck ") and one != ours]
    if not others:
        return problem
    who = f"; {one_line(others[-1], 60)} recorded it, but this is {__version__}"
    return replace(problem, hint=problem.hint + who)


def _header(data: Mapping[str, Any]) -> Mapping[str, str]:
    if data["portcheck_recording"] != FORMAT:
        raise ValueError(f"unknown version of the format: {data['portcheck_recording']!r}")
    stated = data.get("provenance", {})
    if not isinstance(stated, dict) or not all(isinstance(v, str) for v in stated.values()):
        raise ValueError("provenance must be an object of texts")
    return MappingProxyType(stated)


def _entry(data: Any) -> tuple[tuple[str, int], RecordedOutcome]:
    if not isinstance(data, dict):
        raise ValueError("a line must be a JSON object")
    unknown = sorted(set(data) - _FIELDS)
    if unknown:
        raise ValueError(f"unknown field {unknown[0]!r}")
    request_hash, ordinal = data.get("hash"), data.get("ordinal", 0)
    if not isinstance(request_hash, str) or not _HASH.fullmatch(request_hash):
        raise ValueError(
            f"hash must be {CANONICAL_VERSION}: and a SHA-256, found {request_hash!r:.80}"
        )
    if isinstance(ordinal, bool) or not isinstance(ordinal, int) or ordinal < 0:
        raise ValueError("ordinal must be a whole number, 0 or more")
    recorded_at = data.get("recorded_at")
    if recorded_at is not None and not isinstance(recorded_at, str):
        raise ValueError("recorded_at must be a time as text")
    return (request_hash, ordinal), _outcome(data, recorded_at)


def _outcome(data: Mapping[str, Any], recorded_at: str | None) -> RecordedOutcome:
    if ("completion" in data) == ("failure" in data):
        raise ValueError("a line must hold either a completion or a failure")
    if "failure" in data:
        return decode(Failure, data["failure"])
    answer = decode(Completion, data["completion"])
    if answer.loop is not UNSET and (fault := answer.loop.fault):
        raise ValueError(fault)
    return replace(answer, recorded_at=recorded_at)


def header_line(provenance: Mapping[str, str]) -> bytes:
    """The line before the outcomes that have this provenance."""
    return _line({"portcheck_recording": FORMAT, "provenance": dict(provenance)})


def outcome_line(
    request_hash: str, ordinal: int, outcome: RecordedOutcome, recorded_at: str
) -> bytes:
    """The line of one outcome; the arguments are those of `RecordingWriter.add`."""
    line: dict[str, Any] = {
        "hash": request_hash,
        "ordinal": ordinal,
        "recorded_at": recorded_at,
    }
    if isinstance(outcome, Completion):
        error = None if outcome.error is None else _scrubbed(outcome.error)
        kept = replace(outcome, request_id=None, rate_limit={}, recorded_at=None, error=error)
        line["completion"] = compact(kept)
    else:
        line["failure"] = compact(_scrubbed(outcome))
    return _line(line)


def _line(data: Mapping[str, Any]) -> bytes:
    text = json.dumps(data, ensure_ascii=False)
    text = _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
    return f"{text}\n".encode("utf-8", "replace")


class RecordingWriter:
    """Appends outcomes to a recording, each on disk before `add` returns.

    A new file is readable by its owner alone. A last line that a crash cut off is removed first.
    """

    def __init__(self, path: Path, provenance: Mapping[str, str]) -> None:
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            _lock(self._file, path)
            _mend(path)
        except OSError as exc:
            raise self._unwritable(exc) from exc
        self._write(header_line(provenance))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._file)

    def add(
        self, request_hash: str, ordinal: int, outcome: RecordedOutcome, recorded_at: str
    ) -> None:
        """Add one outcome.

        Args:
            request_hash: `codec.request_hash` of the request.
            ordinal: which of the identical requests this is, 0-based.
            outcome: the answer or failure.
            recorded_at: UTC, ISO 8601.

        Raises:
            StoreError: the file cannot be written.
        """
        self._write(outcome_line(request_hash, ordinal, outcome, recorded_at))

    def _write(self, data: bytes) -> None:
        end = os.fstat(self._file).st_size
        try:
            while data:
                data = data[os.write(self._file, data) :]
        except OSError as exc:
            with suppress(OSError):  # readers leave out a torn line too
                os.ftruncate(self._file, end)
            raise self._unwritable(exc) from exc

    def _unwritable(self, exc: OSError) -> StoreError:
        return StoreError(
            f"cannot write the recording {self._path}: {exc.strerror}",
            hint="choose another file with --record",
        )


def compact(value: Any) -> Any:
    """Encode a value of the model as JSON without fields at their default.

    `codec.decode` reverses it.
    """
    if isinstance(value, Struct):
        return {
            field.encode_name: compact(getattr(value, field.name))
            for field in _fields(type(value))
            if getattr(value, field.name) != _default(field)
        }
    if isinstance(value, Mapping):
        return {str(key): compact(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [compact(item) for item in value]
    return value


@cache
def _fields(kind: type[Struct]) -> tuple[structs.FieldInfo, ...]:
    return structs.fields(kind)


def _default(field: structs.FieldInfo) -> Any:
    return field.default if field.default_factory is NODEFAULT else field.default_factory()


def _scrubbed(failure: Failure) -> Failure:
    """Remove ids of the caller and queries of addresses from the messages of a failure."""
    code = failure.vendor_code
    return replace(
        failure,
        message=_without_caller(failure.message),
        hint=_without_caller(failure.hint),
        vendor_code=code and _without_caller(code),
    )


def _without_caller(text: str) -> str:
    without = _ARN.sub(r"\1***", _QUERY.sub(r"\1", text))
    return _CALLER.sub(r"\1***", _ORGANISATION.sub(r"\1\2***", without))


def _lock(handle: int, path: Path) -> None:
    """Lock a file for writing until it is closed."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise UsageError(
            f"another process is writing {path}", hint="wait for it, or stop it"
        ) from None


def _mend(path: Path) -> None:
    """Make a file end with a line break: complete its last line, or remove a torn one."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        data = file.read()
        if not data or data.endswith(b"\n"):
            return
        start = data.rfind(b"\n") + 1
        try:
            load_json(data[start:])
        except ValueError:
            file.truncate(start)
        else:
            file.write(b"\n")
