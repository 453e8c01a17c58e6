"""Choose the source of a provider's tokens: its command, or the library of a cloud vendor."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from importlib.util import find_spec
from typing import Any

from portcheck.errors import CredentialsError, ProviderError
from portcheck.extras import install_command
from portcheck.model.suite import ProviderSpec
from portcheck.providers.auth import command
from portcheck.providers.auth.azure import AzureLogin
from portcheck.providers.auth.google import GoogleLogin
from portcheck.providers.auth.own_thread import in_own_thread
from portcheck.providers.auth.token import Token, is_token, no_token, redacted

LOGIN_TIMEOUT_S = 60.0
_LOGINS: Mapping[str, Callable[[ProviderSpec, Mapping[str, str]], Callable[[], Token]]] = {
    "google": GoogleLogin,
    "azure": AzureLogin,
}
_LIBRARIES = {
    "google": ("google-auth", ("google.auth", "requests")),
    "azure": ("azure-identity", ("azure.identity",)),
    "aws": ("botocore", ("botocore",)),
}
_EXTRAS = {"google": "google", "azure": "azure", "aws": "bedrock"}


def require_library(spec: ProviderSpec) -> None:
    """Raise CredentialsError if the library for the entry's login is not installed."""
    login = spec.auth.login
    if not login:
        return
    library, modules = _LIBRARIES[login]
    if not all(map(_is_installed, modules)):
        raise CredentialsError(
            f"provider {spec.id!r} logs in to {login}, which needs {library}",
            hint=install_command(_EXTRAS[login]),
        )


def token_source(
    spec: ProviderSpec, environ: Mapping[str, str]
) -> Callable[[], Coroutine[Any, Any, Token]]:
    """Return a function that gets a new token each time.

    Args:
        spec: an entry with a command or a login.
        environ: the environment variables of a command; no message shows their values.
    """
    if spec.auth.command:
        return lambda: command.token_of(spec, environ)
    login = _LOGINS[str(spec.auth.login)](spec, environ)
    return lambda: _logged_in(spec, login, environ)


async def _logged_in(
    spec: ProviderSpec, login: Callable[[], Token], environ: Mapping[str, str]
) -> Token:
    try:
        token = await in_own_thread(login, timeout_s=LOGIN_TIMEOUT_S)
    except TimeoutError:
        what = f"the login took more than {LOGIN_TIMEOUT_S:g} s"
        raise no_token(spec, what, "try it with the vendor's own tool", again=True) from None
    except ProviderError:
        raise
    except Exception as exc:  # noqa: BLE001  # other people's libraries raise what they like
        what = f"the login failed, {type(exc).__name__}: {redacted(str(exc), environ)}"
        raise no_token(spec, what, "try it with the vendor's own tool") from None
    if not is_token(token.text):
        raise no_token(spec, "the login returned no token", "log in again")
    return token


def _is_installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # a parent package is missing
        return False
