"""Small mistakes put into a copy of the package, and whether any test notices.

    python benchmarks/mutations.py [MODULE ...] [--count 30] [--seed 1]
    python benchmarks/mutations.py --chosen FILE

A mutation is one swapped comparison, constant, operator, `and`, `not`, `min`, returned value or
removed statement. Each is tried by the tests that mirror its module first, then, if it survives
them, by the whole suite, slow tests and servers with it (`--near` leaves that out). MODULE is a
file or folder of `portcheck`; FILE holds one JSON object a line: `{"file": ..., "old": ...,
"new": ...}`, `old` occurring once.

The working tree is never touched. Prints every survivor with its place and difference, then the
counts; exits 1 where one survived.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import importlib.util
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
Fate = Literal["killed", "killed by the whole suite", "timed out", "survived"]

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
}
WHOLE = ["-n", "2", "-m", "", "tests"]
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "ceil": "floor", "floor": "ceil"}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of one file."""

    file: str
    """Relative to the root, with `/`."""
    line: int
    before: str
    after: str
    """The whole text of the file, unchanged and changed."""

    def __str__(self) -> str:
        lines = difflib.unified_diff(
            self.before.splitlines(), self.after.splitlines(), lineterm="", n=0
        )
        shown = [line for line in lines if line[:2] not in {"--", "++", "@@"}]
        return "\n".join([f"{self.file}:{self.line}", *(f"    {line}" for line in shown)])


# --- what can be changed -------------------------------------------------------------------------


def mutations(file: str, text: str, chance: random.Random | None = None) -> Iterator[Mutation]:
    """Every mutation of a module: in the order of its lines, or shuffled by `chance`."""
    sites = sorted(_changes(ast.parse(text)), key=lambda site: (site[0].lineno, site[1]))
    if chance is not None:
        chance.shuffle(sites)
    for node, new in sites:
        after = _replaced(text, node, new)
        if after != text and _parses(after):
            yield Mutation(file, node.lineno, text, after)


def _changes(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    for node in _executed(tree):
        if isinstance(node, ast.expr):
            yield from ((node, new) for new in _expressions(node))
        elif isinstance(node, ast.stmt):
            yield from ((node, new) for new in _statements(node))


def _executed(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run when the module is used: no annotations, docstrings, decorators."""
    for name, value in ast.iter_fields(node):
        if name in {"annotation", "returns", "decorator_list", "bases"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_text(child):
                continue
            yield child
            yield from _executed(child)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _expressions(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        swapped = SWAPS[type(node.ops[0])]()
        yield ast.unparse(ast.Compare(node.left, [swapped], node.comparators))  # type: ignore[list-item]  # of one kind
    elif isinstance(node, ast.BoolOp):
        yield f"({ast.unparse(ast.BoolOp(SWAPS[type(node.op)](), node.values))})"  # type: ignore[arg-type]  # of one kind
    elif isinstance(node, ast.BinOp) and type(node.op) in SWAPS:
        changed = ast.BinOp(node.left, SWAPS[type(node.op)](), node.right)  # type: ignore[arg-type]  # of one kind
        yield f"({ast.unparse(changed)})"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield f"({ast.unparse(node.operand)})"
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield repr(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        yield from (repr(node.value + 1), repr(node.value - 1))
    elif isinstance(node, ast.Call):
        yield from _called(node)
    elif isinstance(node, ast.IfExp):
        yield f"({ast.unparse(node.body)})"
        yield f"({ast.unparse(node.orelse)})"


def _called(node: ast.Call) -> Iterator[str]:
    function = node.func
    if isinstance(function, ast.Name) and function.id in CALLS:
        named: ast.expr = ast.Name(CALLS[function.id])
        yield ast.unparse(ast.Call(named, node.args, node.keywords))
    elif isinstance(function, ast.Attribute) and function.attr in CALLS:
        named = ast.Attribute(function.value, CALLS[function.attr])
        yield ast.unparse(ast.Call(named, node.args, node.keywords))


def _statements(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, (ast.Expr, ast.AugAssign, ast.Raise, ast.Continue)):
        yield "pass"
    elif isinstance(node, ast.Return) and node.value is not None:
        yield "return None"


def _replaced(text: str, node: ast.expr | ast.stmt, new: str) -> str:
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    lines = text.encode().splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    raw = text.encode()
    return (raw[:start] + new.encode() + raw[end:]).decode()


def _parses(text: str) -> bool:
    try:
        compile(text, "mutation", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


# --- which are tried -----------------------------------------------------------------------------


def drawn(modules: Sequence[Path], count: int, seed: int) -> list[Mutation]:
    """Mutations at random, spread over the modules as evenly as they go."""
    chance = random.Random(seed)
    found: list[Mutation] = []
    left = [
        mutations(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"), chance)
        for path in modules
    ]
    while left and len(found) < count:
        chance.shuffle(left)
        turn = [(module, next(module, None)) for module in left[: count - len(found)]]
        found += [mutation for _, mutation in turn if mutation is not None]
        dry = [module for module, mutation in turn if mutation is None]
        left = [module for module in left if module not in dry]
    return found


def chosen(path: Path) -> list[Mutation]:
    """The mutations that a file names.

    Raises:
        ValueError: a text does not occur exactly once in its file.
    """
    found = []
    for line in path.read_text("utf-8").splitlines():
        asked = json.loads(line)
        text = (ROOT / asked["file"]).read_text("utf-8")
        if text.count(asked["old"]) != 1:
            raise ValueError(f"{asked['file']}: {text.count(asked['old'])} times: {asked['old']!r}")
        number = text[: text.index(asked["old"])].count("\n") + 1
        after = text.replace(asked["old"], asked["new"])
        found.append(Mutation(asked["file"], number, text, after))
    return found


def modules(names: Iterable[str]) -> list[Path]:
    """The modules that names stand for; all of the package where there is none."""
    places = [(Path.cwd() / name).resolve() for name in names] or [ROOT / "portcheck"]
    found = [
        path for place in places for path in ([place] if place.is_file() else place.rglob("*.py"))
    ]
    return sorted(
        {path for path in found if path.name != "__init__.py" or path.stat().st_size > 200}
    )


# --- trying them ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Trial:
    """A copy of the tree in which mutations are tried, one after another."""

    folder: Path
    near_s: float
    far_s: float
    """How long the mirrored tests and the whole suite may take, in seconds."""
    sound: set[tuple[str, ...]] = field(default_factory=set)
    """Tests that are known to pass without a mutation."""

    def fate(self, mutation: Mutation, *, near_only: bool) -> Fate:
        """What became of a mutation; the copy is whole again afterwards."""
        self._write(mutation.file, mutation.after)
        try:
            fate, tests = self._tried(mutation.file, near_only=near_only)
        finally:
            self._write(mutation.file, mutation.before)
        if fate != "survived" and tuple(tests) not in self.sound:
            if self._try(tests, self.far_s) != "survived":
                raise RuntimeError(f"these fail without any mutation: {' '.join(tests)}")
            self.sound.add(tuple(tests))
        return fate

    def _tried(self, file: str, *, near_only: bool) -> tuple[Fate, list[str]]:
        """The fate, and the tests that decided it."""
        for tests in self._rounds(file):
            if tests and (fate := self._try(tests, self.near_s)) != "survived":
                return fate, tests
        if near_only:
            return "survived", []
        fate = self._try(WHOLE, self.far_s)
        return "killed by the whole suite" if fate == "killed" else fate, WHOLE

    def _rounds(self, file: str) -> Iterator[list[str]]:
        """The test of the same name, then the others that mirror the module."""
        near = MIRROR.mirrored([file], self.folder)[len(MIRROR.ALWAYS) :]
        first = [name for name in near if Path(name).stem == f"test_{Path(file).stem}"]
        yield first
        yield [name for name in near if name not in first]

    def _try(self, tests: list[str], limit_s: float) -> Fate:
        slow = [] if tests == WHOLE else ["-m", "not slow and not server"]
        command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", *slow, *tests]
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(timeout=limit_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return "timed out"
        if process.returncode in {0, 5}:
            return "survived"
        if process.returncode in {1, 2}:  # 2: the module cannot even be imported
            return "killed"
        raise RuntimeError(f"pytest ended with {process.returncode}:\n{said[-2000:]}")

    def _write(self, file: str, text: str) -> None:
        path = self.folder / file
        path.write_text(text, "utf-8")
        # Its size and its second may be those of the version before.
        for stale in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
            stale.unlink()


def _mirror() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "mirrored_tests", ROOT / ".ci" / "mirrored_tests.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MIRROR = _mirror()


def copied(folder: Path) -> Path:
    """A copy of what git knows or would know."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listing.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("modules", nargs="*", metavar="MODULE")
    parser.add_argument("--count", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chosen", type=Path)
    parser.add_argument("--near", action="store_true", help="only the mirrored tests")
    parser.add_argument("--near-s", type=float, default=300.0)
    parser.add_argument("--far-s", type=float, default=3600.0)
    options = parser.parse_args()
    found = (
        chosen(options.chosen)
        if options.chosen
        else drawn(modules(options.modules), options.count, options.seed)
    )
    os.environ.setdefault("PORTCHECK_SHARED", str(ROOT.parent / "shared"))
    fates: Counter[Fate] = Counter()
    with tempfile.TemporaryDirectory(prefix="mutations-") as scratch:
        trial = Trial(copied(Path(scratch)), options.near_s, options.far_s)
        for number, mutation in enumerate(found, 1):
            started = time.monotonic()
            fate = trial.fate(mutation, near_only=options.near)
            fates[fate] += 1
            place = f"{mutation.file}:{mutation.line}"
            print(
                f"{number}/{len(found)} {fate} {place} {time.monotonic() - started:.0f} s",
                flush=True,
            )
            if fate == "survived":
                print(mutation, flush=True)
    print(", ".join(f"{count} {fate}" for fate, count in sorted(fates.items())) or "nothing to try")
    return 1 if fates["survived"] else 0


if __name__ == "__main__":
    sys.exit(main())
