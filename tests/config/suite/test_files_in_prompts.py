"""Documents, sound and addresses in the prompts of a suite."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portcheck import pipeline
from portcheck.errors import ConfigError, Problem
from portcheck.model.chat import Audio, Document, Image, Request, Text

URL = "https://files.example/terms.pdf"


def suite(prompt: str, cases: str = "cases: [{id: a}]") -> str:
    return f"""portcheck: 1
suite: s
workloads:
  w:
    prompt: {prompt}
    checks: [{{equals: Ann}}]
    {cases}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "report.pdf").write_bytes(b"%PDF-1.7 ...")
    (tmp_path / "rules.md").write_text("# Rules")
    (tmp_path / "call.wav").write_bytes(b"RIFF\0\0\0\0WAVEfmt ")
    return tmp_path


def requests(folder: Path, text: str) -> list[Request]:
    (folder / "s.yaml").write_text(text)
    (workload,) = pipeline.load(folder / "s.yaml").suite.workloads
    return [case.request for case in workload.cases]


def problems(folder: Path, text: str) -> list[Problem]:
    (folder / "s.yaml").write_text(text)
    with pytest.raises(ConfigError) as caught:
        pipeline.load(folder / "s.yaml")
    return [one for one in caught.value.problems if one.severity == "error"]


def test_lists_of_files_go_into_the_last_turn_of_the_user(folder: Path) -> None:
    prompt = f"{{user: Sum up., documents: [in/report.pdf, '{URL}'], audio: [call.wav]}}"
    (request,) = requests(folder, suite(prompt))
    text, report, terms, call = request.messages[0].content
    assert text == Text(text="Sum up.")
    assert isinstance(report, Document)
    assert (report.media_type, report.name) == ("application/pdf", "report.pdf")
    assert terms == Document(media_type="application/pdf", url=URL, name="terms.pdf")
    assert isinstance(call, Audio)


def test_parts_of_messages_stand_where_they_are_written(folder: Path) -> None:
    turns = (
        "{messages: [{role: user, content: [{document: rules.md}, {text: 'Who?'},"
        " {image: 'https://files.example/a.png'}, {audio: call.wav}]}]}"
    )
    (request,) = requests(folder, suite(turns))
    kinds = [type(part) for part in request.messages[0].content]
    assert kinds == [Document, Text, Image, Audio]


def test_a_row_names_its_file(folder: Path) -> None:
    (folder / "rows.jsonl").write_text(
        '{"n": "a", "f": "rules.md"}\n{"n": "b", "f": "in/report.pdf"}'
    )
    rows = "cases_from: {file: rows.jsonl, id: n}"
    found = requests(folder, suite('{user: Hi, documents: ["{{ row.f }}"]}', rows))
    assert [one.messages[0].files[0].media_type for one in found] == [
        "text/markdown",
        "application/pdf",
    ]


def test_a_document_alone_is_a_question(folder: Path) -> None:
    (request,) = requests(folder, suite("{user: '', documents: [rules.md]}"))
    assert len(request.messages[0].content) == 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.pdf", "there is no file 'missing.pdf'"),
        ("../report.pdf", "lies outside the suite's folder"),
        ("/etc/hostname", "lies outside the suite's folder"),
        ("in", "is not a plain file"),
        ("call.wav", "is not a PDF or a text"),
        ("http://files.example/a.pdf", "only https addresses"),
        ("file:///etc/passwd", "only https addresses"),
        ("https://127.0.0.1/a.pdf", "is not a public host"),
        ("https://ann:hunter22@files.example/a.pdf", "cannot hold a key, password or signature"),
    ],
)
def test_a_mistake_has_its_place_and_a_way_out(folder: Path, name: str, said: str) -> None:
    (problem,) = problems(folder, suite(f"{{user: Hi, documents: ['{name}']}}"))
    assert said in problem.message
    assert problem.hint
    assert (problem.line, problem.column) == (5, 36)
    assert "hunter22" not in str(problem)


def test_what_a_row_says_is_no_more_trusted(folder: Path) -> None:
    (folder / "rows.jsonl").write_text('{"n": "a", "f": "https://localhost/x.pdf"}')
    rows = "cases_from: {file: rows.jsonl, id: n}"
    (problem,) = problems(folder, suite('{user: Hi, documents: ["{{ row.f }}"]}', rows))
    assert "not a public host" in problem.message


def test_files_need_a_turn_of_the_user(folder: Path) -> None:
    only = "{messages: [{role: assistant, content: Hi}], documents: [rules.md]}"
    assert any(
        "no user turn to put documents in" in p.message for p in problems(folder, suite(only))
    )


def test_the_documented_suite_is_a_good_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "suites.md").read_text("utf-8")
    (example,) = re.findall(r"```yaml\n(workloads:\n  leases:.*?)```", page, re.DOTALL)
    (tmp_path / "leases").mkdir()
    (tmp_path / "leases" / "north.pdf").write_bytes(b"%PDF-1.7 ...")
    (tmp_path / "leases.csv").write_text("name,ends\nnorth,2031-12-31\n")
    (request,) = requests(tmp_path, f"portcheck: 1\nsuite: s\n{example}")
    assert [file.media_type for file in request.messages[0].files] == ["application/pdf"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("report.pdf", "documents"),
        ("https://files.example/a.pdf", "documents"),
        ("in/call.wav", "audio"),
        ("a.png", "images"),
    ],
)
def test_a_prompt_that_is_the_name_of_a_file_is_a_warning(
    folder: Path, text: str, kind: str
) -> None:
    (folder / "s.yaml").write_text(suite(f'"{text}"'))
    found = pipeline.load(folder / "s.yaml").warnings
    (warning,) = [one for one in found if "not a file" in one.message]
    assert f"{kind}: [{text}]" in warning.hint
