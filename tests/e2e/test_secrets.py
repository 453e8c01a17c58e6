"""Secrets besides keys, in whole runs: they reach the vendor, and no file and no terminal."""

from __future__ import annotations

import base64
import gzip
import json
import socket
import sqlite3
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import quote

import pytest
from commands import environment, imported, in_process, portcheck
from local_vendor import Listener
from pypdf import PdfReader

from portcheck.plugins import REPORTS

pytestmark = pytest.mark.server

PATH, CODE, BODY, HEADER, ORG = (
    "segment-of-mine-0417",
    "code-of-mine-5528",
    "field-of-mine-6639",
    "header-of-mine-7740",
    "org-of-mine-8851",
)
SECRETS = (PATH, CODE, BODY, HEADER, ORG)


class Vendor:
    """Answers, and tells each caller all that it was sent."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.says = ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["content-length"])).decode()
                outer.asked.append(f"{self.path} {self.headers} {sent}")
                echo = {"content": outer.says or f"yes {self.path}"}
                body = json.dumps({"choices": [{"message": echo, "finish_reason": "stop"}]})
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                return

        self._http = Listener(("127.0.0.1", 0), Handler)
        self.port = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def vendor() -> Iterator[Vendor]:
    made = Vendor()
    yield made
    made.close()


def test_they_stay_in_the_providers_file(tmp_path: Path, vendor: Vendor) -> None:
    suite = imported(tmp_path, {name: ["yes"] * 4 for name in ("old", "spare")})
    file = suite.parent / "providers.yaml"
    file.write_text(
        file.read_text()
        + f"""  new:
    vendor: acme
    dialect: openai-chat
    model: m
    base_url: http://127.0.0.1:{vendor.port}/t/{PATH}/v1?code={CODE}
    options:
      organization: {ORG}
      extra_body: {{tenant: {BODY}, more: [{{deep: {BODY}}}]}}
      extra_headers: {{x-team: {HEADER}}}
"""
    )
    run = ["run", str(suite), "--baseline", "old", "--candidate", "new", "--out", "r"]
    run += ["--max-calls", "1"]
    begun = portcheck(*run, "--report", "html=r.html", "--report", "md=r.md", cwd=tmp_path)
    alone = portcheck("resume", "r", cwd=tmp_path)
    ended = portcheck("resume", "r", "--providers", str(file), "--json", cwd=tmp_path)

    assert begun.code == 4, begun.err
    assert alone.code == 2
    assert "--providers" in alone.err
    assert ended.code == 3, ended.err
    assert len(vendor.asked) == 4
    assert all(secret in asked for asked in vendor.asked for secret in SECRETS)
    shown = [begun.out, begun.err, alone.err, ended.out, ended.err]
    files = [path for path in tmp_path.rglob("*") if path.is_file() and path != file]
    texts = [*shown, *(path.read_bytes().decode("utf-8", "replace") for path in files)]
    assert not [secret for secret in SECRETS for text in texts if secret in text]


def test_what_is_stored_is_redacted_and_what_is_scored_is_not(
    tmp_path: Path, vendor: Vendor
) -> None:
    key = "the-right-answer-is-4417"
    vendor.says = key
    suite = imported(tmp_path, {name: [key] * 3 for name in ("old", "spare")})
    suite.write_text(suite.read_text().replace('"yes"', key))
    file = suite.parent / "providers.yaml"
    file.write_text(
        f"{file.read_text()}  new: {{vendor: acme, dialect: openai-chat, model: m, "
        f"api_key_env: HOUSE, base_url: 'http://127.0.0.1:{vendor.port}/v1'}}\n"
    )
    command = ["run", str(suite), "--baseline", "old", "--candidate", "new", "--out", "r", "--json"]
    begun = portcheck(*command, cwd=tmp_path, env=environment(HOUSE=key))
    again = portcheck("score", "r", "--json", cwd=tmp_path)
    shown = portcheck("show", "r", cwd=tmp_path)

    assert begun.code == again.code == 3, begun.err
    report, later = json.loads(begun.out), json.loads(again.out)
    assert report["verdicts"] == later["verdicts"]
    (task,) = [gate for gate in report["verdicts"][0]["gates"] if gate["gate"] == "task"]
    assert (task["candidate"], task["missing"]) == (1.0, 0)
    said = [one for one in report["findings"] if "returned a key" in one]
    assert set(said) <= set(later["findings"])
    assert len(said) == 1
    assert said[0].startswith("new: in ")
    assert "3 calls" in said[0]
    assert "returned a key" in " ".join(shown.out.split())
    stored = (tmp_path / "r" / "samples.jsonl").read_text().splitlines()
    mine = [line for line in stored if json.loads(line).get("redacted")]
    assert len(mine) == 3
    assert not [line for line in mine if key in line]


def test_commands_without_calls_open_no_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    suite = str(imported(tmp_path, {name: ["yes"] * 2 for name in ("old", "new")}))
    monkeypatch.setattr(socket, "getaddrinfo", asked)
    monkeypatch.setattr(socket.socket, "connect", asked)
    run = ("run", suite, "--baseline", "old", "--candidate", "new", "--out", "r")
    for command in (
        *(("validate", suite), ("lint", suite), ("plan", *run[1:6]), run, ("show", "r")),
        *(("score", "r"), ("providers", "list"), ("schema", "suite"), ("--help",)),
    ):
        assert in_process(*command, cwd=tmp_path).code in {0, 3}, command


KEY = "sk-canary/31=+e-9f27c4d8-and-more"


def forms(secret: str) -> set[str]:
    """A secret as it may stand in a file: raw, percent-encoded, in JSON, in base64."""
    raw = secret.encode()
    found = {secret, quote(secret, safe=""), json.dumps(secret)[1:-1], raw.hex()}
    # Base64 of a text that holds it somewhere: what does not depend on its neighbours.
    for before in range(3):
        coded = base64.b64encode(b"x" * before + raw).decode()
        found.add(coded[4 if before else 0 : len(coded) // 4 * 4 - 4])
    return found


def contents(path: Path) -> Iterator[bytes]:
    """A file, and everything that is packed in it."""
    data = path.read_bytes()
    yield data
    if data[:2] == b"\x1f\x8b":
        data = gzip.decompress(data)
        yield data
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    if path.suffix == ".pdf":
        yield "".join(page.extract_text() for page in PdfReader(path).pages).encode()
    if path.suffix == ".sqlite":
        with closing(sqlite3.connect(path)) as base:
            for (table,) in base.execute("select name from sqlite_master where type = 'table'"):
                for row in base.execute(f'select * from "{table}"'):
                    yield from map(_unpacked, row)


def _unpacked(cell: object) -> bytes:
    if not isinstance(cell, bytes):
        return str(cell).encode()
    try:
        return zlib.decompress(cell)
    except zlib.error:
        return cell


def test_a_key_that_a_vendor_sends_back_is_in_no_format_and_in_no_bundle(
    tmp_path: Path, vendor: Vendor
) -> None:
    coded = base64.b64encode(f"Bearer {KEY}".encode()).decode()
    vendor.says = f"yes {KEY} {quote(KEY, safe='')} {coded} {json.dumps(KEY)}"
    suite = imported(tmp_path, {name: ["yes"] * 4 for name in ("old", "spare")})
    file = suite.parent / "providers.yaml"
    file.write_text(
        f"{file.read_text()}  new: {{vendor: acme, dialect: openai-chat, model: m, "
        f"api_key_env: HOUSE, base_url: 'http://127.0.0.1:{vendor.port}/v1'}}\n"
    )
    formats = sorted(REPORTS.built_in)
    command = ["run", str(suite), "--baseline", "old", "--candidate", "new", "--out", "r"]
    command += ["--content", "all"]
    for name in formats:
        command += ["--report", f"{name}=r-{name}{REPORTS.get(name).suffix}"]
    env = environment(HOUSE=KEY)
    begun = portcheck(*command, cwd=tmp_path, env=env)
    shown = portcheck("show", "r", "--flips", cwd=tmp_path)
    bundled = portcheck("bundle", "r", "--content", "all", cwd=tmp_path)

    assert begun.code in {1, 3}, begun.err
    assert bundled.code == 0, bundled.err
    assert len(list(tmp_path.glob("r-*"))) == len(formats)
    wanted = [one.encode() for one in forms(KEY)]
    for said in (begun, shown, bundled):
        assert not [one for one in wanted if one in f"{said.out}{said.err}".encode()]
    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        for data in contents(path):
            assert not [one for one in wanted if one in data], path
