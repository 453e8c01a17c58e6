"""Personal values with a fixed form: mail, phones, accounts, ids, dates, addresses."""
