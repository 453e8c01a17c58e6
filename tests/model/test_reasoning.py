"""Reasoning in front of an answer is split off."""

from __future__ import annotations

import pytest

from portcheck.model.reasoning import split_reasoning


@pytest.mark.parametrize(
    ("content", "stated", "answer", "reasoning"),
    [
        ("Hi.", (), "Hi.", None),
        ("  Hi.", (), "  Hi.", None),
        ("<think>hm</think>\n\nHi.", (), "Hi.", "hm"),
        (" \n<think> hm </think>Hi.", (), "Hi.", "hm"),
        ("<think></think>Hi.", (), "Hi.", None),
        ("<think>cut off", (), "", "cut off"),
        ("Say <think>hm</think>", (), "Say <think>hm</think>", None),
        ("<think>b</think>Hi.", ("a", ""), "Hi.", "a\nb"),
        ("Hi.", ("a", "b"), "Hi.", "a\nb"),
    ],
)
def test_reasoning_before_an_answer(
    content: str, stated: tuple[str, ...], answer: str, reasoning: str | None
) -> None:
    assert split_reasoning(content, *stated) == (answer, reasoning)
