from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from exposed_code import JUNK, secret

from portcheck.model.codec import encode
from portcheck.model.exposure.scan_finding import ScanFinding
from portcheck.scan.finding.source import look


def secrets(text: str, path: str = "app.py") -> Sequence[ScanFinding]:
    return [one for one in look(path, text.encode()) if one.kind == "secret"]


@pytest.mark.parametrize(
    ("key", "vendor"),
    [
        (secret("sk-" + "proj-", 60), "openai"),
        (secret("sk-" + "ant-api03-", 95), "anthropic"),
        (secret("AI" + "za", 35), "google"),
        (secret("gs" + "k_", 52), "groq"),
        (secret("xa" + "i-", 80), "xai"),
        ("sk-" + "or-v1-" + "3f9a1c7e" * 8, "openrouter"),
    ],
)
@pytest.mark.parametrize("line", ['KEY = "{}"', "# {}", "curl -H 'x-api-key: {}'"])
def test_keys_are_found_by_their_shape_and_never_shown(key: str, vendor: str, line: str) -> None:
    (found,) = secrets(line.format(key))
    assert found.vendor == vendor
    shown = json.dumps(encode(found))
    assert not any(key[at : at + 8] in shown for at in range(9, len(key) - 8))
    assert f"({len(key)} characters)" in found.name


def test_values_of_a_vendors_variable_are_keys_whatever_their_shape() -> None:
    (found,) = secrets(f"MISTRAL_API_KEY={JUNK}\n", ".env")
    assert found.name == f"value of MISTRAL_API_KEY ({len(JUNK)} characters)"
    assert found.vendor == "mistral"


@pytest.mark.parametrize(
    "text",
    [
        "OPENAI_API_KEY=your-openai-api-key-goes-here-123",
        'key = "sk-' + "ant-api03-" + "x" * 90 + '"',
        "OPENAI_API_KEY = settings.providers.openai.api_key.value_2",
        "MISTRAL_API_KEY: ${MISTRAL_API_KEY_FOR_PRODUCTION_1}",
        "MISTRAL_API_KEY=aaaaaaaaaaaaaaaaaaaaaaaaaaa1",
        "key = 'sk-learn-is-a-library-for-machine-learning'",
        'id = "gs' + "k_" + JUNK[:20] + '"',
    ],
)
def test_placeholders_references_and_short_words_are_none(text: str) -> None:
    assert secrets(text) == []
