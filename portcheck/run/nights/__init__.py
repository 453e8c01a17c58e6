"""Store and combine the evidence of the nights of an epoch, and detect drift, which ends it."""
