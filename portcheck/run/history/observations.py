"""Store between runs, in observations.sqlite, what endpoints did with settings of requests.

There is one file per user, which processes share. A row is one observation
(`portcheck.model.facts`, as JSON) of an endpoint (host and path, never a key), a model and a way of
asking: a digest of the entry's dialect, streaming and options. If the file cannot be read,
portcheck warns and goes on without it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import msgspec

from portcheck.errors import UsageError
from portcheck.model.codec import decode_json, encode_json
from portcheck.model.facts import Observation
from portcheck.model.suite import ProviderSpec
from portcheck.model.visible_text import one_line
from portcheck.plugins import DIALECTS
from portcheck.providers.keys import endpoint
from portcheck.providers.lint.observed import MOST_SAID, TIME, Observed

NAME = "observations.sqlite"
SCHEMA = 1
"""Version of the table, in SQLite's `user_version`."""
WAIT_S = 5.0
"""Seconds to wait for another process, which writes for a few milliseconds."""
VALID_DAYS = 90
"""Days after which an observation no longer counts, because endpoints change."""
_MOST_READ = 2000
"""Rows of one endpoint that are read; portcheck keeps fewer."""
_LONGEST_ROW = 4000
_TABLE = """
CREATE TABLE observations (
  endpoint TEXT NOT NULL, model TEXT NOT NULL, asked TEXT NOT NULL, observation TEXT NOT NULL
);
CREATE INDEX observations_by_endpoint ON observations (endpoint, model, asked);
"""


def load(
    path: Path | None, specs: Iterable[ProviderSpec], now: datetime | None = None
) -> tuple[Mapping[str, Observed], str]:
    """Read the valid observations of the endpoints and models of providers.

    Args:
        path: Of the file. With `None`, or without such a file, nothing is known.
        specs: The providers.
        now: The time from which `VALID_DAYS` count back; by default the present.

    Returns:
        Provider id to its observations, without providers that have none; and a warning if the
        file or some of its rows cannot be read, else "".
    """
    if path is None:
        return {}, ""
    since = (now or datetime.now(UTC)) - timedelta(days=VALID_DAYS)
    found, broken = {}, 0
    try:
        with _opened(path, write=False) as connection:
            for spec in specs:
                key = _key(spec)
                if key is None:
                    continue
                seen, lost = _read(connection, key)
                broken += lost
                seen = seen.since(since.strftime(TIME))
                if seen.found:
                    found[spec.id] = seen
    except FileNotFoundError:
        return {}, ""
    except (OSError, sqlite3.Error, UsageError) as exc:
        return {}, _unreadable(path, exc)
    skipped = f"{path}: portcheck skips {broken} of its rows, which it cannot read"
    return found, skipped if broken else ""


def add(
    path: Path | None,
    seen: Mapping[str, Iterable[Observation]],
    specs: Iterable[ProviderSpec],
) -> str:
    """Add observations, replacing older ones that they contradict.

    Args:
        path: Of the file, which is created if it does not exist. With `None`, nothing is stored.
        seen: Provider id to observations.
        specs: The providers.

    Returns:
        A warning if they could not be written, else "".
    """
    wanted = [(spec, tuple(seen.get(spec.id, ()))) for spec in specs]
    if path is None or not any(new for _, new in wanted):
        return ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _opened(path, write=True) as connection:
            for spec, new in wanted:
                key = _key(spec)
                if key is None or not new:
                    continue
                known, _ = _read(connection, key)
                for one in new:
                    known = known.plus(one)
                _write(connection, key, known)
    except (OSError, sqlite3.Error, UsageError) as exc:
        return _unreadable(path, exc)
    return ""


def _key(spec: ProviderSpec) -> tuple[str, str, str] | None:
    """Endpoint, model and way of asking; `None` for recorded answers and if no address is known."""
    dialect = DIALECTS.get(spec.dialect)
    if not dialect.uses_network:
        return None
    if spec.base_url is None and dialect.base_url_of is not None:
        implied = dialect.base_url_of(spec.options)
        spec = msgspec.structs.replace(spec, base_url=implied)
    try:
        where = endpoint(spec)
    except UsageError:
        return None
    way = encode_json((spec.dialect, spec.stream, spec.options))
    return where, spec.model or "", blake2b(way, digest_size=8).hexdigest()


@contextlib.contextmanager
def _opened(path: Path, *, write: bool) -> Iterator[sqlite3.Connection]:
    """Open the file for one transaction. What it reads stays true until the transaction ends.

    Raises:
        OSError: The file cannot be opened.
        sqlite3.Error: It is damaged, or another process locks it for too long.
        UsageError: A newer portcheck or another program wrote it.
    """
    access = os.O_RDWR | os.O_CREAT if write else os.O_RDONLY
    os.close(os.open(path, access | os.O_NOFOLLOW, 0o600))
    address = f"{path.absolute().as_uri()}?mode={'rw' if write else 'ro'}"
    connection = sqlite3.connect(address, uri=True, timeout=WAIT_S, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA:
            raise UsageError("a newer portcheck wrote it")
        if version == 0:
            if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                raise UsageError("it has tables of another program")
            if not write:  # another process is about to create the tables
                raise FileNotFoundError(path)
            for statement in _TABLE.strip().split(";")[:-1]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {SCHEMA}")
        yield connection
        connection.execute("COMMIT")
    finally:
        connection.close()  # undoes what was not committed


def _read(connection: sqlite3.Connection, key: tuple[str, str, str]) -> tuple[Observed, int]:
    """The observations, and the number of unreadable rows."""
    rows = connection.execute(
        "SELECT observation FROM observations WHERE endpoint = ? AND model = ? AND asked = ?"
        " ORDER BY rowid DESC LIMIT ?",
        (*key, _MOST_READ),
    ).fetchall()
    found = [_observation(row[0]) for row in reversed(rows)]
    known = [one for one in found if one is not None]
    # Rows from a clock that was ahead would outdate everything seen from now on.
    latest = (datetime.now(UTC) + timedelta(days=1)).strftime(TIME)
    past = tuple(one for one in known if one.at <= latest)
    return Observed(key[0], past), len(found) - len(known)


def _observation(text: object) -> Observation | None:
    """The observation in a row; `None` if it cannot be read."""
    if not isinstance(text, str) or len(text) > _LONGEST_ROW:
        return None
    try:
        found = decode_json(Observation, text.encode())
        datetime.strptime(found.at, TIME)  # noqa: DTZ007 - only checks the format
    except ValueError:
        return None
    return msgspec.structs.replace(found, said=one_line(found.said, MOST_SAID))


def _write(connection: sqlite3.Connection, key: tuple[str, str, str], known: Observed) -> None:
    connection.execute(
        "DELETE FROM observations WHERE endpoint = ? AND model = ? AND asked = ?", key
    )
    connection.executemany(
        "INSERT INTO observations VALUES (?, ?, ?, ?)",
        [(*key, encode_json(one).decode()) for one in known.found],
    )


def _unreadable(path: Path, exc: Exception) -> str:
    why = (exc.strerror if isinstance(exc, OSError) else "") or one_line(str(exc))
    return (
        f"{path} cannot be used ({why}), so portcheck does not know what endpoints rejected "
        "before; move the file away if it is damaged"
    )
