"""Look up keys in variables and decide where they may be sent; no other module does.

A key is returned only for https, or for http to this machine. A variable of a vendor's own tools is
returned only for that vendor's hosts, unless the address was typed on the command line: a mistake
in a providers file must not send such a key elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import SplitResult, urlsplit

from portcheck.data.local_hosts import is_loopback
from portcheck.data.vendors import hosts_of, hosts_of_key, is_among
from portcheck.errors import CredentialsError, UsageError
from portcheck.model.numbers import listing
from portcheck.model.suite import ProviderSpec
from portcheck.model.visible_text import one_line
from portcheck.plugins import DIALECTS, Dialect
from portcheck.providers.auth.sources import require_library
from portcheck.providers.call.extra_fields import extra_headers, header_variables
from portcheck.providers.call.sealing import sealed_address

_LOGINS = {"google": "Google login", "azure": "Azure login", "aws": "AWS login"}
_COMPANIES = {"google": "google", "azure": "microsoft"}
"""Login to the company whose hosts accept its default token."""

_LONGEST_NAME = 60


def key_for(spec: ProviderSpec, environ: Mapping[str, str]) -> str | None:
    """The key of a provider; `None` if its entry names no variable, or an optional one is unset.

    Raises:
        CredentialsError: the variable is unset or holds no key, or a library is not installed.
        UsageError: it may not be sent to this address.
    """
    if not _dialect(spec).uses_network:
        return None
    header_values(spec, environ)
    if spec.auth.brings_token:
        _require_own_host(spec, _address(spec))
    require_library(spec)
    if spec.api_key_env is None:
        return None
    address = _address(spec)
    name = spec.api_key_env
    _require_safe(spec, address, name)
    key = environ.get(name, "")
    if not key and (spec.api_key_optional or _is_optional(spec)):
        return None
    if not key:
        raise CredentialsError(
            f"{name} is not set: it holds the key of provider {spec.id!r}",
            hint=f"{_set_ones(environ)}export {name}=...",
        )
    if not all("!" <= ch <= "~" for ch in key):
        raise CredentialsError(
            f"{name} has white space, control or non-ASCII characters, which no key has",
            hint=f"export {name}=... again, without them",
        )
    return key


def _set_ones(environ: Mapping[str, str]) -> str:
    """The names of variables that look like keys; "" if none is set."""
    words = ("_KEY", "_TOKEN")
    found = sorted(one for one, value in environ.items() if value and one.upper().endswith(words))
    names = listing([one_line(one, _LONGEST_NAME) for one in found], 10)
    return f"these are set: {names}; " if found else ""


def header_values(spec: ProviderSpec, environ: Mapping[str, str]) -> Mapping[str, str]:
    """The headers that the entry adds to every request, names lower-cased.

    Raises:
        CredentialsError: the variable of one is unset.
        UsageError: one cannot be sent, or may not go to this address.
    """
    for name in header_variables(spec):
        _require_safe(spec, _address(spec), name)
    return extra_headers(spec, environ)


def destination(spec: ProviderSpec) -> tuple[str | None, str]:
    """Key variable and host of a provider, for printing before anything is sent.

    Raises:
        UsageError: the provider has no usable address.
    """
    return (spec.api_key_env if _dialect(spec).uses_network else None), host(spec)


def token_from(spec: ProviderSpec) -> str | None:
    """A description of the source of the token, if there is one instead of a key."""
    if spec.auth.command:
        return f"command {spec.auth.command[0]!r}"
    return _LOGINS[spec.auth.login] if spec.auth.login else None


def host(spec: ProviderSpec) -> str:
    """Host of a provider, with its port if the address has one; "" without a network.

    Raises:
        UsageError: the provider has no usable address.
    """
    if not _dialect(spec).uses_network:
        return ""
    address = _address(spec)
    name = address.hostname or ""
    shown = f"[{name}]" if ":" in name else name
    return f"{shown}:{address.port}" if address.port else shown


def endpoint(spec: ProviderSpec) -> str:
    """Host and path of a provider with digests for possible secrets; "" without a network.

    Raises:
        UsageError: the provider has no usable address.
    """
    if not host(spec):
        return ""
    address = sealed_address(_address(spec).geturl(), spec)
    return f"{host(spec).lower()}{urlsplit(address).path.rstrip('/')}"


def is_local(spec: ProviderSpec) -> bool:
    """Whether the provider runs on this machine."""
    return _dialect(spec).uses_network and is_loopback(_address(spec).hostname or "")


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
        raise _unusable(spec, "it is not a URL") from None
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise _unusable(spec, "it has characters that no URL has")
    if address.scheme not in {"http", "https"} or not address.hostname or port == 0:
        raise _unusable(spec, "it must begin with https:// or http:// and name a host")
    if address.username is not None or address.password is not None:
        raise _unusable(spec, "it has a user name or a password")
    return address


def _unusable(spec: ProviderSpec, why: str) -> UsageError:
    # The address is not shown: it may hold a secret.
    return UsageError(
        f"the base_url of provider {spec.id!r} cannot be used: {why}",
        hint="write an address like https://api.example.com/v1; name a key with api_key_env",
    )


def _require_safe(spec: ProviderSpec, address: SplitResult, name: str) -> None:
    target = address.hostname or ""
    _require_encrypted(spec, address, name)
    own = hosts_of_key(name)
    if own and not spec.base_url_typed and not is_among(target, own):
        raise UsageError(
            f"{name} belongs to {own[0]}, but would go to {target}",
            hint=f"use a separate variable for {target}, or pass the address with --base-url",
        )


def _require_own_host(spec: ProviderSpec, address: SplitResult) -> None:
    """Check that a login's token goes only to its company or to the audience of its scope.

    Such a token gives access to more than one model. A scope in the entry names its audience.
    """
    _require_encrypted(spec, address, "the token")
    company, target = _COMPANIES.get(spec.auth.login or ""), address.hostname or ""
    if company is None or spec.auth.scope or spec.base_url_typed or is_loopback(target):
        return
    if not is_among(target, hosts_of(company)):
        raise UsageError(
            f"the token of the {token_from(spec)} would go to {target}",
            hint="name its scope in the entry, or pass the address with --base-url",
        )


def _require_encrypted(spec: ProviderSpec, address: SplitResult, what: str) -> None:
    target = address.hostname or ""
    if address.scheme != "https" and not is_loopback(target):
        raise UsageError(
            f"{what} would go to {target} unencrypted",
            hint=f"give provider {spec.id!r} an https:// address",
        )
