"""Which key goes where: variables are looked up here, and nowhere else.

A key is handed out only for https, or http to this machine. A variable that a vendor's own tools
use is handed out only for that vendor's hosts, unless the address was typed on the command line: a
providers file must not be able to send such a key elsewhere by a slip.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from types import MappingProxyType
from urllib.parse import SplitResult, urlsplit

from portcheck.errors import UsageError
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS, Dialect
from portcheck.providers.http import is_loopback_host

_AZURE = ("*.openai.azure.com", "*.cognitiveservices.azure.com", "*.services.ai.azure.com")
_GOOGLE = (
    "generativelanguage.googleapis.com",
    "aiplatform.googleapis.com",
    "*-aiplatform.googleapis.com",
    "aiplatform.*.rep.googleapis.com",
)

VENDOR_HOSTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "OPENAI_API_KEY": ("api.openai.com", "*.api.openai.com"),
        "ANTHROPIC_API_KEY": ("api.anthropic.com",),
        "ANTHROPIC_AUTH_TOKEN": ("api.anthropic.com",),
        "AZURE_OPENAI_API_KEY": _AZURE,
        "AZURE_OPENAI_AD_TOKEN": _AZURE,
        "GROQ_API_KEY": ("api.groq.com",),
        "TOGETHER_API_KEY": ("api.together.xyz", "api.together.ai"),
        "DEEPSEEK_API_KEY": ("api.deepseek.com",),
        "XAI_API_KEY": ("api.x.ai", "*.api.x.ai"),
        "OPENROUTER_API_KEY": ("openrouter.ai",),
        "OLLAMA_API_KEY": ("ollama.com",),
        "MISTRAL_API_KEY": ("api.mistral.ai",),
        "CO_API_KEY": ("api.cohere.com", "api.cohere.ai"),
        "COHERE_API_KEY": ("api.cohere.com", "api.cohere.ai"),
        "GOOGLE_API_KEY": _GOOGLE,
        "GEMINI_API_KEY": _GOOGLE,
        "GOOGLE_CLOUD_ACCESS_TOKEN": _GOOGLE[1:],
        # Not all of amazonaws.com: anybody can rent a name there.
        "AWS_BEARER_TOKEN_BEDROCK": (
            "bedrock-runtime.*.amazonaws.com",
            "bedrock-runtime-fips.*.amazonaws.com",
            "bedrock-runtime.*.amazonaws.com.cn",
            "bedrock-runtime.*.api.aws",
            "*.bedrock-runtime.*.vpce.amazonaws.com",
            "bedrock-mantle.*.api.aws",
        ),
        "HF_TOKEN": ("router.huggingface.co", "api-inference.huggingface.co"),
        "CEREBRAS_API_KEY": ("api.cerebras.ai",),
    }
)
"""Well-known variables and the hosts they belong to; `*` stands for a piece without a dot."""


def key_for(spec: ProviderSpec, environ: Mapping[str, str]) -> str | None:
    """The key of a provider; `None` where its entry names no variable, or an optional one is unset.

    Raises:
        UsageError: the variable is unset, holds no key, or may not be sent to this address.
    """
    if spec.api_key_env is None or not _dialect(spec).uses_network:
        return None
    address = _address(spec)
    _require_safe(spec, address)
    name = spec.api_key_env
    key = environ.get(name, "")
    if not key and (spec.api_key_optional or _is_optional(spec)):
        return None
    if not key:
        raise UsageError(
            f"{name} is not set: it holds the key of provider {spec.id!r}",
            hint=f"export {name}=...",
        )
    if not all("!" <= ch <= "~" for ch in key):
        raise UsageError(
            f"{name} holds white space, control or non-ASCII characters, which no key has",
            hint=f"export {name}=... again, without them",
        )
    return key


def destination(spec: ProviderSpec) -> tuple[str | None, str]:
    """Key variable and host of a provider, for printing before anything is sent.

    Raises:
        UsageError: the provider has no usable address.
    """
    return (spec.api_key_env if _dialect(spec).uses_network else None), host(spec)


def host(spec: ProviderSpec) -> str:
    """Host of a provider, with its port where the address names one; "" without a network.

    Raises:
        UsageError: the provider has no usable address.
    """
    if not _dialect(spec).uses_network:
        return ""
    address = _address(spec)
    name = address.hostname or ""
    shown = f"[{name}]" if ":" in name else name
    return f"{shown}:{address.port}" if address.port else shown


def is_loopback(spec: ProviderSpec) -> bool:
    """Whether the provider runs on this machine."""
    return _dialect(spec).uses_network and is_loopback_host(_address(spec).hostname or "")


def _dialect(spec: ProviderSpec) -> Dialect:
    return DIALECTS.get(spec.dialect)


def _is_optional(spec: ProviderSpec) -> bool:
    dialect = _dialect(spec)
    return dialect.key_optional and spec.api_key_env == dialect.default_key_env


def _address(spec: ProviderSpec) -> SplitResult:
    url = spec.base_url or _dialect(spec).default_base_url
    if url is None:
        raise UsageError(
            f"provider {spec.id!r} has no address", hint="give it a base_url in the providers file"
        )
    try:
        address = urlsplit(url)
        port = address.port
    except ValueError:
        raise _unusable(spec, "it is no URL") from None
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise _unusable(spec, "it holds characters that no URL has")
    if address.scheme not in {"http", "https"} or not address.hostname or port == 0:
        raise _unusable(spec, "it must begin with https:// or http:// and name a host")
    if address.username is not None or address.password is not None:
        raise _unusable(spec, "it holds a user name or a password")
    return address


def _unusable(spec: ProviderSpec, why: str) -> UsageError:
    # The address is not shown: it may hold a secret.
    return UsageError(
        f"the base_url of provider {spec.id!r} cannot be used: {why}",
        hint="an address looks like https://api.example.com/v1; keys go into api_key_env",
    )


def _require_safe(spec: ProviderSpec, address: SplitResult) -> None:
    name, target = spec.api_key_env or "", address.hostname or ""
    if address.scheme != "https" and not is_loopback_host(target):
        raise UsageError(
            f"{name} would go to {target} unencrypted",
            hint=f"give provider {spec.id!r} an https:// address",
        )
    own = _own_hosts(name)
    if own and not spec.base_url_typed and not _matches(target, own):
        raise UsageError(
            f"{name} belongs to {own[0]}, and would go to {target}",
            hint=f"use a variable of its own for {target}, or type the address on the command line "
            "with --base-url",
        )


def _own_hosts(variable: str) -> tuple[str, ...]:
    hosts = list(VENDOR_HOSTS.get(variable, ()))
    dialects = DIALECTS.built_in.values()
    hosts.extend(
        urlsplit(dialect.default_base_url).hostname or ""
        for dialect in dialects
        if dialect.default_key_env == variable and dialect.default_base_url
    )
    return tuple(dict.fromkeys(filter(None, hosts)))


def _matches(target: str, own: tuple[str, ...]) -> bool:
    labels = target.split(".")
    for name in own:
        wanted = name.split(".")
        if len(wanted) == len(labels) and all(map(fnmatchcase, labels, wanted)):
            return True
    return False
