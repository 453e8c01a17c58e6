"""Revision 2: the results of runs, and which of them people accepted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"

_OF_A_VERDICT = ("run_key", "workload", "candidate")


def _keys(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, primary_key=True) for name in names]


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _counts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[float]]:
    return [sa.Column(name, sa.Float) for name in names]


def upgrade() -> None:
    """Create the tables and their indexes."""
    op.create_table(
        "runs",
        *_keys("run_key"),
        *_texts("run", "suite", "suite_digest", "portcheck_version", "started_at", "finished_at"),
        *_texts("baseline", "incomplete"),
        sa.Column("interrupted", sa.Boolean, nullable=False),
        sa.Column("partial", sa.Boolean, nullable=False),
        *_counts("exit_code", "cases", "samples"),
    )
    op.create_index("runs_by_start", "runs", ["started_at"])
    op.create_table(
        "verdicts",
        *_keys(*_OF_A_VERDICT),
        *_texts("baseline", "verdict", "rule"),
        *_counts("look"),
        sa.Column("alpha", sa.Float, nullable=False),
        *_texts("limits", "cases", "checks", "document"),
    )
    op.create_index("verdicts_by_workload", "verdicts", ["workload", "candidate"])
    op.create_table(
        "gates",
        *_keys(*_OF_A_VERDICT, "gate"),
        sa.Column("hard", sa.Boolean, nullable=False),
        *_texts("outcome", "scale"),
        *_counts("place", "clusters", "pairs", "missing"),
        *_numbers("baseline_value", "candidate_value", "difference", "ci_low", "ci_high"),
        *_numbers("margin", "floor", "confidence"),
    )
    op.create_table("facts", *_keys("run_key", "provider", "fact"), *_texts("value"))
    op.create_table(
        "labels",
        *_keys("run_key", "trial", "check", "answer", "reviewer"),
        *_texts("label", "at"),
    )
    op.create_table(
        "costs",
        *_keys("run_key", "workload", "provider"),
        *_counts("calls", "answers"),
        *_numbers("cost_usd", "median_s", "p95_s"),
    )
    op.create_table(
        "accepted",
        sa.Column("id", sa.Integer, primary_key=True),
        *_texts("run_key", "run", "accepted_by", "at", "digest", "note"),
        sqlite_autoincrement=True,
    )
    op.create_index("accepted_by_run", "accepted", ["run_key"])
