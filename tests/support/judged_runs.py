"""Whole runs with a panel: recorded contestants, and recorded or scripted judges."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripted_judge import Opinion, judge

from portcheck import pipeline
from portcheck.model.chat import Request
from portcheck.model.codec import completion_to_json, request_hash
from portcheck.model.completion import Completion
from portcheck.model.run import Plan
from portcheck.model.suite import Case, ProviderSpec
from portcheck.run.execute.judging import Judging
from portcheck.run.panel.judgements import Judgements
from portcheck.run.store.folder import RunStore

PROVIDERS = """
portcheck: 1
providers:
  old: {vendor: openai, dialect: recorded, file: old.jsonl}
  new: {vendor: mistral, dialect: recorded, file: new.jsonl}
  one: {vendor: cohere, dialect: recorded, file: one.jsonl}
  two: {vendor: anthropic, dialect: recorded, file: two.jsonl}
  three: {vendor: openai, dialect: recorded, file: three.jsonl}
"""
JUDGE = "{judge: {rubric: Is it kind?}}"
PREFER = "{prefer: {rubric: Which is kinder?}}"
Reply = Callable[[str, Request], Completion]
"""Of a judge, by its id."""


def kind(sections: Mapping[str, str]) -> str:
    """A kind answer says `sorry`; of two, the one that does is better."""
    if "answer" in sections:
        return "pass" if "sorry" in sections["answer"] else "fail"
    first, second = ("sorry" in sections[name] for name in ("answer A", "answer B"))
    return "tie" if first == second else "A" if first else "B"


def honest(_judge: str, request: Request, opinion: Opinion = kind) -> Completion:
    """What a judge replies that reads its request."""
    return judge(request, opinion)


def written(
    folder: Path,
    answers: Mapping[str, Sequence[str]],
    *,
    checks: str = JUDGE,
    judges: str = "[one, two]",
    providers: str = PROVIDERS,
    more: str = "",
) -> Path:
    """A suite of a case an answer, and recordings of `old` and `new` that answer so."""
    cases = range(len(next(iter(answers.values()))))
    suite = folder / "suite.yaml"
    suite.write_text(
        "portcheck: 1\nsuite: s\nworkloads:\n  replies:\n    runs_on: old\n"
        f"    judges: {judges}\n    prompt: 'Reply to letter {{{{ n }}}}'\n    checks: [{checks}]\n"
        f"{more}    cases:\n" + "".join(f"      - {{id: c{n}, vars: {{n: {n}}}}}\n" for n in cases)
    )
    (folder / "providers.yaml").write_text(providers)
    loaded = pipeline.load(suite, folder / "providers.yaml")
    (workload,) = loaded.suite.workloads
    for name, texts in answers.items():
        record_answers(workload.cases, texts, folder / f"{name}.jsonl")
    return suite


def record_answers(cases: Iterable[Case], texts: Sequence[str], file: Path) -> None:
    """A recording that answers each case with the text at its place."""
    pairs = zip(cases, texts, strict=True)
    file.write_text("".join(_line(case.request, _said(text)) for case, text in pairs))


def _said(text: str) -> Completion:
    from check_builders import make_completion  # builders of checks, for one line

    return make_completion(text)


def _line(request: Request, completion: Completion) -> str:
    entry: dict[str, Any] = {
        "hash": request_hash(request),
        "ordinal": 0,
        "recorded_at": "2026-11-28T10:00:00Z",
        "completion": completion_to_json(completion),
    }
    return json.dumps(entry) + "\n"


def planned(suite: Path, **named: Any) -> Plan:
    """The plan of the suite, against `old`."""
    loaded = pipeline.load(suite, suite.parent / "providers.yaml")
    return pipeline.plan(loaded, baseline="old", candidates="new", **named)


def record_judges(plan: Plan, folder: Path, reply: Reply = honest) -> dict[str, int]:
    """Recordings of the judges for the answers that `old` and `new` will give; judge to calls."""
    judges = {spec.id: spec for spec in plan.judges or ()}
    alone = folder / "answers-alone"
    without = Plan(
        **{name: getattr(plan, name) for name in plan.__struct_fields__ if name != "judges"}
    )
    pipeline.run(without, alone)
    left = Judging(plan, RunStore.open(alone).samples(), Judgements(), lambda _said: None)
    lines: dict[str, list[str]] = {name: [] for name in judges}
    for call in left.calls():
        answer = reply(call.judge, call.request)
        lines[call.judge].append(_line(call.request, answer))
        try:
            again = call.asking.send(answer)
        except StopIteration:
            continue
        lines[call.judge].append(_line(again, reply(call.judge, again)))
    for name, spec in judges.items():
        _file(spec).write_text("".join(dict.fromkeys(lines[name])))
    return {name: len(dict.fromkeys(found)) for name, found in lines.items()}


def _file(spec: ProviderSpec) -> Path:
    assert spec.file is not None
    return Path(spec.file)


def finished(plan: Plan, folder: Path) -> RunStore:
    """The folder of the run, executed and scored."""
    pipeline.run(plan, folder)
    store = RunStore.open(folder)
    pipeline.score(store)
    return store
