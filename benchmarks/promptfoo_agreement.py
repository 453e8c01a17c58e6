"""Whether promptfoo and portcheck pass and fail the same cases, against a vendor on this machine.

    npm install --prefix /tmp/promptfoo promptfoo@0.121.20
    .venv/bin/python benchmarks/promptfoo_agreement.py --promptfoo /tmp/promptfoo CONFIG_FOLDER...

Each folder has a promptfooconfig.yaml. Its assertions that import are kept, its providers are
replaced by one that answers on this machine, by a fixed choice from texts that nearly meet the
assertions of the test that asks (`near_misses.py`) and some others. Both tools then ask it, and
every case is compared: promptfoo's `success` with whether all imported checks passed. With --own
there is a configuration of our own beside, with every kind of assertion that imports. npm's package
is too large for CI.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from near_misses import answers_to, meant, texts

from portcheck.imports.suites.converted import CannotSayError, Made
from portcheck.imports.suites.promptfoo.assertions import Asking, check_of
from portcheck.imports.suites.promptfoo.prompts import chat
from portcheck.imports.suites.promptfoo.tests_of import Test, read_tests
from portcheck.run.foreign.importing import Options, import_foreign
from portcheck.run.foreign.source_files import FolderFiles, read_foreign
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
NO_ANSWER = "No output"
"""What promptfoo says of a case that has no answer."""
PORTCHECK = Path(sys.executable).parent / "portcheck"


Pools = list[tuple[tuple[str, ...], list[str], list[str]]]
"""What the question of a test holds, the answers that it has in mind, and others near to them."""


def pools(config: Mapping[str, Any], tests: list[Test]) -> Pools:
    """For each test the answers that nearly meet its assertions, and those of all tests."""
    default = config.get("defaultTest")
    usual = list((default.get("assert") if isinstance(default, dict) else None) or ())
    found: Pools = []
    for test in tests:
        named = tuple(" ".join(one.split()) for one in texts(list(test.vars.values())))
        asked = [*usual, *(assertion for _, assertion in test.asserts)]
        filled = [filled_in(one, test.vars) for one in asked if isinstance(one, dict)]
        answers = [text for one in filled for text in answers_to(one)]
        wanted = [meant(one) for one in filled]
        found.append((named, [*wanted, " ".join(wanted)], list(dict.fromkeys([*answers, *OTHERS]))))
    return found or [((), [], list(OTHERS))]


def filled_in(assertion: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
    """An assertion whose value has variables in place of their names."""
    found = dict(assertion)
    value = found.get("value")
    if isinstance(value, str):
        for name, text in variables.items():
            name_of = re.compile(r"\{\{\s*" + name + r"\s*\}\}")
            value = str(text).join(name_of.split(value))
        found["value"] = value
    return found


class Vendor(ThreadingHTTPServer):
    """Answers Chat Completions by a digest of what it is asked."""

    def __init__(self, found: Pools) -> None:
        super().__init__(("127.0.0.1", 0), Answering)
        self.pools = found
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Answering(BaseHTTPRequestHandler):
    """One request."""

    server: Vendor

    def do_POST(self) -> None:  # the name that the base class calls
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        asked = "".join(plain_text(one["content"]) for one in body["messages"])
        plain = " ".join(asked.split())
        digest = hashlib.sha256(plain.encode() + body["model"].encode()).digest()
        _, wanted, near = max(
            self.server.pools, key=lambda one: sum(len(text) for text in one[0] if text in plain)
        )
        pool = wanted if wanted and digest[4] % 3 == 0 else near
        text = pool[int.from_bytes(digest[:4], "big") % len(pool)]
        reason = "length" if digest[5] % 4 == 0 else "stop"
        message = {"role": "assistant", "content": text}
        answer = {
            "id": "x",
            "object": "chat.completion",
            "created": 1,
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
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
            for one in (providers if isinstance(providers, list) else [])
            if isinstance(one, dict) and "response_format" in (one.get("config") or {})
        ),
        None,
    )
    asking = Asking(FolderFiles(work), parsed=isinstance(form, dict))
    default = config.get("defaultTest")
    usual: Mapping[str, Any] = default if isinstance(default, dict) else {}
    transform = (usual.get("options") or {}).get("transform")
    if isinstance(default, str):  # a file, which need not be there
        config.pop("defaultTest")
    if usual:
        options = {k: v for k, v in (usual.get("options") or {}).items() if k != "provider"}
        config["defaultTest"] = {
            **{key: part for key, part in usual.items() if key != "assertScoringFunction"},
            "options": options,
            "assert": kept(usual.get("assert"), asking, counts, transform),
        }
    tests = config.get("tests")
    listed = read_tests(read_foreign(folder / "promptfooconfig.yaml"), FolderFiles(work), _made())
    in_files = not isinstance(tests, list) or not all(isinstance(one, dict) for one in tests)
    if in_files and not all(imports(one, asking) for test in listed for _, one in test.asserts):
        tests = config["tests"] = [written(test) for test in listed]
    groups = [tests] if isinstance(tests, list) else []
    groups += [one.get("tests") for one in config.get("scenarios") or []]
    for group in groups:
        for test in group:
            if isinstance(test, dict):
                own = (test.get("options") or {}).get("transform", transform)
                test["assert"] = kept(test.get("assert"), asking, counts, own)
                for key in ("assertScoringFunction", "provider", "providers"):
                    test.pop(key, None)
    for key in ("outputPath", "derivedMetrics", "extensions"):
        config.pop(key, None)
    config["form"] = form
    return config


def _made() -> Made:
    return Made(name="x", source="x", tool="promptfoo")


def written(test: Test) -> dict[str, Any]:
    """A test of a file as a configuration writes it."""
    found = {"vars": test.vars, "options": test.options, "assert": [one for _, one in test.asserts]}
    return found | ({"threshold": test.threshold} if test.threshold is not None else {})


def compared(
    folder: Path, promptfoo: Path, work: Path, kinds: Kinds, models: int, *, again: bool = False
) -> dict[str, int]:
    """What both tools say of one configuration, case by case."""
    counts = {"kept": 0, "left out": 0, "cases": 0, "same": 0, "passed": 0}
    config = prepared(folder, work, counts)
    form = config.pop("form")
    (work / "c.json").write_text(json.dumps(config))
    found = read_tests(read_foreign(work / "c.json"), FolderFiles(work), _made())
    vendor = Vendor(pools(config, found))
    settings = {"apiBaseUrl": vendor.url} | ({"response_format": form} if form else {})
    config["providers"] = [
        {"id": f"openai:chat:m-{n}", "label": f"m-{n}", "config": settings}
        for n in range(1, models + 1)
    ]
    (work / "c.json").write_text(json.dumps(config))
    theirs = _promptfoo(promptfoo, work)
    ours = _portcheck(work)
    if again:
        counts |= _again(promptfoo, work, ours)
    vendor.shutdown()
    for key, (passed, failed) in ours.items():
        if key in theirs:
            success, parts, output = theirs[key]
            counts["cases"] += 1
            counts["same"] += passed == success
            counts["passed"] += passed
            for part in parts:
                assertion = part.get("assertion") or {}
                if "type" in assertion:
                    kinds[str(assertion.get("type")), bool(part["pass"])] += 1
            if passed != success:
                lost = [
                    (one.get("assertion") or {}).get("type") for one in parts if not one["pass"]
                ]
                print(f"  {folder.name}: {key[0]} {key[1][-60:]!r} answered {output[:160]!r}:")
                print(f"    promptfoo fails {lost}, portcheck {failed}")
    counts["unmatched"] = len(set(ours) ^ set(theirs))
    return counts


Key = tuple[str, str]
"""Provider and prompt."""
Kinds = Counter[tuple[str, bool]]
"""Kind of an assertion and whether it passed in promptfoo, to how often."""


def _key(provider: str, prompt: str) -> Key:
    return provider, " ".join(prompt.split())


def _promptfoo(
    package: Path, work: Path, config: str = "c.json"
) -> dict[Key, tuple[bool, list[Any], str]]:
    out = work / f"{Path(config).name}.theirs.json"
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
    words = ["eval", "-c", config, "-o", str(out), "--no-cache", "--no-table", "--no-write"]
    done = subprocess.run(
        ["node", str(program), *words, "--no-progress-bar"],
        cwd=work, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if not out.exists():
        raise RuntimeError(f"promptfoo: {done.stdout[-800:]} {done.stderr[-800:]}")
    found: dict[Key, tuple[bool, list[Any], str]] = {}
    for one in json.loads(out.read_text())["results"]["results"]:
        if NO_ANSWER in str(one.get("error")):
            continue
        name = one["provider"].get("label") or one["provider"]["id"]
        key = _key(name, _asked(one["prompt"]["raw"]))
        grading = one.get("gradingResult") or {}
        passed, parts, _ = found.get(key, (True, [], ""))
        output = json.dumps((one.get("response") or {}).get("output"), ensure_ascii=False)
        parts = [*parts, *(grading.get("componentResults") or [])]
        found[key] = (passed and bool(one["success"]), parts, output)
    return found


def _asked(raw: str) -> str:
    """The texts of a prompt, which promptfoo reports as JSON where it is a list of messages."""
    messages = chat(raw)
    return raw if messages is None else "".join(plain_text(one.get("content")) for one in messages)


def plain_text(content: Any) -> str:
    """The texts of a message, whose parts several tools write in several ways."""
    if not isinstance(content, list):
        return str(content)
    return "".join(str(part.get("text", part.get("value", ""))) for part in content)


def _portcheck(
    work: Path, config: str = "c.json", name: str = "run"
) -> dict[Key, tuple[bool, list[str]]]:
    _, write = import_foreign("promptfoo", [work / config], Options())
    write(work / f"suite-{name}")
    providers = f"suite-{name}/providers.yaml"
    words = ["run", f"suite-{name}/suite.yaml", "--providers", providers, "--baseline", "m-1"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(work), "OPENAI_API_KEY": "none"}
    done = subprocess.run(
        [str(PORTCHECK), *words, "--out", name, "--yes"],
        cwd=work, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    if not (work / name / "scores.jsonl").exists():
        raise RuntimeError(f"portcheck: {done.stderr[-800:]}")
    store = RunStore.open(work / name)
    plan, scores = store.plan(), store.scores()
    cases = {(w.id, case.id): case for w in plan.suite.workloads for case in w.cases}
    found = {}
    for trial in plan.trials:
        case = cases[trial.workload, trial.case]
        own = {spec.id for spec in case.checks if not spec.automatic}
        failed = [
            str(one.check)
            for one in scores[trial.key]
            if one.check in own and one.outcome.status != "passed"
        ]
        asked = (case.request.system or "") + "".join(one.text for one in case.request.messages)
        found[_key(trial.provider, asked)] = (not failed, failed)
    return found


def _again(
    promptfoo: Path, work: Path, ours: Mapping[Key, tuple[bool, list[str]]]
) -> dict[str, int]:
    """The run as `export promptfoo` writes it, asked by promptfoo, and imported and asked again."""
    subprocess.run(
        [str(PORTCHECK), "export", "promptfoo", "run", "--out", "exported"],
        cwd=work, env={"PATH": os.environ["PATH"], "HOME": str(work)},
        capture_output=True, check=True,
    )  # fmt: skip
    counts = Counter({"out": 0, "out same": 0, "in again": 0, "in again same": 0})
    for number, config in enumerate(sorted((work / "exported").glob("*.promptfoo.yaml"))):
        name = str(config.relative_to(work))
        for key, (success, parts, output) in _promptfoo(promptfoo, work, name).items():
            if key in ours:
                counts["out"] += 1
                counts["out same"] += success == ours[key][0]
                if success != ours[key][0]:
                    lost = [one.get("reason", "")[:80] for one in parts if not one["pass"]]
                    print(f"  exported: {key[0]} {key[1][-60:]!r} answered {output[:120]!r}:")
                    print(f"    promptfoo fails {lost}, portcheck {ours[key][1]}")
        for key, (passed, failed) in _portcheck(work, name, f"again-{number}").items():
            if key in ours:
                counts["in again"] += 1
                counts["in again same"] += passed == ours[key][0]
                if passed != ours[key][0]:
                    print(f"  imported again: {key}: {failed}, before {ours[key][1]}")
    return dict(counts)


def main() -> None:
    """Compares, and prints a line a configuration."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--promptfoo", type=Path, required=True)
    parser.add_argument("--own", action="store_true", help="compare every kind of assertion too")
    parser.add_argument("--models", type=int, default=24, help="answers to each question")
    parser.add_argument("--again", action="store_true", help="export each run, and ask it again")
    parser.add_argument("folders", type=Path, nargs="*")
    arguments = parser.parse_args()
    kinds: Kinds = Counter()
    total = {"cases": 0, "same": 0}
    own = [Path(__file__).with_name("promptfoo_kinds")] if arguments.own else []
    for folder in [*own, *arguments.folders]:
        with tempfile.TemporaryDirectory() as scratch:
            try:
                counts = compared(
                    folder,
                    arguments.promptfoo,
                    Path(scratch) / "w",
                    kinds,
                    arguments.models,
                    again=arguments.again,
                )
            except Exception as exc:  # noqa: BLE001  # of one configuration; the others go on
                print(f"{folder.name}: not compared: {exc}")
                continue
        total["cases"] += counts["cases"]
        total["same"] += counts["same"]
        print(folder.name, ", ".join(f"{key} {value}" for key, value in counts.items()), flush=True)
    for kind in sorted({str(name) for name, _ in kinds}):
        print(f"{kind}: passed {kinds[kind, True]}, failed {kinds[kind, False]}")
    print(f"{total['same']} of {total['cases']} cases alike")


if __name__ == "__main__":
    main()
