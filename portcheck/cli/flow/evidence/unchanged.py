"""Check that a run folder is unchanged before a command uses it."""

from __future__ import annotations

from portcheck.cli.options import run_folder
from portcheck.cli.output import Output
from portcheck.run.store.folder import RunStore

NO_DIGESTS = (
    "no digests: an older version wrote it, or digests.json was removed; portcheck cannot tell "
    "if a file of this run was changed by hand"
)


def unchanged_run(given: str, output: Output) -> RunStore:
    """Open the run that a command names, and check that it is unchanged.

    `given` is a path or a name that `options.run_folder` understands.

    Raises:
        UsageError: it is not a run, or one of its files was changed by hand.
        StoreError: a file is unreadable or damaged.
    """
    store = RunStore.open(run_folder(given))
    require_unchanged(store, output)
    return store


def require_unchanged(store: RunStore, output: Output) -> None:
    """Check that no file of a run was changed by hand; print a note if it has no digests.

    Raises:
        UsageError: a file was changed by hand.
        StoreError: a file is unreadable or damaged.
    """
    store.require_unchanged()
    if not store.has_digests:
        output.note(f"{store.path}: {NO_DIGESTS}")
