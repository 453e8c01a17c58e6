"""Checks that a run folder is unchanged, before a command uses it."""

from __future__ import annotations

from portcheck.cli.options import run_folder
from portcheck.cli.output import Output
from portcheck.run.store.folder import RunStore

NO_DIGESTS = (
    "no digests: an older version wrote it, or digests.json was removed; portcheck cannot tell "
    "if a file of this run was changed by hand"
)


def unchanged_run(given: str, output: Output) -> RunStore:
    """The run that a command names, as `options.run_folder` reads it; for all that rests on it.

    Raises:
        UsageError: it is no run, or a file of it was changed by hand.
        StoreError: a file cannot be read, or understood.
    """
    store = RunStore.open(run_folder(given))
    require_unchanged(store, output)
    return store


def require_unchanged(store: RunStore, output: Output) -> None:
    """Says where nobody can tell.

    Raises:
        UsageError: a file was changed by hand.
        StoreError: a file cannot be read, or understood.
    """
    store.require_unchanged()
    if not store.has_digests:
        output.note(f"{store.path}: {NO_DIGESTS}")
