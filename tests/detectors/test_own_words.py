"""What of an answer is its speaker's own."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portcheck.detectors.own_words import begins, own

PIECES = st.sampled_from(
    [
        *('{"a": "', '"}', "[", "```", "```json\n", "~~~\n", "\n> ", "# x\ny = 1\n", "// ", "/*"),
        *("-- x\n", "pass\n", '"""', "null, ", "<!--", "-->"),
        *("<think>", "</think>", "<Reasoning>", "</reasoning>", 'He said "no". ', "\\", "\n", ": "),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=12).map("".join)


@pytest.mark.parametrize(
    "before",
    [
        "",
        " \n",
        "<think>I must not.</think>\n",
        "<thinking>\nI must not.\n</thinking>\n\n",
        "<Reasoning>one</Reasoning> <scratchpad>two</scratchpad>",
    ],
)
def test_the_answer_begins_behind_closed_reasoning(before: str) -> None:
    text = f"{before}The answer."
    assert text[begins(text) :] == "The answer."


@pytest.mark.parametrize(
    "text", ["<think>never closed", "<b>bold</b>", "<think", "a <think>b</think>"]
)
def test_what_is_no_closed_reasoning_in_front_stays(text: str) -> None:
    assert begins(text) == 0


@pytest.mark.parametrize(
    ("passage", "left"),
    [
        ("See\n```\ncode\n```\nhere", "See here"),
        ("See\n~~~\ncode\n~~~\nhere", "See here"),
        ("See\n> quoted\nhere", "See here"),
        ("// not for zero\nint f(int a);", "int f(int a);"),
        ("# not for zero\n# nor one\nx = 1", "x = 1"),
        ("/* not\nfor zero */ int a;", "int a;"),
        ("# A title\n\nText.", "# A title Text."),
        ("# No code\n# at all", "# No code # at all"),
        ("item #1 costs 3", "item #1 costs 3"),
    ],
)
def test_code_comments_and_quotations_are_left_out(passage: str, left: str) -> None:
    assert " ".join(own(passage, " ").split()) == left


@pytest.mark.parametrize(
    ("passage", "said"),
    [
        ('{"answer": "It does not fit."}', ["It does not fit."]),
        ('{"a": {"b": ["One two three.", "x"]}}', ["One two three."]),
        ('{"a": "He said \\"no\\" to us.\\nTwice."}', ["He said  'no ' to us.", "Twice."]),
        ('["Cut off in the midd', ["Cut off in the midd"]),
        ('{"label": "no", "n": 3}', []),
        ('{"a": "one two three", "b": 1, "c": 2, "d": 3, "e": 4}', []),
    ],
)
def test_json_that_wraps_an_answer_is_read_and_data_is_not(passage: str, said: list[str]) -> None:
    lines = [line.strip() for line in own(passage).split("\n")]
    assert [line for line in lines if line] == said


@pytest.mark.parametrize(
    ("passage", "said"),
    [
        ("```python\n# I will not do this.\n```", ["I will not do this."]),
        ("```python\n# I will not.\n# Never.\npass\n```", ["I will not.", "Never."]),
        ("// I will not.\n", ["I will not."]),
        ("/* I will\nnot. */", ["I will", "not."]),
        ("<!-- I will not. -->", ["I will not."]),
        ('```\n"""I will not."""\nraise NotImplementedError\n```', ["I will not."]),
        ("```sql\n-- I will not.\nSELECT 1\n```", []),
        ("```c\n// not for zero\nint f(int a);\n```", []),
    ],
)
def test_comments_are_read_where_they_are_all_that_is_said(passage: str, said: list[str]) -> None:
    lines = [line.strip() for line in own(passage, " ").split("\n")]
    assert [line for line in lines if line] == said


@pytest.mark.parametrize(
    ("passage", "is_read"),
    [
        ('{"a": null, "b": [], "c": {}, "d": "", "e": "One two three."}', True),
        ('{"a": 0, "b": [1], "c": {"x": 1}, "d": "y", "e": "One two three."}', False),
    ],
)
def test_fields_without_a_value_make_no_data_of_an_answer(passage: str, is_read: bool) -> None:
    assert ("One two three." in own(passage)) == is_read


def test_json_in_a_fence_is_an_answer_too() -> None:
    text = '```json\n{"answer": "It does not fit."}\n```'
    assert own(text[begins(text) :]).strip("\n\x00") == "It does not fit."


@example('{"' + "\\" * 3)
@example("<think></think>" * 3)
@settings(max_examples=60)
@given(TEXTS)
def test_every_text_keeps_its_length(text: str) -> None:
    assert 0 <= begins(text) <= len(text)
    assert len(own(text)) == len(text)


@pytest.mark.parametrize(("keys", "said"), [(4, True), (5, False)])
def test_json_with_many_keys_is_data(keys: int, said: bool) -> None:
    more = "".join(f', "k{number}": {number}' for number in range(1, keys))
    assert ("I am so sorry" in own(f'{{"k0": "I am so sorry"{more}}}')) is said
