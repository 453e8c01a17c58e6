"""Find the models that a line names, and tell uses from mere mentions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.model.exposure.scan_finding import Context
from portcheck.scan.finding.named_models import ModelName, constants, model_named
from portcheck.scan.finding.text import Found, Segment, SourceText

_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:/@+-]{1,200}")
_MEMBER = re.compile(
    r"\b(?:openai|anthropic|shared|responses|genai|\w*Model(?:Name|Id|Type)?s?)\."
    r"([A-Z][A-Za-z0-9_]{3,60})\b"
)
_BEFORE = re.compile(r"(?:^|[\"'`=,:;|\[({<>@!/])\s*$|(?:--?[\w-]*model[\w-]*|-m)[ =]$")
_AFTER = re.compile(r"^\s*(?:$|[\"'`,;|\])}<>&?#\\:=/])")
_PREFIX_TEST = re.compile(
    r"(?:startswith|hasprefix|starts_with|includes|contains|indexof|match|endswith|replace|split"
    r"|strip|removeprefix)\(\s*[\[({]?\s*(?:[\"'`][^\"'`]*[\"'`]\s*,\s*)*[\"'`]?$|[\"'`]?\s+in\s+$",
    re.IGNORECASE,
)
_WORD_BEFORE = re.compile(r"(?:^|[\s=:\"'/])$")
_MODEL_MEANT = re.compile(r"model|deployment|engine", re.IGNORECASE)


def find_models(source: SourceText, segment: Segment) -> Iterator[Found]:
    """Yield the models that a line names."""
    for match in _WORD.finditer(segment.text):
        named = model_named(match.group())
        if named is None:
            continue
        end = match.start() + len(match.group().rstrip(".,:;/+-"))
        context = _context(source, segment, match.start(), end, named)
        if context is not None:
            offset = segment.start + match.start()
            service = named.service
            yield Found(
                "model", named.name, service, offset, context, purpose=named.purpose,
                locked=named.stated,
            )  # fmt: skip
    if source.kind.language in {"go", "java", "c"}:
        yield from _members(source, segment)


def _members(source: SourceText, segment: Segment) -> Iterator[Found]:
    for match in _MEMBER.finditer(segment.text):
        bare = re.sub(r"[^a-z0-9]", "", match[1].lower())
        bare = re.sub(r"^(?:chat|embedding)?model(?:name)?", "", bare)
        known = constants().get(bare)
        named = model_named(known) if known else None
        if named is not None:
            offset = segment.start + match.start(1)
            context = source.context(offset)
            yield Found("model", named.name, named.service, offset, context, purpose=named.purpose)


def _context(
    source: SourceText, segment: Segment, start: int, end: int, named: ModelName
) -> Context | None:
    """The context of a model name; `None` if the word is not one here."""
    offset = segment.start + start
    region = source.regions.at(offset)
    context = source.context(offset, region)
    style = source.kind.style
    before, after = segment.text[:start], segment.text[end:]
    meant = not named.short or _MODEL_MEANT.search(segment.text) is not None
    if context in {"comment", "documentation"}:
        return None if named.short else context
    if (style == "code" and region is None) or not meant:
        return None
    if style == "shell" and region is None:
        return context if _WORD_BEFORE.search(before) else None
    if style == "code" and _PREFIX_TEST.search(before[-120:]):
        return "text"
    used = _BEFORE.search(before[-80:]) and _AFTER.search(after[:4])
    if used:
        return context
    return None if named.short else "text"
