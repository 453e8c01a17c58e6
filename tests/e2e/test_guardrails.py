"""Routes with and without a guardrail in one run: live, recorded, resumed, and when it fails."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands import Cli
from local_vendor import LocalVendor, Reply, chat

from portcheck.config.schema import published

pytestmark = pytest.mark.server

SUITE = """
portcheck: 1
suite: guarded
workloads:
  ask:
    prompt: "Say {{ word }}"
    checks: [{contains: "{{ word }}"}]
    cases:
      - {id: plain, vars: {word: bread}}
      - {id: prompt, vars: {word: poison}}
      - {id: answer, vars: {word: secret}}
      - {id: more, vars: {word: water}}
"""
PROVIDERS = """
portcheck: 1
providers:
  old:
    vendor: acme
    dialect: openai-chat
    model: m
    base_url: "URL/v1"
    price: {input: 1, output: 1}
  bare: {vendor: acme, dialect: openai-chat, model: m, base_url: "URL/v1"}
  guarded:
    vendor: acme
    dialect: openai-chat
    model: m
    base_url: "URL/v1"
    price: {input: 1, output: 1}
    guardrail: {moderation: filter, price_per_call: 0.5}
  filter:
    vendor: house
    dialect: http
    base_url: "URL/judge"
    model: f
    options: {body: {input: $prompt}, blocked_if: bad, categories: why}
"""
down: set[str] = set()


def answer(path: str, body: dict[str, Any]) -> Reply:
    """A model that says what it is asked for, with a slip; a filter that dislikes two words."""
    if path.endswith("/judge"):
        text = body["input"]
        if any(word in text for word in down):
            return 200, {"status": "maintenance"}
        bad = "poison" in text or text.startswith("So: secret")
        return 200, {"bad": bad, "why": ["harm"] if bad else []}
    return chat(f"So: {body['messages'][-1]['content'].removeprefix('Say ')}")


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[LocalVendor]:
    (tmp_path / "suite.yaml").write_text(SUITE)
    down.clear()
    with LocalVendor(answer) as made:
        (tmp_path / "providers.yaml").write_text(PROVIDERS.replace("URL", made.root))
        yield made


RUN = ("run", "suite.yaml", "--baseline", "old")


def samples(folder: str, provider: str) -> dict[str, dict[str, Any]]:
    """Case to what came of it."""
    plan = json.loads(Path(folder, "plan.json").read_text())["plan"]
    named = {trial["key"]: trial for trial in plan["trials"] if trial["provider"] == provider}
    lines = map(json.loads, Path(folder, "samples.jsonl").read_text().splitlines())
    return {
        named[line["trial"]]["case"]: line.get("completion") or line["failure"]
        for line in lines
        if line.get("trial") in named
    }


def test_two_routes_with_and_without_are_two_providers(cli: Cli, vendor: LocalVendor) -> None:
    done = cli(*RUN, "--out", "one", "--record", "kept.jsonl")
    assert done.code in {1, 3}, done.err
    found = samples("one", "guarded")
    assert {case: one["finish_reason"] for case, one in found.items()} == {
        "plain": "stop",
        "prompt": "content_filter",
        "answer": "content_filter",
        "more": "stop",
    }
    assert found["prompt"]["refusal_signal"] == {"kind": "prompt_blocked", "detail": "filter: harm"}
    assert found["answer"]["refusal_signal"] == {"kind": "content_filter", "detail": "filter: harm"}
    assert {one["finish_reason"] for one in samples("one", "bare").values()} == {"stop"}
    report = json.loads(Path("one/report.json").read_text())
    assert {verdict["candidate"] for verdict in report["verdicts"]} == {"bare", "guarded"}
    said = {one["id"]: one.get("guardrail") for one in report["run"]["providers"]}
    assert said["bare"] is None
    assert "moderation=filter@" in str(said["guarded"])
    # Seven judgements, as one question never got to the model, and the model's own tokens.
    assert report["run"]["cost_usd"]["guarded"] == pytest.approx(7 * 0.5 + 3 * 22e-6)
    asked = len(vendor.bodies)
    (guarded,) = [one for one in report["guardrails"] if one["candidate"]["provider"] == "guarded"]
    assert (guarded["candidate"]["blocked"], guarded["baseline"]["blocked"]) == (2, 0)
    assert sorted(
        (one["by"], one["side"], one["category"]) for one in guarded["candidate"]["by"]
    ) == [
        ("filter", "input", "harm"),
        ("filter", "output", "harm"),
    ]
    assert guarded["newly_blocked"] == ["prompt", "answer"]
    jsonschema.validate(report, published("report"))
    changes = {one["candidate"]: one["changes"] for one in report["verdicts"]}
    assert [one["setting"] for one in changes["guarded"]] == ["guardrail"]
    assert changes["guarded"][0]["to"] == said["guarded"]
    assert changes["bare"] == []
    (facts,) = [one for one in report["run"]["providers"] if one["id"] == "guarded"]
    assert len(facts["guardrail_digest"]) == 16
    page = " ".join(cli("show", "one").out.split())
    assert "guarded: tested with the guardrail moderation=filter@" in page
    assert "its guardrail blocks 2 cases that old answers: prompt, answer" in page
    assert "guardrail becomes moderation=filter@" in page

    # A recording of a guarded route replays without asking anybody.
    entries = "\n".join(
        f"  {name}: {{vendor: acme, dialect: recorded, file: kept.{name}.jsonl}}"
        for name in ("old", "bare", "guarded")
    )
    Path("recorded.yaml").write_text(f"portcheck: 1\nproviders:\n{entries}\n")
    again = cli(*RUN, "--providers", "recorded.yaml", "--out", "two")
    assert again.code == done.code, again.err
    assert len(vendor.bodies) == asked
    replayed = json.loads(Path("two/report.json").read_text())
    assert [one["verdict"] for one in replayed["verdicts"]] == [
        one["verdict"] for one in report["verdicts"]
    ]
    words = {one["id"]: one.get("guardrail") for one in replayed["run"]["providers"]}
    assert words["guarded"] == said["guarded"]
    assert replayed["guardrails"] == report["guardrails"]
    for name, text in (("csv", "moderation=filter@"), ("junit", 'name="guardrail of guarded"')):
        assert cli("report", "two", "--format", name, "--out", f"r.{name}").code == 0
        assert text in Path(f"r.{name}").read_text()


def test_a_moderator_that_does_not_say_makes_the_trial_missing(
    cli: Cli, vendor: LocalVendor
) -> None:
    down.add("water")
    done = cli(*RUN, "--candidate", "guarded", "--out", "one")
    assert done.code in {1, 3, 4}, done.err
    found = samples("one", "guarded")
    assert found["more"]["class"] == "malformed_response"
    assert found["more"]["message"].startswith("moderator 'filter': the response has neither true")
    assert [body["messages"][-1]["content"] for body in vendor.asked("/completions")].count(
        "Say water"
    ) == 1  # the baseline alone
    down.clear()
    before = len(vendor.bodies)
    assert cli("resume", "one").code in {1, 3}
    assert samples("one", "guarded")["more"]["text"] == "So: water"
    assert len(vendor.bodies) == before + 3


def test_answers_of_another_route_are_not_reused(cli: Cli, vendor: LocalVendor) -> None:
    cli(*RUN, "--candidate", "guarded", "--out", "one")
    before = len(vendor.bodies)
    cli(*RUN, "--candidate", "guarded", "--out", "two", "--reuse", "one")
    assert len(vendor.bodies) == before
    file = Path("providers.yaml")
    file.write_text(file.read_text().replace("blocked_if: bad", "blocked_if: bad && bad"))
    done = cli(*RUN, "--candidate", "guarded", "--out", "three", "--reuse", "one")
    assert len(vendor.bodies) == before + 4 + 3 + 3
    assert "the guardrail moderation=filter@" in done.err


def test_two_nights_say_that_the_guardrail_changed(cli: Cli, vendor: LocalVendor) -> None:
    cli(*RUN, "--candidate", "guarded", "--out", "one")
    file = Path("providers.yaml")
    file.write_text(
        file.read_text().replace("{moderation: filter, ", "{moderation: filter, output: false, ")
    )
    cli(*RUN, "--candidate", "guarded", "--out", "two")
    assert "not compared: guarded was acme" in " ".join(cli("drift", "one", "two").out.split())
    told = " ".join(cli("compare", "one", "two").out.split())
    assert "guardrail of guarded: moderation=filter@" in told
    assert "(input, output), now moderation=filter@" in told


def test_what_leaves_is_named_before_it_leaves(cli: Cli, vendor: LocalVendor) -> None:
    file = Path("providers.yaml")
    text = file.read_text().replace(f"{vendor.root}/judge", "https://filter.example/judge")
    file.write_text(text.replace("model: f\n", "model: f\n    api_key_env: FILTER_KEY\n"))
    missing = cli(*RUN, "--candidate", "guarded", "--out", "one")
    assert missing.code == 2
    assert "FILTER_KEY is not set" in missing.err
    assert not vendor.bodies
    plan = cli("plan", "suite.yaml", "--baseline", "old", "--json").out
    rows = {one["provider"]: one for one in json.loads(plan)["providers"]}
    assert rows["filter"]["moderator"] is True
    assert rows["filter"]["host"] == "filter.example"
    assert (rows["filter"]["calls"], rows["filter"]["cost_high_usd"]) == (8, 4.0)


def test_the_list_says_what_guards_and_who_judges(cli: Cli, vendor: LocalVendor) -> None:
    found = json.loads(cli("providers", "list", "--json").out)["providers"]
    rows = {one["id"]: one for one in found}
    assert rows["guarded"]["guardrail"].startswith("moderation=filter@")
    assert (rows["bare"]["guardrail"], rows["bare"]["moderator"]) == (None, False)
    assert rows["filter"]["moderator"] is True
    page = cli("providers", "list").out
    assert "guardrail   moderation=filter@" in page
    assert "moderator: it judges texts of other providers" in page


def test_it_is_no_candidate(cli: Cli, vendor: LocalVendor) -> None:
    done = cli(*RUN, "--candidate", "filter")
    assert done.code == 2
    assert "'filter' is a moderator: it judges texts, and does not answer them" in done.err
    probe = cli("providers", "probe", "filter", "--yes")
    assert (probe.code, "is a moderator" in probe.err) == (2, True)
    checked = cli("providers", "check", "--yes", "--json")
    assert checked.code == 0, checked.err
    assert not [one for one in json.loads(checked.out)["providers"] if not one["ok"]]
    assert vendor.asked("/judge")
