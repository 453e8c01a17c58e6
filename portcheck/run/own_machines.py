"""Limit the parallel calls to self-hosted servers, per machine.

A private machine can generate one or two answers at a time. More calls would wait in its queue
until they time out, and latencies would include the queue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from portcheck.data.local_hosts import is_loopback, is_private_name
from portcheck.data.vendors import presets
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import DIALECTS
from portcheck.providers import keys

IN_FLIGHT = 2
"""Parallel calls to such a machine, for all its models together."""
THIS_MACHINE = "localhost"


def machine(spec: ProviderSpec) -> str | None:
    """The private machine that serves an entry, whose parallel calls its entries share.

    `None` if the entry sets `limits.concurrency`, if its preset or dialect is not for a server on
    the user's own machine, or if its address is public.

    Raises:
        UsageError: the entry has no usable address.
    """
    if spec.limits.concurrency is not None or not _is_at_home(spec):
        return None
    name = urlsplit(f"//{keys.host(spec)}").hostname or ""
    if is_loopback(name):
        return THIS_MACHINE
    return name if is_private_name(name) else None


def calls_at_once(specs: Iterable[ProviderSpec]) -> Mapping[str, int | None]:
    """Provider id to its most parallel calls, by its machine or its entry; `None`: no limit.

    Raises:
        UsageError: an entry has no usable address.
    """
    return {
        spec.id: IN_FLIGHT if machine(spec) is not None else spec.limits.concurrency
        for spec in specs
    }


def _is_at_home(spec: ProviderSpec) -> bool:
    """Whether the default address of its preset or dialect is this machine."""
    dialect = DIALECTS.get(spec.dialect)
    preset = presets().get(spec.preset or "")
    usual = preset["base_url"] if preset else dialect.default_base_url
    return dialect.uses_network and is_loopback(urlsplit(usual or "").hostname or "")
