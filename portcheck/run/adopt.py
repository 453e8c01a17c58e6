"""Copy reused answers and judgements of an earlier run to a new one before its first call."""

from __future__ import annotations

from msgspec.structs import replace

from portcheck.run.plan.reuse import Reused, reuse_judgements
from portcheck.run.store.folder import RunStore


def adopt(store: RunStore, reused: Reused, earlier: RunStore) -> None:
    """Copy the reused answers, and the judgements of unchanged judges.

    Args:
        store: the new run.
        reused: the answers to copy.
        earlier: the earlier run.

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
