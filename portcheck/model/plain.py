"""Readers of plain JSON values: each returns what it is given, or says why it may not be that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

LARGEST = 2**53
"""Whole numbers from here on are not the same to every reader of JSON; none is that large."""

Reader = Callable[[Any], Any]


def found(data: Any) -> str:
    """A few words on a JSON value, for messages."""
    names = {dict: "an object", list: "a list", str: "text", NoneType: "null"}
    return names.get(type(data)) or repr(data)[:20]


def reader(kind: Any) -> Reader | None:
    """What reads values of a type: text, truth values, numbers, or one of some words.

    A reader raises ValueError for anything else. Numbers are finite, and whole ones are smaller
    than `LARGEST`.

    Returns:
        `None` where the type is none of these.
    """
    return _among(get_args(kind)) if get_origin(kind) is Literal else _READERS.get(kind)


def exact(kind: Any) -> frozenset[type]:
    """Types whose values are values of `kind` without a closer look; the empty set: none is."""
    if get_origin(kind) in {Union, UnionType}:
        return frozenset[type]().union(*map(exact, get_args(kind)))
    return frozenset({kind} & {str, bool, NoneType})


def _text(data: Any) -> Any:
    if type(data) is not str:
        raise ValueError(f"expected text, found {found(data)}")
    return data


def _truth(data: Any) -> Any:
    if type(data) is not bool:
        raise ValueError(f"expected true or false, found {found(data)}")
    return data


def _whole(data: Any) -> Any:
    if type(data) is not int or not -LARGEST < data < LARGEST:
        raise ValueError(f"expected a whole number, found {found(data)}")
    return data


def _number(data: Any) -> Any:
    if type(data) is float and isfinite(data):
        return data
    if type(data) is not int or not -LARGEST < data < LARGEST:
        raise ValueError(f"expected a number, found {found(data)}")
    return data


_READERS: Mapping[Any, Reader] = {str: _text, bool: _truth, int: _whole, float: _number}


def _among(words: tuple[Any, ...]) -> Reader:
    def read(data: Any) -> Any:
        if type(data) is not str or data not in words:
            known = ", ".join(map(str, words))
            raise ValueError(f"expected one of {known}; found {str(data)[:20]!r}")
        return data

    return read
