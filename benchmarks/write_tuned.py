"""Writes the digests of all texts that the detectors were tuned on.

    python benchmarks/write_tuned.py --shared FOLDER

An answer to one of these questions, or with one of these texts, is not counted in a card of a
user's own. Write it again whenever rules are written or weights fitted with other texts in sight.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from portcheck.detectors.tuned import text_digest

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "portcheck" / "detectors" / "tuned.bin"
OWN = (
    "tests/detectors/languages.jsonl",
    "tests/detectors/refusal/answers.jsonl",
    "benchmarks/pushback_examples.jsonl",
)
"""Files of the project."""
SHARED = (
    "refusal.jsonl",
    "refusal_discrimination.jsonl",
    "pushback.jsonl",
    "pushback_xai.jsonl",
)
"""Files that are no part of it."""
FIELDS = ("prompt", "response", "text")


def texts(files: Iterable[Path]) -> Iterator[str]:
    """Questions and answers of the files."""
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield from (row[name] for name in FIELDS if isinstance(row.get(name), str))


def content(files: Iterable[Path]) -> bytes:
    """The bytes of `tuned.bin`: digests, sorted."""
    return b"".join(sorted(set(filter(None, map(text_digest, texts(files))))))


def main() -> None:
    """Writes them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), metavar="FOLDER")
    data = parser.parse_args().shared / "data"
    files = [*(ROOT / name for name in OWN), *(data / name for name in SHARED)]
    TARGET.write_bytes(content(files))


if __name__ == "__main__":
    main()
