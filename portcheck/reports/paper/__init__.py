"""Builds a report on paper: a document of plain blocks to print, sign and file.

The content is defined here once, with the sentences of other reports; each paper format only lays
it out. Strings from a suite or a model are passed on unchanged.
"""
