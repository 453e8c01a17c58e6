from __future__ import annotations

from typing import get_args

import pytest
from exit_builders import route

from portcheck.errors import UsageError
from portcheck.exitplan.loss import Loss, parse_loss
from portcheck.model.exit_plan import PointKind

ROUTES = [
    route(
        "gpt", vendor="openai", models=("gpt-5", "gpt-5-2026"), regions=("us",), key="OPENAI_KEY"
    ),
    route("eu", vendor="Mistral", regions=("eu", "us"), contract="MSA-7"),
]


@pytest.mark.parametrize(
    ("text", "taken", "words"),
    [
        ("OpenAI", ["gpt"], "OpenAI"),
        ("vendor:mistral", ["eu"], "mistral"),
        ("model:gpt-5-2026", ["gpt"], "model:gpt-5-2026"),
        ("region:US", ["gpt", "eu"], "region:US"),
        ("key: openai_key", ["gpt"], "key:openai_key"),
        ("contract:MSA-7", ["eu"], "contract:MSA-7"),
    ],
)
def test_what_is_lost_takes_the_routes_that_rest_on_it(
    text: str, taken: list[str], words: str
) -> None:
    loss = parse_loss(text, ROUTES)
    assert [one.provider for one in ROUTES if loss.takes(one)] == taken
    assert loss.words == words
    assert not loss.takes(None)
    assert loss.may_take(None)


def test_what_nobody_states_may_be_lost() -> None:
    silent = route("x")
    kinds = get_args(PointKind)
    found = {kind: Loss(kind=kind, name="n").may_take(silent) for kind in kinds}
    assert [kind for kind, may in found.items() if may] == ["model", "region", "contract"]
    stated = route("x", models=("m",), regions=("r",), contract="c")
    assert not any(Loss(kind=kind, name="n").may_take(stated) for kind in kinds)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("opnai", "did you mean 'openai'"),
        ("model:gpt", "gpt-5"),
        ("zone:us", "openai"),
        ("contract:MSA-8", "MSA-7"),
    ],
)
def test_what_no_run_knows_is_a_mistake_with_a_hint(text: str, said: str) -> None:
    with pytest.raises(UsageError, match="no provider of these runs") as caught:
        parse_loss(text, ROUTES)
    assert said in caught.value.hint


def test_a_kind_that_nobody_states_says_so() -> None:
    with pytest.raises(UsageError) as caught:
        parse_loss("contract:x", ROUTES[:1])
    assert caught.value.hint == "no provider has a contract"
