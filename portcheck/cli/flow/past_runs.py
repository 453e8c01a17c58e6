"""The first steps of `portcheck history`: find the history, add runs, forget old ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from portcheck import pipeline
from portcheck.errors import StoreError, UsageError
from portcheck.model.numbers import count
from portcheck.run.history.address import DEFAULT, NAME, Address, read_address
from portcheck.run.history.database.records import prune
from portcheck.run.history.database.transaction import opened
from portcheck.run.history.keep import import_looks, keep_run
from portcheck.run.store.folder import RunStore


def shown_address(named: str | None, folders: Sequence[Path]) -> Address:
    """The history to use: `runs/history.sqlite`, or the one in the working folder.

    Raises:
        UsageError: there is no history, and no runs to create one from.
    """
    if named is not None:
        address = read_address(named)
    else:
        places = (DEFAULT, Path(NAME))
        address = Address(path=next((one for one in places if one.is_file()), DEFAULT))
    if address.path is not None and not address.path.is_file() and not folders:
        raise UsageError(
            f"there is no history at {address.shown}",
            hint="name it with --history, or add runs: portcheck history --import DIR",
        )
    return address


def imported(address: Address, folders: Sequence[Path]) -> Iterator[str]:
    """Add the runs of these folders in the order they ended; yields a line for each.

    Raises:
        UsageError: a folder contains no run, or the history is damaged.
        StoreError: the history cannot be read or written.
    """
    stores = [store for folder in folders for store in _stores(folder)]
    readable: list[tuple[str, RunStore]] = []
    for store in stores:
        try:
            record = store.record()
            readable.append((record.finished_at or record.started_at, store))
        except StoreError as exc:
            yield f"warning: {store.path} is left out: {exc.message}"
    for _, store in sorted(readable, key=lambda one: one[0]):
        try:
            store.require_unchanged()
            new = import_looks(store, address.text)
            results = pipeline.results(store)
            report = pipeline.compare(store, as_last_judged=True, found=results)
            keep_run(store, store.record(), report, results, address.text)
        except (StoreError, UsageError) as exc:
            if str(store.path) not in exc.message:
                raise
            yield f"warning: {store.path} is left out: {exc.message}"
        else:
            yield f"{store.path}: {count(new, 'look')} added" if new else f"{store.path}: known"


def pruned(address: Address, days: int) -> int:
    """Forget the results of runs that began more than `days` ago; returns their number."""
    now = datetime.now(UTC)
    # No run is older than 2000, and the year in its times must have four digits.
    before = now - timedelta(days=min(days, (now - datetime(2000, 1, 1, tzinfo=UTC)).days))
    with opened(address) as connection:
        return prune(connection, before.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _stores(folder: Path) -> Iterator[RunStore]:
    if (folder / "plan.json").is_file():
        yield RunStore.open(folder)
        return
    inside = sorted(folder.glob("*/plan.json"))
    found = [path.parent for path in inside if not path.parent.is_symlink()]
    if not found:
        raise UsageError(f"{folder} holds no run", hint="name a run folder, or a folder of them")
    yield from map(RunStore.open, found)
