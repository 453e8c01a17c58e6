"""What a history keeps.

Every row belongs to a run by `run_key`, which tells runs of the same id apart. `looks` has a row
for every workload and candidate of every run that was started, and is never pruned: error rates
are spent by it. The other tables have what a run came to, from the moment that it was judged:

runs        one row a run: suite, versions, times, exit code, what was paid for it
verdicts    one row a workload and candidate; `document` is the verdict of report.json
gates       one row a gate of a verdict
facts       what was known of each provider: vendor, model, served models, and facts of its entry
labels      which label a person gave to an answer
costs       calls, US dollars and seconds of each provider in each workload
accepted    which runs a person accepted, and the digest of their report

`looks.evidence` is what a run found case by case (`portcheck.run.history.night_evidence`), which
later nights of its epoch add to their own. Times are UTC, ISO 8601. Fingerprints
(`portcheck.run.history.judged`) are blobs, 8 bytes each, the most significant first.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
)
from sqlalchemy import Text as PlainText
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

METADATA = MetaData()


class Text(TypeDecorator[str]):
    """Any text of a run: what no database takes, half a surrogate pair or NUL, is written out."""

    impl = PlainText
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        r"""As `\ud800` and `\x00`."""
        if value is None:
            return None
        return value.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def _text(name: str, *, key: bool = False, unknown: bool = False) -> Column[str]:
    return Column(name, Text, primary_key=key, nullable=unknown)


def _number(name: str) -> Column[float]:
    """Null where it is not known."""
    return Column(name, Float)


LOOKS = Table(
    "looks",
    METADATA,
    Column("id", Integer, primary_key=True),
    _text("run_key"),
    _text("run"),
    _text("started_at"),
    Column("ended_at", Text, nullable=False, default=""),
    Column("place", Integer),
    _text("suite"),
    _text("workload"),
    _text("baseline"),
    _text("candidate"),
    _text("baseline_route"),
    _text("candidate_route"),
    Column("baseline_served", Text, nullable=False, default="[]"),
    Column("candidate_served", Text, nullable=False, default="[]"),
    Column("look", Integer, nullable=False),
    Column("alpha", Float, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("is_look", Boolean, nullable=False, default=True),
    Column("drift", Boolean, nullable=False, default=False),
    Column("new_answers", Integer, nullable=False, default=0),
    Column("limits", Text, nullable=False, default=""),
    Column("cases", LargeBinary, nullable=False, default=b""),
    Column("checks", LargeBinary, nullable=False, default=b""),
    Column("answers", LargeBinary, nullable=False, default=b""),
    Column("evidence", LargeBinary, nullable=False, default=b""),
    _text("verdict", unknown=True),
    _text("rule", unknown=True),
    Column("variants", Text, nullable=False, server_default="[]"),
    UniqueConstraint("run_key", "workload", "candidate"),
    Index("looks_by_routes", "baseline_route", "candidate_route"),
    sqlite_autoincrement=True,
)

RUNS = Table(
    "runs",
    METADATA,
    _text("run_key", key=True),
    _text("run"),
    _text("suite"),
    _text("suite_digest"),
    _text("portcheck_version"),
    _text("started_at"),
    _text("finished_at"),
    _text("baseline"),
    Column("exit_code", Integer, nullable=False),
    _text("incomplete"),
    Column("interrupted", Boolean, nullable=False),
    Column("partial", Boolean, nullable=False),
    Column("cases", Integer, nullable=False),
    Column("samples", Integer, nullable=False),
    _number("paid_usd"),
    Column("unpriced", Integer),
    Index("runs_by_start", "started_at"),
)

VERDICTS = Table(
    "verdicts",
    METADATA,
    _text("run_key", key=True),
    _text("workload", key=True),
    _text("candidate", key=True),
    _text("baseline"),
    _text("verdict"),
    _text("rule"),
    Column("look", Integer, nullable=False),
    Column("alpha", Float, nullable=False),
    _text("limits"),
    _text("cases"),
    _text("checks"),
    _text("document"),
    Index("verdicts_by_workload", "workload", "candidate"),
)
"""`limits`, `cases` and `checks` are digests: of the limits, the cases, and these with checks."""

GATES = Table(
    "gates",
    METADATA,
    _text("run_key", key=True),
    _text("workload", key=True),
    _text("candidate", key=True),
    _text("gate", key=True),
    Column("place", Integer, nullable=False),
    Column("hard", Boolean, nullable=False),
    _text("outcome"),
    _text("scale"),
    Column("clusters", Integer, nullable=False),
    Column("pairs", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    _number("baseline_value"),
    _number("candidate_value"),
    _number("difference"),
    _number("ci_low"),
    _number("ci_high"),
    _number("margin"),
    _number("floor"),
    _number("confidence"),
)

FACTS = Table(
    "facts",
    METADATA,
    _text("run_key", key=True),
    _text("provider", key=True),
    _text("fact", key=True),
    _text("value"),
)
"""`value` is JSON."""

LABELS = Table(
    "labels",
    METADATA,
    _text("run_key", key=True),
    _text("trial", key=True),
    _text("check", key=True),
    _text("answer", key=True),
    _text("reviewer", key=True),
    _text("label"),
    _text("at"),
)
"""`answer` is the SHA-256 of the text that was read; no text of an answer is kept."""

COSTS = Table(
    "costs",
    METADATA,
    _text("run_key", key=True),
    _text("workload", key=True),
    _text("provider", key=True),
    Column("calls", Integer, nullable=False),
    Column("answers", Integer, nullable=False),
    _number("cost_usd"),
    _number("median_s"),
    _number("p95_s"),
)

ACCEPTED = Table(
    "accepted",
    METADATA,
    Column("id", Integer, primary_key=True),
    _text("run_key"),
    _text("run"),
    _text("accepted_by"),
    _text("at"),
    _text("digest"),
    _text("note"),
    Index("accepted_by_run", "run_key"),
    sqlite_autoincrement=True,
)

PRUNED = (VERDICTS, GATES, FACTS, LABELS, COSTS, RUNS)
"""What is known of a run besides its looks, in the order in which it may be taken out."""
