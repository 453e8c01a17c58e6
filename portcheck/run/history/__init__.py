"""Which look at its claims a run is: the ledger of earlier runs, beside the run folders."""
