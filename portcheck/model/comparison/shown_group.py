"""Changes as people read them: grouped by reason, the worst first, each with both answers."""

from __future__ import annotations

from portcheck.model.comparison.failure_group import FailureGroup
from portcheck.value import Value, Whole


class ShownChange(Value, kw_only=True):
    """One case of a group, with the first repeat that shows it. Texts are not escaped yet."""

    case: str
    question: str
    """The answered turn; earlier ones are only counted."""
    baseline: str
    """Its answer, or how the call failed."""
    candidate: str
    reason: str
    """Why the failing side failed, in the words of the check; "" if no check did."""


class ShownGroup(Value, kw_only=True):
    """A group and some of its cases."""

    group: FailureGroup
    changes: tuple[ShownChange, ...]
    above: Whole = 0
    """Cases of it that are in a worse group already."""

    @property
    def left(self) -> int:
        """How many of its cases are not shown at all."""
        return self.group.cases - self.above - len(self.changes)
