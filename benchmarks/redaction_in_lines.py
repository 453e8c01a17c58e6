"""How many personal numbers and names of short lines redaction finds, set by set.

    .venv/bin/python benchmarks/redaction_in_lines.py

planted_lines.txt has six sets in eight languages, each written and tried before a rule was changed
for it. A number is found where not five of its letters and digits in a row are left (four of
shorter ones), a name where none of its words is, titles aside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from portcheck.imports.redaction.redactor import Redactor
from portcheck.model.numbers import wilson

_LINES = Path(__file__).with_name("planted_lines.txt")
_VALUE = re.compile(r"\{([^{}\"]+)\}")
_TITLES = frozenset(
    [
        "Pani",
        "Pani\u0105",
        "Mrs",
        "Mr",
        "Ms",
        "Frau",
        "Herr",
        "Herrn",
        "Familie",
        "Bey",
        "Han\u0131m",
        "Teyze",
        "amca",
        "Sra",
        "Sr",
        "Seu",
        "Dra",
        "Dr",
        "Dott",
        "ssa",
        "Sig",
        "Avv",
        "Rag",
        "Ing",
        "Prof",
        "Lcdo",
        "Mlle",
        "Me",
        "D",
        "da",
        "De",
        "de",
        "del",
        "di",
        "dos",
        "dalla",
        "Lo",
        "Le",
    ]
)
_SHORT = 8


def sets() -> Iterator[tuple[str, list[str]]]:
    """Title and lines of each set; a line has its language in front."""
    title, lines = "", list[str]()
    for line in _LINES.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            if title:
                yield title, lines
            title, lines = line.strip("[]"), []
        elif not line.startswith("#"):
            lines.append(line)
    yield title, lines


def left(line: str, *, names: bool) -> list[str]:
    """What is left of the values of a line."""
    said = line.partition("|")[2].replace("\\n", "\n")
    redactor = Redactor(b"k" * 32)
    text = _VALUE.sub(r"\1", said)
    redactor.learn([text])
    written, around = redactor.text(text), _VALUE.sub("\0", said)
    if names:
        words = {word for value in _VALUE.findall(said) for word in re.findall(r"[^\W\d_]+", value)}
        kept = {*re.findall(r"[^\W\d_]+", written)}
        return sorted(word for word in words & kept - _TITLES if len(word) > 1)
    written, around = (re.sub(r"[^\w\0]|_", "", one) for one in (written, around))
    return [value for value in _VALUE.findall(said) if _is_left(value, written, around)]


def _is_left(value: str, written: str, around: str) -> bool:
    plain = re.sub(r"[\W_]", "", value)
    size = min(len(plain), 4 if len(plain) < _SHORT else 5)
    runs = (plain[at : at + size] for at in range(len(plain) - size + 1))
    return any(run in written and run not in around for run in runs)


def main() -> None:
    """Prints found and planted with 95 % intervals, and what was missed."""
    for title, lines in sets():
        missed = [line for line in lines if left(line, names=title.startswith("names"))]
        found = len(lines) - len(missed)
        low, high = wilson(found, len(lines))
        print(f"{title:10} {found:3} of {len(lines):3}  {low:.2f} to {high:.2f}")
        for line in missed:
            print(f"{'':12}{line:.100}")


if __name__ == "__main__":
    main()
