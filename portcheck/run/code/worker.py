"""Run one function of a suite on answers: the program of a separate process.

It reads lines of JSON and answers each with one line. The first line has the source, its file name
and the name of the function, each further line one call. It imports nothing from portcheck, so it
starts quickly.
"""

from __future__ import annotations

import json
import os
import sys
import types
from collections.abc import Callable
from typing import Any

LONGEST_TEXT = 300
"""Most characters of a function's reason."""


MOST_MEMORY = 2 * 2**30
"""Most bytes of memory for the process and each of its children, if the system supports limits."""


def limit_memory(most: int = MOST_MEMORY) -> None:
    """Limit the memory of this process, in bytes; beyond it the function gets a MemoryError."""
    try:
        import resource  # noqa: PLC0415  # Windows does not have it

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(resource.RLIMIT_AS, (least, least))
    except (ImportError, ValueError, OSError):  # Windows has no such limit, and macOS keeps none
        return


def main() -> None:
    """Answer lines until the input ends."""
    limit_memory()
    asked = os.fdopen(os.dup(0), "rb")
    said = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):  # the function may neither print nor read
        os.dup2(nowhere, stream)
    function: Callable[..., Any] | None = None
    file = ""
    for line in asked:
        given = json.loads(line)
        try:
            if function is None:
                file = given["file"]
                function = load_function(given["source"], file, given["function"])
                found: dict[str, Any] = {}
            else:
                found = result(function(given["answer"], given["case"], **given["with"]))
        except BaseException as exc:  # noqa: BLE001  # also if the function exits or interrupts
            words = str(exc)
            if isinstance(exc, MemoryError):
                words = words or f"it may have {MOST_MEMORY // 2**30} GiB"
            found = {
                "error": f"{type(exc).__name__}: {words}"[:LONGEST_TEXT],
                "line": place(exc, file),
            }
        said.write(json.dumps(found).encode() + b"\n")
        said.flush()


def load_function(source: str, file: str, name: str) -> Callable[..., Any]:
    """The function with this name in a module with this source.

    Raises:
        TypeError: there is no such function.
    """
    module = types.ModuleType("suite_code")
    module.__file__ = file
    sys.modules[module.__name__] = module
    exec(compile(source.removeprefix("\ufeff"), file, "exec"), module.__dict__)  # noqa: S102  # what --allow-code allows
    function = getattr(module, name, None)
    if not callable(function):
        raise TypeError(f"there is no function {name}")
    found: Callable[..., Any] = function
    return found


def result(given: Any) -> dict[str, Any]:
    """Convert the function's result to `value` (0..1, or `None` for unscored) and `reason`.

    Raises:
        TypeError: the result has another form.
    """
    value, reason = given if isinstance(given, tuple) and len(given) == 2 else (given, "")
    is_number = isinstance(value, (bool, int, float)) and 0 <= value <= 1
    if not (value is None or is_number) or not isinstance(reason, str):
        raise TypeError(
            f"returned {given!r:.100}: wanted True, False, a number from 0 to 1 or None, alone or "
            "with a text as the reason"
        )
    return {"value": None if value is None else float(value), "reason": reason[:LONGEST_TEXT]}


def place(exc: BaseException, file: str) -> int | None:
    """The last line of the file in the traceback; `None` if there is none."""
    line = exc.lineno if isinstance(exc, SyntaxError) else None
    step = exc.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == file:
            line = step.tb_lineno
        step = step.tb_next
    return line


if __name__ == "__main__":
    main()
