"""Find causes of failures, instructions that could prevent them, and repairs of the answers.

A repair changes an answer to what the model would have written if it had followed the instruction.
It uses the common expectations of all answers; only for rounded numbers it uses that of one answer.
The words of an instruction come from the suite, never from a model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from portcheck.detectors.json_in_text import json_text
from portcheck.detectors.language import NAMES
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.numbers import listing
from portcheck.model.suite import CheckSpec
from portcheck.model.visible_text import one_line
from portcheck.run.prompts.expectation import Expectations
from portcheck.run.store.scores import CheckOutcome

MOST_WORDS = 12
"""Most different right answers of a workload that an instruction lists."""
_SHORT = 6
"""Most words of an answer that counts as a single value."""
_LONGEST_WORD = 60
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MARKED = re.compile(r"\*\*([^*\n]+)\*\*|`([^`\n]+)`|\"([^\"\n]+)\"|“([^”\n]+)”")


class Answer(Struct, frozen=True, kw_only=True):
    """One answer with its request and the outcomes of its checks."""

    request: Request
    completion: Completion
    checks: Mapping[str, CheckSpec]
    """The checks of the case, by id."""
    outcomes: Sequence[CheckOutcome]

    def failed(self, *names: str) -> list[CheckSpec]:
        """The failed checks of these kinds that feed a gate."""
        return [
            spec
            for said in self.outcomes
            if said.gate and said.outcome.status == "failed"
            if (spec := self.checks.get(said.check)) is not None and spec.name in names
        ]


class Remedy(Struct, frozen=True, kw_only=True):
    """One cause of failures, and the instruction or setting against it."""

    name: str
    """The name of the variant."""
    cause: str
    """The cause, one clause."""
    instruction: str = ""
    settings: Mapping[str, Any] = {}
    applies: Callable[[Answer], bool]
    repair: Callable[[Answer], str | None] | None = None
    """The text that the model would write with the instruction; `None` if it is not known."""


def remedies(known: Expectations, request: Request | None) -> list[Remedy]:
    """All remedies for answers with these expectations.

    Args:
        known: the common expectations of the checks.
        request: the request of one of the cases.
    """
    found = [_room(request), *_refusals(), *_numbers()]
    if known.is_json:
        found += [_bare_json(), *_fields(known)]
    elif known.words:
        found += _values(known.words)
    if known.languages:
        found.append(_language(known.languages))
    if known.tools:
        found.append(_tool(known.tools))
    return found


# --- JSON ----------------------------------------------------------------------------------------


def _bare_json() -> Remedy:
    def repair(answer: Answer) -> str | None:
        found = json_text(answer.completion.text)
        return found[0] if found is not None and found[1] else None

    return Remedy(
        name="json-alone",
        cause="the JSON is in a code fence or in prose, or has a trailing comma",
        instruction=(
            "Reply with the JSON alone: no code fence, no text before or after it, no comma "
            "before a closing bracket."
        ),
        applies=lambda answer: repair(answer) is not None,
        repair=repair,
    )


def _object(answer: Answer) -> dict[str, Any] | None:
    found = json_text(answer.completion.text)
    value = None if found is None else json.loads(found[0])
    return value if isinstance(value, dict) else None


def _fields(known: Expectations) -> list[Remedy]:
    found = []
    if known.required:
        names = listing([_shown(name) for name in known.required], 20)
        found.append(
            Remedy(
                name="all-fields",
                cause="the JSON lacks a required field",
                instruction=f"The JSON object has each of these fields: {names}. Leave none out.",
                applies=lambda answer: (
                    (value := _object(answer)) is not None
                    and any(name not in value for name in known.required)
                ),
            )
        )
    if known.enums:
        lists = "; ".join(
            f"{_shown(name)} is one of {listing([_shown(value) for value in values], 20)}"
            for name, values in known.enums.items()
        )

        def repair(answer: Answer) -> str | None:
            value = _object(answer)
            if value is None:
                return None
            fixed = {name: _as_listed(item, known.enums.get(name)) for name, item in value.items()}
            return None if fixed == value else json.dumps(fixed, ensure_ascii=False)

        def strays(answer: Answer) -> bool:
            value = _object(answer) or {}
            return any(
                name in value and value[name] not in values for name, values in known.enums.items()
            )

        found.append(
            Remedy(
                name="listed-values",
                cause="a field holds a value that is not listed, or in another spelling",
                instruction=f"Write these values exactly like this: {lists}.",
                applies=strays,
                repair=repair,
            )
        )
    return found


def _as_listed(value: Any, listed: Sequence[Any] | None) -> Any:
    """The one listed text that differs from a text only in case, spaces and punctuation.

    Any other value is returned unchanged.
    """
    if not isinstance(value, str) or not listed or value in listed:
        return value
    words = [word for word in listed if isinstance(word, str)]
    fitting = [word for word in words if _folded(word) == _folded(value)]
    return fitting[0] if len(fitting) == 1 else value


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


# --- one value -----------------------------------------------------------------------------------


def _values(words: Sequence[str]) -> list[Remedy]:
    if len(words) > MOST_WORDS or any(len(word) > _LONGEST_WORD for word in words):
        return [_value_alone()]
    listed = listing([_shown(word) for word in words], MOST_WORDS)

    def is_short(answer: Answer) -> bool:
        return len(answer.completion.text.split()) <= _SHORT

    def as_written(answer: Answer) -> str | None:
        text = answer.completion.text.strip()
        found = _as_listed(text, words)
        return None if found == text else str(found)

    def named(answer: Answer) -> str | None:
        """The one word of the list that occurs in a longer answer."""
        text = answer.completion.text
        fitting = [word for word in words if _occurs(word, text)]
        # A word inside a longer word of the list does not count.
        longest = [
            word for word in fitting if not any(word != o and _occurs(word, o) for o in fitting)
        ]
        return longest[0] if len(longest) == 1 and longest[0] != text.strip() else None

    return [
        Remedy(
            name="value-alone",
            cause="the answer has other words around the requested one",
            instruction=f"Answer with exactly one of {listed}, and nothing else.",
            applies=lambda answer: not is_short(answer) or named(answer) is not None,
            repair=named,
        ),
        Remedy(
            name="listed-values",
            cause="the answer is not a word of the list, or has another spelling",
            instruction=f"Answer with exactly one of {listed}, spelled as it is here.",
            applies=lambda answer: is_short(answer) and named(answer) is None,
            repair=as_written,
        ),
    ]


def _occurs(word: str, text: str) -> bool:
    parts = r"[\W_]*".join(map(re.escape, re.findall(r"[^\W_]+", word)))
    return bool(parts) and re.search(rf"(?<!\w){parts}(?!\w)", text, re.IGNORECASE) is not None


def _value_alone() -> Remedy:
    def alone(answer: Answer) -> str | None:
        text = answer.completion.text.strip()
        marked = {next(filter(None, found.groups())) for found in _MARKED.finditer(text)}
        last = text.splitlines()[-1] if text else ""
        value = marked.pop() if len(marked) == 1 else last.rpartition(": ")[2]
        value = value.strip().strip(".\"'`*")
        return value if value and value != text else None

    return Remedy(
        name="value-alone",
        cause="the answer has other words around the requested value",
        instruction="Answer with only the value: no sentence, no quotation marks, no full stop.",
        applies=lambda answer: (
            bool(answer.failed("equals", "one_of")) and alone(answer) is not None
        ),
        repair=alone,
    )


# --- numbers -------------------------------------------------------------------------------------


def _numbers() -> list[Remedy]:
    return [
        Remedy(
            name="all-digits",
            cause="a number is rounded",
            instruction="Write numbers with all their digits; do not round.",
            applies=lambda answer: _unrounded(answer) is not None,
            repair=_unrounded,
        )
    ]


def _unrounded(answer: Answer) -> str | None:
    """The answer with the expected number instead of its last one, if that is the same, rounded."""
    numbers = list(_NUMBER.finditer(answer.completion.text.replace(",", "")))
    for spec in answer.failed("numeric", "equals"):
        given = spec.arguments
        value = given.get("value") if isinstance(given, Mapping) else given
        try:
            right, said = float(str(value)), float(numbers[-1][0])
        except (ValueError, IndexError):
            continue
        places = len(numbers[-1][0].partition(".")[2])
        if said != right and any(round(right, n) == said for n in (places, -1, -2, -3)):
            text = answer.completion.text.replace(",", "")
            return f"{text[: numbers[-1].start()]}{value}{text[numbers[-1].end() :]}"
    return None


# --- without a repair ----------------------------------------------------------------------------


def _room(request: Request | None) -> Remedy:
    limit = None if request is None else request.sampling.max_output_tokens
    return Remedy(
        name="more-room",
        cause="the limit of output tokens cut the answer",
        settings={"max_output_tokens": 4 * (limit or 1024)},
        applies=lambda answer: answer.completion.finish_reason == "length",
    )


_CAUSES: Mapping[str, tuple[str, str, str]] = {
    "advice": (
        r"\b(?:medical|legal|financial|tax|investment)\b.{0,40}\badvice\b|\bconsult (?:a|your)\b",
        "it takes the task for a request for advice",
        "Nobody asks for advice: the task is to process the text, for people who decide for "
        "themselves.",
    ),
    "personal-data": (
        r"\b(?:personal(?:ly identifiable)? (?:data|information)|privacy|confidential)\b",
        "it treats the text as personal data that it must not process",
        "The text belongs to the company, which may process it; repeat only what the task needs.",
    ),
    "access": (
        r"\b(?:cannot|can't|unable to|don't have) (?:\w+ )?(?:access|open|browse|view|see)\b",
        "it says that it has no access to the requested material",
        "Everything that you need is in the message itself: work with that text.",
    ),
    "its-nature": (
        r"\bas an? (?:AI|artificial|language model)\b",
        "it talks about itself instead of doing the task",
        "Do the task without talking about yourself.",
    ),
}


def _refusals() -> list[Remedy]:
    return [
        Remedy(
            name=f"refused-{name}",
            cause=f"it refuses: {cause}",
            instruction=words,
            applies=lambda answer, pattern=pattern: _refuses(answer, pattern),  # type: ignore[misc]  # bound now
        )
        for name, (pattern, cause, words) in _CAUSES.items()
    ]


def _refuses(answer: Answer, pattern: str) -> bool:
    """Whether the model itself wrongly refuses the task, in words that match the pattern."""
    expects = {spec.expect for spec in answer.failed("refusal")}
    signal = answer.completion.refusal_signal
    by_model = signal is None or signal.kind == "model_refusal"
    text = answer.completion.text or answer.completion.refusal_text or ""
    found = re.search(pattern, text[:5000], re.IGNORECASE | re.DOTALL)
    return bool(expects & {"none", None}) and by_model and found is not None


def _language(languages: Sequence[str]) -> Remedy:
    names = [NAMES.get(code, code) for code in languages]
    one = f"Answer in {_shown(names[0])}." if len(names) == 1 else ""
    return Remedy(
        name="language",
        cause="it answers in another language",
        instruction=one or "Answer in the language that the message asks for, and in no other.",
        applies=lambda answer: bool(answer.failed("language")),
    )


def _tool(tools: Sequence[str]) -> Remedy:
    which = f"the tool {_shown(tools[0])}" if len(tools) == 1 else "the tool that fits"
    return Remedy(
        name="call-the-tool",
        cause="it answers in words where it should call a tool",
        instruction=f"Call {which}; do not answer in words.",
        applies=lambda answer: (
            bool(answer.failed("tool_call")) and not answer.completion.tool_calls
        ),
    )


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return json.dumps(one_line(value, _LONGEST_WORD), ensure_ascii=False)
    return one_line(json.dumps(value, ensure_ascii=False), _LONGEST_WORD)
