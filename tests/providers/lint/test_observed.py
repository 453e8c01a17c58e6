"""What an endpoint did before, and what follows for a request."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from provider_exchanges import spec

from portcheck.error_classes import Failure
from portcheck.model.chat import (
    PREFERENCES,
    Document,
    Image,
    Message,
    Request,
    Sampling,
    Text,
    ThinkingBudget,
    Tool,
    ToolChoice,
)
from portcheck.model.facts import Capabilities, CapabilityEvidence, Observation
from portcheck.providers.lint.adapt import adapted, review_adapted
from portcheck.providers.lint.observed import (
    BOTH,
    LEARNED,
    MOST_KEPT,
    MOST_SAID,
    NOTHING_OBSERVED,
    Observed,
    rejection,
    taken,
)

SOON, LATER, LATEST = (f"2026-11-0{day}T10:00:00Z" for day in (1, 2, 3))
NOT_SUPPORTED = "Unsupported parameter: '{}' is not supported with this model."
WEATHER = Tool(name="weather")
TIME = Tool(name="time")


def ask(**changes: Any) -> Request:
    sampling = {k: changes.pop(k) for k in list(changes) if k in Sampling.__struct_fields__}
    message = Message(role="user", content=(Text(text="Hello?"),))
    return Request(messages=(message,), sampling=Sampling(**sampling), **changes)


def failed(message: str, **changes: Any) -> Failure:
    return Failure(**{"error_class": "invalid_request", "message": message, **changes})


def rejected(request: Request, message: str, at: str = SOON) -> Observation:
    found = rejection(request, failed(message), at)
    assert found is not None
    return found


def seen(*observations: Observation) -> Observed:
    found = Observed("api.probe.test/v1")
    for one in observations:
        found = found.plus(one)
    return found


def accepted(request: Request, at: str) -> tuple[Observation, ...]:
    return tuple(taken(request, at, parts=True))


SOME_VALUE: dict[str, Any] = {"effort": "low", "stop": ("x",), "seed": 7, "top_k": 5}
SOME_VALUE |= {"thinking": "on", "parallel_tool_calls": False}


@pytest.mark.parametrize("name", LEARNED)
def test_every_setting_that_may_be_dropped_is_learned(name: str) -> None:
    request = ask(**{name: SOME_VALUE.get(name, 0.5)}, max_output_tokens=9)
    found = seen(rejected(request, NOT_SUPPORTED.format(name)))
    made = adapted(Capabilities(), request, "all", found)
    assert made.dropped == (name,)
    assert made.request.sampling == Sampling(max_output_tokens=9)
    kept = replace(request, keep=(name,))
    if name in PREFERENCES:
        assert adapted(Capabilities(), kept, "all", found).request is kept
        assert adapted(Capabilities(), request, "preferences", found).dropped == (name,)
    else:
        assert adapted(Capabilities(), request, "preferences", found).request is request
    assert adapted(Capabilities(), request, "none", found).request is request


def test_a_sentence_about_a_value_says_nothing_of_others() -> None:
    hot = ask(temperature=1.7)
    found = seen(rejected(hot, "temperature must be between 0 and 1"))
    assert found.applied(Capabilities(), hot).temperature is False
    assert found.applied(Capabilities(), ask(temperature=0.2)).temperature is None
    wholly = seen(rejected(hot, NOT_SUPPORTED.format("temperature")))
    assert wholly.applied(Capabilities(), ask(temperature=0.2)).temperature is False
    assert wholly.applied(Capabilities(), ask(temperature=1)).temperature is None
    assert wholly.applied(Capabilities(), ask(top_p=0.5)) == Capabilities()


def test_what_one_effort_forbids_another_may_allow() -> None:
    found = seen(rejected(ask(temperature=0.2, effort="high"), NOT_SUPPORTED.format("temperature")))
    assert found.applied(Capabilities(), ask(temperature=0.2, effort="high")).temperature is False
    for effort in ("none", None):
        assert (
            found.applied(Capabilities(), ask(temperature=0.2, effort=effort)).temperature is None
        )


def test_where_effort_is_unknown_nothing_depends_on_it() -> None:
    both = ask(temperature=0.2, effort="low")
    found = seen(
        rejected(both, NOT_SUPPORTED.format("temperature")),
        rejected(both, NOT_SUPPORTED.format("reasoning_effort")),
    )
    assert adapted(Capabilities(), both, "preferences", found).dropped == ("effort", "temperature")


def test_an_effort_that_is_offered_takes_the_place_of_one_that_is_rejected() -> None:
    message = (
        "Unsupported value: 'reasoning_effort' does not support 'minimal' with this model. "
        "Supported values are: 'low', 'medium', and 'high'."
    )
    found = seen(rejected(ask(effort="minimal"), message))
    made = adapted(Capabilities(), ask(effort="minimal"), "preferences", found)
    assert made.substituted == {"effort": "minimal -> low"}
    assert adapted(Capabilities(), ask(effort="high"), "preferences", found).substituted == {}
    silent = seen(rejected(ask(effort="max"), "effort 'max' is not supported by this model, sorry"))
    assert adapted(Capabilities(), ask(effort="max"), "preferences", silent).dropped == ("effort",)


def test_two_settings_that_do_not_go_together() -> None:
    both = ask(temperature=0.2, top_p=0.5)
    found = seen(rejected(both, "`temperature` and `top_p` cannot both be specified."))
    assert [one.setting for one in found.found] == [BOTH]
    assert adapted(Capabilities(), both, "preferences", found).dropped == ("top_p",)
    for alone in (ask(temperature=0.2), ask(top_p=0.5)):
        assert adapted(Capabilities(), alone, "preferences", found).request is alone


def test_what_takes_the_place_of_a_value_may_be_rejected_too() -> None:
    limit = Capabilities(temperature_max=1.0)
    found = seen(rejected(ask(temperature=1.0), "temperature must be below 1, between 0 and 0.9"))
    made = adapted(limit, ask(temperature=1.7), "preferences", found)
    assert (made.dropped, made.substituted) == (("temperature",), {})


def test_the_later_of_two_that_contradict_each_other_counts() -> None:
    cold, warm = ask(temperature=0.0), ask(temperature=0.7)
    no = rejected(cold, NOT_SUPPORTED.format("temperature"), LATER)
    assert seen(no, *accepted(warm, LATEST)).applied(Capabilities(), cold) == Capabilities()
    assert seen(no, *accepted(cold, LATEST)).applied(Capabilities(), cold).temperature is True
    assert seen(no, *accepted(cold, SOON)).applied(Capabilities(), cold).temperature is False
    again = seen(*accepted(warm, SOON), no)
    assert again.applied(Capabilities(), warm).temperature is False
    # One is the value that even those take who take no other.
    one = seen(no, *accepted(ask(temperature=1), LATEST))
    assert one.applied(Capabilities(), warm).temperature is False


def test_an_answer_outweighs_a_table() -> None:
    table = Capabilities(
        temperature=False,
        temperature_max=0.5,
        samples_at=("none",),
        effort=("low",),
        effort_rejects=("max",),
        max_stop=1,
        evidence={"temperature": CapabilityEvidence(grade="documented", source="a page")},
    )
    request = ask(temperature=0.7, effort="max", stop=("a", "b"))
    assert adapted(table, request, "all").request is not request
    found = seen(*accepted(request, SOON))
    assert adapted(table, request, "all", found).request is request
    # Where what is not taken is dropped in silence, an answer proves nothing.
    silent = replace(table, drops_silently=True)
    assert found.applied(silent, request) == silent


def test_parts_are_told_apart_by_what_they_hold() -> None:
    schema = {"type": "object", "patternProperties": {"x": {}}}
    request = ask(response_schema=schema)
    found = seen(rejected(request, "Invalid schema for response_format: patternProperties"))
    assert found.applied(Capabilities(), request).response_schema is False
    other = ask(response_schema={"type": "object"})
    assert found.applied(Capabilities(), other).response_schema is None
    beside = replace(request, tools=(WEATHER,))
    assert found.applied(Capabilities(), beside).response_schema is None
    tools = ask(tools=(WEATHER,), tool_choice=ToolChoice(mode="required"))
    found = seen(rejected(tools, "tool_choice is not supported with this model"))
    assert found.applied(Capabilities(), tools).forced_tools is False
    free = replace(tools, tool_choice=ToolChoice(mode="auto"))
    assert found.applied(Capabilities(), free).forced_tools is None
    found = seen(rejected(tools, "tools is not supported by this model"))
    assert found.applied(Capabilities(), replace(tools, tools=(TIME,))).tools is None


def test_thinking_and_json_mode_have_names_of_their_own() -> None:
    thinks = ask(thinking=ThinkingBudget(budget=1024), temperature=0.2)
    found = seen(rejected(thinks, "This model does not support thinking"))
    assert found.applied(Capabilities(), thinks).thinking == ("on", "off")
    assert found.applied(Capabilities(thinking=("budget",)), thinks).thinking == ()
    found = seen(rejected(thinks, "`temperature` may only be set to 1 when thinking is enabled"))
    assert [one.setting for one in found.found] == ["temperature"]
    answered = seen(*accepted(thinks, SOON))
    assert answered.applied(Capabilities(thinking=("off",)), thinks).thinking is None
    plain = ask(json_mode=True)
    found = seen(rejected(plain, "'response_format' is not supported with this model"))
    assert found.applied(Capabilities(), plain).json_mode is False
    assert found.applied(Capabilities(), ask(response_schema={})).response_schema is None


def test_one_image_that_is_too_large_says_nothing_of_others() -> None:
    image = Image(media_type="image/png", data="AAAA")
    shown = Request(messages=(Message(role="user", content=(image,)),))
    assert rejection(shown, failed("messages.0: image exceeds the maximum of 5 MB"), SOON) is None
    found = seen(rejected(shown, "image input is not supported by this model"))
    assert found.applied(Capabilities(), shown).images is False


@pytest.mark.parametrize(
    "said",
    [
        "messages.0.content.0.document: The PDF specified was not valid.",
        "'file_data' is not valid base64",
        "This model does not support PDFs larger than 100 pages",
        "documents must have text: document content is empty",
    ],
)
def test_one_document_that_cannot_be_read_says_nothing_of_others(said: str) -> None:
    page = Document(media_type="application/pdf", data="AAAA")
    given = Request(messages=(Message(role="user", content=(page,)),))
    assert rejection(given, failed(said), SOON) is None
    found = seen(rejected(given, "This model doesn't support documents."))
    assert found.applied(Capabilities(), given).documents is False
    text = Document(media_type="text/plain", data="AAAA")
    other = Request(messages=(Message(role="user", content=(text,)),))
    assert found.applied(Capabilities(), other).documents is None


@pytest.mark.parametrize(
    "failure",
    [
        failed("'temperature' is bad", error_class="server"),
        failed("'temperature' is not supported", error_class="rate_limited"),
        failed("temperature: too long", flags=("context_length",)),
        failed("something is not supported"),
        failed("'top_p' is not supported"),
        failed("'seed' connect: temperature unavailable, connection reset"),
        failed("tools: failed to parse tool call", vendor_code="tool_use_failed"),
    ],
)
def test_what_shows_nothing_of_the_request(failure: Failure) -> None:
    request = ask(temperature=0.2, tools=(WEATHER,))
    assert rejection(request, failure, SOON) is None


def test_what_was_sent_is_not_kept() -> None:
    secret = "a prompt that nobody else should read, and that goes on for quite a while"
    message = f"temperature: Extra inputs are not permitted [input_value='{secret}'] " + "x" * 5000
    found = rejected(ask(temperature=0.2), message)
    assert secret not in found.said
    assert found.said.startswith("temperature: Extra inputs are not permitted")
    assert len(found.said) == MOST_SAID
    assert "\x1b" not in rejected(ask(seed=1), "\x1b[2J'seed' is not supported").said


def test_old_ones_make_room() -> None:
    found = NOTHING_OBSERVED
    for number in range(MOST_KEPT + 5):
        found = found.plus(next(iter(taken(ask(seed=number), f"2026-11-01T10:{number:05}Z"))))
    assert len(found.found) == MOST_KEPT
    assert found.found[0].value == "5"


settings = st.fixed_dictionaries(
    {},
    optional={
        "temperature": st.sampled_from([0.0, 0.5, 1.0, 1.7]),
        "top_p": st.sampled_from([0.5, 1.0]),
        "seed": st.integers(0, 2),
        "effort": st.sampled_from(["low", "max"]),
        "stop": st.sampled_from([("a",), ("a", "b")]),
    },
)
events = st.tuples(
    settings, st.sampled_from([*sorted(PREFERENCES), "stop", ""]), st.booleans(), st.integers(0, 9)
)


@given(st.lists(events, max_size=12), settings)
def test_adapting_ends_and_never_invents(
    history: list[tuple[dict[str, Any], str, bool, int]], now: dict[str, Any]
) -> None:
    """Settings only go; what is left was not rejected; and the latest word of each stands."""
    found = NOTHING_OBSERVED
    for sampling, name, wholly, minute in history:
        request, at = ask(**sampling), f"2026-11-01T10:0{minute}:00Z"
        words = NOT_SUPPORTED.format(name) if wholly else f"{name} must be smaller"
        no = rejection(request, failed(words), at) if name else None
        for one in [no] if no else taken(request, at):
            found = found.plus(one)
    keys = [(one.setting, one.value, one.effort) for one in found.found]
    assert len(keys) == len(set(keys))
    request = ask(**now)
    made = adapted(Capabilities(), request, "all", found)
    for name in Sampling.__struct_fields__:
        value = getattr(made.request.sampling, name)
        if name not in made.substituted:
            assert value in {getattr(request.sampling, name), getattr(Sampling(), name)}
    assert found.rejected(made.request) == ()


def test_tools_that_are_called_contradict_a_sentence_about_all_tools() -> None:
    mine, others = ask(tools=(WEATHER,)), accepted(ask(tools=(TIME,)), LATER)
    wholly = rejected(mine, "tools is not supported by this model")
    assert seen(wholly).applied(Capabilities(), mine).tools is False
    assert seen(wholly, *others).applied(Capabilities(), mine).tools is None
    schema = rejected(mine, "Invalid 'tools': maxItems must be smaller")
    assert seen(schema, *others).applied(Capabilities(), mine).tools is False


def test_a_change_beside_another_effort_is_backed_by_what_was_seen_there() -> None:
    effort = "'effort' does not support 'minimal' here. Supported values are: 'low' and 'high'."
    asked = ask(temperature=0.2, effort="minimal")
    found = seen(
        rejected(asked, effort),
        rejected(ask(temperature=0.2, effort="low"), NOT_SUPPORTED.format("temperature")),
    )
    made = {one.feature: one for one in review_adapted(spec(), asked, "preferences", found)}
    assert (made["effort"].effect, made["temperature"].effect) == ("changed", "dropped")
    assert {one.endpoint for one in made.values()} == {"api.probe.test/v1"}
    assert "is not supported with this model" in made["temperature"].cited


def test_names_of_fields_stay_in_the_sentence() -> None:
    message = "Unsupported value: 'reasoning_effort' does not support 'minimal' with this model."
    assert rejected(ask(effort="minimal"), message).said == message
