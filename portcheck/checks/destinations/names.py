"""Find host names and mail addresses without a scheme in a text.

Looking up such a name sends it to the servers of its domain, so a name can leak a secret even if no
page is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.checks.destinations.hosts import plain_host
from portcheck.checks.destinations.in_text import Destination
from portcheck.model.visible_text import without_unseen

_NAME = re.compile(
    r"(?<![\w.@/\\-])(?:(?P<user>[\w.+%-]{1,64})@)?"
    r"(?P<host>(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,10}(?P<last>[^\W\d_]{2,24}|xn--[\w-]{2,59}))"
    r"(?![\w@-])(?!\.[^\W_])(?!\()"
)
_NO_COUNTRY = frozenset({"gz", "js", "ts", "rb", "hs", "vb", "kt", "jl", "rm", "cs", "xz", "db"})
"""File suffixes that are not country codes."""
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
_WHOLE = re.compile(r"\s*(?:[\w.+%-]+@)?[\w.-]+(?::\d+)?(?:/\S*)?\s*")
_GENERIC_NAMES = """
com net org info biz edu gov mil int app dev cloud online site store shop tech xyz top club
live page pages link click host hosting website space fun icu vip work world life today
email network systems agency digital media news blog wiki zone run win bid loan download
stream test example invalid localhost local internal onion arpa
"""
_FILE_ENDINGS = """
py sh pl rs md js ts cs go rb cc so ps ai pm mk in am ac la tf hs ml st vb jl do ad as bz gz
kt br rm va ms sc
"""
_GENERIC = frozenset(_GENERIC_NAMES.split())
_FILES = frozenset(_FILE_ENDINGS.split())
"""Country codes that are also common suffixes of files or words in code."""


def names(text: str) -> Iterator[Destination]:
    """Yield each name with a known ending, not sure if it may be a file or a word of code."""
    text = without_unseen(text)
    whole = _WHOLE.fullmatch(text) is not None
    for found in _NAME.finditer(text):
        last = found["last"].lower()
        labels = found["host"].count(".") + 1
        generic = last in _GENERIC or last.startswith("xn--")
        country = len(last) == 2 and last not in (_NO_COUNTRY if labels > 2 else _FILES)
        mail = found["user"] is not None
        if not (generic or country or mail):
            continue
        what = "a mail address in tool arguments" if mail else "a name in tool arguments"
        sure = generic or mail or (whole and labels > 2)
        yield Destination(what, found[0], plain_host(found["host"]), sure)
    for found in _IPV4.finditer(text):
        if all(int(part) < 256 for part in found[0].split(".")):
            yield Destination("an address in tool arguments", found[0], plain_host(found[0]), whole)
