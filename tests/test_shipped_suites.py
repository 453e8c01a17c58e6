"""The suites that ship: each can show what it asks for, and no case is another one reworded."""

from __future__ import annotations

from pathlib import Path

import pytest
import suite_overlap
from suite_overlap import Own, own_words, pairs

from portcheck.cli.showroom.shipped_suites import shipped_suites
from portcheck.config.load import load

SHIPPED = shipped_suites()
DEMONSTRATIONS = {"letters"}
"""Suites at the top that a document leads to; every other one is in the list."""
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
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["Why is the ferry to the outer island always late?"] * 2
    suite(tmp_path, "one", ("a", ASK, [asked[0], asked[1].replace("ferry", "train")]))
    assert suite_overlap.main([str(tmp_path / "one.yaml"), "--from", "0.3"]) == 0
    shown = capsys.readouterr().out
    assert "0.33\n  one/a/c0: why is the ferry" in shown
    assert "0 pairs >= 0.6" in shown
    with pytest.raises(SystemExit, match="2"):
        suite_overlap.main(["no-such-suite"])
    assert "no shipped suite and no file: no-such-suite" in capsys.readouterr().err
