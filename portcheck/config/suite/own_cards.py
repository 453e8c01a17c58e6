"""Read the user's own cards of detectors and panels from a file in the suite's folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from msgspec import Struct, field

from portcheck.config.problems.document import Source, Steps
from portcheck.config.problems.quoting import quote
from portcheck.config.reading.local_files import FileMistake, file_bytes
from portcheck.detectors.card import was_typed
from portcheck.model.codec import decode_json
from portcheck.model.score import CardFile, OwnCard
from portcheck.model.suite import CardsOf
from portcheck.plugins import CHECKS

MAX_BYTES = 50_000_000
_MADE_BY = "`portcheck label --calibrate` and `portcheck judge calibrate --card` write it"


class CardReader(Struct):
    """Reads each card file of a suite once."""

    source: Source
    cards: dict[str, tuple[OwnCard, ...]] = field(default_factory=dict)
    """SHA-256 sum of a file to its cards."""
    known: dict[str, CardsOf | None] = field(default_factory=dict)
    """Name of a file to its cards; `None`: it has mistakes."""

    def read(self, name: str, steps: Steps) -> CardsOf | None:
        """Read the cards in a file; `None` if it has a mistake, which is reported."""
        if name not in self.known:
            self.known[name] = self._file(name, steps)
        return self.known[name]

    def _file(self, name: str, steps: Steps) -> CardsOf | None:
        try:
            content = file_bytes(self.source.document.folder, name, MAX_BYTES, _MADE_BY)
            cards = read_cards(content)
        except FileMistake as exc:
            self.source.error(steps, exc.message, exc.hint)
            return None
        except ValueError as exc:
            self.source.error(steps, f"{quote(name)} is not a file of cards: {exc}", _MADE_BY)
            return None
        for card in cards:
            later = _later_version(card)
            if later:
                message = f"{quote(name)}: it measured {quote(card.detector)}, but this is {later}"
                hint = "its counts do not apply; make the card again from its runs"
                self.source.warning(steps, message, hint)
        digest = hashlib.sha256(content).hexdigest()
        self.cards[digest] = cards
        return CardsOf(file=Path(name).as_posix(), source=digest)


def read_cards(content: bytes) -> tuple[OwnCard, ...]:
    """Decode the cards in a file.

    Raises:
        ValueError: it has another form, two cards of one instrument, or counts that do not match
            its answers.
    """
    cards = decode_json(CardFile, content).cards
    if len({card.instrument for card in cards}) < len(cards):
        raise ValueError("it has two cards of one detector or panel")
    typed = next((card for card in cards if was_typed(card)), None)
    if typed is not None:
        raise ValueError(f"the counts of {quote(typed.detector)} do not match its answers")
    return cards


def _later_version(card: OwnCard) -> str:
    """The current version of a detector if its card is for another version, otherwise ""."""
    name = card.instrument.rpartition(" ")[0]
    detectors = [kind.detector for kind in CHECKS.built_in.values() if kind.detector]
    here = [one.name for one in detectors if one.classify and one.name.rpartition(" ")[0] == name]
    return here[0] if here and card.instrument not in here else ""
