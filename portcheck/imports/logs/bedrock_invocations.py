"""Read Amazon Bedrock's model invocation logs, of Converse and InvokeModel.

Bodies that are too large for the log are in S3, in files `data/*_input.json.gz` beside it; they are
read if the imported folder holds a copy.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from portcheck.imports.bodies.not_read import NotReadError, word
from portcheck.imports.bodies.requests import asked
from portcheck.imports.files.opened import DAMAGE, UnknownPackingError, opened
from portcheck.imports.files.record import MAX_RECORD
from portcheck.imports.logs.pairs import pair_of, read_pair
from portcheck.imports.logs.reader import (
    Call,
    Each,
    Found,
    LogFormat,
    Source,
    exchange,
    number,
    seconds,
    usage_of,
)
from portcheck.model.chat import JsonObject
from portcheck.vendor_json import load_json, mapping, text

NAME = "bedrock"
_OPERATIONS = frozenset(
    {"Converse", "ConverseStream", "InvokeModel", "InvokeModelWithResponseStream", ""}
)
_LONGEST_KEY = 1_024
"""Most bytes of a key in S3."""


def is_invocation(data: JsonObject) -> bool:
    """Whether a record is from Bedrock's own log."""
    if data.get("schemaType") == "ModelInvocationLog":
        return True
    asks = data.get("input")
    return isinstance(asks, dict) and ("inputBodyJson" in asks or "inputBodyS3Path" in asks)


def _read(source: Source) -> Iterable[Found]:
    data = source.data
    if not is_invocation(data):
        return read_pair(source, NAME, "bedrock")
    operation = text(data.get("operation"))
    if operation not in _OPERATIONS:
        raise NotReadError(f"is a call of {word(operation)}, not a chat")
    return (_invocation(source, mapping(data.get("input")), mapping(data.get("output"))),)


def _invocation(source: Source, asks: JsonObject, answers: JsonObject) -> Found:
    data = source.data
    request = _body(source, asks, "inputBodyJson", "inputBodyS3Path", "request")
    if not isinstance(request, dict):
        raise NotReadError("the log holds no request")
    failed = text(data.get("errorCode"))
    answer = None if failed else _body(source, answers, "outputBodyJson", "outputBodyS3Path", "")
    metrics = mapping(mapping(answer).get("metrics"))
    latency = number(metrics.get("latencyMs"))
    return exchange(
        source,
        NAME,
        asked(request),
        source.answers.read(answer),
        Call(
            vendor="bedrock",
            model=text(data.get("modelId")).rpartition("/")[2],
            call_id=text(data.get("requestId")),
            time=seconds(data.get("timestamp")),
            latency_s=None if latency is None else latency / 1000.0,
            error=failed,
            usage=usage_of(asks.get("inputTokenCount"), answers.get("outputTokenCount")),
        ),
    )


def _body(source: Source, side: JsonObject, name: str, stored: str, needed: str) -> Any:
    if name in side:
        return side[name]
    key = text(side.get(stored))
    if not key:
        return None
    found = _in_folder(source.folder, key)
    if found is not None:
        return found
    raise NotReadError(
        f"the {needed or 'answer'} lies in S3 and not in this folder: copy the folder data of the "
        "log with it"
    )


def _in_folder(folder: Path | None, key: str) -> Any:
    """The JSON at a path in S3, from a copy of the bucket or of a part of it."""
    steps = key.removeprefix("s3://").split("/")
    if folder is None or len(key) > _LONGEST_KEY or not all(steps) or {".", ".."} & {*steps}:
        return None
    root = folder.resolve()
    for start in range(len(steps)):
        path = root.joinpath(*steps[start:])
        if path.is_file() and path.resolve().is_relative_to(root):
            return _json(path)
    return None


def _json(path: Path) -> Any:
    try:
        with opened(path) as file:
            raw = file.read(MAX_RECORD + 1)
        if len(raw) > MAX_RECORD:
            raise NotReadError(f"a body in S3 is longer than {MAX_RECORD // 1024 // 1024} MB")
        return load_json(raw)
    except (*DAMAGE, UnknownPackingError, ValueError):
        raise NotReadError("a body in S3 cannot be read") from None


FORMAT = LogFormat(
    name=NAME,
    summary="Amazon Bedrock model invocation logs",
    documented="https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html",
    recognises=lambda data: is_invocation(data) or pair_of(NAME, data),
    reader=lambda: Each(_read),
)
