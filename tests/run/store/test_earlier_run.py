"""A run folder of a version that wrote its records by hand is read as it was."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from portcheck import __version__, pipeline
from portcheck.detectors.refusal.classify import DETECTOR
from portcheck.model.codec import digest, encode_json, request_hash
from portcheck.model.score import Score
from portcheck.model.suite import Case, ProviderSpec
from portcheck.run.store.folder import RunStore

FOLDER = Path(__file__).parent / "earlier_run"
LATER = (
    *("other_content", "served_tier", "upstream_provider", "stated_cost_usd", "fallback_model"),
    "retires",
    "impossible_usage",
)
"""Fields of a completion that the version did not know."""


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    shutil.copytree(FOLDER, tmp_path / "run")
    return RunStore.open(tmp_path / "run")


def test_its_hashes_are_those_of_today(store: RunStore) -> None:
    plan = store.plan()
    hashes = {c.id: request_hash(c.request) for w in plan.suite.workloads for c in w.cases}
    assert {trial.case: trial.request_hash for trial in plan.trials} == hashes
    assert digest(replace(plan.suite, digest=""), (Case,)) == plan.suite.digest


def test_its_answers_are_read_whatever_a_model_wrote(store: RunStore) -> None:
    samples = list(store.samples().values())
    texts = [sample.completion.text for sample in samples if sample.completion]
    assert texts == ["billing", "Billing caf\u00e9 \ud800", "access", ""]
    called = samples[2].completion
    assert called is not None
    assert called.timing.total_s == 2e-7
    assert [call.arguments for call in called.tool_calls] == [{"x": [10**30, None, math.inf]}, None]
    assert [sample.failure.error_class for sample in samples if sample.failure] == [
        "timeout",
        "invalid_request",
    ]
    assert len(store.answered()) == 5


def test_its_scores_and_verdicts_come_out_again(store: RunStore) -> None:
    kept = store.scores()
    report = pipeline.compare(store)
    (verdict,) = report.verdicts
    assert (verdict.verdict, report.exit_code) == ("inconclusive", 3)
    assert report.run.failures == {"timeout": 1, "invalid_request": 1}
    pipeline.score(store)
    assert RunStore.open(store.path).scores() == store.scores()
    assert store.scores() == {trial: _by_this_version(scores) for trial, scores in kept.items()}


def _by_this_version(scores: Sequence[Score]) -> tuple[Score, ...]:
    """The same scores, of today's version of the detector."""
    return tuple(
        replace(one, outcome=replace(one.outcome, detector=DETECTOR))
        if one.outcome.detector == "refusal-rules 2"
        else one
        for one in scores
    )


def test_what_is_written_of_it_is_what_it_says(store: RunStore, tmp_path: Path) -> None:
    again = RunStore.create(tmp_path / "again", store.plan(), store.record())
    with again.appending() as log:
        for sample in store.samples().values():
            if not (sample.completion and sample.completion.tool_calls):
                log.append(sample)
    again.write_scores(store.scores())
    for name in ("plan.json", "scores.jsonl"):
        before, after = ((s.path / name).read_text() for s in (store, again))
        written = [*map(json.loads, after.splitlines())]
        read = [*map(json.loads, before.splitlines())]
        if name == "plan.json":
            _without_new_fields(written[0]["plan"]["providers"], read[0]["plan"]["providers"])
        assert written == read
    kept = (store.path / "samples.jsonl").read_text().splitlines()
    lines = (again.path / "samples.jsonl").read_text().splitlines()
    assert [_as_before(json.loads(line)) for line in lines] == [
        json.loads(line) for line in kept if "Infinity" not in line
    ]


def _as_before(sample: dict[str, Any]) -> dict[str, Any]:
    """A sample without what that version did not know, which is all unset."""
    completion = sample["completion"] or {"usage": {}}
    assert [*filter(None, (completion.pop(name, None) for name in LATER))] == []
    assert completion["usage"].pop("cache_write_1h_tokens", None) is None
    return sample


def test_scores_count_as_made_where_this_version_made_the_run_and_each_answer_has_one(
    store: RunStore,
) -> None:
    assert pipeline.is_scored(store) == (store.record().portcheck_version == __version__)
    store.write_record(replace(store.record(), portcheck_version="0.0.1"))
    assert not pipeline.is_scored(store)
    store.write_record(replace(store.record(), portcheck_version=__version__))
    assert pipeline.is_scored(store)
    scores = store.path / "scores.jsonl"
    lines = scores.read_bytes().splitlines(keepends=True)
    for broken in (lines[:1], [b"{}\n"], []):
        scores.write_bytes(b"".join(broken))
        assert not pipeline.is_scored(RunStore.open(store.path))


def _without_new_fields(written: list[dict[str, Any]], read: list[dict[str, Any]]) -> None:
    """Takes out what entries could not say then; here they do not say it either."""
    nothing = json.loads(encode_json(ProviderSpec(id="p", vendor="v", dialect="d")))
    for entry, old in zip(written, read, strict=True):
        for field in [name for name in entry if name not in old]:
            assert entry.pop(field) == nothing[field], field
