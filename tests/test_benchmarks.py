"""The benchmark of a whole run works, and mistakes put into the package are noticed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import mutations

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"
BENCHMARK = FOLDER / "runner_speed.py"


def test_a_small_run_is_measured() -> None:
    shown = subprocess.run(
        [
            *(sys.executable, str(BENCHMARK), "--calls", "60", "--concurrency", "4"),
            *("--delay-ms", "0", "--rate-limited-share", "0.05", "--rows"),
            *("--only", "httpx", "--only", "portcheck"),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    bare, ours = (
        next(line for line in shown.splitlines() if line.startswith(name)).split()
        for name in ("httpx, one client", "portcheck run ")
    )
    for row in (bare, ours):
        requests, _, connections = map(int, row[-3:])
        assert 60 < requests <= 66
        assert 1 <= connections <= 8
    assert "portcheck run / httpx, one client" in shown


SOURCE = '''"""Text."""
@dataclass(slots=True)
def f(a: int = 1, b: bool = False) -> str | None:
    """Text."""
    total += min(a, 2) - 0.5
    log(a)
    if a < 2 and not b:
        return None
    return "x" if a in b else "y"
'''
MUTATED = """\
3 def f(a: int = 0, b: bool = False) -> str | None:
3 def f(a: int = 2, b: bool = False) -> str | None:
3 def f(a: int = 1, b: bool = True) -> str | None:
5 total += (min(a, 2) + 0.5)
5 total += min(a, 2) - -0.5
5 total += min(a, 1) - 0.5
5 total += min(a, 2) - 1.5
5 total += min(a, 3) - 0.5
5 total += max(a, 2) - 0.5
5 pass
6 pass
7 if (a < 2 or not b):
7 if a < 2 and (b):
7 if a < 1 and not b:
7 if a < 3 and not b:
7 if a <= 2 and not b:
9 return ('x')
9 return ('y')
9 return "x" if a not in b else "y"
9 return None
"""
"""Line and what stands in it then: neither text, annotations nor decorators are touched."""


def test_a_mutation_is_one_small_mistake() -> None:
    before = SOURCE.splitlines()
    found = []
    for mutation in mutations.mutations("x.py", SOURCE):
        after = mutation.after.splitlines()
        changed = [
            at for at, pair in enumerate(zip(before, after, strict=True)) if len({*pair}) > 1
        ]
        assert changed == [mutation.line - 1]
        found.append(f"{mutation.line} {after[changed[0]].strip()}")
    assert sorted(found) == sorted(MUTATED.splitlines())


def test_draws_are_seeded_and_spread_over_the_modules() -> None:
    places = mutations.modules([str(FOLDER.parent / "portcheck" / "parity")])
    first, again, other = (mutations.drawn(places, 12, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert len({mutation.file for mutation in first}) > 5


def test_a_mistake_is_noticed_and_a_harmless_change_survives(tmp_path: Path) -> None:
    module = "portcheck/providers/faults/classify.py"
    text = (FOLDER.parent / module).read_text("utf-8")
    head = text[: text.index("\n")]
    asked = [
        {"file": module, "old": "bool(names & _NOT_FOUND_CODES)", "new": "False"},
        {"file": module, "old": head, "new": f"{head} "},
    ]
    chosen = tmp_path / "chosen.jsonl"
    chosen.write_text("".join(json.dumps(line) + "\n" for line in asked), "utf-8")
    done = subprocess.run(
        [sys.executable, str(FOLDER / "mutations.py"), "--chosen", str(chosen), "--near"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"1/2 killed {module}:")
    assert lines[1].startswith(f"2/2 survived {module}:1 ")
    assert lines[-1] == "1 killed, 1 survived"
    assert (FOLDER.parent / module).read_text("utf-8") == text
