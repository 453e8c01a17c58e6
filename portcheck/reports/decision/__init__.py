"""The facts that a decision maker needs first: frozen values and sentences for every format.

Only counts are computed here. Strings from a suite or a providers file are passed on unchanged;
each format escapes them in its own way.
"""
