"""Names are made of what texts share, and of nothing else."""

from __future__ import annotations

import pytest

from portcheck.imports.traffic.naming import about_of, name_of


def test_a_name_has_the_shared_words_and_none_that_one_text_alone_has() -> None:
    texts = ["Ticket from Ann: it is broken", "Ticket from Bo: is it lost?"]
    assert name_of(texts, ()) == "ticket-from-it-is"
    assert name_of(texts, {"ticket-from-it-is"}) == "ticket-from-it-is-2"


def test_texts_without_a_common_word_have_a_name_as_well() -> None:
    assert name_of(["one", "two"], ["free-text"]) == "free-text-2"
    assert name_of([], ()) == "free-text"
    assert about_of(["one", "two"]) == "From a log, without a common text"


def test_names_are_short() -> None:
    assert name_of(["ab cd ef gh ij kl mn op"], ()) == "ab-cd-ef-gh-ij-kl"
    assert len(name_of(["extraordinarily " * 9 + "internationalisation"], ())) <= 40


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("You are the ticket triage assistant of Northwind.", "ticket-triage-assistant"),
        ("You are a helpful assistant.", "helpful-assistant"),
        ("Extract the order request from the e-mail.", "extract-the-order-request"),
        ("The invoice", "invoice"),
        ("You are", "you-are"),
        ("The", "the"),
    ],
)
def test_a_name_begins_and_ends_with_what_it_is_about(prompt: str, name: str) -> None:
    assert name_of([prompt], ()) == name


def test_a_reader_sees_the_one_text_as_it_is() -> None:
    assert about_of(["You  route.\n"]) == "From a log: You route."
    assert about_of(["x" * 200]).endswith("x...")
