"""What points at a person and has a form: mail, phones, accounts, ids, dates, addresses."""
