"""Name providers as people know them: by vendor and model, in addition to the entry's id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from portcheck.data.vendors import company_name
from portcheck.model.parity import RunReport
from portcheck.value import Value

OWN = "self-hosted"
"""The vendor of models that a company serves itself."""


class ProviderName(Value, kw_only=True):
    """The vendor and model behind one entry of the providers file."""

    id: str
    """Id of the entry."""
    vendor: str = ""
    """Name of the company, in its own spelling; "" if unknown."""
    model: str = ""
    alike: bool = False
    """Another entry has the same vendor and model."""

    @property
    def title(self) -> str:
        """Vendor and model, with the id if two entries have the same ones.

        A model that the company serves itself is named without a vendor.
        """
        vendor = "" if self.vendor == OWN and self.model else self.vendor
        known = " ".join(part for part in (vendor, self.model) if part)
        return f"{known} ({self.id})" if known and self.alike else known or self.id

    @property
    def full(self) -> str:
        """The title, with the id in parentheses if it differs."""
        return self.title if self.alike or self.title == self.id else f"{self.title} ({self.id})"


Names = Mapping[str, ProviderName]


def provider_names(report: RunReport) -> Names:
    """Names of all providers of a run and all entries of its exit plan, by id.

    The vendor comes from the exit plan, which knows whose answers a recording replays.
    """
    found: dict[str, ProviderName] = {}
    for known in report.run.providers:
        name = _text(known.get("id"))
        found[name] = _name(name, _text(known.get("vendor")), _text(known.get("model")))
    for route in report.exit_plan.routes if report.exit_plan else ():
        model = found[route.provider].model if route.provider in found else ""
        first = route.models[0] if route.models else ""
        found[route.provider] = _name(route.provider, route.vendor, model or first)
    for name in (report.run.baseline, *report.run.candidates, *report.candidates):
        found.setdefault(name, ProviderName(id=name))
    titles = [each.title for each in found.values()]
    return {name: replace(each, alike=titles.count(each.title) > 1) for name, each in found.items()}


def name_of(names: Names, provider: str) -> ProviderName:
    """The name of an entry; its id if nothing else is known."""
    return names.get(provider) or ProviderName(id=provider)


def _name(provider: str, vendor: str, model: str) -> ProviderName:
    return ProviderName(id=provider, vendor=company_name(vendor) if vendor else "", model=model)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
