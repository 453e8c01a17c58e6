"""Find secrets in a text: keys by their shape, values by the word before them, and random text.

`detect-secrets` (the fork that Palo Alto Networks maintains) knows the keys of many vendors; keys
of model vendors have the shapes that `portcheck scan` finds.
"""

from __future__ import annotations

import importlib.util
import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from portcheck.imports.redaction.secrets.announced import PLACEHOLDER, announced_spans
from portcheck.imports.redaction.secrets.arguments import argument_spans, is_no_word
from portcheck.imports.redaction.secrets.codes import code_spans
from portcheck.imports.redaction.secrets.encoded import decoded
from portcheck.imports.redaction.secrets.shapes import key_shapes
from portcheck.imports.redaction.span import Span
from portcheck.lazy_pattern import LazyPattern

_PLUGINS = (
    ("artifactory", "ArtifactoryDetector"),
    ("aws", "AWSKeyDetector"),
    ("azure_storage_key", "AzureStorageKeyDetector"),
    ("basic_auth", "BasicAuthDetector"),
    ("cloudant", "CloudantDetector"),
    ("discord", "DiscordBotTokenDetector"),
    ("github_token", "GitHubTokenDetector"),
    ("ibm_cloud_iam", "IbmCloudIamDetector"),
    ("jwt", "JwtTokenDetector"),
    ("mailchimp", "MailchimpDetector"),
    ("npm", "NpmDetector"),
    ("sendgrid", "SendGridDetector"),
    ("slack", "SlackDetector"),
    ("square_oauth", "SquareOAuthDetector"),
    ("stripe", "StripeDetector"),
    ("twilio", "TwilioKeyDetector"),
)
_BLOCK = LazyPattern(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"
    r"(?:(?!-----END).){0,20000}(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)?",
    re.DOTALL,
)
_CREDENTIALS = LazyPattern(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@\"'<>]{0,100}:([^\s@\"'<>]{1,200})@")
_HEADER = LazyPattern(r"\b(?:bearer|basic)\s+([A-Za-z0-9_.~+/=-]{12,2000})", re.IGNORECASE)
_RANDOM = LazyPattern(
    r"(?<![A-Za-z0-9+/=_.-])(?:[A-Za-z0-9_-]{1,40}\.){0,3}[A-Za-z0-9+/_-]{32,500}={0,2}"
    r"(?![A-Za-z0-9+/=_-])"
)
_WORDED = LazyPattern(r"(?:[A-Z]?[a-z]+)+|[A-Z]{1,8}\d{0,4}|\d{1,8}")
"""A part of the name of a file, a branch or a resource, which is not random."""
_LEAST_BITS = 3.9
"""Fewest bits per character (Shannon 1948) of unannounced random text; words have less."""


def secret_spans(text: str) -> Iterator[Span]:
    """Yield secrets, in no order; spans may overlap."""
    for match in _BLOCK.compiled.finditer(text):
        yield _span(match, 0)
    for match in key_shapes().finditer(text):
        yield _span(match, 0)
    for match in _CREDENTIALS.compiled.finditer(text):
        if not PLACEHOLDER.search(match[1]) and len(match[1]) >= 3:
            yield _span(match, 1)
    for match in _HEADER.compiled.finditer(text):
        if not PLACEHOLDER.search(match[1]) and is_no_word(match[1]):
            yield _span(match, 1)
    yield from announced_spans(text)
    yield from argument_spans(text)
    yield from code_spans(text)
    for match in _RANDOM.compiled.finditer(text):
        if _looks_random(match[0].rpartition(".")[2]) and not decoded(match[0]):
            yield _span(match, 0)
    yield from _by_library(text)


def _span(match: re.Match[str], group: int) -> Span:
    return Span(start=match.start(group), end=match.end(group), kind="secret")


def _looks_random(text: str) -> bool:
    kinds = (str.isupper, str.islower, str.isdigit)
    if not all(any(map(kind, text)) for kind in kinds) or text.count("/") > len(text) / 12:
        return False
    if all(map(_WORDED.compiled.fullmatch, re.split("[-_/]+", text.strip("-_/")))):
        return False
    counts = Counter(text)
    bits = -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())
    return bits >= _LEAST_BITS


@cache
def _plugins() -> tuple[Any, ...]:
    if importlib.util.find_spec("detect_secrets") is None:
        return ()  # imports of traffic require it; other texts are searched only by our own rules
    return tuple(
        getattr(importlib.import_module(f"detect_secrets.plugins.{module}"), name)()
        for module, name in _PLUGINS
    )


def _by_library(text: str) -> Iterator[Span]:
    found = {value for plugin in _plugins() for value in plugin.analyze_string(text)}
    for value in found:
        start = text.find(value) if len(value) >= 4 and not PLACEHOLDER.search(value) else -1
        while start >= 0:
            yield Span(start=start, end=start + len(value), kind="secret")
            start = text.find(value, start + len(value))
