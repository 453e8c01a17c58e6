"""Find the libraries that a line of code imports."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from portcheck.data.usage import services_by_name
from portcheck.scan.finding.text import Found, Segment, SourceText

_PYTHON = re.compile(r"^\s*(?:>>>\s*)?(?:from\s+([\w.]+)\s+import\s+([^#\n]*)|import\s+([^#\n]+))")
_DYNAMIC = re.compile(r"(?:import_module|__import__)\(\s*[\"']([\w.]+)[\"']")
_SCRIPT = re.compile(
    r"(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*[\"'`](?:npm:|https://esm\.sh/)?"
    r"(@?[\w.-]+(?:/[\w.-]+)*)(?:@[\w.^~-]+)?(?:/[^\"'`]*)?[\"'`]"
)
_GO = re.compile(
    r"^\s*(?:import\s+)?(?:[\w.]+\s+)?[\"`]([\w.-]+\.[\w.-]+/[^\"`\s]+)[\"`]\s*(?://.*)?$"
)
_JAVA = re.compile(r"^\s*import\s+(?:static\s+)?([\w.]+)")


def find_imports(source: SourceText, segment: Segment) -> Iterator[Found]:
    """Yield the libraries that a line imports."""
    language = source.kind.language
    if language == "python":
        yield from _python(source, segment)
    elif language in {"javascript", "markup"}:
        for match in _SCRIPT.finditer(segment.text):
            yield from _found(source, segment, match, match[1], ("npm", "/"))
    elif language == "go":
        for match in _GO.finditer(segment.text):
            yield from _found(source, segment, match, match[1], ("go", "/"))
    elif language == "java":
        for match in _JAVA.finditer(segment.text):
            yield from _found(source, segment, match, match[1], ("java", "."))


def _python(source: SourceText, segment: Segment) -> Iterator[Found]:
    match = _PYTHON.match(segment.text)
    if match is None:
        for called in _DYNAMIC.finditer(segment.text):
            yield from _found(source, segment, called, called[1], ("python", "."))
        return
    if match[1]:
        parts = re.findall(r"[\w]+", match[2])
        paths = [f"{match[1]}.{part}" for part in parts] or [match[1]]
    else:
        paths = [part.split()[0] for part in match[3].split(",") if part.split()]
    seen = set()
    for path in paths:
        for found in _found(source, segment, match, path, ("python", ".")):
            if found.name not in seen:
                seen.add(found.name)
                yield found


def _found(
    source: SourceText, segment: Segment, match: re.Match[str], path: str, how: tuple[str, str]
) -> Iterator[Found]:
    kind, between = how
    known = longest(services_by_name(kind), path, between)
    if known is None:
        return
    offset = segment.start + match.start() + len(match.group()) - len(match.group().lstrip())
    region = source.regions.at(offset)
    if kind == "python" and region is not None and region.kind == "string":
        return
    yield Found("sdk", known, services_by_name(kind)[known], offset, source.context(offset, region))


def longest(names: Mapping[str, str], path: str, between: str) -> str | None:
    """The longest name that equals a path or its first parts; `None` if there is none."""
    parts = path.split(between)
    for number in range(len(parts), 0, -1):
        name = between.join(parts[:number])
        if name in names:
            return name
    return None
