"""Write the replies of a judge in a run as lines of a recording."""

from __future__ import annotations

import json
from collections.abc import Iterator

from portcheck.checks.judges.reply import UNSURE
from portcheck.checks.prefer import PAIR, TIE
from portcheck.error_classes import Failure
from portcheck.model.completion import Completion, Timing
from portcheck.model.judgement import Judgement
from portcheck.providers.recording import RecordedOutcome, outcome_line
from portcheck.run.panel.judgements import Judgements, is_settled

_UNREADABLE = Failure(
    error_class="malformed_response", message="the judge was asked twice and not understood"
)


def recorded_lines(known: Judgements, judge: str) -> Iterator[bytes]:
    """Yield one line per request: the verdict that was read, or a failure if none could be read.

    A run folder has no replies, only what was read from them.
    """
    seen = set[str]()
    for said in known:
        if said.judge == judge and is_settled(said) and said.sent not in seen:
            seen.add(said.sent)
            yield outcome_line(said.sent, 0, _outcome(said), said.at)


def _outcome(said: Judgement) -> RecordedOutcome:
    if said.label is None:
        return _UNREADABLE
    return Completion(
        text=json.dumps({"reason": said.reason, "verdict": _verdict(said)}),
        finish_reason="stop",
        usage=said.usage,
        served_model=said.served_model,
        timing=Timing(total_s=0.0),
    )


def _verdict(said: Judgement) -> str:
    """The word that the judge gave; for a pair, `A` or `B` for the better answer in its order."""
    label = str(said.label)
    if not said.order or label in {TIE, UNSURE}:
        return label
    first = PAIR[said.order == "baseline_first"]
    return "A" if label == first else "B"
