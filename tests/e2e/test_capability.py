"""What a candidate is known not to take: found, judged and reported without a call."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commands import Cli
from local_vendor import LocalVendor, Reply, chat, message, refused
from syrupy.assertion import SnapshotAssertion

SUITE = """
portcheck: 1
suite: shop
defaults: {sampling: {temperature: TEMPERATURE, max_output_tokens: 20}, repeats: 2}
workloads:
  hot:
    keep: [temperature]
    prompt: "Say yes: {{ n }}"
    checks: [{equals: "yes"}, {refusal: any}]
    cases: [{id: a, vars: {n: 1}}, {id: b, vars: {n: 2}}]
  cool:
    sampling: {temperature: 0.5, seed: 3}
    prompt: "Say yes: {{ n }}"
    checks: [{equals: "yes"}, {refusal: any}]
    cases: [{id: c, vars: {n: 3}}]
"""
PROVIDERS = """
portcheck: 1
providers:
  old: {vendor: acme, dialect: openai-chat, model: old-1, base_url: "URL/v1"}
  new: {vendor: acme, dialect: anthropic, model: new-1, base_url: "URL"}
  spare: {vendor: acme, dialect: openai-chat, model: spare-1, base_url: "URL/v1"}
"""


def answer(path: str, body: dict[str, Any]) -> Reply:
    return message("yes") if path.endswith("/messages") else chat("yes")


@pytest.fixture
def vendor() -> Iterator[LocalVendor]:
    with LocalVendor(answer) as made:
        yield made


def write(folder: Path, url: str, temperature: str = "1.5") -> None:
    (folder / "shop.yaml").write_text(SUITE.replace("TEMPERATURE", temperature))
    (folder / "providers.yaml").write_text(PROVIDERS.replace("URL", url))


def free(folder: Path) -> None:
    """Takes back that a workload insists on its temperature."""
    suite = folder / "shop.yaml"
    suite.write_text(suite.read_text().replace("    keep: [temperature]\n", ""))


def verdicts(report: dict[str, Any]) -> dict[tuple[str, str], tuple[str, str]]:
    return {(v["workload"], v["candidate"]): (v["verdict"], v["rule"]) for v in report["verdicts"]}


ADAPTED = {
    ("temperature", "rejected", True),
    ("temperature", "changed", True),
    ("seed", "dropped", True),
}
"""What is rejected of the request as it is written, and what is sent instead."""


def test_lint(cli: Cli, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    write(tmp_path, "http://127.0.0.1:9")
    done = cli("lint", "shop.yaml")
    assert done.snapshot == snapshot(name="page")
    assert max(map(len, done.out.splitlines())) <= 100
    quiet = cli("lint", "shop.yaml", "--quiet")
    assert (quiet.code, quiet.out.count("error"), "warning" in quiet.out) == (1, 1, False)
    clean = cli("lint", "shop.yaml", "--provider", "old", "--quiet")
    assert (clean.code, clean.out) == (0, "")
    free(tmp_path)
    for mode, effects in (
        ("none", {("temperature", "rejected", False), ("seed", "dropped", False)}),
        ("preferences", ADAPTED),
        ("all", ADAPTED),
    ):
        adapted = cli("lint", "shop.yaml", "--adapt", mode, "--json")
        found = json.loads(adapted.out)
        assert (adapted.code, found["errors"]) == (0, 0)
        assert {(f["feature"], f["effect"], f["adapted"]) for f in found["findings"]} == effects
        assert {f["grade"] for f in found["findings"]} == {"documented"}
    wrong = cli("lint", "shop.yaml", "--provider", "nwe")
    assert (wrong.code, "did you mean 'new'" in wrong.err) == (2, True)
    (tmp_path / "shop.yaml").write_text("suite: x\nworklods: {}\n")
    assert cli("lint", "shop.yaml").code == 2


def test_lint_shows_hostile_names_and_recorded_providers(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path, "http://127.0.0.1:9")
    providers = (tmp_path / "providers.yaml").read_text().replace("new-1", '"new\\u202e\\e[2J-1"')
    recorded = "  tape: {vendor: acme, dialect: recorded, file: tape.jsonl}\n"
    (tmp_path / "providers.yaml").write_text(providers + recorded)
    done = cli("lint", "shop.yaml")
    assert "new\\u202e\\x1b[2J-1" in done.out
    assert "\x1b" not in done.out
    assert "they call no vendor: tape." in done.out


def test_plan_says_what_is_not_asked(cli: Cli, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    write(tmp_path, "http://127.0.0.1:9")
    done = cli("plan", "shop.yaml", "--baseline", "old")
    assert done.snapshot == snapshot(name="plan")
    page = json.loads(cli("plan", "shop.yaml", "--baseline", "old", "--json").out)
    assert [(item["workload"], item["candidate"]) for item in page["not_asked"]] == [("hot", "new")]
    assert {item["severity"] for item in page["lint"]} == {"error", "warning"}
    assert {entry["provider"]: entry["calls"] for entry in page["providers"]} == {
        "old": 6,
        "new": 2,
        "spare": 6,
    }


@pytest.mark.server
def test_an_unsupported_pair_costs_nothing(cli: Cli, tmp_path: Path, vendor: LocalVendor) -> None:
    write(tmp_path, vendor.root)
    files = ["--report", "html=r.html", "--report", "md=r.md", "--report", "json=r.json"]
    done = cli("run", "shop.yaml", "--baseline", "old", "--out", "r", *files)
    assert done.code == 1, done.err
    assert "new is not called for hot: temperature 1.5 is above its highest, 1" in done.err
    assert "rule capability" in done.out
    assert len(vendor.asked("/messages")) == 2, "only the workload that it takes"
    assert len(vendor.asked("/chat/completions")) == 12
    report = json.loads((tmp_path / "r.json").read_text())
    schema = json.loads(cli("schema", "report").out)
    jsonschema.validate(report, schema)
    assert verdicts(report)["hot", "new"] == ("unsafe", "capability")
    assert verdicts(report)["hot", "spare"][0] == "inconclusive"
    gates = next(v for v in report["verdicts"] if v["rule"] == "capability")["gates"]
    assert [(g["gate"], g["hard"], g["outcome"], g["scale"]) for g in gates] == [
        ("capability", True, "breached", "fact")
    ]
    assert any(finding.startswith("new: not called for hot: ") for finding in report["findings"]), (
        report["findings"]
    )
    for name in ("r.html", "r.md"):
        text = (tmp_path / name).read_text()
        assert "capability" in text
        assert "temperature 1.5 is above its highest" in text


@pytest.mark.server
def test_an_old_run_with_such_a_pair_is_read_again(
    cli: Cli, tmp_path: Path, vendor: LocalVendor
) -> None:
    write(tmp_path, vendor.root)
    run = ("run", "shop.yaml", "--baseline", "old", "--out", "r", "--json")
    first = cli(*run)
    asked = len(vendor.bodies)
    for command in (["score", "r"], ["resume", "r"], ["show", "r"]):
        again = cli(*command, "--json")
        assert verdicts(json.loads(again.out)) == verdicts(json.loads(first.out)), again.err
    assert len(vendor.bodies) == asked
    listing = cli("show", "r", "hot")
    assert (listing.code, "not asked" in listing.out) == (0, True), listing.err
    case = cli("show", "r", "hot", "a")
    assert (case.code, "not asked: temperature 1.5" in case.out) == (0, True), case.err
    assert cli("show", "r", "--flips").code == 0


def test_where_nothing_is_left_to_ask_there_is_a_report_all_the_same(
    cli: Cli, tmp_path: Path, vendor: LocalVendor
) -> None:
    write(tmp_path, vendor.root)
    chosen = ("--baseline", "old", "--candidate", "new", "--workload", "hot")
    done = cli("run", "shop.yaml", *chosen, "--out", "r")
    assert (done.code, vendor.bodies) == (1, []), done.err
    assert "UNSAFE" in done.out
    report = json.loads((tmp_path / "r" / "report.json").read_text())
    assert (report["run"]["trials"], report["exit_code"]) == (0, 1)
    assert cli("resume", "r").code == 1
    shown = cli("show", "r", "hot")
    assert (shown.code, "not asked" in shown.out) == (0, True), shown.err
    planned = cli("plan", "shop.yaml", *chosen)
    assert (planned.code, "No calls are made." in planned.out) == (0, True)
    reused = cli("run", "shop.yaml", *chosen, "--reuse", "r", "--out", "s")
    assert reused.code == 1, reused.err


@pytest.mark.server
def test_adapt_sends_what_is_taken_and_says_so(
    cli: Cli, tmp_path: Path, vendor: LocalVendor
) -> None:
    write(tmp_path, vendor.root)
    free(tmp_path)
    done = cli(
        "run", "shop.yaml", "--baseline", "old", "--candidate", "new", "--out", "r", "--json"
    )
    report = json.loads(done.out)
    assert {rule for _, rule in verdicts(report).values()} != {"capability"}
    sent = sorted(body["temperature"] for body in vendor.asked("/messages"))
    assert sent == [0.5, 0.5, 1, 1, 1, 1]
    assert {body["temperature"] for body in vendor.asked("/chat/completions")} == {1.5, 0.5}
    assert "new: temperature was sent with another value in 4 calls: 1.5 -> 1" in report["findings"]
    assert any(f.startswith("new: seed was not sent in 2 calls: ") for f in report["findings"])
    needed = {verdict["workload"]: verdict["changes"] for verdict in report["verdicts"]}
    assert [(c["setting"], c["from"], c["to"]) for c in needed["hot"]] == [("temperature", 1.5, 1)]
    assert [(c["setting"], c["from"], c["to"]) for c in needed["cool"]] == [("seed", 3, None)]
    assert "temperature 1.5 is above its highest, 1" in needed["hot"][0]["why"]
    assert "(documented: Anthropic API reference, messages, https" in needed["hot"][0]["why"]
    again = json.loads(cli("score", "r", "--json").out)
    assert again["findings"] == report["findings"]
    assert [v["changes"] for v in again["verdicts"]] == [v["changes"] for v in report["verdicts"]]
    assert cli("show", "r").out.count("Changes the cutover needs") == 2


@pytest.mark.slow
def test_what_the_baseline_did_not_get_is_a_warning(
    cli: Cli, tmp_path: Path, vendor: LocalVendor
) -> None:
    write(tmp_path, vendor.root)
    free(tmp_path)
    chosen = ("--baseline", "new", "--candidate", "old", "--workload", "hot")
    (verdict,) = json.loads(cli("run", "shop.yaml", *chosen, "--json").out)["verdicts"]
    assert verdict["changes"] == []
    assert any(
        warning.startswith("Baseline new: temperature 1.5 becomes 1: temperature 1.5 is above")
        for warning in verdict["warnings"]
    ), verdict["warnings"]


@pytest.mark.slow
def test_none_sends_as_written(cli: Cli, tmp_path: Path, vendor: LocalVendor) -> None:
    write(tmp_path, vendor.root)
    free(tmp_path)
    chosen = ("--baseline", "old", "--candidate", "new", "--workload", "hot")
    report = json.loads(cli("run", "shop.yaml", *chosen, "--adapt", "none", "--json").out)
    assert {body["temperature"] for body in vendor.asked("/messages")} == {1.5}
    assert [verdict["rule"] for verdict in report["verdicts"]] != ["capability"]
    assert [verdict["changes"] for verdict in report["verdicts"]] == [[]]
    wrong = cli("run", "shop.yaml", "--adapt", "some")
    assert (wrong.code, "preferences" in wrong.err) == (2, True)


def test_adapt_learns_from_what_a_vendor_refuses(cli: Cli, tmp_path: Path) -> None:
    def picky(_path: str, body: dict[str, Any]) -> Reply:
        if body["model"] == "spare-1" and "temperature" in body:
            return refused("Unsupported value: 'temperature' is not supported with this model.")
        return chat("yes")

    with LocalVendor(picky) as vendor:
        write(tmp_path, vendor.root, "0.3")
        free(tmp_path)
        providers = tmp_path / "providers.yaml"
        limited = "limits: {concurrency: 1}, model: spare-1"
        providers.write_text(providers.read_text().replace("model: spare-1", limited))
        run = ("run", "shop.yaml", "--baseline", "old", "--candidate", "spare", "--json")
        report = json.loads(cli(*run).out)
        asked = [body for _, body in vendor.bodies if body["model"] == "spare-1"]
        assert len(asked) == 7, "one retry, and then none any more"
        assert ["temperature" in body for body in asked] == [True] + [False] * 6
        assert report["run"]["failures"] == {}
        assert any(
            f.startswith("spare: temperature was not sent in 6 calls") for f in report["findings"]
        )
        needed = {verdict["workload"]: verdict["changes"] for verdict in report["verdicts"]}
        why = "the endpoint rejected it in this run (tested)"
        assert needed["hot"] == [{"setting": "temperature", "from": 0.3, "to": None, "why": why}]
        plain = json.loads(cli(*run, "--adapt", "none").out)
        assert plain["run"]["failures"] == {"invalid_request": 6}


def test_call_with_adapt(cli: Cli, tmp_path: Path, vendor: LocalVendor) -> None:
    write(tmp_path, vendor.root)
    request = {
        "messages": [{"role": "user", "content": "Hi"}],
        "sampling": {"temperature": 1.5, "seed": 1, "max_output_tokens": 16},
    }
    (tmp_path / "q.json").write_text(json.dumps(request))
    done = cli("call", "q.json", "--provider", "new")
    printed = json.loads(done.out)
    assert printed["dropped_params"] == ["seed"]
    assert printed["substituted_params"] == {"temperature": "1.5 -> 1"}
    assert vendor.bodies[0][1]["temperature"] == 1
    plain = json.loads(cli("call", "q.json", "--provider", "new", "--adapt", "none").out)
    assert (plain["dropped_params"], plain["substituted_params"]) == (["seed"], {})
    assert vendor.bodies[1][1]["temperature"] == 1.5
