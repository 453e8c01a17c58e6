"""Starts a coroutine at once, as an eager task of Python 3.12 does."""

from __future__ import annotations

import types
from collections.abc import Coroutine, Generator
from typing import Any, TypeVar

T = TypeVar("T")


def started(work: Coroutine[Any, Any, T]) -> Coroutine[Any, Any, T]:
    """Runs `work` to where it first waits, in the task of the caller.

    Returns:
        What does the rest, for a task; it has the result of `work`, and raises what `work` raises.
    """
    try:
        awaited = work.send(None)
    except StopIteration as end:
        return _ended(end.value)
    except BaseException as exc:  # noqa: BLE001  # is for the task
        return _failed(exc)
    return _rest(work, awaited)


async def _ended(value: T) -> T:
    return value


async def _failed(exc: BaseException) -> Any:
    raise exc


async def _rest(work: Coroutine[Any, Any, T], awaited: Any) -> T:
    return await _driven(work, awaited)


@types.coroutine
def _driven(work: Coroutine[Any, Any, T], awaited: Any) -> Generator[Any, Any, T]:
    """As `yield from`, for what has been started (PEP 380)."""
    try:
        while True:
            try:
                sent = yield awaited
            except BaseException as exc:  # noqa: BLE001  # such as a cancellation
                awaited = work.throw(exc)
            else:
                awaited = work.send(sent)
    except StopIteration as end:
        return end.value  # type: ignore[no-any-return]
