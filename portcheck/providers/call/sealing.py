"""Remove possible secrets from a provider's entry before it is stored or reported.

Names, hosts and known words stay. Everything else in an entry may be a secret (`?code=...`, a token
in a path, a literal in `extra_body`). It is replaced by a digest, which shows whether the value has
changed and cannot be sent.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.errors import UsageError
from portcheck.model.chat import JsonObject
from portcheck.model.codec import canonical_json
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers.call.response_limits import OPTION
from portcheck.providers.call.serving import SERVING_OPTIONS

_DIGEST = "sha256-"
_SEALED = re.compile(rf"{_DIGEST}[0-9a-f]{{16}}")
_PLACEHOLDER = re.compile(r"\$[a-z_]+")
"""A value in a body template that is replaced by a part of the request."""
_PLAIN_OPTIONS = frozenset({*SERVING_OPTIONS, OPTION})
"""Options of every dialect whose values are known words or numbers."""
_VERSION = re.compile(r"v\d{1,2}(?:(?:alpha|beta)\d?)?")
_COLLECTIONS = frozenset(
    {"deployments", "models", "model", "projects", "locations", "publishers", "endpoints"}
    | {"serving-endpoints", "engines"}
)
_PATH_WORDS = _COLLECTIONS | frozenset(
    {"api", "openai", "openapi", "anthropic", "google", "compatible-mode", "paas", "inference"}
    | {"chat", "completions", "responses", "messages", "generate", "converse", "converse-stream"}
    | {"gateway", "proxy", "llm", "mistral", "openai-compatible"}
)
"""Path segments of API addresses that are not secrets; others may be."""
_MIXED = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])")
_DATED = re.compile(r"\d{4}-\d\d-\d\d(?:-[a-z]+)?\Z")
"""A version of an API, such as `2024-10-21-preview`."""
_METHOD = re.compile(r":[A-Za-z]{1,40}\Z")
"""Method of a model, such as `:generateContent`."""


def sealed(spec: ProviderSpec) -> ProviderSpec:
    """Seal an entry for a run folder; sealing it again changes nothing."""
    auth = spec.auth
    if auth.command:
        auth = replace(auth, command=(auth.command[0], *map(_digest, auth.command[1:])))
    return replace(
        spec,
        base_url=spec.base_url and sealed_address(spec.base_url, spec),
        proxy=spec.proxy and sealed_address(spec.proxy),
        options=sealed_options(spec),
        auth=auth,
        moderator=spec.moderator if spec.moderator is UNSET else sealed(spec.moderator),
    )


def require_whole(spec: ProviderSpec) -> None:
    """Raise UsageError for an entry with digests instead of values that must be sent."""
    if spec.moderator is not UNSET:
        require_whole(spec.moderator)
    said = (spec.base_url or "", spec.proxy or "", spec.options, spec.auth.command)
    if any(_SEALED.search(text) for text in _texts(said)):
        raise UsageError(
            f"a run folder does not say completely how to reach provider {spec.id!r}: it holds "
            "only digests of possible secrets",
            hint="pass the file that the run used: --providers FILE",
        )


def sealed_address(url: str, spec: ProviderSpec | None = None) -> str:
    """Seal an address: keep its host and known words of its path, replace the rest by digests.

    Args:
        url: the address.
        spec: the entry, whose model and plain options may be in the path.
    """
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return _digest(url)
    names = set[str]() if spec is None else _names(spec)
    path = "/".join(_segment(one, names) for one in parts.path.split("/"))
    query = f"?{_digest(parts.query)}" if parts.query else ""
    fragment = f"#{_digest(parts.fragment)}" if parts.fragment else ""
    user = f"{_digest(parts.netloc.rpartition('@')[0])}@" if "@" in parts.netloc else ""
    return f"{parts.scheme}://{user}{host}{path}{query}{fragment}"


def secrets_of_address(url: str, spec: ProviderSpec) -> tuple[str, ...]:
    """The parts of an address to hide in responses: values of its query, tokens in its path.

    Names of resources (`/deployments/NAME`, `/projects/NAME`) and words are not hidden, because
    they can occur in messages and answers for other reasons.
    """
    parts, names = urlsplit(url), _names(spec)
    tokens = (
        one
        for before, one in pairwise(("", *parts.path.split("/")))
        if before not in _COLLECTIONS and _segment(one, names) != one
    )
    values = (value for _, value in parse_qsl(parts.query))
    return tuple(one for one in (*tokens, *values) if _MIXED.match(one) and not _DATED.match(one))


def sealed_options(spec: ProviderSpec) -> JsonObject:
    """Seal options: keep those that the dialect declares plain, and only names of the others."""
    plain = _plain_options(spec)
    return {
        name: value if name in plain else sealed_value(value)
        for name, value in spec.options.items()
    }


def sealed_value(value: Any) -> Any:
    """Replace every text and number in JSON by a digest; keep names of fields and variables."""
    if isinstance(value, Mapping):
        if set(value) == {"env"}:
            return value
        return {name: sealed_value(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [sealed_value(item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str) and _PLACEHOLDER.fullmatch(value):
        return value
    return _digest(value)


def _plain_options(spec: ProviderSpec) -> frozenset[str]:
    try:
        return _PLAIN_OPTIONS.union(DIALECTS.get(spec.dialect).plain_options)
    except UsageError:  # its plugin is not installed
        return _PLAIN_OPTIONS


def _names(spec: ProviderSpec) -> set[str]:
    """The public parts of an address."""
    model = spec.model or ""
    said = (spec.options.get(name) for name in _plain_options(spec))
    words = (model, *model.split("/"), *(word for word in said if isinstance(word, str)))
    return {quote(word, safe="") for word in words if word}


def _digest(value: Any) -> str:
    if isinstance(value, str) and (not value or _SEALED.fullmatch(value)):
        return value
    return _DIGEST + hashlib.sha256(canonical_json(value).encode()).hexdigest()[:16]


def _segment(text: str, names: set[str]) -> str:
    if not text or text in _PATH_WORDS or text in names or _VERSION.fullmatch(text):
        return text
    method = _METHOD.search(text)
    plain = method is not None and text[: method.start()] in names
    return text if plain else _digest(text)


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, Mapping) else value
    if not isinstance(value, (Mapping, list, tuple)):
        return []
    return [text for item in items for text in _texts(item)]
