"""Nobody's machine is called before somebody agrees."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import typer
from judged_runs import PROVIDERS, planned, written
from run_builders import make_case, make_provider, make_suite, make_workload

from portcheck.cli.flow.confirm import agree_on_hosts, confirm, trusted_providers
from portcheck.cli.flow.run_or_resume import agree, run_policy
from portcheck.cli.output import Output
from portcheck.errors import BudgetError, UsageError
from portcheck.model.run import Plan
from portcheck.model.suite import Price
from portcheck.run.history import month as months
from portcheck.run.history.month import MonthCost
from portcheck.run.plan.build import build_plan

AWAY, HERE = make_provider("away"), make_provider("here", base_url="http://127.0.0.1:9/v1")
PRICED = make_provider("priced", price=Price(input=1.0, output=2.0))


class Person(Output):
    """A person who answers, and what was asked."""

    interactive = True


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions; each is answered with yes."""
    questions: list[str] = []

    def answer(question: str, **_: object) -> bool:
        questions.append(question)
        return True

    monkeypatch.setattr(typer, "confirm", answer)
    return questions


def quiet() -> Output:
    return Output(io.StringIO(), io.StringIO())


def plan_of(*names: str) -> Plan:
    known = {"away": AWAY, "here": HERE, "priced": PRICED}
    suite = make_suite(make_workload("w", [make_case("a")]))
    return build_plan(suite, [known[name] for name in names], baseline=names[0])


def test_calls_that_stay_here_need_no_yes(asked: list[str]) -> None:
    agree_on_hosts([(HERE, 3)], quiet(), yes=False)
    plan = plan_of("here", "away")
    away = {trial.key for trial in plan.trials if trial.provider == "away"}
    agree(plan, quiet(), done=away, yes=False, max_cost=None)
    assert asked == []


def test_calls_that_leave_need_a_person_or_a_yes(asked: list[str]) -> None:
    with pytest.raises(UsageError, match="a live run needs your consent"):
        agree_on_hosts([(HERE, 3), (AWAY, 1)], quiet(), yes=False)
    with pytest.raises(UsageError, match="a live run needs your consent"):
        confirm(quiet(), hint="x")
    assert asked == []
    agree_on_hosts([(AWAY, 1)], quiet(), yes=True)
    assert asked == []
    agree_on_hosts([(AWAY, 1)], Person(io.StringIO(), io.StringIO()), yes=False)
    assert len(asked) == 1


def test_a_person_may_say_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typer, "confirm", lambda *_, **__: False)
    with pytest.raises(UsageError, match="nothing was sent"):
        confirm(Person(io.StringIO(), io.StringIO()), hint="x")


def test_an_interrupted_question_ends_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> bool:
        raise typer.Abort

    monkeypatch.setattr(typer, "confirm", interrupted)
    err = io.StringIO()
    with pytest.raises(typer.Abort):
        confirm(Person(io.StringIO(), err), hint="x")
    assert err.getvalue() == "\n"


def test_a_bound_of_the_cost_needs_every_price_and_no_yes(asked: list[str]) -> None:
    agree(plan_of("priced", "here"), quiet(), done=set(), yes=False, max_cost=1.0)
    with pytest.raises(UsageError, match="none is known for away"):
        agree(plan_of("priced", "away"), quiet(), done=set(), yes=False, max_cost=1.0)
    assert asked == []


def test_a_host_that_only_a_run_folder_names_needs_a_yes_and_not_a_bound(asked: list[str]) -> None:
    plan, err = plan_of("priced", "here"), io.StringIO()
    for name in ("priced", "here"):
        foreign = frozenset({name})
        with pytest.raises(UsageError, match="a live run needs your consent") as found:
            agree(plan, Output(err, err), done=set(), yes=False, max_cost=1.0, foreign=foreign)
        assert "--providers FILE" in found.value.hint
    assert (
        "here: 1 call to 127.0.0.1:9, cost unknown, a host that only the run folder names"
        in err.getvalue()
    )
    agree(plan, quiet(), done=set(), yes=True, max_cost=None, foreign=frozenset({"here"}))
    assert asked == []
    person = Person(io.StringIO(), io.StringIO())
    agree(plan, person, done=set(), yes=False, max_cost=1.0, foreign=frozenset({"here"}))
    assert len(asked) == 1


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A suite outside of the working folder, with a providers file beside it."""
    other = tmp_path / "other"
    other.mkdir()
    (other / "suite.yaml").write_text("portcheck: 1\nsuite: s\n")
    (other / "providers.yaml").write_text("portcheck: 1\nproviders: {}\n")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return other


def test_a_providers_file_from_elsewhere_needs_to_be_named(elsewhere: Path) -> None:
    suite, file = elsewhere / "suite.yaml", elsewhere / "providers.yaml"
    with pytest.raises(UsageError, match="is not in this folder") as raised:
        trusted_providers(None, suite, Output(), yes=False)
    assert raised.value.hint.endswith(f"--providers {file}")
    assert trusted_providers(file, suite, Output(), yes=False) == file
    assert trusted_providers(None, suite, Output(), yes=True) == file


def test_a_person_may_trust_it(elsewhere: Path, asked: list[str]) -> None:
    file = elsewhere / "providers.yaml"
    assert trusted_providers(None, elsewhere / "suite.yaml", Person(), yes=False) == file
    assert asked == [f"{file} decides where keys are sent. Do you trust it?"]


def test_one_in_this_folder_is_trusted(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(elsewhere)
    found = trusted_providers(None, Path("suite.yaml"), Output(), yes=False)
    assert found == Path("providers.yaml")
    monkeypatch.chdir(elsewhere.parent)
    (elsewhere.parent / "linked").symlink_to("/")
    found = trusted_providers(None, Path("other/suite.yaml"), Output(), yes=False)
    assert found == Path("other/providers.yaml")
    away = Path("linked") / str(elsewhere).lstrip("/") / "suite.yaml"
    assert trusted_providers(None, away, Output(), yes=False).resolve().is_relative_to(elsewhere)


def test_who_has_no_key_is_named_and_not_agreed_on(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    keyless = make_provider("keyless", api_key_env="NO_SUCH_KEY")
    suite = make_suite(make_workload("w", [make_case("a")]))
    plan, err = build_plan(suite, [PRICED, HERE, keyless], baseline="priced"), io.StringIO()
    # Nor does its price matter, which nobody knows.
    agree(plan, Output(err, err), done=set(), yes=False, max_cost=1.0)
    said = err.getvalue().splitlines()
    assert any(line.startswith("warning: NO_SUCH_KEY is not set") for line in said)
    assert [line.partition(":")[0] for line in said if " call to " in line] == ["priced"]


def test_a_judge_without_a_key_is_told_before_anything_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_SUCH_KEY", raising=False)
    live = PROVIDERS.replace(
        "cohere, dialect: recorded, file: one.jsonl",
        "cohere, dialect: openai-chat, model: m-2026-01-01, api_key_env: NO_SUCH_KEY, "
        "base_url: 'http://127.0.0.1:1/v1'",
    )
    plan = planned(written(tmp_path, {"old": ["a"], "new": ["b"]}, providers=live))
    with pytest.raises(UsageError, match="NO_SUCH_KEY"):
        agree(plan, quiet(), done=set(), yes=True, max_cost=None)


def test_a_recording_needs_all_answers_that_an_early_stop_leaves_out() -> None:
    flags: dict[str, Any] = dict.fromkeys(("concurrency", "max_cost", "max_calls", "max_time"))
    with pytest.raises(UsageError, match="a recording needs all of them"):
        run_policy(**flags, stop_early=True, record=Path("x.jsonl"))
    assert run_policy(**flags, stop_early=True).stop_early


@pytest.mark.parametrize(
    ("own", "month", "least"),
    [(None, 5.0, 3.0), (1.0, 5.0, 1.0), (4.0, 5.0, 3.0), (4.0, None, 4.0)],
)
def test_a_run_may_spend_what_is_left_of_its_month(
    monkeypatch: pytest.MonkeyPatch, own: float | None, month: float | None, least: float
) -> None:
    spent = MonthCost(month="2026-11", usd=2.0, more=0)
    monkeypatch.setattr(months, "spent_in_month", lambda *_: spent)
    flags: dict[str, Any] = dict.fromkeys(("concurrency", "max_calls", "max_time"))
    assert run_policy(**flags, max_cost=own, max_cost_month=month).max_cost == least
    with pytest.raises(BudgetError, match="is used up"):
        run_policy(**flags, max_cost=own, max_cost_month=2.0)
