"""Revision 4: which variants of its prompt a candidate was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Add the column; earlier runs had no variants."""
    variants = sa.Column("variants", sa.Text, nullable=False, server_default="[]")
    op.add_column("looks", variants)
