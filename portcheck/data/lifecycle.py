"""When models end, by platform: vendors of one model retire it on different days."""

from __future__ import annotations

from portcheck.data.model_names import exact_name, without_region
from portcheck.data.tables import as_of, source, table
from portcheck.model.facts import Lifecycle


def find_lifecycle(platform: str | None, model: str | None) -> Lifecycle | None:
    """The dates of exactly this model id on this platform; `None` if none are known.

    An alias moves to another snapshot when its own retires, so neither has the other's dates. A
    Bedrock inference profile has the dates of its model.
    """
    if not platform or not model:
        return None
    entries = table("lifecycle")["lifecycle"].get(platform, {})
    name = exact_name(platform, model)
    entry = entries.get(name)
    if entry is None and platform == "bedrock":
        entry = entries.get(without_region(name))
    if entry is None:
        return None
    return Lifecycle(
        deprecated=entry.get("deprecated"),
        retires=entry.get("retires"),
        replacement=entry.get("replacement"),
        source=source("lifecycle", entry["source"]),
        page=table("lifecycle")["pages"][entry["page"]] if "page" in entry else None,
        as_of=as_of("lifecycle"),
        also={
            source("lifecycle", int(number)): day for number, day in entry.get("also", {}).items()
        },
    )
