"""AWS credentials and signatures (SigV4), by way of botocore, which is an optional extra.

Credentials come from botocore's own chain: environment, shared files, profiles and the roles they
name, containers. The metadata service of a virtual machine is asked only where the provider's
entry says so, because the lookup opens a connection to a host that nobody named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portcheck.error_classes import Failure
from portcheck.errors import ProviderError, UsageError
from portcheck.model.suite import ProviderSpec

SERVICE = "bedrock"
"""The name that signatures carry, which differs from the host's `bedrock-runtime`."""


def signer(
    spec: ProviderSpec, *, url: str, region: str, profile: str | None, instance_role: bool
) -> Signer:
    """What signs requests of a provider.

    Args:
        spec: the provider, for messages.
        url: where the body goes.
        region: the region that signatures are valid in.
        profile: a profile of the shared files; `None` leaves the choice to the environment.
        instance_role: ask the metadata service of the machine for the role it has.

    Raises:
        UsageError: botocore is not installed, or finds no credentials.
    """
    try:
        import botocore.exceptions  # noqa: PLC0415  # an optional extra
        import botocore.session  # noqa: PLC0415
    except ImportError:
        raise UsageError(
            f"provider {spec.id!r} has no key, and AWS credentials need botocore",
            hint="set AWS_BEARER_TOKEN_BEDROCK and name it as api_key_env, "
            "or pip install 'portcheck-llm[bedrock]'",
        ) from None
    session = botocore.session.Session(profile=profile)
    try:
        if not instance_role:
            session.get_component("credential_provider").remove("iam-role")
        credentials = session.get_credentials()
    except botocore.exceptions.BotoCoreError as exc:
        # Messages of botocore name files and profiles, and hold no secrets.
        raise _no_credentials(spec, f": {exc}") from None
    if credentials is None:
        raise _no_credentials(spec, "")
    return Signer(spec, url, region, credentials)


def _no_credentials(spec: ProviderSpec, why: str) -> UsageError:
    return UsageError(
        f"provider {spec.id!r} has no key, and there are no usable AWS credentials{why[:300]}",
        hint="set AWS_BEARER_TOKEN_BEDROCK and name it as api_key_env, or log in to AWS: "
        "environment, shared files and profiles are looked at, and with options: "
        "{instance_role: true} the machine's own role",
    )


class Signer:
    """Signs bodies for one address with credentials that renew themselves."""

    def __init__(self, spec: ProviderSpec, url: str, region: str, credentials: Any) -> None:
        self._spec = spec
        self._url = url
        self._region = region
        self._credentials = credentials
        self._secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<signer for {self._url}>"

    def headers(self, body: bytes) -> Mapping[str, str]:
        """The headers to add to a request with `content-type: application/json`.

        Raises:
            ProviderError: `auth`, the credentials ended and could not be renewed.
        """
        from botocore.auth import SigV4Auth  # noqa: PLC0415  # an optional extra
        from botocore.awsrequest import AWSRequest  # noqa: PLC0415
        from botocore.exceptions import BotoCoreError, HTTPClientError  # noqa: PLC0415

        request = AWSRequest(
            method="POST",
            url=self._url,
            data=body,
            headers={"Content-Type": "application/json"},
        )
        try:
            frozen = self._credentials.get_frozen_credentials()
            self._secrets = (frozen.secret_key, frozen.token or "")
            SigV4Auth(frozen, SERVICE, self._region).add_auth(request)
        except (BotoCoreError, HTTPClientError):
            raise ProviderError(
                Failure(
                    error_class="auth",
                    message="the AWS credentials could not be renewed",
                    hint=f"log in to AWS again for provider {self._spec.id!r}",
                )
            ) from None
        wanted = ("Authorization", "X-Amz-Date", "X-Amz-Security-Token")
        return {name.lower(): request.headers[name] for name in wanted if name in request.headers}

    def secrets(self) -> tuple[str, ...]:
        """The secret key and the session token of the last signature.

        A server that finds a signature wrong may repeat what it was made of, token included.
        """
        return self._secrets
