"""The tables of a history, in SQLite or PostgreSQL, through SQLAlchemy.

Nothing outside this folder imports SQLAlchemy. It takes a moment to load: import this folder where
a run begins, and no earlier.

`tables` says what is kept, `transaction` opens it (and brings the tables of earlier versions up to
date), `ledger` counts looks, `records` keeps and reads what runs came to, `acceptances` says which
runs people accepted.
"""
