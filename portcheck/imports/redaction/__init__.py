"""Secrets and what points at a person, replaced before anything of a log is written.

`secret_spans`, `formatted_spans` and `person_spans` find; `stand_ins` says what a value becomes;
`redactor` applies both to whole exchanges. Needs the extra `traffic`.
"""
