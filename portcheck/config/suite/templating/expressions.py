"""Render expressions between {{ and }} with a sandboxed template engine.

It is a sandbox within the sandbox: no statements, calls or attributes, only a short list of
filters, and bounds on the size of results.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import StrictUndefined, TemplateError, Undefined, UndefinedError, meta, nodes
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from portcheck.config.problems.quoting import quote
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.config.suite.templating.filters import (
    EXPRESSION,
    FILTERS,
    TemplateMistake,
    bound,
    listed,
    shown,
)

_MAX_FACTOR = 10**15
_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Const,
    nodes.List,
    nodes.Tuple,
    nodes.Dict,
    nodes.Pair,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Slice,
    nodes.Filter,
    nodes.Test,
    nodes.CondExpr,
    nodes.Compare,
    nodes.Operand,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Add,
    nodes.Sub,
    nodes.Mul,
    nodes.Div,
    nodes.FloorDiv,
    nodes.Mod,
    nodes.Neg,
    nodes.Pos,
    nodes.Concat,
)
_STATEMENT = re.compile(r"\{%[-+]?\s*(\w+)")
_INSTEAD = {
    "if": "write a condition as {{ 'text' if name else '' }}",
    "for": "write a list as {{ items | join(', ') }}",
    "set": "put the value under 'vars'",
    "include": "to read a prompt from a file, write user_file: NAME",
}
_LITERAL = "for the braces themselves write {{ '{{' }}"


class Engine:
    """Compiles each text once."""

    def __init__(self) -> None:
        self._known: dict[str, _Compiled | TemplateMistake] = {}
        self._sandbox = _Sandbox()

    def render(self, text: str, variables: Mapping[str, Any]) -> str:
        """Replace every expression in a text by its value.

        Raises:
            TemplateMistake: bad syntax, an unknown variable, or too much output.
        """
        return self._compiled(text).render(variables)

    def value(self, text: str, variables: Mapping[str, Any]) -> Any:
        """Like `render`, but a text that is one expression gives its value."""
        return self._compiled(text).value(variables)

    def _compiled(self, text: str) -> _Compiled:
        found = self._known.get(text)
        if found is None:
            try:
                found = _Compiled(self._sandbox, text)
            except TemplateMistake as exc:
                found = exc
            self._known[text] = found
        if isinstance(found, TemplateMistake):
            again = TemplateMistake(found.message, found.hint)
            again.fixed = True
            raise again
        return found


class _Compiled:
    def __init__(self, environment: _Sandbox, text: str) -> None:
        try:
            if "{%" in EXPRESSION.sub("", text):
                raise TemplateMistake(
                    "statements ({%) are not allowed in templates", _statement_hint(text)
                )
            self.tree = environment.parse(text)
            _refuse_more_than_expressions(self.tree)
            self.template = environment.from_string(text)
            self.expression = self._single(environment, text)
        except (TemplateError, RecursionError, SyntaxError, ValueError, OverflowError) as exc:
            message = "this is not a template expression"
            if named := re.match("No filter named '(.*)'", str(exc)):
                message = "this filter is not known"
                raise TemplateMistake(message, spelling_hint(named[1], sorted(FILTERS))) from exc
            raise TemplateMistake(message, _LITERAL) from exc
        self.names = sorted(meta.find_undeclared_variables(self.tree))

    def _single(self, environment: _Sandbox, text: str) -> Callable[..., Any] | None:
        body = self.tree.body
        parts = body[0].nodes if len(body) == 1 and isinstance(body[0], nodes.Output) else []
        if len(parts) != 1 or isinstance(parts[0], nodes.TemplateData):
            return None
        inner = text.strip().removeprefix("{{").removesuffix("}}")
        inner = inner.removeprefix("-").removesuffix("-")
        return environment.compile_expression(inner, undefined_to_none=False)

    def render(self, variables: Mapping[str, Any]) -> str:
        pieces: list[str] = []
        size = 0
        try:
            for piece in self.template.generate(variables):
                size += len(piece)
                bound(size)
                pieces.append(piece)
        except Exception as exc:
            raise self._mistake(exc, variables) from exc
        return "".join(pieces)

    def value(self, variables: Mapping[str, Any]) -> Any:
        if self.expression is None:
            return self.render(variables)
        try:
            found = self.expression(**variables)
            if isinstance(found, (str, Undefined)):
                bound(len(str(found)))
            return listed(found)
        except Exception as exc:
            raise self._mistake(exc, variables) from exc

    def _mistake(self, exc: Exception, variables: Mapping[str, Any]) -> TemplateMistake:
        if isinstance(exc, TemplateMistake):
            return exc
        if isinstance(exc, UndefinedError):
            missing = next((name for name in self.names if name not in variables), None)
            if missing is not None:
                hint = spelling_hint(missing, sorted(variables)) or "define it under 'vars'"
                if missing == "row":
                    hint = "only the cases of a data file have a row, see cases_from"
                elif isinstance(row := variables.get("row"), Mapping) and missing in row:
                    hint = (
                        f"it is a column of the file: write {{{{ row.{missing} }}}}, or add "
                        f"'{missing}: {missing}' under 'vars' of cases_from"
                    )
                return TemplateMistake(f"there is no variable {quote(missing)}", hint)
            return self._missing_part(variables)
        hint = "check the input of each filter and operator: text, a number or a list"
        return TemplateMistake("the template fails with these values", hint)

    def _missing_part(self, variables: Mapping[str, Any]) -> TemplateMistake:
        for node in self.tree.find_all((nodes.Getattr, nodes.Getitem)):
            owner = getattr(node, "node", None)
            if not isinstance(owner, nodes.Name):
                continue
            part = node.attr if isinstance(node, nodes.Getattr) else _constant(node)
            value = variables.get(owner.name)
            if not isinstance(value, Mapping):
                hint = f"write {{{{ {owner.name} }}}} alone"
                return TemplateMistake(f"{quote(owner.name)} has no named parts", hint)
            if part not in value:
                hint = spelling_hint(str(part), [str(key) for key in value])
                return TemplateMistake(f"{quote(owner.name)} has no {quote(part)}", hint)
        hint = "check its names and indices, or use the filter default"
        return TemplateMistake("the template uses a value that does not exist", hint)


def _statement_hint(text: str) -> str:
    """The hint for a statement."""
    found = _STATEMENT.search(EXPRESSION.sub("", text))
    instead = _INSTEAD.get(found[1] if found else "", "only expressions are: {{ name }}")
    return f"{instead}; for the sign itself write {{{{ '{{%' }}}}"


def _constant(node: Any) -> Any:
    argument = getattr(node, "arg", None)
    return argument.value if isinstance(argument, nodes.Const) else None


def _refuse_more_than_expressions(tree: nodes.Template) -> None:
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Call):
            raise TemplateMistake(
                "calls are not allowed in templates", f"filters are: {', '.join(sorted(FILTERS))}"
            )
        if isinstance(node, nodes.Name) and node.name == "self":
            raise TemplateMistake("'self' is not a variable", "use another name")
        if isinstance(node, nodes.Pow):
            raise TemplateMistake(
                "powers are not allowed in templates", "multiply, or put the result into 'vars'"
            )
        if not isinstance(node, _ALLOWED):
            raise TemplateMistake("this is not a template expression", _LITERAL)


class _Sandbox(ImmutableSandboxedEnvironment):
    """A sandbox in which values have items but no attributes, and results are bounded."""

    intercepted_binops = frozenset({"*", "%", "+"})

    def __init__(self) -> None:
        super().__init__(
            # These cannot occur in a file's text, so only expressions remain.
            block_start_string="\x00%",
            block_end_string="%\x00",
            comment_start_string="\x00#",
            comment_end_string="#\x00",
            undefined=StrictUndefined,
            autoescape=False,
            keep_trailing_newline=True,
            finalize=shown,
            cache_size=0,
        )
        self.globals.clear()
        self.filters.clear()
        self.filters.update(FILTERS)
        self.tests = {name: self.tests[name] for name in ("defined", "none", "string", "number")}

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Undefined):
            str(obj)
        if isinstance(obj, Mapping):
            hashable = isinstance(argument, (str, int, float))
            known = hashable and argument in obj
            return obj[argument] if known else self.undefined(obj=obj, name=str(argument))
        if isinstance(obj, (str, list, tuple)) and isinstance(argument, (int, slice)):
            try:
                return obj[argument]
            except (IndexError, ValueError):
                pass
        return self.undefined(obj=obj, name=str(argument))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "+" and isinstance(left, (str, list)) and isinstance(right, (str, list)):
            bound(len(left) + len(right))
        elif not (_is_factor(left) and _is_factor(right)):
            raise TemplateMistake(
                f"'{operator}' needs two numbers of moderate size",
                "turn text into a number with the filters int and float",
            )
        return super().call_binop(context, operator, left, right)


def _is_factor(value: Any) -> bool:
    if isinstance(value, Undefined):
        str(value)
    return isinstance(value, (int, float)) and abs(value) <= _MAX_FACTOR
