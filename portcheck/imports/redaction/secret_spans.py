"""Secrets in a text: keys by their shape, values by the word before them, random text by itself.

`detect-secrets` (in the fork that Palo Alto Networks keeps up) knows the shapes of many vendors;
the shapes of model vendors' keys are those that `portcheck scan` finds.
"""

from __future__ import annotations

import importlib
import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

from portcheck.data.usage import secret_shapes
from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern
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
_SHAPES = (
    r"github_pat_[A-Za-z0-9_]{36,}",
    r"gh[pousr]_[A-Za-z0-9]{20,}",
    r"gl(?:pat|dt|rt|ptt|cbt)-[A-Za-z0-9_-]{20,}",
    r"(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}",
    r"xox[abeoprs]-[A-Za-z0-9-]{10,}",
    r"https://hooks\.slack\.com/[A-Za-z0-9/_-]{20,}",
    r"SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
    r"ya29\.[A-Za-z0-9_-]{20,}",
    r"GOCSPX-[A-Za-z0-9_-]{20,}",
    r"1//0[A-Za-z0-9_-]{30,}",
    r"pypi-[A-Za-z0-9_-]{50,}",
    r"npm_[A-Za-z0-9]{30,}",
    r"do[opr]_v1_[a-f0-9]{40,}",
    r"shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}",
    r"(?:sk|rk|pk|whsec)_(?:live_|test_)?[A-Za-z0-9]{16,}",
    r"sk-[A-Za-z0-9_-]{20,}",
    r"key-[a-f0-9]{32}",
    r"hv[sbr]\.[A-Za-z0-9_-]{20,}",
    r"dapi[a-f0-9]{32}",
    r"AGE-SECRET-KEY-1[A-Z0-9]{50,}",
    r"lin_api_[A-Za-z0-9]{32,}",
    r"ntn_[A-Za-z0-9]{32,}",
    r"figd_[A-Za-z0-9_-]{30,}",
    r"PMAK-[a-f0-9]{24}-[a-f0-9]{34}",
    r"EAA[A-Za-z0-9]{60,}",
    r"[0-9]{8,10}:AA[A-Za-z0-9_-]{32,}",
    r"eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,3}",
)
_BLOCK = LazyPattern(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----"
    r"(?:(?!-----END).){0,20000}(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)?",
    re.DOTALL,
)
_CREDENTIALS = LazyPattern(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@\"'<>]{0,100}:([^\s@\"'<>]{1,200})@")
_HEADER = LazyPattern(r"\b(?:bearer|basic)\s+([A-Za-z0-9_.~+/=-]{12,2000})", re.IGNORECASE)
_ASSIGNED = LazyPattern(
    r"(?<![A-Za-z])(?:[A-Za-z0-9]{1,30}[_.-]){0,4}"
    rf"{pattern('secret')}(?:[_-]?[0-9A-Za-z]{{1,12}})?"
    rf"[\"'`*]{{0,3}}\s{{0,3}}{pattern('says')}\s{{0,3}}[\"'`*]{{0,3}}"
    r"([^\s\"'`<>,;{}()\[\]]{4,500})",
    re.IGNORECASE,
)
_RANDOM = LazyPattern(r"(?<![A-Za-z0-9+/=_.-])[A-Za-z0-9+/_-]{32,500}={0,2}(?![A-Za-z0-9+/=_-])")
_PLACEHOLDER = LazyPattern(rf"^{pattern('placeholder')}[.,!?]?$", re.IGNORECASE)
_LEAST_BITS = 3.9
"""A character, by Shannon (1948), of random text that nothing announces; words have less."""


def secret_spans(text: str) -> Iterator[Span]:
    """Where secrets stand, in no order; they may overlap."""
    for match in _BLOCK.compiled.finditer(text):
        yield _span(match, 0)
    for match in _shapes().finditer(text):
        yield _span(match, 0)
    for shape in (_CREDENTIALS, _HEADER):
        for match in shape.compiled.finditer(text):
            if not _PLACEHOLDER.search(match[1]) and _is_value(match[1], announced=False):
                yield _span(match, 1)
    for match in _ASSIGNED.compiled.finditer(text):
        value = match[1].rstrip(".?")
        if not _PLACEHOLDER.search(value) and _is_value(value, announced=True):
            yield Span(start=match.start(1), end=match.start(1) + len(value), kind="secret")
    for match in _RANDOM.compiled.finditer(text):
        if _looks_random(match[0]):
            yield _span(match, 0)
    yield from _by_library(text)


def _span(match: re.Match[str], group: int) -> Span:
    return Span(start=match.start(group), end=match.end(group), kind="secret")


def _is_value(text: str, *, announced: bool) -> bool:
    """Whether it may be a secret: it is no word, number of few digits or path."""
    letters, digits = any(map(str.isalpha, text)), any(map(str.isdigit, text))
    marks = any(not ch.isalnum() and ch not in "-_./'\u2019" for ch in text)
    if not announced:
        return len(text) >= 3
    return (digits and len(text) >= 4 and (letters or len(text) <= 8 or marks)) or (
        marks and letters and len(text) >= 6
    )


def _looks_random(text: str) -> bool:
    kinds = (str.isupper, str.islower, str.isdigit)
    if not all(any(map(kind, text)) for kind in kinds) or text.count("/") > len(text) / 12:
        return False
    counts = Counter(text)
    bits = -sum(n / len(text) * math.log2(n / len(text)) for n in counts.values())
    return bits >= _LEAST_BITS


@cache
def _shapes() -> re.Pattern[str]:
    patterns = (*(shape.pattern for shape in secret_shapes()), *_SHAPES)
    return re.compile(rf"(?<![A-Za-z0-9_-])(?:{'|'.join(f'(?:{one})' for one in patterns)})")


@cache
def _plugins() -> tuple[Any, ...]:
    return tuple(
        getattr(importlib.import_module(f"detect_secrets.plugins.{module}"), name)()
        for module, name in _PLUGINS
    )


def _by_library(text: str) -> Iterator[Span]:
    found = {value for plugin in _plugins() for value in plugin.analyze_string(text)}
    for value in found:
        start = text.find(value) if len(value) >= 4 and not _PLACEHOLDER.search(value) else -1
        while start >= 0:
            yield Span(start=start, end=start + len(value), kind="secret")
            start = text.find(value, start + len(value))
