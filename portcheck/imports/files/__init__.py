"""Reads log files record by record in bounded memory: lines, arrays and tables, also compressed."""
