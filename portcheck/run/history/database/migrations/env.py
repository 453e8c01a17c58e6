"""What Alembic runs: migrations within the transaction of the caller."""

from __future__ import annotations

from alembic import context

from portcheck.run.history.database.transaction import VERSION

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION.name,
    transactional_ddl=False,  # the caller has begun, and ends
)
context.run_migrations()
