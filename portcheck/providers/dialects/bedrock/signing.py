"""Get AWS credentials and sign requests (SigV4) with botocore, which is an optional extra.

Credentials come from botocore's own chain: environment, shared files, profiles and their roles,
SSO, web identities, containers. Expiring ones are renewed in time, in a separate thread and once
for all calls. The metadata service of a virtual machine is only used if the provider's entry allows
it, because that opens a connection to a host that no one named.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from portcheck.error_classes import Failure
from portcheck.errors import CredentialsError, ProviderError
from portcheck.extras import install_command
from portcheck.model.suite import ProviderSpec
from portcheck.providers.auth.own_thread import in_own_thread
from portcheck.providers.auth.token import redacted

SERVICE = "bedrock"
"""Service name in signatures, which differs from `bedrock-runtime` in the host name."""
_TIMEOUT_S = 60.0
"""Longest wait for new credentials."""
_PAUSE_S = 30.0
"""Seconds between two requests for new credentials."""
_SHORT_PAUSE_S = 1.0
"""The same after a failure for which another attempt may help."""


def signer(
    spec: ProviderSpec, *, url: str, region: str, profile: str | None, instance_role: bool
) -> Signer:
    """Make the signer of a provider's requests.

    Args:
        spec: the provider, for messages.
        url: where the body goes.
        region: the region that signatures are valid in.
        profile: a profile of the shared files; `None` leaves the choice to the environment.
        instance_role: ask the metadata service of the machine for the role it has.

    Raises:
        CredentialsError: botocore is not installed, or finds no credentials.
    """
    try:
        import botocore.exceptions  # noqa: PLC0415  # an optional extra
        import botocore.session  # noqa: PLC0415
    except ImportError:
        raise CredentialsError(
            f"provider {spec.id!r} has no key, and AWS credentials need botocore",
            hint="set AWS_BEARER_TOKEN_BEDROCK and name it as api_key_env, "
            f"or {install_command('bedrock')}",
        ) from None
    session = botocore.session.Session(profile=profile)
    try:
        if session.get_config_variable("region") is None:
            # Where roles are assumed, unless the environment or the profile names a region.
            session.set_config_variable("region", region)
        if not instance_role:
            session.get_component("credential_provider").remove("iam-role")
        credentials = session.get_credentials()
    except Exception as exc:  # noqa: BLE001  # it reads files and services of any form
        raise _no_credentials(spec, f": {redacted(str(exc), {})}") from None
    if credentials is None:
        raise _no_credentials(spec, "")
    return Signer(spec, url, region, credentials)


def _no_credentials(spec: ProviderSpec, why: str) -> CredentialsError:
    return CredentialsError(
        f"provider {spec.id!r} has no key, and there are no usable AWS credentials{why[:300]}",
        hint="set AWS_BEARER_TOKEN_BEDROCK and name it as api_key_env, or log in to AWS: "
        "portcheck uses the environment, shared files and profiles, and with options: "
        "{instance_role: true} the machine's own role",
    )


class Signer:
    """Signs bodies for one address with credentials that renew themselves."""

    def __init__(
        self,
        spec: ProviderSpec,
        url: str,
        region: str,
        credentials: Any,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._spec = spec
        self._url = url
        self._region = region
        self._credentials = credentials
        self._now = now
        self._frozen: Any = None
        self._again_at = 0.0
        self._renewal = asyncio.Lock()
        self._fault: ProviderError | None = None

    def __repr__(self) -> str:
        return f"<signer for {self._url}>"

    async def ready(self) -> None:
        """Make sure that the credentials are valid, renewing them outside the event loop.

        Raises:
            ProviderError: `auth`, the credentials expired and could not be renewed; `connection`,
                the service that renews them cannot be reached.
        """
        if not self._ends_soon():
            self._frozen = self._asked()
            return
        async with self._renewal:
            if not self._ends_soon():
                return
            if self._now() < self._again_at:
                if self._fault is not None and not self._works():
                    raise self._fault
                return
            await self._renew()

    async def _renew(self) -> None:
        try:
            self._frozen = await in_own_thread(self._asked, timeout_s=_TIMEOUT_S)
            self._fault = None
        except TimeoutError as exc:
            self._fault = self._failed(exc)
        except ProviderError as exc:
            self._fault = exc
        retryable = self._fault is not None and self._fault.failure.retryable
        self._again_at = self._now() + (_SHORT_PAUSE_S if retryable else _PAUSE_S)
        if self._fault is not None and not self._works():
            raise self._fault

    def _asked(self) -> Any:
        """The credentials of botocore, which may request new ones."""
        try:
            return self._credentials.get_frozen_credentials()
        except Exception as exc:  # noqa: BLE001  # it reads files and services of any form
            raise self._failed(exc) from None

    def _ends_soon(self) -> bool:
        """Whether the credentials expire so soon that botocore would renew them."""
        needed = getattr(self._credentials, "refresh_needed", None)
        return needed is not None and bool(needed())

    def _works(self) -> bool:
        """Whether the current credentials have not expired."""
        return self._frozen is not None and not self._credentials.refresh_needed(0)

    def _failed(self, exc: Exception) -> ProviderError:
        from botocore.exceptions import ClientError, ConnectionError, HTTPClientError  # noqa: PLC0415, A004

        unreached = isinstance(exc, (ConnectionError, HTTPClientError, TimeoutError))
        if isinstance(exc, ClientError):
            unreached = exc.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500
        return ProviderError(
            Failure(
                error_class="connection" if unreached else "auth",
                message=f"the AWS credentials could not be renewed: {redacted(str(exc), {})}",
                hint=f"log in to AWS again for provider {self._spec.id!r}, for example with `aws "
                "sso login`",
                retryable=unreached,
            )
        )

    def headers(self, body: bytes) -> Mapping[str, str]:
        """The headers to add to a request with `content-type: application/json`, once `ready`."""
        from botocore.auth import SigV4Auth  # noqa: PLC0415  # an optional extra
        from botocore.awsrequest import AWSRequest  # noqa: PLC0415

        request = AWSRequest(
            method="POST",
            url=self._url,
            data=body,
            headers={"Content-Type": "application/json"},
        )
        SigV4Auth(self._frozen, SERVICE, self._region).add_auth(request)
        wanted = ("Authorization", "X-Amz-Date", "X-Amz-Security-Token")
        return {name.lower(): request.headers[name] for name in wanted if name in request.headers}

    def secrets(self) -> tuple[str, ...]:
        """The secret key and the session token of the last signature.

        A server that finds a signature wrong may repeat what it was made of, token included.
        """
        return (self._frozen.secret_key, self._frozen.token or "") if self._frozen else ()
