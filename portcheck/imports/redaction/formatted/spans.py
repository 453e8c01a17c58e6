"""What points at a person and has a form: addresses of mail, phones, accounts, ids, dates.

`python-stdnum` knows the check digits of accounts and ids, `phonenumbers` the plans of countries.
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

_SEARCHES = (
    mail_spans,
    account_spans,
    machine_spans,
    birth_spans,
    address_spans,
    id_spans,
    announced_spans,
    phone_spans,
    plate_spans,
    street_spans,
)


def formatted_spans(text: str) -> Iterator[Span]:
    """Where such values stand, the longest first; they may overlap."""
    found = (span for search in _SEARCHES for span in search(text))
    yield from sorted(found, key=lambda one: one.start - one.end)
