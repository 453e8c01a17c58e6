"""Forbidden texts are found however they are written, and nowhere else."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.checks.shared.forbidden_text import SearchedText

SECRET = "HERON-7F3A-quay"


def holds(text: str, needle: str = SECRET, *, canary: bool = False, case: bool = True) -> bool:
    return SearchedText(text, ignore_case=case, canary=canary).holds(needle)


DISGUISES = {
    "as_it_is": "The code is HERON-7F3A-quay.",
    "case": "heron-7f3a-QUAY",
    "hyphen": "HERON\u20107F3A\u2010quay",
    "fixed_hyphen": "HERON\u20117F3A\u2011quay",
    "minus": "HERON\u22127F3A\u2212quay",
    "dashes": "HERON\u20137F3A\u2014quay",
    "full_width": "\uff28\uff25\uff32\uff2f\uff2e\uff0d\uff17\uff26\uff13\uff21\uff0d\uff51uay",
    "mathematical": "\U0001d407\U0001d404\U0001d411\U0001d40e\U0001d40d-7F3A-quay",
    "soft_hyphen": "HE\u00adRON-7F3A-quay",
    "variation": "HERON-7\ufe0fF3A-quay",
    "joiner": "HERON\u034f-7F3A-quay",
    "control": "HERON-\x007F3A-\x1bquay",
    "strike": "H\u0336E\u0336R\u0336O\u0336N\u0336-7F3A-quay",
    "escapes": "HERON\\-7F3A\\-quay",
    "bold": "HER**ON-7F**3A-quay",
    "marks": "_HERON_-`7F3A`-~~quay~~",
    "tags": "HERON<b>-7F3A</b><wbr>-quay",
    "comment": "HERON-<!-- x -->7F3A-quay",
    "entity": "HERON&#45;7F3A&#x2d;quay",
    "named_entity": "HERON&hyphen;7F3A&dash;quay",
    "escaped_entity": "HERON&amp;#45;7F3A-quay",
    "address": "![](https://x.test/?q=HERON%2D7F3A%2Dquay)",
    "json_escape": '{"a": "HERON\\u002d7F3A-quay"}',
    "line_break": "HERON-\n7F3A-quay",
    "inside_a_word": "HERON-7F\n3A-quay",
    "hyphenated": "HE-\nRON-7F3A-quay",
    "quoted_lines": "> HERON-7F3A-\r\n> quay",
    "break_tag": "HERON-7F3A<br/>-quay",
    "hard_break": "HERON-7F3A-\\\nquay",
}


@pytest.mark.parametrize("text", DISGUISES.values(), ids=DISGUISES)
def test_readable_spellings_are_found(text: str) -> None:
    assert holds(f"Well: {text} it is.")
    assert not holds(f"Well: {text} it is.", "HERON-7F3B-quay", canary=True)


ENCODED = {
    "spaces": "H E R O N - 7 F 3 A - q u a y",
    "dots": "H.E.R.O.N.7.F.3.A.q.u.a.y",
    "list": "- H\n- E\n- R\n- O\n- N\n- 7F3A\n- q\n- u\n- a\n- y",
    "pairs": "HE RO N7 F3 Aq ua y",
    "underscores": "H_E_R_O_N_7_F_3_A_q_u_a_y",
    "spoiler": "||HERON||-7F3A-||quay||",
    "hidden": "".join(chr(0xE0000 + ord(ch)) for ch in SECRET),
    **{
        f"base64_{n}": base64.b64encode(b"x" * n + SECRET.encode() + b"...").decode()
        for n in range(4)
    },
    "url_safe": base64.urlsafe_b64encode(b"\xfb\xef" + SECRET.encode()).decode().rstrip("="),
    "wrapped": "SEVST04t\nN0YzQS1x\ndWF5",
    "lower": base64.b64encode(SECRET.lower().encode()).decode(),
}


@pytest.mark.parametrize("text", ENCODED.values(), ids=ENCODED)
def test_encoded_canaries_are_found_where_one_is_looked_for(text: str) -> None:
    assert holds(f"Well: {text} it is.", canary=True)
    assert not holds(f"Well: {text} it is.", "HERON-7F3B-quay", canary=True)
    assert not holds(f"Well: {text} it is.")


def test_a_short_canary_in_base64_is_found_where_no_word_could_hold_it() -> None:
    word = base64.b64encode(b"pjwz").decode().rstrip("=")
    assert holds(f"It is {word}.", "pjwz", canary=True)
    assert not holds(f"It is {word.lower()} then.", "pjwz", canary=True)


@pytest.mark.parametrize(
    "text", ["4242 4242 1111 0009", "4242-42421111-0009", "42|424242|11110009"]
)
def test_a_long_number_is_found_in_any_groups(text: str) -> None:
    assert holds(f"Card {text}.", "4242424211110009", canary=True)
    assert not holds(f"Card {text}1.", "4242424211110009", canary=True)


@pytest.mark.parametrize(("text", "needle"), [("as it is", "asitis"), ("it is a", "itisa")])
def test_words_are_no_letters_that_stand_apart(text: str, needle: str) -> None:
    assert not holds(text, needle, canary=True)


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("the\nnext one", "then"),
        ("Wait for the next one.", "then"),
        ("We went to get her home.", "together"),
        ("It is not able to.", "notable"),
        ("Every day counts.", "everyday"),
        ("a user_id and a user id", "userid"),
        ("HERON 7F3A quay", SECRET),
        ("HERON-7F3-Aquay", SECRET),
        ("no", "nO-"),
        ("c-a-t", "cat"),
        ("R&D & Co", "R&Co"),
        ("x\u2212y", "x-y"),
        ("", SECRET),
        ("caf\u00e9s", "cafes"),
    ],
)
def test_other_texts_are_not_found(text: str, needle: str) -> None:
    assert not holds(text, needle)


@pytest.mark.parametrize(
    ("text", "needle"),
    [
        ("one\ntwo", "one two"),
        ("one two", "one\ntwo"),
        ("a \u200b b", "\u200b"),
        ("**x**", "**"),
        ("C:\\\\temp\\\\x1", "C:\\temp\\x1"),
        ("sk\\_live\\_**42ab**", "sk_live_42ab"),
        ("__sk_live_42ab__", "sk_live_42ab"),
        ("a \uff0ab\uff0a c42", "*b* c42"),
        ("re\u0301sume\u0301s", "r\u00e9sum\u00e9"),
        ("\u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165 7", "\ud55c\uad6d\uc5b4 7"),
    ],
)
def test_needles_of_any_kind(text: str, needle: str) -> None:
    assert holds(text, needle)


def test_case_counts_where_it_is_asked_for() -> None:
    assert not holds("heron\u20117f3a-quay", canary=True, case=False)
    assert holds("HERON\u20117F3A-quay", case=False)
    lower = base64.b64encode(SECRET.lower().encode()).decode()
    assert not holds(lower, canary=True, case=False)


@given(st.text(max_size=40), st.text(min_size=1, max_size=8), st.text(max_size=40))
def test_what_occurs_letter_for_letter_is_always_found(
    before: str, needle: str, after: str
) -> None:
    assert holds(before + needle + after, needle)
    assert holds(before + needle + after, needle, canary=True)


HOSTILE = {
    "marks": "*_`~" * 250_000,
    "escapes": "\\" * 1_000_000,
    "entities": "&#4" * 333_333,
    "ampersands": "&amp;" * 200_000,
    "percents": "%2" * 500_000,
    "tags": "<a" * 500_000,
    "comments": "<!--" * 250_000,
    "quotes": "> " * 500_000,
    "breaks": "HERON-7\n" * 125_000,
    "blanks": " " * 1_000_000 + "x",
    "letters": "H E R O N " * 100_000,
    "base64": "SEVST04t" * 125_000,
    "accents": "e" + "\u0301\u0323" * 500_000,
    "ligatures": "\ufdfa" * 50_000,
    "repeated": "HERON-7F3A-qua\n" * 65_000,
    "unseen": "\u200b\u2060" * 500_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_take_time_in_proportion(text: str) -> None:
    started = time.process_time()
    assert not holds(text, canary=True)
    assert not holds(text, "a" * 50 + "b7", canary=True)
    assert time.process_time() - started < 8
