"""The benchmark of a whole run works, and mistakes put into the package are noticed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace as replace_row
from pathlib import Path

import adversarial_scores
import mutations
import nights
import pytest
import recompute
from msgspec.structs import replace
from rates import drawn, exact, page, ratios
from recomputed import limits, random_run

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"
BENCHMARK = FOLDER / "runner_speed.py"


@pytest.mark.slow
def test_a_small_run_is_measured() -> None:
    shown = subprocess.run(
        [
            *(sys.executable, str(BENCHMARK), "--load", "60:4"),
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


@pytest.mark.slow
def test_thirty_nights_at_the_margin_are_rarely_ever_safe() -> None:
    for setting in nights.AT_THE_MARGIN[:6:2]:
        assert nights.ever_safe(setting, 300, 2) <= 0.05 + 3 * (0.05 * 0.95 / 300) ** 0.5
    assert nights.power(nights.POWER[0], 150, 2)[-1] >= 0.85 - 3 * (0.15 * 0.85 / 150) ** 0.5


@pytest.mark.slow
def test_stopping_early_saves_calls_and_buys_no_safety() -> None:
    setting = nights.Setting(cases=400, margin=0.1, rate=0.95, spread=0.5, harm="break")
    safe, _ = nights.stopped_early(setting, 0.1, 600, 2)
    assert safe <= 0.04 + 3 * (0.04 * 0.96 / 600) ** 0.5
    safe, asked = nights.stopped_early(setting, 0.0, 200, 2)
    assert safe > 0.95
    assert asked < 0.5


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


@pytest.mark.slow
def test_what_becomes_of_a_mutation(tmp_path: Path) -> None:
    """Noticed, too slow, or survived: and the copy is whole again."""
    module = tmp_path / "portcheck/run/steps.py"
    files = {module: STEPS, tmp_path / "tests/run/test_steps.py": TEST_OF_STEPS}
    files |= {module.parent / "__init__.py": "", module.parent.parent / "__init__.py": ""}
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for new, near_s, fate in (
        ("number > 1", 60.0, "killed"),
        ("number > 1", 0.01, "timed out"),
        ("number >= 1", 60.0, "survived"),
    ):
        trial = mutations.Trial(tmp_path, near_s=near_s, far_s=60.0)
        changed = STEPS.replace("number > 0", new)
        mutation = mutations.Mutation("portcheck/run/steps.py", 3, STEPS, changed)
        assert trial.fate(mutation, near_only=True) == fate
        assert module.read_text("utf-8") == STEPS


def test_chosen_mutations_stand_where_they_are_said_to(tmp_path: Path) -> None:
    chosen = tmp_path / "chosen.jsonl"
    asked = {"file": "portcheck/parity/holm.py", "old": "max(largest", "new": "min(largest"}
    chosen.write_text(json.dumps(asked), "utf-8")
    (found,) = mutations.chosen(chosen)
    assert "max(largest" in found.before.splitlines()[found.line - 1]
    assert "min(largest" in found.after.splitlines()[found.line - 1]
    chosen.write_text(json.dumps({**asked, "old": "no such text"}), "utf-8")
    with pytest.raises(ValueError, match="0 times"):
        mutations.chosen(chosen)


STEPS = """def steps(number: int) -> int:
    taken = 0
    while number > 0:
        number = number - 1
        taken += 1
    return taken
"""
TEST_OF_STEPS = """from portcheck.run.steps import steps


def test_steps() -> None:
    assert steps(3) == 3
"""


def test_recomputed_limits_are_exact_where_no_pair_disagrees() -> None:
    for number in (20, 63, 200):
        found = limits.lower_limit([0.0] * number, 0.04)
        assert found == pytest.approx(0.04 ** (1 / number) - 1, abs=1e-12)
    # 37 of 60 clear a floor of 0.5 at one-sided 95 %, 36 do not.
    rates = ([1.0] * passed + [0.0] * (60 - passed) for passed in (37, 36))
    assert [limits.rate_lower_limit(each, 0.05) > 0.5 for each in rates] == [True, False]


def test_a_report_that_says_something_else_is_noticed(tmp_path: Path) -> None:
    made = random_run.make(6, tmp_path)
    assert not list(recompute.differences(made))
    (verdict, *others) = made.report.verdicts
    gates = tuple(
        replace(gate, ci_low=gate.ci_low + 1e-5) if gate.gate == "task" and gate.ci_low else gate
        for gate in verdict.gates
    )
    for wrong, said in (
        ({"verdict": "safe", "rule": "all_gates_shown"}, "safe, all_gates_shown; recomputed"),
        ({"alpha": 0.05}, "alpha 0.05; recomputed"),
        ({"evidence": ()}, "evidence {}; recomputed"),
        ({"gates": gates}, "task: ci_low"),
        ({"gates": gates[1:]}, "in the report only"),
    ):
        told = replace(made.report, verdicts=(replace(verdict, **wrong), *others))
        made.report = told
        assert any(said in line for line in recompute.differences(made)), said


@pytest.mark.slow
@pytest.mark.parametrize("first", range(100, 125, 5))
def test_random_runs_are_recomputed_alike(first: int, tmp_path: Path) -> None:
    for seed in range(first, first + 5):
        folder = tmp_path / str(seed)
        folder.mkdir()
        assert not list(recompute.differences(random_run.make(seed, folder))), seed


@pytest.mark.parametrize(
    ("low", "high", "n", "margin", "alpha", "rate"),
    [(-0.4, 1.0, 10, 0.15, 0.04, 0.086), (-0.3, 1.0, 10, 0.05, 0.05, 0.108)],
)
def test_the_worst_shapes_are_as_stated(
    low: float, high: float, n: int, margin: float, alpha: float, rate: float
) -> None:
    """docs/statistics.md has these two as the worst."""
    found = adversarial_scores.falsely_safe(low, high, n, margin, alpha)
    assert found == pytest.approx(rate, abs=5e-4)


@pytest.fixture(scope="module")
def measured() -> dict[str, page.Row]:
    path = FOLDER.parent / "docs" / "error-rates.md"
    return {row.family: row for row in page.rows(path.read_text())}


def test_the_page_of_error_rates_holds_its_bounds(measured: dict[str, page.Row]) -> None:
    assert len(measured) > 20
    rows = list(measured.values())
    assert list(page.too_high(rows)) == []
    assert list(page.rows("\n".join(page.table(rows)))) == rows
    too_many = replace_row(measured["repeats"], worst=0.2, mean=0.2)
    assert len(list(page.too_high([too_many]))) == 2


def test_the_worst_cell_of_pass_and_fail_is_as_the_page_says(
    measured: dict[str, page.Row],
) -> None:
    row = measured["pass/fail"]
    number, margin = re.match(r"n (\d+), margin ([\d.]+),", row.where).groups()  # type: ignore[union-attr]  # it is there
    again = max(
        cell.rate
        for cell in exact.pass_fail((int(number),))
        if cell.family == row.family and f"margin {margin}," in cell.setting
    )
    assert again == pytest.approx(row.worst, abs=5.1e-4)


@pytest.mark.slow
def test_simulated_cells_are_as_the_page_says(measured: dict[str, page.Row]) -> None:
    row = measured["repeats"]
    found = re.fullmatch(
        r"(\w+), (\d) repeats, correlation ([\d.]+), n (\d+), margin ([\d.]+)", row.where
    )
    assert found is not None
    shape, often, correlation, number, margin = found.groups()
    draw = drawn.repeats(shape, int(often), float(correlation))
    name = f"{shape}, {often} repeats, correlation {float(correlation):g}"
    cell = drawn.cell(row.family, name, draw, (int(number), float(margin)), row.runs)
    assert cell.rate == pytest.approx(row.worst, abs=5.1e-4)


@pytest.mark.slow
def test_percentiles_on_the_sides_of_a_gap_are_rarely_wrong() -> None:
    rates = {cell.setting: cell.rate for cell in ratios.cells(100, quick=True)}
    assert rates["two speeds, n 100"] <= 0.05
    assert max(rates.values()) <= 0.07 + 3.0 * (0.05 * 0.95 / 100) ** 0.5
