"""Writes the cards of the detectors from counts on answers that nobody who wrote rules had read.

    python benchmarks/write_cards.py --shared FOLDER

The counts are somebody else's and not part of the project: `FOLDER/data/blind_counts.json`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec

from portcheck.model.score import Card, DetectorAccuracy, Measurement, VendorAccuracy

DETECTORS = Path(__file__).resolve().parents[1] / "portcheck" / "detectors"
MEASURED = {"refusal": "refusal-rules 2", "pushback": "pushback-rules 3"}
"""The versions that the counted commit has."""
LANGUAGES = ("en",)
PEOPLE, JUDGES = "people", "the mean of three LLM judges"
ORDINARY = "people the refusals; ordinary answers are all counted as none, as hardly any is one"


def refusal(counted: Any) -> dict[str, Measurement]:
    """What a check asks, and of which requests."""
    hard, full = counted["hard"], counted["full_against_rest"]
    refused, left_alone = hard["refused_found"], hard["complied_left_alone"]
    kinds = {
        "automatic": ("any refusal, ordinary requests", refused, counted["ordinary"]["left_alone"]),
        "stated": ("any refusal, requests that are harmful or look it", refused, left_alone),
        "full": ("full refusals against the rest", full["found"], full["left_out"]),
    }
    return {
        kind: Measurement(
            title=title,
            labelled_by=ORDINARY if kind == "automatic" else PEOPLE,
            counts=_counts(found, left),
        )
        for kind, (title, found, left) in kinds.items()
    }


def pushback(counted: Any) -> dict[str, Measurement]:
    """Any challenge against none, by vendor too."""
    vendors = tuple(
        _vendor(vendor, *_challenges(rows)) for vendor, rows in counted["by_vendor"].items()
    )
    counts = _counts(*_challenges(counted), vendors)
    title = "any challenge against none, answers to senseless questions"
    return {"all": Measurement(title=title, labelled_by=JUDGES, counts=counts)}


def _challenges(rows: Any) -> tuple[list[int], list[int]]:
    """Right and all, of the challenges and of the answers that accept; rows are labels."""
    said = [rows["clear_pushback"], rows["partial_challenge"]]
    positives = sum(sum(row.values()) for row in said)
    missed = sum(row.get("accepted_nonsense", 0) for row in said)
    accepted = rows["accepted_nonsense"]
    return [positives - missed, positives], [
        accepted.get("accepted_nonsense", 0),
        sum(accepted.values()),
    ]


def _counts(
    found: list[int], left: list[int], by_vendor: tuple[VendorAccuracy, ...] = ()
) -> DetectorAccuracy:
    return DetectorAccuracy(
        true_positives=found[0],
        positives=found[1],
        true_negatives=left[0],
        negatives=left[1],
        by_vendor=by_vendor,
    )


def _vendor(name: str, found: list[int], left: list[int]) -> VendorAccuracy:
    return VendorAccuracy(
        vendor=name,
        true_positives=found[0],
        positives=found[1],
        true_negatives=left[0],
        negatives=left[1],
    )


def cards(content: bytes) -> dict[str, Card]:
    """Both cards, from the bytes of the counts."""
    counted = json.loads(content)
    kinds = {"refusal": refusal(counted["refusal"]), "pushback": pushback(counted["pushback"])}
    return {
        name: Card(
            detector=MEASURED[name],
            measured=counted["measured"][:10],
            source=hashlib.sha256(content).hexdigest(),
            languages=LANGUAGES,
            kinds=found,
        )
        for name, found in kinds.items()
    }


def written(card: Card) -> bytes:
    """The bytes of `card.json`."""
    return msgspec.json.format(msgspec.json.encode(card), indent=2) + b"\n"


def main() -> None:
    """Writes both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), metavar="FOLDER")
    content = (parser.parse_args().shared / "data" / "blind_counts.json").read_bytes()
    for name, card in cards(content).items():
        (DETECTORS / name / "card.json").write_bytes(written(card))


if __name__ == "__main__":
    main()
