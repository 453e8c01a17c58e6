"""One file at a time: contexts, services of models, long lines, other characters."""

from __future__ import annotations

import pytest

from portcheck.model.exposure.scan_finding import ScanFinding
from portcheck.scan.finding.source import look


def found(path: str, text: str, kind: str = "model") -> list[ScanFinding]:
    return [one for one in look(path, text.encode()) if one.kind == kind]


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("from openai import AzureOpenAI\nm = 'gpt-4o'\n", "openai"),
        ("AZ = os.environ['AZURE_OPENAI_ENDPOINT']\nm = 'gpt-4o'\n", "azure"),
        ("import vertexai\nm = 'gemini-2.0-flash'\n", "vertex"),
        ("import vertexai\nfrom google import genai\nm = 'gemini-2.0-flash'\n", "gemini"),
        ("import groq\nm = 'llama-3.3-70b-versatile'\n", "groq"),
        ("u = 'https://openrouter.ai'\nm = 'meta-llama/llama-3.3-70b-instruct'\n", "openrouter"),
        ("m = 'llama-3.3-70b-versatile'\n", None),
    ],
)  # fmt: skip
def test_the_rest_of_the_file_says_who_serves_a_model(text: str, service: str | None) -> None:
    assert [one.service for one in found("a.py", text)] == [service]


def test_a_file_that_lists_many_models_is_a_catalogue() -> None:
    names = [f"gpt-4o-2024-{month:02}-01" for month in range(1, 13)]
    few = "\n".join(f'"{name}",' for name in names[:11])
    assert {one.place.context for one in found("a.py", few)} == {"code"}
    many = "\n".join(f'"{name}",' for name in names)
    assert {one.place.context for one in found("a.py", many)} == {"catalogue"}
    assert {one.place.context for one in found("a.yaml", many)} == {"code"}


def test_a_table_of_models_uses_none_of_what_it_lists() -> None:
    names = [f"gpt-4o-2024-{day:02}-01" for day in range(1, 31)]
    rows = "\n".join(f'"{name}": {{"endpoints": ["/v1/realtime"]}},' for name in names)
    assert {one.place.context for one in found("prices.json", rows, "lock_in")} == {"catalogue"}
    assert {one.place.context for one in found("a.json", rows[:200], "lock_in")} == {"code"}


def test_columns_are_characters_and_long_lines_are_read_in_parts() -> None:
    (one,) = found("a.py", 'é = "ü"; m = "gpt-4o"\n')
    assert (one.place.line, one.place.column) == (1, 15)
    long = '{"a": "' + "x " * 5_000 + '", "model": "gpt-4o", "b": "' + "y " * 5_000 + '"}'
    (one,) = found("a.json", long)
    assert long[one.place.column - 1 :].startswith("gpt-4o")


def test_bytes_that_are_no_text_do_not_stop_a_scan() -> None:
    (one,) = look("a.py", b'x = "\xff\xfe"\nm = "gpt-4o"\n')
    assert (one.name, one.place.line) == ("gpt-4o", 2)
    assert [one.name for one in look("a.ipynb", b'{"cells": [gpt-4o')] == ["gpt-4o"]
    assert look("picture.png", b"gpt-4o") == []


def test_an_import_in_a_text_or_of_an_own_module_is_no_library() -> None:
    text = 's = """\nimport openai\n"""\nfrom .openai import x\nfrom openai_tools import y\n'
    assert found("a.py", text, "sdk") == []
    assert found("a.ts", 'import x from "./openai"; import y from "openai-x";', "sdk") == []


def test_words_that_only_with_the_vendor_mean_its_own_thing() -> None:
    cached = 'headers = {"cache_control": {"type": "ephemeral"}}\n'
    assert found("a.py", cached, "lock_in") == []
    assert [one.name for one in found("a.py", f"import anthropic\n{cached}", "lock_in")] == [
        "anthropic-prompt-cache"
    ]
    batches = "client.batches.create(x)\n"
    assert found("a.py", batches, "lock_in") == []
    for library, tie in (("openai", "openai-batch"), ("google.genai", "gemini-batch")):
        text = f"import {library}\n{batches}"
        assert [one.name for one in found("a.py", text, "lock_in")] == [tie]


@pytest.mark.parametrize(
    ("path", "text", "kind", "name"),
    [
        ("a.ts", "client.beta.threads.create()", "lock_in", "openai-assistants"),
        ("A.java", "client.beta().threads().create()", "lock_in", "openai-assistants"),
        ("a.tf", 'resource "aws_bedrock_guardrail" "g" {}', "lock_in", "bedrock-guardrails"),
        ("a.yaml", "x: https://eu-api.openai.azure.com/", "host", "eu-api.openai.azure.com"),
        ("a.py", 'f"https://{x}.openai.azure.com"', "host", "{x}.openai.azure.com"),
        ("a.go", 'u := "https://api.anthropic.com/v1"', "host", "api.anthropic.com"),
        ("Chart.yaml", "dependencies:\n  - name: litellm-helm\n", "gateway", "litellm-helm"),
        ("a.py", "importlib.import_module('cohere')", "sdk", "cohere"),
        ("a.kt", "import com.anthropic.client.AnthropicClient", "sdk", "com.anthropic"),
    ],
)  # fmt: skip
def test_other_names(path: str, text: str, kind: str, name: str) -> None:
    assert name in [one.name for one in found(path, text, kind)]


@pytest.mark.parametrize(
    "text",
    ["x = 'https://api.openai.com.evil.example'", "x = 'notapi.openai.com'", "api.openai.com = 1"],
)
def test_other_hosts_are_none(text: str) -> None:
    assert found("a.py", text, "host") == []


@pytest.mark.parametrize("end", ["", "]}", "\n>>>>>>> theirs\n]}]}"])
def test_a_notebook_that_does_not_read_is_text(end: str) -> None:
    """As one with marks of a merge in it: a key there is a key."""
    key = "sk-proj-" + "a1B2c3D4" * 6
    source = f'"source": ["key = \\"{key}\\"", "m = \\"gpt-4o\\""'
    text = f'{{"cells": [{{"cell_type": "code", {source}{end}'
    assert {one.kind for one in look("a.ipynb", text.encode())} >= {"secret", "model"}
