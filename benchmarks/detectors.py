"""Measures the refusal and pushback detectors against labels given by people and judges.

Prints the tables of docs/detectors.md, or those of one labelled file. The labelled answers are not
part of the project: `--shared` names the folder that holds `data/refusal.jsonl`,
`data/refusal_discrimination.jsonl` and `data/pushback.jsonl`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import refusal_accuracy
from fit_refusal import LABELLED
from pushback_metrics import report as pushback_report


def read(path: Path) -> list[dict[str, Any]]:
    """Lines of JSON."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def main() -> None:
    """Prints the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), metavar="FOLDER")
    for name in ("refusal", "pushback"):
        words = "only this file: JSON Lines of prompt, response, label (and model)"
        parser.add_argument(f"--{name}", type=Path, metavar="FILE", help=words)
    arguments = parser.parse_args()
    if arguments.refusal is not None:
        print(refusal_accuracy.shipped_tables(read(arguments.refusal)))
    if arguments.pushback is not None:
        print(pushback_report(read(arguments.pushback)))
    if arguments.refusal is None and arguments.pushback is None:
        data = arguments.shared / "data"
        rows = [row for name in LABELLED for row in read(data / name)]
        print("## Refusal\n")
        print(refusal_accuracy.held_out_tables(rows), "\n")
        print(refusal_accuracy.shipped_tables(rows))
        print("\n## Pushback\n")
        print(pushback_report(read(data / "pushback.jsonl")))


if __name__ == "__main__":
    main()
