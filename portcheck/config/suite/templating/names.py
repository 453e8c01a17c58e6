"""Texts whose expressions are names of values alone, as `{{ question }}` and `{{ row.answer }}`.

They become what the template engine makes of them. What goes wrong is left to it, which says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from portcheck.config.suite.templating.filters import TemplateMistake, bound, listed, shown

RESERVED = frozenset(
    {"row", "self", "true", "false", "none", "True", "False", "None"}
    | {"and", "or", "not", "if", "else", "in", "is", "recursive"}
)
"""Names that cannot be variables, since an expression gives them its own meaning."""
NOT_SAID = (LookupError, TypeError, ValueError, OverflowError, RecursionError, TemplateMistake)
"""What `Names` raises where a value cannot be put in."""
_NAME = re.compile(r"\{\{ *([A-Za-z]\w*(?:\.[A-Za-z]\w*)*) *\}\}", re.ASCII)
_OTHERS = re.compile(r"\{[{%]|\{$|[\x00\r]")
"""Between names, a sign of another expression, or of what the engine would change."""


class Names(Struct, frozen=True):
    """A text in pieces."""

    between: tuple[str, ...]
    """What is before, between and after the names."""
    names: tuple[tuple[str, ...], ...]
    """The parts of each: `row.answer` has two."""

    def render(self, variables: Mapping[str, Any]) -> str:
        """The text with the values in place of their names. Raises one of `NOT_SAID`."""
        pieces = [self.between[0]]
        for name, after in zip(self.names, self.between[1:], strict=True):
            value = _at(name, variables)
            pieces += value if isinstance(value, str) else str(shown(value)), after
        bound(sum(map(len, pieces)))
        return "".join(pieces)

    def value(self, variables: Mapping[str, Any]) -> Any:
        """The same; of a text that is one name, its value. Raises one of `NOT_SAID`."""
        if any(self.between) or len(self.names) > 1:
            return self.render(variables)
        found = _at(self.names[0], variables)
        if isinstance(found, str):
            bound(len(found))
        return listed(found)


def names_in(text: str) -> Names | None:
    """The names in a text that has expressions; `None` if some are more than a name."""
    pieces = _NAME.split(text)
    between, names = pieces[::2], [tuple(name.split(".")) for name in pieces[1::2]]
    if not names or any(map(_OTHERS.search, between)):
        return None
    if any(first in RESERVED - {"row"} for first, *_ in names):
        return None
    return Names(tuple(between), tuple(names))


def _at(name: tuple[str, ...], variables: Mapping[str, Any]) -> Any:
    found: Any = variables
    for part in name:
        if not isinstance(found, (dict, Mapping)):  # of a dict the first says it at once
            raise LookupError
        found = found[part]
    return found
