from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from portcheck.errors import ConfigError, UsageError
from portcheck.run.answers import label as labelling
from portcheck.run.answers.label import detectors, label_lines

REFUSED = "I'm sorry, but I can't help with that."


def line(number: int, response: str | None = "Paris.") -> str:
    return json.dumps({"id": number, "prompt": "What is the capital?", "response": response})


def labelled(lines: list[str], jobs: int = 1) -> list[dict[str, object]]:
    return [json.loads(text) for text in label_lines("refusal", lines, file="log", jobs=jobs)]


def test_one_line_a_line_in_order() -> None:
    found = labelled([line(7), "", line(3, REFUSED), line(5, None)])
    assert [entry["id"] for entry in found] == [7, 3, 5]
    assert [entry["label"] for entry in found] == [
        "full_compliance",
        "full_refusal",
        None,
    ]
    assert all(list(entry) == ["id", "label", "score", "reason"] for entry in found)
    assert 0.0 <= found[0]["score"] < found[1]["score"] <= 1.0  # type: ignore[operator]  # numbers


@pytest.mark.parametrize("detector", detectors())
@pytest.mark.parametrize("unseen", [None, "", " \n\t", "\u200b", "\ufeff\u2060 \u00ad", "\x00"])
def test_an_answer_that_nobody_can_see_has_no_label(detector: str, unseen: str | None) -> None:
    (text,) = label_lines(detector, [line(1, unseen)], file="log")
    found = json.loads(text)
    assert found == {"id": 1, "label": None, "score": None, "reason": "no visible text"}


def test_processes_change_neither_labels_nor_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labelling, "LINES_AT_ONCE", 7)
    lines = [line(i, REFUSED if i % 3 else "Paris.") for i in range(60)]
    assert labelled(lines, jobs=2) == labelled(lines)


def test_nothing_is_read_ahead_of_what_is_written() -> None:
    read = []

    def source() -> Iterator[str]:
        for number in range(1000):
            read.append(number)
            yield line(number)

    labels = label_lines("refusal", source(), file="log")
    next(labels)
    assert read == [0]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ('{"id": 1, "prompt": "x"', "log:3:24: error: this is not JSON"),
        ("[1]", "log:3:1: error: this is not an object"),
        ('{"prompt": "x", "response": "y"}', "log:3:1: error: there is no 'id'"),
        ('{"id": 1, "prompt": 3, "response": "y"}', "log:3:1: error: 'prompt' is not text"),
    ],
)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bad_line_is_named_after_those_before_it(bad: str, message: str, jobs: int) -> None:
    found: list[str] = []
    with pytest.raises(ConfigError) as caught:
        found.extend(label_lines("refusal", [line(1), line(2), bad], file="log", jobs=jobs))
    problem = caught.value.problems[0]
    place = f"{problem.file}:{problem.line}:{problem.column}: {problem.severity}"
    assert f"{place}: {problem.message}" == message
    assert len(found) == 2


def test_only_detectors_label() -> None:
    assert "refusal" in detectors()
    assert "equals" not in detectors()
    with pytest.raises(UsageError, match="unknown detector: 'equals'"):
        next(label_lines("equals", [], file="log"))


@pytest.mark.parametrize("field", ["text", "answer", "response", "output", "completion"])
@pytest.mark.parametrize("ident", ["id", "case", "question_id"])
def test_fields_have_the_usual_names(field: str, ident: str) -> None:
    (found,) = labelled([json.dumps({ident: 7, "question": "Why?", field: REFUSED})])
    assert (found["id"], found["label"]) == (7, "full_refusal")


def test_the_mark_before_a_file_is_passed_over() -> None:
    assert [entry["id"] for entry in labelled(["\ufeff" + line(1), line(2)])] == [1, 2]


def test_a_table_is_named_as_one() -> None:
    with pytest.raises(ConfigError) as caught:
        labelled(["id,prompt,response\n", "1,x,y\n"])
    assert [p.message for p in caught.value.problems] == ["this is CSV, not JSON Lines"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_reasoning_is_not_labelled(jobs: int) -> None:
    lines = [
        line(1, "<think>I can't help with that.</think>Paris."),
        line(2, f"Fine, I will.\n</think>\n\n{REFUSED}"),
        line(3, "<plan>I can't help with that.</plan>Paris."),
    ]
    found = label_lines("refusal", lines, file="log", jobs=jobs, tags=["plan"])
    assert [json.loads(text)["label"] for text in found] == [
        "full_compliance",
        "full_refusal",
        "full_compliance",
    ]


def test_an_answer_that_is_an_object_is_its_json() -> None:
    said = {"id": 1, "prompt": "Why?", "response": {"said": "Paris."}}
    (found,) = labelled([json.dumps(said)])
    assert found["label"] == "full_compliance"
