"""Logs of every format read to the same two calls, and anything at all ends no import."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import traffic_logs as logs
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.errors import UsageError
from portcheck.imports.exchange import Exchange, Repeated, Skipped
from portcheck.imports.logs.known_formats import FORMATS, read
from portcheck.run.traffic.dialects import READ_ANSWERS

Found = Exchange | Repeated | Skipped
_FEW = settings(max_examples=30, deadline=None)


def found_in(path: Path, log_format: str = "") -> list[Found]:
    return list(read(path, READ_ANSWERS, log_format))


def written(path: Path, records: Iterable[Any]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def exchanges(found: list[Found]) -> list[Exchange]:
    assert all(isinstance(one, Exchange) for one in found), found
    return [one for one in found if isinstance(one, Exchange)]


def reasons(found: list[Found]) -> list[str]:
    return [f"{one.place} {one.reason}" for one in found if isinstance(one, Skipped)]


def test_every_format_has_a_log() -> None:
    assert set(logs.LOGS) == set(FORMATS)
    assert all(one.documented.startswith("https://") for one in FORMATS.values())


def test_documents_name_and_count_every_format() -> None:
    root = Path(__file__).parents[3]
    rows = re.findall(r"^\| `([a-z-]+)` \|", (root / "docs/logs.md").read_text(), re.MULTILINE)
    assert {*rows} - {"--format"} == set(FORMATS)
    said = re.findall(r"(\w+) formats\b", (root / "README.md").read_text())
    assert [one for one in said if one in _COUNTS.values()] == [_COUNTS[len(FORMATS)]] * 2


_COUNTS = {11: "eleven", 12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen"}


@pytest.mark.parametrize("name", logs.LOGS)
def test_a_log_reads_to_both_calls(name: str, tmp_path: Path) -> None:
    ticket, weather = exchanges(found_in(written(tmp_path / "log.jsonl", logs.LOGS[name])))
    assert (ticket.format, weather.format) == (name, name)
    assert (ticket.request.system, weather.request.system) == (logs.SYSTEM, None)
    assert [(m.role, m.text) for m in ticket.request.messages] == [("user", logs.TICKET)]
    answer = ticket.answer
    assert answer is not None
    assert (answer.text, answer.finish_reason) == (logs.QUEUE, "stop")
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (20, 2)

    asks, calls, result = weather.request.messages
    assert (asks.role, asks.text) == ("user", logs.ASKS)
    (call,) = calls.tool_calls
    assert (calls.role, calls.text, call.name) == ("assistant", "", "weather")
    assert call.arguments == {"town": "Oslo"}
    assert (result.role, result.tool_call_id) == ("tool", call.id)
    assert json.loads(result.text) == logs.RESULT
    assert weather.answer is not None
    assert weather.answer.text == logs.SAYS


@pytest.mark.parametrize("name", [name for name in logs.LOGS if name != "azure-apim"])
def test_settings_and_tools_are_read(name: str, tmp_path: Path) -> None:
    ticket, weather = exchanges(found_in(written(tmp_path / "log.jsonl", logs.LOGS[name])))
    sampling = ticket.request.sampling
    assert (sampling.temperature, sampling.max_output_tokens) == (0.0, 5)
    (tool,) = weather.request.tools
    assert (tool.name, tool.parameters) == ("weather", logs.PARAMETERS)
    assert ticket.model in {"gpt-5.4", "claude-sonnet-5", "gemini-3-flash", _BEDROCK}


_BEDROCK = "anthropic.claude-sonnet-5-v1:0"


@pytest.mark.parametrize(
    "name", ["bedrock", "litellm", "otel", "langfuse", "langsmith", "helicone"]
)
def test_times_are_read(name: str, tmp_path: Path) -> None:
    ticket, _ = exchanges(found_in(written(tmp_path / "log.jsonl", logs.LOGS[name])))
    assert ticket.time == pytest.approx(1_790_000_000, abs=1)
    assert ticket.latency_s == pytest.approx(0.64)


@pytest.mark.parametrize("name", ["litellm", "langfuse", "helicone"])
def test_costs_are_read(name: str, tmp_path: Path) -> None:
    ticket, _ = exchanges(found_in(written(tmp_path / "log.jsonl", logs.LOGS[name])))
    assert ticket.cost_usd == 0.0004


@pytest.mark.parametrize("name", logs.LOGS)
def test_every_container_holds_the_same(name: str, tmp_path: Path) -> None:
    records = logs.LOGS[name]
    lines = found_in(written(tmp_path / "log.jsonl", records))
    array = tmp_path / "array.json"
    array.write_text(json.dumps(records, indent=2))
    one_line = tmp_path / "short.json"
    one_line.write_text(json.dumps(records))
    export = tmp_path / "export.json"
    export.write_text(json.dumps({"data": records, "meta": {"page": 1}}, indent=1))
    packed = tmp_path / "log.jsonl.gz"
    packed.write_bytes(gzip.compress((tmp_path / "log.jsonl").read_bytes()))
    shipped = written(
        tmp_path / "shipped.jsonl", [{"@message": json.dumps(one), "host": "a"} for one in records]
    )
    for path in (array, one_line, export, packed, shipped):
        assert [_asked(one) for one in found_in(path)] == [_asked(one) for one in lines], path


def _asked(one: Found) -> Any:
    assert isinstance(one, Exchange), one
    return one.request, one.answer, one.model, one.time


def test_a_folder_holds_one_exchange_a_file(tmp_path: Path) -> None:
    for number, record in enumerate(logs.LOGS["anthropic"]):
        (tmp_path / f"{number}.json").write_text(json.dumps(record, indent=2))
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "link.json").symlink_to("/etc/hostname")
    found = found_in(tmp_path)
    assert [str(one.place) for one in found] == ["0.json:1", "1.json:1", "link.json"]
    assert reasons(found) == ["link.json is not an ordinary file"]


def test_a_table_holds_json_in_its_cells(tmp_path: Path) -> None:
    (record, _) = logs.LOGS["helicone"]
    path = tmp_path / "export.csv"
    body, answer = (json.dumps(record[n]).replace('"', '""') for n in _BODIES)
    header = "request_id,request_created_at,request_body,response_body"
    path.write_text(f'{header}\r\nr1,2026-09-21T14:13:20Z,"{body}","{answer}"\r\nshort\r\n')
    found = found_in(path)
    assert isinstance(found[0], Exchange)
    assert found[0].answer is not None
    assert (found[0].answer.text, found[0].time) == (logs.QUEUE, 1_790_000_000)
    assert reasons(found) == [f"{path}:2 has 1 cells, and the header has 4"]


_BODIES = ("request_body", "response_body")


def test_what_cannot_be_read_is_said_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    good = json.dumps(logs.LOGS["openai-chat"][0]).encode()
    web = {**logs.CHAT_REQUEST, "tools": [{"type": "web_search"}]}
    path.write_bytes(
        b"\n".join(
            [
                good,
                good[:50],
                b'{"request": "\xff"}',
                b'{"a": ' + b"[" * 200 + b"]" * 200 + b"}",
                b'{"nothing": "known"}',
                b"[1, 2]",
                json.dumps({"request": web, "response": logs.chat_body()}).encode(),
                b"",
                good,
            ]
        )
    )
    found = found_in(path)
    assert [type(one) for one in (found[0], found[-1])] == [Exchange, Repeated]
    assert reasons(found) == [
        f"{path}:2 is not complete JSON",
        f"{path}:3 is not UTF-8; iconv -t UTF-8 converts a file",
        f"{path}:4 nested too deeply",
        f"{path}:5 is in no format that portcheck reads",
        f"{path}:6 is not a JSON object",
        f"{path}:7 the request offers the hosted tool web_search, which only its vendor has",
    ]


def test_a_long_line_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    good = json.dumps(logs.LOGS["openai-chat"][0]).encode() + b"\n"
    path.write_bytes(b'{"a": "' + b"x" * 9_000_000 + b'"}\n' + good)
    long, exchange = found_in(path)
    assert reasons([long]) == [f"{path}:1 is longer than 8 MB"]
    assert isinstance(exchange, Exchange)


def test_damaged_compression_ends_the_file_and_not_the_import(tmp_path: Path) -> None:
    rng = random.Random(1)
    records = [{**logs.LOGS["anthropic"][0], "id": str(rng.random())} for _ in range(2_000)]
    packed = gzip.compress("".join(json.dumps(one) + "\n" for one in records).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
    (tmp_path / "b.jsonl.gz").write_bytes(packed[:100] + b"\0" * 50 + packed[150:])
    written(tmp_path / "c.jsonl", logs.LOGS["anthropic"][1:])
    (tmp_path / "d.jsonl").write_text("")
    (tmp_path / "e.txt").write_text("no log")
    (tmp_path / "f.parquet").write_bytes(b"PAR1....")
    found = found_in(tmp_path)
    cut, broken, *others = reasons(found)
    assert "a.jsonl.gz:" in cut
    assert "damaged or cut off here" in cut
    assert broken.startswith("b.jsonl.gz")
    assert others == [
        "e.txt is neither JSON nor a table",
        "f.parquet is a Parquet file; export it as JSON Lines",
    ]
    read_before = [one for one in found if isinstance(one, Exchange)]
    assert len(read_before) > 100
    assert read_before[-1].place.file == "c.jsonl"


def test_a_format_can_be_named(tmp_path: Path) -> None:
    path = written(tmp_path / "log.jsonl", logs.LOGS["anthropic"])
    assert [one.format for one in exchanges(found_in(path, "anthropic"))] == ["anthropic"] * 2
    assert len(reasons(found_in(path, "helicone"))) == 2
    with pytest.raises(UsageError, match="unknown format: 'anthropik'"):
        found_in(path, "anthropik")


def test_a_line_without_id_or_time_is_a_call_each_time(tmp_path: Path) -> None:
    bare = {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}
    assert len(exchanges(found_in(written(tmp_path / "log.jsonl", [bare, bare])))) == 2


def test_a_failed_call_has_no_answer(tmp_path: Path) -> None:
    error = {"error": {"message": "Rate limit reached", "type": "rate_limit"}}
    path = written(tmp_path / "l.jsonl", [{"request": logs.CHAT_REQUEST, "response": error}])
    (one,) = exchanges(found_in(path))
    assert (one.answer, one.error) == (None, "Rate limit reached")


def sse(events: list[Any], end: str = "data: [DONE]\n\n") -> str:
    return "".join(f"data: {json.dumps(one)}\n\n" for one in events) + end


def test_streamed_answers_are_whole(tmp_path: Path) -> None:
    forms: list[Any] = [
        logs.CHAT_CHUNKS,
        sse(logs.CHAT_CHUNKS),
        [f"data: {json.dumps(one)}" for one in logs.CHAT_CHUNKS],
        json.dumps(logs.CHAT_CHUNKS),
        {"status": 200, "body": sse(logs.CHAT_CHUNKS)},
    ]
    path = written(
        tmp_path / "l.jsonl", [{"request": logs.CHAT_REQUEST, "response": form} for form in forms]
    )
    answers = [one.answer for one in exchanges(found_in(path))]
    assert [answer and answer.text for answer in answers] == [logs.QUEUE] * len(forms)


def test_a_stream_that_was_cut_is_no_answer(tmp_path: Path) -> None:
    path = written(
        tmp_path / "l.jsonl",
        [{"request": logs.CHAT_REQUEST, "response": sse(logs.CHAT_CHUNKS[:2], "")}],
    )
    (one,) = exchanges(found_in(path))
    assert (one.answer, one.error) == (None, "the stream ends before the answer does")


MESSAGES_EVENTS = [
    {"type": "message_start", "message": {**logs.messages_body(), "content": []}},
    {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
    *(
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}}
        for piece in ("out", "age")
    ),
    {"type": "content_block_stop", "index": 0},
    {
        "type": "message_delta",
        "delta": {"stop_reason": "end_turn"},
        "usage": {"output_tokens": 2},
    },
    {"type": "message_stop"},
]
CONVERSE_EVENTS = [
    {"messageStart": {"role": "assistant"}},
    {"contentBlockDelta": {"delta": {"text": "out"}, "contentBlockIndex": 0}},
    {"contentBlockDelta": {"delta": {"text": "age"}, "contentBlockIndex": 0}},
    {"contentBlockStop": {"contentBlockIndex": 0}},
    {"messageStop": {"stopReason": "end_turn"}},
    {"metadata": {"usage": {"inputTokens": 20, "outputTokens": 2}, "metrics": {"latencyMs": 5}}},
]
RESPONSES_EVENTS = [
    {"type": "response.created", "response": {**logs.responses_body(), "output": []}},
    {"type": "response.completed", "response": logs.responses_body()},
]


@pytest.mark.parametrize(
    ("request_body", "events"),
    [
        (logs.MESSAGES_REQUEST, MESSAGES_EVENTS),
        (logs.LOGS["gemini"][0]["request"], [logs.gemini_body("out"), logs.gemini_body("age")]),
        (logs.LOGS["openai-responses"][0]["request"], RESPONSES_EVENTS),
        (logs.LOGS["bedrock"][0]["input"]["inputBodyJson"], CONVERSE_EVENTS),
    ],
)
def test_streams_of_every_vendor(request_body: Any, events: list[Any], tmp_path: Path) -> None:
    path = written(tmp_path / "l.jsonl", [{"request": request_body, "response": events}])
    (one,) = exchanges(found_in(path))
    assert one.answer is not None
    assert (one.answer.text, one.answer.finish_reason) == (logs.QUEUE, "stop")


@_FEW
@given(data=st.data())
def test_any_chunking_of_a_streamed_answer_gives_the_same_exchange(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    said = "Straße, 東京 and \U0001f600: done"
    cuts = sorted(data.draw(st.lists(st.integers(0, len(said)), max_size=6)))
    pieces = [said[a:b] for a, b in zip([0, *cuts], [*cuts, len(said)], strict=True)]
    chunks = [
        {**logs.CHAT_CHUNKS[0], "choices": [{"index": 0, "delta": {"content": piece}}]}
        for piece in pieces
    ]
    chunks.append(logs.CHAT_CHUNKS[-1])
    form: Any = data.draw(st.sampled_from([chunks, sse(chunks), [sse([c], "") for c in chunks]]))
    folder = tmp_path_factory.mktemp("log")
    path = written(folder / "l.jsonl", [{"request": logs.CHAT_REQUEST, "response": form}])
    (one,) = exchanges(found_in(path))
    assert one.answer is not None
    assert (one.answer.text, one.answer.finish_reason) == (said, "stop")


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 2**70) | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where anything stands in a record."""
    found = [path] if path else []
    inside: Iterable[tuple[Any, Any]] = value.items() if isinstance(value, dict) else ()
    inside = enumerate(value) if isinstance(value, list) else inside
    for name, one in inside:
        found += places(one, (*path, name))
    return found


def with_junk(value: Any, path: tuple[Any, ...], junk: Any) -> Any:
    if not path:
        return junk
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = with_junk(value[path[0]], path[1:], junk)
    return copy


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", logs.LOGS)
@settings(max_examples=250, deadline=None)
@given(data=st.data())
def test_wrong_types_anywhere_end_no_import(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import_with_junk(name, data, tmp_path_factory.mktemp("log"))


@settings(max_examples=25, deadline=None)
@given(name=st.sampled_from(sorted(logs.LOGS)), data=st.data())
def test_some_wrong_types_end_no_import(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    import_with_junk(name, data, tmp_path_factory.mktemp("log"))


def import_with_junk(name: str, data: st.DataObject, folder: Path) -> None:
    records = list(logs.LOGS[name])
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(records) - 1))
        path = data.draw(st.sampled_from(places(records[at]) or [()]))
        records[at] = with_junk(records[at], path, data.draw(JUNK))
        if not isinstance(records[at], dict):
            return
    raw = [json.dumps(one).encode() + b"\n" for one in records]
    if data.draw(st.booleans()):
        cut = data.draw(st.integers(0, len(raw[0])))
        raw[0] = raw[0][:cut]
    (folder / "log.jsonl").write_bytes(b"".join(raw))
    log_format = data.draw(st.sampled_from(["", name]))
    assert found_in(folder, log_format) is not None


@pytest.mark.parametrize("time", [10**400, -(10**400), "9" * 39, 1e300, True, [1]])
def test_a_time_that_is_none_leaves_a_call_without_one(time: Any, tmp_path: Path) -> None:
    record = {**logs.LOGS["openai-chat"][0], "timestamp": time, "created_at": time}
    record["response"] = {**record["response"], "created": time}
    (found,) = exchanges(found_in(written(tmp_path / "log.jsonl", [record])))
    assert found.time is None


def test_what_is_no_object_in_the_list_of_an_export_is_counted(tmp_path: Path) -> None:
    export = {"data": [logs.LOGS["openai-chat"][0], 5, "text", None, {"note": 1}]}
    found = found_in(written(tmp_path / "log.json", [export]))
    assert sum(isinstance(one, Exchange) for one in found) == 1
    assert [one.rpartition("log.json:1 ")[2] for one in reasons(found)] == [
        *["is not a JSON object"] * 3,
        "is in no format that portcheck reads",
    ]


@pytest.mark.parametrize("blank", ["\n", " \r\n" * 50_000])
def test_blank_lines_before_the_first_record_hide_none(blank: str, tmp_path: Path) -> None:
    records = [json.dumps(one) for one in logs.LOGS["openai-chat"]]
    (tmp_path / "log.jsonl").write_text(blank + "\n".join(records))
    assert len(exchanges(found_in(tmp_path / "log.jsonl"))) == 2


def test_blank_lines_before_the_header_of_a_table_hide_no_row(tmp_path: Path) -> None:
    one = logs.LOGS["openai-chat"][0]
    cells = [json.dumps(one[name]).replace('"', '""') for name in ("request", "response")]
    (tmp_path / "log.csv").write_text('\n\nrequest,response\n"{}","{}"\n'.format(*cells))
    assert len(exchanges(found_in(tmp_path / "log.csv"))) == 1
