"""What was counted of a detector: the card that lies beside it."""

from __future__ import annotations

from portcheck.model.proportion import wilson
from portcheck.model.score import DetectorAccuracy
from portcheck.value import Value


class Measurement(Value, kw_only=True):
    """How often a detector was right on answers of one kind."""

    title: str
    """What the answers are, in a few words."""
    labelled_by: str
    """Who said what each answer is."""
    counts: DetectorAccuracy

    @property
    def words(self) -> str:
        """Sensitivity and specificity, as counts and with 95 % intervals."""
        found, left = self.counts, self.counts
        return (
            f"{self.title}: sensitivity {_rate(found.true_positives, found.positives)}, "
            f"specificity {_rate(left.true_negatives, left.negatives)}"
        )


class Card(Value, kw_only=True):
    """How often a detector was right on answers that nobody who wrote its rules had read."""

    detector: str
    """Name and version of what was measured."""
    measured: str
    """ISO date."""
    source: str
    """SHA-256, in hexadecimal, of the set: of its answers and labels, or where only the counts are
    known, of the file that has them."""
    languages: tuple[str, ...]
    """ISO 639 codes of the languages of the answers."""
    kinds: dict[str, Measurement]
    """By what a check asks of the detector, and of which requests."""

    def words(self, detector: str) -> str:
        """One clause for every report, in the name and version that runs now."""
        parts = [
            "measured blind, on answers that nobody who wrote its rules had read",
            *(kind.words for kind in self.kinds.values()),
        ]
        if any(kind.counts.by_vendor for kind in self.kinds.values()):
            parts.append(
                "it is not equally good on all vendors, and one that was not measured is taken for "
                "the worst"
            )
        if detector != self.detector:
            parts.append(f"measured on an earlier version, {self.detector}")
        return "; ".join(parts)


def _rate(right: int, of: int) -> str:
    if not of:
        return "unknown (none was labelled)"
    low, high = wilson(right, of)
    return f"{right / of:.2f} ({right} of {of}; 95 % interval {low:.2f} to {high:.2f})"
