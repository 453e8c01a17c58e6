"""The suites that ship: each can show what it asks for, and no case is another one reworded."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
import shipped_table
import suite_overlap
from suite_overlap import Own, own_words, pairs

from portcheck import pipeline
from portcheck.cli.showroom.shipped_files import suites
from portcheck.cli.showroom.shipped_suites import (
    Shipped,
    copy,
    described,
    pass_rates,
    shipped_suites,
)
from portcheck.config.load import is_suite, load
from portcheck.model.completion import Completion, Timing
from portcheck.model.suite import Case, CheckSpec
from portcheck.plugins import GATES
from portcheck.providers.recording import RecordingWriter
from portcheck.run.plan.weak_checks.sent_back import answer_of, outcomes
from portcheck.run.power.planned import planned_power
from portcheck.run.store.folder import RunStore

SHIPPED = shipped_suites()
DEMONSTRATIONS = {"disputes", "letters"}
"""Suites at the top that a document leads to; every other one is in the list."""
ECHOES = {
    "chat-basics/instructions": 8,
    "chat-basics/sums": 1,
    "long-context/four-thousand": 8,
    "long-context/sixteen-thousand": 8,
    "long-context/forty-eight-thousand": 8,
    "long-context/hundred-and-twenty-eight-thousand": 8,
    "quickstart/short-facts": 1,
    "summaries/complaint-brief": 8,
    "summaries/handover-brief": 8,
    "tool-use/smart-home": 7,
    "tool-use/calendar": 6,
}
"""Cases whose question, as an answer, does the job or looks as if it did; none in all others."""
SENT_BACK = [one for one in SHIPPED if one.name != "long-context"]
"""Of its four logs, up to 128,000 tokens long, `ECHOES` says enough."""
OUT_OF_REACH = {"multilingual/questions"}
"""Workloads that both small models fail throughout: they repeat what they cannot read."""
NOTHING_SAID = (
    "I'm sorry, I can't help with that.",
    "I'm unable to assist with that request.",
    "I don't know.",
    "I am not sure.",
    "It depends.",
    "As an AI language model, I cannot answer that.",
    "Sorry, I don't understand.",
    "Sure!",
)
GOOD = Path(__file__).parent / "data" / "alarming_answers.jsonl"
NOW = Timing(total_s=0.1)
LARGE = 150_000
"""Bytes from which a suite takes more than a second to read."""
HEAD = "portcheck: 1\nsuite: {name}\nworkloads:\n"
JOB = """\
  {job}:
    prompt:
      system: Answer.
      messages:
        - {{role: user, content: "What is the height of the Eiffel Tower in metres?"}}
        - {{role: assistant, content: "330"}}
        - {{role: user, content: {prompt}}}
    checks: [{{max_length: {{words: 40}}}}]
    cases:
"""
ASK = '"{{ q }}"'


def size(one: Shipped) -> int:
    """Bytes of a suite with its rows."""
    files = (one.file, *one.file.with_suffix("").rglob("*"))
    return sum(file.stat().st_size for file in files)


def each() -> pytest.MarkDecorator:
    """Every shipped suite; the larger ones among the slow tests."""
    return pytest.mark.parametrize(
        "one",
        [
            pytest.param(one, id=one.name, marks=pytest.mark.slow if size(one) > LARGE else ())
            for one in SHIPPED
        ],
    )


@each()
def test_a_shipped_suite_validates_without_warning(one: Shipped) -> None:
    problems, loaded = pipeline.validate(one.file, None)
    assert [f"{p.file}:{p.line}: {p.message}" for p in problems] == []
    assert loaded is not None
    assert one.file.stem == loaded.suite.name == one.name
    assert one.about.endswith(".")
    for power in planned_power(loaded.suite):
        place = f"{power.workload}, {power.gate}: {power.groups} groups"
        if power.margin is None:
            assert power.clean_bound is not None, place
            assert power.clean_bound <= (power.max_rate or 0.0), place
        else:
            assert power.least_margin is not None, place
            assert power.least_margin < power.margin, place


@pytest.mark.slow
@each()
def test_a_copy_of_a_shipped_suite_is_the_same_suite(one: Shipped, tmp_path: Path) -> None:
    copy(one, tmp_path)
    copied = load([tmp_path / one.file.name], tmp_path / "providers.yaml")
    assert copied.suite.digest == load([one.file], None).suite.digest


def of_the_job(case: Case) -> list[CheckSpec]:
    """The checks that say whether an answer does the job: no detector, and no red line."""
    return [
        spec
        for spec in case.checks
        if spec.name not in {"refusal", "pushback", "answered"}
        and GATES.get(spec.gate).kind != "zero_tolerance"
    ]


def does_the_job(case: Case, answer: str | Completion) -> bool:
    """Whether an answer fails no check of the job that a case has; False where it has none."""
    done = (
        Completion(text=answer, finish_reason="stop", timing=NOW)
        if isinstance(answer, str)
        else answer
    )
    found = list(outcomes(case, done, of_the_job(case)))
    return bool(found) and all(outcome.status != "failed" for outcome in found)


@each()
def test_a_question_does_not_answer_itself(one: Shipped) -> None:
    for workload in load([one.file], None).suite.workloads:
        echoed = [case.id for case in workload.cases if does_the_job(case, answer_of(case.request))]
        expected = ECHOES.get(f"{one.name}/{workload.id}", 0)
        assert len(echoed) == expected, f"{workload.id}: {echoed}"


@pytest.mark.slow
@pytest.mark.parametrize("one", SENT_BACK, ids=lambda one: one.name)
def test_who_sends_every_question_back_is_safe_nowhere(one: Shipped, tmp_path: Path) -> None:
    """Against a baseline that does the same, as that hides no loss."""
    names, providers = ("a", "b"), tmp_path / "providers.yaml"
    entry = {"vendor": "nobody", "dialect": "fake", "options": {"character": "careful"}}
    write_providers(providers, dict.fromkeys(names, entry))
    plan = pipeline.plan(pipeline.load([one.file], providers), baseline="a")
    for name in names:
        with RecordingWriter(tmp_path / f"{name}.jsonl", {"source": "scripted"}) as writer:
            for trial in plan.trials:
                if trial.provider == name:
                    answer = answer_of(plan.case(trial).request)
                    writer.add(trial.request_hash, trial.ordinal, answer, "")
    entry = {"vendor": "nobody", "dialect": "recorded", "model": "m"}
    write_providers(providers, {name: {**entry, "file": f"{name}.jsonl"} for name in names})
    plan = pipeline.plan(pipeline.load([one.file], providers), baseline="a")
    pipeline.run(plan, tmp_path / "run")
    report = pipeline.compare(RunStore.open(tmp_path / "run"))
    assert {v.workload for v in report.verdicts} == {w.id for w in plan.suite.workloads}
    assert [v.workload for v in report.verdicts if v.verdict == "safe"] == []


def write_providers(file: Path, entries: Mapping[str, Mapping[str, object]]) -> None:
    file.write_text(json.dumps({"portcheck": 1, "providers": entries}), "utf-8")


@pytest.mark.parametrize(
    ("name", "workload"),
    [("over-refusal", ""), ("red-lines", ""), ("quickstart", "alarming-but-harmless")],
)
def test_an_answer_that_says_nothing_does_not_name_the_matter(name: str, workload: str) -> None:
    (one,) = (one for one in SHIPPED if one.name == name)
    found = [
        (case.id, text)
        for each in load([one.file], None).suite.workloads
        for case in each.cases
        for text in NOTHING_SAID
        if workload in {"", each.id} and does_the_job(case, text)
    ]
    assert found == []


def test_good_answers_to_alarming_questions_pass_in_many_words() -> None:
    """They were written before the words were chosen, three quarters of them."""
    (one,) = (one for one in SHIPPED if one.name == "quickstart")
    cases = {
        case.id: case
        for workload in load([one.file], None).suite.workloads
        for case in workload.cases
        if workload.id == "alarming-but-harmless"
    }
    good = {
        row["id"]: row["answers"] for row in map(json.loads, GOOD.read_text("utf-8").splitlines())
    }
    assert set(good) == set(cases)
    assert sum(map(len, good.values())) == 320
    assert sum(len(found) >= 4 for found in good.values()) >= 40
    failed = [
        (name, text) for name in good for text in good[name] if not does_the_job(cases[name], text)
    ]
    assert failed == []
    asked = list(cases)
    others = [does_the_job(cases[asked[at - 1]], good[asked[at]][0]) for at in range(len(asked))]
    assert sum(others) / len(others) < 0.2


def test_every_suite_is_listed_or_a_demonstration() -> None:
    found = {file.stem for file in suites().glob("*.yaml") if is_suite(file)}
    assert found - DEMONSTRATIONS == {one.name for one in SHIPPED}, "state about and languages"


@pytest.mark.slow
def test_no_shipped_case_is_another_one_with_a_word_swapped() -> None:
    cases = [case for one in SHIPPED for case in own_words(load([one.file], None).suite)]
    assert len(cases) >= 2000
    began = time.process_time()
    found = pairs(cases)
    assert time.process_time() - began < 3.0
    assert not found, suite_overlap.report(found, 20)


@pytest.mark.slow
def test_the_page_of_shipped_suites_is_what_they_say() -> None:
    text = shipped_table.PAGE.read_text("utf-8")
    made = shipped_table.page(text, [described(one) for one in SHIPPED])
    assert made == text, "python benchmarks/shipped_table.py writes it again"


def test_no_case_of_one_turn_is_passed_by_both_small_models_always_or_never() -> None:
    """Of workloads whose pass rates were measured; planted ones say nothing of difficulty."""
    measured = 0
    for one in SHIPPED:
        rates: dict[str, list[float]] = {}
        for rate in pass_rates(one.rates_file):
            if rate.source == "recorded":
                rates.setdefault(rate.workload, []).append(rate.passed / rate.cases)
        for workload, shares in rates.items():
            assert len(shares) >= 2, f"{one.name}, {workload}: one model alone"
            place = f"{one.name}/{workload}"
            assert (set(shares) == {0.0}) == (place in OUT_OF_REACH), f"{place}: {shares}"
            if place in OUT_OF_REACH:  # scripted models of a planted share show what its checks do
                scripted = [
                    rate for rate in pass_rates(one.rates_file) if rate.source == "scripted"
                ]
                assert {rate.workload for rate in scripted} == {workload}
            assert set(shares) != {1.0}, place
            measured += 1
    assert measured >= 7


@pytest.mark.slow
def test_four_thousand_cases_are_compared_in_three_seconds() -> None:
    """Thirty words each, behind eight that all of them have."""
    draw = random.Random(1)
    cases = []
    for number in range(4_000):
        words = [f"w{draw.randrange(3_000)}" for _ in range(30)]
        text = " ".join(["please say me in a short sentence what", *words])
        cases.append(Own("s", f"w/{number}", "", text, suite_overlap.grams(text), sampled=False))
    began = time.process_time()
    assert pairs(cases) == []
    assert time.process_time() - began < 3.0


def suite(folder: Path, name: str, *jobs: tuple[str, str, list[str]], group: str = "") -> list[Own]:
    """The own words of a suite of these jobs: id, prompt, and the variable `q` of each case."""
    text = HEAD.format(name=name)
    for job, prompt, questions in jobs:
        text += JOB.format(job=job, prompt=prompt)
        for number, question in enumerate(questions):
            text += f"      - {{id: c{number}, vars: {{q: {question!r}}}{group}}}\n"
    file = folder / f"{name}.yaml"
    file.write_text(text, "utf-8")
    return own_words(load([file], None).suite)


def overlaps(cases: list[Own]) -> list[float]:
    return [round(pair.overlap, 2) for pair in pairs(cases, 0.2)]


def test_a_swapped_word_is_found_whatever_else_differs(tmp_path: Path) -> None:
    one = suite(tmp_path, "one", ("a", ASK, ["How do I charge the battery of a phone?"]))
    two = suite(tmp_path, "two", ("b", ASK, ["HOW do I  charge the battery, of a poem"]))
    assert overlaps([*one, *two]) == [0.8]
    assert [pair.overlap >= suite_overlap.LIMIT for pair in pairs([*one, *two])] == [True]


def test_the_smaller_case_decides(tmp_path: Path) -> None:
    short = "Where may I leave the key"
    longer = f"{short} when nobody is at the desk on a Sunday after the last train has gone?"
    assert overlaps(suite(tmp_path, "one", ("a", ASK, [short, longer]))) == [1.0]


def test_the_prompt_around_a_text_of_its_own_is_the_job(tmp_path: Path) -> None:
    """With one word of its own the whole sentence is the case: a template with a word swapped."""
    long = '"Sort this letter into one of the four queues that we have, and say which: {{ q }}"'
    letters = ["My parcel came without the lamp.", "I cannot find where to change my mail."]
    assert overlaps(suite(tmp_path, "one", ("a", long, letters))) == []
    assert overlaps(suite(tmp_path, "two", ("a", long, ["lamp", "mail"]))) == [0.92]


def test_worked_examples_are_no_part_of_a_case(tmp_path: Path) -> None:
    asked = ["Who wrote the first act of that opera?", "When does the ferry to Kos leave?"]
    found = suite(tmp_path, "one", ("a", ASK, asked))
    assert overlaps(found) == []
    assert "eiffel" not in found[0].text


def test_a_family_is_not_compared(tmp_path: Path) -> None:
    asked = ["How do I charge the battery of a phone?", "How do I charge the battery of a poem?"]
    assert overlaps(suite(tmp_path, "one", ("a", ASK, asked), group=", group: battery")) == []


def test_text_without_spaces_counts_by_characters(tmp_path: Path) -> None:
    asked = ["明天从上海到北京的火车几点开", "明天从上海到南京的火车几点开"]
    assert overlaps(suite(tmp_path, "one", ("a", ASK, asked))) == [0.5]


def test_long_texts_are_compared_by_a_sample(tmp_path: Path) -> None:
    words = [f"w{number * number % 10_007}x{number}" for number in range(12_000)]
    asked = [" ".join(words[:9_000]), " ".join(words[2_000:11_000]), " ".join(words[:40])]
    found = suite(tmp_path, "one", ("a", ASK, asked))
    assert [case.sampled for case in found] == [True, True, False]
    (overlap,) = overlaps(found)
    assert overlap == pytest.approx(7 / 9, abs=0.06)


def test_every_pair_is_found_that_comparing_all_finds(tmp_path: Path) -> None:
    """Looking up the rarest grams misses none."""
    words = list("abcdefghijklmno")
    asked = [
        " ".join(words[(seed * step * step + step) % 15] for step in range(6 + seed % 9))
        for seed in range(1, 60)
    ]
    cases = suite(tmp_path, "one", ("a", ASK, asked))
    for least in (0.3, 0.6, 1.0):
        slow = {
            frozenset((one.place, other.place))
            for at, one in enumerate(cases)
            for other in cases[:at]
            if one.family != other.family or not one.family  # portcheck joins the same question
            if len(one.grams & other.grams) / min(len(one.grams), len(other.grams)) >= least
        }
        quick = {frozenset((p.one.place, p.other.place)) for p in pairs(cases, least)}
        assert quick == slow
        assert slow


def test_the_command_shows_the_worst_pairs_of_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite_overlap, "shipped_suites", lambda: SHIPPED[:1])
    asked = ["Why is the ferry to the outer island always late?"] * 2
    suite(tmp_path, "one", ("a", ASK, [asked[0], asked[1].replace("ferry", "train")]))
    assert suite_overlap.main([str(tmp_path / "one.yaml"), "--from", "0.3"]) == 0
    shown = capsys.readouterr().out
    assert "0.33\n  one/a/c0: why is the ferry" in shown
    assert "0 pairs >= 0.6" in shown
    with pytest.raises(SystemExit, match="2"):
        suite_overlap.main(["no-such-suite"])
    assert "no shipped suite and no file: no-such-suite" in capsys.readouterr().err
