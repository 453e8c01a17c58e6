"""What is in a text: its sentences, lists, dates, amounts, names. Pure; never raises."""
