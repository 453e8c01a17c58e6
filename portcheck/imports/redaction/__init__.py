"""Replaces secrets and personal data before anything of a log is written.

`secret_spans`, `formatted_spans` and `person_spans` find values, `stand_ins` makes replacements,
and `redactor` applies both to whole exchanges. Needs the extra `traffic`.
"""
