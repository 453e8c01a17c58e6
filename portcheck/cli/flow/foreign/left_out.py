"""List what an import left out, with one line for equal entries of many places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from portcheck.imports.suites.converted import Omitted
from portcheck.model.numbers import number
from portcheck.model.visible_text import one_line


def left_out_lines(
    omitted: Iterable[Omitted], counts: Mapping[str, int] | None = None
) -> list[str]:
    """Make a line for each part and reason: the first place, how many more there are, and why.

    Args:
        omitted: the parts left out; the file next to the suite lists every place.
        counts: reason to the number of places, if `omitted` has only the first ones.
    """
    found: dict[tuple[str, str, str], list[Omitted]] = {}
    for one in omitted:
        found.setdefault((one.place.file, one.what, one.why), []).append(one)
    lines = []
    for (_, what, why), ones in found.items():
        times = max(len(ones), (counts or {}).get(why, 0))
        more = f" and {number(times - 1)} more" if times > 1 else ""
        place = one_line(str(ones[0].place), 120)
        lines.append(f"{place}{more}: {one_line(what, 120)}: {one_line(why, 240)}")
    return lines
