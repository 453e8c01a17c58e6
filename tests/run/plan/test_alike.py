"""Which cases a review can tell apart: by anything but what their texts say."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

import pytest
from hypothesis import given, settings
from msgspec.structs import replace
from request_strategies import requests
from run_builders import ask, make_case, make_provider

from portcheck.model.chat import (
    Adapt,
    Image,
    Message,
    Part,
    Request,
    Sampling,
    Text,
    Tool,
    ToolCall,
    ToolChoice,
)
from portcheck.model.suite import Case, ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers.lint.adapt import adapt, review_adapted
from portcheck.providers.lint.capability_rules import review
from portcheck.providers.lint.needs import needs
from portcheck.run.plan.alike import alike

NAMES = sorted(name for name, dialect in DIALECTS.built_in.items() if not dialect.review({}))
MODELS = ("gpt-4o", "claude-opus-4-7", "mistral-large-latest", "m")
GPT = make_provider("gpt", model="gpt-4o", vendor="openai")
PICTURE = Image(media_type="image/png", data="aGk=")


def case(name: str, request: Request) -> Case:
    return replace(make_case(name), request=request)


def shown(request: Request, *parts: Part) -> Request:
    return replace(request, messages=(Message(role="user", content=parts),))


def reworded(request: Request) -> Request:
    """Other texts and images, each as empty or blank as the one in its place."""

    def other(text: str) -> str:
        return text and ("\n\t" if text.isspace() else f'{text} "else" ```{{}}```')

    def part(one: Part) -> Part:
        if isinstance(one, Text):
            return Text(text=other(one.text))
        return replace(one, data="QUJD" if one.data else "")

    messages = tuple(replace(m, content=tuple(map(part, m.content))) for m in request.messages)
    system = None if request.system is None else other(request.system)
    return replace(request, messages=messages, system=system)


@pytest.mark.slow
@pytest.mark.parametrize("dialect", NAMES)
@given(request_=requests())
@settings(max_examples=40, deadline=None)
def test_a_review_finds_the_same_in_requests_that_are_alike(
    dialect: str, request_: Request
) -> None:
    second = reworded(request_)
    for model in MODELS:
        spec = make_provider("p", dialect=dialect, model=model, base_url="https://api.example.com")
        (group,) = alike([case("a", request_), case("b", second)], [spec])
        assert (group.request, group.first_case, group.cases) == (request_, "a", 2)
        assert review(spec, request_) == review(spec, second)
        for mode in get_args(Adapt):
            assert review_adapted(spec, request_, mode) == review_adapted(spec, second, mode)
        assert needs(spec, adapt(spec, request_).request) == needs(
            spec, adapt(spec, second).request
        )


TOOL = Tool(name="look_up", parameters={"type": "object"})
CALL = ToolCall(id="1", name="look_up", arguments={"order": 1})
HI = ask("hi")
CHANGES: dict[str, Callable[[], Request]] = {
    "an image": lambda: shown(HI, Text(text="hi"), PICTURE),
    "another kind of image": lambda: shown(HI, replace(PICTURE, media_type="image/gif")),
    "no part": lambda: shown(HI),
    "an empty text": lambda: ask(""),
    "a blank text": lambda: ask(" "),
    "two texts": lambda: shown(HI, Text(text="h"), Text(text="i")),
    "a tool": lambda: replace(HI, tools=(TOOL,)),
    "another tool": lambda: replace(HI, tools=(replace(TOOL, name="look up"),)),
    "other parameters": lambda: replace(HI, tools=(replace(TOOL, parameters={"type": "x"}),)),
    "a choice": lambda: replace(HI, tools=(TOOL,), tool_choice=ToolChoice(mode="required")),
    "a schema": lambda: replace(HI, response_schema={"type": "object"}),
    "a setting": lambda: replace(HI, sampling=Sampling(temperature=0.0)),
    "a system prompt": lambda: replace(HI, system="be kind"),
    "an empty system prompt": lambda: replace(HI, system=""),
    "another role": lambda: replace(HI, messages=(replace(HI.messages[0], role="assistant"),)),
    "a call": lambda: replace(
        HI, messages=(*HI.messages, Message(role="assistant", tool_calls=(CALL,)))
    ),
    "another id of a call": lambda: replace(
        HI,
        messages=(*HI.messages, Message(role="assistant", tool_calls=(replace(CALL, id="2"),))),
    ),
}


def test_every_other_difference_makes_a_group() -> None:
    cases = [case("plain", HI), *(case(name, made()) for name, made in CHANGES.items())]
    groups = alike(cases, [GPT])
    assert [group.first_case for group in groups] == ["plain", *CHANGES]


def test_a_request_longer_than_a_model_reads_is_not_like_a_short_one() -> None:
    long = "word " * 200_000
    cases = [case("a", HI), case("b", ask(long)), case("c", ask("ho")), case("d", ask(long))]
    assert [(g.first_case, g.cases) for g in alike(cases, [GPT])] == [("a", 2), ("b", 2)]
    unknown = make_provider("p")
    assert [g.cases for g in alike(cases, [unknown])] == [4]


def test_what_another_distribution_looks_at_is_not_known() -> None:
    foreign = ProviderSpec(id="p", vendor="v", dialect="acme")
    cases = [case("a", HI), case("b", ask("ho"))]
    assert [g.first_case for g in alike(cases, [GPT, foreign])] == ["a", "b"]
