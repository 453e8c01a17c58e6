"""Determine the kind of a file by its name: language, grammar and style of names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

Style = Literal["code", "config", "shell", "prose"]
"""In `code` a model is a quoted string; in `config` a value, quoted or not; in `shell` a word."""


class Kind(Struct, frozen=True):
    """How a file is read."""

    language: str
    grammar: str
    """Grammar of comments and strings; see `regions`."""
    style: Style


PROSE = Kind("text", "prose", "prose")
NOTEBOOK = Kind("notebook", "json", "config")
PYTHON = Kind("python", "python", "code")
_JSON = Kind("json", "json", "config")
_SHELL = Kind("shell", "hash", "shell")
_HCL = Kind("terraform", "hcl", "config")
_ENV = Kind("env", "hash", "config")
_MARKUP = Kind("markup", "xml", "code")

_BY_SUFFIX: Mapping[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(("py", "pyi", "pyw"), PYTHON),
        "ipynb": NOTEBOOK,
        **dict.fromkeys(
            ("js", "jsx", "mjs", "cjs", "ts", "tsx", "mts", "cts", "vue", "svelte", "astro"),
            Kind("javascript", "c", "code"),
        ),
        "go": Kind("go", "c", "code"),
        **dict.fromkeys(
            ("java", "kt", "kts", "scala", "groovy", "gradle"), Kind("java", "c", "code")
        ),
        **dict.fromkeys(
            ("rs", "cs", "swift", "c", "h", "cc", "cpp", "hpp", "php", "dart", "m"),
            Kind("c", "c", "code"),
        ),
        **dict.fromkeys(("rb", "r", "jl", "ex", "exs", "pl", "pm"), Kind("ruby", "hash", "code")),
        **dict.fromkeys(("yaml", "yml"), Kind("yaml", "hash", "config")),
        "toml": Kind("toml", "hash", "config"),
        **dict.fromkeys(("lock", "mod"), Kind("lock", "hash", "config")),
        **dict.fromkeys(("json", "jsonc", "json5", "webmanifest"), _JSON),
        **dict.fromkeys(("tf", "tfvars", "hcl", "bicep"), _HCL),
        **dict.fromkeys(("sh", "bash", "zsh", "fish", "ps1", "bat", "mk"), _SHELL),
        **dict.fromkeys(
            ("env", "ini", "cfg", "conf", "properties", "envrc"), Kind("ini", "ini", "config")
        ),
        **dict.fromkeys(("xml", "html", "htm", "jinja", "j2", "tmpl", "tpl", "hbs"), _MARKUP),
        **dict.fromkeys(("md", "mdx", "rst", "txt", "adoc", "org", "tex"), PROSE),
        "sql": Kind("sql", "prose", "code"),
    }
)
_NAMES = (
    (re.compile(r"(?:dockerfile|containerfile)(?:\..+)?|.+\.dockerfile", re.IGNORECASE), _SHELL),
    (re.compile(r"makefile|justfile|procfile|jenkinsfile|\.bashrc", re.IGNORECASE), _SHELL),
    (re.compile(r"\.env(?:\..+)?|.+\.env|env\.(?:example|sample|template)"), _ENV),
    (re.compile(r"(?:requirements|constraints).*\.(?:txt|in|pip)"), Kind("pip", "hash", "config")),
    (re.compile(r"pipfile", re.IGNORECASE), Kind("toml", "hash", "config")),
    (re.compile(r"go\.(?:mod|sum|work)|gradle\.lockfile"), Kind("lock", "hash", "config")),
    (re.compile(r"license.*|licence.*|notice.*|changelog.*|authors.*", re.IGNORECASE), PROSE),
)
_TESTS = re.compile(
    r"(?:^|/)(?:tests?|__tests__|testdata|fixtures|__mocks__|mocks|e2e|specs?|cassettes)/"
    r"|(?:^|/)(?:test_[^/]*|conftest)\.py$|_test\.(?:py|go|rb)$|\.(?:test|spec|stories)\.[cm]?[jt]sx?$"
    r"|(?:Tests?|Spec|IT)\.(?:java|kt|scala|cs)$"
)
_DOCUMENTS = re.compile(r"(?:^|/)(?:docs?|documentation)/")


@lru_cache(maxsize=4096)
def kind_of(path: str) -> Kind | None:
    """The kind of a file; `None` if files of this name are not scanned."""
    name = path.rpartition("/")[2]
    for pattern, kind in _NAMES:
        if pattern.fullmatch(name):
            return kind
    return _BY_SUFFIX.get(name.rpartition(".")[2].lower()) if "." in name else None


def is_test(path: str) -> bool:
    """Whether a file belongs to tests, judging by its path in the folder."""
    return _TESTS.search(path) is not None


def is_documentation(path: str) -> bool:
    """Whether a file is in a folder of documentation."""
    return _DOCUMENTS.search(path) is not None
