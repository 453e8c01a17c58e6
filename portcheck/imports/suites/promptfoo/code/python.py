"""Convert Python expressions that only compare the output to checks; nothing is executed."""

from __future__ import annotations

import ast

from portcheck.imports.suites.converted import CannotSayError
from portcheck.imports.suites.promptfoo.code.javascript import (
    MOST,
    NO,
    Check,
    Value,
    compared,
    edge,
    holds,
    joined,
    negated,
)


def python_check(code: str) -> Check:
    """Convert a simple expression of Python to a check; see `javascript_check`."""
    if len(code) > MOST:
        raise CannotSayError(NO)
    text = code.strip().removeprefix("return ")
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise CannotSayError(NO) from None
    return _python(tree)


def _python(node: ast.AST) -> Check:
    if isinstance(node, ast.BoolOp):
        kind = "all_of" if isinstance(node.op, ast.And) else "any_of"
        return joined(kind, [_python(part) for part in node.values])
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return negated(_python(node.operand))
    if isinstance(node, ast.Call):
        return _python_call(node)
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        return _python_comparison(node.left, node.ops[0], node.comparators[0])
    raise CannotSayError(NO)


def _python_call(node: ast.Call) -> Check:
    function = node.func
    if isinstance(function, ast.Attribute) and len(node.args) == 1 and not node.keywords:
        text = _python_value(node.args[0])
        owner = _python_value(function.value)
        is_edge = function.attr in {"startswith", "endswith"}
        if owner.kind == "output" and is_edge and isinstance(text.value, str):
            return edge(text.value, lower=owner.lower, end=function.attr == "endswith")
    raise CannotSayError(NO)


def _python_comparison(left: ast.AST, sign: ast.cmpop, right: ast.AST) -> Check:
    first, second = _python_value(left), _python_value(right)
    if isinstance(sign, (ast.In, ast.NotIn)):
        if second.kind != "output" or not isinstance(first.value, str):
            raise CannotSayError(NO)
        check = holds(first.value, lower=second.lower)
        return check if isinstance(sign, ast.In) else negated(check)
    signs: dict[type, str] = {ast.Eq: "===", ast.NotEq: "!==", ast.Lt: "<", ast.LtE: "<="}
    signs |= {ast.Gt: ">", ast.GtE: ">="}
    return compared(first, signs.get(type(sign), ""), second)


def _python_value(node: ast.AST) -> Value:
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, int, float)):
        return Value("constant", node.value)
    if isinstance(node, ast.Name) and node.id == "output":
        return Value("output")
    if isinstance(node, ast.Call) and not node.keywords:
        return _python_method(node)
    raise CannotSayError(NO)


def _python_method(node: ast.Call) -> Value:
    function = node.func
    if isinstance(function, ast.Name) and function.id == "len" and len(node.args) == 1:
        value = _python_value(node.args[0])
        value.kind = {"output": "length", "split": "words"}.get(value.kind, "")
        return value
    if isinstance(function, ast.Attribute) and not node.args:
        value = _python_value(function.value)
        value.lower |= function.attr == "lower"
        value.trimmed |= function.attr == "strip"
        if function.attr == "split":
            value.kind, value.sign, value.trimmed = "split", "runs", True
        if value.kind and function.attr in {"lower", "strip", "split"}:
            return value
    raise CannotSayError(NO)
