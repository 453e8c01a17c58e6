"""Functions of a suite in processes of their own."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from portcheck.run.code.runner import CodeError, CodeRunner

pytestmark = pytest.mark.server

SOURCE = """
import os, sys, time
calls = []

def counts(answer, case, least=1):
    print("noise"); sys.stderr.write("noise"); calls.append(answer)
    return len(calls) >= least, f"call {len(calls)} of {case['name']}"

def variables(answer, case):
    return 1, " ".join(sorted(os.environ))

def hangs(answer, case):
    os.fork() if answer == "twice" else None
    while True:
        pass

def leaves(answer, case):
    os._exit(0)

def asks(answer, case):
    return input()

def crashes(answer, case):
    return 1 / 0

def exits(answer, case):
    sys.exit("no more")

def grows(answer, case):
    return len(bytearray(int(answer) * 2**20)) > 0
"""
DIGEST = hashlib.sha256(SOURCE.encode()).hexdigest()


@pytest.fixture
def runner() -> Iterator[CodeRunner]:
    with CodeRunner({DIGEST: SOURCE}, limit_s=60.0) as started:
        yield started


def call(runner: CodeRunner, name: str, answer: str = "a", **given: Any) -> Any:
    arguments = {"call": f"checks.py:{name}", "sha256": DIGEST, "with": given}
    return runner(arguments, {"answer": answer, "case": {"name": "c"}})


def test_a_function_keeps_its_process_and_may_print(runner: CodeRunner) -> None:
    assert call(runner, "counts", least=2) == {"value": 0.0, "reason": "call 1 of c"}
    assert call(runner, "counts", "\ud800" * 100_000, least=2)["value"] == 1.0


def test_no_variable_but_a_few_reaches_it(
    runner: CodeRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert "OPENAI_API_KEY" not in call(runner, "variables")["reason"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("leaves", "checks.py:leaves ended its process"),
        ("asks", "checks.py:21: EOFError"),
        ("crashes", "checks.py:24: ZeroDivisionError: division by zero"),
        ("exits", "checks.py:27: SystemExit: no more"),
        ("missing", "checks.py:missing: TypeError: there is no function missing"),
    ],
)
def test_what_goes_wrong_is_named(runner: CodeRunner, name: str, message: str) -> None:
    with pytest.raises(CodeError) as caught:
        call(runner, name)
    assert caught.value.message.startswith(message)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone keeps the limit")
def test_a_function_has_only_so_much_memory(runner: CodeRunner) -> None:
    assert call(runner, "grows", "64")["value"] == 1.0
    with pytest.raises(CodeError, match=r"checks\.py:30: MemoryError: it may have 2 GiB"):
        call(runner, "grows", "3000")
    assert call(runner, "grows", "1")["value"] == 1.0


def test_what_it_started_ends_with_it() -> None:
    with CodeRunner({DIGEST: SOURCE}, limit_s=4.0) as runner:
        for answer in ("once", "twice"):
            with pytest.raises(CodeError, match=r"checks\.py:hangs took longer than 4 s"):
                call(runner, "hangs", answer)
        call(runner, "counts")
        (process,) = runner._processes.values()
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
