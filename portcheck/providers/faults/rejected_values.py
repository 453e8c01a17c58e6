"""Decide whether a vendor's message rejects one value of a setting or the setting itself."""

from __future__ import annotations

import re

from portcheck.lazy_pattern import LazyPattern

_ONE_ALONE = LazyPattern(
    r"only (?:the )?default|only supports? (?:the )?default|must be (?:unset|the default)",
    re.IGNORECASE,
)
_RANGE = LazyPattern(
    r"\b(?:must|should|has to|have to|needs to) (?:be|have|not be)\b|\bbetween\b|\brange\b"
    r"|\b(?:less|greater|smaller|larger|more|fewer|higher|lower) than\b|\bat (?:most|least)\b"
    r"|\b(?:maximum|minimum|exceeds?|limit|too (?:large|high|many|small|low|long))\b"
    r"|(?:invalid|illegal|bad) (?:parameter )?value|\b(?:supported|valid|allowed"
    r"|accepted|permitted|possible) (?:values?|options?|levels?|efforts?)\b|\bone of\b"
    r"|input should be|取值|范围|超出|应为|必须"
    r"|\bexpected\b|\bliteral_error\b|\bnot (?:a valid|in)\b|\bwhen\b|\bwhile\b|\bwith (?!this)",
    re.IGNORECASE,
)
"""Another value, or the same one in another request, might be accepted."""
_NO_SUCH = LazyPattern(
    r"\b(?:is|are|was) (?:not|no longer) (?:supported|allowed|permitted|accepted|available)"
    r"|\b(?:does(?: not|n't)|do not|don't|cannot|can't) (?:support|take|accept|allow)"
    r"|\bnot supported\b|unsupported ?param|\bunknown (?:parameter|name|field|argument|key)"
    r"|unrecogni[sz]ed|\bunexpected (?:keyword|argument|parameter|field)|extra inputs|extra fields?"
    r"|\bdeprecated\b|\bno longer\b|\bnot enabled\b|n't (?:supported|allowed)|不支持"
    r"|additional properties|no endpoints found that",
    re.IGNORECASE,
)
_OFFER = LazyPattern(
    r"\b(?:supported|valid|allowed|accepted|permitted|available|possible)\b[^.:]{0,60}?"
    r"(?:are|is|include|:)|\b(?:must|should|can|has to) (?:only )?be\b|\bone of\b|input should be"
    r"|\bexpected\b|\bsupports? only\b|\bonly supports?\b|\buse\b",
    re.IGNORECASE,
)
_WORD = LazyPattern(r"(?<![\w-])(none|minimal|low|medium|high|xhigh|max)(?![\w-])", re.IGNORECASE)

_SENT = LazyPattern(r"\b(?:received|got|but|found|given|instead of)\b", re.IGNORECASE)
"""Words that precede the value of the request."""


def rejects_every_value(message: str, value: str = "") -> bool:
    """Whether a message rejects the setting itself, so that no other value is worth a call.

    Args:
        message: the vendor's message.
        value: the value that was sent, as text; a message that repeats it rejects only it.
    """
    if _ONE_ALONE.search(message):
        return True
    if value and re.search(rf"(?<![\w.-]){re.escape(value)}(?![\w-]|\.\w)", message):
        return False
    return _NO_SUCH.search(message) is not None and _RANGE.search(message) is None


def offered_efforts(message: str) -> tuple[str, ...]:
    """The reasoning efforts that a message lists as accepted, in its order."""
    offer = _OFFER.search(message)
    if offer is None:
        return ()
    offered = _SENT.compiled.split(message[offer.end() :], maxsplit=1)[0]
    found = (word.lower() for word in _WORD.compiled.findall(offered))
    return tuple(dict.fromkeys(found))
