"""Findings of a whole suite, gathered."""

from __future__ import annotations

from msgspec.structs import replace
from run_builders import make_case, make_provider, make_suite, make_workload

from portcheck.model.chat import Image, Message, Sampling, Tool
from portcheck.model.suite import Case
from portcheck.run.plan.lint import review_suite


def case(name: str, **sampling: object) -> Case:
    found = make_case(name)
    settings = Sampling(**{"max_output_tokens": 9, **sampling})  # type: ignore[arg-type]  # data
    return replace(found, request=replace(found.request, sampling=settings))


def test_equal_findings_of_many_cases_are_one() -> None:
    suite = make_suite(
        make_workload("one", [case("a"), case("b", temperature=0.0), case("c", temperature=0.0)]),
        make_workload("two", [case("d", temperature=0.5), case("e", temperature=0.0, seed=1)]),
    )
    claude = make_provider("claude", dialect="anthropic", vendor="anthropic", model="claude-opus-5")
    gpt = make_provider("gpt", vendor="openai", model="gpt-4o")
    found = review_suite(suite, [gpt, claude])
    assert [
        (f.workload, f.finding.provider, f.finding.feature, f.severity, f.cases, f.first_case)
        for f in found
    ] == [
        ("one", "claude", "temperature", "warning", 2, "b"),
        ("two", "claude", "temperature", "warning", 1, "d"),
        ("two", "claude", "temperature", "warning", 1, "e"),
        ("two", "claude", "seed", "warning", 1, "e"),
    ]


def test_defaults_are_information_and_guesses_are_warnings() -> None:
    suite = make_suite(
        make_workload("w", [case("a", max_output_tokens=None), case("b", stop=(" ",))])
    )
    claude = make_provider(
        "claude", dialect="anthropic", vendor="anthropic", model="claude-sonnet-4-5"
    )
    found = review_suite(suite, [claude])
    assert [(f.finding.feature, f.severity) for f in found] == [
        ("default_max_output_tokens", "info"),
        ("stop", "warning"),
    ]
    recorded = make_provider("old", dialect="recorded", file="x.jsonl")
    assert review_suite(suite, [recorded]) == ()


def test_cases_that_differ_in_an_image_or_a_tool_have_findings_of_their_own() -> None:
    plain = [case(name) for name in "abcd"]
    picture = Message(role="user", content=(Image(media_type="image/tiff", data="aGk="),))
    tool = Tool(name="look up")
    shown = replace(plain[1], request=replace(plain[1].request, messages=(picture,)))
    calling = replace(plain[2], request=replace(plain[2].request, tools=(tool,)))
    suite = make_suite(make_workload("w", [plain[0], shown, calling, plain[3]]))
    nova = make_provider("nova", dialect="bedrock", vendor="amazon", model="m")
    found = review_suite(suite, [nova])
    assert [(f.finding.feature, f.cases, f.first_case) for f in found] == [
        ("images", 1, "b"),
        ("images", 1, "b"),
        ("tool_name", 1, "c"),
        ("tool_description", 1, "c"),
    ]
