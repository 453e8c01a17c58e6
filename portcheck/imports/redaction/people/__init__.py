"""Finds names of people, by lists and by context: fields, labels, greetings, signatures, kin."""
