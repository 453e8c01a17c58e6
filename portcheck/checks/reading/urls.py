"""Find URLs in a text and check their syntax; nothing is ever fetched.

A URL begins with a scheme and `//` (RFC 3986) or with `www.`, or is the target of a Markdown link
to another document.
"""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from msgspec import Struct

MOST_CHARACTERS = 2_000
"""Longest URL that counts as valid: browsers and proxies cut longer ones."""
_PLAIN = re.compile(
    r"(?<![A-Za-z0-9+.-])(?:[A-Za-z][A-Za-z0-9+.-]{0,20}://|www\.)[^\s<>\"`\\^{|}]{0,4000}"
)
_MARKDOWN = re.compile(
    r"\]\([ \t]{0,9}<?([^\s<>()#](?:[^\s<>()]|\([^\s<>()]*+\))*+)>?"
    r"[ \t]{0,9}(?:\"[^\"\n]{0,200}\")?\)"
)
_LABEL = re.compile(r"(?!-)[^\W_](?:[\w-]{0,61}[^\W_])?")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_TRAILING = ".,;:!?'\u2019\u201d\u00bb*_~\u3002\uff0c\u3001\uff1b\uff01\uff1f\uff09\u300d"
_NO_HOST = frozenset({"mailto", "tel", "sms", "data", "urn"})


class Url(Struct, frozen=True):
    """A URL in a text."""

    written: str
    problem: str = ""
    """Why it is invalid, as one clause; "" if it is valid."""
    scheme: str = ""
    """In lower case."""
    host: str = ""
    """In lower case, without user and port; "" if the scheme has none."""
    same: str = ""
    """A form that is equal for spellings of one address: scheme and host in lower case, without the
    usual port, the fragment, and a slash at its end."""


def urls(text: str) -> list[Url]:
    """All URLs of a text, in the order of their beginnings; a Markdown link counts once."""
    found: dict[int, str] = {}
    for match in _PLAIN.finditer(text):
        found[match.start()] = _trimmed(match[0])
    for match in _MARKDOWN.finditer(text):
        if match.start(1) not in found:
            found[match.start(1)] = match[1]
    return [read_url(found[place]) for place in sorted(found)]


def _trimmed(url: str) -> str:
    """A URL without punctuation at its end, and without a closing bracket that it does not open."""
    brackets = {
        ")": url.count(")") - url.count("("),
        "]": url.count("]") - url.count("["),
    }
    end = len(url)
    while end and (url[end - 1] in _TRAILING or brackets.get(url[end - 1], 0) > 0):
        end -= 1
        if url[end] in brackets:
            brackets[url[end]] -= 1
    url = url[:end]
    cut = url.find("](")  # a link whose text is a URL: [https://a.b](https://a.b)
    return url[:cut] if cut >= 0 else url


def read_url(written: str) -> Url:
    """Split a URL into its parts, or find why it is invalid."""
    url = f"https://{written}" if written.lower().startswith("www.") else written
    if len(url) > MOST_CHARACTERS:
        return Url(written, f"longer than {MOST_CHARACTERS:,} characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return Url(written, "its host or port cannot be read")
    problem = _problem(url, parts)
    if problem:
        return Url(written, problem)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower().rstrip(".")
    shown_port = f":{port}" if port not in {None, {"http": 80, "https": 443}.get(scheme)} else ""
    query = f"?{parts.query}" if parts.query else ""
    same = f"{scheme}://{host}{shown_port}{parts.path.rstrip('/')}{query}"
    return Url(written, "", scheme, host, same)


def _problem(url: str, parts: SplitResult) -> str:
    if not parts.scheme:
        return "it has no scheme such as https"
    if _BROKEN_ESCAPE.search(url):
        return "a percent sign without two hexadecimal digits"
    if parts.scheme.lower() in _NO_HOST:
        return "" if parts.path else "there is nothing after its scheme"
    if not parts.netloc:
        return "it has no host"
    return _host_problem(parts.hostname or "")


def _host_problem(host: str) -> str:
    if not host:
        return "it has no host"
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    else:
        return ""
    labels = host.rstrip(".").split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return "its host is not a name"
    if labels != ["localhost"] and (len(labels) < 2 or labels[-1].isdigit()):
        return "its host has no domain"
    return ""


def is_host(host: str, allowed: str) -> bool:
    """Whether a host is the allowed one; `*.acme.com` allows every host below acme.com."""
    wanted = allowed.lower().rstrip(".")
    return host.endswith(wanted[1:]) if wanted.startswith("*.") else host == wanted
