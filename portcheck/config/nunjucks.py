"""Render nunjucks templates exactly as nunjucks does, or refuse them.

Suites of other tools have statements (`{% if %}`, `{% for %}`, `{% set %}`) in their prompts; ours
do not. This supports the common part of nunjucks and Jinja in Jinja's sandbox. Where the two
differ, the difference is compensated or the text is refused, never rendered differently.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, cast

from jinja2 import ChainableUndefined, TemplateError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from portcheck.config.suite.templating.filters import MAX_OUTPUT, TemplateMistake

MOST_TEXT = 200_000
"""Most characters of a text."""
MOST_ITEMS = 100_000
"""Most iterations of all loops of a text together."""
_BINARY = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.Mod)
_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign),
    *(nodes.Name, nodes.Const, nodes.List, nodes.Dict, nodes.Pair, nodes.Tuple, nodes.Filter),
    *(nodes.Getattr, nodes.Getitem, nodes.CondExpr, nodes.Compare, nodes.Operand),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Neg, *_BINARY),
)
_ASKING: tuple[tuple[type[nodes.Node], str], ...] = (
    (nodes.If, "test"),
    (nodes.CondExpr, "test"),
    (nodes.And, "left"),
    (nodes.Or, "left"),
    (nodes.Not, "node"),
)
"""Node types and their fields that use the truth of a value."""
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_MOST_FACTOR = 1_000_000_000


def render_nunjucks(text: str, variables: Mapping[str, Any]) -> str:
    """Render a text as nunjucks would.

    Args:
        text: the template with expressions and statements.
        variables: the variables; a missing one is empty.

    Raises:
        TemplateMistake: the text uses something unsupported, or its result is too long.
    """
    if len(text) > MOST_TEXT:
        raise TemplateMistake(f"it is longer than {MOST_TEXT:,} characters")
    values = _Values()
    environment = _Environment(values, "\r\n" if "\r\n" in text else "\n")
    try:
        tree = environment.parse(text)
        _prepare(tree)
        code = environment.from_string(tree)
        pieces, size = [], 0
        for piece in code.generate(dict(variables)):
            size += len(piece)
            if size > MAX_OUTPUT:
                raise TemplateMistake("it makes more than 1 MB of text")
            pieces.append(piece)
    except TemplateError as exc:
        raise TemplateMistake(str(exc.message or "it cannot be read").partition("\n")[0]) from None
    except (TypeError, ValueError, ArithmeticError, RecursionError, AttributeError) as exc:
        raise TemplateMistake(f"it cannot be rendered: {exc}") from None
    return "".join(pieces)


def _require_shared(tree: nodes.Template) -> None:
    """Raise TemplateMistake for features that nunjucks and Jinja do not share."""
    _require_shared_loops(tree)
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Call):
            raise TemplateMistake("calls in its template are not rendered")
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            raise TemplateMistake(f"its filter '{node.name}' is not rendered")
        if not isinstance(node, _ALLOWED):
            raise TemplateMistake(f"'{type(node).__name__.lower()}' in it is not rendered")
        if isinstance(node, nodes.Compare) and len(node.ops) != 1:
            raise TemplateMistake("chained comparisons are not rendered")
        if isinstance(node, nodes.Not) and isinstance(node.node, nodes.Compare):
            raise TemplateMistake("'not' before a comparison is not rendered: write != or not in")


def _require_shared_loops(tree: nodes.Template) -> None:
    for assign in tree.find_all(nodes.Assign):
        if not isinstance(assign.target, nodes.Name):
            raise TemplateMistake("'set' of several names is not rendered")
    for loop in tree.find_all(nodes.For):
        if loop.recursive or loop.test is not None:
            raise TemplateMistake("loops with a condition are not rendered")
        if next(loop.find_all(nodes.Assign), None) is not None:
            raise TemplateMistake("'set' in a loop is not rendered: it lasts longer in nunjucks")


def _prepare(tree: nodes.Template) -> None:
    """Change loops, comparisons and truth tests to the rules of JavaScript."""
    _require_shared(tree)
    for loop in list(tree.find_all(nodes.For)):
        loop.iter = _call(
            cast("nodes.Expr", loop.iter),
            "_pairs" if isinstance(loop.target, nodes.Tuple) else "_items",
        )
    for compare in list(tree.find_all(nodes.Compare)):
        operand = compare.ops[0]
        compare.expr = _call(compare.expr, "_compared", operand.expr, nodes.Const(operand.op))
        compare.ops = [nodes.Operand("eq", nodes.Const(True))]
    for kind, field in _ASKING:
        for asking in list(tree.find_all(kind)):
            setattr(asking, field, _call(getattr(asking, field), "_truth"))


def _call(value: nodes.Expr, name: str, *arguments: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(value, name, list(arguments), [], None, None, lineno=value.lineno)


class _Values:
    """Operations that differ between the languages; counts the iterations of loops."""

    def __init__(self) -> None:
        self.left = MOST_ITEMS

    def items(self, value: Any) -> Iterator[Any]:
        """Yield the items of a list; looping over the letters of a text is a mistake."""
        if _is_empty(value):
            return
        if not isinstance(value, (list, tuple)):
            raise TemplateMistake("it loops over something that is not a list")
        for item in value:
            self.left -= 1
            if self.left < 0:
                raise TemplateMistake(f"its loops take more than {MOST_ITEMS:,} rounds")
            yield item

    def pairs(self, value: Any) -> Iterator[Any]:
        """Yield keys and values of a mapping, or the items of a list of lists."""
        yield from self.items(list(value.items()) if isinstance(value, Mapping) else value)


def _is_empty(value: Any) -> bool:
    return value is None or isinstance(value, ChainableUndefined)


def _known(value: Any) -> Any:
    """Convert a value to one with the same truth in both languages: [] is true in JavaScript."""
    if isinstance(value, (list, tuple, dict)) and not value:
        raise TemplateMistake("it tests if an empty list is true, and languages differ on that")
    return value


def _compared(left: Any, right: Any, operator: str) -> bool:
    if operator in {"in", "notin"}:
        if not isinstance(right, (str, list, tuple, dict)):
            raise TemplateMistake("it searches a value that is not a list, text or mapping")
        if isinstance(right, str) and not isinstance(left, str):
            raise TemplateMistake("it searches a text for a value that is not text")
        return (left in right) == (operator == "in")
    simple = (str, int, float, bool)
    if _is_empty(left) or _is_empty(right):
        if operator not in {"eq", "ne"}:
            raise TemplateMistake("it compares the size of an empty value")
        return (_is_empty(left) and _is_empty(right)) == (operator == "eq")
    if not isinstance(left, simple) or not isinstance(right, simple):
        raise TemplateMistake("it compares lists or mappings")
    if isinstance(left, str) != isinstance(right, str):  # JavaScript converts both to numbers
        left, right = _number(left), _number(right)
    compare: dict[str, Callable[[], bool]] = {
        "eq": lambda: left == right,
        "ne": lambda: left != right,
        "lt": lambda: left < right,
        "lteq": lambda: left <= right,
        "gt": lambda: left > right,
        "gteq": lambda: left >= right,
    }
    return compare[operator]()


def _number(value: Any) -> float:
    if not isinstance(value, str):
        return float(value)
    try:
        return float(value) if value.strip() else 0.0
    except ValueError:
        return float("nan")


def _parsed(value: Any) -> float:
    """A number, or a whole text as a number; JavaScript reads partly numeric texts differently."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise TemplateMistake("its filters int and float need a number")
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise TemplateMistake("its filters int and float need a number")
    return float(value)


def _shown(value: Any) -> Any:
    """The text form of a value in JavaScript."""
    if _is_empty(value):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (list, tuple, dict)):
        raise TemplateMistake("it writes a list or a mapping: use the filter dump or join")
    return value


def _text(value: Any) -> str:
    """The argument of a text filter; nunjucks raises an error for other types."""
    if _is_empty(value) or value is False:
        return ""
    if not isinstance(value, str):
        raise TemplateMistake("its filter needs a text, but gets another value")
    return value


def _strictly_text(value: Any) -> str:
    if not isinstance(value, str):
        raise TemplateMistake("its filters trim and replace need a text, but get another value")
    return value


def _safe(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TemplateMistake("its filter safe needs a text that is not empty")
    return value


def _dump(value: Any, indent: int | None = None) -> str:
    if _is_empty(value):
        raise TemplateMistake("it writes an empty value as JSON")
    marks = (",", ":") if indent is None else None
    return json.dumps(_whole(value), ensure_ascii=False, indent=indent, separators=marks)


def _whole(value: Any) -> Any:
    """Convert whole floats to integers, because JavaScript prints them without a point."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {name: _whole(item) for name, item in value.items()}
    return [_whole(one) for one in value] if isinstance(value, (list, tuple)) else value


def _join(value: Any, between: str = "") -> str:
    if not isinstance(value, (list, tuple)):
        raise TemplateMistake("it joins something that is not a list")
    return between.join(str(_shown(item)) for item in value)


def _default(value: Any, other: Any, falsy: bool = False) -> Any:
    if falsy:
        return _known(value) or other
    return other if isinstance(value, ChainableUndefined) else value


def _length(value: Any) -> int:
    if _is_empty(value) or value is False:
        return 0
    if not isinstance(value, (str, list, tuple, dict)):
        raise TemplateMistake("its filter length needs a list or a text")
    return len(value)


def _replace(value: Any, old: str, new: str) -> str:
    text = _strictly_text(value)
    if not old or len(text) + text.count(old) * len(new) > MAX_OUTPUT:
        raise TemplateMistake("its filter replace makes too much text, or replaces nothing")
    return text.replace(old, new)


def _end(at: int) -> Callable[[Any], Any]:
    def end(value: Sequence[Any]) -> Any:
        if not isinstance(value, (str, list, tuple)) or not value:
            raise TemplateMistake("its filters first and last need a list that is not empty")
        return value[at]

    return end


_FILTERS: dict[str, Callable[..., Any]] = {
    "abs": abs,
    "capitalize": lambda value: _text(value).capitalize(),
    "d": _default,
    "default": _default,
    "dump": _dump,
    "first": _end(0),
    "float": _parsed,
    "int": lambda value: int(_parsed(value)),
    "join": _join,
    "last": _end(-1),
    "length": _length,
    "lower": lambda value: _text(value).lower(),
    "replace": _replace,
    "safe": _safe,
    "title": lambda value: " ".join(word.capitalize() for word in _text(value).split(" ")),
    "trim": lambda value: _strictly_text(value).strip(),
    "upper": lambda value: _text(value).upper(),
}


class _Environment(ImmutableSandboxedEnvironment):
    """An environment in which values have items and `length`, but no Python attributes."""

    intercepted_binops = frozenset({"*", "/", "%", "+", "-"})

    def __init__(self, values: _Values, line_end: Literal["\n", "\r\n"]) -> None:
        super().__init__(
            undefined=ChainableUndefined,
            autoescape=False,
            keep_trailing_newline=True,
            optimized=False,
            newline_sequence=line_end,
            finalize=_shown,
            cache_size=0,
        )
        self.globals.clear()
        self.filters.clear()
        self.filters.update(_FILTERS)
        own: Iterable[tuple[str, Callable[..., Any]]] = (
            ("_items", values.items),
            ("_pairs", values.pairs),
            ("_truth", _known),
            ("_compared", _compared),
        )
        self.filters.update(own)
        self.tests.clear()

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Mapping):
            hashable = isinstance(argument, (str, int, float))
            return obj[argument] if hashable and argument in obj else self.undefined()
        if isinstance(obj, (str, list, tuple)):
            if argument == "length":
                return len(obj)
            if isinstance(argument, int) and 0 <= argument < len(obj):
                return obj[argument]
            return self.undefined()
        if type(obj).__name__ == "LoopContext" and argument in _OF_LOOPS:
            return super().getattr(obj, argument)
        return self.undefined()

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        texts = isinstance(left, str) and isinstance(right, str)
        numbers = all(
            isinstance(one, (int, float)) and not isinstance(one, bool) and abs(one) < _MOST_FACTOR
            for one in (left, right)
        )
        if operator == "%" and numbers and min(left, right) < 0:
            raise TemplateMistake("its remainder of a negative number differs between languages")
        if not numbers and not (texts and operator == "+"):
            raise TemplateMistake(f"its operator '{operator}' needs two numbers")
        return super().call_binop(context, operator, left, right)


_OF_LOOPS = frozenset({"index", "index0", "revindex", "revindex0", "first", "last", "length"})
