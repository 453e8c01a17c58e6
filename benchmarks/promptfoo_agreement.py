"""Whether promptfoo and portcheck pass and fail the same cases, against a vendor on this machine.

    npm install --prefix /tmp/promptfoo promptfoo@0.121.20
    .venv/bin/python benchmarks/promptfoo_agreement.py --promptfoo /tmp/promptfoo CONFIG_FOLDER...

Each folder has a promptfooconfig.yaml. Its assertions that import are kept, its providers are
replaced by one that answers on this machine, by a fixed choice from the texts that the assertions
name and some others. Both tools then ask it, and every case is compared: promptfoo's `success`
with whether all imported checks passed. npm's package is too large for CI.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from portcheck.imports.suites.made import CannotSayError
from portcheck.imports.suites.promptfoo.assertions import Asking, check_of
from portcheck.run.foreign.importing import Options, import_foreign
from portcheck.run.foreign.reading import FolderFiles, read_foreign
from portcheck.run.store.folder import RunStore

OTHERS = (
    "",
    "I'm sorry, but I can't help with that.",
    "Yarr",
    "Ahoy! Arrr, I be wantin' me grub.",
    '{"color": "yellow", "countries": ["Ecuador", "India"]}',
    '{"color": "purple", "countries": ["Brazil", "Guatemala"]}',
    '{"category": "billing", "sentiment": "negative", "urgency": "4"}',
    '{"category": "technical_issue", "sentiment": "neutral", "urgency": "2"}',
    'Here it is: {"a": 1}',
    "Nothing of the kind, and at some length: " + "word " * 120,
)
PORTCHECK = Path(sys.executable).parent / "portcheck"


def texts(value: Any) -> Iterator[str]:
    """Every text that an assertion could look for."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def wanted(value: Any) -> Iterator[Any]:
    """What the assertions anywhere in a configuration look for."""
    if isinstance(value, dict):
        if "type" in value and "value" in value:
            yield value["value"]
        for part in value.values():
            yield from wanted(part)
    elif isinstance(value, list):
        for part in value:
            yield from wanted(part)


class Vendor(ThreadingHTTPServer):
    """Answers Chat Completions by a digest of what it is asked."""

    def __init__(self, pool: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.pool = pool
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Answering(BaseHTTPRequestHandler):
    """One request."""

    server: Vendor

    def do_POST(self) -> None:  # the name that the base class calls
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        asked = json.dumps([(one["role"], one["content"]) for one in body["messages"]])
        digest = hashlib.sha256(asked.encode() + body["model"].encode()).digest()
        text = self.server.pool[int.from_bytes(digest[:4], "big") % len(self.server.pool)]
        message = {"role": "assistant", "content": text}
        answer = {
            "id": "x",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18},
        }
        data = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: Any) -> None:
        """Keeps quiet."""


def kept(assertions: Any, asking: Asking, counts: dict[str, int], transform: Any) -> list[Any]:
    """The assertions that import, but for costs: the vendor here has no price."""
    found = []
    here = Asking(asking.files, asking.tools, parsed=asking.parsed, transform=transform)
    for one in assertions if isinstance(assertions, list) else []:
        if one.get("type") != "cost" and imports(one, here):
            counts["kept"] += 1
            found.append(one)
        else:
            counts["left out"] += 1
    return found


def imports(assertion: Mapping[str, Any], asking: Asking) -> bool:
    """Whether an assertion has an equivalent."""
    try:
        check_of(assertion, asking)
    except CannotSayError:
        return False
    return True


def prepared(folder: Path, work: Path, counts: dict[str, int]) -> dict[str, Any]:
    """The configuration with what imports, written as JSON beside its files."""
    shutil.copytree(folder, work)
    config = dict(read_foreign(folder / "promptfooconfig.yaml").value)
    providers = config.get("providers") or []
    form = next(
        (
            one["config"]["response_format"]
            for one in providers
            if isinstance(one, dict) and "response_format" in (one.get("config") or {})
        ),
        None,
    )
    asking = Asking(FolderFiles(work), parsed=isinstance(form, dict))
    default = config.get("defaultTest")
    usual: Mapping[str, Any] = default if isinstance(default, dict) else {}
    transform = (usual.get("options") or {}).get("transform")
    if usual:
        options = {k: v for k, v in (usual.get("options") or {}).items() if k != "provider"}
        config["defaultTest"] = {
            **{key: part for key, part in usual.items() if key != "assertScoringFunction"},
            "options": options,
            "assert": kept(usual.get("assert"), asking, counts, transform),
        }
    tests = config.get("tests")
    groups = [tests] if isinstance(tests, list) else []
    groups += [one.get("tests") for one in config.get("scenarios") or []]
    for group in groups:
        for test in group:
            if isinstance(test, dict):
                own = (test.get("options") or {}).get("transform", transform)
                test["assert"] = kept(test.get("assert"), asking, counts, own)
                test.pop("assertScoringFunction", None)
    for key in ("outputPath", "derivedMetrics"):
        config.pop(key, None)
    config["form"] = form
    return config


def compared(folder: Path, promptfoo: Path, work: Path) -> dict[str, int]:
    """What both tools say of one configuration, case by case."""
    counts = {"kept": 0, "left out": 0, "cases": 0, "same": 0, "passed": 0}
    config = prepared(folder, work, counts)
    form = config.pop("form")
    named = [text for value in wanted(config) for text in texts(value)]
    wrapped = [f"Well: {text}." for text in named[:10]]
    vendor = Vendor([*dict.fromkeys([*named[:40], *wrapped]), *OTHERS])
    settings = {"apiBaseUrl": vendor.url} | ({"response_format": form} if form else {})
    config["providers"] = [
        {"id": f"openai:chat:m-{n}", "label": f"m-{n}", "config": settings} for n in range(1, 9)
    ]
    (work / "c.json").write_text(json.dumps(config))
    theirs = _promptfoo(promptfoo, work)
    ours = _portcheck(work)
    vendor.shutdown()
    for key, passed in ours.items():
        if key in theirs:
            counts["cases"] += 1
            counts["same"] += passed == theirs[key]
            counts["passed"] += passed
            if passed != theirs[key]:
                print(f"  {folder.name}: {key}: promptfoo {theirs[key]}, portcheck {passed}")
    counts["unmatched"] = len(set(ours) ^ set(theirs))
    return counts


Key = tuple[str, str, str]
"""Provider, prompt and variables."""


def _key(provider: str, prompt: str, variables: Mapping[str, Any]) -> Key:
    said = {name: value for name, value in variables.items() if value not in ("", None)}
    return provider, " ".join(prompt.split()), json.dumps(said, sort_keys=True, default=str)


def _promptfoo(package: Path, work: Path) -> dict[Key, bool]:
    out = work / "theirs.json"
    program = package / "node_modules" / "promptfoo" / "dist" / "src" / "main.js"
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(work),
        "PROMPTFOO_CONFIG_DIR": str(work / "state"),
        "PROMPTFOO_DISABLE_TELEMETRY": "1",
        "PROMPTFOO_DISABLE_UPDATE": "1",
        "PROMPTFOO_DISABLE_REMOTE_GENERATION": "1",
        "OPENAI_API_KEY": "none",
    }
    words = ["eval", "-c", "c.json", "-o", str(out), "--no-cache", "--no-table", "--no-write"]
    done = subprocess.run(
        ["node", str(program), *words, "--no-progress-bar"],
        cwd=work, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if not out.exists():
        raise SystemExit(f"promptfoo: {done.stdout[-800:]} {done.stderr[-800:]}")
    found = json.loads(out.read_text())["results"]["results"]
    return {
        _key(one["provider"].get("label") or one["provider"]["id"], one["prompt"]["raw"], {}): bool(
            one["success"]
        )
        for one in found
    }


def _portcheck(work: Path) -> dict[Key, bool]:
    _, write = import_foreign("promptfoo", [work / "c.json"], Options())
    write(work / "suite")
    words = ["run", "suite/suite.yaml", "--providers", "suite/providers.yaml", "--baseline", "m-1"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(work), "OPENAI_API_KEY": "none"}
    done = subprocess.run(
        [str(PORTCHECK), *words, "--out", "run", "--yes"],
        cwd=work, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if not (work / "run" / "scores.jsonl").exists():
        raise SystemExit(f"portcheck: {done.stderr[-800:]}")
    store = RunStore.open(work / "run")
    plan, scores = store.plan(), store.scores()
    cases = {(w.id, case.id): case for w in plan.suite.workloads for case in w.cases}
    found = {}
    for trial in plan.trials:
        case = cases[trial.workload, trial.case]
        own = {spec.id for spec in case.checks if not spec.automatic}
        passed = all(
            one.outcome.status == "passed" for one in scores[trial.key] if one.check in own
        )
        asked = "".join(message.text for message in case.request.messages)
        found[_key(trial.provider, asked, {})] = passed
    return found


def main() -> None:
    """Compares, and prints a line a configuration."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--promptfoo", type=Path, required=True)
    parser.add_argument("folders", type=Path, nargs="+")
    arguments = parser.parse_args()
    total = {"cases": 0, "same": 0}
    for folder in arguments.folders:
        with tempfile.TemporaryDirectory() as scratch:
            try:
                counts = compared(folder, arguments.promptfoo, Path(scratch) / "w")
            except Exception as exc:  # noqa: BLE001  # of one configuration; the others go on
                print(f"{folder.name}: not compared: {exc}")
                continue
        total["cases"] += counts["cases"]
        total["same"] += counts["same"]
        print(folder.name, ", ".join(f"{key} {value}" for key, value in counts.items()), flush=True)
    print(f"{total['same']} of {total['cases']} cases alike")


if __name__ == "__main__":
    main()
