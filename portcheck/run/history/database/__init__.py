"""The tables of a history, in SQLite or PostgreSQL.

`tables` defines them and `transaction` opens them. `ledger` stores looks, `records` the results of
runs, `acceptances` which runs people accepted. They use a `connection`, with statements that both
databases understand.

`migrate` upgrades tables of earlier versions. It alone loads Alembic and SQLAlchemy, because they
take longer to load than everything else at the start of a run.
"""
