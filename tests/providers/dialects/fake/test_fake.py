"""The dialect `fake`: an entry of a providers file, and what it gives back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from run_builders import ask, make_provider

from portcheck.config.load import check_file, load_providers
from portcheck.errors import UsageError
from portcheck.model.chat import Request, Tool
from portcheck.plugins import DIALECTS
from portcheck.providers.open_provider import open_provider

ENTRY = "portcheck: 1\nproviders:\n  f: {vendor: nobody, dialect: fake, options: {%s}}\n"


def test_an_entry_needs_a_vendor_and_a_character(tmp_path: Path) -> None:
    path = tmp_path / "providers.yaml"
    path.write_text(ENTRY % "character: careful", "utf-8")
    assert check_file(path) == ()
    (spec,) = load_providers(path)
    provider = open_provider(spec, {})
    assert provider.identity() == {"dialect": "fake", "character": "careful"}
    asyncio.run(provider.aclose())


@pytest.mark.parametrize(
    ("options", "message", "hint"),
    [
        ("", "'character' is missing", "one of careful, leaky, refusing"),
        ("character: lekay", "there is no fake 'lekay'", "did you mean 'leaky'?"),
        ("character: 7", "there is no fake 7", "valid here: careful, leaky, refusing"),
    ],
)
def test_mistakes_stand_in_the_file(tmp_path: Path, options: str, message: str, hint: str) -> None:
    path = tmp_path / "providers.yaml"
    path.write_text(ENTRY % options, "utf-8")
    (found,) = check_file(path)
    assert (found.message, found.hint, found.line) == (message, hint, 3)
    with pytest.raises(UsageError, match="provider 'x'"):
        open_provider(make_provider("x", dialect="fake"), {})


def test_its_answers_have_tokens_ids_and_one_duration() -> None:
    tool = Tool(
        name="look",
        parameters={"type": "object", "properties": {"place": {"type": "string"}}},
    )
    spec = make_provider("f", dialect="fake", options={"character": "leaky"})
    request = Request(messages=ask("look at the place: mill").messages, tools=(tool,))
    answers = [asyncio.run(open_provider(spec, {}).complete(request)) for _ in range(2)]
    assert answers[0] == answers[1]
    (call,) = answers[0].tool_calls
    assert (call.id, call.name, call.arguments) == ("call_1", "look", {"place": "mill"})
    assert answers[0].finish_reason == "tool_calls"
    assert answers[0].usage.output_tokens
    assert answers[0].served_model == "fake-leaky"


def test_it_reaches_no_network_and_its_option_is_no_secret() -> None:
    dialect = DIALECTS.get("fake")
    assert not dialect.uses_network
    assert dialect.options == dialect.plain_options
