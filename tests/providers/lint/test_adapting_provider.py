"""A provider that leaves out what its vendor does not take."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from msgspec.structs import replace
from provider_exchanges import Server, spec

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError
from portcheck.model.chat import Message, Request, Sampling, Text, Tool, ToolChoice
from portcheck.model.completion import Completion, Timing
from portcheck.model.facts import Observation
from portcheck.model.suite import ProviderSpec
from portcheck.providers.lint.adapt import adapted
from portcheck.providers.lint.adapting_provider import AdaptingProvider, refused_setting
from portcheck.providers.lint.capability_rules import capabilities_of
from portcheck.providers.open_provider import open_provider
from portcheck.providers.retry import MOST_LEARNED, CallResult, complete

ANSWER = Completion(text="Hi.", finish_reason="stop", timing=Timing(total_s=0.0))
EVERYTHING = Sampling(
    temperature=0.3, top_p=0.5, stop=("x",), seed=1, effort="low", max_output_tokens=9
)


def request(**sampling: Any) -> Request:
    message = Message(role="user", content=(Text(text="Hello?"),))
    return Request(messages=(message,), sampling=Sampling(**sampling))


def refusal(message: str, param: str | None = None, **changes: Any) -> ProviderError:
    known: dict[str, Any] = {"error_class": "invalid_request", "flags": ("unsupported_param",)}
    return ProviderError(Failure(message=message, **{**known, **changes}), param=param)


class Picky:
    """Refuses settings, one at a time, as vendors do."""

    def __init__(self, spec: ProviderSpec, refuse: Callable[[Sampling], str | None]) -> None:
        self.spec = spec
        self._refuse = refuse
        self.asked: list[Sampling] = []
        self.closed = False

    async def complete(self, request: Request) -> Completion:
        self.asked.append(request.sampling)
        await asyncio.sleep(0)
        name = self._refuse(request.sampling)
        if name is not None:
            raise refusal(f"Unsupported parameter: '{name}'", name)
        return replace(ANSWER, dropped_params=("seed",) if request.sampling.seed else ())

    def identity(self) -> Mapping[str, str]:
        return {"host": "h"}

    async def aclose(self) -> None:
        self.closed = True


def first_set(*names: str) -> Callable[[Sampling], str | None]:
    return lambda sampling: next((n for n in names if getattr(sampling, n) is not None), None)


async def no_sleep(_seconds: float) -> None:
    return None


def ask(provider: AdaptingProvider, *requests: Request) -> list[CallResult]:
    async def all_of_them() -> list[CallResult]:
        found = [await complete(provider, one, retries=0, sleep=no_sleep) for one in requests]
        await provider.aclose()
        return found

    return asyncio.run(all_of_them())


def test_a_refused_setting_costs_one_retry_and_is_left_out_from_then_on() -> None:
    picky = Picky(spec(), first_set("temperature"))
    hot = request(temperature=0.3, seed=1)
    first, second, third = ask(AdaptingProvider(picky, "all"), hot, hot, request(seed=1))
    assert [a.attempts for a in (first, second, third)] == [2, 1, 1]
    assert [s.temperature for s in picky.asked] == [0.3, None, None, None]
    assert [a.completion and a.completion.dropped_params for a in (first, second, third)] == [
        ("temperature", "seed"),
        ("temperature", "seed"),
        ("seed",),
    ]
    assert picky.closed


def test_each_setting_has_a_retry_of_its_own() -> None:
    picky = Picky(spec(), first_set("temperature", "top_p", "effort"))
    (result,) = ask(
        AdaptingProvider(picky, "all"), request(temperature=0.3, top_p=0.5, effort="low")
    )
    assert result.attempts == 4
    assert result.completion is not None
    assert result.completion.dropped_params == ("effort", "temperature", "top_p")


def test_a_vendor_that_goes_on_complaining_ends_the_call() -> None:
    picky = Picky(spec(), lambda _sampling: "temperature")
    (result,) = ask(AdaptingProvider(picky, "all"), request(temperature=0.3))
    assert (len(picky.asked), result.attempts) == (2, 2)
    assert result.failure is not None
    assert (result.failure.error_class, result.failure.retryable) == (
        "invalid_request",
        False,
    )


def test_calls_in_flight_all_learn() -> None:
    picky = Picky(spec(), first_set("temperature"))
    provider = AdaptingProvider(picky, "all")

    async def together() -> list[CallResult]:
        calls = [complete(provider, request(temperature=0.3), sleep=no_sleep) for _ in range(4)]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(call) for call in calls]
        return [task.result() for task in tasks]

    results = asyncio.run(together())
    assert all(result.completion is not None for result in results)
    assert sum(result.attempts for result in results) == len(picky.asked) == 8


def test_what_the_table_knows_is_never_asked() -> None:
    known = spec("anthropic", vendor="anthropic", model="claude-opus-4-7", base_url=None)
    picky = Picky(known, lambda _sampling: None)
    (result,) = ask(AdaptingProvider(picky, "all"), request(temperature=0.3, effort="low"))
    assert result.completion is not None
    assert result.completion.dropped_params == ("temperature",)
    hot = Picky(spec("anthropic"), lambda _sampling: None)
    (result,) = ask(AdaptingProvider(hot, "all"), request(temperature=1.5))
    assert result.completion is not None
    assert result.completion.substituted_params == {"temperature": "1.5 -> 1"}
    assert hot.asked[0].temperature == 1


def test_a_setting_is_either_dropped_or_substituted() -> None:
    picky = Picky(spec("anthropic"), first_set("temperature"))
    (result,) = ask(AdaptingProvider(picky, "all"), request(temperature=1.5))
    assert result.completion is not None
    assert result.completion.dropped_params == ("temperature",)
    assert result.completion.substituted_params == {}


@pytest.mark.parametrize(
    ("message", "param", "expected"),
    [
        ("Unsupported value", "temperature", "temperature"),
        ("no", "generationConfig.topP", "top_p"),
        ("no", "reasoning.effort", "effort"),
        ("temperature: Extra inputs are not permitted", None, "temperature"),
        ("body.random_seed: Extra inputs are not permitted", None, "seed"),
        ("`temperature` is deprecated for this model.", None, "temperature"),
        ("`temperature` and `top_p` cannot both be specified", None, "top_p"),
        ("Unsupported parameter: 'stop' is not supported with this model.", None, "stop"),
        ('Unknown name "stopSequences" at "generation_config"', None, "stop"),
        ("output_config.effort: Extra inputs are not permitted", None, "effort"),
        ("'max_tokens' is not supported with this model", "max_tokens", None),
        ("'logit_bias' is not supported with this model", "logit_bias", None),
        ("something is not supported", None, None),
    ],
)
def test_which_setting_is_meant(message: str, param: str | None, expected: str | None) -> None:
    asked = Request(messages=(), sampling=EVERYTHING)
    assert refused_setting(refusal(message, param), asked) == expected
    assert refused_setting(refusal(message, param), Request(messages=())) is None


@pytest.mark.parametrize("changes", [{"error_class": "server"}, {"flags": ("context_length",)}])
def test_other_errors_teach_nothing(changes: dict[str, Any]) -> None:
    error = refusal("'temperature' is too high", "temperature", **changes)
    assert refused_setting(error, request(temperature=0.3)) is None


def test_it_is_opened_only_where_it_is_wanted() -> None:
    body = {"error": {"message": "no", "param": "seed", "code": "unsupported_parameter"}}
    server = Server(status=400, body=body)
    adapted = open_provider(spec(api_key_env=None), {}, adapt="all", transport=server.transport)
    assert adapted.identity()["host"] == "api.probe.test"
    plain = open_provider(spec(api_key_env=None), {}, transport=server.transport)
    for provider, requests in ((adapted, 2), (plain, 1)):
        server.requests.clear()
        result = asyncio.run(complete(provider, request(seed=1), sleep=no_sleep))
        assert result.failure is not None
        assert len(server.requests) == requests
        asyncio.run(provider.aclose())


def test_recorded_answers_are_left_alone(tmp_path: Any) -> None:
    file = tmp_path / "r.jsonl"
    file.write_text("")
    recorded = spec("recorded", base_url=None, file=str(file))
    assert not isinstance(open_provider(recorded, {}, adapt="all"), AdaptingProvider)


def test_a_provider_that_never_learns_is_not_asked_for_ever() -> None:
    class Stubborn(Picky):
        async def complete(self, request: Request) -> Completion:
            self.asked.append(request.sampling)
            raise refusal("no", retryable=True)

    stubborn = Stubborn(spec(), lambda _sampling: None)
    result = asyncio.run(complete(stubborn, request(seed=1), sleep=no_sleep))
    assert result.failure is not None
    assert len(stubborn.asked) == MOST_LEARNED + 1


@pytest.mark.parametrize(
    ("mode", "sampling", "message", "param", "name"),
    [
        ("preferences", {"top_k": 5}, "top_k: Extra inputs are not permitted", None, "top_k"),
        ("preferences", {"top_k": 5}, "Unknown name", "generationConfig.topK", "top_k"),
        (
            "preferences",
            {"presence_penalty": 1.0},
            "Argument not supported on this model: presencePenalty",
            None,
            "presence_penalty",
        ),
        ("none", {"top_k": 5}, "Unsupported parameter: 'top_k'", "top_k", None),
        ("preferences", {"thinking": "off"}, "not supported", "thinking.type.disabled", None),
        ("all", {"thinking": "off"}, "not supported", "thinking.type.disabled", "thinking"),
        (
            "preferences",
            {"thinking": "off", "effort": "low"},
            '"thinking.type.disabled" is not supported for this model.',
            None,
            None,
        ),
        (
            "all",
            {"parallel_tool_calls": False},
            "Unsupported parameter: 'parallel_tool_calls' is not supported with this model.",
            "parallel_tool_calls",
            "parallel_tool_calls",
        ),
    ],
)
def test_newer_settings_are_known_in_rejections(
    mode: Any, sampling: dict[str, Any], message: str, param: str | None, name: str | None
) -> None:
    assert refused_setting(refusal(message, param), request(**sampling), mode) == name


WORDINGS = [
    ("Unsupported parameter: 'temperature' is not supported with this model.", "temperature"),
    (
        "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) "
        "value is supported.",
        "temperature",
    ),
    ("`temperature` is deprecated for this model.", None),
    ("temperature: Extra inputs are not permitted", None),
    ("temperature: range: 0..1", None),
    (
        "litellm.UnsupportedParamsError: openai does not support parameters: ['temperature'], for "
        "model=o3-mini.",
        None,
    ),
    ("temperature is not supported", None),
    ("This model does not accept temperature; see the documentation", None),
    ("Provider returned error (upstream: Invalid argument: temperature must be 1)", None),
]


@pytest.mark.parametrize(("message", "param"), WORDINGS)
def test_however_a_vendor_words_it(message: str, param: str | None) -> None:
    asked = request(temperature=0.0, seed=1)
    error = refusal(message, param, flags=())
    assert refused_setting(error, asked, "preferences") == "temperature"
    kept = replace(asked, keep=("temperature",))
    assert refused_setting(error, kept, "all") is None
    assert refused_setting(error, asked, "none") is None


@pytest.mark.parametrize(
    "message", ["Bad request", "The seed of doubt", "Invalid request: see our guide", ""]
)
def test_what_names_nothing_teaches_nothing(message: str) -> None:
    error = refusal(message, flags=())
    assert refused_setting(error, request(temperature=0.0, seed=1), "all") is None


def test_a_need_is_left_out_only_where_all_may_be() -> None:
    error = refusal("'stop' is not supported with this model", "stop")
    asked = request(temperature=0.0, stop=("x",))
    assert refused_setting(error, asked, "preferences") is None
    assert refused_setting(error, asked, "all") == "stop"


def test_what_one_workload_keeps_is_sent_though_another_learned_that_it_is_refused() -> None:
    picky = Picky(spec(), first_set("temperature"))
    hot = request(temperature=0.3)
    kept = replace(hot, keep=("temperature",))
    first, second = ask(AdaptingProvider(picky, "preferences"), hot, kept)
    assert first.completion is not None
    assert second.failure is not None
    assert [sampling.temperature for sampling in picky.asked] == [0.3, None, 0.3]


def test_what_was_told_once_is_told_once() -> None:
    told: list[Observation] = []
    picky = Picky(spec(), first_set("temperature"))
    hot, kept = request(temperature=0.3), replace(request(temperature=0.3), keep=("temperature",))
    provider = AdaptingProvider(picky, "preferences", tell=told.append)
    ask(provider, hot, kept, kept, hot, request(seed=1), request(seed=1))
    assert [(one.setting, one.taken) for one in told] == [("temperature", False)]
    hot = request(temperature=0.3, top_p=0.5)
    ask(AdaptingProvider(Picky(spec(), lambda _: None), "none", tell=told.append), hot, hot)
    assert [(one.setting, one.taken) for one in told[1:]] == [
        ("temperature", True),
        ("top_p", True),
        ("temperature_with_top_p", True),
    ]


def test_a_retry_that_would_send_the_same_is_none() -> None:
    def tool_call(_sampling: Sampling) -> str | None:
        raise refusal("temperature is unsupported", vendor_code="tool_use_failed")

    picky = Picky(spec(), tool_call)
    (result,) = ask(AdaptingProvider(picky, "all"), request(temperature=0.3))
    assert result.attempts == 1


def test_an_answer_that_a_filter_gave_shows_nothing() -> None:
    told: list[Observation] = []

    class Filtered(Picky):
        async def complete(self, request: Request) -> Completion:
            blocked = Failure(error_class="content_blocked", message="no")
            return replace(ANSWER, finish_reason="content_filter", error=blocked)

    filtered = Filtered(spec(), lambda _: None)
    ask(AdaptingProvider(filtered, "none", tell=told.append), request(temperature=0.3))
    assert told == []


def test_requests_that_are_adapted_alike_keep_what_they_ask() -> None:
    asked: list[Request] = []

    class Open(Picky):
        async def complete(self, request: Request) -> Completion:
            asked.append(request)
            return ANSWER

    known = spec("anthropic", vendor="anthropic", model="claude-opus-4-7", base_url=None)
    provider = AdaptingProvider(Open(known, lambda _: None), "all")
    schemas: list[dict[str, Any]] = [{"type": "object"}, {"type": "array"}]
    choice = ToolChoice(mode="required")
    forms = [
        replace(request(temperature=0.3), system=system, response_schema=schema, tools=tools)
        for system in ("one", "two")
        for schema in (None, *schemas)
        for tools in ((), (Tool(name="a"),), (Tool(name="b"),))
    ]
    forms += [replace(one, tool_choice=choice) for one in forms if one.tools]
    forms += [replace(one, keep=("temperature",)) for one in forms]
    answers = ask(provider, *forms, *forms)
    table = capabilities_of(known)
    for one, sent, answer in zip([*forms, *forms], asked, answers, strict=True):
        made = adapted(table, one, "all")
        assert sent == made.request
        assert answer.completion is not None
        assert answer.completion.dropped_params == made.dropped
        assert answer.completion.substituted_params == made.substituted
