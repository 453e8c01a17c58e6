"""`guardrail` of a provider: what each dialect takes, and where a mistake stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus import write
from msgspec import UNSET

from portcheck.config.load import check_file, load_providers
from portcheck.model.routes.guardrail import Guardrail
from portcheck.plugins import DIALECTS

AZURE = "preset: azure-openai, base_url: https://h.openai.azure.com"
RESPONSES = "preset: azure-openai-responses, base_url: https://h.openai.azure.com"
BEDROCK = "preset: bedrock, options: {region: eu-west-1}"
VERTEX = "preset: vertex, options: {project: p}"


def file(folder: Path, entry: str) -> Path:
    text = f"portcheck: 1\nproviders:\n  p: {{model: m, {entry}}}\n"
    return write(folder, text, "providers.yaml")


@pytest.mark.parametrize(
    ("entry", "guardrail", "words"),
    [
        (BEDROCK, "{id: gr1, version: 3}", "id=gr1, version=3"),
        (BEDROCK, "{id: gr1, version: DRAFT, trace: enabled}", "version=DRAFT, trace=enabled"),
        (BEDROCK + ", stream: true", "{id: a, version: 1, stream_processing_mode: sync}", "sync"),
        (AZURE, "{policy_id: strict-filter}", "policy_id=strict-filter"),
        (
            "preset: azure-openai-responses, base_url: 'https://h.openai.azure.com'",
            "{policy_id: a}",
            "a",
        ),
        ("preset: gemini", "{safety_settings: {HARM_CATEGORY_JAILBREAK: OFF}}", "JAILBREAK=OFF"),
        (
            VERTEX,
            "{safety_settings: {HARM_CATEGORY_JAILBREAK: {threshold: OFF, method: SEVERITY}}}",
            "method=SEVERITY",
        ),
        (
            VERTEX,
            "{model_armor: {prompt: projects/p/locations/l/templates/t}}",
            "model_armor.prompt",
        ),
        ("preset: mistral", "{safe_prompt: true}", "safe_prompt=true"),
        ("preset: mistral", "{guardrails: [{block_on_error: true}]}", "block_on_error"),
        ("preset: cohere", "{safety_mode: STRICT}", "safety_mode=STRICT"),
    ],
)
def test_each_vendor_takes_its_own_form(
    tmp_path: Path, entry: str, guardrail: str, words: str
) -> None:
    path = file(tmp_path, f"{entry}, guardrail: {guardrail}")
    assert check_file(path) == ()
    (spec,) = load_providers(path)
    assert isinstance(spec.guardrail, Guardrail)
    assert words in spec.guardrail.words


@pytest.mark.parametrize(
    ("entry", "guardrail", "pointer", "said"),
    [
        (BEDROCK, "{id: gr1}", "", "'version' is missing"),
        (BEDROCK, "{id: gr1, version: 0}", "/version", "at least 1"),
        (BEDROCK, "{id: gr1, version: latest}", "/version", ""),
        (BEDROCK, "{id: gr1, version: 1, trace: on}", "/trace", "enabled"),
        (
            BEDROCK,
            "{id: gr1, version: 1, stream_processing_mode: sync}",
            "/stream_processing_mode",
            "",
        ),
        (BEDROCK, "{guardrailIdentifier: g, version: 1, id: a}", "/guardrailIdentifier", ""),
        (AZURE, "{policy_id: 'two words'}", "/policy_id", ""),
        ("preset: gemini", "{safety_settings: {HARASSMENT: OFF}}", "/safety_settings", ""),
        (
            "preset: gemini",
            "{safety_settings: {HARM_CATEGORY_JAILBREAK: NONE}}",
            "/safety_settings/HARM_CATEGORY_JAILBREAK",
            "",
        ),
        ("preset: gemini", "{model_armor: {prompt: t}}", "/model_armor", ""),
        (
            VERTEX,
            "{model_armor: {prompt: t}, safety_settings: {HARM_CATEGORY_JAILBREAK: OFF}}",
            "",
            "",
        ),
        ("preset: mistral", "{safe_prompt: 'true'}", "/safe_prompt", "true or false"),
        ("preset: cohere", "{safety_mode: strict}", "/safety_mode", "STRICT"),
        (
            "preset: openai",
            "{policy_id: a}",
            "",
            "takes no guardrail with a request, except for Azure",
        ),
        ("preset: anthropic", "{id: a}", "", "'anthropic' takes no guardrail with a request"),
        ("preset: mistral", "{}", "", ""),
        ("preset: mistral", "strict", "", "a mapping"),
        ("vendor: v, dialect: recorded, file: x", "{id: a}", "", "replays"),
    ],
)
def test_a_mistake_stands_at_its_place(
    tmp_path: Path, entry: str, guardrail: str, pointer: str, said: str
) -> None:
    path = file(tmp_path, f"{entry}, guardrail: {guardrail}")
    found = [problem for problem in check_file(path) if problem.severity == "error"]
    (first, *_) = found
    assert first.pointer.startswith(f"/providers/p/guardrail{pointer}")
    assert said in f"{first.message}; {first.hint}"
    assert first.line == 3
    assert first.hint


@pytest.mark.parametrize(
    ("entry", "option", "words"),
    [
        ("preset: mistral", "safe_prompt: true", "safe_prompt=true"),
        ("preset: cohere", "safety_mode: OFF", "safety_mode=OFF"),
        (
            "preset: gemini",
            "safety_settings: [{category: HARM_CATEGORY_JAILBREAK, threshold: OFF}]",
            "JAILBREAK=OFF",
        ),
        ("preset: gemini", "safety_settings: []", None),
        (
            "preset: bedrock",
            "region: eu-west-1, guardrail: {guardrailIdentifier: g, guardrailVersion: '1'}",
            "id=g, version=1",
        ),
    ],
)
def test_former_options_mean_the_same(
    tmp_path: Path, entry: str, option: str, words: str | None
) -> None:
    path = file(tmp_path, f"{entry}, options: {{{option}}}")
    (warning,) = check_file(path)
    assert (warning.severity, warning.hint) == (
        "warning",
        "write it as 'guardrail', beside options: see docs/files.md",
    )
    assert "is now a part of 'guardrail'" in warning.message
    (spec,) = load_providers(path)
    assert set(spec.options) <= set(DIALECTS.get(spec.dialect).options)
    found = None if spec.guardrail is UNSET else spec.guardrail.words
    assert found == words if words is None else words in str(found)


@pytest.mark.parametrize(
    ("entry", "option"),
    [
        ("preset: mistral", "safe_prompt: 1"),
        ("preset: cohere", "safety_mode: strict"),
        ("preset: gemini", "safety_settings: none"),
        ("preset: gemini", "safety_settings: [{category: X}]"),
        (
            "preset: gemini",
            "safety_settings: [{category: A, threshold: OFF}, {category: A, threshold: OFF}]",
        ),
        ("preset: bedrock", "region: eu-west-1, guardrail: {id: g}"),
    ],
)
def test_a_former_option_with_a_wrong_value_is_a_mistake(
    tmp_path: Path, entry: str, option: str
) -> None:
    (mistake,) = check_file(file(tmp_path, f"{entry}, options: {{{option}}}"))
    assert mistake.severity == "error"
    assert "has an invalid value" in mistake.message


def test_one_thing_is_not_said_twice(tmp_path: Path) -> None:
    entry = "preset: mistral, options: {safe_prompt: true}, guardrail: {safe_prompt: true}"
    (mistake,) = check_file(file(tmp_path, entry))
    assert mistake.message == "the option 'safe_prompt' and 'guardrail' set the same thing"
    assert mistake.pointer == "/providers/p/options/safe_prompt"


@pytest.mark.parametrize("header", ["x-policy-id", "X-Amzn-Bedrock-GuardrailIdentifier"])
def test_no_header_chooses_a_guardrail_unnamed(tmp_path: Path, header: str) -> None:
    entry = f"{AZURE}, options: {{extra_headers: {{{header}: a}}}}"
    (mistake,) = check_file(file(tmp_path, entry))
    assert mistake.message == "this header chooses a guardrail"
    assert "guardrail: {" in mistake.hint


JUDGE = """  judge:
    {vendor: v, dialect: http, base_url: https://j.example, model: j,
     options: {body: {q: $prompt}, blocked_if: bad, categories: why}}
"""


def moderated(
    folder: Path, guardrail: str, *, entry: str = "preset: groq", judge: str = JUDGE
) -> Path:
    text = f"portcheck: 1\nproviders:\n  p: {{model: m, {entry}, guardrail: {guardrail}}}\n{judge}"
    return write(folder, text, "providers.yaml")


def test_another_entry_judges(tmp_path: Path) -> None:
    path = moderated(tmp_path, "{moderation: judge, output: false, price_per_call: 0.001}")
    assert check_file(path) == ()
    guarded, judge = load_providers(path)
    assert guarded.moderator == judge
    assert guarded.guardrail is not UNSET
    rule = guarded.guardrail.moderation
    assert rule is not UNSET
    assert (rule.moderator, rule.input, rule.output, rule.price_per_call) == (
        *("judge", True, False),
        0.001,
    )
    assert guarded.guardrail.words == f"moderation=judge@{rule.digest[:8]} (input)"


def test_a_vendors_guardrail_and_a_moderator_stand_side_by_side(tmp_path: Path) -> None:
    path = moderated(tmp_path, "{safe_prompt: true, moderation: judge}", entry="preset: mistral")
    assert check_file(path) == ()
    guarded, _ = load_providers(path)
    assert guarded.guardrail is not UNSET
    assert guarded.guardrail.settings == {"safe_prompt": True}
    assert guarded.guardrail.words.startswith("safe_prompt=true, moderation=judge@")


def test_how_the_moderator_is_asked_and_read_is_part_of_the_route(tmp_path: Path) -> None:
    digests = set()
    for judge in (JUDGE, JUDGE.replace("bad", "worse"), JUDGE.replace("model: j", "model: k")):
        guarded, _ = load_providers(moderated(tmp_path, "{moderation: judge}", judge=judge))
        assert guarded.guardrail is not UNSET
        digests.add(guarded.guardrail.digest)
    assert len(digests) == 3


@pytest.mark.parametrize(
    ("guardrail", "pointer", "said"),
    [
        ("{moderation: jugde}", "/moderation", "did you mean 'judge'?"),
        ("{moderation: p}", "/moderation", "'p' is a model, so it cannot judge"),
        (
            "{moderation: judge, input: false, output: false}",
            "/moderation",
            "the moderator judges neither input nor output",
        ),
        ("{input: true}", "/input", "has no effect without 'moderation'"),
        ("{moderation: judge, input: 'yes'}", "/input", "true or false"),
        ("{moderation: judge, price_per_call: -1}", "/price_per_call", "at least 0"),
        ("{moderation: 3}", "/moderation", "text"),
        ("{moderation: judge, policy: x}", "", "takes no guardrail with a request"),
    ],
)
def test_a_moderator_that_cannot_be(
    tmp_path: Path, guardrail: str, pointer: str, said: str
) -> None:
    (first, *_) = check_file(moderated(tmp_path, guardrail))
    assert first.pointer == f"/providers/p/guardrail{pointer}"
    assert said in f"{first.message}; {first.hint}"


def test_without_a_moderator_in_the_file_its_form_is_said(tmp_path: Path) -> None:
    (mistake,) = check_file(moderated(tmp_path, "{moderation: nobody}", judge=""))
    assert mistake.message == "'nobody' is not an entry of this file, so it cannot judge"
    assert mistake.hint == "name an entry of dialect http with the option blocked_if"


def test_nobody_judges_moderators_or_recordings(tmp_path: Path) -> None:
    judge = JUDGE.replace("model: j,", "model: j, guardrail: {moderation: judge},")
    (mistake,) = check_file(moderated(tmp_path, "{moderation: judge}", judge=judge))
    assert mistake.message == "a moderator cannot have a moderator"
    entry = "vendor: v, dialect: recorded, file: x"
    found = check_file(moderated(tmp_path, "{moderation: judge}", entry=entry))
    assert any("makes no calls" in problem.message for problem in found)


def test_categories_belong_to_moderators(tmp_path: Path) -> None:
    judge = JUDGE.replace("blocked_if: bad", "text: a")
    found = check_file(moderated(tmp_path, "{moderation: judge}", judge=judge))
    assert "only a moderator has categories" in {problem.message for problem in found}
