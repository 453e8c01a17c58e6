"""Recordings: written, read, replayed; every mistake in a file has its line."""

from __future__ import annotations

import asyncio
import errno
import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from provider_exchanges import KEY, QUESTION, spec

from portcheck.error_classes import Failure
from portcheck.errors import ConfigError, PlanError, ProviderError, StoreError, UsageError
from portcheck.model.chat import ToolCall
from portcheck.model.codec import request_hash
from portcheck.model.completion import Completion, OtherContent, RefusalSignal, Timing, Usage
from portcheck.providers.dialects.recorded import RecordingWriter, load_recording
from portcheck.providers.open_provider import open_provider

HASH = request_hash(QUESTION)
WHEN = "2026-03-04T10:00:00Z"
PLAIN = Completion(text="Hi.", finish_reason="stop", timing=Timing(total_s=0.25))
FULL = Completion(
    text="",
    finish_reason="refusal",
    timing=Timing(total_s=1.5, first_token_s=0.5),
    refusal_text="No.",
    reasoning_text="Hm.",
    tool_calls=(
        ToolCall(id=None, name="f", arguments=None, arguments_raw="{"),
        ToolCall(id="a", name="g", arguments={"x": [1, {"y": None}]}),
    ),
    raw_finish_reason="",
    refusal_signal=RefusalSignal(kind="model_refusal"),
    usage=Usage(input_tokens=0, output_tokens=3),
    other_content=(OtherContent(kind="image", count=2, bytes=90),),
    served_tier="flex",
    upstream_provider="Host A",
    stated_cost_usd=0.01,
    fallback_model="m-0",
    retires="2027-01-31",
    served_model="m",
    response_id="r",
    dropped_params=("seed",),
    error=Failure(error_class="content_blocked", message="Blocked."),
)
FAILED = Failure(error_class="overloaded", message="Busy.", retryable=True, http_status=529)


def write(path: Path, *outcomes: Completion | Failure) -> Path:
    with RecordingWriter(path, {"source": "recorded"}) as writer:
        for ordinal, outcome in enumerate(outcomes):
            writer.add(HASH, ordinal, outcome, WHEN)
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "new" / "a.jsonl", PLAIN, FULL, FAILED)
    recording = load_recording(path)
    assert recording.get(HASH, 0) == replace(PLAIN, recorded_at=WHEN)
    assert recording.get(HASH, 1) == replace(FULL, recorded_at=WHEN)
    assert recording.get(HASH, 2) == FAILED
    assert recording.get(HASH, 3) is None
    assert recording.provenance == ({"source": "recorded"},)
    pairs = [(HASH, 0), (HASH, 9), (HASH, 9)]
    assert recording.missing(pairs) == [(HASH, 9)]
    assert list(recording.outcomes) == [(HASH, 0), (HASH, 1), (HASH, 2)]


def test_the_file_is_plain_and_private(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", PLAIN, FAILED)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert lines(path) == [
        {"portcheck_recording": 1, "provenance": {"source": "recorded"}},
        {
            "hash": HASH,
            "ordinal": 0,
            "recorded_at": WHEN,
            "completion": {"text": "Hi.", "finish_reason": "stop", "timing": {"total_s": 0.25}},
        },
        {
            "hash": HASH,
            "ordinal": 1,
            "recorded_at": WHEN,
            "failure": {
                "class": "overloaded",
                "message": "Busy.",
                "retryable": True,
                "http_status": 529,
            },
        },
    ]


def test_what_identifies_the_caller_is_left_out(tmp_path: Path) -> None:
    private = replace(
        PLAIN,
        request_id="req_private",
        rate_limit={"x-ratelimit-limit": "private"},
        error=replace(FAILED, message="in organization org-AbC123 on https://h.test/x?key=private"),
    )
    path = write(tmp_path / "a.jsonl", private, replace(FAILED, message="proj_private9 is over"))
    text = path.read_text()
    assert "private" not in text
    assert "AbC123" not in text
    assert "https://h.test/x" in text
    assert "org-***" in text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("no access for tenant 0a1b2c3d-11ee: ask", "no access for tenant ***: ask"),
        ("projects/123456789012/locations/us", "projects/***/locations/us"),
        ("organization_id: 998877 is over", "organization_id: *** is over"),
        ("arn:aws:bedrock:us-east-1:123456789012:model/x", "arn:aws:bedrock:us-east-1:***:model/x"),
        ("Cannot POST /v1/chat?code=abc&x=y", "Cannot POST /v1/chat"),
        ("HTTPS://H.test/x?a=b failed", "HTTPS://H.test/x failed"),
        ("your team has 3 seats, 50000 is too large", "your team has 3 seats, 50000 is too large"),
        ("What is temperature/top_p? None.", "What is temperature/top_p? None."),
    ],
)
def test_of_messages_ids_of_callers_and_queries_are_left_out(
    said: str, kept: str, tmp_path: Path
) -> None:
    failed = replace(FAILED, message=said, hint=said, vendor_code=said)
    found = load_recording(write(tmp_path / "a.jsonl", failed)).get(HASH, 0)
    assert isinstance(found, Failure)
    assert (found.message, found.hint, found.vendor_code) == (kept, kept, kept)


def test_no_byte_of_it_drives_a_terminal(tmp_path: Path) -> None:
    text = "\x9b31m \x85 \x7f \u202e \u200b caf\u00e9 \u4f60"
    path = write(tmp_path / "a.jsonl", replace(PLAIN, text=text))
    written = path.read_text()
    assert not any("\x7f" <= ch <= "\x9f" for ch in written)
    assert "\u202e" not in written
    assert "caf\u00e9 \u4f60" in written, "what can be read stays so"
    assert load_recording(path).get(HASH, 0) == replace(PLAIN, text=text, recorded_at=WHEN)


def test_a_line_that_does_not_fit_leaves_the_lines_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.jsonl", PLAIN)
    before = path.read_bytes()
    real, left = os.write, [40]

    def full(handle: int, data: bytes) -> int:
        if not left:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle, data[: left.pop()])

    with RecordingWriter(path, {"source": "recorded"}) as writer:
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(StoreError):
            writer.add(HASH, 1, PLAIN, WHEN)
    assert path.read_bytes() == before + before.splitlines(keepends=True)[0]


def test_a_later_run_adds_to_it(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", FAILED)
    with RecordingWriter(path, {"source": "later"}) as writer:
        writer.add(HASH, 0, PLAIN, WHEN)
    recording = load_recording(path)
    assert recording.get(HASH, 0) == replace(PLAIN, recorded_at=WHEN)
    assert [dict(said) for said in recording.provenance] == [
        {"source": "recorded"},
        {"source": "later"},
    ]


@pytest.mark.parametrize(
    ("tail", "kept"), [(b'{"hash": "c1:', 3), (b'{"portcheck_recording": 1}', 4)]
)
def test_a_line_that_a_crash_cut_off_is_mended(tmp_path: Path, tail: bytes, kept: int) -> None:
    path = write(tmp_path / "a.jsonl", PLAIN)
    with path.open("ab") as file:
        file.write(tail)
    with RecordingWriter(path, {}):
        pass
    assert len(lines(path)) == kept


ENTRY = {"hash": HASH, "ordinal": 0, "recorded_at": WHEN, "completion": {}}
COMPLETION = {"text": "A", "finish_reason": "stop", "timing": {"total_s": 1}}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "Expecting"),
        ("[]", "object"),
        ({**ENTRY, "hash": HASH.replace("c1:", "c2:")}, "hash must be c1:"),
        ({**ENTRY, "hash": "c1:xyz"}, "hash must be c1:"),
        ({**ENTRY, "hash": None}, "hash must be c1:"),
        ({**ENTRY, "ordinal": -1}, "ordinal"),
        ({**ENTRY, "ordinal": True}, "ordinal"),
        ({**ENTRY, "recorded_at": 5}, "recorded_at"),
        ({**ENTRY, "note": "x"}, "unknown field 'note'"),
        (ENTRY, "missing"),
        ({"hash": HASH}, "either a completion or a failure"),
        (
            {**ENTRY, "failure": {"class": "auth", "message": ""}},
            "either a completion or a failure",
        ),
        ({**ENTRY, "completion": {**COMPLETION, "text": 5}}, "text"),
        ({**ENTRY, "completion": {**COMPLETION, "finish_reason": "done"}}, "finish_reason"),
        ({**ENTRY, "completion": {**COMPLETION, "mood": "good"}}, "unknown field `mood`"),
        (
            {"hash": HASH, "failure": {"class": "tired", "message": ""}},
            "Invalid enum value 'tired' - at `$.class`",
        ),
        (
            {**ENTRY, "completion": {**COMPLETION, "loop": {"ended": "answered", "steps": []}}},
            "a loop has no steps",
        ),
        ({"portcheck_recording": 2}, "version"),
        ({"portcheck_recording": 1, "provenance": {"n": 5}}, "provenance"),
    ],
)
def test_mistakes_have_their_line(tmp_path: Path, line: Any, message: str) -> None:
    path = write(tmp_path / "a.jsonl", PLAIN, FULL)
    with path.open("a") as file:
        file.write(f"\n{line if isinstance(line, str) else json.dumps(line)}\n")
    with pytest.raises(ConfigError) as raised:
        load_recording(path)
    (problem,) = raised.value.problems
    assert (problem.file, problem.line) == (str(path), 5)
    assert message in problem.message
    assert problem.hint


def test_two_answers_to_one_request_are_a_mistake_unless_they_agree(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", PLAIN)
    with RecordingWriter(path, {}) as writer:
        writer.add(HASH, 0, PLAIN, WHEN)
    assert load_recording(path).get(HASH, 0) is not None
    with RecordingWriter(path, {}) as writer:
        writer.add(HASH, 0, replace(PLAIN, text="Other."), WHEN)
    with pytest.raises(ConfigError) as raised:
        load_recording(path)
    assert raised.value.problems[0].line == 6


def test_files_that_cannot_be_read_or_written(tmp_path: Path) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(b"\xff\xfe")
    for path in (tmp_path / "none.jsonl", tmp_path, broken):
        with pytest.raises(ConfigError) as raised:
            load_recording(path)
        assert raised.value.problems[0].line == (1 if path == broken else 0)
    with pytest.raises(StoreError):
        RecordingWriter(tmp_path, {})


def ask(path: Path, ordinal: int = 0) -> Completion:
    provider = open_provider(spec("recorded", file=str(path), api_key_env="UNSET"), {})
    return asyncio.run(provider.complete(replace(QUESTION, ordinal=ordinal)))


def test_answers_and_failures_are_replayed(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", PLAIN, FAILED)
    assert ask(path) == replace(PLAIN, recorded_at=WHEN)
    with pytest.raises(ProviderError) as raised:
        ask(path, 1)
    assert raised.value.failure == FAILED
    with pytest.raises(PlanError, match="lacks this request"):
        ask(path, 2)


def test_identity_is_the_provenance(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    for said in (
        {"host": "a.test", "dialect": "anthropic"},
        {"host": "b.test"},
        {"host": "a.test"},
    ):
        with RecordingWriter(path, said):
            pass
    provider = open_provider(spec("recorded", file=str(path)), {})
    assert provider.identity() == {
        "host": "a.test, b.test",
        "recorded_dialect": "anthropic",
        "dialect": "recorded",
        "file": "a.jsonl",
    }
    asyncio.run(provider.aclose())
    with pytest.raises(UsageError, match="recording"):
        open_provider(spec("recorded"), {})
    assert KEY not in path.read_text()


def test_a_torn_last_line_is_left_out_and_another_one_is_a_mistake(tmp_path: Path) -> None:
    path = write(tmp_path / "r.jsonl", PLAIN)
    whole = path.read_bytes()
    for torn in (b'{"torn": "li', b'{"hash": "c1:', b"{"):
        path.write_bytes(whole + torn)
        assert len(load_recording(path).outcomes) == 1
    for wrong in (b'{"torn": "li\n', b'{"hash": "c1:"}'):
        path.write_bytes(whole + wrong)
        with pytest.raises(ConfigError):
            load_recording(path)


@pytest.mark.parametrize("broken", [b"\xff", b"\0" * 9, b'{"hash": 1, "colour": "blue"}'])
def test_damage_has_its_line_and_says_what_to_do(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "r.jsonl"
    header = {"portcheck_recording": 1, "provenance": {"recorded_by": "portcheck 99.1"}}
    path.write_bytes(json.dumps(header).encode() + b"\n\r\n" + broken + b"\n")
    with pytest.raises(ConfigError) as found:
        load_recording(path)
    (problem,) = found.value.problems
    assert (problem.file, problem.line) == (str(path), 3)
    assert "portcheck record SUITE --into ID=FILE" in problem.hint
    if broken != b"\xff":  # of which nothing is read
        assert "portcheck 99.1 recorded it" in problem.hint
