"""Compares the labels of a shipped suite with those of a second reader.

    python benchmarks/second_hand.py NAME --questions FILE     writes what the reader gets
    python benchmarks/second_hand.py NAME --labels FILE [--drop]

The label of a case is the workload that it is in. A reader gets JSON Lines with `id` and `question`
in an order that says nothing of it, and gives back `id` and `label`: the id of a workload. Printed
are agreement, Cohen's kappa with its 95 % interval, and the cases on which the two differ; --drop
takes these out of the suite's tables, with the rest of their families. The id is the beginning of
the question's SHA-256, so that it says nothing either.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from portcheck.cli.showroom.shipped_suites import Shipped, shipped_suite
from portcheck.config.load import load
from portcheck.model.suite import Case
from portcheck.parity.labelled.agreement import cohen_kappa


def questions(suite: Shipped) -> Mapping[str, tuple[str, Case]]:
    """Neutral id to the label of the suite and the case, in an order by the id."""
    found = {
        sha256(case.request.messages[-1].text.encode()).hexdigest()[:8]: (workload.id, case)
        for workload in load([suite.file], None).suite.workloads
        for case in workload.cases
    }
    return dict(sorted(found.items()))


def drop(suite: Shipped, families: set[str]) -> int:
    """Takes families out of the tables of a suite; how many rows that were."""
    dropped = 0
    for file in sorted(suite.file.with_suffix("").glob("*.jsonl")):
        lines = file.read_text("utf-8").splitlines()
        kept = [line for line in lines if json.loads(line).get("family") not in families]
        dropped += len(lines) - len(kept)
        file.write_text("".join(f"{line}\n" for line in kept), "utf-8")
    return dropped


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--questions", type=Path, metavar="FILE")
    parser.add_argument("--labels", type=Path, metavar="FILE")
    parser.add_argument("--drop", action="store_true")
    options = parser.parse_args(arguments)
    suite = shipped_suite(options.name)
    asked = questions(suite)
    if options.questions is not None:
        rows = [
            {"id": key, "question": case.request.messages[-1].text}
            for key, (_, case) in asked.items()
        ]
        text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
        options.questions.write_text(text, "utf-8")
        return 0
    if options.labels is None:
        parser.error("name --questions or --labels")
    given = {}
    for line in options.labels.read_text("utf-8").splitlines():
        row = json.loads(line)
        given[row["id"]] = row["label"]
    labels = {label for label, _ in asked.values()}
    strange = sorted(set(given.values()) - labels)
    if strange:
        parser.error(f"{strange[0]!r} is no label; the workloads are {', '.join(sorted(labels))}")
    both = [(label, given[key], case) for key, (label, case) in asked.items() if key in given]
    if not both:
        parser.error("no id of the labels is one of the suite's questions")
    found = cohen_kappa([(one, other) for one, other, _ in both])
    interval = "" if found.low is None else f" (95 % interval {found.low:.2f} to {found.high:.2f})"
    print(
        f"{found.n} of {len(asked)} labelled, {found.agree:.1%} alike, "
        f"kappa {'open' if found.kappa is None else f'{found.kappa:.3f}'}{interval}"
    )
    differing = [(one, other, case) for one, other, case in both if one != other]
    for one, other, case in differing:
        print(f"  {case.id}: {one} here, {other} there: {case.request.messages[-1].text}")
    if options.drop and differing:
        families = {case.group for _, _, case in differing if case.group}
        print(f"dropped {drop(suite, families)} rows of {len(families)} families")
    return 0


if __name__ == "__main__":
    sys.exit(main())
