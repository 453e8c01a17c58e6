"""Tests for portcheck.data.vendors: the table's form, and that a new vendor is a row of it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

import portcheck
from portcheck.data.tables import table
from portcheck.data.vendors import (
    at_host,
    base_path,
    called,
    company_name,
    home,
    hosts_of_key,
    is_shared,
    of_dialect,
    of_preset,
    presets,
    region_of,
    regional_base_url,
    request_id_headers,
    vendors,
)
from portcheck.plugins import DIALECTS
from portcheck.providers.dialects.openai_chat.thinking import ThinkingField

TEXTS = {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True}
TEXT_OR_NULL = {"type": ["string", "null"], "minLength": 1}


def form(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


HOST = r"^([a-z0-9*.-]|\{region\})+\.[a-z]+$"
HEADERS = {**TEXTS, "items": {"pattern": r"^[a-z-]+$"}}
FORM = form(
    {
        "about": {"type": "string"},
        "as_of": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
        "companies": {
            "type": "object",
            "additionalProperties": {"type": "string", "minLength": 1},
        },
        "vendors": {
            "type": "object",
            "additionalProperties": form(
                {
                    "platform": TEXT_OR_NULL,
                    "vendor": {"type": "string", "minLength": 1},
                    "also_called": TEXTS,
                    "openrouter_name": TEXT_OR_NULL,
                    "litellm_prefix": TEXT_OR_NULL,
                    "hosts": {
                        **TEXTS,
                        "items": {"pattern": r"^([a-z0-9*.-]|\{region\})+\.[a-z]+$"},
                    },
                    "key_variables": {**TEXTS, "items": {"pattern": r"^[A-Z][A-Z0-9_]+$"}},
                    "request_id_headers": HEADERS,
                    "served_model_headers": HEADERS,
                    "upstream_headers": HEADERS,
                    "stated_cost_headers": HEADERS,
                    "error_type_headers": HEADERS,
                    "dialects": TEXTS,
                    "rules_of": TEXT_OR_NULL,
                    "thinking_field": {"enum": [None, *get_args(ThinkingField)]},
                    "regional_base_urls": {
                        "type": "object",
                        "additionalProperties": {"type": "string", "pattern": "^https://"},
                    },
                    "presets": {
                        "type": "object",
                        "additionalProperties": form(
                            {
                                "dialect": {"enum": list(DIALECTS.names())},
                                "base_url": {"type": ["string", "null"], "pattern": "^https?://"},
                                "api_key_env": TEXT_OR_NULL,
                                "options": {"type": "object"},
                            }
                        ),
                    },
                }
            ),
        },
    }
)


def test_the_table_has_its_form() -> None:
    whole = dict(table("vendors"))
    assert [error.message for error in Draft202012Validator(FORM).iter_errors(whole)] == []


def test_presets_send_their_own_key_to_their_own_host() -> None:
    for name, vendor in vendors().items():
        for preset in vendor.presets.values():
            host = urlsplit(preset["base_url"] or "").hostname
            assert host in {None, "localhost"} or at_host(str(host)) is vendor, name
            assert preset["api_key_env"] in {None, *vendor.key_variables}, name


def test_a_host_a_preset_and_a_dialect_belong_to_one_service() -> None:
    hosts = [host for vendor in vendors().values() for host in vendor.hosts]
    assert len(hosts) == len(set(hosts))
    assert len(presets()) == sum(len(vendor.presets) for vendor in vendors().values())
    dialects = [dialect for vendor in vendors().values() for dialect in vendor.dialects]
    assert len(dialects) == len(set(dialects))


@pytest.mark.parametrize(
    ("word", "platform"),
    [
        ("OpenAI", "openai"),
        (" aws", "bedrock"),
        ("amazon", "bedrock"),
        ("microsoft", "azure"),
        ("azure-openai", "azure"),
        ("x-ai", "xai"),
        ("gemini", "gemini"),
        ("vertex", "vertex"),
        ("google", None),  # the same models on two platforms
        ("self-hosted", None),
        ("cerebras", None),
        ("", None),
    ],
)
def test_companies_by_the_words_of_entries(word: str, platform: str | None) -> None:
    found = called(word)
    assert (found.platform if found else None) == platform


def test_every_company_is_called_as_it_writes_itself() -> None:
    companies = {one.vendor for one in vendors().values()} - {"self-hosted"}
    assert companies == set(table("vendors")["companies"])
    assert [company_name(word) for word in ("openai", "OpenAI", "AWS", "azure", "google")] == [
        "OpenAI",
        "OpenAI",
        "Amazon",
        "Microsoft",
        "Google",
    ]
    assert company_name("Acme Corp") == "Acme Corp"


def test_an_asterisk_stands_for_one_piece_of_a_host() -> None:
    assert at_host("shop.openai.azure.com") is vendors()["azure"]
    assert at_host("a.b.openai.azure.com") is None
    assert at_host("openai.azure.com") is None
    assert at_host("us-east1-aiplatform.googleapis.com") is vendors()["vertex"]
    assert at_host("api.openai.com.evil.test") is None


def test_whose_dialects_and_keys() -> None:
    assert home("anthropic") == presets()["anthropic"]
    assert home("openai-responses") == presets()["openai-responses"]
    with pytest.raises(KeyError):
        home("ollama")
    assert of_dialect("gemini") is of_preset("gemini")
    assert of_preset("no such") is None
    assert is_shared("openai-chat")
    assert is_shared("openai-responses")
    assert not is_shared("gemini")
    assert not is_shared("anthropic")
    assert hosts_of_key("GEMINI_API_KEY")[0] == "generativelanguage.googleapis.com"
    assert "generativelanguage.googleapis.com" not in hosts_of_key("GOOGLE_CLOUD_ACCESS_TOKEN")
    assert hosts_of_key("MY_KEY") == ()
    assert request_id_headers()[:2] == ("x-request-id", "request-id")


def test_addresses_by_region_and_back() -> None:
    assert regional_base_url("vertex", "us") == "https://aiplatform.us.rep.googleapis.com"
    assert regional_base_url("vertex", "asia-east1") == (
        "https://asia-east1-aiplatform.googleapis.com"
    )
    assert regional_base_url("openai", "us") is None
    assert region_of("bedrock-runtime.cn-north-1.amazonaws.com.cn") == "cn-north-1"
    assert region_of("vpce-1.bedrock-runtime-fips.eu-west-1.vpce.amazonaws.com") == "eu-west-1"
    assert region_of("bedrock-mantle.eu-west-1.api.aws") is None  # it has another API
    assert region_of("bedrock-runtime.eu-west-1.evil.test") is None
    for name, vendor in vendors().items():
        assert vendor.rules_of is None or vendor.rules_of in vendors()
        for region in vendor.regional_base_urls:
            url = regional_base_url(name, region.replace("*", "x-1"))
            assert at_host(urlsplit(url or "").hostname or "") is vendor


def test_a_bare_host_has_the_path_of_its_own_dialect_alone() -> None:
    assert base_path("eu.api.openai.com", "openai-chat") == "/v1"
    assert base_path("api.groq.com", "openai-chat") == "/openai/v1"
    assert base_path("api.mistral.ai", "mistral") == "/v1"
    assert base_path("api.mistral.ai", "openai-chat") == ""
    assert base_path("api.deepseek.com", "openai-chat") == ""
    assert base_path("elsewhere.test", "openai-chat") == ""


# --- a vendor that is added ----------------------------------------------------------------------

ACME = {
    "platform": "acme",
    "vendor": "acme",
    "also_called": ["acme-ai"],
    "openrouter_name": None,
    "litellm_prefix": None,
    "hosts": ["api.acme.test"],
    "key_variables": ["ACME_API_KEY"],
    "request_id_headers": ["acme-trace"],
    "served_model_headers": ["acme-model"],
    "upstream_headers": ["acme-upstream"],
    "stated_cost_headers": ["acme-cost"],
    "error_type_headers": [],
    "dialects": [],
    "rules_of": "openai",
    "thinking_field": "thinking",
    "regional_base_urls": {},
    "presets": {
        "acme": {
            "dialect": "openai-chat",
            "base_url": "https://api.acme.test/v1",
            "api_key_env": "ACME_API_KEY",
            "options": {"max_tokens_field": "max_completion_tokens"},
        }
    },
}
USE = """
import asyncio, json, sys
from pathlib import Path
import httpx
from portcheck.config.load import load_providers
from portcheck.data.platforms import platform_of
from portcheck.errors import UsageError
from portcheck.model.chat import Message, Request, Sampling, Text
from portcheck.providers.open_provider import open_provider

sent = {}

def answer(request):
    sent.update(json.loads(request.content), url=str(request.url))
    sent["key"] = request.headers["authorization"]
    body = {"choices": [{"message": {"content": "Hi."}, "finish_reason": "stop"}]}
    return httpx.Response(200, json=body, headers={"acme-trace": "t-1", "acme-model": "m-2"})

own, other = load_providers(Path(sys.argv[1]))
environ = {"ACME_API_KEY": "a-key-of-acme"}
transport = httpx.MockTransport(answer)
said = Message(role="user", content=(Text(text="Hello?"),))
request = Request(messages=(said,), sampling=Sampling(max_output_tokens=5))
completion = asyncio.run(open_provider(own, environ, transport=transport).complete(request))
try:
    open_provider(other, environ)
    refused = ""
except UsageError as exc:
    refused = exc.message
print(json.dumps({
    "vendor": own.vendor, "platform": platform_of(own), "request_id": completion.request_id,
    "served": completion.served_model,
    "refused": refused, **{k: sent[k] for k in ("url", "key", "max_completion_tokens")},
}))
"""
PROVIDERS = """
portcheck: 1
providers:
  own: {preset: acme, model: m}
  other: {vendor: v, dialect: openai-chat, model: m, base_url: "https://elsewhere.test/v1",
          api_key_env: ACME_API_KEY}
"""


@pytest.mark.slow
def test_a_new_vendor_is_a_row_of_the_table(tmp_path: Path) -> None:
    copy = tmp_path / "portcheck"
    package = Path(portcheck.__file__).parent
    shutil.copytree(package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    file = copy / "data" / "vendors.json"
    whole = json.loads(file.read_text("utf-8"))
    whole["vendors"]["acme"] = ACME
    assert Draft202012Validator(FORM).is_valid(whole)
    file.write_text(json.dumps(whole), "utf-8")
    (tmp_path / "providers.yaml").write_text(PROVIDERS, "utf-8")
    run = subprocess.run(
        [sys.executable, "-c", USE, str(tmp_path / "providers.yaml")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout) == {
        "vendor": "acme",
        "platform": "acme",
        "request_id": "t-1",
        "served": "m-2",
        "url": "https://api.acme.test/v1/chat/completions",
        "key": "Bearer a-key-of-acme",
        "max_completion_tokens": 5,
        "refused": "ACME_API_KEY belongs to api.acme.test, but would go to elsewhere.test",
    }
