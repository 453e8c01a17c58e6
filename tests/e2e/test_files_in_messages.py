"""Documents and sound in a whole run: sent, judged without a call, shown by name and size."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from commands import Cli
from local_vendor import LocalVendor, Reply, chat, message

pytestmark = pytest.mark.server
PDF = b"%PDF-1.7 a secret that no report shows " * 20
DATA = base64.b64encode(PDF).decode()
SUITE = """
portcheck: 1
suite: contracts
workloads:
  terms:
    runs_on: old
    prompt: {user: "Who signed {{ n }}?", documents: [report.pdf]}
    checks: [{equals: "Ann {{ n }}"}]
    cases_from: {file: numbers.csv, id: n, vars: {n: n}}
"""
PROVIDERS = """
portcheck: 1
providers:
  old: {vendor: acme, dialect: openai-chat, model: old-1, base_url: "URL/v1"}
  new: {vendor: other, dialect: anthropic, model: new-1, base_url: "URL"}
  text-only: {vendor: self-hosted, dialect: ollama, model: small, base_url: "URL"}
"""


def answer(path: str, body: Mapping[str, Any]) -> Reply:
    parts = body["messages"][-1]["content"]
    (asked,) = [part["text"] for part in parts if part["type"] == "text"]
    text = f"Ann {asked.removesuffix('?').split()[-1]}"
    if not any(part["type"] in {"file", "document"} for part in parts):
        text = "Which document?"
    return message(text) if path.endswith("/messages") else chat(text)


def write(folder: Path) -> None:
    (folder / "report.pdf").write_bytes(PDF)
    (folder / "numbers.csv").write_text("\n".join(["n", *map(str, range(8))]) + "\n")
    (folder / "s.yaml").write_text(SUITE)


def test_a_run_with_documents(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path)
    with LocalVendor(answer) as vendor:
        (tmp_path / "providers.yaml").write_text(PROVIDERS.replace("URL", vendor.root))
        done = cli("run", "s.yaml", "--out", "r", "--json", "--report", "html=r.html")
        bodies = list(vendor.bodies)
    assert done.out, done.err
    report = json.loads(done.out)
    found = {item["candidate"]: item for item in report["verdicts"]}
    assert (found["text-only"]["verdict"], found["text-only"]["rule"]) == ("unsafe", "capability")
    assert found["new"]["verdict"] != "unsafe"
    assert {path for path, _ in bodies} == {"/v1/chat/completions", "/v1/messages"}
    sent = {json.dumps(body["messages"][-1]["content"][1]) for _, body in bodies}
    assert len(sent) == 2
    assert all(DATA in one and "report.pdf" in one for one in sent)

    # What was asked stands in the run folder, which needs the file no more.
    (tmp_path / "report.pdf").unlink()
    assert cli("score", "r", "--report", "md=r.md", "--report", "json=r.json").code == done.code
    assert json.loads((tmp_path / "r.json").read_text())["verdicts"] == report["verdicts"]
    shown = cli("show", "r").out
    pages = [shown, (tmp_path / "r.html").read_text(), (tmp_path / "r.md").read_text()]
    assert not any(DATA[:40] in page or "secret" in page for page in pages)


def test_a_report_shows_a_document_by_name_and_size(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path)

    def wrong(path: str, body: Mapping[str, Any]) -> Reply:
        return message("Bob") if path.endswith("/messages") else answer(path, body)

    with LocalVendor(wrong) as vendor:
        (tmp_path / "providers.yaml").write_text(PROVIDERS.replace("URL", vendor.root))
        done = cli("run", "s.yaml", "--candidate", "new", "--report", "html=r.html")
    assert done.code == 1
    page = (tmp_path / "r.html").read_text()
    assert f"report.pdf: application/pdf document, {len(PDF)} bytes" in page
    assert DATA[:40] not in page


def test_one_call_with_a_document(cli: Cli, tmp_path: Path) -> None:
    content = [
        {"type": "text", "text": "Who signed 7?"},
        {"type": "document", "media_type": "application/pdf", "data": DATA, "name": "a.pdf"},
    ]
    request = {"messages": [{"role": "user", "content": content}]}
    (tmp_path / "request.json").write_text(json.dumps(request))
    with LocalVendor(answer) as vendor:
        (tmp_path / "providers.yaml").write_text(PROVIDERS.replace("URL", vendor.root))
        done = cli("call", "request.json", "--provider", "new")
        ((_, body),) = vendor.bodies
    assert json.loads(done.out)["text"] == "Ann 7"
    assert body["messages"][0]["content"][1]["source"]["data"] == DATA


@pytest.mark.parametrize(
    ("part", "column_of"),
    [
        ({"type": "document", "url": "https://10.0.0.1/a.pdf"}, "url"),
        ({"type": "image", "url": "http://files.example/a.png"}, "url"),
        ({"type": "audio", "url": "https://files.example/a.wav?token=abcdefgh"}, "url"),
        ({"type": "document", "media_type": "application/pdf", "data": "AAA"}, "data"),
        ({"type": "document", "media_type": "text/plain", "data": "////"}, "data"),
        ({"type": "document", "url": "https://files.example/a", "data": "AAAA"}, "data"),
    ],
)
def test_a_call_refuses_what_no_vendor_may_fetch(
    cli: Cli, tmp_path: Path, part: dict[str, str], column_of: str
) -> None:
    text = json.dumps({"messages": [{"role": "user", "content": [part]}]})
    (tmp_path / "request.json").write_text(text)
    (tmp_path / "providers.yaml").write_text(PROVIDERS.replace("URL", "http://127.0.0.1:9"))
    done = cli("call", "request.json", "--provider", "old")
    assert done.code == 2
    column = text.index(json.dumps(part[column_of])) + 1
    assert f"request.json:1:{column}: error:" in done.err
    assert "abcdefgh" not in done.err


def test_hosts_of_files_are_named_before_and_after(cli: Cli, tmp_path: Path) -> None:
    write(tmp_path)
    url = "https://files.example/terms/report.pdf"
    (tmp_path / "s.yaml").write_text(SUITE.replace("[report.pdf]", f'["{url}"]'))
    with LocalVendor(answer) as vendor:
        text = PROVIDERS.replace("URL", vendor.root).replace("openai-chat", "anthropic")
        (tmp_path / "providers.yaml").write_text(text.replace("/v1", ""))
        planned = cli("plan", "s.yaml")
        said = json.loads(cli("plan", "s.yaml", "--json").out)
        done = cli("run", "s.yaml", "--candidate", "new", "--json")
        bodies = list(vendor.bodies)
    assert "The vendors fetch files of cases from files.example." in planned.out
    assert said["file_hosts"] == ["files.example"]
    assert any("files.example" in one for one in json.loads(done.out)["findings"])
    assert all(
        body["messages"][0]["content"][1]["source"] == {"type": "url", "url": url}
        for _, body in bodies
    )
