"""A moderator around a model: what it is shown, what it stops, and that nothing passes it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.errors import CredentialsError, ProviderError
from portcheck.model.chat import Image, Message, Request, Text, ToolCall
from portcheck.model.completion import Completion
from portcheck.model.routes.guardrail import Guardrail, Moderation
from portcheck.model.suite import Price, ProviderSpec
from portcheck.providers.call.redaction import Redactions
from portcheck.providers.moderation.moderated_provider import ModeratedProvider
from portcheck.providers.open_provider import open_provider
from portcheck.providers.retry import PaidError

MODEL = {"choices": [{"message": {"content": "Here you are."}, "finish_reason": "stop"}]}
USAGE = {"prompt_tokens": 10, "completion_tokens": 5}


class Hosts(httpx.AsyncBaseTransport):
    """A model and a moderator; keeps what each is sent."""

    def __init__(self, *judged: Any, model: Any = None, status: int = 200) -> None:
        self.judged = list(judged)
        self.model = model or {**MODEL, "usage": USAGE}
        self.status = status
        self.sent: dict[str, list[Any]] = {"judge.test": [], "model.test": []}
        self.keys: dict[str, str | None] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        self.sent[host].append(json.loads(await request.aread()))
        self.keys[host] = request.headers.get("authorization")
        if host == "model.test":
            return httpx.Response(200, json=self.model)
        answer = self.judged.pop(0) if len(self.judged) > 1 else self.judged[0]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, (bytes, str)):
            return httpx.Response(self.status, content=answer)
        return httpx.Response(self.status, json=answer)


def route(
    *,
    body: Any = None,
    rule: dict[str, Any] | None = None,
    price: Price | None = None,
    **changes: Any,
) -> ProviderSpec:
    judge = ProviderSpec(
        id="judge",
        vendor="house",
        dialect="http",
        base_url="https://judge.test/check",
        api_key_env="JUDGE_KEY",
        price=price,
        options={
            "body": body or {"input": "$prompt"},
            "blocked_if": "results[0].flagged",
            "categories": "results[0].categories",
            "input_tokens": "tokens",
        },
    )
    return ProviderSpec(
        id="guarded",
        vendor="v",
        dialect="openai-chat",
        base_url="https://model.test/v1",
        model="m",
        api_key_env="MODEL_KEY",
        guardrail=Guardrail(moderation=Moderation(moderator="judge", **(rule or {}))),
        moderator=judge,
        **changes,
    )


KEYS = {"MODEL_KEY": "model-key-0123456789", "JUDGE_KEY": "judge-key-0123456789"}
HELLO = Request(messages=(Message(role="user", content=(Text(text="Hello?"),)),))


def flags(flagged: bool, **categories: bool) -> dict[str, Any]:
    return {"results": [{"flagged": flagged, "categories": categories}], "tokens": 100}


PASS, BLOCK = flags(False), flags(True, hate=True, violence=True, spam=False)


def asked(hosts: Hosts, spec: ProviderSpec | None = None, request: Request = HELLO) -> Completion:
    async def run() -> Completion:
        provider = open_provider(spec or route(), KEYS, transport=hosts)
        if isinstance(provider, ModeratedProvider):
            provider._sleep = no_sleep
        try:
            return await provider.complete(request)
        finally:
            await provider.aclose()

    return asyncio.run(run())


async def no_sleep(_seconds: float) -> None:
    return None


def failure(hosts: Hosts, spec: ProviderSpec | None = None, request: Request = HELLO) -> Any:
    with pytest.raises(ProviderError) as raised:
        asked(hosts, spec, request)
    return raised.value.failure


def test_what_passes_is_the_models_answer() -> None:
    hosts = Hosts(PASS)
    answer = asked(hosts)
    assert (answer.text, answer.finish_reason) == ("Here you are.", "stop")
    assert [sent["input"] for sent in hosts.sent["judge.test"]] == ["Hello?", "Here you are."]
    assert hosts.keys == {
        "judge.test": "Bearer judge-key-0123456789",
        "model.test": "Bearer model-key-0123456789",
    }
    (before, after) = answer.moderation or ()
    assert (before.side, after.side) == ("input", "output")
    assert (before.flagged, after.flagged) == (False, False)
    assert answer.timing.total_s >= before.seconds + after.seconds > 0


def test_a_flagged_question_never_reaches_the_model() -> None:
    hosts = Hosts(BLOCK)
    answer = asked(hosts)
    assert hosts.sent["model.test"] == []
    assert (answer.text, answer.finish_reason) == ("", "content_filter")
    assert answer.refusal_signal is not None
    assert answer.refusal_signal.kind == "prompt_blocked"
    assert answer.refusal_signal.detail == "judge: hate, violence"
    assert (answer.usage.input_tokens, answer.usage.output_tokens) == (0, 0)
    (said,) = answer.moderation or ()
    assert said.categories == ("hate", "violence")
    assert answer.declined


def test_a_flagged_answer_does_not_leave() -> None:
    calls = [{"id": "c", "type": "function", "function": {"name": "wipe", "arguments": '{"a": 1}'}}]
    message = {"content": "Secret", "reasoning_content": "Hm", "tool_calls": calls}
    model = {"choices": [{"message": message, "finish_reason": "tool_calls"}], "usage": USAGE}
    hosts = Hosts(PASS, BLOCK, model=model)
    answer = asked(hosts)
    assert hosts.sent["judge.test"][1]["input"] == 'Secret\n\nwipe {"a": 1}'
    assert (answer.text, answer.tool_calls, answer.reasoning_text) == ("", (), None)
    assert answer.finish_reason == "content_filter"
    assert answer.refusal_signal is not None
    assert answer.refusal_signal.kind == "content_filter"
    assert answer.usage.output_tokens == 5  # it is paid for
    assert "Secret" not in repr(answer)


@pytest.mark.parametrize(
    ("rule", "shown"),
    [({"output": False}, ["Hello?"]), ({"input": False}, ["Here you are."])],
)
def test_one_side_alone(rule: dict[str, Any], shown: list[str]) -> None:
    hosts = Hosts(PASS)
    asked(hosts, route(rule=rule))
    assert [sent["input"] for sent in hosts.sent["judge.test"]] == shown


def test_of_a_conversation_what_is_new_is_judged() -> None:
    call = ToolCall(id="c", name="f", arguments={}, arguments_raw="{}")
    request = Request(
        system="You are kind.",
        messages=(
            Message(role="user", content=(Text(text="Old"),)),
            Message(role="assistant", content=(), tool_calls=(call,)),
            Message(role="tool", content=(Text(text="Result"),), tool_call_id="c"),
            Message(role="user", content=(Text(text="New"),)),
        ),
    )
    hosts = Hosts(PASS)
    asked(hosts, request=request)
    assert hosts.sent["judge.test"][0]["input"] == "Result\n\nNew"


def test_a_turn_that_was_stopped_is_judged_with_the_next_one() -> None:
    """Or a flagged text would get to the model one turn later."""
    turns = ("poison", "and now?")
    said = [Message(role="user", content=(Text(text=turn),)) for turn in turns]
    request = Request(messages=(said[0], Message(role="assistant", content=()), said[1]))
    hosts = Hosts(BLOCK)
    assert asked(hosts, request=request).finish_reason == "content_filter"
    assert hosts.sent["judge.test"][0]["input"] == "poison\n\nand now?"
    assert not hosts.sent["model.test"]


def test_what_another_model_heard_and_said_is_judged_as_a_whole() -> None:
    """Or a text that this route has blocked would get to the model behind the other's answer."""
    said = (
        Message(role="user", content=(Text(text="poison"),)),
        Message(role="assistant", content=(Text(text="As you like."),)),
        Message(role="user", content=(Text(text="and now?"),)),
    )
    hosts = Hosts(BLOCK)
    answer = asked(hosts, request=Request(messages=said, heard=(said[1:2],)))
    assert answer.finish_reason == "content_filter"
    assert hosts.sent["judge.test"][0]["input"] == "poison\n\nand now?"
    assert not hosts.sent["model.test"]


def test_an_answer_that_says_nothing_is_not_judged() -> None:
    model = {"choices": [{"message": {"content": ""}, "finish_reason": "content_filter"}]}
    hosts = Hosts(PASS, model=model)
    assert asked(hosts).finish_reason == "content_filter"
    assert len(hosts.sent["judge.test"]) == 1


def test_what_the_moderator_is_not_shown_makes_the_trial_missing() -> None:
    image = Image(media_type="image/png", data="aGk=")
    request = Request(messages=(Message(role="user", content=(Text(text="See"), image)),))
    found = failure(Hosts(PASS), request=request)
    assert "images, so it did not judge that" in found.message
    assert found.missing
    hosts = Hosts(PASS)
    assert asked(hosts, route(body={"messages": "$messages"}), request).text == "Here you are."


@pytest.mark.parametrize(
    ("price", "rule", "cost"),
    [
        (None, {}, None),
        (None, {"price_per_call": 0.001}, 0.001),
        (Price(input=2.0, output=0.0), {}, 0.0002),
        (Price(input=0.0, output=0.0), {}, 0.0),
        (Price(input=2.0, output=1.0), {}, None),
    ],
)
def test_what_a_judgement_costs(price: Price | None, rule: Any, cost: float | None) -> None:
    answer = asked(Hosts(PASS), route(rule=rule, price=price))
    assert [said.cost_usd for said in answer.moderation or ()] == [cost, cost]


def test_a_stream_is_held_until_it_is_judged() -> None:
    chunk = {"choices": [{"index": 0, "delta": {"content": "Hi"}, "finish_reason": "stop"}]}
    body = f"data: {json.dumps(chunk)}\n\ndata: [DONE]\n\n"

    class Streaming(Hosts):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.host == "model.test":
                return httpx.Response(
                    200, content=body.encode(), headers={"content-type": "text/event-stream"}
                )
            return await super().handle_async_request(request)

    answer = asked(Streaming(PASS), route(stream=True))
    assert answer.timing.first_token_s == answer.timing.total_s
    early = asked(Streaming(PASS), route(stream=True, rule={"output": False}))
    assert early.timing.first_token_s is not None
    assert early.timing.first_token_s <= early.timing.total_s


def test_a_key_that_the_model_echoes_is_hidden_from_the_moderator() -> None:
    model = {"choices": [{"message": {"content": KEYS["MODEL_KEY"]}, "finish_reason": "stop"}]}
    hosts = Hosts(PASS, BLOCK, model=model)
    with Redactions() as seen:
        answer = asked(hosts)
    assert KEYS["MODEL_KEY"] not in json.dumps(hosts.sent["judge.test"])
    assert KEYS["MODEL_KEY"] not in repr(answer)
    assert seen.answer is None or KEYS["MODEL_KEY"] not in repr(seen.answer)


def test_its_key_is_asked_for_as_any_other() -> None:
    with pytest.raises(CredentialsError, match="JUDGE_KEY"):
        open_provider(route(), {"MODEL_KEY": "x" * 20})


def test_where_it_is_asked_is_part_of_the_identity() -> None:
    said = open_provider(route(), KEYS).identity()
    assert said["moderator"].startswith("https://judge.test/")
    assert said["guardrail"] == "moderation=judge@ (input, output)"


class Broken(Hosts):
    """Its model is overloaded."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host == "model.test":
            return httpx.Response(503, json={"error": {"message": "busy"}})
        return await super().handle_async_request(request)


def paid(hosts: Hosts, spec: ProviderSpec) -> Completion | None:
    """What a call that fails has cost all the same; `None`: nothing."""
    with pytest.raises(ProviderError) as raised:
        asked(hosts, spec)
    return raised.value.paid if isinstance(raised.value, PaidError) else None


def test_what_was_judged_before_a_model_failed_is_paid_for() -> None:
    cost = paid(Broken(PASS), route(rule={"price_per_call": 0.5}))
    assert cost is not None
    assert [(one.side, one.cost_usd) for one in cost.moderation or ()] == [("input", 0.5)]
    assert (cost.usage.input_tokens, cost.usage.output_tokens) == (0, 0)
    assert paid(Broken(PASS), route(rule={"input": False})) is None


def test_an_answer_that_nobody_could_judge_is_paid_for_and_does_not_leave() -> None:
    cost = paid(Hosts(PASS, b"no"), route(rule={"price_per_call": 0.5}))
    assert cost is not None
    assert [one.side for one in cost.moderation or ()] == ["input"]
    assert cost.usage.output_tokens == 5
    assert "Here you are." not in repr(cost)


# --- never fail open -----------------------------------------------------------------------------

SAYINGS = st.one_of(
    st.sampled_from([b"", b"no", b"null", b"[]", b"{}", b"<html>"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["results", "flagged", "error", "x"]), inner, max_size=3
            )
        ),
        max_leaves=6,
    ),
    st.builds(
        lambda flagged: {"results": [{"flagged": flagged}]},
        st.sampled_from([True, False, None, 0, 1, "false", "no", [], {}]),
    ),
    st.sampled_from([httpx.ConnectError("no"), httpx.ReadTimeout("late")]),
)


@settings(max_examples=150, deadline=None)
@given(
    said=SAYINGS,
    status=st.sampled_from([200, 200, 200, 400, 401, 403, 404, 429, 500, 503]),
    side=st.sampled_from(["input", "output"]),
)
def test_no_answer_passes_without_a_clear_no(said: Any, status: int, side: str) -> None:
    """An answer leaves only where the moderator said `false`; where it did not say, none does."""
    rule = {"output": False} if side == "input" else {"input": False}
    spec, hosts = route(rule=rule), Hosts(said, status=status)
    clear = _flagged(said) if status == 200 and isinstance(said, dict) else None
    if clear is None:
        found = failure(hosts, spec)
        assert found.missing
        assert not found.retryable
        assert "moderator 'judge'" in found.message
        return
    answer = asked(hosts, spec)
    assert (answer.finish_reason == "content_filter") is clear
    assert bool(answer.text) is not clear


def _flagged(said: dict[str, Any]) -> bool | None:
    """What it clearly says; `None` where that is neither."""
    if said.get("error") is not None:
        return None
    results = said.get("results")
    first = results[0] if isinstance(results, list) and results else None
    found = first.get("flagged") if isinstance(first, dict) else None
    return found if isinstance(found, bool) else None


def test_a_moderator_that_fails_is_asked_again_and_the_model_is_not() -> None:
    hosts = Hosts(PASS, httpx.ConnectError("no"), PASS)
    assert asked(hosts).text == "Here you are."
    assert (len(hosts.sent["judge.test"]), len(hosts.sent["model.test"])) == (3, 1)


def test_where_a_filter_of_its_own_blocks_the_moderator_nothing_is_said() -> None:
    error = {"error": {"code": "content_filter", "message": "blocked by content management policy"}}
    found = failure(Hosts(error, status=400))
    assert (found.error_class, found.missing) == ("malformed_response", True)
