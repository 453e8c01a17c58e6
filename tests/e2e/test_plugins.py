"""Plug-ins of another distribution, installed and used through the command line."""

from __future__ import annotations

import json
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from commands import Result, environment, portcheck
from distributions import ACME, install, install_project
from local_vendor import Listener

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "plugins.md"
Run = Callable[..., Result]


class Acme(BaseHTTPRequestHandler):
    """Acme's endpoint: model `polite` thanks always, model `curt` for every second question."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        thanks = asked["model"] == "polite" or int(asked["prompt"].split()[-1]) % 2
        answer = "Your parcel is on its way" + (", thank you." if thanks else ".")
        body = json.dumps({"answer": answer, "tokens": 7}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing: tests print no log."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = Listener(("127.0.0.1", 0), Acme)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of the path with Acme's plug-ins, and with others that do not load."""
    target = tmp_path / "site"
    install_project(ACME, target)
    points = {f"portcheck.{group}": {"broken": "broken_plugins:IT"} for group in GROUPS}
    text = "raise RuntimeError('half written')\n"
    install(target, "broken-plugins", "0.1", points, {"broken_plugins": text})
    return target


GROUPS = ("providers", "checks", "gates", "reports")


@pytest.fixture
def run(tmp_path: Path, site: Path) -> Run:
    """`portcheck` in a folder of its own, with the plug-ins installed."""
    env = environment(PYTHONPATH=str(site))
    return lambda *arguments: portcheck(*arguments, cwd=tmp_path, env=env)


def write_files(folder: Path, address: str, **changes: Any) -> None:
    """A suite and a providers file of Acme's; they are JSON, which YAML takes."""
    entry = {"vendor": "acme", "dialect": "acme", "base_url": address}
    providers = {"old": {**entry, "model": "polite"}, "new": {**entry, "model": "curt"}}
    workload = {
        "prompt": "Where is parcel {{ number }}",
        "vars": {"number": 0},
        "checks": [{"polite": ["thank", "please"]}],
        "cases": [{"id": f"c{i}", "vars": {"number": i}} for i in range(40)],
        "gates": {"tone": {"least": 0.8}, "refusal": {"margin": 0.15}, "task": {"margin": 0.15}},
    }
    suite = {"portcheck": 1, "suite": "parcels", "workloads": {"parcels": workload | changes}}
    (folder / "suite.yaml").write_text(json.dumps(suite))
    (folder / "providers.yaml").write_text(json.dumps({"portcheck": 1, "providers": providers}))


def run_info(result: Result) -> Any:
    assert result.code in {0, 3, 5}, result.err
    return json.loads(result.out)["run"]


def test_all_four_doors_in_one_run(run: Run, tmp_path: Path, address: str) -> None:
    write_files(tmp_path, address)
    formats = [f"--report={name}={name}.out" for name in ("acme-lines", "html", "md")]
    result = run("run", "suite.yaml", "--baseline", "old", "--out", "done", *formats)
    assert result.code == 5, result.err + result.out

    report = json.loads((tmp_path / "done" / "report.json").read_text())
    assert report["run"]["plugins"] == [
        {"kind": kind, "name": name, "distribution": "acme-plugins", "version": "1.2.0"}
        for kind, name in (
            ("check", "polite"),
            ("dialect", "acme"),
            ("format", "acme-lines"),
            ("gate", "tone"),
        )
    ]
    (verdict,) = report["verdicts"]
    tone = next(gate for gate in verdict["gates"] if gate["gate"] == "tone")
    assert (verdict["verdict"], verdict["rule"]) == ("conditional", "soft_gate_exceeded")
    assert (tone["outcome"], tone["hard"], tone["candidate"]) == ("exceeded", False, 0.5)
    assert verdict["conditions"] == [
        "tone: 50.0 % of the answers are polite, at least 80.0 % must be."
    ]
    lines = (tmp_path / "acme-lines.out").read_text()
    assert lines == "conditional (soft_gate_exceeded): parcels to new\n"
    pages = [(tmp_path / f"{name}.out").read_text() for name in ("html", "md")]
    for text in (*pages, result.out, (tmp_path / "done" / "report.md").read_text()):
        flat = " ".join(text.split())
        for plugin in ("check polite", "dialect acme", "format acme-lines", "gate tone"):
            assert f"{plugin} of acme-plugins 1.2.0" in flat.replace("\\-", "-")


def test_what_a_limit_asks_for_decides(run: Run, tmp_path: Path, address: str) -> None:
    gates = {"tone": {"least": 0.4}, "refusal": {"margin": 0.15}, "task": {"margin": 0.15}}
    write_files(tmp_path, address, gates=gates)
    result = run("run", "suite.yaml", "--baseline", "old", "--out", "done")
    assert result.code == 0, result.err + result.out
    again = run("score", "done", "--json")
    assert again.code == 0
    assert [one["name"] for one in run_info(again)["plugins"]] == ["polite", "acme", "tone"]
    shown = run("show", "done")
    assert "gate tone of acme-plugins 1.2.0" in " ".join(shown.out.split())


def test_the_gate_has_its_default_where_only_a_check_names_it(
    run: Run, tmp_path: Path, address: str
) -> None:
    write_files(tmp_path, address, gates={"refusal": {"margin": 0.15}, "task": {"margin": 0.15}})
    result = run("run", "suite.yaml", "--baseline", "old", "--out", "done", "--json")
    tone = next(g for g in json.loads(result.out)["verdicts"][0]["gates"] if g["gate"] == "tone")
    assert (tone["margin"], tone["outcome"]) == (0.9, "exceeded")


def test_a_check_may_be_a_part_of_one_that_is_built_in(
    run: Run, tmp_path: Path, address: str
) -> None:
    parts = [{"polite": ["thank"]}, {"equals": "x"}]
    write_files(tmp_path, address, checks=[{"any_of": parts, "gate": "task"}], gates={})
    result = run("validate", "suite.yaml")
    assert result.code == 0, result.err


def test_nothing_else_is_imported(run: Run, tmp_path: Path, site: Path, address: str) -> None:
    for module in ("check", "gate", "dialect", "report"):
        path = site / "acme_plugins" / f"{module}.py"
        line = f"open({str(tmp_path / 'loaded')!r}, 'a').write('{module}\\n')\n"
        path.write_text(path.read_text() + "\n\n" + line)
    write_files(tmp_path, address, checks=[{"contains": {"any": ["parcel"]}}], gates={})

    def loaded(*arguments: str) -> set[str]:
        (tmp_path / "loaded").write_text("")
        assert run(*arguments).code in {0, 3, 5}
        return set((tmp_path / "loaded").read_text().split())

    assert loaded("validate", "suite.yaml") == {"dialect"}, "the providers file names it"
    assert loaded("plan", "suite.yaml", "--baseline", "old") == {"dialect"}
    started = ("run", "suite.yaml", "--baseline", "old", "--out", "a")
    assert loaded(*started, "--report", "acme-lines=x") == {"dialect", "report"}
    assert loaded("score", "a") == set()
    assert loaded("schema", "suite") == set()
    write_files(tmp_path, address)
    assert loaded("validate", "suite.yaml") == {"check", "dialect", "gate"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"checks": [{"broken": 1}]}, "the check 'broken' of broken-plugins 0.1 cannot be loaded"),
        ({"gates": {"broken": {}}}, "the gate 'broken' of broken-plugins 0.1 cannot be loaded"),
        (
            {"checks": [{"equals": "x", "gate": "broken"}]},
            "the gate 'broken' of broken-plugins 0.1 cannot be loaded",
        ),
        ({"gates": {"tone": {"least": 2}}}, "least"),
        ({"gates": {"tone": {"most": 1}}}, "most"),
        ({"checks": [{"polite": []}]}, "polite"),
        ({"checks": [{"equals": "x", "gate": "cost"}]}, "cost"),
    ],
)
def test_mistakes_in_a_suite_have_their_place(
    run: Run, tmp_path: Path, address: str, changes: dict[str, Any], message: str
) -> None:
    write_files(tmp_path, address, **changes)
    result = run("run", "suite.yaml", "--baseline", "old")
    assert result.code == 2
    assert message in " ".join(result.err.split())
    assert "suite.yaml:1:" in result.err
    assert "Traceback" not in result.err


def test_a_dialect_and_a_format_that_do_not_load(run: Run, tmp_path: Path, address: str) -> None:
    write_files(tmp_path, address)
    known = run("run", "suite.yaml", "--baseline", "old", "--report", "broken=x", "--out", "a")
    assert known.code == 2
    assert "the format 'broken' of broken-plugins 0.1 cannot be loaded" in " ".join(
        known.err.split()
    )
    assert not (tmp_path / "a").exists()
    text = (tmp_path / "providers.yaml").read_text().replace('"acme", "base', '"broken", "base')
    (tmp_path / "providers.yaml").write_text(text)
    result = run("run", "suite.yaml", "--baseline", "old")
    assert result.code == 2
    assert "the dialect 'broken' of broken-plugins 0.1 cannot be loaded" in " ".join(
        result.err.split()
    )


def test_a_gate_that_crashes_decides_nothing(
    run: Run, tmp_path: Path, site: Path, address: str
) -> None:
    path = site / "acme_plugins" / "gate.py"
    path.write_text(path.read_text().replace("cases = evidence", "1 / 0\n    cases = evidence"))
    write_files(tmp_path, address)
    result = run("run", "suite.yaml", "--baseline", "old", "--out", "done", "--json")
    (verdict,) = json.loads(result.out)["verdicts"]
    tone = next(gate for gate in verdict["gates"] if gate["gate"] == "tone")
    assert tone["outcome"] == "inconclusive"
    assert tone["detail"] == "the gate failed: ZeroDivisionError: division by zero"
    assert verdict["verdict"] == "conditional"


# --- the page ------------------------------------------------------------------------------------


def examples() -> dict[str, str]:
    """File that the page names to what it shows of it."""
    found = re.findall(
        r"^`([\w/.]+)`:\n\n```\w+\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL
    )
    return dict(found)


def test_the_page_shows_the_files_of_the_project() -> None:
    shown = {name: text for name, text in examples().items() if not name.startswith("portcheck/")}
    files = {
        path.relative_to(ACME).as_posix(): path.read_text()
        for path in (ACME / "pyproject.toml", *(ACME / "acme_plugins").glob("*.py"))
    }
    del files["acme_plugins/__init__.py"]
    assert shown == files


def test_a_new_gate_is_one_file(tmp_path: Path, site: Path, address: str) -> None:
    (name,) = (name for name in examples() if name.startswith("portcheck/gates/"))
    copy = tmp_path / "copy"
    shutil.copytree(
        ROOT / "portcheck", copy / "portcheck", ignore=shutil.ignore_patterns("__pycache__")
    )
    (copy / name).write_text(examples()[name])
    gate = Path(name).stem
    write_files(
        tmp_path,
        address,
        checks=[{"max_length": {"words": 6}, "gate": gate}],
        gates={gate: {"margin": 0.15}, "refusal": {"margin": 0.15}, "task": {"margin": 0.15}},
    )
    env = environment(PYTHONPATH=f"{copy}:{site}")
    result = portcheck(
        *("run", "suite.yaml", "--baseline", "new", "--out", "done", "--json"),
        cwd=tmp_path,
        env=env,
    )
    (verdict,) = json.loads(result.out)["verdicts"]
    found = next(one for one in verdict["gates"] if one["gate"] == gate)
    assert (found["hard"], found["outcome"], found["margin"]) == (True, "inferior", 0.15)
    assert (verdict["verdict"], verdict["rule"]) == ("unsafe", "gate_inferior")
    assert gate in portcheck("schema", "report", cwd=tmp_path, env=env).out
