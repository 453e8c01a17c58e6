"""Find secrets that are passed to programs: after a flag, in a call or statement, through a pipe.

A value in such a place is a secret whatever it looks like, so plain words count too; placeholders
and variables do not.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from portcheck.imports.redaction.span import Span
from portcheck.imports.redaction.word_lists import pattern
from portcheck.lazy_pattern import LazyPattern

_VALUE = r"""(?:"(?P<a>[^"\n]{3,200})"|'(?P<b>[^'\n]{3,200})'|(?P<c>[^\s"'`|;&<>()]{3,200}))"""
_BETWEEN = r"[^\n|;]{0,300}?\s"
"""Other arguments of the same command, before the flag."""


def _command(names: str, flags: str, value: str = _VALUE) -> LazyPattern:
    """Pattern of a command, a flag, and the flag's value."""
    return LazyPattern(rf"(?<![\w-])(?:{names}){_BETWEEN}(?:{flags}){value}")


_APART = r"(?:=|\s{1,4}(?!-)|(?=\S{0,80}[\d\"'!@#$%^&*+?]))"
"""Text between a one-letter flag and its value; empty only if it cannot be a longer flag."""
_PAIR = r"[\"']?[^\s:%,\"']{0,100}[:%,](?P<a>[^\s\"'`|;&<>]{3,200})"
"""A name and its password."""
_SURE = (
    _command(pattern("commands_p_glued"), "-h?p"),
    _command(pattern("commands_p"), "-p" + _APART),
    _command(pattern("commands_capital_p"), "-P" + _APART),
    _command(pattern("commands_snmp"), "-[AX]" + _APART),
    _command(pattern("commands_a"), "-a" + _APART),
    _command(pattern("commands_w"), "-w" + _APART),
    _command(pattern("commands_pair"), pattern("flags_pair") + r"(?:=|\s{0,4})", _PAIR),
    LazyPattern(
        rf"(?<![\w-])--(?:[A-Za-z0-9]{{1,20}}[-_]){{0,3}}{pattern('secret_flags')}={_VALUE}"
    ),
    LazyPattern(rf"\s/(?:p|pass|password):{_VALUE}"),
    LazyPattern(
        rf"(?<![\w-])-(?:pw|keypass|storepass|srcstorepass|deststorepass)\s{{1,4}}{_VALUE}"
    ),
    LazyPattern(rf"\bpass(?:in|out)?\s{{1,4}}pass:{_VALUE}"),
    LazyPattern(rf"\bnet\s+use\s+(?:\S:\s+)?\\\\\S{{1,200}}\s{{1,4}}(?!/){_VALUE}", re.IGNORECASE),
    LazyPattern(rf"\bnet\s+user\s+\S{{1,60}}\s{{1,4}}(?!/){_VALUE}", re.IGNORECASE),
    LazyPattern(rf"\bwpa_passphrase\s+\S{{1,60}}\s{{1,4}}{_VALUE}"),
    LazyPattern(rf"\bhtpasswd\s+-\w{{0,6}}b\w{{0,6}}\s+\S{{1,200}}\s+\S{{1,100}}\s{{1,4}}{_VALUE}"),
    LazyPattern(rf"\bhtpasswd\s+-\w{{0,6}}(?:nb|bn)\w{{0,6}}\s+\S{{1,100}}\s{{1,4}}{_VALUE}"),
    LazyPattern(
        rf"\b(?:echo|printf|print)\s+(?:-n\s+|-e\s+|%s\s+)?{_VALUE}\s*\|\s*{pattern('reads_password')}"
    ),
    LazyPattern(
        r"\becho\s+[\"']?[\w.@-]{1,60}:(?P<a>[^\s\"'|]{3,200})[\"']?\s*\|\s*(?:sudo\s+)?chpasswd"
    ),
    LazyPattern(
        r"(?:\b(?:su|passwd|kinit)\b|sudo\s+-S\b|--password-stdin)"
        rf"[^\n|<]{{0,100}}<<<\s*{_VALUE}"
    ),
    LazyPattern(
        r"(?:--from-literal=|\bset\s+)[\w.-]{0,40}"
        rf"{pattern('secret_flags')}[=\s]{_VALUE}",
        re.IGNORECASE,
    ),
    LazyPattern(rf"\bIDENTIFY\s+(?:\w{{2,30}}\s+)?{_VALUE}"),
    LazyPattern(rf"\bopenssl\b{_BETWEEN}-[kK]\s{{1,3}}{_VALUE}"),
    LazyPattern(rf"\bsnmp-server\s+community\s+{_VALUE}"),
    LazyPattern(rf"\b(?:isakmp|ikev[12]|pre-shared)\b[^\n]{{0,40}}\bkey\s+(?:[05-8]\s+)?{_VALUE}"),
    LazyPattern(rf"\bconfig\s+http-basic\.\S+\s+\S+\s+{_VALUE}"),
    LazyPattern(
        r"(?<![\w./@-])\w{2,30}/(?P<a>(?=[^\s/@\"']{0,40}\d)[^\s/@\"']{4,60})@(?!v?\d)(?=[\w/])"
    ),
    LazyPattern(rf"\b(?:vault|op|hcp)\s+login\s+(?!-){_VALUE}"),
    LazyPattern(
        r"\bIDENTIFIED\s+(?:WITH\s+\w{1,40}\s+)?BY\s+(?:PASSWORD\s+)?"
        r"['\"](?P<a>[^'\"\n]{3,200})['\"]",
        re.IGNORECASE,
    ),
    LazyPattern(r"\bPASSWORD(?:\s+|\s*=\s*)N?'(?P<a>[^'\n]{3,200})'", re.IGNORECASE),
    LazyPattern(r"\b(?:requirepass|masterauth)\s+(?P<a>\S{3,200})"),
    LazyPattern(rf"\bConvertTo-SecureString\s+(?:-String\s+)?{_VALUE}", re.IGNORECASE),
    LazyPattern(r"\blogin\s+\S{1,100}\s+password\s+(?P<a>\S{3,200})"),
    LazyPattern(
        r"^[\w.*-]{1,100}:(?:\d{2,5}|\*):[\w*-]{1,60}:[\w.*-]{1,60}:(?P<a>\S{3,200})$",
        re.MULTILINE,
    ),
    LazyPattern(
        r"(?i:\bauth\s*=\s*|\b(?:login|log_in|signIn|authenticate|HTTPBasicAuth|BasicAuth|basic_auth))"
        r"\(\s*[\"'][^\"'\n]{0,100}[\"']\s*,\s*[\"'](?P<a>[^\"'\n]{3,200})[\"']"
    ),
    LazyPattern(
        r"(?i:\b(?:PDO|mysqli(?:_connect)?|connect|getConnection|createConnection))\("
        r"(?:\s*[\"'][^\"'\n]{1,200}[\"']\s*,){2}\s*[\"'](?P<a>[^\"'\n]{3,200})[\"']"
    ),
    LazyPattern(
        rf"(?i:pass(?:word|phrase)?[-_](?:file|command|cmd|stdin))\S{{0,4}}[^\n|]{{0,20}}"
        rf"\becho\s+{_VALUE}"
    ),
    LazyPattern(rf"(?<![A-Za-z0-9_])[A-Z0-9_]{{0,40}}{pattern('secret_variables')}={_VALUE}"),
)
"""The value is in one of the groups `a`, `b` and `c`."""
_SPACED = LazyPattern(
    rf"(?<![\w-])--?(?:[A-Za-z0-9]{{1,20}}[-_]){{0,3}}(?i:{pattern('secret_flags')})\s{{1,4}}(?!-){_VALUE}"
)
"""A flag and its value; in prose, another word follows the flag."""
_CHECKED = (
    LazyPattern(
        rf"[?&;]{pattern('secret_parameters')}=(?P<a>[^&\s\"'<>#;]{{8,2000}})", re.IGNORECASE
    ),
    LazyPattern(rf"(?i:{pattern('secret_flags')})\(\s*[\"'](?P<a>[^\"'\s]{{4,200}})[\"']\s*\)"),
    LazyPattern(
        rf"\(\s*[\"'][\w.-]{{0,40}}(?i:{pattern('secret_flags')})[\"']\s*,\s*"
        r"[\"'](?P<a>[^\"'\s]{4,200})[\"']"
    ),
    LazyPattern(
        rf"<(?:[\w.:-]{{0,30}}(?i:{pattern('secret_flags')}))(?:\s[^<>\n]{{0,200}})?>"
        r"(?P<a>[^<>\s]{4,200})</"
    ),
)
"""Parameters of URLs, calls and XML elements, whose value is often just the name of a secret."""
_NO_VALUE = LazyPattern(
    rf"^(?:{pattern('placeholder')}|[$<{{\[(%*@-].*|{pattern('no_password')})[.,!?:;]?$",
    re.IGNORECASE,
)


def argument_spans(text: str) -> Iterator[Span]:
    """Yield such secrets, in no order; spans may overlap."""
    for shape in _SURE:
        for match in shape.compiled.finditer(text):
            yield from _value(match)
    for match in _SPACED.compiled.finditer(text):
        after = text[match.end() : match.end() + 3].lstrip(" ")
        quoted = match["c"] is None
        if quoted or is_no_word(match["c"]) or after[:1] in {"", "\n", "-", "|", "&", "\\", ";"}:
            yield from _value(match)
    for shape in _CHECKED:
        for match in shape.compiled.finditer(text):
            if is_no_word(match["a"]):
                yield from _value(match)


def _value(match: re.Match[str]) -> Iterator[Span]:
    group = next(name for name in "abc" if match.groupdict().get(name) is not None)
    value = match[group].rstrip(".,") if group == "c" else match[group]
    if not _NO_VALUE.search(value) and not value.startswith(("http://", "https://")):
        start = match.start(group)
        yield Span(start=start, end=start + len(value), kind="secret")


def is_no_word(text: str) -> bool:
    """Whether a text has a digit, an inner special character, or a capital after a small letter."""
    return (
        any(ch.isdigit() for ch in text)
        or any(a.islower() and b.isupper() for a, b in itertools.pairwise(text))
        or any(not ch.isalnum() and ch not in "-_./'" for ch in text.rstrip(".,:;!?"))
    )
