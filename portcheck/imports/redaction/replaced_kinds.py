"""The kinds of replaced values, the most certain first; needs no library."""

from __future__ import annotations

KINDS = (
    "secret",
    "e-mail",
    "phone",
    "IBAN",
    "card",
    "ID number",
    "birth date",
    "IP address",
    "address",
    "code",
    "name",
)
