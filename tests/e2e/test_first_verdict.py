"""From a log in anybody's shape to a first verdict: one command, two decisions, one command."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from commands import in_process
from local_vendor import LocalVendor, Reply, chat
from many_calls import PEOPLE, candidates_answer, log_of
from traffic_logs import LOGS

CANDIDATE = """\
  other:
    vendor: house
    dialect: openai-chat
    base_url: {root}/v1
    model: other-1
"""


def other(_path: str, body: dict[str, object]) -> Reply:
    said = candidates_answer(body)
    return chat(said.pop("content"), **said)


@pytest.mark.slow
@pytest.mark.parametrize("shape", LOGS)
def test_a_log_of_every_shape_comes_to_a_verdict(tmp_path: Path, shape: str) -> None:
    lines = [json.dumps(record) for record in log_of(shape, 40)]
    (tmp_path / "calls.jsonl").write_text("\n".join(lines))
    made = in_process("init", "--from-log", "calls.jsonl", cwd=tmp_path)
    assert made.code == 0, made.err
    home = tmp_path / "calls"
    checked = in_process("validate", "calls/suite.yaml", cwd=tmp_path)
    assert checked.code == 0, checked.err
    written = "".join(path.read_text() for path in home.rglob("*") if path.is_file())
    words = {*re.findall(r"[^\W\d_]+", written)}
    assert words.isdisjoint(word for person in PEOPLE for word in person.split())

    suite = (home / "suite.yaml").read_text()
    assert suite.count("accept: false") >= 4
    (home / "suite.yaml").write_text(suite.replace("accept: false", "accept: true"))
    with LocalVendor(other) as vendor:
        providers = (home / "providers.yaml").read_text() + CANDIDATE.format(root=vendor.root)
        (home / "providers.yaml").write_text(providers)
        done = in_process(
            "run", "calls/suite.yaml", "--baseline", "today", "--candidate", "other", "--yes",
            "--report", "json=report.json", "--report", "html=report.html", cwd=tmp_path,
        )  # fmt: skip
    assert done.code in {0, 3}, done.out + done.err
    verdicts = json.loads((tmp_path / "report.json").read_text())["verdicts"]
    assert len(verdicts) == 3
    gates = [gate for verdict in verdicts for gate in verdict["gates"]]
    # What the import replaced is the same in questions and in what is expected of answers.
    assert {gate["baseline"] for gate in gates if gate["gate"] != "errors"} == {1.0}
    assert {gate["candidate"] for gate in gates if gate["gate"] != "errors"} == {1.0}
    assert {gate["candidate"] for gate in gates if gate["gate"] == "errors"} == {0.0}
