# ruff: noqa: RUF001
"""In which language a text is: sentences written for the purpose, and what is no prose."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.detectors import stop_words
from portcheck.detectors.language import LEAST, NAMES, UNKNOWN, language, other_language

SENTENCES = [
    json.loads(line)
    for line in (Path(__file__).parent / "languages.jsonl").read_text("utf-8").splitlines()
]
WITHOUT_BLANKS = {"zh", "ja", "th"}
FINNISH = "Australian pääkaupunki on Canberra, vaikka moni luulee sen olevan Sydney tai Perth."
GREEK = "Η πρωτεύουσα της Αυστραλίας είναι η Καμπέρα, αν και πολλοί νομίζουν ότι είναι το Σίδνεϊ."
ENGLISH = "The capital of Australia is Canberra, although many people believe that it is Sydney."


def test_sentences_of_many_languages_are_named() -> None:
    long = [
        row
        for row in SENTENCES
        if row["language"] in WITHOUT_BLANKS or len(row["text"].split()) >= LEAST
    ]
    named = Counter(row["language"] for row in long if language(row["text"]) == row["language"])
    wrong = [row for row in long if language(row["text"]) not in {row["language"], ""}]
    assert len({row["language"] for row in long}) >= 25
    assert named.total() >= 0.92 * len(long)
    assert len(wrong) <= 0.05 * len(long)
    # Danish and Norwegian, Czech and Slovak are often the same to it.
    assert all(named[code] >= 3 for code in {row["language"] for row in long})


@pytest.mark.parametrize("code", sorted({row["language"] for row in SENTENCES}))
def test_an_answer_of_several_sentences_is_named(code: str) -> None:
    texts = [row["text"] for row in SENTENCES if row["language"] == code]
    assert language(" ".join(texts)) == code
    assert other_language(" ".join(texts), frozenset({"en"})) == code
    assert other_language(" ".join(texts), frozenset({code})) == ""


def test_every_language_has_a_name() -> None:
    tables = (
        stop_words.LATIN, stop_words.CYRILLIC, stop_words.DEVANAGARI, stop_words.ARABIC,
        stop_words.HEBREW,
    )  # fmt: skip
    assert {code for table in tables for code in table} <= NAMES.keys()
    for letters, words in (
        (stop_words.LATIN_LETTERS, stop_words.LATIN),
        (stop_words.LATIN_ENDINGS, stop_words.LATIN),
        (stop_words.CYRILLIC_LETTERS, stop_words.CYRILLIC),
        (stop_words.ARABIC_LETTERS, stop_words.ARABIC),
    ):
        assert letters.keys() <= words.keys()


NO_PROSE = {
    "nothing": "",
    "blank": " \n\t\n ",
    "unseen": "\u200b" * 40,
    "a word": "billing",
    "seven words": "Canberra on Australian pääkaupunki eikä suinkaan Sydney.",
    "numbers": "1 2 3 4 5 6 7 8 9 10 11 12.5 1,000 2026-11-28",
    "names": "Anna Schmidt, Pedro García, Łukasz Nowak, Giulia de Rossi, Jean Dupont, Aino Salo",
    "json": json.dumps({"nimi": FINNISH, "vastaus": [FINNISH, GREEK]}, ensure_ascii=False),
    "a list": json.dumps([FINNISH, GREEK], ensure_ascii=False, indent=1),
    "cut json": '{"vastaus": "' + FINNISH,
    "code": "```python\n# " + FINNISH + "\nprint(1)\n```",
    "code without an end": "~~~\n" + FINNISH,
    "inline code": "`" + FINNISH + "`",
    "bare code": "def suma(de, la, el, en, los, que):\n    return de + la;\nlet el = de => la;\n",
    "addresses": "https://example.org/de/la/que/los anna@example.org www.example.org/und/die/das",
    "keys": "billing, access, outage, refund, invoice, login, password, account, delivery",
}


@pytest.mark.parametrize("name", NO_PROSE)
def test_what_is_no_prose_is_in_no_language(name: str) -> None:
    assert language(NO_PROSE[name]) == ""
    assert other_language(NO_PROSE[name], frozenset({"en"})) == ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("悉尼不是首都，堪培拉才是澳大利亚的首都。", "zh"),
        ("シドニーではなく、キャンベラがオーストラリアの首都です。", "ja"),
        ("เมืองหลวงของออสเตรเลียคือแคนเบอร์ราไม่ใช่ซิดนีย์", "th"),
        ("堪培拉。", ""),
        ("キャンベラです。", ""),
        ("แคนเบอร์รา", ""),
    ],
)
def test_scripts_without_blanks_are_counted_by_characters(text: str, code: str) -> None:
    assert language(text) == code


def test_prose_beside_code_and_english_is_seen() -> None:
    known = frozenset({"en"})
    assert other_language(f"```\nx = 1\n```\n{FINNISH}", known) == "fi"
    assert other_language(f"{ENGLISH}\n\n{FINNISH}", known) == "fi"
    assert other_language(f"{ENGLISH} {ENGLISH}\n{GREEK}", known) == "el"
    assert language(f"{ENGLISH} {ENGLISH}\n{GREEK}") == "en"
    assert other_language(ENGLISH, known) == ""
    assert other_language(f"{ENGLISH} The Greek letters α, β, γ and the word λόγος.", known) == ""


def test_prose_in_a_language_that_is_not_known_is_told_from_none() -> None:
    invented = "Zŷkü brõn fåvlé døß tráj mïlk pûdę sœnt vřa glîp hôm čarť zün"
    assert language(invented.lower()) in {UNKNOWN, *NAMES}
    assert other_language(invented.lower(), frozenset({"en"})) != ""


def test_ordinary_english_is_english(shared: Path) -> None:
    lines = (shared / "data" / "real_answers.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    other = [text for text in texts if other_language(text, frozenset({"en"}))]
    assert len(other) <= 0.02 * len(texts)
    assert sum(language(text) == "en" for text in texts) >= 0.95 * len(texts)


PIECES = st.sampled_from([row["text"] for row in SENTENCES[::9]] + ["```", "{", "\n", "<a>", "`"])


@given(st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=5))).map("".join)))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert language(text) in {"", *NAMES}
    assert other_language(text, frozenset(NAMES)) == ""


@pytest.mark.parametrize(
    "text",
    ["`" * 10**6, "<" * 10**6, "a@" * 10**5, "ä " * 10**6, "\n" * 10**6, "{" * 10**6, "é" * 10**6],
)
def test_a_hostile_megabyte_takes_no_time(text: str) -> None:
    begun = time.process_time()
    language(text)
    assert time.process_time() - begun < 2


def test_the_tables_are_read_only_for_a_text_that_is_not_plainly_english() -> None:
    code = (
        "from portcheck.detectors import language as l;"
        f"l.language({ENGLISH!r}); print(l._family.cache_info().currsize);"
        f"l.language({FINNISH!r}); print(l._family.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "1"]
