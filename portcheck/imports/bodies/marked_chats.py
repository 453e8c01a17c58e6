"""Read chats that a program wrote into one text, with the marks of a model's chat template.

The forms are those of Llama 3 and 4, ChatML, Gemma, and `[INST]` of Mistral and Llama 2, from their
model cards. A text is read as turns only if all of it has one of these forms.
"""

from __future__ import annotations

import re

from portcheck.model.chat import JsonObject

_Turn = tuple[str, str]
_BEGINNINGS = ("<|begin_of_text|>", "<bos>", "<s>")
_ROLES = {
    "system": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "model": "assistant",
}
_FORMS = (
    re.compile(
        r"<\|start_header_id\|>(\w+)<\|end_header_id\|>\n*(.*?)(?:<\|eot_id\|>\s*|\Z)", re.DOTALL
    ),
    re.compile(r"<\|header_start\|>(\w+)<\|header_end\|>\n*(.*?)(?:<\|eot\|>\s*|\Z)", re.DOTALL),
    re.compile(r"<\|im_start\|>(\w+)\n?(.*?)(?:<\|im_end\|>\s*|\Z)", re.DOTALL),
    re.compile(r"<start_of_turn>(\w+)\n?(.*?)(?:<end_of_turn>\s*|\Z)", re.DOTALL),
)
"""One pattern per form, which matches a turn: its role and its text."""
_INST = re.compile(r"\s*(?:<s>\s*)?\[INST\](.*?)\[/INST\](.*?)(?:</s>|\Z)", re.DOTALL)
_INST_SYSTEM = re.compile(r"\s*<<SYS>>(.*?)<</SYS>>(.*)", re.DOTALL)
_SYSTEM_PROMPT = re.compile(r"\s*\[SYSTEM_PROMPT\](.*?)\[/SYSTEM_PROMPT\]", re.DOTALL)
_HEADERS = (
    r"<\|start_header_id\|>\w*<\|end_header_id\|>|<\|header_start\|>\w*<\|header_end\|>"
    r"|<\|im_start\|>(?:system|user|assistant)?|<start_of_turn>(?:user|model)?"
)
_MARK = re.compile(
    rf"{_HEADERS}|<\|(?:begin_of_text|end_of_text|eot_id|eom_id|eot|im_end|start_header_id"
    r"|end_header_id|header_start|header_end)\|>|<end_of_turn>|<bos>|<eos>|</?s>"
    r"|\[/?(?:INST|SYSTEM_PROMPT)\]|<</?SYS>>"
)


def without_marks(text: str) -> str:
    """Replace each mark of a chat template by a space."""
    return _MARK.sub(" ", text) if "<" in text or "[" in text else text


def marked_turns(prompt: str) -> list[JsonObject] | None:
    """The turns of a marked chat; `None` if the text as a whole has no known form.

    The last turn is the user's; the empty turn that opens the answer is left out.
    """
    if "<|" not in prompt and "<start_of_turn>" not in prompt and "[INST]" not in prompt:
        return None
    start = prompt.lstrip()
    for mark in _BEGINNINGS:
        start = start.removeprefix(mark).lstrip()
    turns = _of_inst(start) if "[INST]" in start else _of_headers(start)
    if turns is None or not _is_chat(turns):
        return None
    return [{"role": role, "content": text} for role, text in turns]


def _of_headers(prompt: str) -> list[_Turn] | None:
    form = next((form for form in _FORMS if form.match(prompt)), None)
    if form is None:
        return None
    turns, at = list[_Turn](), 0
    while at < len(prompt):
        found = form.match(prompt, at)
        role = _ROLES.get(found[1]) if found else None
        if found is None or role is None:
            return None
        turns.append((role, found[2].strip()))
        at = found.end()
    if turns[-1] == ("assistant", ""):
        turns.pop()
    return turns


def _of_inst(prompt: str) -> list[_Turn] | None:
    turns, at = list[_Turn](), 0
    if system := _SYSTEM_PROMPT.match(prompt):
        turns.append(("system", system[1].strip()))
        at = system.end()
    while at < len(prompt):
        found = _INST.match(prompt, at)
        if found is None:
            return None
        asked = found[1]
        if inner := _INST_SYSTEM.fullmatch(asked):
            turns.append(("system", inner[1].strip()))
            asked = inner[2]
        turns.append(("user", asked.strip()))
        if answer := found[2].strip():
            turns.append(("assistant", answer))
        at = found.end()
    return turns


def _is_chat(turns: list[_Turn]) -> bool:
    """Whether turns alternate as in a chat, end with the user's, and hold no marks."""
    said = turns[1:] if turns and turns[0][0] == "system" else turns
    wanted = ("user", "assistant")
    return (
        len(said) % 2 == 1
        and all(role == wanted[at % 2] for at, (role, _) in enumerate(said))
        and all(text and not _MARK.search(text) for _, text in turns)
    )
