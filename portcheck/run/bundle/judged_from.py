"""Collect everything that the verdicts of a run depend on, from its folder or a bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from portcheck.run.exit_plan.stored import sources_of
from portcheck.run.judge.tabulate import Results
from portcheck.run.nights.nights_file import read_nights
from portcheck.run.nights.values import ClaimNights
from portcheck.run.panel.judgements import Judgements, read_judgements
from portcheck.run.store.folder import RunRecord, RunStore
from portcheck.run.store.labels import Labels, read_labels
from portcheck.run.two_runs.run_results import results_of


class RunEvidence(NamedTuple):
    """The input of `portcheck.pipeline.compare`."""

    record: RunRecord
    found: Results
    """The answers and their scores, with labels applied."""
    labels: Labels
    nights: Mapping[tuple[str, str], ClaimNights]
    """Workload and candidate to the earlier nights."""
    judgements: Judgements
    sources: Mapping[str, int]
    """Files of the run folder to their sizes in bytes; empty if there is no folder."""


def evidence_of(store: RunStore, found: Results | None = None) -> RunEvidence:
    """The evidence in a run folder.

    Args:
        store: the run folder.
        found: the results of the run, if the caller already has them.

    Raises:
        StoreError: the folder cannot be read.
    """
    sources = sources_of(store)  # before reading, so that later changes make the exit plan stale
    return RunEvidence(
        record=store.record(),
        found=found or results_of(store),
        labels=read_labels(store.path),
        nights=read_nights(store.path),
        judgements=read_judgements(store.path),
        sources=sources,
    )
