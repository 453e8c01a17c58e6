"""The platform of a providers entry: the service that sets its prices and its dates."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from portcheck.data.local_hosts import is_private_name
from portcheck.data.vendors import at_host, called, is_shared, of_dialect, of_preset
from portcheck.model.suite import ProviderSpec


def platform_of(spec: ProviderSpec) -> str | None:
    """The platform that serves an entry; `None` if it is not known.

    A known host decides, unless the address was typed for one command; else the preset, then the
    vendor. A host that is an IP address or has no dot is a private machine, whose models have no
    list price. Recorded answers belong to their vendor.
    """
    known, own = ("", False) if spec.base_url_typed else _of_address(spec.base_url or "")
    if known:
        return known
    if own:
        return None
    stated = _platform_of_entry(spec)
    if stated is None and spec.base_url is None and spec.preset is None:
        # The dialect's own address.
        return _of_dialect(spec)
    return stated


def model_platform_of(spec: ProviderSpec) -> str | None:
    """The platform whose models an entry names: a relay does not change what they accept.

    Like `platform_of`, but a proxy on a private machine counts as the platform of the preset or the
    vendor, or as the only one that speaks the dialect. Many platforms speak OpenAI's formats.
    """
    known = platform_of(spec) or _platform_of_entry(spec)
    if known is None and not is_shared(spec.dialect) and spec.preset is None:
        return _of_dialect(spec)
    return known


def keeps_home_rules(spec: ProviderSpec) -> bool:
    """Whether the rules of the service at the dialect's own address apply to an entry.

    Other services that speak the dialect have their own rules.
    """
    platform, home = model_platform_of(spec), of_dialect(spec.dialect)
    if platform is None or home is None:
        return False
    served = called(platform)
    return home.platform in {platform, served.rules_of if served else None}


def _platform_of_entry(spec: ProviderSpec) -> str | None:
    stated = (of_preset(spec.preset), called(spec.vendor))
    return next((one.platform for one in stated if one and one.platform), None)


def _of_dialect(spec: ProviderSpec) -> str | None:
    owner = of_dialect(spec.dialect)
    return owner.platform if owner else None


@lru_cache(maxsize=256)  # asked for every call of a plan, about a few addresses
def _of_address(url: str) -> tuple[str, bool]:
    """The platform behind an address, or "", and whether the address is a private machine."""
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return "", False
    served = at_host(host)
    return (served and served.platform) or "", bool(host) and is_private_name(host)
