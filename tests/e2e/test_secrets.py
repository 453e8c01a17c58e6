"""Secrets besides keys, in whole runs: they reach the vendor, and no file and no terminal."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from commands import imported, portcheck

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
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers["content-length"])).decode()
                outer.asked.append(f"{self.path} {self.headers} {sent}")
                echo = {"content": f"yes {self.path}"}
                body = json.dumps({"choices": [{"message": echo, "finish_reason": "stop"}]})
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: object) -> None:
                return

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
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
