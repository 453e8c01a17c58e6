"""Dialect `openai-chat`: OpenAI Chat Completions, and everybody who speaks it.

Azure OpenAI, Groq, Together, DeepSeek, OpenRouter, Ollama, vLLM, llama.cpp and others differ in
details that are read here for all of them, so that a preset needs an address only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal
from urllib.parse import urlsplit

from portcheck.errors import UsageError
from portcheck.model.chat import JsonObject, Request
from portcheck.model.completion import Completion, ErrorClass
from portcheck.model.suite import ProviderSpec
from portcheck.providers import openai_chat_response as response
from portcheck.providers.base import Dialect
from portcheck.providers.events import DONE, JsonEvents, StreamEvent
from portcheck.providers.exchange import HttpProvider
from portcheck.providers.headers import header_option
from portcheck.providers.http import join_url
from portcheck.providers.openai_chat_lint import capabilities, lint
from portcheck.providers.openai_chat_request import build_body
from portcheck.providers.vendor_error import VendorError
from portcheck.providers.wire import Folded, Outgoing, Route

NAME = "openai-chat"
BASE_URL = "https://api.openai.com/v1"

_AZURE_HOSTS = (".openai.azure.com", ".cognitiveservices.azure.com", ".services.ai.azure.com")
_OWN_VENDORS = frozenset({"openai", "azure", "azure-openai", "microsoft"})
"""Vendors whose services take `max_completion_tokens`; imitators know `max_tokens`."""
_OPTIONS = ("max_tokens_field", "system_role", "key_header", "organization")


class OpenAIChat:
    """Chat Completions on the wire."""

    name = NAME

    def route(self, spec: ProviderSpec, base_url: str, key: str | None) -> Route:
        """`{base_url}/chat/completions`; a bare api.openai.com gets its `/v1`."""
        parts = urlsplit(base_url)
        if parts.hostname == "api.openai.com" and not parts.path.strip("/"):
            base_url = join_url(base_url, "/v1")
        headers: dict[str, str] = {}
        if key is not None:
            name = _key_header(spec, parts.hostname or "")
            headers[name] = f"Bearer {key}" if name == "authorization" else key
        organization = header_option(spec, "organization")
        if organization:
            headers["openai-organization"] = organization
        return Route(url=join_url(base_url, "/chat/completions"), headers=headers)

    def body(self, spec: ProviderSpec, request: Request) -> Outgoing:
        """The request; `max_completion_tokens` for OpenAI and Azure, else `max_tokens`."""
        default = "max_completion_tokens" if _is_own(spec) else "max_tokens"
        field = _choice(spec, "max_tokens_field", default, "max_tokens", "max_completion_tokens")
        role = _choice(spec, "system_role", "system", "system", "developer", "user")
        body, dropped = build_body(
            request,
            model=spec.model,
            max_tokens_field=field,
            system_role=role,
            stream=spec.stream,
        )
        return Outgoing(body, dropped)

    def decoder(self) -> JsonEvents:
        """Server-sent events, `[DONE]` at the end."""
        return JsonEvents()

    def is_token(self, event: StreamEvent) -> bool:
        """See `openai_chat_response.is_token`."""
        return response.is_token(event)

    def is_end(self, event: StreamEvent) -> bool:
        """`[DONE]`."""
        return event.name == DONE

    def fold(self, events: Sequence[StreamEvent]) -> Folded:
        """See `openai_chat_response.fold`."""
        return response.fold(events)

    def read(self, body: JsonObject, headers: Mapping[str, str]) -> Completion:
        """See `openai_chat_response.read_body`."""
        return response.read_body(body, headers)

    def error_class(self, error: VendorError) -> ErrorClass | None:
        """Groq says 413 with code `rate_limit_exceeded`; all else follows the common rules."""
        return "invalid_request" if error.status == 413 else None


def open_openai_chat(spec: ProviderSpec, key: str | None, *, transport: Any = None) -> HttpProvider:
    """The provider behind `spec`.

    Raises:
        UsageError: an option has a value that it cannot have.
    """
    wire = OpenAIChat()
    wire.body(spec, Request(messages=()))
    return HttpProvider(wire, spec, key, base_url=spec.base_url or BASE_URL, transport=transport)


def _is_own(spec: ProviderSpec) -> bool:
    host = urlsplit(spec.base_url or BASE_URL).hostname or ""
    return (
        spec.vendor.lower() in _OWN_VENDORS
        or host == "api.openai.com"
        or host.endswith(_AZURE_HOSTS)
    )


def _key_header(spec: ProviderSpec, host: str) -> Literal["authorization", "api-key"]:
    azure = host.endswith(_AZURE_HOSTS) or spec.preset == "azure-openai"
    default = "api-key" if azure else "authorization"
    name = _choice(spec, "key_header", default, "authorization", "api-key")
    return "api-key" if name == "api-key" else "authorization"


def _choice(spec: ProviderSpec, option: str, default: str, *allowed: str) -> str:
    value = spec.options.get(option, default)
    if value not in allowed:
        raise UsageError(
            f"provider {spec.id!r}: the option {option} cannot be {value!r}",
            hint=f"it is one of {', '.join(allowed)}",
        )
    return str(value)


DIALECT = Dialect(
    name=NAME,
    summary="OpenAI Chat Completions and compatible services",
    open=open_openai_chat,
    default_base_url=BASE_URL,
    default_key_env="OPENAI_API_KEY",
    options=_OPTIONS,
    wire=OpenAIChat,
    lint=lint,
    capabilities=capabilities,
)
