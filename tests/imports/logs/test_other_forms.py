"""Forms of a format beside the usual one: bodies in S3, events of older spans, traces of runs."""

from __future__ import annotations

import gzip
import json
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import traffic_logs as logs

from portcheck.imports.exchange import Exchange, Repeated, Skipped
from portcheck.imports.logs.known_formats import read
from portcheck.run.traffic.dialects import READ_ANSWERS


def found_in(path: Path, records: Iterable[Any]) -> list[Exchange | Repeated | Skipped]:
    (path / "log.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    return list(read(path, READ_ANSWERS))


def the_ticket(found: list[Exchange | Repeated | Skipped]) -> Exchange:
    (one,) = [one for one in found if not isinstance(one, Skipped)]
    assert isinstance(one, Exchange), found
    assert [(m.role, m.text) for m in one.request.messages] == [("user", logs.TICKET)]
    assert one.request.system == logs.SYSTEM
    assert one.answer is not None
    assert (one.answer.text, one.answer.finish_reason) == (logs.QUEUE, "stop")
    return one


def test_bodies_of_bedrock_lie_beside_the_log(tmp_path: Path) -> None:
    record = logs.LOGS["bedrock"][0]
    key = "AWSLogs/1/BedrockModelInvocationLogs/eu-central-1/2026/09/21/14/data/7f7d_input.json.gz"
    asks = record["input"]["inputBodyJson"]
    side = {"inputContentType": "application/json", "inputBodyS3Path": f"s3://bucket/{key}"}
    (missing,) = found_in(tmp_path, [{**record, "input": side}])
    assert isinstance(missing, Skipped)
    assert "lies in S3 and not in this folder" in missing.reason
    body = tmp_path / "logs" / key.partition("/")[2]
    body.parent.mkdir(parents=True)
    body.write_bytes(gzip.compress(json.dumps(asks).encode()))
    (tmp_path / "log.jsonl").rename(tmp_path / "logs" / "log.jsonl")
    the_ticket(list(read(tmp_path / "logs", READ_ANSWERS)))


def test_a_path_in_s3_leads_out_of_no_folder(tmp_path: Path) -> None:
    (tmp_path / "secret.json").write_text(json.dumps(logs.MESSAGES_REQUEST))
    inner = tmp_path / "logs"
    inner.mkdir()
    (inner / "link.json").symlink_to(tmp_path / "secret.json")
    for path in ("s3://b/../secret.json", "s3://b/link.json", "secret.json"):
        record = {**logs.LOGS["bedrock"][0], "input": {"inputBodyS3Path": path}}
        assert not [one for one in found_in(inner, [record]) if isinstance(one, Exchange)]


def test_invocations_of_other_models(tmp_path: Path) -> None:
    pairs = [
        (
            {"anthropic_version": "bedrock-2023-05-31", **logs.MESSAGES_REQUEST},
            logs.messages_body(),
        ),
        ({"inputText": "a", "textGenerationConfig": {"temperature": 0}}, _titan("b")),
        ({"prompt": "a", "max_gen_len": 5}, {"generation": "b", "stop_reason": "stop"}),
    ]
    records = [logs.bedrock_record(asks, says, "InvokeModel") for asks, says in pairs]
    found = found_in(tmp_path, records)
    texts = [one.answer and one.answer.text for one in found if isinstance(one, Exchange)]
    assert texts == [logs.QUEUE, "b", "b"]


def _titan(text: str) -> dict[str, Any]:
    return {
        "inputTextTokenCount": 1,
        "results": [{"outputText": text, "completionReason": "FINISH"}],
    }


def test_events_of_older_spans(tmp_path: Path) -> None:
    said = [
        ("gen_ai.system.message", {"content": logs.SYSTEM}),
        ("gen_ai.user.message", {"content": logs.TICKET}),
        (
            "gen_ai.choice",
            {"index": 0, "finish_reason": "stop", "message": {"content": logs.QUEUE}},
        ),
    ]
    events = [
        {
            "name": name,
            "attributes": [logs.attribute("gen_ai.event.content", json.dumps(content))],
        }
        for name, content in said
    ]
    assert the_ticket(found_in(tmp_path, [logs.traced(logs.span(logs.ABOUT, events))])).latency_s


@pytest.mark.parametrize("log_first", [True, False])
def test_log_records_join_their_span(log_first: bool, tmp_path: Path) -> None:
    def record(name: str, body: dict[str, Any]) -> dict[str, Any]:
        return {
            "traceId": "4bf92f3577b34da6a3ce929d0e0e4736",
            "spanId": "00f067aa0ba902b7",
            "eventName": name,
            "body": {"stringValue": json.dumps(body)},
            "attributes": [logs.attribute("gen_ai.system", "openai")],
        }

    records = [
        record("gen_ai.system.message", {"content": logs.SYSTEM}),
        record("gen_ai.user.message", {"content": logs.TICKET}),
        record("gen_ai.choice", {"finish_reason": "stop", "message": {"content": logs.QUEUE}}),
    ]
    shipped = {"resourceLogs": [{"scopeLogs": [{"logRecords": records}]}]}
    both = [shipped, logs.traced(logs.span(logs.ABOUT))]
    one = the_ticket(found_in(tmp_path, both if log_first else both[::-1]))
    assert (one.model, one.vendor) == ("gpt-5.4", "openai")
    assert one.latency_s == pytest.approx(0.64)


def test_numbered_attributes(tmp_path: Path) -> None:
    about = {
        "gen_ai.system": "openai",
        "gen_ai.prompt.0.role": "system",
        "gen_ai.prompt.0.content": logs.SYSTEM,
        "gen_ai.prompt.1.role": "user",
        "gen_ai.prompt.1.content": logs.TICKET,
        "gen_ai.completion.0.content": logs.QUEUE,
        "gen_ai.completion.0.finish_reason": "stop",
    }
    the_ticket(found_in(tmp_path, [logs.traced(logs.span(about))]))


def test_spans_without_content_are_reported(tmp_path: Path) -> None:
    other = logs.span({"http.method": "GET"}, span_id="1")
    found = found_in(tmp_path, [logs.traced(other, logs.span(logs.ABOUT))])
    assert [one.reason for one in found if isinstance(one, Skipped)] == [
        "is a span, but not of a model call",
        "the span holds no messages: content was not captured",
    ]


def test_traces_of_langsmith_and_langfuse(tmp_path: Path) -> None:
    run = logs.LOGS["langsmith"][0]
    chain = {"id": "r", "run_type": "chain", "inputs": {"a": 1}, "child_runs": [run]}
    the_ticket(found_in(tmp_path, [chain]))
    observation = logs.LOGS["langfuse"][0]
    both = [{**observation, "type": "SPAN"}, observation]
    trace = {"id": "t", "projectId": "p", "observations": both}
    the_ticket(found_in(tmp_path, [trace]))


def test_a_response_goes_on_from_an_earlier_one(tmp_path: Path) -> None:
    first = logs.LOGS["openai-responses"][0]
    follows = {"model": "gpt-5.4", "input": "Why?", "previous_response_id": "resp_1"}
    last = {"request": follows, "response": {**logs.responses_body("So."), "id": "resp_2"}}
    _, second, lost = found_in(
        tmp_path,
        [first, last, {**last, "request": {**follows, "previous_response_id": "resp_9"}}],
    )
    assert isinstance(second, Exchange)
    assert [message.text for message in second.request.messages] == [
        logs.TICKET,
        logs.QUEUE,
        "Why?",
    ]
    assert isinstance(lost, Skipped)
    assert lost.reason == "continues a response that is not earlier in the log"


@pytest.mark.parametrize(
    ("url", "vendor"),
    [
        ("https://api.openai.com/v1/chat/completions", "openai"),
        ("https://house.openai.azure.com/openai/deployments/x", "azure"),
        ("https://api.groq.com/openai/v1", "groq"),
        ("gateway.internal/v1", ""),
        ("/v1/chat/completions", ""),
        ("http://[", ""),
    ],
)
def test_an_address_says_whose_model_answered(url: str, vendor: str, tmp_path: Path) -> None:
    record = {"url": url, "request": logs.CHAT_REQUEST, "response": logs.CHAT_CHUNKS}
    assert the_ticket(found_in(tmp_path, [record])).vendor == vendor
    assert the_ticket(found_in(tmp_path, [{**record, "provider": "xai"}])).vendor == "xai"


def test_the_model_that_answered_stands_for_one_that_nobody_named(tmp_path: Path) -> None:
    request = {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]}
    said = {"content": {"role": "model", "parts": [{"text": "Hello"}]}, "finishReason": "STOP"}
    response = {"candidates": [said], "modelVersion": "gemini-2.5-flash"}
    (one,) = found_in(tmp_path, [{"request": request, "response": response}])
    assert isinstance(one, Exchange)
    assert (one.model, one.vendor) == ("gemini-2.5-flash", "gemini")


def test_a_call_for_embeddings_is_said_to_be_one(tmp_path: Path) -> None:
    request = {"model": "text-embedding-3-small", "input": "hello"}
    response = {"object": "list", "data": [{"object": "embedding", "embedding": [0.1]}]}
    (one,) = found_in(tmp_path, [{"request": request, "response": response}])
    assert isinstance(one, Skipped)
    assert one.reason == "is a call of kind embeddings, not a chat"


@pytest.mark.parametrize(
    "before",
    [
        "2026-11-02T06:00:00.000Z ",
        "2026-11-02 06:00:00,123 INFO llm_client: ",
        "[2026-11-02 06:00:00] [main] app.INFO: ",
        "Nov  2 06:00:00 host app[17]: ",
    ],
)
def test_what_a_logger_writes_before_a_record_is_taken_off(before: str, tmp_path: Path) -> None:
    record = json.dumps({"request": logs.CHAT_REQUEST, "response": logs.CHAT_CHUNKS, "id": "c1"})
    path = tmp_path / "app.log"
    path.write_text(f"{before}GET /tickets, 200\n{before}{record}\n{before}bye\n")
    ticket, *others = sorted(read(path, READ_ANSWERS), key=lambda one: isinstance(one, Skipped))
    assert the_ticket([ticket]).place.line == 2
    assert [(one.place.line, one.reason) for one in others if isinstance(one, Skipped)] == [
        (1, "is not complete JSON"),
        (3, "is not complete JSON"),
    ]


def test_a_table_with_json_in_its_cells_is_no_log_of_lines(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    cells = [json.dumps(one) for one in (logs.CHAT_REQUEST, logs.CHAT_CHUNKS)]
    quoted = ",".join('"{}"'.format(cell.replace('"', '""')) for cell in cells)
    path.write_text(f"id,request,response\nc1,{quoted}\n")
    assert the_ticket(list(read(path, READ_ANSWERS))).call_id == "c1"


def test_what_is_no_text_says_what_it_is(tmp_path: Path) -> None:
    record = json.dumps({"request": logs.CHAT_REQUEST, "response": logs.CHAT_CHUNKS})
    (tmp_path / "c.db").write_bytes(b"SQLite format 3\0" + bytes(90))
    with tarfile.open(tmp_path / "d.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "c.db", "c.db")
    (tmp_path / "e.jsonl").write_bytes(record.encode() + b"\n\0\n")
    found = list(read(tmp_path, READ_ANSWERS))
    reasons = [one.reason for one in found if isinstance(one, Skipped)]
    assert [one.partition(";")[0] for one in reasons] == [
        "is neither JSON nor a table",
        "is a tar archive",
        "is not complete JSON",
    ]
    assert len([one for one in found if isinstance(one, Exchange)]) == 1


def test_an_answer_of_azure_monitor_holds_tables(tmp_path: Path) -> None:
    rows = logs.LOGS["azure-apim"]
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = {
        "name": "PrimaryResult",
        "columns": [{"name": name, "type": "string"} for name in names],
        "rows": [[row.get(name) for name in names] for row in rows],
    }
    ticket, weather = found_in(tmp_path, [{"tables": [table]}])
    the_ticket([ticket])
    assert isinstance(weather, Exchange)


def test_spend_logs_without_prompts_say_which_setting_stores_them(tmp_path: Path) -> None:
    row = {**logs.LOGS["litellm"][-1], "messages": {}, "response": {}, "proxy_server_request": {}}
    (found,) = found_in(tmp_path, [row])
    assert isinstance(found, Skipped)
    assert "store_prompts_in_spend_logs" in found.reason


JSON_ANSWERS: tuple[object, ...] = (
    {"customer": "Anna", "quantity": 3},
    {"answer": "yes"},
    {"text": "a", "error": None, "items": []},
    [{"type": "invoice", "total": 3}],
)


@pytest.mark.parametrize("said", JSON_ANSWERS)
@pytest.mark.parametrize("as_text", [True, False])
def test_json_that_a_model_wrote_is_its_answer_in_langfuse(
    said: Any, as_text: bool, tmp_path: Path
) -> None:
    output = json.dumps(said) if as_text else said
    observation = {**logs.LOGS["langfuse"][0], "output": output}
    (one,) = found_in(tmp_path, [observation])
    assert isinstance(one, Exchange), one
    assert one.answer is not None
    assert json.loads(one.answer.text) == said


@pytest.mark.parametrize("said", JSON_ANSWERS)
def test_json_that_a_model_wrote_is_its_answer_in_numbered_attributes(
    said: Any, tmp_path: Path
) -> None:
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.prompt.0.role": "user",
        "gen_ai.prompt.0.content": json.dumps([{"type": "text", "text": "Read this."}]),
        "gen_ai.completion.0.content": json.dumps(said),
    }
    span = {"name": "chat", "context": {"trace_id": "1", "span_id": "2"}, "attributes": attributes}
    (one,) = found_in(tmp_path, [span])
    assert isinstance(one, Exchange), one
    assert one.request.messages[0].text == "Read this."
    assert one.answer is not None
    assert json.loads(one.answer.text) == said


def test_pieces_of_azure_are_put_together(tmp_path: Path) -> None:
    asks = json.dumps(logs.CHAT_TURNS)
    pieces = [
        {"CorrelationId": "c", "SequenceNumber": 2, "RequestMessages": asks[40:]},
        {"CorrelationId": "c", "SequenceNumber": 1, "RequestMessages": asks[:40]},
        {
            "CorrelationId": "c",
            "SequenceNumber": 1,
            "ResponseMessages": [{"role": "assistant", "content": "out"}],
        },
        {
            "CorrelationId": "c",
            "SequenceNumber": 2,
            "ResponseMessages": [{"role": "assistant", "content": "age"}],
        },
    ]
    the_ticket(found_in(tmp_path, pieces))
