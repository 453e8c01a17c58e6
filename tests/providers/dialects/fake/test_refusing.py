"""The fake that declines everything."""

from __future__ import annotations

from run_builders import ask

from portcheck.detectors.refusal.classify import classify
from portcheck.providers.dialects.fake.heard import hear
from portcheck.providers.dialects.fake.refusing import refusing


def test_it_declines_in_words_that_the_detector_knows_and_calls_nothing() -> None:
    answer = refusing(hear(ask("What is 2 + 2?")))
    assert answer.calls == ()
    assert classify("What is 2 + 2?", answer.text).label == "full_refusal"
