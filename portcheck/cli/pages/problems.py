"""Show mistakes in files: the place, the line with a caret under it, the hint."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from rich.cells import cell_len

from portcheck.cli.output import Output
from portcheck.config.problems.excerpt import Excerpt, Excerpts
from portcheck.errors import Problem
from portcheck.model.visible_text import one_line, visible

FIRST_WARNINGS = 10
"""Most warnings before the output of another command; `portcheck validate` shows all."""
MOST_PLACES = 40
"""Most places of one mistake that are named after the first."""
TAB = "    "
_RED, _YELLOW, _BLUE, _CYAN = "1;31", "1;33", "1;34", "1;36"


def show_problems(output: Output, problems: Iterable[Problem]) -> None:
    """Print every problem with its source line and an empty line after it."""
    excerpts = Excerpts()
    look = _Look(width=output.width, color=output.notes_color, encodable=output.encodable)
    for problem in problems:
        output.note("\n".join(_block(problem, excerpts.of(problem), look)) + "\n")


def show_warnings(output: Output, problems: Sequence[Problem]) -> None:
    """Print the first warnings, one line each, before the output of a command."""
    for problem in problems[:FIRST_WARNINGS]:
        output.note(problem_line(problem))
    if len(problems) > FIRST_WARNINGS:
        more = len(problems) - FIRST_WARNINGS
        output.note(f"{more} more of these: portcheck validate SUITE")


class _Look(Struct, frozen=True, kw_only=True):
    width: int
    """Number of columns."""
    color: bool
    encodable: Callable[[str], str]


def problem_line(problem: Problem) -> str:
    """`file:line:column: error: message [pointer]; hint`, on one line."""
    text = _headline(problem)
    if problem.hint:
        text += f"; {problem.hint}"
    return one_line(text, 4000)


def _headline(problem: Problem) -> str:
    place = problem.file
    if problem.line:
        place += f":{problem.line}:{problem.column}"
    text = f"{place}: {problem.severity}: {problem.message}"
    if problem.pointer:
        text += f" [{problem.pointer}]"
    return text + _times(problem)


def _times(problem: Problem) -> str:
    """The number of places and the other places: ` (34 places: here, 8:30, 9:1)`."""
    places = len(problem.places)
    if not places:
        return f" ({problem.count} times, first here)" if problem.count > 1 else ""
    times = f", {problem.count} times" if problem.count > places else ""
    others = [f"{line}:{column}" for line, column in problem.places[1 : MOST_PLACES + 1]]
    more = [f"{places - 1 - len(others)} more"] if places - 1 > len(others) else []
    return f" ({places} places{times}: here, {', '.join([*others, *more])})"


def _block(problem: Problem, excerpt: Excerpt | None, look: _Look) -> list[str]:
    severity = _paint(problem.severity, _RED if problem.severity == "error" else _YELLOW, look)
    head = one_line(_headline(problem), 4000)
    lines = [head.replace(f": {problem.severity}: ", f": {severity}: ", 1)]
    if excerpt is not None:
        lines += _source(excerpt, problem.severity, look)
    if problem.hint:
        lines.append(f"{_paint('hint', _CYAN, look)}: {one_line(problem.hint, 4000)}")
    return lines


def _source(excerpt: Excerpt, severity: str, look: _Look) -> list[str]:
    number = str(excerpt.line)
    gutter = _paint(f"{' ' * len(number)} |", _BLUE, look)
    text, before, carets = _cut(excerpt, look.width - len(number) - 3, look.encodable)
    mark = _paint("^" * carets, _RED if severity == "error" else _YELLOW, look)
    return [
        gutter,
        f"{_paint(f'{number} |', _BLUE, look)} {text}".rstrip(),
        f"{gutter} {' ' * before}{mark}",
        gutter,
    ]


def _cut(excerpt: Excerpt, width: int, encodable: Callable[[str], str]) -> tuple[str, int, int]:
    """The text that fits, the number of columns before the carets, and the number of carets."""
    cells = [encodable(visible(ch)).replace("\t", TAB) for ch in excerpt.characters]
    widths = [cell_len(cell) for cell in cells]
    start, stop = excerpt.start, excerpt.stop
    first, last = 0, len(cells)
    dots = encodable("\u2026")
    if sum(widths) > width or excerpt.cut_before or excerpt.cut_after:
        room = max(8, width - 2 * len(dots))
        first = _back(widths, start, max(room // 3, room - sum(widths[start:])))
        last = _on(widths, first, room)
    left = dots if first > 0 or excerpt.cut_before else ""
    right = dots if last < len(cells) or excerpt.cut_after else ""
    before = cell_len(left) + sum(widths[first:start])
    carets = sum(widths[start : min(stop, last)])
    return left + "".join(cells[first:last]) + right, before, max(1, carets)


def _back(widths: list[int], index: int, room: int) -> int:
    while index > 0 and widths[index - 1] <= room:
        index -= 1
        room -= widths[index]
    return index


def _on(widths: list[int], index: int, room: int) -> int:
    while index < len(widths) and widths[index] <= room:
        room -= widths[index]
        index += 1
    return index


def _paint(text: str, style: str, look: _Look) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if look.color else text
