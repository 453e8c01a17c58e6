"""Revision 5: the cost of each run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Add the columns; the cost of earlier runs is not known."""
    op.add_column("runs", sa.Column("paid_usd", sa.Float))
    op.add_column("runs", sa.Column("unpriced", sa.Integer))
