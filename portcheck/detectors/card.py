"""Read and make cards of detectors and panels: shipped ones, and those of users.

`benchmarks/write_cards.py` writes the shipped cards next to the detectors. Cards of users hold
their counts and the labelled answers behind them, so that answers that must not count can be left
out, and numbers that somebody typed in are found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec

from portcheck.model.codec import encode_json
from portcheck.model.numbers import listing
from portcheck.model.score import (
    Card,
    DetectorAccuracy,
    MeasuredAnswer,
    Measurement,
    OwnCard,
    VendorAccuracy,
)

TITLE = "own answers, drawn at random"
MARK = 16
"""Number of hexadecimal digits of a mark."""


def mark(*texts: str) -> str:
    """Hash one or several texts, to recognise them without storing them."""
    whole = "\0".join(texts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).hexdigest()[:MARK]


@cache
def card(package: str) -> Card:
    """Read the shipped card of a detector, by the name of its folder."""
    content = Path(__file__).with_name(package).joinpath("card.json").read_bytes()
    return msgspec.json.decode(content, type=Card)


def counted(answers: Iterable[MeasuredAnswer]) -> DetectorAccuracy:
    """Count labelled answers of one kind, in total and by vendor.

    Answers of one vendor to one question are similar, but the limits of these counts assume that
    answers are independent; so only one of them counts, chosen by its mark.
    """
    chosen: dict[tuple[str, str], MeasuredAnswer] = {}
    for one in sorted(answers, key=lambda one: one.answer):
        chosen.setdefault((one.vendor.casefold(), one.question), one)
    vendors: dict[str, list[MeasuredAnswer]] = {}
    for one in chosen.values():
        vendors.setdefault(one.vendor.casefold(), []).append(one)
    by_vendor = tuple(_of_vendor(found) for _, found in sorted(vendors.items()))
    return DetectorAccuracy(
        true_positives=sum(one.true_positives for one in by_vendor),
        positives=sum(one.positives for one in by_vendor),
        true_negatives=sum(one.true_negatives for one in by_vendor),
        negatives=sum(one.negatives for one in by_vendor),
        by_vendor=by_vendor,
    )


def _of_vendor(answers: Sequence[MeasuredAnswer]) -> VendorAccuracy:
    showing = [one for one in answers if one.shows]
    others = [one for one in answers if not one.shows]
    return VendorAccuracy(
        vendor=answers[0].vendor,
        true_positives=sum(one.found for one in showing),
        positives=len(showing),
        true_negatives=sum(not one.found for one in others),
        negatives=len(others),
    )


def own_card(
    detector: str,
    instrument: str,
    answers: Iterable[MeasuredAnswer],
    *,
    measured: str,
    runs: Iterable[str],
) -> OwnCard:
    """Make the card of an instrument; of two entries for one vendor's answer, the later counts."""
    last = {(one.answer, one.kind, one.vendor): one for one in answers}
    ordered = tuple(last[place] for place in sorted(last))
    kinds: dict[str, list[MeasuredAnswer]] = {}
    for one in ordered:
        kinds.setdefault(one.kind, []).append(one)
    return OwnCard(
        detector=detector,
        instrument=instrument,
        measured=measured,
        source=hashlib.sha256(encode_json(ordered)).hexdigest(),
        languages=tuple(sorted({one.language for one in ordered})),
        kinds={kind: _measurement(found) for kind, found in sorted(kinds.items())},
        answers=ordered,
        runs=tuple(dict.fromkeys(runs)),
    )


def _measurement(answers: Sequence[MeasuredAnswer]) -> Measurement:
    return Measurement(title=TITLE, labelled_by=reviewers(answers), counts=counted(answers))


def reviewers(answers: Iterable[MeasuredAnswer]) -> str:
    """List everybody who labelled one of the answers."""
    return listing(sorted({name for one in answers for name in one.labelled_by}))


def was_typed(card: OwnCard) -> bool:
    """Whether a card differs from the one that its answers give."""
    made = own_card(
        card.detector, card.instrument, card.answers, measured=card.measured, runs=card.runs
    )
    return made != card


def card_of(cards: Iterable[OwnCard], instrument: str) -> OwnCard | None:
    """The card of an instrument; `None` if it has none."""
    return next((card for card in cards if card.instrument == instrument), None)


def without(card: OwnCard, kind: str, answers: Collection[str]) -> tuple[MeasuredAnswer, ...]:
    """The answers of one kind, except those with these marks."""
    return tuple(one for one in card.answers if one.kind == kind and one.answer not in answers)


def with_card(cards: Iterable[OwnCard], added: OwnCard) -> tuple[OwnCard, ...]:
    """Add a card, replacing the one of the same instrument."""
    found: Mapping[str, OwnCard] = {card.instrument: card for card in (*cards, added)}
    return tuple(found.values())
