"""Dated tables about models, with lookups: prices, lifecycle, capabilities.

Pure lookups in JSON that ships with the package: no network, no clock. `NOTICES.md` has the
licences of the sources; `docs/facts.md` says what the tables mean and how to refresh them.
"""
