"""Templates behind texts: where a program filled them in, and not where people write alike."""

from __future__ import annotations

from random import Random

import pytest
from traffic_log import Traffic

from portcheck.imports.clustering.mine import mine, share

COUNTRIES = ("Norway", "Peru", "Japan", "Kenya", "Chile")


def made(template: str, count: int = 40, seed: int = 1) -> list[str]:
    """Texts of a template with `{}` for a text and `{c}` for a country."""
    traffic, rng = Traffic(seed), Random(seed)
    return [
        template.replace("{c}", rng.choice(COUNTRIES)).replace("{}", traffic.text(5, 30))
        for _ in range(count)
    ]


@pytest.mark.parametrize(
    ("template", "pieces"),
    [
        ("Translate into English: {}", ("Translate into English: ", "")),
        ("{}\n\nSummarise this in a sentence.", ("", "\n\nSummarise this in a sentence.")),
        ("Text:\n{}\nQuestion: {}?\nBe brief.", ("Text:\n", "Question: ", "?\nBe brief.")),
        ("{}\nGive one of these labels: good, bad\n{}", None),
        ("What is the weather?", ("What is the weather?",)),
    ],
)
def test_a_template_is_found_among_others(template: str, pieces: tuple[str, ...] | None) -> None:
    texts = made(template) + made("{}", 60, seed=2)
    Random(3).shuffle(texts)
    (found,) = mine(texts)
    if pieces is None:
        assert "Give one of these labels: good, bad" in "|".join(found.pieces)
    else:
        assert found.pieces == pieces
    assert [found.values(text) is not None for text in texts].count(True) == 40


def test_several_templates_are_told_apart() -> None:
    texts = (
        made("Classify the ticket: {}", 30)
        + made("Classify the review: {}", 30, seed=2)
        + made("{}\nAnswer in French, please.", 30, seed=3)
    )
    assert {found.pieces for found in mine(texts)} == {
        ("Classify the ticket: ", ""),
        ("Classify the review: ", ""),
        ("", "\nAnswer in French, please."),
    }


def test_what_people_write_has_no_template() -> None:
    openings = ("Hello, I have a question about ", "Hello, I have not got ", "Hi there, ", "Why ")
    rng, traffic = Random(1), Traffic(1)
    texts = [rng.choice(openings) + traffic.text(5, 30) for _ in range(300)]
    texts += [f"Hello, I had {traffic.text(5, 30)}" for _ in range(60)]
    assert mine(texts) == []


def test_few_texts_make_no_template() -> None:
    assert mine(made("Translate into English: {}", 3)) == []
    assert mine([]) == []


def test_the_share_that_is_constant() -> None:
    texts = made("Translate into English: {}")
    (found,) = mine(texts)
    assert 0.05 < share(found, texts) < 0.9
    assert share(found, []) == 0.0
