"""Values of the model, for hypothesis; each field varies."""

from __future__ import annotations

import typing
from typing import Any

from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace
from request_strategies import CALLS

from portcheck.error_classes import ErrorClass, Failure
from portcheck.model.completion import (
    Completion,
    FinishReason,
    LoopEnd,
    Moderated,
    OtherContent,
    RefusalSignal,
    Step,
    Timing,
    Trajectory,
    Usage,
)
from portcheck.model.run import KeptOutcome, Sample
from portcheck.model.score import Outcome, PeopleSay, Vote

text = st.text(max_size=20)
_counts = st.none() | st.integers(0, 9)
_seconds = st.none() | st.floats(0, 9)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
usages = st.builds(
    Usage,
    input_tokens=_counts,
    output_tokens=_counts,
    cache_read_tokens=_counts,
    cache_write_tokens=_counts,
    reasoning_tokens=_counts,
    cache_write_1h_tokens=_counts,
)
others = st.builds(OtherContent, kind=text, count=st.integers(0, 9), bytes=st.integers(0, 9))
failures = st.builds(
    Failure,
    error_class=st.sampled_from(typing.get_args(ErrorClass)),
    message=text,
    flags=st.lists(text, max_size=2).map(tuple),
    hint=text,
    retryable=st.booleans(),
    retry_after_s=_seconds,
    http_status=st.none() | st.integers(100, 599),
    vendor_code=st.none() | text,
    cause=st.just(UNSET) | text,
)
signals = st.builds(
    RefusalSignal,
    kind=st.sampled_from(["model_refusal", "content_filter", "prompt_blocked"]),
    detail=st.none() | text,
)
timings = st.builds(
    Timing,
    total_s=st.floats(0, 9),
    first_token_s=_seconds,
    median_gap_s=_seconds,
    longest_gap_s=_seconds,
)
moderated = st.builds(
    Moderated,
    moderator=text,
    side=st.sampled_from(["input", "output"]),
    flagged=st.booleans(),
    categories=st.lists(text, max_size=2).map(tuple),
    seconds=st.floats(0, 9),
    cost_usd=_seconds,
)
completions = st.builds(
    Completion,
    text=text,
    finish_reason=st.sampled_from(typing.get_args(FinishReason)),
    timing=timings,
    refusal_text=st.none() | text,
    reasoning_text=st.none() | text,
    tool_calls=st.lists(CALLS, max_size=2).map(tuple),
    raw_finish_reason=st.none() | text,
    refusal_signal=st.none() | signals,
    usage=usages,
    served_model=st.none() | text,
    response_id=st.none() | text,
    request_id=st.none() | text,
    rate_limit=st.dictionaries(text, text, max_size=2),
    dropped_params=st.lists(text, max_size=2).map(tuple),
    substituted_params=st.dictionaries(text, text, max_size=2),
    recorded_at=st.none() | text,
    error=st.none() | failures,
    other_content=st.lists(others, max_size=2).map(tuple),
    served_tier=st.none() | text,
    upstream_provider=st.none() | text,
    stated_cost_usd=_seconds,
    fallback_model=st.none() | text,
    retires=st.none() | text,
    impossible_usage=st.none() | text,
    moderation=st.just(UNSET) | st.lists(moderated, min_size=1, max_size=2).map(tuple),
)
trajectories = st.builds(
    Trajectory,
    steps=st.lists(
        st.builds(
            Step,
            completion=st.builds(
                Completion, text=text, finish_reason=st.just("stop"), timing=timings
            ),
            answered_by=st.lists(st.integers(-1, 3), max_size=2).map(tuple),
            turn=st.integers(1, 3),
        ),
        min_size=1,
        max_size=2,
    ).map(tuple),
    ended=st.sampled_from(typing.get_args(LoopEnd)),
    heard=st.just(UNSET) | text,
)
_answers = completions | st.builds(replace, completions, loop=trajectories)
_people = st.builds(
    PeopleSay,
    label=st.none() | text,
    decides=st.booleans(),
    votes=st.lists(st.builds(Vote, reviewer=text, label=text), max_size=2).map(tuple),
    check_status=st.sampled_from(["passed", "failed", "unscored"]),
    check_value=st.none() | st.floats(0, 1),
    check_label=st.none() | text,
    check_detector=st.none() | text,
)
_outcomes = st.builds(
    Outcome,
    status=st.sampled_from(["passed", "failed", "unscored"]),
    value=st.none() | st.floats(0, 1),
    reason=text,
    label=st.none() | text,
    detector=st.none() | text,
    confirmed=st.booleans(),
    language=st.just(UNSET) | text,
    people=st.just(UNSET) | _people,
)
kept_outcomes = st.builds(KeptOutcome, check=text, made_by=text, outcome=_outcomes)
samples = st.builds(
    Sample,
    trial=text,
    completion=st.none() | _answers,
    failure=st.none() | failures,
    attempts=st.integers(0, 9),
    started_at=text,
    reused_from=st.none() | text,
    redacted=st.sampled_from([UNSET, True]),
    kept=st.just(UNSET) | st.lists(kept_outcomes, max_size=2).map(tuple),
)
"""Of any form; one that was executed has exactly one of completion and failure."""
