"""A run folder in which any one value was changed: said to be damaged, or read; never a crash."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import imported
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.cli.main import run as command
from portcheck.errors import ExitCode

NEW: tuple[Any, ...] = (
    None, True, 0, -1, 5, 1.5, 1e308, float("nan"), float("inf"), 10**400, "", "x", "\ud800",
    "2026-13-99", [], {}, [None], [1], [[]], {"a": 1}, {"type": "text"}, {"type": "image"},
)  # fmt: skip
COMMANDS = (("score",), ("show",), ("show", "--flips", "--json"), ("resume",))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of recorded answers, over and done."""
    home = tmp_path_factory.mktemp("damaged")
    answers = {"old": ["yes", "yes", "no", "yes"], "new": ["yes", "no", "no", "yes"]}
    suite = imported(home, answers, "--check", "refusal: any", "--check", "max_length: {words: 3}")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        named = ["--providers", str(suite.parent / "providers.yaml"), "--out", str(home / "r")]
        code = command(["run", str(suite), "--baseline", "old", *named])
    assert code in {ExitCode.INCONCLUSIVE, ExitCode.UNSAFE}
    return home / "r"


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    """`resume` listens to signals: afterwards they are heard as before."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def nodes(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, item in (
        data.items()
        if isinstance(data, dict)
        else enumerate(data)
        if isinstance(data, list)
        else ()
    ):
        yield from nodes(item, (*path, key))


def changed(data: Any, path: tuple[Any, ...], new: Any) -> Any:
    """`data` with another value at that place; `...` takes it away."""
    if not path:
        return None if new is ... else new
    inner = data
    for key in path[:-1]:
        inner = inner[key]
    if new is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = new
    return data


@pytest.mark.slow
@given(
    name=st.sampled_from(["plan.json", "run.json", "samples.jsonl", "scores.jsonl"]),
    new=st.sampled_from([*NEW, ...]),
    words=st.sampled_from(COMMANDS),
    draw=st.data(),
)
@settings(max_examples=120, deadline=None)
def test_no_change_of_a_value_is_a_mistake_of_ours(
    folder: Path, name: str, new: Any, words: tuple[str, ...], draw: st.DataObject
) -> None:
    work = folder.parent / "work"
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(folder, work)
    text = (work / name).read_text()
    lines = text.splitlines() if name.endswith("jsonl") else [text]
    number = draw.draw(st.integers(0, len(lines) - 1))
    data = json.loads(lines[number])
    path = draw.draw(st.sampled_from(list(nodes(data))))
    lines[number] = json.dumps(changed(data, path, new))
    (work / name).write_text("\n".join(lines) + "\n")
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = command([words[0], str(work), *words[1:]])
    assert code != ExitCode.INTERNAL, (name, number, path, new, err.getvalue())
    said = err.getvalue()
    if "is damaged" in said and name.endswith("jsonl") and words[0] != "resume":
        assert f"{name}:{number + 1} is damaged" in said
