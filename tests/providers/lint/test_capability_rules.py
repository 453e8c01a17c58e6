"""What providers would reject, drop or change, without a call."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import UNSET, structs

from portcheck.data.capabilities import find_capabilities
from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import (
    Image,
    Message,
    Request,
    Role,
    Sampling,
    Text,
    ThinkingBudget,
    Tool,
    ToolCall,
    ToolChoice,
)
from portcheck.model.facts import Capabilities, Finding
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers.dialects.bedrock import lint as bedrock_lint
from portcheck.providers.dialects.cohere import lint as cohere_lint
from portcheck.providers.dialects.gemini import lint as gemini_lint
from portcheck.providers.dialects.mistral import lint as mistral_lint
from portcheck.providers.dialects.openai_responses import lint as openai_responses_lint
from portcheck.providers.lint import capability_rules as lint
from portcheck.providers.lint.adapt import adapt
from portcheck.providers.lint.capability_rules import review
from portcheck.providers.lint.review import Review

PIXEL = Image(media_type="image/png", data="AA==")
WEATHER = Tool(name="weather", description="Weather", parameters={"type": "object"})


def said(role: Role, text: str, **more: Any) -> Message:
    return Message(role=role, content=(Text(text=text),), **more)


def ask(*turns: Message, **changes: Any) -> Request:
    sampling = {"temperature": 1.0, "max_output_tokens": 64, **changes.pop("sampling", {})}
    return Request(
        messages=turns or (said("user", "Hi"),), sampling=Sampling(**sampling), **changes
    )


def entry(model: str, dialect: str = "openai-chat", **changes: Any) -> ProviderSpec:
    vendor = {"openai-chat": "openai", "openai-responses": "openai"}.get(dialect, dialect)
    known = {"id": "p", "vendor": vendor, "dialect": dialect, "model": model}
    return ProviderSpec(**{**known, **changes})


def told(findings: tuple[Finding, ...]) -> set[tuple[str, str]]:
    return {(finding.feature, finding.effect) for finding in findings}


GPT = entry("gpt-4o")
CLAUDE = entry("claude-sonnet-4-5", "anthropic")


@pytest.mark.parametrize("spec", [GPT, CLAUDE, entry("m", vendor="self-hosted", preset="vllm")])
def test_a_plain_question_is_taken_by_all(spec: ProviderSpec) -> None:
    assert review(spec, ask()) == ()


def test_recorded_answers_are_not_reviewed() -> None:
    spec = entry("claude-opus-4-7", "recorded", vendor="anthropic", file="x.jsonl")
    assert review(spec, ask(sampling={"temperature": 2.0})) == ()


@pytest.mark.parametrize(
    ("spec", "sampling", "feature", "effect"),
    [
        (entry("o3-mini"), {}, "temperature", "rejected"),
        (entry("gpt-5.5"), {}, "temperature", "rejected"),
        (entry("gpt-5.4"), {"effort": "high"}, "temperature", "rejected"),
        (entry("gpt-5.4"), {"effort": "high", "top_p": 0.5}, "top_p", "rejected"),
        (GPT, {"temperature": 2.5}, "temperature", "rejected"),
        (GPT, {"stop": tuple("abcde")}, "stop", "rejected"),
        (entry("gpt-5-mini"), {"stop": ("x",)}, "stop", "rejected"),
        (GPT, {"max_output_tokens": 10**6}, "max_output_tokens", "rejected"),
        (CLAUDE, {"temperature": 1.5}, "temperature", "rejected"),
        (CLAUDE, {"top_p": 0.9}, "top_p", "rejected"),
        (CLAUDE, {"seed": 7}, "seed", "dropped"),
        (entry("claude-opus-4-8", "anthropic"), {"top_p": 1.0}, "top_p", "rejected"),
        (
            entry("claude-sonnet-4-5", "anthropic", options={"api_version": "2026-10-21"}),
            {},
            "temperature",
            "rejected",
        ),
        (CLAUDE, {"max_output_tokens": None}, "default_max_output_tokens", "changed"),
        (
            entry("openai/gpt-oss-20b", preset="groq", vendor="groq"),
            {"effort": "xhigh"},
            "effort",
            "rejected",
        ),
        (
            entry("anthropic/claude-opus-4.7", preset="openrouter", vendor="openrouter"),
            {},
            "temperature",
            "dropped",
        ),
    ],
)
def test_sampling(spec: ProviderSpec, sampling: dict[str, Any], feature: str, effect: str) -> None:
    assert (feature, effect) in told(review(spec, ask(sampling=sampling)))


@pytest.mark.parametrize(
    ("spec", "sampling"),
    [
        (entry("gpt-5.5"), {"effort": "none"}),
        (entry("gpt-5.4"), {"top_p": 0.5}),
        (entry("gpt-99"), {"temperature": 1.9, "seed": 1}),
        (GPT, {"temperature": 2.0, "stop": tuple("abcd"), "seed": 3, "top_p": 1.0}),
        (CLAUDE, {"temperature": 1.0, "stop": ("END",)}),
        (entry("m", vendor="self-hosted", preset="vllm"), {"temperature": 5.0, "effort": "x"}),
    ],
)
def test_what_is_taken_or_not_known_is_no_finding(
    spec: ProviderSpec, sampling: dict[str, Any]
) -> None:
    assert review(spec, ask(sampling=sampling)) == ()


def test_a_message_names_model_value_and_remedy() -> None:
    opus = entry("claude-opus-4-7", "anthropic")
    (found,) = review(opus, ask(sampling={"temperature": 0.5}))
    assert found == Finding(
        provider="p",
        feature="temperature",
        effect="rejected",
        message="claude-opus-4-7 does not accept temperature",
        hint="leave it out",
        known=True,
        value="0.5",
        grade="documented",
        source="Anthropic documentation, release notes of the API, "
        "https://platform.claude.com/docs/en/release-notes/api, 2026-11-23",
    )


def test_the_default_may_pass_where_no_other_value_does() -> None:
    opus = entry("claude-opus-4-7", "anthropic")
    newer = structs.replace(opus, options={"api_version": "2026-10-21"})
    for spec, known in ((opus, False), (newer, True), (entry("gpt-5.5"), False)):
        found = review(spec, ask(sampling={"top_p": 1.0}))
        assert {f.feature: f.known for f in found} == {"temperature": known, "top_p": known}


@pytest.mark.parametrize(
    ("spec", "request_", "feature", "effect"),
    [
        (entry("o1-mini"), {"system": "Be brief."}, "system", "rejected"),
        (
            entry("o3-mini"),
            {"turns": [Message(role="user", content=(PIXEL,))]},
            "images",
            "rejected",
        ),
        (
            entry("claude-opus-4-6", "anthropic"),
            {"turns": [said("user", "Hi"), said("assistant", "{")]},
            "prefill",
            "rejected",
        ),
        (GPT, {"turns": [said("user", "Hi"), said("assistant", "{")]}, "prefill", "changed"),
        (
            CLAUDE,
            {"turns": [said("user", "Hi"), said("system", "Now be rude."), said("user", "So?")]},
            "mid_system",
            "changed",
        ),
        (CLAUDE, {"turns": [said("user", "")]}, "messages", "rejected"),
        (
            CLAUDE,
            {
                "turns": [
                    Message(role="user", content=(structs.replace(PIXEL, media_type="image/bmp"),))
                ]
            },
            "images",
            "rejected",
        ),
        (GPT, {"tools": (structs.replace(WEATHER, name="get weather"),)}, "tool_name", "rejected"),
        (
            GPT,
            {"tools": (structs.replace(WEATHER, parameters={"type": "array"}),)},
            "tool_schema",
            "rejected",
        ),
        (
            GPT,
            {"tools": (structs.replace(WEATHER, strict=True),)},
            "tool_schema",
            "rejected",
        ),
        (
            entry("claude-fable-5-1", "anthropic"),
            {"tools": (WEATHER,), "tool_choice": ToolChoice(mode="required")},
            "tool_choice",
            "rejected",
        ),
        (GPT, {"tool_choice": ToolChoice(mode="required")}, "tool_choice", "dropped"),
        (GPT, {"response_schema": {"type": "object"}}, "response_schema", "changed"),
        (
            entry("claude-3-haiku-20240307", "anthropic"),
            {"response_schema": {"type": "object"}},
            "response_schema",
            "rejected",
        ),
        (GPT, {"turns": [said("user", "word " * 200_000)]}, "context_length", "rejected"),
    ],
)
def test_messages_tools_and_schemas(
    spec: ProviderSpec, request_: dict[str, Any], feature: str, effect: str
) -> None:
    rest = {name: value for name, value in request_.items() if name != "turns"}
    assert (feature, effect) in told(review(spec, ask(*request_.get("turns", ()), **rest)))


def test_nothing_to_answer_is_rejected_everywhere() -> None:
    empty = Request(messages=(), sampling=Sampling(temperature=1.0, max_output_tokens=9))
    assert ("messages", "rejected") in told(review(GPT, empty))


def test_a_system_prompt_that_goes_as_a_user_turn_is_taken() -> None:
    spec = entry("o1-mini", options={"system_role": "user"})
    assert "system" not in {f.feature for f in review(spec, ask(system="Be brief."))}


def test_a_no_that_is_not_certain_is_told_as_such() -> None:
    spec = entry("deepseek-reasoner", preset="deepseek", vendor="deepseek")
    found = next(one for one in review(spec, ask(tools=(WEATHER,))) if one.feature == "tools")
    assert (found.effect, found.known) == ("rejected", False)


def test_estimates_are_not_certain() -> None:
    found = review(GPT, ask(said("user", "x" * 10**6), sampling={"max_output_tokens": 10**6}))
    assert {f.feature: f.known for f in found} == {
        "context_length": False,
        "max_output_tokens": False,
    }


def test_a_dialects_own_default_is_told_where_it_differs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        lint, "find_capabilities", lambda *_: find_capabilities("cohere", "cohere", "command-a")
    )
    (found,) = review(GPT, ask(sampling={"temperature": None}))
    assert (found.feature, found.effect) == ("default_temperature", "changed")
    assert "0.3" in found.message
    (range_,) = review(GPT, ask(sampling={"top_p": 1.0}))
    assert (range_.feature, range_.value) == ("top_p", "1")
    choice = ToolChoice(mode="tool", name="weather")
    (named,) = review(GPT, ask(tools=(WEATHER,), tool_choice=choice))
    assert (named.feature, named.effect) == ("tool_choice", "changed")


@pytest.mark.parametrize(
    ("caps", "request_", "feature"),
    [
        (Capabilities(tools=False), {"tools": (WEATHER,)}, "tools"),
        (Capabilities(mid_system=False), {"turns": [said("system", "x")]}, "mid_system"),
        (
            Capabilities(schema_with_tools=False),
            {"tools": (WEATHER,), "response_schema": {}},
            "response_schema",
        ),
        (Capabilities(effort=False), {"sampling": {"effort": "low"}}, "effort"),
        (Capabilities(seed=False), {"sampling": {"seed": 1}}, "seed"),
        (Capabilities(top_p=False), {"sampling": {"top_p": 0.5}}, "top_p"),
    ],
)
def test_every_other_column_of_the_table(
    caps: Capabilities,
    request_: dict[str, Any],
    feature: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lint, "find_capabilities", lambda *_: caps)
    spec = entry("m", vendor="self-hosted", preset="vllm")
    turns = request_.get("turns", ())
    rest = {name: value for name, value in request_.items() if name != "turns"}
    assert (feature, "rejected") in told(review(spec, ask(*turns, **rest)))
    monkeypatch.setattr(
        lint, "find_capabilities", lambda *_: structs.replace(caps, drops_silently=True)
    )
    effect = "rejected" if feature == "mid_system" else "dropped"
    assert (feature, effect) in told(review(spec, ask(*turns, **rest)))


def test_who_drops_settings_silently_hands_the_conversation_on() -> None:
    spec = entry("anthropic/claude-opus-4.7", vendor="openrouter", preset="openrouter")
    asked = ask(said("user", "Hi"), said("assistant", "{"), sampling={"temperature": 0.5})
    found = {finding.feature: finding for finding in review(spec, asked)}
    assert found["temperature"].effect == "dropped"
    assert (found["prefill"].effect, found["prefill"].known) == ("rejected", False)
    assert "silently" not in found["prefill"].message


@pytest.mark.parametrize(
    ("spec", "request_", "feature", "words"),
    [
        (
            entry("command-a", "cohere"),
            {"sampling": {"top_p": 1.0}},
            "top_p",
            "top_p 1 is not within 0.01 to 0.99: it is not sent",
        ),
        (
            entry("claude-sonnet-4-6", "anthropic"),
            {"sampling": {"seed": 1}},
            "seed",
            "dialect anthropic has no field for seed: it is not sent",
        ),
        (
            entry("command-a", "cohere"),
            {"sampling": {"effort": "low"}},
            "effort",
            "dialect cohere cannot express this effort: it is not sent",
        ),
    ],
)
def test_what_is_dropped_says_whether_the_setting_or_its_value_is_unknown(
    spec: ProviderSpec, request_: dict[str, Any], feature: str, words: str
) -> None:
    found = {finding.feature: finding for finding in review(spec, ask(**request_))}
    assert (found[feature].effect, found[feature].message) == ("dropped", words)


def test_a_dialect_that_tells_of_tool_choice_itself_is_not_contradicted() -> None:
    request = ask(*called("a"), tools=(WEATHER,), tool_choice=ToolChoice(mode="none"))
    found = review(entry("amazon.nova-pro-v1:0", "bedrock", vendor="amazon"), request)
    assert [f.effect for f in found if f.feature == "tool_choice"] == ["changed"]


def test_a_proxy_on_this_machine_does_not_change_what_a_model_takes() -> None:
    hot = ask(sampling={"temperature": 0.2})
    here = "http://127.0.0.1:4000/v1"
    for spec in (
        entry("claude-opus-4-7", "anthropic", base_url=here),
        entry("claude-opus-4-7", "anthropic", vendor="our-proxy", base_url=here),
        entry("gpt-5.5", preset="openai", base_url=here),
    ):
        assert ("temperature", "rejected") in told(review(spec, hot))
    imitated = entry("gpt-5.5", vendor="self-hosted", base_url=here)
    assert review(imitated, hot) == ()


def called(*ids: str | None) -> tuple[Message, ...]:
    calls = tuple(ToolCall(id=i, name="weather", arguments={}) for i in ids)
    results = tuple(said("tool", "ok", tool_call_id=i) for i in ids)
    return (said("user", "Hi"), Message(role="assistant", tool_calls=calls), *results)


@pytest.mark.parametrize(
    ("rules", "ids", "changed"),
    [
        (mistral_lint.lint, ("abcDEF123", "000000000"), False),
        (mistral_lint.lint, ("call_1", "call_2", "call_3"), True),
        (mistral_lint.lint, ("same", "same", "same"), True),
        (bedrock_lint.lint, ("a.b:c-d_e",), False),
        (bedrock_lint.lint, ("x" * 65, "x" * 66), True),
        (openai_responses_lint.lint, ("call_1",), False),
        (openai_responses_lint.lint, ("", None), True),
        (cohere_lint.lint, ("call_1", "call_1"), True),
    ],
)
def test_ids_that_a_vendor_rewrites(rules: Any, ids: tuple[str | None, ...], changed: bool) -> None:
    features = told(rules(entry("m", "anthropic"), ask(*called(*ids))))
    assert (("tool_call_id", "changed") in features) is changed


@pytest.mark.parametrize(
    ("rules", "request_", "features"),
    [
        (
            gemini_lint.lint,
            {"tools": (structs.replace(WEATHER, name="1st"),), "response_schema": {"allOf": []}},
            {("tool_name", "rejected"), ("response_schema", "changed")},
        ),
        (gemini_lint.lint, {"tools": (structs.replace(WEATHER, name="a.b:c"),)}, set()),
        (
            bedrock_lint.lint,
            {
                "tools": (structs.replace(WEATHER, description="", name="a.b"),),
                "tool_choice": ToolChoice(mode="none"),
            },
            {
                ("tool_name", "rejected"),
                ("tool_choice", "changed"),
                ("tool_description", "changed"),
            },
        ),
        (cohere_lint.lint, {}, {("default_safety_mode", "changed")}),
        (
            mistral_lint.lint,
            {"sampling": {"temperature": None}},
            {("default_temperature", "changed")},
        ),
        (
            mistral_lint.lint,
            {"sampling": {"temperature": 1.6}},
            {("temperature", "rejected")},
        ),
        (mistral_lint.lint, {"sampling": {"temperature": 1.5}}, set()),
        (gemini_lint.lint, {"sampling": {"stop": tuple("abcdef")}}, {("stop", "rejected")}),
        (
            openai_responses_lint.lint,
            {"sampling": {"max_output_tokens": 8}},
            {("max_output_tokens", "rejected")},
        ),
        (
            openai_responses_lint.lint,
            {"response_schema": {"type": "object", "properties": {"a": {}}}},
            {("response_schema", "changed")},
        ),
    ],
)
def test_rules_of_single_vendors(
    rules: Any, request_: dict[str, Any], features: set[tuple[str, str]]
) -> None:
    assert told(rules(entry("m"), ask(**request_))) == features


def test_bedrock_wants_the_tools_of_a_conversation_named_again() -> None:
    talk = called("a")
    bare = told(bedrock_lint.lint(entry("amazon.nova-lite-v1:0"), ask(*talk)))
    assert bare == {("tools", "rejected")}
    assert bedrock_lint.lint(entry("m"), ask(*talk, tools=(WEATHER,))) == ()
    stops = ask(sampling={"stop": tuple("abcde")})
    (found,) = bedrock_lint.lint(entry("us.amazon.nova-pro-v1:0"), stops)
    assert (found.feature, found.known) == ("stop", False)


def test_images_of_tool_results_move() -> None:
    result = Message(role="tool", content=(PIXEL,), tool_call_id="a")
    talk = (*called("a")[:2], result)
    assert told(review(GPT, ask(*talk, tools=(WEATHER,)))) == {("images", "changed")}


def test_a_request_that_the_wire_cannot_say_is_rejected(monkeypatch: pytest.MonkeyPatch) -> None:
    def strict(spec: ProviderSpec, request: Request) -> tuple[str, ...]:
        raise ProviderError(
            Failure(error_class="invalid_request", message="no turns", hint="add one")
        )

    known = DIALECTS.get("openai-chat")
    monkeypatch.setattr(
        lint, "_dialect", lambda _: structs.replace(known, unsent=strict, lint=None)
    )
    (found,) = review(GPT, ask())
    assert (found.feature, found.effect, found.message) == ("request", "rejected", "no turns")
    monkeypatch.setattr(lint, "_dialect", lambda _: structs.replace(known, unsent=None, lint=None))
    assert review(GPT, ask()) == ()


def test_geminis_other_field_rejects() -> None:
    told_ = Review(GPT, ask(response_schema={"oneOf": []}))
    (found,) = gemini_lint.schema_findings(told_, openapi=True)
    assert found.effect == "rejected"


def test_the_assistant_does_not_open() -> None:
    found = review(CLAUDE, ask(said("assistant", "Hello"), said("user", "Hi")))
    assert [(f.feature, f.known) for f in found] == [("messages", False)]


@pytest.mark.parametrize(
    ("model", "by"),
    [
        ("gpt-5.2-pro", "openai-responses"),
        ("gpt-5.3-codex", "openai-responses"),
        ("o3-deep-research-2025-06-26", "openai-responses"),
        ("gpt-5.2", None),
        ("gpt-5.4-mini", None),
        ("gpt-4o", None),
    ],
)
def test_a_model_that_another_dialect_serves(model: str, by: str | None) -> None:
    found = [one for one in review(entry(model), ask()) if one.feature == "dialect"]
    assert [one.effect for one in found] == (["rejected"] if by else [])
    assert all(f"use dialect {by}" in one.hint and not one.unsupported for one in found)
    through = entry(f"openai/{model}", preset="openrouter", vendor="openrouter")
    assert not [one for one in review(through, ask()) if one.feature == "dialect"]


@pytest.mark.parametrize(
    ("model", "effort", "taken"),
    [
        ("gpt-5.6-terra", None, False),
        ("gpt-5.6-terra", "low", False),
        ("gpt-5.6-terra", "none", True),
        ("gpt-6-luna", None, False),
        ("gpt-5.4", None, True),
        ("gpt-5.4", "high", False),
        ("gpt-5.1", "high", True),
        ("gpt-4o-mini", None, True),
    ],
)
def test_function_tools_beside_reasoning(model: str, effort: str | None, taken: bool) -> None:
    request = ask(tools=(WEATHER,), sampling={"effort": effort})
    found = [one for one in review(entry(model), request) if one.feature == "tools"]
    assert not found if taken else "openai-responses" in found[0].hint
    responses = entry(model, dialect="openai-responses")
    assert not [one for one in review(responses, request) if one.feature == "tools"]


@pytest.mark.parametrize(
    ("preset", "model"), [("gemini", "gemini-3.6-flash"), ("deepseek", "deepseek-v4-flash")]
)
def test_what_is_accepted_and_ignored_is_dropped(preset: str, model: str) -> None:
    by = {"dialect": "gemini"} if preset == "gemini" else {"preset": preset}
    spec = entry(model, vendor="google" if preset == "gemini" else preset, **by)
    found = review(spec, ask(sampling={"temperature": 0.0, "top_p": 0.5}))
    said = {one.feature: (one.effect, "ignores" in one.message) for one in found}
    assert {said["temperature"], said["top_p"]} == {("dropped", True)}


@pytest.mark.parametrize(
    ("model", "refused"),
    [
        ("claude-3-7-sonnet-20250219", {"none", "low", "high", "max"}),
        ("claude-sonnet-4-5", {"none", "low", "high", "max"}),
        ("claude-opus-4-5-20251101", {"none", "minimal", "xhigh", "max"}),
        ("claude-sonnet-4-6", {"none", "minimal", "xhigh"}),
        ("claude-opus-4-8", {"none", "minimal"}),
        ("claude-haiku-5-5", {"none", "minimal"}),
    ],
)
def test_efforts_of_claude(model: str, refused: set[str]) -> None:
    spec = entry(model, vendor="anthropic", dialect="anthropic")
    for effort in ("none", "minimal", "low", "high", "xhigh", "max"):
        found = review(spec, ask(sampling={"effort": effort}))
        if effort in refused:
            assert [one.effect for one in found if one.feature == "effort"] == ["rejected"], effort
        elif model != "claude-sonnet-4-5":
            assert effort in {"minimal", "xhigh"} or not [o for o in found if o.feature == "effort"]


def claude(model: str) -> ProviderSpec:
    return ProviderSpec(id="p", vendor="anthropic", dialect="anthropic", model=model)


@pytest.mark.parametrize(
    ("spec", "sampling", "feature", "effect", "unsupported"),
    [
        (claude("claude-opus-5"), {"top_k": 40}, "top_k", "rejected", False),
        (claude("claude-opus-5"), {"thinking": "off"}, None, None, False),
        (claude("claude-opus-5-5"), {"thinking": "off"}, "thinking", "dropped", True),
        (claude("claude-opus-5-5"), {"thinking": "on"}, None, None, False),
        (
            claude("claude-opus-5"),
            {"thinking": ThinkingBudget(budget=2048)},
            "thinking",
            "dropped",
            True,
        ),
        (claude("claude-opus-4-6"), {"json_mode": True}, "json_mode", "dropped", True),
        (
            claude("claude-opus-4-6"),
            {"frequency_penalty": 0.5},
            "frequency_penalty",
            "dropped",
            False,
        ),
        (
            ProviderSpec(id="p", vendor="openai", dialect="openai-chat", model="gpt-5"),
            {"presence_penalty": 0.5},
            "presence_penalty",
            "rejected",
            False,
        ),
        (
            ProviderSpec(id="p", vendor="openai", dialect="openai-chat", model="gpt-5.6"),
            {"frequency_penalty": 0.5},
            "frequency_penalty",
            "rejected",
            False,
        ),
        (
            ProviderSpec(id="p", vendor="openai", dialect="openai-chat", model="gpt-4o"),
            {"top_k": 40},
            "top_k",
            "dropped",
            False,
        ),
        (
            ProviderSpec(id="p", vendor="google", dialect="gemini", model="gemini-2.5-pro"),
            {"thinking": "off"},
            "thinking",
            "rejected",
            True,
        ),
        (
            ProviderSpec(id="p", vendor="google", dialect="gemini", model="gemini-3.6-flash"),
            {"top_k": 40},
            "top_k",
            "dropped",
            False,
        ),
    ],
)
def test_newer_settings(
    spec: ProviderSpec, sampling: dict[str, Any], feature: str, effect: str, unsupported: bool
) -> None:
    request = Request(
        messages=(said("user", "Answer in JSON."),),
        sampling=Sampling(max_output_tokens=4096, **sampling),
    )
    about = {"top_k", "frequency_penalty", "presence_penalty", "thinking", "json_mode"}
    found = [one for one in review(spec, request) if one.feature in about]
    if feature is None:
        assert found == []
        return
    assert [(one.feature, one.effect, one.unsupported) for one in found] == [
        (feature, effect, unsupported)
    ]


def test_what_cannot_be_said_has_a_hint_what_to_do_instead() -> None:
    wanted = ask(sampling={"temperature": None, "json_mode": True, "thinking": "off"})
    found = features(claude("claude-opus-5-5"), wanted)
    assert found["json_mode"].hint == "use response_schema"
    assert found["thinking"].hint == "set thinking to on, or leave it out"


def test_json_mode_beside_tools() -> None:
    wanted = ask(sampling={"json_mode": True}, tools=(WEATHER,))
    old = ProviderSpec(id="p", vendor="google", dialect="gemini", model="gemini-2.5-flash")
    assert features(old, wanted)["json_mode"].unsupported
    new = ProviderSpec(id="p", vendor="google", dialect="gemini", model="gemini-3.1-pro")
    assert "json_mode" not in features(new, wanted)


def test_one_call_at_a_time_is_a_need() -> None:
    asked = ask(sampling={"parallel_tool_calls": False}, tools=(WEATHER,))
    gemini = ProviderSpec(id="p", vendor="google", dialect="gemini", model="gemini-2.5-flash")
    found = {one.feature: one for one in review(gemini, asked)}
    assert found["parallel_tool_calls"].unsupported
    several = ask(sampling={"parallel_tool_calls": True}, tools=(WEATHER,))
    assert "parallel_tool_calls" not in {one.feature for one in review(gemini, several)}
    o3 = ProviderSpec(id="p", vendor="openai", dialect="openai-chat", model="o3-mini")
    assert "parallel_tool_calls" in {one.feature for one in review(o3, asked)}


def features(spec: ProviderSpec, request: Request) -> dict[str, Finding]:
    return {one.feature: one for one in review(spec, request)}


@pytest.mark.parametrize("model", ["claude-haiku-4-5", "claude-opus-4-6"])
def test_a_thinking_claude_takes_no_temperature(model: str) -> None:
    sampling = {"temperature": 0.2, "top_k": 4, "max_output_tokens": 4096}
    for thinking, rejected in (("on", True), ("off", False), (UNSET, False)):
        found = features(claude(model), ask(sampling={**sampling, "thinking": thinking}))
        assert ({"temperature", "top_k"} <= set(found)) is rejected
        assert ({"temperature", "top_k"} & set(found) == set()) is not rejected
    thinks = ask(sampling={**sampling, "thinking": "on"})
    assert (
        "does not accept temperature while it thinks"
        in features(claude(model), thinks)["temperature"].message
    )
    made = adapt(claude(model), thinks, "preferences")
    assert set(made.dropped) == {"temperature", "top_k"}
    forced = ask(
        sampling={"max_output_tokens": 4096, "thinking": "on"},
        tools=(WEATHER,),
        tool_choice=ToolChoice(mode="required"),
    )
    assert features(claude(model), forced)["tool_choice"].unsupported


@pytest.mark.parametrize(
    ("budget", "limit", "message"),
    [
        (1000, 4096, "below the minimum, 1024"),
        (2048, 2048, "max_output_tokens 2048 leaves no room"),
        (2048, 2049, ""),
        (2048, None, ""),
    ],
)
@pytest.mark.parametrize("dialect", ["anthropic", "bedrock"])
def test_a_budget_lies_within_the_limit(
    dialect: str, budget: int, limit: int | None, message: str
) -> None:
    name = "claude-opus-4-6"
    vendor = "anthropic" if dialect == "anthropic" else "amazon"
    model = name if dialect == "anthropic" else f"us.anthropic.{name}-v1:0"
    spec = ProviderSpec(id="p", vendor=vendor, dialect=dialect, model=model)
    thinking = ThinkingBudget(budget=budget)
    sampling = {"temperature": None, "max_output_tokens": limit, "thinking": thinking}
    found = features(spec, ask(sampling=sampling)).get("thinking")
    assert (found.message if found else "") == "" if not message else message in found.message  # type: ignore[union-attr]


def test_a_service_that_nobody_knows_is_not_blamed_for_thinking() -> None:
    house = ProviderSpec(
        id="p",
        vendor="house",
        dialect="openai-chat",
        model="m",
        base_url="https://llm.house.example/v1",
    )
    for thinking in ("on", "off", ThinkingBudget(budget=2048)):
        (found,) = [
            one
            for one in review(house, ask(sampling={"thinking": thinking}))
            if one.feature == "thinking"
        ]
        assert (found.effect, found.known, found.unsupported) == ("dropped", False, False)
        assert "thinking_field" in found.hint
    said = replace_options(house, {"thinking_field": "enable_thinking"})
    assert "thinking" not in features(said, ask(sampling={"thinking": "off"}))
    groq = ProviderSpec(id="p", vendor="groq", dialect="openai-chat", model="llama-3.3-70b")
    assert "thinking" not in features(groq, ask(sampling={"thinking": "off"}))
    assert features(groq, ask(sampling={"thinking": "on"}))["thinking"].unsupported
    own = ProviderSpec(id="p", vendor="us", dialect="ollama", model="m")
    lost = ask(sampling={"thinking": ThinkingBudget(budget=2048)})
    assert features(own, lost)["thinking"].unsupported


def replace_options(spec: ProviderSpec, options: dict[str, Any]) -> ProviderSpec:
    return structs.replace(spec, options=options)


@pytest.mark.parametrize("dialect", ["openai-chat", "openai-responses"])
def test_json_mode_wants_its_word(dialect: str) -> None:
    spec = ProviderSpec(id="p", vendor="openai", dialect=dialect, model="gpt-5.4")
    wanted = {"temperature": None, "json_mode": True}
    assert features(spec, ask(sampling=wanted))["json_mode"].unsupported
    assert "json_mode" not in features(spec, ask(sampling=wanted, system="Answer as json."))
    schema = {"type": "object"}
    assert "json_mode" not in features(spec, ask(sampling=wanted, response_schema=schema))
