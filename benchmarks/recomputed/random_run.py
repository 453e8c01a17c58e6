"""Small random runs: suites, recorded answers of both sides, and what portcheck says of them.

A run has one to three workloads of 1 to 250 cases, repeats, groups, checks that speak of content,
form, conduct or nothing, cases with canaries, random limits and facts, and a baseline and one or
two candidates whose answers are right, wrong, empty, invisible, declined, blocked or missing. One
seed gives one run. Everything goes through the public functions of the package.
"""

from __future__ import annotations

import json
import random
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portcheck import compare, load, plan, run, score
from portcheck.config.load import Loaded
from portcheck.model.codec import request_hash
from portcheck.model.parity import RunReport
from portcheck.model.run import Plan
from portcheck.run.plan.build import Selection

Json = dict[str, Any]

SIZES = (
    *(1, 2, 3, 4, 5, 8, 12, 19, 20, 21, 30, 31, 32, 40, 58, 59, 60, 62, 63, 64, 70, 80, 90),
    *(100, 110, 120, 130, 150, 170, 200, 250),
)
MARGINS = (0.02, 0.05, 0.08, 0.10, 0.15, 0.20, 0.25)
VENDORS = ("anthropic", "meta", "mistral", "openai", "self-hosted")
MISSING = ("timeout", "server", "connection", "rate_limited", "overloaded", "malformed_response")
FAULTS = (
    *("wrong", "empty", "invisible", "refuses", "declines", "blocked"),
    *("missing", "rejected", "unexplained", "undeclared", "leaks", "cut", "stalls"),
)
REFUSAL = "I'm sorry, but I can't help with that request."
CHALLENGE = (
    "That question makes no sense: a mission statement has no viscosity, so it cannot be measured."
)
STALLING = "a" * 60 + "!"
"""An answer on which the pattern of `content_check` runs out of time."""
TOOL = {
    "name": "file",
    "description": "Files a ticket.",
    "parameters": {"type": "object", "properties": {"queue": {"type": "string"}}},
}


@dataclass(slots=True)
class Made:
    """A run folder and what was asked for in it."""

    folder: Path
    suite: Json
    providers: Json
    plan: Plan
    report: RunReport


@dataclass(slots=True)
class Profile:
    """How one provider goes wrong in one workload."""

    rate: float
    shared: float
    """Of the cases that the workload finds hard, the share that it gets wrong besides."""
    faults: tuple[str, ...] = ("wrong",)


@dataclass(slots=True)
class Drawn:
    """Files before they are written, and what a right answer to each case is."""

    suite: Json = field(default_factory=dict)
    providers: Json = field(default_factory=dict)
    right: dict[tuple[str, str], Json] = field(default_factory=dict)
    hard: set[tuple[str, str]] = field(default_factory=set)
    profiles: dict[tuple[str, str], Profile] = field(default_factory=dict)


# --- suites --------------------------------------------------------------------------------------


def content_check(draw: random.Random, number: int, const: bool) -> tuple[Json, Json]:
    """A check of what is right, and an answer that passes it; `const`: the same for every case."""
    want = "word0" if const else f"word{number}"
    value = 7 if const else number + 100
    kind = draw.choice(
        ("equals", "one_of", "contains", "regex", "numeric", "json_fields", "json_schema", "tool")
    )
    schema = {"type": "object", "properties": {"queue": {"const": want}}, "required": ["queue"]}
    body = {"text": json.dumps({"queue": want})}
    call = {"text": "", "tool_calls": [{"id": "1", "name": "file", "arguments": {"queue": want}}]}
    called = {"name": "file", "arguments": {"queue": want}}
    found: dict[str, tuple[Json, Json]] = {
        "equals": ({"equals": want}, {"text": want}),
        "one_of": ({"one_of": [want, "word9999"]}, {"text": want}),
        "contains": ({"contains": {"any": [want]}}, {"text": want}),
        "regex": ({"regex": f"^(a|aa)+$|{want}"}, {"text": want}),
        "numeric": ({"numeric": value}, {"text": f"The sum is {value}."}),
        "json_fields": ({"json_fields": {"queue": want}}, body),
        "json_schema": ({"json_schema": schema}, body),
        "tool": ({"tool_call": called}, {**call, "finish_reason": "tool_calls"}),
    }
    return found[kind]


def form_check(draw: random.Random) -> Json:
    """A check that every plain answer passes and that says nothing of what is right."""
    return draw.choice(
        (
            {"max_length": 200},
            {"max_length": {"words": 40}},
            {"contains": {"none": ["ZEBRA"]}},
            {"tool_call": {"forbidden": "delete"}},
            {"regex": "(?s)."},
        )
    )


def conduct_check(draw: random.Random) -> tuple[Json, Json | None]:
    """A stated check of conduct, and the answer that it wants; `None`: any plain one."""
    return draw.choice(
        (
            ({"refusal": "none"}, None),
            ({"refusal": "full"}, {"text": REFUSAL}),
            ({"refusal": "any"}, None),
            ({"pushback": "challenge"}, {"text": CHALLENGE}),
            ({"pushback": "none"}, None),
        )
    )


def security_case(draw: random.Random, number: int) -> Json:
    """A case of a zero-tolerance gate."""
    gate = draw.choice(("security", "security", "red_line"))
    checks: list[Json] = [{"contains": {"none": [f"CANARY-{number}-Q"]}}]
    if draw.random() < 0.3:
        checks.append({"refusal": draw.choice(("any", "full"))})
    elif draw.random() < 0.3:
        checks = [{"refusal": "full", "gate": gate}]
    return {"gate": gate, "checks": checks}


def repeated(draw: random.Random, size: int) -> list[int]:
    """Which question each case asks: in some workloads cases ask what the one before them does."""
    found = [*range(size)]
    if draw.random() < 0.12:
        for place in range(1, size):
            if draw.random() < 0.3:
                found[place] = found[place - 1]
    return found


def question(draw: random.Random, number: int, name: str) -> str:
    """One of several ways to write the same question."""
    asked = f"Ticket {number}.5: what about caf\u00e9 {name}?"
    if draw.random() < 0.8:
        return asked
    return draw.choice(
        (
            asked.upper(),
            asked.replace(" ", "  ") + "\n",
            asked.removesuffix("?"),
            unicodedata.normalize("NFD", asked),
            asked.replace("?", "!"),
        )
    )


def workload(draw: random.Random, drawn: Drawn, name: str, providers: list[str]) -> Json:
    """One workload; its right answers are noted in `drawn`."""
    kinds = draw.choices(
        (
            *(("content",), ("content", "form"), ("form",), ("conduct",), ("none",)),
            *(("content", "security"), ("security",), ("content", "conduct"), ("form", "security")),
        ),
        weights=(40, 8, 10, 12, 5, 12, 6, 7, 3),
    )[0]
    size = draw.choice(SIZES)
    share = draw.choice((1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.03))
    const = draw.random() < 0.1
    seed = draw.getrandbits(32)
    grouped = draw.choice((0, 0, 0, 0, 2, 3))
    conduct, wanted = conduct_check(draw)
    cases = []
    sources = repeated(draw, size)
    for place, number in enumerate(sources):
        asked = question(draw, number, name)
        case: Json = {"id": f"c{place}", "prompt": asked}
        checks: list[Json] = []
        answer: Json = {"text": "It is done."}
        if "content" in kinds and (number < size * share or number == 0):
            check, answer = content_check(random.Random(seed), number, const)
            checks.append(check)
        if "form" in kinds:
            checks.append(form_check(random.Random(seed + 1)))
        if "conduct" in kinds:
            checks.append(conduct)
            checks += [{"max_length": 300}] * (conduct == {"refusal": "any"})
            answer = answer if wanted is None else wanted
        if "security" in kinds and ("content" not in kinds or number % 2):
            case |= security_case(draw, number)
            if {"refusal": "full"}.items() <= case["checks"][-1].items():
                answer = {"text": REFUSAL}
        else:
            case["checks"] = checks
        if grouped and draw.random() < 0.7:
            case["group"] = f"g{place // grouped}"
        if draw.random() < 0.02:
            case["repeats"] = 2
        drawn.right[name, case["id"]] = answer
        if draw.random() < 0.15:
            drawn.hard.add((name, case["id"]))
        cases.append(case)
    made: Json = {"about": name, "repeats": draw.choice((1, 1, 1, 2, 3)), "cases": cases}
    made["tools"] = [TOOL]
    return made | settings(draw, providers)


def settings(draw: random.Random, providers: list[str]) -> Json:
    """Limits, requirements and the rest of a workload."""
    made: Json = {"gates": limits(draw)}
    if draw.random() < 0.4:
        made["confidence"] = draw.choice((0.8, 0.9, 0.95, 0.95, 0.99))
    if draw.random() < 0.4:
        made["max_missing"] = draw.choice((0.0, 0.02, 0.1, 0.3, 0.9))
    if draw.random() < 0.25:
        made["require"] = requirement(draw)
    if draw.random() < 0.2:
        made["runs_on"] = draw.choice(providers)
    return made


def limits(draw: random.Random) -> Json:
    """What a workload says under `gates`."""
    gates: Json = {}
    for gate in ("task", "refusal", "structure", "tools", "pushback"):
        if draw.random() < 0.85:
            gates[gate] = {"margin": draw.choice(MARGINS)}
            if draw.random() < 0.5:
                gates[gate]["floor"] = draw.choice((0.2, 0.5, 0.7, 0.8, 0.9))
    for gate in ("security", "red_line"):
        if draw.random() < 0.3:
            gates[gate] = {"max_rate": draw.choice((0.02, 0.05, 0.1, 0.2, 0.5))}
    if draw.random() < 0.3:
        gates["errors"] = {"max_rate": draw.choice((0.0, 0.05, 0.2, 0.5))}
    if draw.random() < 0.15:
        gates["latency"] = {"max_ratio": draw.choice((1.0, 1.2, 1.5, 2.0))}
    return gates


def requirement(draw: random.Random) -> Json:
    """What a provider's facts must satisfy."""
    return dict(
        draw.sample(
            (
                ("region", {"in": draw.choice((["us", "eu"], ["eu"]))}),
                ("region", {"not_in": ["cn"]}),
                ("retention_days", {"max": draw.choice((0, 30, 90))}),
                ("retention_days", {"min": 5}),
                ("certifications", {"all": ["soc2"]}),
                ("certifications", {"any": ["soc2", "iso"]}),
                ("trains", {"equals": False}),
                ("trains", {"not_in": [True]}),
            ),
            k=draw.choice((1, 1, 2)),
        )
    )


def provider(draw: random.Random, name: str) -> Json:
    """A recorded provider with some facts."""
    facts: Json = {}
    if draw.random() < 0.9:
        facts["region"] = draw.choice(("us", "eu", "eu", "cn", True))
    if draw.random() < 0.9:
        facts["retention_days"] = draw.choice((0, 10, 30, "thirty"))
    if draw.random() < 0.9:
        facts["certifications"] = draw.choice((["soc2"], ["soc2", "iso"], ["hipaa"], "soc2"))
    if draw.random() < 0.9:
        facts["trains"] = draw.choice((True, False, False, "no"))
    return {
        "vendor": draw.choice(VENDORS),
        "dialect": "recorded",
        "model": draw.choice(("m-1", "m-2")),
        "file": f"{name}.jsonl",
        "facts": facts,
    }


def draw_run(draw: random.Random) -> Drawn:
    """The files of one run."""
    drawn = Drawn()
    names = ["base", "first", "second"][: draw.choice((2, 2, 2, 3))]
    drawn.providers = {
        "portcheck": 1,
        "providers": {name: provider(draw, name) for name in names},
    }
    workloads = [f"w{number}" for number in range(draw.choice((1, 1, 1, 2, 3)))]
    drawn.suite = {
        "portcheck": 1,
        "suite": "random",
        "workloads": {name: workload(draw, drawn, name, names) for name in workloads},
    }
    for name in workloads:
        faults = tuple(draw.sample(FAULTS, k=draw.choice((1, 1, 2, 4))))
        for who in names:
            good = 0.55 if who == "base" else 0.45
            rate = 0.0 if draw.random() < good else draw.choice((0.01, 0.02, 0.05, 0.15, 0.4, 1.0))
            shared = draw.choice((0.0, 0.0, 0.5))
            drawn.profiles[who, name] = Profile(rate, shared, faults)
    return drawn


# --- answers -------------------------------------------------------------------------------------


def outcome(draw: random.Random, right: Json, profile: Profile, hard: bool, canary: str) -> Json:
    """One line of a recording without its key."""
    timing = {"timing": {"total_s": round(draw.lognormvariate(0, 0.3), 4)}}
    plain = {"text": "", "finish_reason": "stop", **timing}
    chance = profile.rate + (profile.shared if hard else 0.0)
    if draw.random() >= chance:
        return {"completion": {**plain, **right}}
    fault = draw.choice(profile.faults)
    if fault in {"missing", "rejected", "unexplained"}:
        kind = draw.choice(MISSING) if fault == "missing" else "invalid_request"
        named = {"flags": ["context_length"]} if fault == "rejected" else {}
        return {"failure": {"class": kind, "message": "no answer", **named}}
    blocked = {"class": "content_blocked", "message": "blocked", "http_status": 400}
    declined = {"kind": "model_refusal"}
    filtered = {"kind": "content_filter"}
    calls = [{"id": "1", "name": "nothing_of_that_name", "arguments": {}}]
    answers: dict[str, Json] = {
        "wrong": {"text": "It is something else."},
        "empty": {"text": ""},
        "invisible": {"text": draw.choice(("\u200b", " \n", "\u2060\ufeff"))},
        "refuses": {"text": REFUSAL},
        "declines": {"text": "", "finish_reason": "refusal", "refusal_signal": declined},
        "blocked": {
            "text": "",
            "finish_reason": "content_filter",
            "refusal_signal": filtered,
            **({"error": blocked} if draw.random() < 0.5 else {}),
        },
        "undeclared": {"text": "", "finish_reason": "tool_calls", "tool_calls": calls},
        "leaks": {"text": f"The code is {canary}."},
        "cut": {"text": right.get("text", "")[:3], "finish_reason": "length"},
        "stalls": {"text": STALLING},
    }
    return {"completion": {**plain, **answers[fault]}}


def write_recordings(folder: Path, drawn: Drawn, loaded: Loaded, seed: str) -> None:
    """One recording a provider, with an answer for every repeat of every case."""
    for who, entry in drawn.providers["providers"].items():
        draw = random.Random(f"{seed} {who}")
        seen: Counter[str] = Counter()
        lines = [json.dumps({"portcheck_recording": 1, "provenance": {"source": "recorded"}})]
        for task in loaded.suite.workloads:
            profile = drawn.profiles[who, task.id]
            for case in task.cases:
                key = task.id, case.id
                for _ in range(case.repeats):
                    hashed = request_hash(case.request)
                    canary = f"CANARY-{case.id[1:]}-Q"
                    said = outcome(draw, drawn.right[key], profile, key in drawn.hard, canary)
                    lines.append(json.dumps({"hash": hashed, "ordinal": seen[hashed], **said}))
                    seen[hashed] += 1
        (folder / entry["file"]).write_text("\n".join(lines), "utf-8")


def judge(planned: Plan, folder: Path) -> RunReport:
    run(planned, folder)
    score(folder)
    return compare(folder)


def make(seed: int, folder: Path) -> Made:
    """Draws a run, makes it in a new folder, and judges it."""
    draw = random.Random(seed)
    drawn = draw_run(draw)
    (folder / "suite.yaml").write_text(json.dumps(drawn.suite), "utf-8")
    (folder / "providers.yaml").write_text(json.dumps(drawn.providers), "utf-8")
    for entry in drawn.providers["providers"].values():
        (folder / entry["file"]).write_text("", "utf-8")
    loaded = load(folder / "suite.yaml", folder / "providers.yaml")
    if draw.random() < 0.1:  # somebody has looked at other answers to the same cases before
        write_recordings(folder, drawn, loaded, f"{seed} before")
        judge(plan(loaded, baseline="base"), folder / "before")
    write_recordings(folder, drawn, loaded, f"{seed}")
    limit = draw.choice((5, 20, 70)) if draw.random() < 0.05 else None
    planned = plan(loaded, baseline="base", selection=Selection(limit=limit))
    report = judge(planned, folder / "run")
    return Made(folder / "run", drawn.suite, drawn.providers, planned, report)
