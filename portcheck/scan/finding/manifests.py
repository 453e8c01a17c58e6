"""Find libraries and their versions in manifests, lock files and install commands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from portcheck.data.usage import services_by_name
from portcheck.scan.finding.imports import longest
from portcheck.scan.finding.text import Found, SourceText

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_RANGE = r"[^\s\"',;#]*"


class _Form(Struct, frozen=True):
    """Pattern for the packages of a file: the first group is the name, the second the version."""

    ecosystem: str
    pattern: re.Pattern[str]
    locked: bool = False


def _form(ecosystem: str, pattern: str, *, locked: bool = False) -> _Form:
    return _Form(ecosystem, re.compile(pattern, re.MULTILINE), locked)


_TOML_LOCK = r"^name = \"([^\"\n]+)\"\nversion = \"([^\"\n]+)\""
_PIPFILE_LOCK = r"^\s*\"([^\"\n]+)\": \{[^{}]*?\"version\": \"==([^\"\n]+)\""
_NPM_NAME = r"((?:@[\w.-]+/)?[\w.-]+)"
_NPM_LOCK = rf"^\s*\"(?:node_modules/)?{_NPM_NAME}\": \{{\s*\"version\": \"([^\"\n]+)\""
_YARN_LOCK = rf"^\"?{_NPM_NAME}@[^\n]*:\n\s+version:? \"?([^\"\n]+)\"?"
_PNPM_LOCK = rf"^  '?/?{_NPM_NAME}[@/](\d[^:'(\n]*)"
_BUN_LOCK = rf"^\s*\"[^\"\n]+\": \[\"{_NPM_NAME}@([^\"\n]+)\""
_GRADLE_LOCK = r"^([\w.-]+:[\w.-]+):([^=\n]+)="
_GO_MOD = r"^\s*(?:require\s+)?([\w.-]+\.[\w.-]+/\S+)\s+(v\S+)"
_PACKAGE_JSON = rf"^\s*\"{_NPM_NAME}\"\s*:\s*\"([\^~<>=v\d*][^\"\n]*|latest|workspace:[^\"\n]*)\""
_QUOTED = rf"[\"']({_NAME})(?:\[[^\]\n]*\])?\s*((?:[=<>!~]=?|===)[^\"';\n]*)?(?:;[^\"'\n]*)?[\"']"
_TOML_KEY = rf"^\"?({_NAME})\"?\s*=\s*(?:\{{[^}}\n]*?version\s*=\s*)?\"([\^~<>=!*\d][^\"\n]*)\""
_REQUIREMENT = (
    rf"^[ \t]*(?:#[ \t]*)?(?:-[ \t]+)?({_NAME})(?:\[[^\]\n]*\])?[ \t]*([=<>!~]=?=?[^;#\n\\]*)?"
    r"[ \t]*(?:[;#\\].*)?$"
)
_POM = (
    r"<groupId>([^<]+)</groupId>\s*<artifactId>([^<]+)</artifactId>"
    r"(?:\s*<version>([^<]+)</version>)?"
)
_GRADLE = r"[\"']([\w.-]+:[\w.-]+)(?::([^\"'@\n]+))?[^\"'\n]*[\"']"
_CATALOG = (
    r"module\s*=\s*\"([\w.-]+:[\w.-]+)\""
    r"(?:[^\n}]*?version(?:\.ref)?\s*=\s*\"([^\"\n]+)\")?"
)
_FORMS: Mapping[str, tuple[_Form, ...]] = MappingProxyType(
    {
        "uv.lock": (_form("pip", _TOML_LOCK, locked=True),),
        "poetry.lock": (_form("pip", _TOML_LOCK, locked=True),),
        "pdm.lock": (_form("pip", _TOML_LOCK, locked=True),),
        "Pipfile.lock": (_form("pip", _PIPFILE_LOCK, locked=True),),
        "package-lock.json": (_form("npm", _NPM_LOCK, locked=True),),
        "npm-shrinkwrap.json": (_form("npm", _NPM_LOCK, locked=True),),
        "yarn.lock": (_form("npm", _YARN_LOCK, locked=True),),
        "pnpm-lock.yaml": (_form("npm", _PNPM_LOCK, locked=True),),
        "bun.lock": (_form("npm", _BUN_LOCK, locked=True),),
        "gradle.lockfile": (_form("maven", _GRADLE_LOCK, locked=True),),
        "go.mod": (_form("go", _GO_MOD, locked=True),),
        "package.json": (_form("npm", _PACKAGE_JSON),),
        "pyproject.toml": (_form("pip", _QUOTED), _form("pip", _TOML_KEY)),
        "Pipfile": (_form("pip", _TOML_KEY),),
        "setup.py": (_form("pip", _QUOTED),),
        "setup.cfg": (_form("pip", _REQUIREMENT),),
        "pom.xml": (_form("maven", _POM),),
    }
)
_REQUIREMENTS = (_form("pip", _REQUIREMENT),)
_GRADLES = (_form("maven", _CATALOG), _form("maven", _GRADLE))
_INSTALL = re.compile(
    r"\b(?:pip3?|uv pip|uv|poetry|pipx?|conda|npm|pnpm|yarn|bun)\s+(?:install|add|i)\s+([^\n&|;]+)"
)
_INSTALLED = re.compile(rf"[\"']?(@?{_NAME}(?:/{_NAME})?)(?:\[[^\]]*\])?(?:[=@<>~!]+({_RANGE}))?")
_SCRIPTS = re.compile(r"\b(?:npm|pnpm|yarn|bun)\b")


def find_packages(source: SourceText) -> Iterator[Found]:
    """Yield the libraries that a manifest or lock file names."""
    declared = _declared(source.text) if source.name == "pyproject.toml" else None
    for form in _forms(source.name):
        for match in form.pattern.finditer(source.text):
            if declared is None or _normal(match[1]) in declared:
                yield from _package(source, match, form)


def is_manifest(name: str) -> bool:
    """Whether a file of this name is a manifest or lock file."""
    return bool(_forms(name))


def find_installs(source: SourceText, start: int, text: str) -> Iterator[Found]:
    """Yield the libraries that a command on a line installs."""
    for match in _INSTALL.finditer(text):
        ecosystem = "npm" if _SCRIPTS.match(match.group()) else "pip"
        for word in _INSTALLED.finditer(match[1]):
            name = _known(ecosystem, word[1])
            if name is not None:
                offset = start + match.start(1) + word.start(1)
                yield Found(
                    "sdk", name, services_by_name(ecosystem)[name], offset, source.context(offset),
                    version=word[2] or "",
                )  # fmt: skip


def _declared(text: str) -> frozenset[str] | None:
    """The dependencies of a pyproject.toml, without its keywords; `None`: it is not TOML."""
    try:
        data: Any = tomllib.loads(text)
    except (ValueError, RecursionError):
        return None
    project, tool = _table(data, "project"), _table(data, "tool")
    poetry = _table(tool, "poetry")
    lists = [project.get("dependencies"), _table(tool, "uv").get("dev-dependencies")]
    for groups in (_table(project, "optional-dependencies"), _table(data, "dependency-groups")):
        lists += groups.values()
    tables = [_table(poetry, "dependencies"), _table(poetry, "dev-dependencies")]
    named_groups = _table(poetry, "group")
    tables += [_table(_table(named_groups, name), "dependencies") for name in named_groups]
    words = [
        word for one in lists if isinstance(one, list) for word in one if isinstance(word, str)
    ]
    names = [found[0] for word in words if (found := re.match(_NAME, word))]
    return frozenset(map(_normal, [*names, *(name for table in tables for name in table)]))


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    """The table of that name; empty if it is missing or another type."""
    found = data.get(name)
    return found if isinstance(found, dict) else {}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _forms(name: str) -> tuple[_Form, ...]:
    if name in _FORMS:
        return _FORMS[name]
    if re.fullmatch(r"(?:requirements|constraints).*\.(?:txt|in|pip)|environment\.ya?ml", name):
        return _REQUIREMENTS
    if name.endswith((".gradle", ".gradle.kts", ".versions.toml", ".sbt")):
        return _GRADLES
    return ()


def _package(source: SourceText, match: re.Match[str], form: _Form) -> Iterator[Found]:
    written, version, first = match[1], match[2] or "", match.start(1)
    if form.ecosystem == "maven" and source.name == "pom.xml":
        written, version = f"{match[1].strip()}:{match[2].strip()}", match[3] or ""
    name = _known(form.ecosystem, written)
    if name is None:
        return
    region = source.regions.at(first)
    context = source.context(first, region)
    yield Found(
        "sdk", name, services_by_name(form.ecosystem)[name], first, context,
        version=version.strip(), locked=form.locked,
    )  # fmt: skip


def _known(ecosystem: str, written: str) -> str | None:
    names = services_by_name(ecosystem)
    if ecosystem == "go":
        return longest(names, written, "/")
    if ecosystem == "maven":
        # Spring AI and LangChain4j have many artifacts with a common prefix.
        fits = (one for one in names if written == one or written.startswith(f"{one}-"))
        return max(fits, key=len, default=None)
    name = _normal(written) if ecosystem == "pip" else written
    return name if name in names else None
