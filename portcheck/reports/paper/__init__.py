"""A report on paper: a document of plain blocks that is printed, signed and filed.

What it says stands here once, in words that other reports use too; each paper format only lays
it out. Strings that came from a suite or a model leave as they came.
"""
