"""Services that speak Chat Completions: their addresses, keys and options."""

from __future__ import annotations

import json
from typing import Any

import pytest
from provider_exchanges import KEY, QUESTION, VARIABLE, Server, answered, ask, chat_body, spec

from portcheck.errors import UsageError
from portcheck.model.chat import Image, Message, Request, Sampling, Text
from portcheck.model.completion import Completion
from portcheck.providers.open_provider import open_provider

AZURE = "https://r.openai.azure.com"
TOKEN = "eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJ4In0.c2lnbmF0dXJl"


def asked(request: Request = QUESTION, key: str = KEY, **changes: Any) -> Server:
    server = Server(body=chat_body())
    provider = spec(**changes)
    got = ask(server, provider, request, {provider.api_key_env or VARIABLE: key})
    assert isinstance(got, Completion), f"{got!r}"
    return server


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        (AZURE, f"{AZURE}/openai/v1/chat/completions"),
        (f"{AZURE}/openai/", f"{AZURE}/openai/v1/chat/completions"),
        (
            f"{AZURE}/?api-version=preview",
            f"{AZURE}/openai/v1/chat/completions?api-version=preview",
        ),
        (
            f"{AZURE}?api-version=2024-10-21",
            f"{AZURE}/openai/deployments/probe-1/chat/completions?api-version=2024-10-21",
        ),
        (
            f"{AZURE}/openai/deployments/d?api-version=2024-10-21",
            f"{AZURE}/openai/deployments/d/chat/completions?api-version=2024-10-21",
        ),
        (
            "https://gateway.test/team/openai/deployments/d/chat/completions?api-version=1",
            "https://gateway.test/team/openai/deployments/d/chat/completions?api-version=1",
        ),
    ],
)
def test_addresses_of_azure(base_url: str, url: str) -> None:
    asking = asked(base_url=base_url, preset="azure-openai", vendor="microsoft")
    assert str(asking.requests[0].url) == url


def test_a_deployment_s_name_cannot_change_the_address() -> None:
    asking = asked(base_url=f"{AZURE}?api-version=2024-10-21", model="../x/y?z")
    assert asking.requests[0].url.raw_path.startswith(b"/openai/deployments/..%2Fx%2Fy%3Fz/chat/")


@pytest.mark.parametrize(
    ("key", "changes", "header", "value"),
    [
        ("0123456789abcdef", {}, "api-key", "0123456789abcdef"),
        (TOKEN, {}, "authorization", f"Bearer {TOKEN}"),
        ("opaque", {"api_key_env": "AZURE_OPENAI_AD_TOKEN"}, "authorization", "Bearer opaque"),
        (TOKEN, {"options": {"key_header": "api-key"}}, "api-key", TOKEN),
    ],
)
def test_keys_of_azure(key: str, changes: dict[str, Any], header: str, value: str) -> None:
    headers = asked(key=key, base_url=AZURE, **changes).requests[0].headers
    assert headers[header] == value
    assert len({"authorization", "api-key"} & headers.keys()) == 1


def test_a_token_elsewhere_is_an_ordinary_key() -> None:
    assert asked(key=TOKEN).requests[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_further_fields_are_added_and_are_part_of_the_route() -> None:
    options = {"extra_body": {"reasoning_format": "parsed", "temperature": 2}}
    assert asked(options=options).sent["reasoning_format"] == "parsed"
    provider = open_provider(spec(options=options), {VARIABLE: KEY})
    assert set(json.loads(provider.identity()["extra_body"])) == {"reasoning_format", "temperature"}
    assert "parsed" not in provider.identity()["extra_body"]
    assert "extra_body" not in open_provider(spec(), {VARIABLE: KEY}).identity()


def test_what_the_request_sets_wins_over_further_fields() -> None:
    request = Request(
        messages=(Message(role="user", content=(Text(text="Hi"),)),),
        sampling=Sampling(temperature=0.5),
    )
    assert asked(request, options={"extra_body": {"temperature": 2}}).sent["temperature"] == 0.5


def test_required_parameters_join_other_routing() -> None:
    options = {"require_parameters": True, "extra_body": {"provider": {"order": ["a"]}}}
    assert asked(options=options).sent["provider"] == {"order": ["a"], "require_parameters": True}
    assert "provider" not in asked(options={"require_parameters": False}).sent


@pytest.mark.parametrize(
    "options",
    [
        {"extra_body": []},
        {"extra_body": {"messages": []}},
        {"extra_body": {"stream": True}},
        {"require_parameters": "yes"},
        {"project": "a\nb"},
    ],
)
def test_options_are_checked(options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        open_provider(spec(options=options), {VARIABLE: KEY})


def test_an_inlined_system_prompt_leads_the_first_question() -> None:
    image = Image(media_type="image/png", data="aGk=")
    request = Request(
        system="Be brief.",
        messages=(
            Message(role="assistant", content=(Text(text="Hello."),)),
            Message(role="user", content=(Text(text="Look:"), image)),
            Message(role="user", content=(Text(text="Well?"),)),
        ),
    )
    first, second, third = asked(request, options={"system_role": "inline"}).sent["messages"]
    assert first == {"role": "assistant", "content": "Hello."}
    assert [part["type"] for part in second["content"]] == ["text", "text", "image_url"]
    assert second["content"][0]["text"] == "Be brief.\n\n"
    assert third == {"role": "user", "content": "Well?"}


def test_an_inlined_system_prompt_without_a_question_is_the_question() -> None:
    only = Request(system="Say hello.", messages=())
    sent = asked(only, options={"system_role": "inline"}).sent["messages"]
    assert sent == [{"role": "user", "content": "Say hello."}]
    later = Request(messages=(Message(role="system", content=(Text(text="Say hello."),)),))
    sent = asked(later, options={"system_role": "inline"}).sent["messages"]
    assert sent == [{"role": "user", "content": "Say hello."}]


def test_output_that_is_counted_without_reasoning_is_completed() -> None:
    def output(**usage: Any) -> int | None:
        counted = {"prompt_tokens": 5, "completion_tokens": 2, **usage}
        return answered(Server(body={**chat_body(), "usage": counted})).usage.output_tokens

    details = {"completion_tokens_details": {"reasoning_tokens": 7}}
    assert output(total_tokens=14, **details) == 9
    assert output(total_tokens=7, **details) == 2
    assert output(**details) == 2
    assert output(total_tokens=14) == 2, "nobody says of what the rest is"
