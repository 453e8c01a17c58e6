"""Settings taken from a request so that a provider accepts it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace

from portcheck.model.chat import Message, Request, Sampling, Text, Tool, ToolChoice
from portcheck.model.facts import Capabilities, CapabilityEvidence
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint import capability_rules as lint
from portcheck.providers.lint.adapt import EFFORTS, adapt, adapted
from portcheck.providers.lint.capability_rules import review

HI = (Message(role="user", content=(Text(text="Hi"),)),)
TOOL = Tool(name="weather", description="Weather")


def entry(model: str, dialect: str = "openai-chat", vendor: str = "openai") -> ProviderSpec:
    return ProviderSpec(id="p", vendor=vendor, dialect=dialect, model=model)


@pytest.mark.parametrize(
    ("caps", "sampling", "left", "dropped", "substituted"),
    [
        (Capabilities(), {"temperature": 9.0, "seed": 1}, {}, (), {}),
        (
            Capabilities(temperature=False, top_p=False),
            {"temperature": 0.0, "top_p": 0.5},
            {"temperature": None, "top_p": None},
            ("temperature", "top_p"),
            {},
        ),
        (
            Capabilities(temperature_max=1),
            {"temperature": 1.7},
            {"temperature": 1},
            (),
            {"temperature": "1.7 -> 1"},
        ),
        (
            Capabilities(top_k=False, presence_penalty=False),
            {"top_k": 40, "frequency_penalty": 0.5, "presence_penalty": 0.5},
            {"top_k": UNSET, "frequency_penalty": 0.5, "presence_penalty": UNSET},
            ("top_k", "presence_penalty"),
            {},
        ),
        (
            Capabilities(samples_at=("none",)),
            {"top_k": 40, "frequency_penalty": 0.5},
            {"top_k": UNSET, "frequency_penalty": UNSET},
            ("top_k", "frequency_penalty"),
            {},
        ),
        (
            Capabilities(top_p_min=0.01, top_p_max=0.99),
            {"top_p": 1.0},
            {"top_p": 0.99},
            (),
            {"top_p": "1 -> 0.99"},
        ),
        (
            Capabilities(top_p_min=0.01, top_p_max=0.99),
            {"top_p": 0.0},
            {"top_p": 0.01},
            (),
            {"top_p": "0 -> 0.01"},
        ),
        (
            Capabilities(temperature_with_top_p=False),
            {"temperature": 0.5, "top_p": 0.5},
            {"top_p": None},
            ("top_p",),
            {},
        ),
        (
            Capabilities(temperature=False, temperature_with_top_p=False),
            {"temperature": 0.5, "top_p": 0.5},
            {"temperature": None},
            ("temperature",),
            {},
        ),
        (
            Capabilities(samples_at=("none", "unset")),
            {"temperature": 0.5, "effort": "high"},
            {"temperature": None},
            ("temperature",),
            {},
        ),
        (
            Capabilities(samples_at=("none",), effort=("none", "high")),
            {"temperature": 0.5, "effort": "minimal"},
            {"effort": "none"},
            (),
            {"effort": "minimal -> none"},
        ),
        (Capabilities(stop=False), {"stop": ("a",)}, {"stop": ()}, ("stop",), {}),
        (
            Capabilities(max_stop=2),
            {"stop": ("a", "b", "c")},
            {"stop": ("a", "b")},
            (),
            {"stop": "3 sequences -> the first 2"},
        ),
        (Capabilities(seed=False), {"seed": 0}, {"seed": None}, ("seed",), {}),
        (
            Capabilities(max_output_tokens=100),
            {"max_output_tokens": 200},
            {"max_output_tokens": 100},
            (),
            {"max_output_tokens": "200 -> 100"},
        ),
        (Capabilities(effort=False), {"effort": "low"}, {"effort": None}, ("effort",), {}),
        (
            Capabilities(effort_rejects=("xhigh",)),
            {"effort": "xhigh"},
            {"effort": "high"},
            (),
            {"effort": "xhigh -> high"},
        ),
        (
            Capabilities(effort=("low", "high")),
            {"effort": "medium"},
            {"effort": "low"},
            (),
            {"effort": "medium -> low"},
        ),
        (Capabilities(effort=("low",)), {"effort": "much"}, {"effort": None}, ("effort",), {}),
        (Capabilities(effort=("default",)), {"effort": "low"}, {"effort": None}, ("effort",), {}),
    ],
)
def test_settings(
    caps: Capabilities,
    sampling: dict[str, Any],
    left: dict[str, Any],
    dropped: tuple[str, ...],
    substituted: dict[str, str],
) -> None:
    request = Request(messages=HI, sampling=Sampling(**sampling))
    found = adapted(caps, request)
    assert found.request.sampling == Sampling(**{**sampling, **left})
    assert (found.dropped, found.substituted) == (dropped, substituted)


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (ToolChoice(mode="required"), "required -> auto"),
        (ToolChoice(mode="tool", name="weather"), "weather -> auto"),
    ],
)
def test_a_forced_tool_becomes_a_free_choice(choice: ToolChoice, said: str) -> None:
    request = Request(messages=HI, tools=(TOOL,), tool_choice=choice)
    found = adapted(Capabilities(forced_tools=False), request)
    assert found.request == replace(request, tool_choice=ToolChoice(mode="auto"))
    assert found.substituted == {"tool_choice": said}
    assert adapted(Capabilities(forced_tools=None), request).request is request


def test_a_response_schema_that_is_not_taken_is_dropped() -> None:
    request = Request(messages=HI, tools=(TOOL,), response_schema={"type": "object"})
    for caps in (Capabilities(response_schema=False), Capabilities(schema_with_tools=False)):
        found = adapted(caps, request)
        assert found.request == replace(request, response_schema=None)
        assert found.dropped == ("response_schema",)


def test_what_is_not_certain_is_sent_as_it_is() -> None:
    request = Request(
        messages=HI,
        tools=(TOOL,),
        tool_choice=ToolChoice(mode="required"),
        response_schema={"type": "object"},
    )
    caps = Capabilities(
        forced_tools=False,
        response_schema=False,
        evidence=dict.fromkeys(
            ("forced_tools", "response_schema"),
            CapabilityEvidence(grade="reported", source="a table"),
        ),
    )
    assert adapted(caps, request).request is request


def test_the_table_decides() -> None:
    request = Request(messages=HI, sampling=Sampling(temperature=0.0))
    assert adapt(entry("o3-mini"), request).dropped == ("temperature",)
    assert adapt(entry("claude-opus-4-7", "anthropic", "anthropic"), request).dropped == (
        "temperature",
    )
    same = adapt(entry("gpt-4o"), request)
    assert same.request is request


NUMBERS = st.none() | st.floats(0, 3)
REQUESTS = st.builds(
    lambda sampling, choice, schema: Request(
        messages=HI, sampling=sampling, tools=(TOOL,), tool_choice=choice, response_schema=schema
    ),
    st.builds(
        Sampling,
        temperature=NUMBERS,
        top_p=st.none() | st.floats(0, 1),
        max_output_tokens=st.none() | st.integers(1, 300),
        stop=st.lists(st.sampled_from("abcdefgh"), max_size=6).map(tuple),
        seed=st.none() | st.integers(0, 9),
        effort=st.none() | st.sampled_from([*EFFORTS, "other"]),
    ),
    st.sampled_from([None, ToolChoice(mode="auto"), ToolChoice(mode="required")]),
    st.sampled_from([None, {"type": "object"}]),
)
KNOWN = st.sampled_from([True, False, None])
CAPABILITIES = st.builds(
    Capabilities,
    temperature=KNOWN,
    temperature_max=st.none() | st.sampled_from([1, 2]),
    top_p=KNOWN,
    top_p_min=st.none() | st.just(0.01),
    top_p_max=st.none() | st.just(0.99),
    temperature_with_top_p=KNOWN,
    samples_at=st.sampled_from([None, ("none",), ("none", "unset")]),
    stop=KNOWN,
    max_stop=st.none() | st.integers(1, 5),
    seed=KNOWN,
    effort=st.none() | st.booleans() | st.sampled_from([("low", "high"), ("none", "default")]),
    effort_rejects=st.sampled_from([(), ("minimal",), ("none", "xhigh")]),
    forced_tools=KNOWN,
    response_schema=KNOWN,
    schema_with_tools=KNOWN,
    max_output_tokens=st.none() | st.integers(1, 200),
    drops_silently=st.booleans(),
)


@given(REQUESTS, CAPABILITIES)
def test_what_is_adapted_is_accepted_and_stays_so(request: Request, caps: Capabilities) -> None:
    found = adapted(caps, request)
    again = adapted(caps, found.request)
    assert again.request is found.request
    assert (found.request is request) == (not found.dropped and not found.substituted)
    assert found.request.messages is request.messages
    assert found.request.tools is request.tools
    spec = entry("m", vendor="nobody")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lint, "find_capabilities", lambda *_: caps)
        left = [f for f in review(spec, found.request) if f.effect in {"rejected", "dropped"}]
    assert left == []
