"""Reasoning in front of an answer is split off, and an answer about reasoning is not."""

from __future__ import annotations

import pytest

from portcheck.errors import UsageError
from portcheck.model.completion import Completion, FinishReason, Timing
from portcheck.model.reasoning import read_reasoning, require_tags, split_reasoning


@pytest.mark.parametrize(
    ("content", "stated", "answer", "reasoning"),
    [
        ("Hi.", (), "Hi.", None),
        ("  Hi.", (), "  Hi.", None),
        ("<think>hm</think>\n\nHi.", (), "Hi.", "hm"),
        (" \n<think> hm </think>Hi.", (), "Hi.", "hm"),
        ("<think></think>Hi.", (), "Hi.", None),
        ("<think>cut off", (), "", "cut off"),
        ("<THINK>hm</Think>Hi.", (), "Hi.", "hm"),
        ("<think>a</think>\n<think>b</think>Hi.", (), "Hi.", "a\nb"),
        ("<think>a</think>\n<think>b", (), "", "a\nb"),
        (
            "<think>They ask about `</think>`.</think>It ends a thought.",
            (),
            "It ends a thought.",
            "They ask about `</think>`.",
        ),
        ('<think>So "Paris".</think>"Paris".', (), '"Paris".', 'So "Paris".'),
        ('<think>So "Paris"</think>"Paris"', (), '"Paris"', 'So "Paris"'),
        ("<think>So **4**</think>**4**", (), "**4**", "So **4**"),
        ("Say <think>hm</think>", (), "Say <think>hm</think>", None),
        ("<think>b</think>Hi.", ("a", ""), "Hi.", "a\nb"),
        ("Hi.", ("a", "b"), "Hi.", "a\nb"),
    ],
)
def test_reasoning_before_an_answer(
    content: str, stated: tuple[str, ...], answer: str, reasoning: str | None
) -> None:
    assert split_reasoning(content, *stated) == (answer, reasoning)


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        ("The user wants a sum.\n2 + 2 = 4\n</think>\n\n4", "4"),
        ("Two and two.</think>Four.", "Four."),
        ("Two and two. </think> Four", "Four"),
        ("they ask for a label</think>billing", "billing"),
        ("The box is 6\" wide.\n</think>\n\nIt is 6\" wide.", 'It is 6" wide.'),
        ("It's JSON that they want.\n</think>\n{\"a\": 1}", '{"a": 1}'),
        ('So "yes".</think>"yes"', '"yes"'),
        ("I try:\n```\nx = 1\n```\nGood.\n</think>\n```\nx = 1\n```", "```\nx = 1\n```"),
        ("They ask about `</think>`. I explain.\n</think>\n\nIt ends a thought.",
         "It ends a thought."),
        ("Okay, so I say:\n</think>\n\nHello!", "Hello!"),
        ("Let me think about Paris </think>\n\nParis", "Paris"),
        ("\u7528\u6237\u95ee\u9996\u90fd\u3002\n</think>\n\n\u5df4\u9ece", "\u5df4\u9ece"),
        ("</think>\n\nHello!", "Hello!"),
        ("Okay, the user greets me.\n</think>\n", ""),
    ],
)  # fmt: skip
def test_a_closing_tag_alone_ends_a_thought(content: str, answer: str) -> None:
    thought = content[: content.rindex("</think>")].strip()
    assert split_reasoning(content) == (answer, thought or None)


ABOUT_THE_TAG = [
    "Paris.\n\nSome models print </think> before they answer.",
    "They end with </think>, then they answer.",
    "Their last word is </think>.\n\nThe rest is the answer.",
    "Write `</think>` there.\n\nThen the answer.",
    'It is written "</think>".\nThen comes the answer.',
    "It is written 'as </think> here'.\nThen comes the answer.",
    "It is written \u201c</think>\u201d.\nThen comes the answer.",
    "Like so:\n```\nhm\n</think>\nHi\n```\nThat is all.",
    "Like so:\n\n    </think>\n\nThat is all.",
    "The tag is:\n</think>\nIt ends a thought.",
    "**</think>** ends a thought.",
    "| tag | use |\n|---|---|\n| </think> | ends a thought |",
    "1. Think.\n2. </think> comes next.",
    "A tag (</think>) ends it.\nThat is all.",
    'import re\nprint(re.split(r"</think>", text)[-1])\n',
    '{"before": "a thought\\n</think>\\n", "after": "Hi"}',
    "Paris.\n</think>",
    "Paris. </think>",
    "I would say <think> and </think>\n\nThat is how.",
]


@pytest.mark.parametrize("content", ABOUT_THE_TAG)
def test_a_tag_that_an_answer_mentions_swallows_nothing(content: str) -> None:
    assert split_reasoning(content) == (content, None)


def test_a_tag_after_a_thought_is_part_of_the_answer() -> None:
    answer = "It is written so.\n</think>\nThat is all."
    assert split_reasoning(answer, "stated") == (answer, "stated")
    assert split_reasoning(f"<think>hm</think>{answer}") == (answer, "hm")


@pytest.mark.parametrize(
    ("tags", "content"),
    [
        (("reasoning",), "<reasoning>hm</reasoning>Hi."),
        (("reasoning",), "hm.\n</reasoning>\n\nHi."),
        (("thinking", "reasoning"), "<reasoning>hm</reasoning>\n<thinking></thinking>Hi."),
        (("<reasoning>",), "<reasoning>hm</reasoning>Hi."),
        (("[THINK]",), "[THINK]hm[/THINK]Hi."),
        (("seed:think",), "<seed:think>hm</seed:think>Hi."),
        (("reasoning",), "<think>hm</think>Hi."),
    ],
)
def test_other_tags_have_to_be_named(tags: tuple[str, ...], content: str) -> None:
    answer, reasoning = split_reasoning(content, tags=tags)
    assert (answer, (reasoning or "").strip(".")) == ("Hi.", "hm")
    if "<think>" not in content:
        assert split_reasoning(content) == (content, None)


def test_a_tag_is_closed_by_its_own() -> None:
    content = "<think>a</reasoning>b</think>Hi."
    assert split_reasoning(content, tags=("reasoning",)) == ("Hi.", "a</reasoning>b")


@pytest.mark.parametrize(
    ("finish", "text"), [("length", ""), ("stop", "Two and two is four.\n</think>")]
)
def test_nothing_after_the_tag_is_an_answer_only_if_it_was_cut(
    finish: FinishReason, text: str
) -> None:
    said = "Two and two is four.\n</think>"
    answer = Completion(text=said, finish_reason=finish, timing=Timing(total_s=1.0))
    read = read_reasoning(answer)
    assert read.text == text
    assert read.timing == answer.timing
    assert read_reasoning(read) == read


@pytest.mark.parametrize("content", ["<think>" * 9, "a\n</think>\nb\n</think>\nc", *ABOUT_THE_TAG])
def test_reading_what_was_read_changes_nothing(content: str) -> None:
    text, thought = split_reasoning(content)
    assert split_reasoning(text, thought or "") == (text, thought)


@pytest.mark.parametrize(
    "content",
    ["<think></think>" * 50_000, "x `</think>` " * 50_000, '"' * 300 + " </think> x " * 50_000],
)
def test_hostile_text_takes_no_longer_than_its_length(content: str) -> None:
    assert split_reasoning(content)[0] in {content, ""}


def test_what_cannot_be_a_tag_is_refused() -> None:
    require_tags(["reasoning", "[THINK]"])
    with pytest.raises(UsageError, match="not a tag"):
        require_tags(["reasoning", "two words"])
