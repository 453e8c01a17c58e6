"""What holds for every dialect that uses the network, those of tomorrow included.

A dialect is found through the registry; it fails here until `contract/<dialect>.json` has its
scenarios. See `tests/support/contract_scenarios.py` for the form of these files.
"""

from __future__ import annotations

import asyncio
import json
import random
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from contract_scenarios import MEANINGS, Scenario, files, is_part, lacking, scenarios
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from provider_exchanges import KEY, VARIABLE, Server, StandIn

from portcheck.data.vendors import presets
from portcheck.errors import ProviderError
from portcheck.model.codec import completion_to_json, encode, request_from_json
from portcheck.model.completion import Completion
from portcheck.plugins import DIALECTS, Provider
from portcheck.providers.open_provider import open_provider
from portcheck.providers.wire import Wire

FILES = files()
KNOWN = sorted(name for name, dialect in DIALECTS.built_in.items() if dialect.uses_network)
SCENARIOS = [found for name, data in FILES.items() for found in scenarios(name, data)]
SHORT = 250
"""Bytes of a stream up to which it is split everywhere."""


class Exchanges:
    """Asks the same provider again and again, its server saying something else each time."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.request = request_from_json(scenario.data["request"])

    def __call__(self, servers: Sequence[Server]) -> list[dict[str, Any]]:
        return asyncio.run(self._all(servers))

    async def _all(self, servers: Sequence[Server]) -> list[dict[str, Any]]:
        carrier = StandIn(servers[0])
        provider = open_provider(self.scenario.provider, {VARIABLE: KEY}, transport=carrier)
        assert KEY not in repr(provider)
        assert KEY not in json.dumps(dict(provider.identity()))
        found = []
        for server in servers:
            carrier.server = server
            found.append(await self._one(provider))
        await provider.aclose()
        return found

    async def _one(self, provider: Provider) -> dict[str, Any]:
        """What `call` prints, but for durations."""
        try:
            got: Completion | ProviderError = await provider.complete(self.request)
        except ProviderError as exc:
            got = exc
        if isinstance(got, ProviderError):
            shown = "".join(traceback.format_exception(got))
            assert KEY not in f"{got!r} {got.hint} {got.failure.vendor_code} {shown}"
            return as_json({"error": encode(got.failure)})
        assert KEY not in repr(got)
        printed = completion_to_json(got)
        del printed["timing"]
        return as_json(printed)


def as_json(printed: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(printed, allow_nan=False))
    return found


def server(scenario: Scenario, chunk: int = 0, body: bytes | None = None) -> Server:
    response = scenario.data["response"]
    return Server(
        body=scenario.body if body is None else body,
        status=response.get("status", 200),
        headers=response.get("headers", {}),
        chunk=chunk,
    )


def played(scenario: Scenario, *servers: Server) -> list[dict[str, Any]]:
    return Exchanges(scenario)(servers)


# --- the files -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", KNOWN)
def test_a_dialect_has_one_frozen_wire_of_its_name(name: str) -> None:
    wire = import_module(DIALECTS.get(name).open.__module__).WIRE
    assert isinstance(wire, Wire)
    assert wire.name == name
    assert wire == structs.replace(wire)
    with pytest.raises(AttributeError):
        wire.name = "other"  # type: ignore[misc]


@pytest.mark.parametrize("dialect", KNOWN)
def test_a_dialect_has_its_scenarios(dialect: str) -> None:
    assert dialect in FILES, (
        f"dialect {dialect!r} has no tests/providers/dialects/contract/{dialect}.json; it needs "
        f"the scenarios {', '.join(MEANINGS)} (see tests/support/contract_scenarios.py)"
    )
    problems = lacking(FILES[dialect])
    assert not problems, f"contract/{dialect}.json: " + "; ".join(problems)


def test_every_file_belongs_to_a_dialect_or_a_preset() -> None:
    known = {*KNOWN, *(f"preset_{name}" for name in presets())}
    assert set(FILES) <= known


def test_a_preset_of_an_imitator_has_a_documented_exchange() -> None:
    own = {"https://api.openai.com/v1"}
    imitators = [
        name
        for name, preset in presets().items()
        if preset["dialect"] == "openai-chat" and preset["base_url"] not in own
    ]
    missing = [name for name in imitators if f"preset_{name}" not in FILES]
    assert not missing, f"no tests/providers/dialects/contract/preset_NAME.json for {missing}"
    for name in imitators:
        data = FILES[f"preset_{name}"]
        assert data["source"] == "documentation"
        assert "text" in data["scenarios"]
        assert any("error" in item.get("expected", {}) for item in data["scenarios"].values())


def test_a_file_that_lacks_something_is_told_what() -> None:
    assert "scenario 'stream' is missing" in lacking({"scenarios": {}})
    waived = {"not_applicable": "no such thing"}
    problems = lacking({"scenarios": dict.fromkeys(MEANINGS, waived)})
    assert "scenario 'text' cannot be left out: every vendor has it" in problems
    assert not any("'blocked'" in problem for problem in problems)
    assert any("'source'" in problem for problem in problems)
    empty = lacking({"scenarios": {"blocked": {"not_applicable": " "}, "auth": {"request": {}}}})
    assert "scenario 'blocked' does not say why it is not applicable" in empty
    assert "scenario 'auth' has no 'response'" in empty


# --- the scenarios -------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_a_scenario_is_read_as_documented_in_any_pieces(scenario: Scenario) -> None:
    whole, *others = played(
        scenario, server(scenario), server(scenario, 1), server(scenario, 7), *_splits(scenario)
    )
    assert is_part(scenario.data["expected"], whole), json.dumps(whole, indent=1)
    meaning = MEANINGS.get(scenario.name)
    if meaning is not None:
        assert meaning(whole), f"this is no {scenario.name!r}: {json.dumps(whole, indent=1)}"
    assert all(other == whole for other in others)


@pytest.mark.parametrize("scenario", [s for s in SCENARIOS if "sent" in s.data], ids=str)
def test_what_is_sent_is_as_documented(scenario: Scenario) -> None:
    asked = server(scenario)
    played(scenario, asked)
    assert is_part(scenario.data["sent"], asked.sent), json.dumps(asked.sent, indent=1)


def _splits(scenario: Scenario) -> Iterator[Server]:
    """The stream in pieces of every size, and so broken at every byte; of some, a long one."""
    size = len(scenario.body)
    if not scenario.streamed:
        return
    positions = range(1, size)
    if size > SHORT:
        positions = range(1, size, max(1, size // 40))
    for position in positions:
        yield server(scenario, position, scenario.body)


@pytest.mark.parametrize(
    "scenario", [s for s in SCENARIOS if s.name in {"stream", "tool_call_stream"}], ids=str
)
def test_a_stream_that_breaks_anywhere_is_whole_or_a_connection_failure(
    scenario: Scenario,
) -> None:
    size = len(scenario.body)
    cuts = range(0, size, max(1, size // 60))
    whole, *broken = played(
        scenario, server(scenario), *(replace(server(scenario), cut=cut) for cut in cuts)
    )
    for cut, found in zip(cuts, broken, strict=True):
        # Both follow the end of the text in some streams.
        late: dict[str, Any] = {
            name: whole[name] for name in ("usage", "served_tier") if name in found
        }
        answer = {**found, **late}
        assert answer == whole or found["error"]["class"] == "connection", f"cut at {cut}: {found}"


# --- whatever a server says ----------------------------------------------------------------------


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_a_key_that_a_server_repeats_shows_nowhere(scenario: Scenario) -> None:
    loud = _rewritten(scenario.body, lambda data: _walk(data, lambda text: f"{text} {KEY}"))
    echoing = server(scenario, body=loud)
    headers = {**dict(echoing.headers), "x-request-id": KEY, "x-ratelimit-reset": KEY}
    played(scenario, replace(echoing, headers=headers))  # Exchanges looks for it


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_fields_that_nobody_knows_are_counted_at_most(scenario: Scenario) -> None:
    deep: Any = "bottom"
    for _ in range(50):
        deep = [deep]
    news = {"zz_new": {"a": [1, "two", None]}, "zz_null": None, "zz_deep": deep}

    def with_news(data: Any) -> Any:
        return {**data, **news} if isinstance(data, dict) else data

    known, unknown = played(
        scenario,
        server(scenario),
        server(scenario, body=_rewritten(scenario.body, with_news)),
    )
    counted = {one["kind"] for one in unknown.pop("other_content", ())}
    before = {one["kind"] for one in known.pop("other_content", ())}
    assert unknown == known
    assert counted - before <= {"zz_new", "zz_deep"}


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@pytest.mark.slow
@pytest.mark.parametrize("dialect", [name for name in KNOWN if name in FILES])
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_fuzzed_body_brings_an_answer_or_a_typed_error(dialect: str, data: Any) -> None:
    scenario = data.draw(st.sampled_from([s for s in SCENARIOS if s.file == dialect]))
    noise = data.draw(st.lists(ANY_JSON, min_size=1, max_size=3))
    rng = random.Random(data.draw(st.integers(0, 2**32)))
    status = data.draw(st.sampled_from([200, 400, 429, 500]))
    mutated = _rewritten(scenario.body, lambda found: _mutated(found, noise, rng))
    cut = data.draw(st.integers(0, len(mutated)))
    bodies = [mutated, mutated[:cut], json.dumps(noise[0]).encode(), data.draw(st.binary())]
    played(scenario, *(Server(body=body, status=status, chunk=7) for body in bodies))


def _rewritten(body: bytes, change: Callable[[Any], Any]) -> bytes:
    """The same body or stream of events, every JSON in it changed; bytes that hold none stay."""
    try:
        return json.dumps(change(json.loads(body))).encode()
    except ValueError:
        pass
    lines = body.split(b"\n")
    for at, line in enumerate(lines):
        head, brace, rest = line.partition(b"{")
        if head in {b"", b"data:", b"data: "}:
            try:
                changed = json.dumps(change(json.loads(brace + rest))).encode()
            except ValueError:
                continue
            lines[at] = head + changed
    return b"\n".join(lines)


def _walk(data: Any, change: Callable[[str], str]) -> Any:
    if isinstance(data, Mapping):
        return {name: _walk(item, change) for name, item in data.items()}
    if isinstance(data, list):
        return [_walk(item, change) for item in data]
    return change(data) if isinstance(data, str) else data


def _mutated(data: Any, noise: Sequence[Any], rng: random.Random) -> Any:
    """The same JSON, about one value in ten replaced or left out."""
    if rng.random() < 0.05:
        return rng.choice(noise)
    if isinstance(data, dict):
        return {k: _mutated(v, noise, rng) for k, v in data.items() if rng.random() > 0.05}
    if isinstance(data, list):
        return [_mutated(item, noise, rng) for item in data]
    return rng.choice(noise) if rng.random() < 0.05 else data
