"""Which platform an entry of a providers file stands for: who sets its prices and its dates."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

from portcheck.model.suite import ProviderSpec

_HOSTS = {
    "api.openai.com": "openai",
    "api.anthropic.com": "anthropic",
    "generativelanguage.googleapis.com": "gemini",
    "aiplatform.googleapis.com": "vertex",
    "api.cohere.com": "cohere",
    "api.cohere.ai": "cohere",
    "api.mistral.ai": "mistral",
    "api.groq.com": "groq",
    "api.together.xyz": "together",
    "api.together.ai": "together",
    "api.deepseek.com": "deepseek",
    "api.x.ai": "xai",
    "openrouter.ai": "openrouter",
}
_ENDS = {
    ".api.openai.com": "openai",
    ".openai.azure.com": "azure",
    ".cognitiveservices.azure.com": "azure",
    ".services.ai.azure.com": "azure",
    "-aiplatform.googleapis.com": "vertex",
    ".api.x.ai": "xai",
}
_BEDROCK = re.compile(r"bedrock[a-z-]*\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|api\.aws)")
_PRESETS = {
    "azure": "azure",
    "azure-openai": "azure",
    "google": "gemini",
    "openai-responses": "openai",
    **dict.fromkeys(("vertex-ai", "vertex-gemini", "gemini-vertex", "google-vertex"), "vertex"),
    **{name: name for name in ("openai", "anthropic", "gemini", "vertex", "bedrock", "cohere")},
    **{name: name for name in ("mistral", "groq", "together", "deepseek", "xai", "openrouter")},
}
_VENDORS = {
    "amazon": "bedrock",
    "aws": "bedrock",
    "azure": "azure",
    "azure-openai": "azure",
    "microsoft": "azure",
    "x-ai": "xai",
    **{name: name for name in ("openai", "anthropic", "bedrock", "cohere", "mistral", "groq")},
    **{name: name for name in ("together", "deepseek", "xai", "openrouter", "gemini", "vertex")},
}
"""Google is absent: it sells the same models on two platforms."""
_DIALECTS = {
    "openai-chat": "openai",
    "openai-responses": "openai",
    "anthropic": "anthropic",
    "gemini": "gemini",
    "bedrock": "bedrock",
    "cohere": "cohere",
    "mistral": "mistral",
}
_SHARED_DIALECTS = frozenset({"openai-chat", "openai-responses"})


def platform_of(spec: ProviderSpec) -> str | None:
    """The platform that serves an entry, or `None` where that is not known.

    A host that is known decides, unless the address was only typed for one command. Then the
    preset does, then the vendor. A host without a dot or given by number is somebody's own
    machine: what it serves has no list price. Answers from a file are those of their vendor.
    """
    host = "" if spec.base_url_typed else _host(spec.base_url)
    known = _of_host(host)
    if known is not None:
        return known
    if host and _is_own(host):
        return None
    stated = _stated(spec)
    if stated is None and spec.base_url is None and spec.preset is None:
        # The dialect's own address.
        return _DIALECTS.get(spec.dialect)
    return stated


def model_platform_of(spec: ProviderSpec) -> str | None:
    """The platform whose models an entry names: what they take does not depend on who relays.

    As `platform_of`, but a proxy on one's own machine hands on to the platform that preset or
    vendor name, or that alone speaks the dialect. OpenAI's formats are spoken by many.
    """
    known = platform_of(spec) or _stated(spec)
    if known is None and spec.dialect not in _SHARED_DIALECTS and spec.preset is None:
        return _DIALECTS.get(spec.dialect)
    return known


def _stated(spec: ProviderSpec) -> str | None:
    return _PRESETS.get(spec.preset or "") or _VENDORS.get(spec.vendor.strip().lower())


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").lower()
    except ValueError:
        return ""


def _of_host(host: str) -> str | None:
    if _BEDROCK.fullmatch(host):
        return "bedrock"
    found = _HOSTS.get(host)
    return found or next((name for end, name in _ENDS.items() if host.endswith(end)), None)


def _is_own(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." not in host
    return True
