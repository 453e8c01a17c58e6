from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from portcheck import pipeline
from portcheck.error_classes import Failure
from portcheck.errors import ConfigError, UsageError
from portcheck.model.completion import Completion
from portcheck.providers.recording import load_recording
from portcheck.run.answers.import_answers import ImportOptions, import_answers

CHECKS = ({"equals": "yes"},)


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def row(model: str, prompt: str, text: str | None, **more: Any) -> dict[str, Any]:
    return {"model": model, "prompt": prompt, "text": text, **more}


def outcomes(folder: Path) -> dict[str, list[Completion | Failure]]:
    """Provider to what its recording holds, in the order of the plan."""
    loaded = pipeline.load([folder / "suite.yaml"], folder / "providers.yaml")
    plan = pipeline.plan(loaded, baseline=loaded.providers[0].id)
    found: dict[str, list[Completion | Failure]] = {}
    for spec in loaded.providers:
        recording = load_recording(Path(spec.file or ""))
        for trial in plan.trials:
            if trial.provider == spec.id:
                outcome = recording.get(trial.request_hash, trial.ordinal)
                assert outcome is not None
                found.setdefault(spec.id, []).append(outcome)
    return found


def test_every_answer_is_where_a_run_will_look(tmp_path: Path) -> None:
    rows = [row(m, f"Q{n}", f"{m} {n}") for m in ("a", "b") for n in range(3)]
    made = import_answers(
        write(tmp_path / "f.jsonl", rows), tmp_path / "out", ImportOptions(checks=CHECKS)
    )
    assert made.cases == 3
    texts = {
        name: [o.text for o in found if isinstance(o, Completion)]
        for name, found in outcomes(tmp_path / "out").items()
    }
    assert texts == {"a": ["a 0", "a 1", "a 2"], "b": ["b 0", "b 1", "b 2"]}


def test_what_a_row_says_is_kept(tmp_path: Path) -> None:
    facts = {
        "finish_reason": "max_tokens",
        "latency_ms": 1500,
        "input_tokens": 7,
        "output_tokens": 9,
        "date": "2026-02-01T00:00:00Z",
    }
    rows = [row("a", "Q", "cut", **facts), row("b", "Q", "x")]
    import_answers(
        write(tmp_path / "f.jsonl", rows), tmp_path / "out", ImportOptions(checks=CHECKS)
    )
    first = outcomes(tmp_path / "out")["a"][0]
    assert isinstance(first, Completion)
    assert (first.finish_reason, first.raw_finish_reason) == ("length", "max_tokens")
    assert first.timing.total_s == 1.5
    assert (first.usage.input_tokens, first.usage.output_tokens) == (7, 9)
    assert first.recorded_at == "2026-02-01T00:00:00Z"
    assert first.served_model == "a"


def test_repeats_and_gaps(tmp_path: Path) -> None:
    rows = [row("a", "Q", "one"), row("a", "Q", "two"), row("b", "Q", "three")]
    import_answers(
        write(tmp_path / "f.jsonl", rows), tmp_path / "out", ImportOptions(checks=CHECKS)
    )
    found = outcomes(tmp_path / "out")
    assert [getattr(o, "text", "failed") for o in found["a"]] == ["one", "two"]
    gap = found["b"][1]
    assert isinstance(gap, Failure)
    assert gap.missing


@pytest.mark.parametrize(
    ("text", "error", "error_class"),
    [
        (None, "Overloaded", "overloaded"),
        ("half an answer", "upstream broke", "server"),
        (None, None, "server"),
        (None, {"code": 502}, "server"),
    ],
)
def test_an_error_is_never_an_answer(
    tmp_path: Path, text: str | None, error: Any, error_class: str
) -> None:
    rows = [row("a", "Q", text, error=error), row("b", "Q", "x", error=None)]
    import_answers(
        write(tmp_path / "f.jsonl", rows), tmp_path / "out", ImportOptions(checks=CHECKS)
    )
    failed = outcomes(tmp_path / "out")["a"][0]
    assert isinstance(failed, Failure)
    assert failed.error_class == error_class


def test_identical_prompts_of_different_cases_keep_their_answers(tmp_path: Path) -> None:
    rows = [
        {"who": m, "key": k, "ask": "same", "said": f"{m}{k}"}
        for m in ("a", "b")
        for k in ("1", "2")
    ]
    fields = {"provider": "who", "case": "key", "prompt": "ask", "answer": "said"}
    import_answers(
        write(tmp_path / "f.jsonl", rows),
        tmp_path / "out",
        ImportOptions(fields=fields, checks=CHECKS),
    )
    found = outcomes(tmp_path / "out")
    assert [o.text for o in found["b"] if isinstance(o, Completion)] == ["b1", "b2"]


def test_nested_fields_kept_columns_and_groups(tmp_path: Path) -> None:
    rows = [
        {"model": m, "prompt": f"Q{n}", "message": {"content": "x"}, "right": "x", "topic": "t"}
        for m in ("a", "b")
        for n in range(2)
    ]
    settings = ImportOptions(
        fields={"answer": "message.content", "group": "topic"},
        keep=("right",),
        checks=({"equals": "{{ row.right }}"},),
        margin=0.2,
        floor=0.3,
    )
    import_answers(write(tmp_path / "f.jsonl", rows), tmp_path / "out", settings)
    suite = pipeline.load([tmp_path / "out" / "suite.yaml"], None).suite
    workload = suite.workloads[0]
    assert [case.group for case in workload.cases] == ["t", "t"]
    assert workload.cases[0].checks[0].arguments == "x"
    assert workload.gates["task"] == {"margin": 0.2, "floor": 0.3}


def test_hostile_text_survives_and_templates_in_data_stay_data(tmp_path: Path) -> None:
    prompt = 'yes: {{ 7 * 7 }} "\x1b[31m\u2028 {% x %} \U0001f600 # no: on\n- a'
    rows = [row("a/b:c@d", prompt, "{{ row }}"), row("null", prompt, "on")]
    import_answers(
        write(tmp_path / "f.jsonl", rows), tmp_path / "out", ImportOptions(checks=CHECKS)
    )
    loaded = pipeline.load([tmp_path / "out" / "suite.yaml"], tmp_path / "out" / "providers.yaml")
    assert loaded.suite.workloads[0].cases[0].request.messages[0].text == prompt
    assert [spec.id for spec in loaded.providers] == ["a/b:c@d", "null"]


def test_nothing_is_left_behind_by_mistakes(tmp_path: Path) -> None:
    good = [row("a", "Q", "x"), row("b", "Q", "x")]
    source = write(tmp_path / "f.jsonl", good)
    for settings, expected in (
        (ImportOptions(checks=({"eqals": "x"},)), ConfigError),
        (ImportOptions(fields={"answer": "nothing"}), UsageError),
    ):
        with pytest.raises(expected):
            import_answers(source, tmp_path / "out", settings)
    assert [path.name for path in tmp_path.iterdir()] == ["f.jsonl"]


def test_all_broken_lines_at_once(tmp_path: Path) -> None:
    source = tmp_path / "f.jsonl"
    source.write_text('{"model": "a"\n[]\n{"model": "a", "prompt": "p", "text": "t"}\nx\n')
    with pytest.raises(ConfigError) as caught:
        import_answers(source, tmp_path / "out", ImportOptions(checks=CHECKS))
    assert [problem.line for problem in caught.value.problems] == [1, 2, 4]


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([{"model": "a", "said": "x", "prompt": "p"}], "which field holds the answer"),
        ([row("a", "Q", "x")], "only one provider"),
    ],
)
def test_what_cannot_be_guessed_is_asked_for(
    tmp_path: Path, rows: list[dict[str, Any]], complaint: str
) -> None:
    with pytest.raises(UsageError, match=complaint):
        import_answers(
            write(tmp_path / "f.jsonl", rows), tmp_path / "out", ImportOptions(checks=CHECKS)
        )


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("x")
    with pytest.raises(UsageError, match="not empty"):
        import_answers(tmp_path / "f", tmp_path / "out", ImportOptions())


def test_providers_with_like_names_keep_their_own_files(tmp_path: Path) -> None:
    rows = [row(name, "Q", name) for name in ("b-2", "b", "b/", "B", "\u4f60", "\u597d")]
    import_answers(
        write(tmp_path / "f.jsonl", rows), tmp_path / "out", ImportOptions(checks=CHECKS)
    )
    found = outcomes(tmp_path / "out")
    assert {name: getattr(o[0], "text", "") for name, o in found.items()} == {
        name: name for name in ("b-2", "b", "b/", "B", "\u4f60", "\u597d")
    }


@pytest.mark.parametrize("error", [False, 0, "", {}, []])
def test_no_error_is_no_error(tmp_path: Path, error: Any) -> None:
    rows = [row("a", "Q", "fine", error=error), row("b", "Q", "x", error=None)]
    import_answers(
        write(tmp_path / "f.jsonl", rows), tmp_path / "out", ImportOptions(checks=CHECKS)
    )
    assert isinstance(outcomes(tmp_path / "out")["a"][0], Completion)


def test_cases_without_a_group_are_groups_of_their_own(tmp_path: Path) -> None:
    rows = [row(m, f"Q{n}", "x", g="g" if n < 2 else None) for m in ("a", "b") for n in range(5)]
    settings = ImportOptions(fields={"group": "g"}, checks=CHECKS)
    import_answers(write(tmp_path / "f.jsonl", rows), tmp_path / "out", settings)
    suite = pipeline.load([tmp_path / "out" / "suite.yaml"], None).suite
    assert len({case.group for case in suite.workloads[0].cases}) == 4


@pytest.mark.parametrize("size", [2**53, 10**400])
def test_counts_that_no_record_holds_are_unknown(tmp_path: Path, size: int) -> None:
    rows = [row(name, "q", "yes", input_tokens=size, latency_ms=size) for name in ("a", "b")]
    import_answers(write(tmp_path / "f.jsonl", rows), tmp_path / "out", ImportOptions())
    found = outcomes(tmp_path / "out")["a"][0]
    assert isinstance(found, Completion)
    assert found.usage.input_tokens is None


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"model": "a\u0007"}, "the provider is not printable text"),
        ({"model": "a\ud800"}, "the provider is not printable text"),
        ({"case": "\n"}, "the case is empty or not printable"),
        ({"case": ""}, "the case is empty or not printable"),
        ({"case": "x" * 201}, "the case is empty or not printable"),
    ],
)
def test_names_that_no_file_can_have_are_found_in_their_lines(
    tmp_path: Path, more: dict[str, Any], message: str
) -> None:
    rows = [row("a", "q", "yes", case="1"), {**row("b", "q", "yes", case="2"), **more}]
    with pytest.raises(ConfigError) as caught:
        import_answers(write(tmp_path / "f.jsonl", rows), tmp_path / "out", ImportOptions())
    assert [(one.line, one.message) for one in caught.value.problems] == [(2, message)]
    assert caught.value.problems[0].file == str(tmp_path / "f.jsonl")


@pytest.mark.parametrize(
    ("options", "flag"),
    [
        (ImportOptions(checks=({"equals": "yes", "gate": ["task"]},), margin=0.1), "--check"),
        (ImportOptions(checks=({5: "yes"},), margin=0.1), "--check"),
        (ImportOptions(workload="a\nb"), "--workload"),
    ],
)
def test_a_mistake_names_its_flag(tmp_path: Path, options: ImportOptions, flag: str) -> None:
    rows = [row(name, "q", "yes") for name in ("a", "b")]
    with pytest.raises(ConfigError) as caught:
        import_answers(write(tmp_path / "f.jsonl", rows), tmp_path / "out", options)
    assert {one.file for one in caught.value.problems} == {flag}


@pytest.mark.parametrize("name", ["prompt", "system", "group"])
def test_rows_of_a_case_must_agree_on_it(tmp_path: Path, name: str) -> None:
    first = row("a", "q", "yes", case="1", system="s", group="g")
    rows = [first, {**first, "model": "b", name: "other"}]
    settings = ImportOptions(fields={"group": "group"})
    with pytest.raises(ConfigError) as caught:
        import_answers(write(tmp_path / "f.jsonl", rows), tmp_path / "out", settings)
    (found,) = caught.value.problems
    assert (found.line, found.message) == (2, f"case '1' has a different {name} here than before")


def test_odd_numbers_are_unknown(tmp_path: Path) -> None:
    source = tmp_path / "f.jsonl"
    source.write_text(
        '{"model": "a", "prompt": "Q", "text": "x", "input_tokens": 1e999}\n'
        '{"model": "b", "prompt": "Q", "text": "x"}\n'
    )
    import_answers(source, tmp_path / "out", ImportOptions(checks=CHECKS))
    first = outcomes(tmp_path / "out")["a"][0]
    assert isinstance(first, Completion)
    assert first.usage.input_tokens is None


def repeats(folder: Path) -> dict[str, int]:
    """Prompt to repeats, as the suite that was made has them."""
    suite = pipeline.load([folder / "suite.yaml"], None).suite
    return {case.request.messages[0].text: case.repeats for case in suite.workloads[0].cases}


def test_repeats_are_those_of_each_case(tmp_path: Path) -> None:
    rows = [row(m, f"Q{n}", f"{m} {n}") for m in ("a", "b") for n in range(30)]
    rows += [row(m, "Q0", "again") for m in ("a", "b")] + [row("a", "Q1", "again")] * 2
    made = import_answers(
        write(tmp_path / "f.jsonl", rows), tmp_path / "out", ImportOptions(checks=CHECKS)
    )
    expected = {f"Q{n}": 1 for n in range(30)} | {"Q0": 2, "Q1": 3}
    assert repeats(tmp_path / "out") == expected
    assert (made.repeated, made.repeats, made.lacking) == (2, 3, 2)
    found = outcomes(tmp_path / "out")
    assert sum(isinstance(o, Failure) for o in found["a"]) == 0
    assert sum(isinstance(o, Failure) for o in found["b"]) == 2


def test_a_table_with_a_column_a_model(tmp_path: Path) -> None:
    source = tmp_path / "log.csv"
    source.write_text("\ufeffquestion,expected,gpt,claude\nCapital?,Paris,Paris,\nSum?,4,5,4\n")
    settings = ImportOptions(keep=("expected",), checks=({"equals": "{{ row.expected }}"},))
    made = import_answers(source, tmp_path / "out", settings)
    assert made.providers == {"gpt": 2, "claude": 1}
    assert made.lacking == 1
    found = outcomes(tmp_path / "out")
    assert [getattr(o, "text", None) for o in found["gpt"]] == ["Paris", "5"]
    assert [getattr(o, "text", None) for o in found["claude"]] == [None, "4"]
    suite = pipeline.load([tmp_path / "out" / "suite.yaml"], None).suite
    arguments = [case.checks[0].arguments for case in suite.workloads[0].cases]
    assert arguments == ["Paris", "4"]


def test_blocked_answers_are_not_missing(tmp_path: Path) -> None:
    rows = [
        row("a", "Q1", None, finish_reason="content_filter"),
        row("b", "Q1", None, error={"code": "content_filter", "message": "no"}, status=400),
        {"model": "a", "prompt": "Q2", "refusal": "I will not do that."},
        row("b", "Q2", None, error="broken"),
    ]
    made = import_answers(
        write(tmp_path / "f.jsonl", rows), tmp_path / "out", ImportOptions(checks=CHECKS)
    )
    assert made.failures == {"a": 0, "b": 1}
    declined = [getattr(o, "declined", None) for o in outcomes(tmp_path / "out")["a"]]
    assert declined == [True, True]


def test_reasoning_is_no_part_of_imported_answers(tmp_path: Path) -> None:
    rows = [
        row("a", "Q", "<think>hm</think>Yes."),
        row("b", "Q", "hm\n</think>\n\nYes."),
        row("c", "Q", "<plan>hm</plan>\nYes."),
    ]
    settings = ImportOptions(checks=CHECKS, reasoning_tags=("plan",))
    import_answers(write(tmp_path / "f.jsonl", rows), tmp_path / "out", settings)
    for (found,) in outcomes(tmp_path / "out").values():
        assert isinstance(found, Completion)
        assert (found.text, found.reasoning_text) == ("Yes.", "hm")


@pytest.mark.parametrize("tag", ["", "a b", "<a b>", "think it over <"])
def test_a_tag_that_is_none_is_refused(tmp_path: Path, tag: str) -> None:
    with pytest.raises(UsageError, match="is not a tag"):
        import_answers(tmp_path / "f", tmp_path / "out", ImportOptions(reasoning_tags=(tag,)))


def test_mistakes_in_rows_are_bounded_too(tmp_path: Path) -> None:
    rows = [row("a", "Q", "x"), *[row("a", "", "x")] * 500]
    with pytest.raises(ConfigError) as caught:
        import_answers(write(tmp_path / "f.jsonl", rows), tmp_path / "out", ImportOptions())
    assert len(caught.value.problems) == 21
    assert caught.value.message == "mistakes in the files: 500"
