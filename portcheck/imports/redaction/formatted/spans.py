"""Find personal data with a fixed form: mail addresses, phones, accounts, ids, dates.

`python-stdnum` checks accounts and ids, `phonenumbers` knows the numbering plans of countries.
"""

from __future__ import annotations

from collections.abc import Iterator

from portcheck.imports.redaction.formatted.accounts import account_spans
from portcheck.imports.redaction.formatted.addresses import address_spans
from portcheck.imports.redaction.formatted.announced import announced_spans
from portcheck.imports.redaction.formatted.dates import birth_spans
from portcheck.imports.redaction.formatted.ids import id_spans
from portcheck.imports.redaction.formatted.machines import machine_spans
from portcheck.imports.redaction.formatted.mails import mail_spans
from portcheck.imports.redaction.formatted.phones import phone_spans
from portcheck.imports.redaction.formatted.plates import plate_spans
from portcheck.imports.redaction.formatted.streets import street_spans
from portcheck.imports.redaction.span import Span
from portcheck.lazy_pattern import LazyPattern

_SEARCHES = (mail_spans, birth_spans, address_spans, machine_spans, plate_spans, street_spans)
_OF_DIGITS = (
    account_spans,
    id_spans,
    announced_spans,
    phone_spans,
)
_DIGITS = LazyPattern(r"\d(?:\D{0,3}\d){3}")
"""Matches as many digits as the shortest value has; most texts have fewer."""


def formatted_spans(text: str) -> Iterator[Span]:
    """Yield such values, the longest first; spans may overlap."""
    searches = (*_SEARCHES[:3], *_OF_DIGITS, *_SEARCHES[3:]) if _DIGITS.search(text) else _SEARCHES
    found = (span for search in searches for span in search(text))
    yield from sorted(found, key=lambda one: one.start - one.end)
