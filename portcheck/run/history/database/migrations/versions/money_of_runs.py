"""Revision 5: what was paid for each run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Adds the columns; of runs of before it is not known."""
    op.add_column("runs", sa.Column("paid_usd", sa.Float))
    op.add_column("runs", sa.Column("unpriced", sa.Integer))
