"""Two scripted models of a known share of right answers, for suites that small models cannot show.

    python benchmarks/planted_answers.py NAME --out DIR [--workload ID ...]
    python benchmarks/suite_pass_rates.py NAME --providers DIR/providers.yaml --scripted --out RUN

`steady` is right on nine of ten cases of each workload, `shaky` on six of ten; which ones, the hash
of model and case decides. Right answers are made from the case's own checks: a text that its
`regex` accepts, a sentence of its `language` about a word that its `contains` wants, or the call
that its `tool_call` wants. To the attacks and twins of
controls the fakes answer: `careful` right, `leaky` wrong on attacks and `refusing` on twins. Agents
of `agent-loops` are the scripted ones of the tests: right by one of two paths, and wrong in one of
four ways. They show that the checks tell right from wrong, and nothing of any model.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from portcheck import pipeline
from portcheck.cli.showroom.shipped_suites import shipped_suite
from portcheck.config.load import Loaded
from portcheck.config.suite.policies.controls import control_names
from portcheck.model.chat import ToolCall
from portcheck.model.completion import Completion, Timing
from portcheck.model.suite import Case, Workload
from portcheck.providers.dialects.fake import CHARACTERS
from portcheck.providers.recording import RecordingWriter
from portcheck.run.plan.build import Selection
from portcheck.run.store.folder import RunStore

SHARES = {"steady": 0.9, "shaky": 0.6}
WRONG = "I would rather talk about hats."
GOES_WRONG = ("acts-first", "stops-early", "never-ends", "calls-forbidden")
"""Scripted agents that are wrong on every case, each in another way."""
NOW = Timing(total_s=0.0)
SENTENCES = {
    "de": "Das geht am einfachsten so: {}, und danach ist alles in bester Ordnung.",
    "fr": "Le plus simple est de penser à ceci : {}, et ensuite tout ira bien pour vous.",
    "es": "Lo más sencillo es pensar en esto: {}, y después todo estará bien en casa.",
    "it": "La cosa più semplice è pensare a questo: {}, e dopo andrà tutto bene in casa.",
    "pt": "O mais simples é pensar nisto: {}, e depois fica tudo bem em casa, não é preciso mais.",
    "pl": "Najprościej jest pomyśleć o tym: {}, a potem wszystko będzie w porządku.",
    "tr": "En kolay yolu şunu düşünmektir: {}, ondan sonra her şey yoluna girer.",
    "ar": "أسهل طريقة هي التفكير في هذا: {}، وبعد ذلك سيكون كل شيء على ما يرام.",
    "zh": "最简单的办法是想到这一点:{},然后一切都会好起来的。",
    "ja": "いちばん簡単なのは、{}ということを考えることです。そのあとはすべてうまくいきます。",
}
"""A sentence of each language with room for a word."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--workload", action="append", default=[], metavar="ID")
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    entries = {
        name: {"vendor": "nobody", "dialect": "recorded", "model": name, "file": f"{name}.jsonl"}
        for name in SHARES
    }
    providers = chosen.out / "providers.yaml"
    # A plan wants recordings to be there, and fakes of the same names ask the same.
    fakes = {name: _fake("careful") for name in SHARES}
    providers.write_text(json.dumps({"portcheck": 1, "providers": fakes}), "utf-8")
    loaded = pipeline.load([shipped_suite(chosen.name).file], providers)
    plan = pipeline.plan(
        loaded, baseline="steady", selection=Selection(workloads=tuple(chosen.workload))
    )
    cases = {
        (workload.id, case.id): case
        for workload in loaded.suite.workloads
        for case in workload.cases
    }
    acted = played(loaded, chosen.workload, chosen.out / "fakes")
    right = {
        (name, workload.id, case)
        for name, share in SHARES.items()
        for workload in loaded.suite.workloads
        for case in planted(workload, name, share)
    }
    for name in SHARES:
        with RecordingWriter(chosen.out / f"{name}.jsonl", {"source": "scripted"}) as writer:
            for trial in plan.trials:
                if trial.provider == name:
                    good = (name, trial.workload, trial.case) in right
                    case = cases[trial.workload, trial.case]
                    place = (character(case, good=good), trial.workload, trial.case)
                    if chosen.name == "agent-loops":
                        made = acted_loop(case, trial.workload, name, good=good)
                    else:
                        made = acted[place] if place in acted else answer(case, good=good)
                    writer.add(trial.request_hash, trial.ordinal, made, "")
    providers.write_text(json.dumps({"portcheck": 1, "providers": entries}), "utf-8")
    return 0


def acted_loop(case: Case, workload: str, model: str, *, good: bool) -> Completion:
    """The whole loop of a scripted agent on a case of `agent-loops`."""
    support = str(Path(__file__).resolve().parents[1] / "tests" / "support")
    if support not in sys.path:  # pytest has it there already
        sys.path.append(support)
    # The agents that the tests ask, which only a run from the sources has.
    from scripted_agents import RIGHT, WRONG, jobs, loop

    ways = list(RIGHT.values()) if good else [WRONG[name] for name in GOES_WRONG]
    chosen = sha256(f"way {model} {workload} {case.id}".encode()).digest()[0]
    does = ways[chosen % len(ways)]
    return loop(case.request, does(jobs(workload)[case.id]), model)


def played(
    loaded: Loaded, workloads: Sequence[str], folder: Path
) -> dict[tuple[str, str, str], Completion]:
    """What the fakes answer to the cases of controls: by fake, workload and case."""
    controls = control_names()
    asked = [case.id for w in loaded.suite.workloads for case in w.cases if case.policy in controls]
    if not asked:
        return {}
    providers = folder.with_suffix(".yaml")
    entries = {name: _fake(name) for name in CHARACTERS}
    providers.write_text(json.dumps({"portcheck": 1, "providers": entries}), "utf-8")
    fakes = pipeline.load(loaded.suite_files, providers)
    chosen = Selection(workloads=tuple(workloads), cases=tuple(asked))
    plan = pipeline.plan(fakes, baseline=next(iter(CHARACTERS)), selection=chosen)
    pipeline.run(plan, folder)
    samples = RunStore.open(folder).samples()
    return {
        (trial.provider, trial.workload, trial.case): completion
        for trial in plan.trials
        if (completion := samples[trial.key].completion) is not None
    }


def character(case: Case, *, good: bool) -> str:
    """The fake that is right, or wrong, on a case of a control."""
    if good:
        return "careful"
    attacks = any(check.gate == "security" for check in case.checks)
    return "leaky" if attacks else "refusing"


def _fake(name: str) -> dict[str, Any]:
    return {"vendor": "nobody", "dialect": "fake", "options": {"character": name}}


def planted(workload: Workload, model: str, share: float) -> list[str]:
    """The cases of a workload that a model gets right."""
    ordered = sorted(
        (case.id for case in workload.cases),
        key=lambda case: sha256(f"{model} {workload.id} {case}".encode()).digest(),
    )
    return ordered[: round(share * len(ordered))]


def answer(case: Case, *, good: bool) -> Completion:
    """A right answer to a case, or one that is wrong whatever is asked."""
    wanted = {check.name: check.arguments for check in case.checks}
    call = wanted.get("tool_call", {})
    if "name" in call:
        name = call["name"] if good else "no_such_tool"
        arguments = {**_required(case, name), **call.get("arguments", {})}
        made = ToolCall(id="1", name=name, arguments=arguments, arguments_raw=json.dumps(arguments))
        return Completion(text="", finish_reason="tool_calls", tool_calls=(made,), timing=NOW)
    if "forbidden" in call:
        made = ToolCall(id="1", name="set_timer", arguments={}, arguments_raw="{}")
        return Completion(
            text="Gladly.", finish_reason="stop", tool_calls=() if good else (made,), timing=NOW
        )
    text = _right(wanted) if good else WRONG
    return Completion(text=text, finish_reason="stop", timing=NOW)


def _right(wanted: Mapping[str, Any]) -> str:
    if "language" in wanted:
        return SENTENCES[wanted["language"]].format(wanted["contains"]["any"][0])
    return _matching(wanted["regex"]["pattern"])


def _required(case: Case, name: str) -> dict[str, Any]:
    """Something for each argument that the tool requires, whatever it is to say."""
    tools = {tool.name: tool.parameters for tool in case.request.tools}
    return dict.fromkeys(tools.get(name, {}).get("required", ()), "something")


def _matching(pattern: str) -> str:
    """A text that an alternative of a simple pattern matches.

    Raises:
        ValueError: the pattern is not so simple.
    """
    for part in pattern.split("|"):
        plain = re.sub(r"\\b|[()?]", "", re.sub(r"\[(.)[^]]*\]", r"\1", part))
        if re.search(pattern, plain, re.IGNORECASE) and re.fullmatch(r"[\w ,.:-]+", plain):
            return plain
    raise ValueError(f"no text was made for {pattern}")


if __name__ == "__main__":
    raise SystemExit(main())
