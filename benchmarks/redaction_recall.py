"""How many planted secrets, personal values and names redaction finds, and how much else it takes.

    .venv/bin/python benchmarks/redaction_recall.py

Prints one line a set and kind, names language by language. A value is found where not one of its
parts (words of a name, the value without its first third) is left in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import planted_later_looks
import planted_second_look
import planted_unseen
import planted_values
from planted_values import ORDINARY, Planted

from portcheck.imports.redaction.redactor import Redactor
from portcheck.imports.redaction.replaced_kinds import KINDS
from portcheck.imports.redaction.secrets.spans import secret_spans
from portcheck.model.numbers import wilson

_WORDS = re.compile(r"\w+")
_DATE = re.compile(r"[\d./-]{8,10}")  # another day of the same year is a good stand-in
_LEFT_OUT = frozenset({"de", "von", "del", "Le", "De", "le", "El"})


@dataclass(frozen=True)
class Recall:
    """What was found of one kind, in one language for names."""

    found: int
    planted: int
    missed: tuple[Planted, ...]

    @property
    def share(self) -> float:
        """0..1."""
        return self.found / self.planted


def is_found(planted: Planted) -> bool:
    """Whether nothing of the value is left."""
    redactor = Redactor(b"k" * 32)
    redactor.learn([planted.text])
    left = redactor.text(planted.text)
    return not any(part in left for part in _parts(planted))


def _parts(planted: Planted) -> Iterator[str]:
    if planted.kind != "name":
        yield planted.value
        if len(planted.value) > 8 and not _DATE.fullmatch(planted.value):
            yield planted.value[len(planted.value) // 3 :]
    elif planted.language in {"zh", "ja"}:
        yield from (planted.value, planted.value[1:])
    else:
        for word in re.split(r"[ ,'-]+", planted.value):
            if len(word) > 1 and word not in _LEFT_OUT:
                yield word


def recall(planted: Iterable[Planted]) -> dict[str, Recall]:
    """By kind; names by language, as `name de`."""
    sorted_: dict[str, list[Planted]] = {}
    for one in planted:
        kind = f"name {one.language}" if one.kind == "name" else one.kind
        sorted_.setdefault(kind, []).append(one)
    found = {}
    for kind, ones in sorted_.items():
        missed = tuple(one for one in ones if not is_found(one))
        found[kind] = Recall(len(ones) - len(missed), len(ones), missed)
    return found


def taken_by_mistake() -> dict[str, list[str]]:
    """Language to what is replaced in texts without anybody in them."""
    found = {}
    for language, text in ORDINARY.items():
        redactor = Redactor(b"k" * 32)
        redactor.learn([text])
        found[language] = sorted(redactor.values())
    return found


_ROOT = Path(__file__).resolve().parent.parent
_SAID = frozenset({"text", "response", "prompt", "question", "answer", "content"})


def ordinary_files() -> Iterator[tuple[str, str]]:
    """Path and text of what has no secrets: the prompts of shipped suites, answers, documents.

    Of recordings and labelled answers only what models and people said counts, not ids.
    """
    for folder in ("suites", "docs", "tests/detectors", "benchmarks"):
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.suffix == ".jsonl":
                lines = path.read_text(encoding="utf-8").splitlines()
                said = [text for line in lines for text in _said(json.loads(line))]
                yield str(path.relative_to(_ROOT)), "\n\n".join(said)
            elif path.suffix in {".yaml", ".md"}:
                yield str(path.relative_to(_ROOT)), path.read_text(encoding="utf-8")


def _said(row: Any, key: str = "text") -> Iterator[str]:
    if isinstance(row, dict):
        for name, value in row.items():
            yield from _said(value, name)
    elif isinstance(row, list):
        for value in row:
            yield from _said(value, key)
    elif isinstance(row, str) and key in _SAID:
        yield row


def secrets_by_mistake() -> tuple[list[str], int]:
    """What is taken for a secret in them, with its file, and how many words they have."""
    taken, words = [], 0
    for path, text in ordinary_files():
        words += len(text.split())
        found = {text[span.start : span.end] for span in secret_spans(text)}
        taken += [f"{path}: {value}" for value in sorted(found)]
    return taken, words


def words_replaced() -> tuple[dict[str, int], int]:
    """Words of those texts that are replaced as secrets and as codes, and how many there are."""
    replaced, words = {"secret": 0, "code": 0}, 0
    redactor = Redactor(b"k" * 32, set(KINDS) - set(replaced))
    for _, text in ordinary_files():
        words += len(_WORDS.findall(text))
        for span in redactor.spans(text):
            replaced[span.kind] += len(_WORDS.findall(text[span.start : span.end]))
    return replaced, words


def sets() -> dict[str, list[Planted]]:
    """What is planted: with the rules, and in several looks at what they had not been made for."""
    return {
        module.__name__: [*module.secrets(), *module.formatted(), *module.names()]
        for module in (planted_values, planted_unseen, planted_second_look, planted_later_looks)
    }


def main() -> None:
    """Prints the table."""
    for name, planted in sets().items():
        for kind, found in recall(planted).items():
            low, high = wilson(found.found, found.planted)
            print(
                f"{name:20} {kind:10} {found.found:3} of {found.planted:3}  {low:.2f} to {high:.2f}"
            )
            for one in found.missed:
                print(f"{'':32}missed: {one.text!r:.90}")
    words = sum(len(text.split()) for text in ORDINARY.values())
    mistakes = taken_by_mistake()
    print(
        f"ordinary text: {sum(map(len, mistakes.values()))} replaced in {words} words: {mistakes}"
    )

    taken, words = secrets_by_mistake()
    print(f"suites, answers, documents: {len(taken)} taken for secrets in {words} words: {taken}")
    replaced, words = words_replaced()
    print(f"the same, with what a noun makes secret: {replaced} of {words} words")


if __name__ == "__main__":
    main()
