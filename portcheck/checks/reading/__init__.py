"""Parse sentences, lists, dates, amounts and names of a text. Pure; never raises."""
