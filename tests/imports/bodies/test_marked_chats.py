"""Chats with the marks of a template are turns where that is all they are, and texts elsewhere.

The forms are written from the model cards of Llama, Qwen (ChatML), Gemma and Mistral.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portcheck.imports.bodies.marked_chats import marked_turns, without_marks
from portcheck.imports.bodies.requests import asked

LLAMA_3 = (
    "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe brief.<|eot_id|>"
    "<|start_header_id|>user<|end_header_id|>\n\nHow far is Oslo?<|eot_id|>"
    "<|start_header_id|>assistant<|end_header_id|>\n\n"
)
LLAMA_4 = (
    "<|begin_of_text|><|header_start|>system<|header_end|>\n\nBe brief.<|eot|>"
    "<|header_start|>user<|header_end|>\n\nHow far is Oslo?<|eot|>"
    "<|header_start|>assistant<|header_end|>\n\n"
)
CHATML = (
    "<|im_start|>system\nBe brief.<|im_end|>\n<|im_start|>user\nHow far is Oslo?<|im_end|>\n"
    "<|im_start|>assistant\n"
)
LLAMA_2 = "<s>[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHow far is Oslo? [/INST]"
MISTRAL = "<s>[SYSTEM_PROMPT]Be brief.[/SYSTEM_PROMPT][INST]How far is Oslo?[/INST]"
GEMMA = "<bos><start_of_turn>user\nHow far is Oslo?<end_of_turn>\n<start_of_turn>model\n"


@pytest.mark.parametrize("prompt", [LLAMA_3, LLAMA_4, CHATML, LLAMA_2, MISTRAL])
def test_a_marked_chat_is_read_as_its_turns(prompt: str) -> None:
    request = asked({"prompt": prompt, "temperature": 0}).request
    assert request.system == "Be brief."
    assert [(one.role, one.text) for one in request.messages] == [("user", "How far is Oslo?")]


@pytest.mark.parametrize(
    "prompt",
    [
        "<start_of_turn>user\nOne?<end_of_turn>\n<start_of_turn>model\n1<end_of_turn>\n"
        "<start_of_turn>user\nTwo?<end_of_turn>\n<start_of_turn>model\n",
        "<s>[INST] One? [/INST] 1</s>[INST] Two? [/INST]",
        "<s>[INST] One? [/INST] 1 </s><s>[INST] Two? [/INST]",
        "<|im_start|>user\nOne?<|im_end|>\n<|im_start|>assistant\n1<|im_end|>\n"
        "<|im_start|>user\nTwo?<|im_end|>",
    ],
)
def test_a_conversation_keeps_its_turns(prompt: str) -> None:
    said = [(one["role"], one["content"]) for one in marked_turns(prompt) or ()]
    assert said == [("user", "One?"), ("assistant", "1"), ("user", "Two?")]


@pytest.mark.parametrize(
    "prompt",
    [
        "How far is Oslo?",
        "What does <|im_start|> mean?",
        "Explain [INST] and [/INST].",
        "Translate. " + GEMMA,
        GEMMA + "It is",
        GEMMA.replace("model", "tool"),
        CHATML.replace("<|im_end|>", ""),
        LLAMA_3 + CHATML,
        LLAMA_3.replace("Oslo", "<|im_end|>"),
        "<s>[INST] One? [/INST] It is",
        "<s>[INST] One?",
        "<s>[INST] [/INST]",
        "<|im_start|>assistant\nHello<|im_end|>",
        "<|im_start|>user\nA<|im_end|><|im_start|>user\nB<|im_end|>",
        "<|begin_of_text|>Once upon a time",
        "<|im_start|>",
        "<|",
    ],
)
def test_anything_else_stays_a_text(prompt: str) -> None:
    assert marked_turns(prompt) is None
    assert asked({"prompt": prompt}).request.messages[0].text == prompt


@pytest.mark.parametrize("prompt", [LLAMA_3, LLAMA_4, CHATML, LLAMA_2, MISTRAL])
def test_marks_are_no_words(prompt: str) -> None:
    assert without_marks(prompt).split() in (
        ["Be", "brief.", "How", "far", "is", "Oslo?"],
        ["system", "Be", "brief.", "user", "How", "far", "is", "Oslo?", "assistant"],
    )


PIECES = ("<|im_start|>", "<|im_end|>", "user", "\n", "[INST]", "[/INST]", "<s>", " ", "a", "model")


@given(st.lists(st.sampled_from((*PIECES, "<start_of_turn>", "<end_of_turn>", "system"))))
def test_what_is_read_as_turns_holds_no_marks(pieces: list[str]) -> None:
    for one in marked_turns("".join(pieces)) or ():
        assert one["content"]
        assert without_marks(one["content"]) == one["content"]


@pytest.mark.parametrize("piece", ["<s>", " ", "[INST]", "<|im_start|>user\n", "<<SYS>>", "\n"])
def test_long_hostile_texts_take_no_time(piece: str) -> None:
    for start in ("[INST]", "<|im_start|>", "<|im_start|>user\n"):
        before = time.process_time()
        marked_turns(start + piece * 100_000)
        without_marks(piece * 100_000)
        assert time.process_time() - before < 5
