"""Decide which counts of a detector or panel apply to a gate: shipped ones or the user's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from portcheck.detectors.card import card_of, counted, mark, reviewers, without
from portcheck.detectors.parts import atoms, confusion_of, is_turned
from portcheck.model.chat import Request
from portcheck.model.run import Plan, Sample
from portcheck.model.score import CardUsed, DetectorAccuracy, VendorAccuracy, swapped_classes
from portcheck.model.suite import CheckSpec, ProviderSpec, Suite, Workload
from portcheck.parity.detector_error import FEWEST_LABELS, UNEQUAL_BELOW, fisher_p
from portcheck.plugins import CHECKS
from portcheck.run.cards.instruments import Instrument, instrument_of
from portcheck.run.panel.voters import voters

FEWEST_OF_VENDOR = 50
"""Fewest labels of each class and vendor. With fewer, nobody notices a detector that makes more
mistakes on one side: with 25, one that favours the candidate's vendor was `safe` at the margin in
9 % of runs."""
_NOTHING = VendorAccuracy(vendor="", true_positives=0, positives=0, true_negatives=0, negatives=0)
Decided = tuple[DetectorAccuracy | None, CardUsed | None]
"""The counts and their card; `None` if there is no measurement."""


def asked_text(request: Request) -> str:
    """The text by which questions are compared: that of all messages, without the system prompt."""
    return "\n".join(message.text for message in request.messages)


class Cards:
    """The cards for a suite or a run of it."""

    def __init__(
        self, suite: Suite, plan: Plan | None = None, samples: Mapping[str, Sample] | None = None
    ) -> None:
        """Keep the cards of a suite; plan and samples of a run say which answers to leave out."""
        self._cards = suite.cards or {}
        self._plan = plan
        self._samples = samples or {}

    def instrument(self, workload: Workload, spec: CheckSpec) -> Instrument | None:
        """The detector or panel of a check; see `instrument_of`."""
        return instrument_of(spec, self._judges(workload))

    def _judges(self, workload: Workload) -> tuple[ProviderSpec, ...]:
        if self._plan is None:
            return ()
        entries = {entry.id: entry for entry in self._plan.judges or ()}
        return tuple(entries[voter.judge] for voter in voters(self._plan, workload.id))

    def of(
        self,
        workload: Workload,
        spec: CheckSpec,
        *,
        breaches: bool = False,
        vendors: Iterable[str] = (),
    ) -> Decided:
        """The counts that apply to a check.

        These are the counts of the user's own card if it has enough labels for both vendors. With
        fewer labels they apply only if they show that the detector is worse than on the shipped
        card: a few labels can reduce trust, but not create it. Answers of the run itself do not
        count.

        Args:
            workload: the workload of the check.
            spec: the check.
            breaches: positive is a failure of the check, whatever behaviour that is.
            vendors: the vendors of the baseline and of the candidate, if they are known.
        """
        shipped = confusion_of(spec, breaches=breaches)
        own, used = self._own(workload, spec, breaches=breaches)
        if own is None or used is None:
            return shipped, _shipped_card(spec, shipped)
        lacking = _too_few_counts(own, vendors)
        if lacking is None:
            return own, used
        if shipped is None:
            return lacking, used
        if _is_worse(own, shipped):
            return own, used
        return shipped, _shipped_card(spec, shipped)

    def _own(self, workload: Workload, spec: CheckSpec, *, breaches: bool) -> Decided:
        found = self.instrument(workload, spec) if workload.cards else None
        if found is None or not workload.cards:
            return None, None
        card = card_of(self._cards[workload.cards.source], found.id)
        if card is None or found.kind not in card.kinds:
            return None, None
        whole = without(card, found.kind, ())
        answers = without(card, found.kind, self._answers)
        counts = counted(answers)
        used = CardUsed(
            file=workload.cards.file,
            detector=card.detector,
            measured=card.measured,
            source=card.source,
            kind=found.kind,
            labelled_by=reviewers(whole),
            positives=counts.positives,
            negatives=counts.negatives,
            left_out=len(whole) - len(answers),
        )
        return (swapped_classes(counts) if breaches and _turns(spec, found) else counts), used

    @cached_property
    def _answers(self) -> frozenset[str]:
        """Marks of the run's answers: their labels already decide, and must not count twice."""
        plan = self._plan
        if plan is None:
            return frozenset()
        return frozenset(
            mark(asked_text(plan.case(trial).request), sample.completion.text)
            for trial in plan.trials
            if (sample := self._samples.get(trial.key)) is not None and sample.completion
        )


def _turns(spec: CheckSpec, found: Instrument) -> bool:
    """Whether the behaviour that counts as positive is the expected one."""
    ((atom, _),) = atoms(spec)
    return is_turned(atom, negated=found.negated)


def _shipped_card(spec: CheckSpec, counts: DetectorAccuracy | None) -> CardUsed | None:
    if counts is None:
        return None
    ((atom, _),) = atoms(spec)
    detector = CHECKS.get(atom.name).detector
    if detector is None or detector.card is None:  # pragma: no cover - it has the counts
        return None
    card, kind = detector.card, detector.kind(atom)
    return CardUsed(
        file="",
        detector=card.detector,
        measured=card.measured,
        source=card.source,
        kind=kind,
        labelled_by=card.kinds[kind].labelled_by,
        positives=card.kinds[kind].counts.positives,
        negatives=card.kinds[kind].counts.negatives,
    )


def _too_few_counts(own: DetectorAccuracy, vendors: Iterable[str]) -> DetectorAccuracy | None:
    """The counts that are too few, of all vendors or of one; `None` if there are enough."""
    if min(own.positives, own.negatives) < FEWEST_LABELS:
        return own
    known = {one.vendor.casefold(): one for one in own.by_vendor}
    for vendor in vendors:
        one = known.get(vendor.casefold(), _NOTHING)
        if min(one.positives, one.negatives) < FEWEST_OF_VENDOR:
            return DetectorAccuracy(
                true_positives=one.true_positives,
                positives=one.positives,
                true_negatives=one.true_negatives,
                negatives=one.negatives,
            )
    return None


def _is_worse(own: DetectorAccuracy, shipped: DetectorAccuracy) -> bool:
    """Whether one of the two rates may be lower on the user's own answers; see `UNEQUAL_BELOW`."""
    rates = (
        ((own.true_positives, own.positives), (shipped.true_positives, shipped.positives)),
        ((own.true_negatives, own.negatives), (shipped.true_negatives, shipped.negatives)),
    )
    return any(
        mine[1] > 0
        and mine[0] * theirs[1] < theirs[0] * mine[1]
        and fisher_p(mine, theirs) < UNEQUAL_BELOW
        for mine, theirs in rates
    )
