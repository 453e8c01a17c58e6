"""Options that a dialect reviews itself: mistakes are found at their place, before any call."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus import write

from portcheck.config.load import check_file

HEAD = """portcheck: 1
providers:
  p:
    vendor: v
    dialect: http
    base_url: https://h.example/ask
    model: m
"""
SOUND = "body: {q: $prompt}\n      text: a\n      "


def rows(folder: Path, rest: str) -> list[tuple[int, int, str, str]]:
    found = check_file(write(folder, HEAD + rest, "providers.yaml"))
    return [(p.line, p.column, p.pointer, f"{p.message}; {p.hint}") for p in found]


def test_sound_options_have_no_mistakes(tmp_path: Path) -> None:
    assert rows(tmp_path, "    options: {body: {q: $prompt}, text: a.b}\n") == []


@pytest.mark.parametrize(
    ("options", "line", "pointer", "message"),
    [
        ("body: {q: $prompt}\n      text: a.[", 10, "text", "it goes wrong at character 4"),
        ("body: {q: $prompt}\n      text: ''", 10, "text", "not a JMESPath expression"),
        ("text: a\n      body: {q: $promt}", 10, "body/q", "did you mean '$prompt'?"),
        ("text: a\n      body: {q: [{x: 1}]}", 10, "body", "no place for the question"),
        ("body: {q: $prompt}\n      text: len(a)", 10, "text", "no function len()"),
        ("body: {q: $prompt}\n      text: length(a, b)", 10, "text", "length() takes 1 argument"),
        ("body: {q: $prompt}\n      text: join(', ')", 10, "text", "join() takes 2 arguments"),
        (SOUND + "finish_map: {D: done}", 11, "finish_map/D", "not a finish reason"),
        (SOUND + "path: ../b", 11, "path", "not a path"),
        (SOUND + "headers: {x-my-token: abc}", 11, "headers/x-my-token", "keys do not belong"),
        (SOUND + "headers: {x-v: 3}", 11, "headers/x-v", "numbers in quotes"),
        (SOUND + "headers: {host: x}", 11, "headers/host", "cannot be set"),
        (SOUND + "key_header: 'x y'", 11, "key_header", "name of a header"),
        ("body: [1]\n      text: a", 9, "body", "the body must be a mapping"),
    ],
)
def test_a_mistake_is_found_at_its_place(
    tmp_path: Path, options: str, line: int, pointer: str, message: str
) -> None:
    ((found_line, _, found_pointer, said),) = rows(tmp_path, f"    options:\n      {options}\n")
    assert (found_line, found_pointer) == (line, f"/providers/p/options/{pointer}")
    assert message in said


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    said = [row[3] for row in rows(tmp_path, "")]
    assert any("'body' is missing" in message for message in said)
    assert any("'text' is missing" in message for message in said)


def test_a_stream_cannot_be_asked_for(tmp_path: Path) -> None:
    options = "    stream: true\n    options: {body: {q: $prompt}, text: a}\n"
    ((line, _, pointer, said),) = rows(tmp_path, options)
    assert (line, pointer) == (8, "/providers/p/stream")
    assert "cannot stream" in said


@pytest.mark.parametrize(
    ("dialect", "options", "pointer", "message"),
    [
        ("gemini", "{cache: {system: 1h}}", "cache", "cache long prompts by themselves"),
        ("gemini", "{service_tier: fast}", "service_tier", "one of standard, flex, priority"),
        ("cohere", "{service_tier: flex}", "service_tier", "has no service tiers"),
        ("anthropic", "{cache: {system: 2h}}", "cache/system", "the duration is 5m or 1h"),
        ("anthropic", "{service_tier: priority}", "service_tier", "auto, standard_only"),
        ("openai-chat", "{cache: {system: 5m}}", "cache", "by themselves"),
        ("openai-chat", "{thinking_field: think}", "thinking_field", "one of reasoning_effort"),
        ("openai-chat", "{thinking_field: [none]}", "thinking_field", "one of reasoning_effort"),
    ],
)
def test_an_option_that_a_dialect_cannot_honour_is_found_at_its_line(
    tmp_path: Path, dialect: str, options: str, pointer: str, message: str
) -> None:
    head = HEAD.replace("dialect: http", f"dialect: {dialect}")
    text = f"{head}    api_key_env: HOUSE_KEY\n    options: {options}\n"
    found = check_file(write(tmp_path, text, "providers.yaml"))
    ((line, said_pointer, said),) = [(p.line, p.pointer, f"{p.message}; {p.hint}") for p in found]
    assert (line, said_pointer) == (9, f"/providers/p/options/{pointer}")
    assert message in said
