"""Stand in for a provider without a key or login: every call fails with that error."""

from __future__ import annotations

from collections.abc import Mapping

from portcheck.error_classes import Failure
from portcheck.errors import CredentialsError, ProviderError
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.model.suite import ProviderSpec


class WithoutCredentials:
    """Replaces a provider without credentials in a run; sends nothing."""

    replays = False

    def __init__(self, spec: ProviderSpec, host: str, why: CredentialsError) -> None:
        self.spec = spec
        self._host = host
        self._failure = Failure(error_class="auth", message=why.message, hint=why.hint)

    def identity(self) -> Mapping[str, str]:
        """The identity of the provider that it replaces."""
        model = {"model": self.spec.model} if self.spec.model else {}
        return {"dialect": self.spec.dialect, "host": self._host, **model}

    async def complete(self, request: Request) -> Completion:
        """Always fail.

        Raises:
            ProviderError: `auth`.
        """
        raise ProviderError(self._failure)

    async def aclose(self) -> None:
        """Do nothing."""
