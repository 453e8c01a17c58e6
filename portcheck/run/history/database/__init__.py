"""The tables of a history, in SQLite or PostgreSQL.

`tables` says what is kept, `transaction` opens it, `ledger` counts looks, `records` keeps and reads
the results of runs, `acceptances` says which runs people accepted. All of them speak to a
`connection`, in statements that both databases understand.

Tables of earlier versions are brought up to date by `migrate`, which alone loads Alembic and
SQLAlchemy: they take longer to load than all the rest of a run's beginning.
"""
