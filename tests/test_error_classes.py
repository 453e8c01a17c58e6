"""Tests for portcheck.error_classes: the table, and that nothing else lists them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any, get_args

import pytest

from portcheck.error_classes import ERROR_TRAITS, ErrorClass, Failure

PACKAGE = Path(__file__).parents[1] / "portcheck"
CLASSES = frozenset(get_args(ErrorClass))


def those(trait: str, value: object = True) -> set[str]:
    """The classes with a value of a trait."""
    return {name for name, traits in ERROR_TRAITS.items() if getattr(traits, trait) == value}


def test_every_class_has_its_traits_and_no_other_name_has() -> None:
    assert set(ERROR_TRAITS) == CLASSES


def test_what_counts_as_missing_is_transport_and_service() -> None:
    assert those("counts", "answer") == {"content_blocked"}
    assert those("counts", "failed") == {"invalid_request"}
    for name in ERROR_TRAITS:
        failure = Failure(error_class=name, message="no")
        assert failure.missing == (name != "content_blocked")


def test_a_rejected_request_is_missing_unless_the_vendor_names_why() -> None:
    def missing(**said: Any) -> bool:
        return Failure(error_class="invalid_request", message="no", **said).missing

    assert (missing(), missing(cause="")) == (True, True)
    assert missing(cause="temperature") is False
    assert missing(flags=("context_length",)) is False, "as earlier versions wrote it"
    assert missing(flags=("unsupported_param",), cause="") is True


def test_only_what_may_pass_is_asked_again() -> None:
    passing = {"rate_limited", "overloaded", "server", "timeout", "connection"}
    assert those("retryable") == passing
    assert those("retry", "pause") == {"rate_limited"}
    assert those("retry", "never") == {"auth", "quota_exhausted", "content_blocked"}


def test_what_the_run_does_after_a_failure() -> None:
    assert those("hopeless") == {"auth", "not_found", "quota_exhausted"}
    assert those("throttled") == {"rate_limited", "overloaded"}
    assert those("billed") == {"timeout", "connection", "malformed_response", "server"}


def test_what_a_failure_proves() -> None:
    assert those("reached", value=False) == {"connection", "timeout"}
    assert those("key_valid", value=False) == {"auth"}
    assert those("key_valid") == {"quota_exhausted", "content_blocked"}
    assert those("model_exists", value=False) == {"not_found"}
    about = {"not_found", "invalid_request", "server", "content_blocked", "malformed_response"}
    assert those("about_request") == about


def test_flags_and_hints_are_complete() -> None:
    flags = [flag for traits in ERROR_TRAITS.values() for flag in traits.flags]
    assert sorted(flags) == ["context_length", "model_retired", "unsupported_param"]
    for traits in ERROR_TRAITS.values():
        named = {field for _, field, _, _ in Formatter().parse(traits.hint) if field is not None}
        assert named <= {"provider", "model", "variable"}
    assert those("hint", "") == {"malformed_response"}


def lists(tree: ast.AST) -> Iterator[int]:
    """Lines that list error classes or compare with one, instead of asking for a trait."""
    for node in ast.walk(tree):
        match node:
            case ast.Set(elts=parts) | ast.Tuple(elts=parts) | ast.List(elts=parts):
                named = sum(map(_is_class, parts))
                if named > 1:
                    yield node.lineno
            case ast.Dict(keys=keys) if sum(map(_is_class, keys)) > 1:
                yield node.lineno
            case ast.Compare(left=left, comparators=others):
                sides = [left, *others]
                for side in (left, *others):
                    sides.extend(getattr(side, "elts", ()))
                if any(map(_is_class, sides)):
                    yield node.lineno
            case ast.MatchValue(value=value) if _is_class(value):
                yield value.lineno


def _is_class(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value in CLASSES


@pytest.mark.parametrize(
    "source",
    [
        'BILLED = frozenset({"timeout", "server"})',
        'if failure.error_class == "auth": stop()',
        'if found in ("rate_limited",): wait()',
        'HINTS = {"server": "later", "timeout": "later"}',
        'match found:\n    case "not_found":\n        stop()',
    ],
)
def test_the_scan_finds_lists(source: str) -> None:
    assert list(lists(ast.parse(source)))


def test_nothing_else_lists_error_classes() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path != PACKAGE / "error_classes.py"
        and any(name in path.read_text("utf-8") for name in CLASSES)
        for line in lists(ast.parse(path.read_text("utf-8")))
    ]
    assert not found, f"ask for a trait of the class (portcheck/error_classes.py): {found}"
