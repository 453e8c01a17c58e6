"""Collect the findings of one file, and decide which service each of its models uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from portcheck.data.usage import services
from portcheck.model.exposure.scan_finding import Context, Place, ScanFinding
from portcheck.scan.finding.imports import find_imports
from portcheck.scan.finding.lock_ins import find_lock_ins
from portcheck.scan.finding.manifests import find_installs, find_packages, is_manifest
from portcheck.scan.finding.models import find_models
from portcheck.scan.finding.named_models import HOSTS_OF_WEIGHTS
from portcheck.scan.finding.names import find_names
from portcheck.scan.finding.needles import lines_with_needles
from portcheck.scan.finding.secrets import find_secrets
from portcheck.scan.finding.text import Found, SourceText
from portcheck.scan.reading.file_kinds import (
    PROSE,
    PYTHON,
    Kind,
    is_documentation,
    is_test,
    kind_of,
)
from portcheck.scan.reading.notebooks import Cells, cells
from portcheck.scan.reading.tree import LOCK_FILES

CATALOGUE = {"code": 12, "config": 30}
"""Style to the fewest different models that make a file a list of models, such as a table of
prices; the configuration of a gateway may use a dozen."""
_CLOUDS_OF_MAKERS = {
    "openai": ("azure",),
    "gemini": ("vertex",),
    "anthropic": ("vertex", "bedrock", "azure"),
    "mistral": ("azure", "vertex"),
    "cohere": ("azure",),
}
"""Maker to the other services of its models under the same names, likeliest first."""


def look(path: str, content: bytes) -> list[ScanFinding]:
    """Find everything that a file names of vendors.

    Args:
        path: its path relative to the folder, with `/` between its parts.
        content: its bytes.
    """
    kind = kind_of(path)
    if kind is None:
        return []
    lines = lines_with_needles(content)
    if not lines:
        return []
    text = content.decode("utf-8", "replace")
    both = cells(text) if kind.language == "notebook" else None
    if both is not None:
        return list(_notebook(path, both))
    # An unreadable notebook is text, so that keys in it are still found.
    source = SourceText(path, text, PROSE if _is_prose(path, kind) else kind, _context(path))
    if len(text) != len(content):
        lines = _lines(text)
    return [_finding(source, found) for found in _found(source, lines)]


def _is_prose(path: str, kind: Kind) -> bool:
    return is_documentation(path) and kind.language not in {"pip", "lock"}


def _context(path: str) -> Context:
    return "test" if is_test(path) else "code"


def _lines(text: str) -> dict[int, list[int]]:
    """Lines with needles; offsets are in characters, as each non-ASCII one becomes one byte."""
    return lines_with_needles(text.encode("ascii", "replace"))


def _notebook(path: str, both: Iterable[Cells]) -> Iterator[ScanFinding]:
    for part, kind in zip(both, (PYTHON, PROSE), strict=True):
        source = SourceText(path, part.text, kind, _context(path))
        for found in _found(source, _lines(part.text)):
            finding = _finding(source, found)
            line = part.lines[finding.place.line - 1]
            yield replace(finding, place=replace(finding.place, line=line))


def _found(source: SourceText, lines: dict[int, list[int]]) -> list[Found]:
    found: list[Found] = []
    reads_all = is_manifest(source.name)
    if reads_all:
        found += find_packages(source)
    if source.name not in LOCK_FILES:
        segments = list(source.segments(lines))
        for segment in segments:
            if not reads_all:
                found += find_imports(source, segment)
                if "install" in segment.text or " add " in segment.text:
                    found += find_installs(source, segment.start, segment.text)
            found += find_names(source, segment)
            found += find_models(source, segment)
            found += find_secrets(source, segment)
        found = _served(found, CATALOGUE.get(source.kind.style, CATALOGUE["config"]))
        present = {one.service for one in found if one.service and one.context != "text"}
        listed = source.kind.style != "code" and any(o.context == "catalogue" for o in found)
        for segment in segments:
            ties = find_lock_ins(source, segment, present)
            found += (_listed(tie) if listed else tie for tie in ties)
    return list(_once(found, source))


def _served(found: list[Found], most: int) -> list[Found]:
    """The findings, with each model's service inferred from the rest of the file.

    Args:
        found: the findings of one file.
        most: the fewest models that make the file a list of models.
    """
    present = {
        one.service
        for one in found
        if one.kind in {"sdk", "host", "gateway", "variable"} and one.context in {"code", "test"}
    }
    many = len({one.name for one in found if one.kind == "model" and one.context == "code"})
    return [
        one if one.kind != "model" else _model(one, present, is_list=many >= most) for one in found
    ]


def _model(one: Found, present: set[str | None], *, is_list: bool) -> Found:
    context: Context = "catalogue" if is_list and one.context == "code" else one.context
    service = one.service
    if not one.locked:
        others = HOSTS_OF_WEIGHTS if service is None else _CLOUDS_OF_MAKERS.get(service, ())
        near = [other for other in others if other in present]
        if near and (service is None or service not in present):
            service = near[0]
        elif "openrouter" in present and "/" in one.name:
            service = "openrouter"
    return replace(one, service=service, context=context, locked=False)


def _listed(tie: Found) -> Found:
    """Mark a lock-in in a table of models as listed, because a table uses nothing."""
    return replace(tie, context="catalogue") if tie.context == "code" else tie


def _once(found: Iterable[Found], source: SourceText) -> Iterator[Found]:
    """Yield the first finding of each kind and name in a line."""
    seen: set[tuple[str, str, int]] = set()
    for one in found:
        key = (one.kind, one.name, source.place(one.offset)[0])
        if key not in seen:
            seen.add(key)
            yield one


def _finding(source: SourceText, found: Found) -> ScanFinding:
    line, column = source.place(found.offset)
    vendor = services()[found.service].vendor if found.service else None
    return ScanFinding(
        kind=found.kind,
        name=found.name,
        service=found.service,
        vendor=vendor,
        place=Place(file=source.path, line=line, column=column, context=found.context),
        version=found.version,
        locked=found.locked,
    )
