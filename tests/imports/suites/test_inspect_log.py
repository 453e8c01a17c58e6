"""Logs of Inspect, in the shapes that inspect_ai 0.3 writes."""

from __future__ import annotations

import io
import json
import math
import zipfile
from pathlib import Path
from typing import Any

import pytest
import zstandard
from foreign_files import reasons, written
from run_builders import make_completion, make_plan

from portcheck.errors import UsageError
from portcheck.model.completion import Completion
from portcheck.providers.recording import load_recording
from portcheck.run.foreign.importing import Options, import_foreign
from portcheck.run.judge.scoring import Scorer


def sample(number: int, answer: str, *, epoch: int = 1, **more: Any) -> dict[str, Any]:
    asked = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": f"Question {number}?"}]},
    ]
    message = {"role": "assistant", "content": answer, "source": "generate"}
    return {
        "id": number,
        "epoch": epoch,
        "input": f"Question {number}?",
        "target": ["A.1", str(number)],
        "messages": [*asked, message],
        "output": {
            "model": "m-1",
            "choices": [{"message": message, "stop_reason": "stop"}],
            "usage": {"input_tokens": 9, "output_tokens": 2},
            "time": 0.5,
        },
        **more,
    }


def log(model: str, scorers: list[dict[str, Any]], *samples: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": 2,
        "status": "success",
        "eval": {"task": "numbers", "model": model, "scorers": scorers},
        "plan": {"config": {"temperature": 0.5, "max_tokens": 50}},
        "samples": list(samples),
    }


def packed(data: dict[str, Any], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The log as the archive that Inspect writes: stored, deflated, or as Zstandard (93)."""
    out = io.BytesIO()
    members = {"header.json": {key: part for key, part in data.items() if key != "samples"}}
    members |= {f"samples/{one['id']}_epoch_{one['epoch']}.json": one for one in data["samples"]}
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            text = json.dumps(content).encode()
            if method != 93:
                archive.writestr(name, text, method)
                continue
            # zipfile writes no Zstandard: store the frame, then correct the method.
            archive.writestr(name, zstandard.compress(text), zipfile.ZIP_STORED)
    found = bytearray(out.getvalue())
    if method == 93:
        for mark, offset in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
            at = found.find(mark)
            while at >= 0:
                found[at + offset : at + offset + 2] = (93).to_bytes(2, "little")
                at = found.find(mark, at + 4)
    return bytes(found)


INCLUDES = [{"name": "includes", "options": {}}]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, 93])
def test_logs_of_two_models_are_one_workload_and_two_recordings(
    tmp_path: Path, method: int
) -> None:
    one = log("v/m-1", INCLUDES, sample(1, "It is 1"), sample(2, "no"))
    two = log("w/m-2", INCLUDES, sample(1, "a.1"), sample(2, "2"))
    files = {"a.eval": packed(one, method=method), "b.json": two}
    made, done, loaded = written(tmp_path, "inspect", files)
    assert (done.cases, done.checks, done.answers) == (2, 1, 4)
    assert made.omitted == []
    workload = loaded.suite.workloads[0]
    assert workload.cases[0].request.system == "Be brief."
    assert workload.cases[0].request.sampling.max_output_tokens == 50
    assert workload.cases[0].checks[0].arguments == {"any": ["A.1", "1"], "ignore_case": True}
    assert [spec.id for spec in loaded.providers] == ["v/m-1", "w/m-2"]
    kept = load_recording(tmp_path / "out" / "recordings" / "v-m-1.jsonl").outcomes
    assert sorted(getattr(found, "text", "") for found in kept.values()) == ["It is 1", "no"]


def test_a_log_that_is_named_twice_has_its_answers_once(tmp_path: Path) -> None:
    data = log("m", INCLUDES, sample(1, "1", uuid="a"), sample(1, "1", epoch=2, uuid="b"))
    _, done, loaded = written(tmp_path, "inspect", {"a.json": data, "copy.json": data})
    assert [case.repeats for case in loaded.suite.workloads[0].cases] == [2]
    assert done.answers == 2


def test_arguments_with_what_is_no_number_are_no_json(tmp_path: Path) -> None:
    call = {"id": "c", "function": "pay", "arguments": {"amount": math.nan}}
    asked = sample(1, "")
    asked["messages"][-1]["tool_calls"] = [call]
    files = {"one.json": log("v/m-1", INCLUDES, asked)}
    written(tmp_path, "inspect", files)
    (file,) = (tmp_path / "out" / "recordings").iterdir()
    (answer,) = load_recording(file).outcomes.values()
    assert isinstance(answer, Completion)
    (made,) = answer.tool_calls
    assert (made.arguments, made.arguments_raw) == (None, '{"amount": NaN}')


def test_epochs_are_repeats_and_errors_are_missing(tmp_path: Path) -> None:
    failed = sample(2, "", output={"choices": []}, error={"message": "boom"})
    data = log("m", INCLUDES, sample(1, "1"), sample(1, "x", epoch=2), failed)
    _, done, loaded = written(tmp_path, "inspect", {"a.json": data})
    assert [case.repeats for case in loaded.suite.workloads[0].cases] == [2, 2]
    assert done.answers == 3


@pytest.mark.parametrize(
    ("scorer", "options", "check"),
    [
        ("match", {}, "regex"),
        ("match", {"location": "any"}, "contains"),
        ("match", {"location": "begin", "ignore_case": False}, "regex"),
        ("inspect_ai/exact", {}, "regex"),
        ("pattern", {"pattern": r"(\d+)"}, "one_of"),
        ("answer", {"pattern": "line"}, "one_of"),
        ("choice", {}, "regex"),
    ],
)
def test_scorers_are_checks(
    tmp_path: Path, scorer: str, options: dict[str, Any], check: str
) -> None:
    data = log("m", [{"name": scorer, "options": options}], sample(1, "1"))
    made, _, loaded = written(tmp_path, "inspect", {"a.json": data})
    assert next(spec.name for spec in loaded.suite.workloads[0].cases[0].checks) == check
    assert made.omitted == []


def passes(
    folder: Path, scorer: str, options: dict[str, Any], target: Any, answer: str
) -> bool | None:
    """Whether the check that a scorer became passes an answer."""
    data = log("m", [{"name": scorer, "options": options}], sample(1, answer, target=target))
    _, _, loaded = written(folder, "inspect", {"a.json": data})
    plan = make_plan(loaded.suite)
    trial = plan.trials[0]
    found = Scorer(plan, {}).answered(trial, plan.case(trial), make_completion(answer))
    (score,) = [one.outcome for one in found if one.check not in {"answered", "refusal"}]
    return None if score.status == "unscored" else score.status == "passed"


@pytest.mark.parametrize(
    ("scorer", "options", "target", "answer", "passed"),
    [
        ("choice", {}, "B", "ANSWER: B", True),
        ("choice", {}, ["A", "C"], "ANSWER: C, A", True),
        ("choice", {}, ["A", "C"], "ANSWER: A", False),
        ("choice", {}, ["A", "C"], "ANSWER: A, B, C", False),
        ("choice", {}, ["A", "C"], "ANSWER: A, A", False),
        ("answer", {"pattern": "letter"}, "B", "ANSWER: B) the second", True),
        ("answer", {"pattern": "letter"}, "B", "ANSWER: B\nNo.\nANSWER: A", False),
        ("answer", {"pattern": "letter"}, "B", "ANSWER: Both", False),
        ("answer", {"pattern": "word"}, "yes", "answer : Yes.\nBecause.", True),
        ("answer", {"pattern": "line"}, "red fox", "ANSWER: red fox\n", True),
        ("pattern", {"pattern": r"n=(\d+)"}, "1", "n=1, then n=2", True),
        ("pattern", {"pattern": r"n=(\d+)"}, "2", "n=1, then n=2", False),
        ("pattern", {"pattern": r"(?s)yes|no"}, "no", "It is NO. yes", True),
        ("match", {"numeric": True, "location": "begin"}, "5", "5 of 9", True),
        ("match", {"numeric": True}, "9", "5 of 9", True),
    ],
)
def test_a_check_passes_what_its_scorer_passes(
    tmp_path: Path, scorer: str, options: dict[str, Any], target: Any, answer: str, passed: bool
) -> None:
    assert passes(tmp_path, scorer, options, target, answer) is passed


@pytest.mark.parametrize(
    ("scorer", "options", "target", "said"),
    [
        ("match", {}, "", "it has no target"),
        ("includes", {}, [" "], "it has no target"),
        ("match", {"numeric": True}, ["5", "6"], "several numbers are right"),
        ("match", {"numeric": True, "location": "any"}, "5", "every number"),
        ("pattern", {"pattern": r"(a)(b)", "match_all": True}, "a", "several groups"),
        ("pattern", {"pattern": r"(a"}, "a", "cannot be read"),
    ],
)
def test_what_a_check_would_say_otherwise_is_listed(
    tmp_path: Path, scorer: str, options: dict[str, Any], target: Any, said: str
) -> None:
    other = sample(2, "x", target="4")
    data = log("m", [{"name": scorer, "options": options}], sample(1, "x", target=target), other)
    made, _, _ = written(tmp_path, "inspect", {"a.json": data})
    assert said in reasons(made)


def test_the_answer_is_no_part_of_the_question_where_nothing_says_who_wrote_it(
    tmp_path: Path,
) -> None:
    told = sample(1, "So it is.")
    del told["messages"][-1]["source"]
    told["output"]["choices"][0]["message"] = dict(told["messages"][-1])
    _, _, loaded = written(tmp_path, "inspect", {"a.json": log("m", INCLUDES, told)})
    assert [one.role for one in loaded.suite.workloads[0].cases[0].request.messages] == ["user"]


def test_other_scorers_and_steps_are_listed(tmp_path: Path) -> None:
    scorers = [{"name": name} for name in ("f1", "mine/own", "model_graded_qa")]
    steps = sample(1, "done")
    steps["messages"].append({"role": "tool", "content": "result"})
    data = log("m", scorers, steps)
    made, _, _ = written(tmp_path, "inspect", {"a.json": data})
    assert [one.what for one in made.omitted] == [
        *("scorer f1", "scorer mine/own", "scorer model_graded_qa", "sample 1: steps")
    ]
    assert "--judge" in reasons(made)


def test_a_panel_judges_what_a_model_graded(tmp_path: Path) -> None:
    data = log("m", [{"name": "model_graded_fact"}], sample(1, "1"))
    judges = ("mistral:mistral-large-2512", "cohere:command-a-03-2025")
    made, _, loaded = written(tmp_path, "inspect", {"a.json": data}, judges=judges)
    assert made.omitted == []
    assert loaded.suite.workloads[0].cases[0].checks[0].name == "judge"


@pytest.mark.parametrize("own", ["template", "instructions"])
def test_a_prompt_of_its_own_is_listed(tmp_path: Path, own: str) -> None:
    scorer = {"name": "model_graded_qa", "options": {own: "Grade only the tone."}}
    judges = ("mistral:mistral-large-2512", "cohere:command-a-03-2025")
    data = log("m", [scorer], sample(1, "1"))
    made, done, _ = written(tmp_path, "inspect", {"a.json": data}, judges=judges)
    assert done.checks == 0
    assert "a prompt of its own" in reasons(made)


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.json", b"0" * 101_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "this is not an Inspect log"),
        (b"not json", "this is not an Inspect log"),
        (b"[" * 100_000, "this is not an Inspect log"),
        (b'{"results": []}', "this is not an Inspect log"),
        (packed(log("m", []))[:-30], "this is not an Inspect log"),
        (packed(log("m", []), method=93).replace(b"\x28\xb5\x2f\xfd", b"\0\0\0\0"), "unpacked"),
    ],
)
def test_broken_logs_are_usage_errors(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        written(tmp_path, "inspect", {"a.eval": content})


@pytest.mark.slow
def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unpacks to more than 100 MB"):
        written(tmp_path, "inspect", {"a.eval": bomb()})


def test_a_missing_log_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        import_foreign("inspect", [tmp_path / "none.eval"], Options())


def test_a_sample_with_a_picture_is_listed_and_asked_without_it_by_nobody(tmp_path: Path) -> None:
    picture = [{"type": "image", "image": "data:image/png;base64,AAAA"}, {"type": "text"}]
    seen = sample(2, "a cat", messages=[{"role": "user", "content": picture}])
    later = sample(3, "yes")
    later["messages"].append({"role": "user", "content": picture})
    data = log("m/a", [{"name": "includes"}], sample(1, "1"), seen, later)
    made, done, _ = written(tmp_path, "inspect", {"l.json": data})
    assert done.cases == 2
    assert "sample 2: it holds files (image), not text alone" in reasons(made)


def test_each_sample_that_is_none_is_listed(tmp_path: Path) -> None:
    data = log("m/a", [{"name": "includes"}], sample(1, "1"))
    data["samples"] += [7, None, {"id": 9}]
    made, done, _ = written(tmp_path, "inspect", {"l.json": data})
    assert done.cases == 1
    assert [one.why for one in made.omitted] == ["it has no text from the user"] * 3
