"""What a provider is. A new dialect is one file or folder in `dialects` that defines `DIALECT`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from portcheck.model.chat import JsonObject, Request
from portcheck.model.completion import Completion
from portcheck.model.facts import Capabilities, Finding
from portcheck.model.suite import ProviderSpec
from portcheck.providers.wire import Wire


class Provider(Protocol):
    """Answers requests. Retries, limits and streaming lie below or around it."""

    spec: ProviderSpec

    async def complete(self, request: Request) -> Completion:
        """One attempt at an answer.

        Raises:
            ProviderError: no answer came.
        """
        ...

    def identity(self) -> Mapping[str, str]:
        """What the report says about where answers came from: host, API version, provenance."""
        ...

    async def aclose(self) -> None:
        """Gives back connections and files."""
        ...


@dataclass(frozen=True, slots=True)
class OptionMistake:
    """What is wrong with an option of an entry, found before anything is sent."""

    steps: tuple[str | int, ...]
    """Where in the options; empty where something is missing."""
    message: str
    hint: str = ""


def _no_mistakes(options: JsonObject) -> tuple[OptionMistake, ...]:
    del options
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """One wire format, as the registry holds it."""

    name: str
    summary: str
    open: Callable[..., Provider]
    """`open(spec, key)` with the key itself or `None`; `transport=` replaces the network."""
    default_base_url: str | None = None
    default_key_env: str | None = None
    """The vendor's well-known variable; sent only to `default_base_url`'s host."""
    key_optional: bool = False
    """`default_key_env` may be unset: the dialect then finds credentials in other ways."""
    uses_network: bool = True
    options: tuple[str, ...] = ()
    """Keys that `ProviderSpec.options` may have."""
    review: Callable[[JsonObject], tuple[OptionMistake, ...]] = _no_mistakes
    """Finds mistakes in the options while the providers file is read, for their line and column."""
    streams: bool = True
    """Whether answers can be asked for piece by piece."""
    base_url_of: Callable[[JsonObject], str | None] | None = None
    """The address that an entry's options imply (a region's host), where it names none itself."""
    wire: Wire | None = None
    """Builds requests and reads answers, also without sending any; `None` without a network."""
    lint: Callable[[ProviderSpec, Request], Sequence[Finding]] | None = None
    """What only this dialect would reject, drop or change; `providers.lint.review` adds it to what
    tables say."""
    capabilities: Callable[[ProviderSpec, Capabilities], Capabilities] | None = None
    """What the entry's options change in what tables say."""
