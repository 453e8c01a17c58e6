"""How much of an examiner's planted values redaction leaves, by kind and by language.

    .venv/bin/python benchmarks/examined_redaction.py

Stricter than redaction_recall.py: a secret is found where not four of its signs in a row are left
that are not elsewhere in the text, other values where no five letters or digits are; of an address
neither street nor post code, of a name no word. The year of a birth date and the town of an address
may stay.
"""

from __future__ import annotations

import re
from collections import Counter

import planted_examined
from planted_values import Planted

from portcheck.imports.redaction.redactor import Redactor
from portcheck.model.numbers import wilson

_STAND_IN = re.compile(r"\[secret-[0-9a-f]{8}\]")
_NOT_COUNTED = re.compile(
    r"Crescent|Leeds|Hamburg|Lille|Madrid|Bologna|Janeiro|Warszawa|\u0130stanbul|calle|Caddesi|del"
)
_SHORT = 8
"""Letters and digits of a value that is looked for as a whole."""


def left_over(shape: str, planted: Planted) -> list[str]:
    """Parts of the value that are left."""
    redactor = Redactor(b"k" * 32)
    redactor.learn([planted.text])
    written = _STAND_IN.sub("\1", redactor.text(planted.text))
    around = planted.text.replace(planted.value, "\0")
    if planted.kind == "secret":
        return _runs(planted.value, written, around, 4)
    if planted.kind == "name" or shape == "email" or shape.startswith("address"):
        parts = re.findall(_parts(shape), planted.value)
        return [
            part for part in parts if not _NOT_COUNTED.fullmatch(part) and _is_word(part, written)
        ]
    value, written, around = (re.sub(r"\W", "", one) for one in (planted.value, written, around))
    if shape.startswith("date") or len(value) <= _SHORT:
        return [value] * (value in written)
    return _runs(value, written, around, 5)


def _parts(shape: str) -> str:
    if shape.startswith("address"):
        return r"[A-Z]{2}\d \d[A-Z]{2}|\d\d-\d{3}|\w{4,}"
    return r"\w{4,}" if shape == "email" else r"\w{2,}"


def _is_word(part: str, text: str) -> bool:
    return re.search(rf"\b{part}\b", text) is not None


def _runs(value: str, text: str, around: str, size: int) -> list[str]:
    runs = {value[at : at + size] for at in range(len(value) - size + 1)}
    return sorted(run for run in runs if run in text and run not in around)


def main() -> None:
    """Prints found and planted with 95 % intervals, and what was missed."""
    found, planted = Counter[str](), Counter[str]()
    for shape, one in planted_examined.shaped():
        left = left_over(shape, one)
        for group in (one.kind, f"{one.kind} {one.language}", f"all {one.language}", "all"):
            planted[group] += 1
            found[group] += not left
        if left:
            print(f"missed: {one.kind} {one.language} {shape:12} {one.text!r:.100}")
    for group, count in sorted(planted.items()):
        low, high = wilson(found[group], count)
        print(f"{group:14} {found[group]:3} of {count:3}  {low:.2f} to {high:.2f}")


if __name__ == "__main__":
    main()
