"""The history of runs: their looks, results and acceptances.

A history is an SQLite file, by default next to the run folders, or a PostgreSQL database
(`address`). `record_looks` enters a run before its first call and counts it after the last one;
`keep` adds its results. To read or write a history:

    with opened(address) as connection:          # portcheck.run.history.database.transaction
        nights(connection, workload="triage")    # database.records: the results of runs
        accept_run(connection, Accepted(...))    # database.acceptances
        last_accepted(connection, "triage", "claude")
        Ledger(connection).earlier_runs(key)     # database.ledger: looks

`run_key(record)` (in `record_looks`) is the key of a run in all tables. `address_of(store, record,
named)` is its history; `named` is the value of `--history`. One `with` is one transaction: keep it
short, because writers wait for each other.
"""
