"""Run migrations within the transaction of the caller; Alembic executes this module."""

from __future__ import annotations

from alembic import context

from portcheck.run.history.database.revision import VERSION

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION,
    transactional_ddl=False,  # the caller begins and ends the transaction
)
context.run_migrations()
