"""Finds personal data with a fixed form: mail, phones, accounts, ids, dates, addresses."""
