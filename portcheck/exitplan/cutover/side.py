"""Describe a provider of a move as gateways name it."""

from __future__ import annotations

from portcheck.data.platforms import model_platform_of
from portcheck.data.vendors import Vendor, called, home, vendors
from portcheck.model.suite import ProviderSpec
from portcheck.value import Value

NO_MODEL = "MODEL"
"""Placeholder for a missing model, to fill in by hand."""
ENVOY_SCHEMAS = {
    "openai-chat": "OpenAI",
    "anthropic": "Anthropic",
    "bedrock": "AWSBedrock",
}
"""Dialects to API schemas of an AIServiceBackend (Envoy AI Gateway v1beta1, `APISchema`)."""


class Side(Value, kw_only=True):
    """Today's provider of a move or its target, as gateways name it."""

    provider: str
    model: str
    base_url: str | None
    """`None` if the entry is a recording, or if each customer has its own address."""
    key: str | None
    """Name of the environment variable with the key."""
    litellm_model: str
    openrouter_model: str | None
    """`None` if OpenRouter's name for the model is not known."""
    envoy_schema: str | None
    """`None` if Envoy AI Gateway has no schema for the wire format."""
    is_home: bool
    """Whether the address is the default of the dialect, which gateways know."""


def side(spec: ProviderSpec) -> Side:
    """The side of a move for an entry of the providers file."""
    service = _service(spec)
    model = spec.model or NO_MODEL
    own = _home_url(spec.dialect)
    url = spec.base_url or own
    prefix = service.litellm_prefix if service else None
    maker = service.openrouter_name if service else None
    return Side(
        provider=spec.id,
        model=model,
        base_url=url,
        key=spec.api_key_env,
        litellm_model=f"{prefix or 'openai'}/{model}",
        openrouter_model=f"{maker}/{model}" if maker else None,
        envoy_schema=_schema(spec, service),
        is_home=bool(prefix) and url == own,
    )


def _service(spec: ProviderSpec) -> Vendor | None:
    platform = model_platform_of(spec)
    if platform is None:
        return called(spec.vendor)
    return next((one for one in vendors().values() if one.platform == platform), None)


def _home_url(dialect: str) -> str | None:
    try:
        return home(dialect)["base_url"]
    except KeyError:
        return None


def _schema(spec: ProviderSpec, service: Vendor | None) -> str | None:
    if service is not None and service.platform == "azure":
        return "AzureOpenAI"
    return ENVOY_SCHEMAS.get(spec.dialect)
