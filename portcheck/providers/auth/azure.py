"""Get tokens of Microsoft Entra with azure-identity, which is an optional extra.

It uses the library's default chain: the environment, a workload identity, a managed identity, a
login with `az` and other Azure tools.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from typing import Any

from portcheck.errors import ProviderError
from portcheck.model.suite import ProviderSpec
from portcheck.providers.auth.token import Token, no_token, redacted

SCOPE = "https://cognitiveservices.azure.com/.default"
_HINT = "log in with `az login`, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET"


class AzureLogin:
    """Gets tokens with the same credentials each time; blocks while waiting."""

    def __init__(self, spec: ProviderSpec, environ: Mapping[str, str]) -> None:
        self._spec = spec
        self._environ = environ
        self._credential: Any = None

    def __call__(self) -> Token:
        """Get a token; the library's cached one is returned until shortly before it expires.

        Raises:
            ProviderError: `auth`, there are no credentials or they are refused; `connection`, the
                token service cannot be reached.
        """
        from azure.core.exceptions import (  # noqa: PLC0415  # an optional extra
            AzureError,
            ServiceRequestError,
            ServiceResponseError,
        )

        try:
            if self._credential is None:
                self._credential = _default()
            found = self._credential.get_token(self._spec.auth.scope or SCOPE)
        except (ServiceRequestError, ServiceResponseError) as exc:
            raise self._failed(exc.message, again=True) from None
        except AzureError as exc:
            raise self._failed(exc.message) from None
        except ValueError as exc:
            raise self._failed(str(exc)) from None
        return Token(text=found.token, life_s=found.expires_on - time.time())

    def _failed(self, said: str, *, again: bool = False) -> ProviderError:
        # In a chain, the last attempt has the most relevant error.
        tried = [line for line in said.splitlines() if line.startswith("\t")]
        words = redacted("; ".join(reversed(tried)) or said, self._environ)
        return no_token(self._spec, f"Azure's login failed: {words}", _HINT, again=again)


def _default() -> Any:
    from azure.identity import DefaultAzureCredential  # noqa: PLC0415  # an optional extra

    # Its log messages repeat the error that it raises.
    for name in ("azure", "msal"):
        logging.getLogger(name).addHandler(logging.NullHandler())
    return DefaultAzureCredential()
