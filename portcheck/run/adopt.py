"""Puts what an earlier run holds into a new one, before anything is asked."""

from __future__ import annotations

from msgspec.structs import replace

from portcheck.run.plan.reuse import Reused, reuse_judgements
from portcheck.run.store.folder import RunStore


def adopt(store: RunStore, reused: Reused, earlier: RunStore) -> None:
    """Takes over the answers, and what judges said who are the same.

    Raises:
        StoreError: they cannot be written.
    """
    names = {found.provider for found in reused.answers if found.samples}
    said = [item for item in earlier.record().providers if item.get("id") in names]
    with store.locked():
        with store.appending() as log:
            for sample in reused.samples:
                log.append(sample)
        reuse_judgements(store.path, store.plan(), earlier.path, earlier.plan(), reused.run)
        store.write_record(replace(store.record(), providers=tuple(said)))
