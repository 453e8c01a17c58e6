"""Labels that decide are looks, counted once for each number of them."""

from __future__ import annotations

from datetime import date

import pytest
from labelled_run import Run

from portcheck.model.run import LabelLook
from portcheck.run.judge.verdicts import verdicts
from portcheck.run.labels.label_looks import with_label_looks


@pytest.mark.slow
def test_looks_of_labels_are_kept_once_for_each_number() -> None:
    run = Run(80)
    run.say(run.order[:70])
    (verdict,) = verdicts(run.results, date(2026, 1, 1), {}, run.samples_of_people)
    kept = with_label_looks((), (verdict, verdict))
    assert kept == (LabelLook(workload="w", candidate="new", gate="refusal", groups=70),)
    assert with_label_looks(kept, (verdict,)) == kept
    run.looks = kept
    assert run.gate.label_look == 2
    # Too few more for another look.
    run.say(run.order[:75])
    assert (run.gate.labels, run.gate.label_look) == (70, 2)
    assert run.samples_of_people.looks("w", "new", "task") == []
