"""A file of cards beside the suite."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from portcheck.config.load import check, load
from portcheck.detectors.card import mark, own_card
from portcheck.detectors.refusal.classify import DETECTOR
from portcheck.errors import ConfigError
from portcheck.model.codec import encode_json
from portcheck.model.score import CardFile, MeasuredAnswer, OwnCard

SUITE = """
portcheck: 1
suite: s
defaults: {cards: cards.json}
workloads:
  one: {prompt: hello, checks: [{equals: hi}], cases: [{id: a}]}
  two: {prompt: hello you, cards: more/cards.json, checks: [{equals: hi}], cases: [{id: a}]}
"""


def card(instrument: str = DETECTOR) -> OwnCard:
    answer = MeasuredAnswer(
        kind="stated",
        vendor="acme",
        question=mark("q"),
        answer=mark("q", "a"),
        shows=True,
        found=True,
        language="en",
        labelled_by=("Ana",),
    )
    return own_card(instrument, instrument, [answer], measured="2026-11-28", runs=["r"])


def written(folder: Path, *cards: Any, suite: str = SUITE) -> Path:
    (folder / "more").mkdir()
    content = encode_json(CardFile(portcheck_cards=1, cards=cards))
    (folder / "cards.json").write_bytes(content)
    (folder / "more/cards.json").write_bytes(content + b"\n")
    (folder / "suite.yaml").write_text(suite)
    return folder / "suite.yaml"


def test_the_nearest_file_holds_and_the_suite_carries_its_cards(tmp_path: Path) -> None:
    suite = load([written(tmp_path, card())], None).suite
    one, two = suite.workloads
    assert one.cards
    assert two.cards
    assert (one.cards.file, two.cards.file) == ("cards.json", "more/cards.json")
    assert suite.cards == {one.cards.source: (card(),), two.cards.source: (card(),)}
    assert one.cards.source != two.cards.source
    assert [found.labels for found in suite.cards[one.cards.source]] == [1]


def test_a_suite_without_cards_has_none(tmp_path: Path) -> None:
    path = written(tmp_path, suite=SUITE.replace("defaults: {cards: cards.json}\n", ""))
    path.write_text(path.read_text().replace(" cards: more/cards.json,", ""))
    suite = load([path], None).suite
    assert not suite.cards
    assert not any(workload.cards for workload in suite.workloads)


@pytest.mark.parametrize(
    ("cards", "message"),
    [
        ((replace(card(), source="0" * 64),), "do not match its answers"),
        ((card(), card()), "two cards of one detector or panel"),
        (({"detector": "x"},), "is not a file of cards"),
    ],
)
def test_a_file_that_says_something_else_is_a_mistake(
    tmp_path: Path, cards: tuple[Any, ...], message: str
) -> None:
    with pytest.raises(ConfigError, match="is not a file of cards") as caught:
        load([written(tmp_path, *cards)], None)
    first, second = caught.value.problems
    assert message in first.message
    assert (first.line, first.column, second.line) == (4, 19, 7)


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    path = written(tmp_path, card())
    (tmp_path / "cards.json").unlink()
    with pytest.raises(ConfigError, match=r"there is no file 'cards\.json'"):
        load([path], None)


def test_a_card_of_another_version_is_a_warning(tmp_path: Path) -> None:
    older = card("refusal-rules 1")
    panel = card("panel 0123")
    problems, found = check(written(tmp_path, older, panel), None)
    assert found is not None
    words = [problem.message for problem in problems if "it measured" in problem.message]
    assert len(words) == 2
    assert f"it measured 'refusal-rules 1', but this is {DETECTOR}" in words[0]
