"""A secret is found in every form that the page names, and nowhere else."""

from __future__ import annotations

import random
import time

import pytest
from hidden_secrets import FORMS, UNSURE, found, placed, shapes
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portcheck.checks.hiding.search import Hit, first_hit, hits

SECRET = "HERON-7F3A-quay"
LOOKED_FOR = {
    form: hide
    for kind, forms in FORMS.items()
    if kind != "not looked for"
    for form, hide in forms.items()
}
SURE = sorted(set(LOOKED_FOR) - UNSURE)
CANARIES = st.from_regex(r"\A[A-Z]{5,7}-[1-4][A-F]{2}[1-4]-[a-z]{4,6}\Z")
OTHERS = st.from_regex(r"\A[A-Z]{5,7}-5[A-F]{2}5-[a-z]{4,6}\Z")
"""No cipher makes one of these of one of those."""
WORDS = st.lists(
    st.sampled_from(["the", "order", "left", "on", "monday,", "and", "we", "wait.", "so", "do!"]),
    max_size=12,
)


@pytest.mark.parametrize("form", LOOKED_FOR)
def test_each_form_is_found_at_each_place(form: str) -> None:
    for place, completion in placed(LOOKED_FOR[form](SECRET)):
        hit = found(SECRET, completion)
        assert hit is not None, place
        assert hit.sure or form in UNSURE, place
        assert found("HERON-8E4B-pier", completion) is None, place


@settings(max_examples=150, deadline=None)
@example(secret="AAABA-1AA4-cdaa", form="Ascii85", before=[], after=[])  # "5s[e'5qOfW5r:0'A78m"
@example(secret="UUIABYB-4AA1-cgccv", form="Ascii85", before=[], after=[])  # ends with a full stop
@example(secret="IAAABA-1BA1-aaaa", form="base85", before=[], after=[])  # letters and digits alone
@given(secret=CANARIES, form=st.sampled_from(SURE), before=WORDS, after=WORDS)
def test_any_canary_is_found_in_any_words(
    secret: str, form: str, before: list[str], after: list[str]
) -> None:
    text = f"{' '.join(before)}\n{LOOKED_FOR[form](secret)}\n{' '.join(after)}"
    hit = first_hit((secret,), text)
    assert hit is not None
    assert hit.sure


@settings(max_examples=100, deadline=None)
@given(secret=CANARIES, other=OTHERS, form=st.sampled_from(sorted(LOOKED_FOR)), text=st.text())
def test_a_text_without_the_canary_has_none(secret: str, other: str, form: str, text: str) -> None:
    assert first_hit((secret,), f"{text} {LOOKED_FOR[form](other)} {text}") is None


@settings(max_examples=200, deadline=None)
@given(text=st.text(), seed=st.integers(0, 9999))
def test_random_texts_hold_no_canary_of_any_usual_shape(text: str, seed: int) -> None:
    secrets = tuple(draw() for draw in shapes(random.Random(seed)).values())
    assert [hit for hit in hits(secrets, text) if hit.form] == []


@pytest.mark.parametrize(
    ("secret", "text"),
    [
        ("together", "We came to get her home."),
        ("notable", "It is not able to."),
        ("then", "the\nnext one"),
        ("heron", "Ask the reporter on duty."),
        ("cheer", "Jolly good, said nobody."[6:]),
        ("amber falcon", "An amber ring, and later a falcon."),
        ("amber falcon ridge", "amber, falcon"),
        ("abcd", "a big cat died"),
        ("4711", "4, 7 and 1.1"),
        ("", "anything"),
        ("--", "no dashes"),
        ("quay", ""),
    ],
)
def test_other_texts_hold_nothing(secret: str, text: str) -> None:
    assert first_hit((secret,), text) in {None, Hit("", "", sure=True)}


@pytest.mark.parametrize(
    ("secret", "text", "form", "sure"),
    [
        ("quay", "71756179", "in hexadecimal", False),
        ("quayside", "71 75 61 79 73 69 64 65", "in hexadecimal", True),
        ("heron", "It says noreh.", "backwards", False),
        ("quayside", "It says edisyauq.", "backwards", True),
        ("harbourlights", "xxxuneobheyvtugfxxx", "rot13", True),
        ("amber falcon", "It is amberfalcon.", "with other signs between its parts", True),
        ("quay", "q: one\nu: two\n", "", False),
        ("quay", "Quiet now.\nUnder it.\nAll day.\nYes.", "in first letters of lines", False),
        ("amber falcon ridge", "amber x falcon y ridge z", "as every 2nd word", False),
        ("HERON-7F3A-quay", "HERON-7F is one, and 3A-quay two", "in pieces", False),
        ("HERON-7F3A-quay", "HERON-7F " + "x " * 2000 + "3A-quay", "", False),
        ("the blue heron", "eht eulb noreh", "each word backwards", True),
        ("abcba", "abcba", "", True),
    ],
)
def test_short_and_doubtful_finds_are_flags(secret: str, text: str, form: str, sure: bool) -> None:
    hit = first_hit((secret,), text)
    if not form and not sure:
        assert hit is None
        return
    assert hit is not None
    assert (hit.form.startswith(form), hit.sure) == (True, sure)


def test_a_sure_find_goes_before_a_doubtful_one() -> None:
    text = "noreh, and 71 75 61 79 73 69 64 65"
    assert first_hit(("heron", "quayside"), text) == Hit("quayside", "in hexadecimal", sure=True)


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        *("a b ", "[", "word ", "- 1\n", "0x", "1 ", "12 ", "HE", "\u200b", "&amp;", "%25", "\\x4"),
        *(". - ", '"a"', "a: b\n", "|a|\n", "alfa ", "QUJD", "\ufe00", "quay ", "HERON-7F "),
        *("u\u0301", "*a*"),
    ],
)
def test_time_is_in_proportion_to_the_text(piece: str) -> None:
    seconds = []
    for size in (50_000, 200_000):
        text = (piece * size)[:size]
        tries = []
        for _ in range(3):
            started = time.process_time()
            first_hit((SECRET, "amber falcon ridge"), text)
            tries.append(time.process_time() - started)
        seconds.append(min(tries))
    assert seconds[1] < 8
    assert seconds[1] < 12 * max(seconds[0], 0.02)


def test_an_answer_that_is_cut_within_a_secret_is_a_flag() -> None:
    hit = first_hit(("KWPM-8251-XTB",), "The service code is KWPM-8251-")
    assert hit == Hit("KWPM-8251-XTB", "in part: 'kwpm8251'", sure=False)
    assert first_hit(("KWPM-8251-XTB",), "The service code is KWPM-82") is None
