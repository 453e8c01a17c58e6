"""Find names outside of code: variables, hosts, images, actions, resources, charts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from portcheck.data.usage import services, services_by_name
from portcheck.model.exposure.scan_finding import Context, FindingKind
from portcheck.scan.finding.needles import Pieces
from portcheck.scan.finding.text import Found, Segment, SourceText

_VARIABLE = re.compile(r"(?<![A-Za-z0-9_])[A-Z][A-Z0-9]*_[A-Z0-9_]{2,60}(?![A-Za-z0-9_(])")
_READ = re.compile(
    r"(?:env|environ|ENV|secrets|vars|getenv|Getenv|env\.get|env_var|EnvVar)[.(\[]?[\"'`(\[{.\s$]*$"
    r"|\$\{?(?:env:)?$|%$"
)
_SETS = re.compile(r"^[\"']?\s*[:=?]")
_PURPOSE = (
    r"(?:API_?)?KEY|API_?TOKEN|AUTH_TOKEN|TOKEN|SECRET(?:_KEY)?|BASE_?URL|API_BASE|API_URL"
    r"|ENDPOINT|URL|HOST|MODEL(?:_?(?:NAME|ID))?|DEPLOYMENT(?:_?(?:NAME|ID))?|ORG(?:_ID)?|API_VERSION"
)
_COMPANIES: Mapping[str, str] = MappingProxyType(
    {
        "AZURE_OPENAI": "azure",
        "OPENAI": "openai",
        "ANTHROPIC": "anthropic",
        "CLAUDE": "anthropic",
        "GEMINI": "gemini",
        "VERTEXAI": "vertex",
        "VERTEX_AI": "vertex",
        "BEDROCK": "bedrock",
        "MISTRAL": "mistral",
        "COHERE": "cohere",
        "GROQ": "groq",
        "DEEPSEEK": "deepseek",
        "OPENROUTER": "openrouter",
        "OLLAMA": "ollama",
        "LITELLM": "litellm",
    }
)
_OWN = re.compile(
    rf"(?:[A-Z0-9]+_)*?(?P<who>{'|'.join(_COMPANIES)})(?:_[A-Z0-9]+)*?_(?:{_PURPOSE})(?:_[A-Z0-9]+)?"
)
"""A company's own variables, such as PROD_OPENAI_API_KEY."""
_TEMPLATE = r"(?:[\w-]|\$?\{[^{}\n]{0,60}\}+|%s|<[^<>\n]{0,40}>)+"
_IMAGE = re.compile(r"[\w.-]+(?:/[\w.-]+)+(?::[\w.-]+)?")
_ACTION = re.compile(r"\buses:\s*[\"']?([\w.-]+/[\w./-]+)@([\w.-]+)")
_RESOURCE = re.compile(r"\b(?:resource|data)\s+\"([a-z0-9_]+)\"")
_CHART = re.compile(r"^\s*(?:-\s*)?(?:name|chart|repository):\s*[\"']?(?:[\w:/.-]*/)?([\w.-]+)")
_CHART_FILES = ("Chart.yaml", "requirements.yaml", "helmfile.yaml", "Chart.lock")


def find_names(source: SourceText, segment: Segment) -> Iterator[Found]:
    """Yield the variables, hosts, images, actions, resources and charts that a line names."""
    yield from _variables(source, segment)
    yield from _hosts(source, segment)
    yield from _words(source, segment)
    if source.kind.style in {"config", "shell"}:
        yield from _deployed(source, segment)


def service_of_variable(name: str) -> str | None:
    """The service that a variable belongs to, also in a company's own spelling; `None`: unknown."""
    for kind in ("variables", "shared_variables"):
        if name in services_by_name(kind):
            return services_by_name(kind)[name]
    found = _OWN.fullmatch(name)
    return _COMPANIES[found["who"]] if found else None


def _variables(source: SourceText, segment: Segment) -> Iterator[Found]:
    for match in _VARIABLE.finditer(segment.text):
        service = service_of_variable(match.group())
        if service is None:
            continue
        offset = segment.start + match.start()
        before, after = segment.text[: match.start()], segment.text[match.end() :]
        context = _context(source, offset, before, after)
        if context is not None:
            yield Found("variable", match.group(), service, offset, context)


def _context(source: SourceText, offset: int, before: str, after: str) -> Context | None:
    region = source.regions.at(offset)
    context = source.context(offset, region)
    if context in {"comment", "documentation"} or source.kind.style != "code":
        return context
    if _READ.search(before[-40:]):
        return context
    if region is None:
        # A constant of the language, not a variable of the environment.
        return None
    alone = before[-1:] in {'"', "'", "`"} and after[:1] in {'"', "'", "`"}
    return context if alone or (before[-1:] in {'"', "'"} and _SETS.match(after)) else "text"


@cache
def _host_patterns() -> Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """Longest fixed part of a host to the services and patterns of such hosts."""
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    for service in services().values():
        for host in service.names.get("hosts", ()):
            fixed = re.split(r"\*|\{region\}", host)
            pattern = _TEMPLATE.join(map(re.escape, fixed))
            whole = re.compile(rf"(?<![\w.-]){pattern}(?![\w-]|\.[a-z])", re.IGNORECASE)
            found.setdefault(max(fixed, key=len), []).append((service.name, whole))
    return MappingProxyType({part: tuple(rows) for part, rows in found.items()})


@cache
def _host_parts() -> Pieces:
    return Pieces(_host_patterns())


def _hosts(source: SourceText, segment: Segment) -> Iterator[Found]:
    taken: set[int] = set()
    for part in sorted(_host_parts().within(segment.text.lower()), key=len, reverse=True):
        for service, pattern in _host_patterns()[part]:
            for match in pattern.finditer(segment.text):
                if match.end() not in taken:
                    taken.add(match.end())
                    yield from _host(source, segment, match, service)


def _host(
    source: SourceText, segment: Segment, match: re.Match[str], service: str
) -> Iterator[Found]:
    offset = segment.start + match.start()
    region = source.regions.at(offset)
    if source.kind.style == "code" and region is None:
        return
    context = source.context(offset, region)
    before = segment.text[: match.start()]
    prose = before[-1:].isspace() and "://" not in before and source.kind.style == "code"
    if prose and context in {"code", "test"}:
        context = "text"
    gateway = services()[service].role == "gateway"
    yield Found("gateway" if gateway else "host", match.group().lower(), service, offset, context)


@cache
def _word_pattern() -> re.Pattern[str]:
    words = sorted(services_by_name("words"), key=len, reverse=True)
    return re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, words))})(?![\w-]|\.\w)")


def _words(source: SourceText, segment: Segment) -> Iterator[Found]:
    for match in _word_pattern().finditer(segment.text):
        word = match.group()
        offset = segment.start + match.start()
        service = services_by_name("words")[word]
        region = source.regions.at(offset)
        context = source.context(offset, region)
        identifier = word[0].isupper()
        if source.kind.style == "code" and context not in {"comment", "documentation"}:
            if identifier is (region is not None):
                continue
            around = (
                segment.text[match.start() - 1 : match.start()],
                segment.text[match.end() :][:1],
            )
            if not identifier and not {*around} <= {'"', "'", "`"}:
                continue
        role = services()[service].role
        kind: FindingKind = (
            "gateway" if role == "gateway" else "infrastructure" if ":" in word else "sdk"
        )
        yield Found(kind, word, service, offset, context)


def _deployed(source: SourceText, segment: Segment) -> Iterator[Found]:
    for match in _ACTION.finditer(segment.text):
        name = match[1].lower()
        if name in services_by_name("actions"):
            yield _infrastructure(source, segment, match.start(1), name, "actions", match[2])
    for match in _RESOURCE.finditer(segment.text):
        known = next(
            (one for one in services_by_name("resources") if match[1].startswith(one)), None
        )
        if known is not None:
            offset = segment.start + match.start(1)
            service = services_by_name("resources")[known]
            yield Found("infrastructure", match[1], service, offset, source.context(offset))
    for match in _IMAGE.finditer(segment.text):
        image = next(
            (one for one in services_by_name("images") if _is_image(match.group(), one)), None
        )
        if image is not None:
            version = match.group().rpartition(":")[2] if ":" in match.group() else ""
            yield _infrastructure(source, segment, match.start(), image, "images", version)
    if source.name in _CHART_FILES:
        found = _CHART.match(segment.text)
        if found and found[1] in services_by_name("charts"):
            yield _infrastructure(source, segment, found.start(1), found[1], "charts", "")


def _is_image(written: str, image: str) -> bool:
    return written.startswith(image) and (
        image.endswith("/") or written[len(image) : len(image) + 1] in {"", ":", "@", "-", "/"}
    )


def _infrastructure(
    source: SourceText, segment: Segment, start: int, name: str, kind: str, version: str
) -> Found:
    offset = segment.start + start
    service = services_by_name(kind)[name]
    said: FindingKind = "gateway" if services()[service].role == "gateway" else "infrastructure"
    return Found(said, name, service, offset, source.context(offset), version=version)
