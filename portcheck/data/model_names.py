"""The ways to write one model's name, from the most to the least specific."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portcheck.lazy_pattern import LazyPattern

_PATH = LazyPattern(r"^(publishers/[^/]+/)?models/")
_ARN = LazyPattern(
    r"^arn:[^/]*:(inference-profile|foundation-model|application-inference-profile)/"
)
_REGION = LazyPattern(r"^(us-gov|us|eu|apac|au|jp|ca|global)\.(?=[a-z0-9]+\.)")
_BEDROCK_VERSION = LazyPattern(r"-v\d+(:\d+){0,2}(:\d+k)?$")
_SNAPSHOTS = (
    re.compile(r"@(\d{8}|default|latest|\d{3})$"),
    re.compile(r"-20\d\d-[01]\d-[0-3]\d$"),
    re.compile(r"-20\d\d[01]\d[0-3]\d$"),
    re.compile(r"-latest$"),
)


def exact_name(platform: str, model: str) -> str:
    """The name in lower case, without a path or an ARN before it; a snapshot stays one."""
    name = _PATH.sub("", model.strip().lower())
    return _ARN.sub("", name) if platform == "bedrock" else name


def without_region(name: str) -> str:
    """A Bedrock inference profile's name without its region."""
    return _REGION.sub("", name)


def spellings(platform: str, model: str) -> Iterator[str]:
    """The exact name, then the names of its aliases, under which tables may list the model.

    Removes, one after the other, on Bedrock the region and the version, then `@` versions, snapshot
    dates and `-latest`.
    """
    name = exact_name(platform, model)
    seen: list[str] = []
    for spelling in _shorter_names(platform, name):
        if spelling and spelling not in seen:
            seen.append(spelling)
            yield spelling


def _shorter_names(platform: str, name: str) -> Iterator[str]:
    yield name
    if platform == "bedrock":
        name = without_region(name)
        yield name
        name = _BEDROCK_VERSION.sub("", name)
        yield name
    for pattern in _SNAPSHOTS:
        shorter = pattern.sub("", name)
        if shorter != name:
            yield shorter
            name = shorter


def bare_name(platform: str, model: str) -> str:
    """The model's own name, for rules that apply on every platform.

    It has no path, region, vendor (`anthropic.`, `openai/`) or Bedrock version; a snapshot's date
    stays.
    """
    name = exact_name(platform, model)
    if platform == "bedrock":
        name = _BEDROCK_VERSION.sub("", without_region(name))
        return name.split(".", 1)[1] if "." in name and not name[0].isdigit() else name
    return name.rsplit("/", 1)[-1]


_NUMBERED = LazyPattern(
    r"[-@:](?:20\d\d-[01]\d-[0-3]\d|20\d\d[01]\d[0-3]\d|\d{2}-20\d\d|[01]\d-[0-3]\d|\d{3,4})"
    r"(?:-v\d+(?::\d+)*(?::\d+k)?)?$|-v\d+:\d+(?::\d+k)?$"
)
_DATELESS = LazyPattern(
    r"claude-[a-z]+-(?:4-(?:[6-9]|[1-9]\d)|[5-9](?:-\d{1,2})?|[1-9]\d(?:-\d{1,2})?)$"
)
"""Claude's names since 4.6, which always mean the same model though they have no date (Anthropic,
model IDs and versioning, read 2026-11-28)."""


def is_pinned(model: str) -> bool:
    """Whether a vendor's name always means the same model: it ends with a date or a number.

    Any other name may be an alias that the vendor moves to its next model.
    """
    name = exact_name("bedrock", model).rsplit("/", 1)[-1]
    bare = _MAKER.sub("", _BEDROCK_VERSION.sub("", without_region(name)))
    return bool(_NUMBERED.search(name) or _DATELESS.search(bare))


def is_same_model(asked: str, served: str) -> bool:
    """Whether an answer's model name can be the model that was asked for.

    An alias and any snapshot of it are the same, two snapshots are not; path, region, vendor, tag
    and file suffix do not matter.
    """
    one, other = _own_name(asked), _own_name(served)
    ours, theirs = _SNAPSHOT.sub("", one), _SNAPSHOT.sub("", other)
    if ours != theirs:
        return False
    dates = [re.sub(r"\D", "", name.removeprefix(ours)) for name in (one, other)]
    return "" in dates or dates[0] == dates[1]


_MAKER = LazyPattern(r"^[a-z0-9]+\.(?=[a-z])")
_TAG = LazyPattern(r"(\.gguf|:[a-z][a-z-]*|-latest|@(default|latest))$")
_SNAPSHOT = LazyPattern(r"([-@](20\d\d-[01]\d-[0-3]\d|preview|exp|\d{2}-(\d{2}|20\d\d)|\d{3,8}))+$")


def _own_name(model: str) -> str:
    name = _BEDROCK_VERSION.sub("", without_region(exact_name("bedrock", model)))
    return _MAKER.sub("", _TAG.sub("", name.rsplit("/", 1)[-1]))
