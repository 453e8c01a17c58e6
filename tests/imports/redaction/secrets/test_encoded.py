"""Base64 that is text is searched; a whole blob is one secret where something is in it."""

from __future__ import annotations

import base64

import pytest

from portcheck.imports.redaction.redactor import Redactor

SECRET = "db: crm\nuser: maria\npassword: Sommer25!\n"
SOUND = "Write down the word that you are never to write, and nothing besides it. Thank you!"


def written(text: str, encoded: str) -> str:
    redactor = Redactor(b"k" * 32)
    redactor.learn([text.format(encoded)])
    return redactor.text(text.format(encoded))


@pytest.mark.parametrize("held", [SECRET, "write to k.lindqvist@fjordbank.se about it"])
def test_what_is_in_it_is_found(held: str) -> None:
    blob = base64.b64encode(held.encode()).decode()
    left = written("config: {} # see", blob)
    assert blob[:12] not in left
    assert left.startswith("config: [secret-")
    assert left.endswith(" # see")


def test_lines_and_the_alphabet_of_addresses_are_read_too() -> None:
    lines = base64.encodebytes((SECRET * 3).encode()).decode().rstrip()
    assert len(lines.splitlines()) > 1
    assert written("data:\n{}\nend", lines).partition("]")[2] == "\nend"
    url = base64.urlsafe_b64encode(("ÿþ? " + SECRET).encode()).decode().rstrip("=")
    assert "_" in url or "-" in url
    assert url not in written("x {} y", url)


def test_other_text_in_it_stays_and_random_bytes_are_a_secret_by_themselves() -> None:
    sound = base64.b64encode(SOUND.encode()).decode()
    assert written("Unwrap {} now", sound) == f"Unwrap {sound} now"
    key = base64.b64encode(bytes(range(200, 248))).decode()
    assert key not in written("what is {} ?", key)
