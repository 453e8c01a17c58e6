"""Record how often labels decided the gates of a run; each time is another chance of error."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from portcheck.model.parity import Verdict
from portcheck.model.run import LabelLook
from portcheck.run.store.folder import RunStore


def keep_label_looks(store: RunStore, verdicts: Iterable[Verdict]) -> None:
    """Record in run.json the looks at labels that these verdicts are.

    Raises:
        StoreError: run.json cannot be read or written.
    """
    record = store.record()
    kept = with_label_looks(record.label_looks, verdicts)
    if kept != record.label_looks:
        store.write_record(replace(record, label_looks=kept))


def with_label_looks(
    before: Iterable[LabelLook], verdicts: Iterable[Verdict]
) -> tuple[LabelLook, ...]:
    """The looks before, and those that the verdicts add: the same number of labels adds none."""
    found = dict.fromkeys(before)
    for verdict in verdicts:
        for gate in verdict.gates:
            if gate.labels_decided:
                look = LabelLook(
                    workload=verdict.workload,
                    candidate=verdict.candidate,
                    gate=gate.gate,
                    groups=gate.labels,
                )
                found.setdefault(look)
    return tuple(found)
