"""Get tokens of Google's login with google-auth, which is an optional extra.

It uses the service account key that the entry names, otherwise the application default credentials
of this machine: the variable GOOGLE_APPLICATION_CREDENTIALS, a login with gcloud, or the machine's
metadata server.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from portcheck.errors import ProviderError
from portcheck.model.suite import ProviderSpec
from portcheck.providers.auth.token import Token, no_token, redacted

SCOPE = "https://www.googleapis.com/auth/cloud-platform"
_HINT = "log in with `gcloud auth application-default login`, or name the file of a service account"
_WAIT_S = 20.0
"""Longest wait for an answer of the token service, in seconds."""
_UNSAID_S = 3600.0
"""Lifetime of a token that does not state one, in seconds: Google's usual hour."""


class GoogleLogin:
    """Gets tokens with the same credentials each time; blocks while waiting."""

    def __init__(self, spec: ProviderSpec, environ: Mapping[str, str]) -> None:
        self._spec = spec
        self._environ = environ
        self._credentials: Any = None

    def __call__(self) -> Token:
        """Get a new token.

        Raises:
            ProviderError: `auth`, there are no credentials or they are refused; `connection`, the
                token service cannot be reached.
        """
        from google.auth import exceptions  # noqa: PLC0415  # an optional extra
        from google.auth.transport.requests import Request  # noqa: PLC0415

        try:
            if self._credentials is None:
                self._credentials = self._found()
            self._credentials.refresh(partial(Request(), timeout=_WAIT_S))
        except exceptions.GoogleAuthError as exc:
            raise self._failed(exc) from None
        return Token(text=str(self._credentials.token), life_s=_life_s(self._credentials.expiry))

    def _found(self) -> Any:
        scopes = [self._spec.auth.scope or SCOPE]
        if self._spec.auth.file:
            return self._service_account(Path(self._spec.auth.file), scopes)
        import google.auth  # noqa: PLC0415

        # It warns about user credentials, which the user chose.
        warnings.filterwarnings("ignore", category=UserWarning, module=r"google\.auth\._default")
        return google.auth.default(scopes=scopes)[0]

    def _service_account(self, file: Path, scopes: list[str]) -> Any:
        from google.oauth2 import service_account  # noqa: PLC0415

        accounts: Any = service_account.Credentials
        try:
            info = json.loads(file.read_bytes())
            if not isinstance(info, dict) or info.get("type") != "service_account":
                raise no_token(self._spec, f"{file} is not the key of a service account", _HINT)
            return accounts.from_service_account_info(info, scopes=scopes)
        except OSError as exc:
            raise no_token(self._spec, f"{file} cannot be read: {exc.strerror}", _HINT) from None
        except (ValueError, TypeError):
            # The message of a parser may quote the key.
            raise no_token(self._spec, f"{file} is not a complete key", _HINT) from None

    def _failed(self, exc: Any) -> ProviderError:
        from google.auth import exceptions  # noqa: PLC0415

        unreached = isinstance(exc, exceptions.TransportError)
        said = " ".join(str(part) for part in exc.args if isinstance(part, str))
        what = f"Google's login failed: {redacted(said, self._environ)}"
        return no_token(self._spec, what, _HINT, again=unreached or exc.retryable)


def _life_s(expiry: datetime | None) -> float:
    """Seconds until a naive datetime in UTC."""
    if expiry is None:
        return _UNSAID_S
    return (expiry.replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()
