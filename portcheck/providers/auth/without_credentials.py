"""A provider whose key or login is missing: every call is a failure that says so."""

from __future__ import annotations

from collections.abc import Mapping

from portcheck.error_classes import Failure
from portcheck.errors import CredentialsError, ProviderError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.suite import ProviderSpec


class WithoutCredentials:
    """Stands for the provider in a run of others; nothing is sent."""

    replays = False

    def __init__(self, spec: ProviderSpec, host: str, why: CredentialsError) -> None:
        self.spec = spec
        self._host = host
        self._failure = Failure(error_class="auth", message=why.message, hint=why.hint)

    def identity(self) -> Mapping[str, str]:
        """Who would have been asked."""
        model = {"model": self.spec.model} if self.spec.model else {}
        return {"dialect": self.spec.dialect, "host": self._host, **model}

    async def complete(self, request: Request) -> Completion:
        """Never answers.

        Raises:
            ProviderError: `auth`.
        """
        raise ProviderError(self._failure)

    async def aclose(self) -> None:
        """There is nothing to close."""
