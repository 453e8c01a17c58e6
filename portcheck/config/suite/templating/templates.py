"""Render templates in prompts and check arguments: only expressions between {{ and }}.

Values are inserted unchanged and never rendered again. Nearly all expressions are names of values,
which need no template engine: loading it takes as long as reading some hundred cases.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property
from typing import Any, Protocol

from msgspec import Struct, field

from portcheck.config.suite.templating.filters import EXPRESSION, TemplateMistake
from portcheck.config.suite.templating.names import NOT_SAID, Names, names_in

_ALONE = re.compile(r"\{\{(?:(?!\}\}).)*\}\}", re.DOTALL)


def has_template(text: str) -> bool:
    """Whether a text must be rendered at all; most texts of data files need not."""
    return "{{" in text or "{%" in text


def is_expression(text: str) -> bool:
    """Whether a text is exactly one expression, which keeps its value's type."""
    return _ALONE.fullmatch(text.strip()) is not None


def any_template(value: Any) -> bool:
    """Whether any text in a value must be rendered."""
    if isinstance(value, str):
        return has_template(value)
    if isinstance(value, Mapping):
        return any(any_template(item) for item in value.values())
    return isinstance(value, list) and any(any_template(item) for item in value)


class _Engine(Protocol):
    """The engine that renders all expressions; see `expressions`."""

    def render(self, text: str, variables: Mapping[str, Any]) -> str:
        """See `Templates.render`."""

    def value(self, text: str, variables: Mapping[str, Any]) -> Any:
        """See `Templates.value`."""


class Templates(Struct, dict=True):
    """Renders texts, parsing each one once."""

    known: dict[str, Names | None] = field(default_factory=dict)
    """Text to its names; `None`: it needs the engine."""

    def render(self, text: str, variables: Mapping[str, Any]) -> str:
        """Replace every expression in a text by its value.

        Raises:
            TemplateMistake: bad syntax, an unknown variable, or too much output.
        """
        if not has_template(text):
            return text
        if (names := self._names(text)) is not None:
            with suppress(*NOT_SAID):
                return names.render(variables)
        return self._engine.render(text, variables)

    def value(self, data: Any, variables: Mapping[str, Any]) -> Any:
        """Render the texts in data; a text that is one expression keeps its value's type.

        Raises:
            TemplateMistake: see `render`.
        """
        if isinstance(data, str):
            return self._one(data, variables) if has_template(data) else data
        if isinstance(data, dict):
            return {key: self._part(key, item, variables) for key, item in data.items()}
        if isinstance(data, list):
            return [self._part(i, item, variables) for i, item in enumerate(data)]
        return data

    def place_of_mistake(self, text: str, variables: Mapping[str, Any]) -> tuple[int, int]:
        """Line and column (1-based) of the first expression that cannot be rendered."""
        at = max(text.rfind("{{"), 0)
        for found in EXPRESSION.finditer(text):
            try:
                self.render(found[0], variables)
            except TemplateMistake:
                at = found.start()
                break
        else:
            statement = EXPRESSION.sub(lambda one: " " * len(one[0]), text).find("{%")
            at = statement if statement >= 0 else at
        return text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1

    def _part(self, step: str | int, data: Any, variables: Mapping[str, Any]) -> Any:
        try:
            return self.value(data, variables)
        except TemplateMistake as exc:
            exc.steps = (step, *exc.steps)
            raise

    def _one(self, text: str, variables: Mapping[str, Any]) -> Any:
        if (names := self._names(text)) is not None:
            with suppress(*NOT_SAID):
                return names.value(variables)
        return self._engine.value(text, variables)

    def _names(self, text: str) -> Names | None:
        if text not in self.known:
            self.known[text] = names_in(text)
        return self.known[text]

    @cached_property
    def _engine(self) -> _Engine:
        from portcheck.config.suite.templating.expressions import Engine  # noqa: PLC0415  # slow

        return Engine()
