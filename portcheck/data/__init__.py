"""Dated, trimmed tables about models: prices, lifecycle, capabilities, and how to look them up.

Pure lookups in JSON that ships with the package: no network, no clock. `NOTICES.md` holds the
licences of the sources; `docs/facts.md` says what the tables mean and how they are refreshed.
"""
