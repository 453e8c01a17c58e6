"""Dialect `bedrock`: the Converse API of Amazon Bedrock."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from msgspec.structs import replace

from portcheck.data.local_hosts import is_loopback
from portcheck.data.vendors import at_host, home, region_of, regional_base_url, vendors
from portcheck.error_classes import ErrorClass
from portcheck.errors import UsageError
from portcheck.model.chat import JsonObject, Request
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Dialect, OptionMistake
from portcheck.providers.call.extra_fields import EXTRA_OPTIONS, review_extras
from portcheck.providers.call.http_provider import HttpProvider
from portcheck.providers.call.sealing import sealed_value
from portcheck.providers.call.serving import (
    SERVING_OPTIONS,
    review_serving,
    service_tier,
    serving_facts,
    system_cache,
)
from portcheck.providers.dialects.bedrock import guardrail, lint, metadata, response, stream
from portcheck.providers.dialects.bedrock import signing as aws
from portcheck.providers.dialects.bedrock.eventstream import EventStream
from portcheck.providers.dialects.bedrock.request import build_body
from portcheck.providers.faults import classify as failures
from portcheck.providers.faults.vendor_error import VendorError
from portcheck.providers.http import join_url
from portcheck.providers.request_parts import known_of
from portcheck.providers.wire import Outgoing, Route, Wire

T = TypeVar("T", str, bool)

NAME = "bedrock"
_HOME = home(NAME)
EXTRAS: Mapping[str, str] = {
    "additional_model_request_fields": "additionalModelRequestFields",
}
"""Options that are sent as they are, and the fields that hold them."""

_TIERS = ("default", "flex", "priority", "reserved")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[0-9]+")
_BY_TYPE: Mapping[str, ErrorClass] = {
    "AccessDeniedException": "auth",
    "ExpiredTokenException": "auth",
    "UnrecognizedClientException": "auth",
    "InvalidSignatureException": "auth",
    "IncompleteSignatureException": "auth",
    "MissingAuthenticationTokenException": "auth",
    "ResourceNotFoundException": "not_found",
    "ThrottlingException": "rate_limited",
    "ModelNotReadyException": "overloaded",
    "ServiceQuotaExceededException": "quota_exhausted",
    "ModelTimeoutException": "timeout",
    "ModelErrorException": "server",
    "ModelStreamErrorException": "server",
    "InternalServerException": "server",
    "ServiceUnavailableException": "overloaded",
}
_BLOCKED_WORDS = ("content filtering", "blocked by our content filter")
_LEGACY_WORDS = ("end of its life", "marked by provider as legacy")


def _route(spec: ProviderSpec, base_url: str, key: str | None) -> Route:
    """`{base_url}/model/{model}/converse` or `/converse-stream`, and how it is authorised.

    Raises:
        UsageError: no model, no region, or neither a key nor credentials.
    """
    if not spec.model:
        raise UsageError(
            f"provider {spec.id!r} has no model", hint="give it the id of a Bedrock model"
        )
    action = "converse-stream" if spec.stream else "converse"
    url = join_url(base_url, f"/model/{quote(spec.model, safe='')}/{action}")
    accept = "application/vnd.amazon.eventstream" if spec.stream else "application/json"
    facts = {
        name: json.dumps(sealed_value(value), sort_keys=True)
        for name, value in _extras(spec).items()
    }
    facts |= serving_facts(spec)
    host = (urlsplit(base_url).hostname or "").lower()
    if key is not None:
        headers = {"accept": accept, "authorization": f"Bearer {key}"}
        return Route(url=url, headers=headers, facts=facts)
    if is_loopback(host):
        # A stand-in on this machine: it gets neither a key nor a session token.
        return Route(url=url, headers={"accept": accept}, facts=facts)
    signer = aws.signer(
        spec,
        url=url,
        region=_signing_region(spec, base_url),
        profile=_option(spec, "profile", str, "a name"),
        instance_role=_option(spec, "instance_role", bool, "true or false") or False,
    )
    headers = {"accept": accept}
    return Route(
        url=url,
        headers=headers,
        facts=facts,
        ready=signer.ready,
        sign=signer.headers,
        secrets=signer.secrets,
    )


def _body(spec: ProviderSpec, request: Request) -> Outgoing:
    """The request; model and streaming are part of the address."""
    extras = {EXTRAS[name]: value for name, value in _extras(spec).items()}
    extras |= guardrail.config(spec)
    body, dropped = build_body(
        request,
        extras,
        model=spec.model,
        service_tier=service_tier(spec),
        cached=system_cache(spec),
        caps=known_of(spec, request),
    )
    return Outgoing(body, dropped)


def _error_class(error: VendorError) -> ErrorClass | None:
    """The exception's class; streams write its name with a small first letter."""
    kind = (error.type or "")[:1].upper() + (error.type or "")[1:]
    words = error.words
    if error.stated_status in {0, 400} and any(said in words for said in _BLOCKED_WORDS):
        return "content_blocked"
    if any(said in words for said in _LEGACY_WORDS):
        return "not_found"
    if kind == "ThrottlingException" and "per day" in words:
        return "quota_exhausted"
    if kind == "ValidationException":
        return failures.classify(replace(error, status=400))[0]
    # Proxies lose the header that names the exception; this status belongs to one alone.
    return _BY_TYPE.get(kind) or ("server" if error.status == 424 else None)


def bedrock_base_url(options: JsonObject) -> str | None:
    """The runtime of the option `region`; `None` without one, or where it is not a region.

    The region is written down, and not taken from the shell: it says where prompts go.
    """
    region = options.get("region")
    if not isinstance(region, str) or not _REGION.fullmatch(region):
        return None
    return regional_base_url(NAME, region)


def open_bedrock(spec: ProviderSpec, key: str | None, *, transport: Any = None) -> HttpProvider:
    """Open the provider of `spec`.

    Raises:
        UsageError: no region, neither key nor credentials, or an option with a wrong value.
    """
    base_url = spec.base_url or bedrock_base_url(spec.options)
    if base_url is None:
        raise UsageError(
            f"provider {spec.id!r} has no region", hint="give it options: {region: us-east-1}"
        )
    return HttpProvider(WIRE, spec, key, base_url=base_url, transport=transport)


def _extras(spec: ProviderSpec) -> dict[str, JsonObject]:
    found: dict[str, JsonObject] = {}
    for name in EXTRAS:
        value = spec.options.get(name)
        if value is None:
            continue
        if not isinstance(value, Mapping):
            raise UsageError(
                f"provider {spec.id!r}: the option {name} is not a mapping",
                hint="write its fields with the names of the Converse API",
            )
        found[name] = value
    return found


def _option(spec: ProviderSpec, name: str, kind: type[T], form: str) -> T | None:
    value = spec.options.get(name)
    if value is not None and not isinstance(value, kind):
        raise UsageError(f"provider {spec.id!r}: the option {name} is not {form}")
    return value


def _signing_region(spec: ProviderSpec, base_url: str) -> str:
    parts = urlsplit(base_url)
    host = (parts.hostname or "").lower()
    found = region_of(host) if at_host(host) is vendors()[NAME] else None
    # Signatures carry a session token, which goes to hosts that only AWS can serve.
    if parts.scheme != "https" or (found is None and not spec.base_url_typed):
        raise UsageError(
            f"provider {spec.id!r} has no key, and AWS credentials do not go to "
            f"{parts.scheme}://{host}",
            hint="name the variable of a key as api_key_env, or type an https:// address on the "
            "command line with --base-url",
        )
    region = _option(spec, "region", str, "a name") or found
    if not region:
        raise UsageError(
            f"provider {spec.id!r} has no region, which signatures need",
            hint="give it options: {region: us-east-1}",
        )
    return region


def _review(options: JsonObject) -> tuple[OptionMistake, ...]:
    return (*review_serving(options, tiers=_TIERS), *review_extras(options))


WIRE = Wire(
    name=NAME,
    route=_route,
    body=_body,
    decoder=EventStream,
    is_token=stream.is_token,
    is_end=lambda event: event.name == "metadata",  # it follows `messageStop`
    fold=stream.fold,
    read=lambda spec, body, headers: response.read_body(body),
    error_class=_error_class,
    ordinary=metadata.ORDINARY,
    facts=metadata.facts,
    turn=response.turn,
)

DIALECT = Dialect(
    name=NAME,
    summary="Amazon Bedrock Converse",
    open=open_bedrock,
    default_key_env=_HOME["api_key_env"],
    key_optional=True,
    options=("region", "profile", "instance_role", *EXTRAS, *SERVING_OPTIONS, *EXTRA_OPTIONS),
    plain_options=("region", "profile", "instance_role"),
    review=_review,
    base_url_of=bedrock_base_url,
    guardrail=guardrail.form_of,
    moved_options={"guardrail": guardrail.of_option},
    unsent=WIRE.unsent,
    lint=lint.lint,
)
