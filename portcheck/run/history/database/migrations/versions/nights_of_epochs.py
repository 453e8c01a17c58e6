"""Revision 3: which runs are looks, which began an epoch, and the results of each run by case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"


def upgrade() -> None:
    """Add the columns; each earlier run was a look."""
    for name, default in (("is_look", sa.true()), ("drift", sa.false())):
        op.add_column("looks", sa.Column(name, sa.Boolean, nullable=False, server_default=default))
    empty = sa.text("x''" if op.get_bind().dialect.name == "sqlite" else "''")
    op.add_column(
        "looks", sa.Column("evidence", sa.LargeBinary, nullable=False, server_default=empty)
    )
