"""Words of commands that people copy into a shell."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from portcheck.shell_words import file_word, last_word


@pytest.mark.parametrize("name", ["-", "-x", "--failed", "-- it's", "it's", "a b", "$HOME/~"])
def test_a_file_is_one_word_and_no_option(name: str) -> None:
    (word,) = shlex.split(file_word(Path(name)))
    assert not word.startswith("-")
    assert Path(word) == Path(name)


def test_the_last_word_may_look_like_an_option() -> None:
    assert last_word("a b") == "'a b'"
    assert shlex.split(f"portcheck show RUN {last_word('--a b')}")[3:] == ["--", "--a b"]
