"""How many secrets redaction finds in what people write about them, set by set.

    .venv/bin/python benchmarks/redaction_in_prose.py

As strict as examined_redaction.py: a secret is found where no four letters or digits of it in a row
are left (five of a long one) that are not elsewhere in the text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portcheck.imports.redaction.redactor import Redactor
from portcheck.model.numbers import wilson

_MARKED = re.compile(r"\{\{(.*?)\}\}")
_STAND_IN = re.compile(r"\[secret-[0-9a-f]{8}\]")
_LONG = 8


@dataclass(frozen=True)
class Looked:
    """What was found of one set."""

    first_look: int
    """Found before any rule was changed for the set."""
    planted: int
    missed: tuple[str, ...]

    @property
    def found(self) -> int:
        """Found today."""
        return self.planted - len(self.missed)


def looks() -> Iterator[Looked]:
    """Every set, in the order in which they were made."""
    path = Path(__file__).with_name("planted_in_prose.toml")
    for one in tomllib.loads(path.read_text(encoding="utf-8"))["sets"]:
        yield _look(one)


def _look(one: dict[str, Any]) -> Looked:
    planted, missed = 0, []
    for line in one["said"].strip().splitlines():
        marked = line.partition("|")[2].replace("\u23ce", "\n")
        values = _MARKED.findall(marked)
        text = _MARKED.sub(r"\1", marked)
        redactor = Redactor(b"k" * 32)
        redactor.learn([text])
        written = _plain(_STAND_IN.sub("\1", redactor.text(text)))
        planted += len(values)
        missed += [line for value in values if _is_left(value, text, written)]
    return Looked(one["first_look"], planted, tuple(missed))


def _is_left(value: str, text: str, written: str) -> bool:
    plain, around = _plain(value), _plain(text.replace(value, "\1"))
    size = min(len(plain), 4 if len(plain) < _LONG else 5)
    runs = {plain[at : at + size] for at in range(len(plain) - size + 1)}
    return any(run in written and run not in around for run in runs)


def _plain(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum() or sign == "\1")


def main() -> None:
    """Prints found and planted, now and at the first look, and what is missed."""
    found = planted = first = 0
    for number, one in enumerate(looks(), start=1):
        print(f"set {number}: {one.found} of {one.planted}, at the first look {one.first_look}")
        for line in one.missed:
            print(f"    missed: {line}")
        found, planted, first = found + one.found, planted + one.planted, first + one.first_look
    for name, count in (("now", found), ("at the first look", first)):
        low, high = wilson(count, planted)
        print(f"{name}: {count} of {planted}  {low:.2f} to {high:.2f}")


if __name__ == "__main__":
    main()
