"""Revision 1: the ledger of looks, an SQLite file without a table for its revision."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Create the table and its index."""
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("run_key", "run", "started_at")),
        sa.Column("ended_at", sa.Text, nullable=False, server_default=""),
        sa.Column("place", sa.Integer),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("suite", "workload", "baseline", "candidate")
        ),
        sa.Column("baseline_route", sa.Text, nullable=False),
        sa.Column("candidate_route", sa.Text, nullable=False),
        sa.Column("baseline_served", sa.Text, nullable=False, server_default="[]"),
        sa.Column("candidate_served", sa.Text, nullable=False, server_default="[]"),
        sa.Column("look", sa.Integer, nullable=False),
        sa.Column("alpha", sa.Float, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.Column("new_answers", sa.Integer, nullable=False, server_default="0"),
        sa.Column("limits", sa.Text, nullable=False, server_default=""),
        *(
            sa.Column(name, sa.LargeBinary, nullable=False)
            for name in ("cases", "checks", "answers")
        ),
        sa.Column("verdict", sa.Text),
        sa.Column("rule", sa.Text),
        sa.UniqueConstraint("run_key", "workload", "candidate"),
        sqlite_autoincrement=True,
    )
    op.create_index("looks_by_routes", "looks", ["baseline_route", "candidate_route"])
