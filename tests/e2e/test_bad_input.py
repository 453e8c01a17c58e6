"""What bad input gets: one or two lines, the documented exit code, no traceback."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from commands import Result, environment, imported, portcheck
from local_vendor import Listener
from syrupy.assertion import SnapshotAssertion

YES = "yes"


class Server:
    """A vendor that answers as it is told, slowly if it must."""

    def __init__(self) -> None:
        self.status = 200
        self.body = b'{"choices": [{"message": {"content": "yes"}, "finish_reason": "stop"}]}'
        self.delay = 0.0
        self.asked = 0
        self.counting = threading.Lock()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                with outer.counting:
                    outer.asked += 1
                time.sleep(outer.delay)
                self.send_response(outer.status)
                self.send_header("content-length", str(len(outer.body)))
                self.end_headers()
                self.wfile.write(outer.body)

            def log_message(self, *_: object) -> None:
                return

        self._http = Listener(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"
        self._thread = threading.Thread(target=self._http.serve_forever)
        self._thread.start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def live(folder: Path, url: str, *, cases: int = 20, key: str = "") -> Path:
    """A suite whose candidate is live at `url`, its baseline recorded."""
    suite = imported(folder, {"old": [YES] * cases, "spare": [YES] * cases})
    text = (suite.parent / "providers.yaml").read_text()
    entry = (
        f"  new:\n    vendor: acme\n    dialect: openai-chat\n    model: m\n    base_url: {url}\n"
    )
    (suite.parent / "providers.yaml").write_text(
        text + entry + (key and f"    api_key_env: {key}\n")
    )
    return suite


def run_live(suite: Path, *more: str, **env: str) -> Result:
    arguments = ("run", str(suite), "--baseline", "old", "--candidate", "new", *more)
    return portcheck(*arguments, cwd=suite.parent.parent, env=environment(**env))


def stable(result: Result, folder: Path) -> str:
    return result.snapshot.replace(str(folder), "<folder>")


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "suite.yaml", "--basline", "x"],
        ["run"],
        ["rum"],
        ["run", "missing.yaml", "--baseline", "x"],
        ["show"],
        ["schema", "siute"],
        ["run", "suite.yaml", "--report", "yaml=x"],
        ["score", "latest", "--as-of", "tomorrow"],
        ["import", "answers", "missing.jsonl", "--out", "x"],
    ],
    ids=" ".join,
)
def test_wrong_words(tmp_path: Path, arguments: list[str], snapshot: SnapshotAssertion) -> None:
    done = portcheck(*arguments, cwd=tmp_path)
    assert done.code == 2
    assert "Traceback" not in done.err
    assert done.snapshot == snapshot


def test_a_number_out_of_range(tmp_path: Path) -> None:
    done = portcheck("run", "suite.yaml", "--limit", "0", cwd=tmp_path)
    assert (done.code, "--limit" in done.err) == (2, True)


def test_an_absent_key(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    suite = live(tmp_path, "http://127.0.0.1:9/v1", key="ACME_KEY")
    done = run_live(suite)
    assert stable(done, tmp_path) == snapshot
    assert not (tmp_path / "runs").exists()


@pytest.mark.server
def test_a_key_is_sent_and_never_shown(tmp_path: Path, server: Server) -> None:
    secret = "sk-test-0123456789abcdef0123456789"
    server.status, server.body = (
        401,
        json.dumps({"error": {"message": f"bad key {secret}"}}).encode(),
    )
    suite = live(tmp_path, server.url, key="ACME_KEY")
    done = run_live(suite, "--debug", ACME_KEY=secret)
    assert done.code == 4
    files = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_symlink()]
    assert secret not in done.out + done.err
    assert not [path for path in files if secret.encode() in path.read_bytes()]


@pytest.mark.slow
def test_fifty_mistakes_are_fifty_lines(tmp_path: Path) -> None:
    cases = "".join(f"      - {{id: c{n}, promt_{n}: x}}\n" for n in range(50))
    (tmp_path / "s.yaml").write_text(
        f"portcheck: 1\nsuite: s\nworkloads:\n  w:\n    prompt: hello\n    cases:\n{cases}"
    )
    done = portcheck("validate", "s.yaml", cwd=tmp_path)
    places = {line.split(": ")[0] for line in done.err.splitlines() if line.startswith("s.yaml:")}
    assert done.code == 2
    assert places == {f"s.yaml:{7 + n}:{18 if n < 10 else 19}" for n in range(50)}


@pytest.mark.slow
def test_run_does_what_validate_does_first(tmp_path: Path, server: Server) -> None:
    suite = live(tmp_path, server.url)
    suite.write_text(suite.read_text().replace("cases_from", "cases_form"))
    done = run_live(suite)
    assert done.code == 2
    assert "cases_from" in done.err
    assert server.asked == 0


@pytest.mark.server
def test_an_endpoint_that_is_down(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    suite = live(tmp_path, "http://127.0.0.1:9/v1", cases=4)
    done = run_live(suite, "--out", "r", "--fail-on", "unsafe")
    assert done.code == 4
    assert "Traceback" not in done.err
    assert stable(done, tmp_path) == snapshot


@pytest.mark.server
def test_an_answer_that_is_not_json(tmp_path: Path, server: Server) -> None:
    server.body = b"<html>Bad gateway</html>"
    done = run_live(live(tmp_path, server.url), "--json")
    report = json.loads(done.out)
    assert done.code == 4
    assert report["run"]["failures"] == {"malformed_response": server.asked}
    assert report["verdicts"][0]["verdict"] == "inconclusive"


@pytest.mark.server
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_was_answered(
    tmp_path: Path, server: Server, number: signal.Signals
) -> None:
    server.delay = 0.2
    suite = live(tmp_path, server.url, cases=200)
    command = [
        sys.executable, "-m", "portcheck", "run", str(suite),
        "--baseline", "old", "--candidate", "new", "--out", "r", "--json",
    ]  # fmt: skip
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while server.asked < 20:
        time.sleep(0.01)
    process.send_signal(number)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    report = json.loads(out)
    assert (report["exit_code"], report["run"]["interrupted"]) == (130, True)
    assert report["verdicts"][0]["verdict"] == "inconclusive"
    assert "Traceback" not in err
    assert "portcheck resume r" in err
    server.delay = 0.0
    done = portcheck("resume", "r", "--json", cwd=tmp_path)
    assert done.code == 0, done.err
    assert json.loads(done.out)["run"]["samples"] == 400
    assert server.asked - 200 <= 8, "only the calls in flight may be asked again"


@pytest.mark.slow
def test_a_closed_pipe(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": [YES] * 200, "new": [YES] * 200})
    command = f"{sys.executable} -m portcheck run {suite} --baseline old --json"
    shell = f"{command} | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", shell], cwd=tmp_path, env=environment(), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "0"
    assert "Traceback" not in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_standard_output(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": [YES] * 20, "new": [YES] * 20})
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "portcheck", "run", str(suite), "--baseline", "old", "--json"],
            cwd=tmp_path, env=environment(), stdout=full, stderr=subprocess.PIPE, text=True,
            check=False,
        )  # fmt: skip
    assert done.returncode == 4
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "runs" / "latest" / "report.json").exists()


@pytest.mark.server
def test_a_full_disk_under_the_run(tmp_path: Path, server: Server) -> None:
    server.body = server.body.replace(b"yes", b"yes" + b" " * 3000)
    suite = live(tmp_path, server.url, cases=100)
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); " \
        "resource.setrlimit(resource.RLIMIT_FSIZE, (250_000, 250_000)); "  # fmt: skip
    code = limit + "import sys; from portcheck.cli.main import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "run", str(suite), "--baseline", "old"]
    done = subprocess.run(
        [*command, "--candidate", "new", "--out", "r"], cwd=tmp_path, env=environment(),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 4, done.stderr
    assert "portcheck resume r" in done.stderr
    assert "Traceback" not in done.stderr
    resumed = portcheck("resume", "r", "--json", cwd=tmp_path)
    assert json.loads(resumed.out)["run"]["samples"] == 200


@pytest.mark.slow
def test_a_live_run_needs_a_yes(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    suite = live(tmp_path, "https://llm.example.com/v1")
    assert stable(run_live(suite), tmp_path) == snapshot
    priced = run_live(suite, "--max-cost", "1")
    assert (priced.code, "none is known for new" in priced.err) == (2, True)


def test_recordings_that_lack_answers_are_said_before_the_run(
    tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    suite = imported(tmp_path, {"old": [YES] * 8, "new": [YES] * 8})
    recording = suite.parent / "recordings" / "new.jsonl"
    lines = recording.read_text().splitlines()
    recording.write_text("\n".join(lines[:-6]) + "\n")
    done = portcheck("run", str(suite), "--baseline", "old", cwd=tmp_path)
    assert stable(done, tmp_path) == snapshot
    assert not (tmp_path / "runs").exists()


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = portcheck("--debug", "show", "nowhere", cwd=tmp_path)
    assert done.code == 2
    assert "Traceback" in done.err


@pytest.mark.slow
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    suite = imported(tmp_path, {"old": [YES] * 3, "new": [YES] * 3})
    (tmp_path / "runs").write_text("a file where the folder should be")
    done = portcheck("run", str(suite), "--baseline", "old", cwd=tmp_path)
    assert done.code == 4
    assert "Traceback" not in done.err
