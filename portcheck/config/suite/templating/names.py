"""Render texts whose expressions are only names, such as `{{ question }}` or `{{ row.answer }}`.

The result is that of the template engine, which also handles and explains all errors.
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
"""Names that cannot be variables, because they have a meaning in expressions."""
NOT_SAID = (LookupError, TypeError, ValueError, OverflowError, RecursionError, TemplateMistake)
"""Exceptions of `Names` if a value cannot be inserted."""
_NAME = re.compile(r"\{\{ *([A-Za-z]\w*(?:\.[A-Za-z]\w*)*) *\}\}", re.ASCII)
_OTHERS = re.compile(r"\{[{%]|\{$|[\x00\r]")
"""Matches text between names that is another expression or that the engine would change."""


class Names(Struct, frozen=True):
    """A text split at its names."""

    between: tuple[str, ...]
    """The texts before, between and after the names."""
    names: tuple[tuple[str, ...], ...]
    """The parts of each: `row.answer` has two."""

    def render(self, variables: Mapping[str, Any]) -> str:
        """Replace the names by their values. Raises one of `NOT_SAID`."""
        pieces = [self.between[0]]
        for name, after in zip(self.names, self.between[1:], strict=True):
            value = _at(name, variables)
            pieces += value if isinstance(value, str) else str(shown(value)), after
        bound(sum(map(len, pieces)))
        return "".join(pieces)

    def value(self, variables: Mapping[str, Any]) -> Any:
        """Like `render`, but a text that is one name gives its value. Raises one of `NOT_SAID`."""
        if any(self.between) or len(self.names) > 1:
            return self.render(variables)
        found = _at(self.names[0], variables)
        if isinstance(found, str):
            bound(len(found))
        return listed(found)


def names_in(text: str) -> Names | None:
    """Find the names in a text with expressions; `None` if one is more than a name."""
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
        if not isinstance(found, (dict, Mapping)):  # the test for dict is fast
            raise LookupError
        found = found[part]
    return found
