"""Recognize words that are names of models, and the service that the spelling implies."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from msgspec import Struct

from portcheck.data.model_names import exact_name
from portcheck.data.tables import table
from portcheck.data.usage import ModelFamily, families, services
from portcheck.data.vendors import vendors

_ROUTES = frozenset({"free", "nitro", "floor", "online", "batch", "beta", "extended", "thinking"})
_MAKERS_ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "google-gla": "gemini",
        "google-vertex": "vertex",
        "google_genai": "gemini",
        "google_vertexai": "vertex",
        "vertex_ai": "vertex",
        "vertex_ai_beta": "vertex",
        "azure_openai": "azure",
        "azure_ai": "azure",
        "bedrock_converse": "bedrock",
        "together_ai": "together",
        "fireworks_ai": "fireworks",
        "mistralai": "mistral",
        "cohere": "cohere",
        "ollama": "ollama",
        "hosted_vllm": "vllm",
        "x-ai": "xai",
    }
)
"""Service prefixes of frameworks and LiteLLM that the tables lack."""
_HOLDERS = frozenset(
    {"models", "model", "deployments", "engines", "foundation-model", "inference-profile"}
    | {"accounts", "fireworks", "google", "anthropic", "publishers", "meta", "mistralai"}
    | {"meta-llama", "qwen", "deepseek-ai", "nvidia", "microsoft", "moonshotai", "zai-org"}
    | {"openai", "cohere", "cohereforai", "thebloke", "unsloth", "nousresearch", "minimaxai"}
    | {"hosted_vllm", "huggingface", "text-completion-openai", "responses", "converse", "batch"}
    | {"z-ai", "thudm", "codellama", "perplexity", "minimax", "library", "hf", "azure_text"}
)
"""Words that can precede a model's name in a path."""


_SERVED_UNDER: Mapping[str, str | None] = MappingProxyType(
    {
        "accounts": "fireworks",
        "publishers": "vertex",
        "deployments": "azure",
        "models": None,
        "model": None,
        "engines": None,
    }
)
"""First word of a path to the service that it implies; `None`: only a model follows."""
HOSTS_OF_WEIGHTS = (
    "groq", "together", "fireworks", "cerebras", "deepinfra", "sambanova", "openrouter", "nvidia",
    "huggingface", "replicate", "databricks", "watsonx", "ollama", "vllm", "llama-cpp", "tgi",
    "sglang", "azure", "vertex", "bedrock",
)  # fmt: skip
"""Services that serve open weights."""


class ModelName(Struct, frozen=True):
    """A word that names a model."""

    name: str
    """Name as in the tables: lower case, without a prefix for the service."""
    service: str | None
    """The service that the word itself states, otherwise the maker's."""
    stated: bool
    """Whether the word itself states the service."""
    purpose: str
    short: bool


@cache
def _pattern() -> re.Pattern[str]:
    parts = (f"(?P<f{number}>{family.pattern})" for number, family in enumerate(families()))
    return re.compile("|".join(parts))


@cache
def _prefixes() -> Mapping[str, str]:
    """Prefix of a model's name to its service."""
    found: dict[str, str] = {name: name for name in services()}
    for name, one in vendors().items():
        if one.litellm_prefix:
            found[one.litellm_prefix] = name
    return MappingProxyType({**found, **_MAKERS_ELSEWHERE})


@lru_cache(maxsize=65_536)
def model_named(word: str) -> ModelName | None:
    """Parse a word as the name of a model; `None` if it is not one.

    Args:
        word: the word as written, possibly with a service or a path before the name.
    """
    lower = word.rstrip(".,:;/+-").lower()
    if len(lower) < 2 or "//" in lower:
        return None
    if lower.startswith(("ft:", "arn:")):
        return _fine_tuned(lower) if lower[0] == "f" else _of_arn(lower)
    *path, last = lower.split("/")
    head, _, rest = last.partition(":")
    if path:
        return _in_path(path, head if rest in _ROUTES else last)
    if rest and head in _prefixes() and _family(rest):
        return _plain(rest, _prefixes()[head])
    return _plain(last)


def _in_path(path: list[str], last: str) -> ModelName | None:
    """Parse a model after a path of services, makers and words such as `models`."""
    family = _family(last)
    if family is None or not all(part in _HOLDERS or part in _prefixes() for part in path):
        return None
    first = path[0]
    head = _prefixes().get(first)
    whole = "/".join([*path, last])
    if head == "openrouter" or _is_routers_spelling(family, first, last):
        return _plain(last, "openrouter", whole.removeprefix("openrouter/"))
    if first in _SERVED_UNDER:
        return _plain(last, _SERVED_UNDER[first])
    if family.service is None:
        serves = head in HOSTS_OF_WEIGHTS
        return _plain(last, head if serves else None, "/".join([*path[serves:], last]))
    return _plain(last, next((_prefixes()[part] for part in path if part in _prefixes()), None))


def _is_routers_spelling(family: ModelFamily, first: str, last: str) -> bool:
    """Whether only routers use this spelling, such as `anthropic/claude-3.5-sonnet`."""
    if first == "anthropic":
        return family.service == "anthropic" and "." in last
    return first == "google" and family.service == "gemini"


def _plain(word: str, service: str | None = None, name: str | None = None) -> ModelName | None:
    family = _family(word)
    if family is None:
        return None
    own = family.service
    stated = service is not None or own == "bedrock"
    if service is None and "@" in word and own == "anthropic":
        service, stated = "vertex", True
    return ModelName(name or word, service or own, stated, family.purpose, family.short)


def _family(word: str) -> ModelFamily | None:
    found = _pattern().fullmatch(word)
    return families()[int(found.lastgroup[1:])] if found and found.lastgroup else None


def _fine_tuned(word: str) -> ModelName | None:
    base = _plain(word.split(":")[1])
    return base and ModelName(word, base.service, stated=True, purpose=base.purpose, short=False)


def _of_arn(word: str) -> ModelName | None:
    name = exact_name("bedrock", word)
    return _plain(name, "bedrock") if name != word else None


@cache
def constants() -> Mapping[str, str]:
    """Model name without punctuation to the name, as library constants spell it."""
    found: dict[str, str] = {}
    for platform in ("openai", "anthropic", "gemini", "mistral", "cohere"):
        names = [
            *table("lifecycle")["lifecycle"].get(platform, {}),
            *table("capabilities")["models"].get(platform, {}),
            *(entry["id"] for entry in table("prices")["prices"].get(platform, ())),
        ]
        for name in names:
            if _family(name) is not None:
                found.setdefault(re.sub(r"[^a-z0-9]", "", name), name)
    return MappingProxyType(found)
