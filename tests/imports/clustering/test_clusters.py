"""Exchanges sorted by what made them: counted, drawn at random, conversations as one."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from traffic_log import PROGRAMS, Traffic

from portcheck.imports.cluster import Cluster, Clusters
from portcheck.imports.clustering import clusters as sorting
from portcheck.imports.clustering.clusters import clusters
from portcheck.imports.exchange import Exchange, Place, Skipped
from portcheck.imports.logs.known_formats import read, skim
from portcheck.model.chat import Message, Request, Text
from portcheck.model.completion import Answer
from portcheck.run.traffic.dialects import READ_ANSWERS


def message(role: str, text: str) -> Message:
    return Message(role=role, content=(Text(text=text),))  # type: ignore[arg-type]


def exchange(*texts: str, system: str | None = None, answer: str | None = "ok") -> Exchange:
    """A request with turns of user and assistant in turn, and its answer."""
    roles = ("user", "assistant")
    turns = tuple(message(roles[at % 2], text) for at, text in enumerate(texts))
    return Exchange(
        request=Request(messages=turns, system=system),
        answer=None if answer is None else Answer(text=answer, finish_reason="stop"),
        place=Place(file="log", line=1),
        raw_hash="",
        model="m",
    )


def asked_of(cluster: Cluster) -> list[str]:
    return [member.exchange.request.messages[0].text for member in cluster.members]


def test_programs_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"".join(Traffic().lines(6_000)))
    found = clusters(skim(path, READ_ANSWERS), most=100)
    whole = clusters(read(path, READ_ANSWERS), most=100)
    assert [one.calls for one in found.clusters] == [one.calls for one in whole.clusters]
    programs = [
        Counter(m.exchange.call_id.partition("-")[0] for m in one.members) for one in found.clusters
    ]
    assert all(len(counted) == 1 for counted in programs), programs
    assert {name for counted in programs for name in counted} == set(PROGRAMS)
    assert len(programs) <= len(PROGRAMS) + 1
    assert found.calls == sum(one.calls for one in found.clusters)
    assert found.repeated > 50
    summary = next(one for one in found.clusters if one.user.pieces[-1].startswith("\n\nSummarise"))
    assert summary.user.pieces[0] == ""
    tenant = next(one for one in found.clusters if one.system and one.system.gaps)
    assert "You are the assistant of the shop " in tenant.system.pieces[0]  # type: ignore[union-attr]


def test_a_conversation_is_one_member_with_all_its_turns() -> None:
    calls = [
        exchange("Hi", system="s", answer="Hello"),
        exchange("Hi", system="s", answer="Good day"),
        exchange("Hi", "Hello", "Where?", system="s", answer="Here"),
        exchange("Hi", "Hello", "Where?", "Here ", "Thanks", system="s", answer="Bye"),
    ]
    (one,) = clusters(calls).clusters
    assert (one.calls, one.conversations) == (4, 2)
    turns = sorted(len(member.exchange.request.messages) for member in one.members)
    assert turns == [1, 5]


def test_equal_requests_are_one_member_with_its_weight() -> None:
    calls = [exchange("ping")] * 3 + [exchange("a question"), exchange("a failure", answer=None)]
    (one,) = clusters(calls).clusters
    assert (one.calls, one.failed, one.models) == (5, 1, {"m": 5})
    assert {m.exchange.request.messages[0].text: m.drawn for m in one.members} == {
        "ping": 3,
        "a question": 1,
        "a failure": 1,
    }


def test_every_conversation_is_as_likely_as_every_other() -> None:
    calls = [exchange(f"number {n} of some") for n in range(400)]
    drawn = Counter[str]()
    for seed in range(150):
        (one,) = clusters(calls, seed=seed, most=40).clusters
        assert len(one.members) == 40
        drawn.update(asked_of(one))
    # 15 of 150 on average, with a standard deviation of 3.7.
    assert max(drawn.values()) < 15 + 5 * 3.7
    quarter = [sum(drawn[f"number {n} of some"] for n in range(at, at + 100)) for at in (0, 300)]
    assert abs(quarter[0] - quarter[1]) < 5 * 50


def test_the_same_seed_draws_the_same() -> None:
    calls = [exchange(f"number {n} of some") for n in range(400)]
    first, second, other = (clusters(calls, seed=seed, most=9) for seed in (1, 1, 2))
    assert first == second
    assert asked_of(first.clusters[0]) != asked_of(other.clusters[0])


def test_memory_is_bounded(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(sorting, "MAX_KEPT_CHARS", 200_000)
    rng = Random(1)
    calls = (exchange(f"{rng.random()} " + "x" * 1_000, system=str(n % 5)) for n in range(3_000))
    found = clusters(calls)
    kept = sum(len(json.dumps(asked_of(one))) for one in found.clusters)
    assert found.calls == 3_000
    assert kept < 250_000


def test_what_was_skipped_is_counted_by_reason() -> None:
    skipped = [
        Skipped(place=Place(file="log", line=n), reason=f"reason {n % 300}") for n in range(3_000)
    ]
    found = clusters(skipped)
    assert len(found.skipped) == 1_000
    assert sum(found.skipped_by_reason.values()) == 3_000
    assert len(found.skipped_by_reason) == 101


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.text("xyz \n", max_size=30))))
def test_nothing_is_lost(said: list[tuple[str | None, str]]) -> None:
    found: Clusters = clusters([exchange(text, system=system) for system, text in said], most=5)
    assert found.calls == len(said) == sum(one.calls for one in found.clusters)
    for one in found.clusters:
        assert sum(member.drawn for member in one.members) == min(5, one.conversations)
        for member in one.members:
            assert one.user.values(member.exchange.request.messages[0].text) is not None
