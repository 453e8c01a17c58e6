"""What of a line is not shown."""

from __future__ import annotations

import pytest

from portcheck.config.problems.line_redaction import hidden, may_hold_keys


def shown(line: str, *, strict: bool) -> str:
    for start, stop in sorted(hidden(line, strict=strict), reverse=True):
        line = f"{line[:start]}*{line[stop:]}"
    return line


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("    api_key: hunter2", "    api_key: *"),
        ('    "apiKey": "hunter2", "modle": "m"', '    "apiKey": *, "modle": "m"'),
        ("  gpt: {api_key: hunter2, modle: m}", "  gpt: {api_key: *, modle: m}"),
        ("  gpt: {token: 'hunter2, modle: m}", "  gpt: {token: *"),
        ("headers: {Authorization: Basic aHVudGVyMjpodW50ZXIy}", "headers: {Authorization: *}"),
        ("    OPENAI_API_KEY=hunter2", "    OPENAI_API_KEY=*"),
        ("url: https://me:hunter2@example.com/v1", "url: https*example.com/v1"),
        ("# sk-proj-hunter2hunter2", "# *"),
        ("    system: a8F3kQ9zL2mX7vB4nC1tR6yW", "    system: *"),
        ("key: -----BEGIN PRIVATE KEY----- MIIhunter2", "key: *"),
    ],
)
def test_keys_are_hidden_in_every_file(line: str, rest: str) -> None:
    assert shown(line, strict=False) == rest


@pytest.mark.parametrize(
    "line",
    [
        "    max_output_tokens: 256",
        "      - {id: a, vars: {ticket: 'You billed my card twice.'}}",
        "    api_key_env: OPENAI_API_KEY",
        "    monkey: 1",
        "    keywords: [a, b]",
    ],
)
def test_other_lines_are_shown_whole(line: str) -> None:
    assert hidden(line, strict=False) == []


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("    model: gpt-5.4", "    model: gpt-5.4"),
        ("    limits: {concurrency: 16}", "    limits: {concurrency: 16}"),
        ("    openai: hunter2", "    openai: *"),
        ("  gpt: {vendor: openai, opnai: hunter2}", "  gpt: {vendor: openai, opnai: *}"),
        ("    api_key_env: hunter two", "    api_key_env: *"),
        ("      hunter2", "*"),
        ("      - hunter2", "*"),
    ],
)
def test_a_providers_file_shows_the_values_of_known_keys_alone(line: str, rest: str) -> None:
    assert shown(line, strict=True) == rest


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        ("portcheck: 1\nproviders:\n", True),
        ('{"portcheck": 1, "providers": {', True),
        ("proviers:\n", True),
        ("suite: s\nworkloads:\n", False),
        ('{"system": "", "messages": []}', False),
        ("providers:\n  own: {options: {body: {messages: x}}}", True),
    ],
)
def test_a_file_may_hold_keys_unless_it_is_known_to_be_another(text: str, strict: bool) -> None:
    assert may_hold_keys(text.split("\n")) is strict
