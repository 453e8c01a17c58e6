"""The three ways to review (page, terminal and sheet), and the summary at the end."""

from __future__ import annotations

import getpass
import webbrowser
from collections.abc import Collection
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from portcheck import pipeline
from portcheck.cli.output import Output
from portcheck.cli.report_files import require_not_of_a_run
from portcheck.errors import UsageError
from portcheck.model.did_you_mean import known
from portcheck.model.numbers import count, number
from portcheck.model.visible_text import one_line, visible
from portcheck.run.labels.item_text import ItemView, item_view, shown_label
from portcheck.run.labels.needs import LabelNeeds, label_needs
from portcheck.run.labels.review_session import Progress, Review
from portcheck.run.labels.sheet import read_sheet, sheet
from portcheck.run.store.durable_files import write_file
from portcheck.run.store.folder import RunStore
from portcheck.shell_words import file_word
from portcheck.web.server import ReviewServer

_DOOR = "open-review.html"
_DOOR_PAGE = b"""<!doctype html>
<meta http-equiv="refresh" content="0; url=%s">
<title>Review</title>
"""
"""Redirects to the page. The browser gets this file as its argument because other users can see a
process's arguments and must not see the token."""
_LONGEST_NAME = 60
_LONGEST_SHEET = 200 * 2**20
"""Most bytes of a sheet."""


def reviewer_name(given: str | None) -> str:
    """The name of the reviewer for the run folder.

    Raises:
        UsageError: the name has no visible character, or the system does not know the user's name.
    """
    try:
        name = one_line(getpass.getuser() if given is None else given, _LONGEST_NAME)
    except (OSError, KeyError, ImportError):
        raise UsageError("your user name is not known", hint="pass --reviewer NAME") from None
    if not name:
        raise UsageError("--reviewer: the name is empty")
    return name


def labels_called_for(store: RunStore) -> dict[str, LabelNeeds]:
    """Workload to the labels it needs, as of the last look at them.

    Raises:
        StoreError: the folder cannot be read.
    """
    verdicts = pipeline.compare(store, as_last_judged=True).verdicts
    return label_needs(store.plan(), verdicts, store.record().label_looks)


def workloads_of(store: RunStore, given: Collection[str]) -> tuple[str, ...]:
    """The workloads of these names.

    Raises:
        UsageError: the run has no such workload.
    """
    names = [workload.id for workload in store.plan().suite.workloads]
    return tuple(known(name, names, "workload of this run") for name in given)


def status(review: Review) -> dict[str, Any]:
    """The progress of a review, for `--json`."""
    found = review.progress()
    return {
        "reviewer": found.reviewer,
        "items": found.items,
        "labelled": found.labelled,
        "items_of_run": found.everywhere,
        "by_reviewer": dict(found.by_reviewer),
        "disputed": found.disputed,
        "samples": [asdict(one) for one in found.samples],
    }


# --- sheets --------------------------------------------------------------------------------------


def export_sheet(review: Review, file: Path, output: Output) -> None:
    """Write the queue of a reviewer as a labelling sheet.

    Raises:
        StoreError: it cannot be written.
        UsageError: a run is kept in that file, or it exists and may contain labels that were not
            imported yet.
    """
    require_not_of_a_run(file, f"--export {file}")
    if file.exists():
        raise UsageError(
            f"--export {file}: the file exists, and may hold labels that were not imported yet",
            hint=f"import it first (--import {file}) and remove it, or name another file",
        )
    left = [item for place, item in enumerate(review.items) if review.mine(place) is None]
    write_file(file, sheet(left))
    output.note(
        f"{file}: {count(len(left), 'row')} to label. Fill in the column label with a value from "
        f"the column choices, and note if you like; add a column reviewer if several people "
        f"share the sheet. Then: portcheck review RUN --reviewer NAME --import FILE"
    )


def import_sheet(review: Review, whole: Review, file: Path, run: Path, output: Output) -> None:
    """Import the labels of a sheet; none of them if one is wrong.

    Args:
        review: review of the person who imports it.
        whole: review of everything in the run, so that it includes the items of any sheet.
        file: the sheet.
        run: the run folder.
        output: where to print the result.

    Raises:
        ConfigError: with every mistake, by row and column.
        UsageError: there is no such file.
        StoreError: the labels cannot be written.
    """
    if not file.is_file():
        raise UsageError(f"there is no file {file}")
    if file.stat().st_size > _LONGEST_SHEET:
        raise UsageError(f"{file} is too large for a labelling sheet")
    found = read_sheet(file.read_bytes(), str(file), whole.everything)
    names = dict.fromkeys(one.reviewer for one in found)
    for name in names:
        given = [(one.item, one.label, one.note) for one in found if one.reviewer == name]
        review.give_all(given, one_line(name, _LONGEST_NAME))
    said = count(len(found), "label")
    output.note(f"{said} read from {file}" if found else f"{file} holds no label yet")
    output.note(ending(review.progress(), run))


# --- the page ------------------------------------------------------------------------------------


def in_browser(review: Review, run: Path, output: Output, *, port: int, opens: bool) -> None:
    """Serve the page until Ctrl-C.

    Raises:
        UsageError: the port is taken.
    """
    try:
        server = ReviewServer(review, port)
    except OSError as exc:
        raise UsageError(
            f"port {port} of 127.0.0.1 cannot be used: {exc.strerror}", hint="leave out --port"
        ) from exc
    for line in beginning(review.progress()):
        output.note(line)
    output.result(server.url)
    output.note("open this address in a browser on this machine; Ctrl-C ends the review")
    if opens and output.interactive:
        write_file(run / _DOOR, _DOOR_PAGE % server.url.encode(), follow=False)
        webbrowser.open((run / _DOOR).resolve().as_uri())
    with server:
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            output.note("")
    (run / _DOOR).unlink(missing_ok=True)
    output.note(ending(review.progress(), run))


def beginning(found: Progress) -> list[str]:
    """The messages before the first label."""
    lines = [
        f"{count(found.items, 'item')} to review as {found.reviewer}, {number(found.labelled)} "
        "labelled so far"
    ]
    if not found.items and found.everywhere:
        lines.append("others have labelled the rest; to give second opinions add --second")
    for one in found.samples:
        if one.needed is None or one.margin is None:
            continue
        words = (
            f"{one.workload}: {number(one.labelled)} of {count(one.drawn, 'group')} drawn at random"
            f" labelled; fewer than {number(one.needed)} cannot show the margin {one.margin}"
        )
        if one.fewest is not None and one.fewest > one.needed:
            words += f", and at this look it takes {number(one.fewest)}"
        if one.of < (one.fewest or one.needed):
            words += f", and this run has {number(one.of)}"
        elif one.wanted is not None and one.wanted > one.labelled:
            words += (
                f"; {number(one.wanted)} decide in 80 % of runs if there is no real difference,"
                f" so {number(one.wanted - one.labelled)} more"
            )
        elif one.hopeless:
            words += (
                f"; labels of all {count(one.of, 'group')} are not expected to decide: it needs "
                "more cases"
            )
        lines.append(words)
    return lines


def ending(found: Progress, run: Path) -> str:
    """The messages at the end of a review, with commands ready to run."""
    path = file_word(run)
    lines = [
        f"{number(found.labelled)} of {count(found.items, 'item')} labelled by {found.reviewer}",
        *(
            f"{name}: {count(labels, 'label')}"
            for name, labels in found.by_reviewer.items()
            if name != found.reviewer
        ),
    ]
    if found.disputed:
        lines.append(f"reviewers contradict each other on {count(found.disputed, 'item')}")
    if found.by_reviewer:
        lines.append(f"the verdict with these labels: portcheck score {path}")
    if found.labelled < found.items:
        lines.append(f"continue: portcheck review {path}")
    return "\n".join(lines)


# --- the terminal --------------------------------------------------------------------------------


def in_terminal(review: Review, run: Path, output: Output) -> None:
    """Ask for labels on standard input: a digit and optionally a note, or j, k, u, q."""
    for line in beginning(review.progress()):
        output.note(line)
    place = review.first_open
    try:
        while 0 <= place < len(review.items):
            place = _asked_once(review, place, output)
    except (EOFError, KeyboardInterrupt):
        output.note("")
    output.note(ending(review.progress(), run))


def _asked_once(review: Review, place: int, output: Output) -> int:
    """Show an item and take one answer; returns the place of the next item, or -1 to end."""
    seen, mine = item_view(review.items[place]), review.mine(place)
    output.result("\n".join(_page(seen, f"{place + 1} of {len(review.items)}")))
    said = f" [{shown_label(review.items[place], mine.label)}]" if mine else ""
    keys = ", ".join(f"{each.key} {each.label}" for each in seen.choices)
    output.note(f"{seen.task} {keys}; j next, k back, u undo, q ends{said}")
    word, _, note = input().strip().partition(" ")
    choice = next((each for each in seen.choices if word in {each.key, each.label}), None)
    if choice is not None:
        review.give(place, choice.label, visible(note))
        return place + 1
    if word == "u":
        taken = review.undo()
        return place if taken is None else taken
    moved = {"j": place + 1, "k": max(place - 1, 0), "q": -1}
    if word not in moved:
        output.note(f"{one_line(word, 20) or 'an empty line'} means nothing here")
    return moved.get(word, place)


def _page(seen: ItemView, place: str) -> list[str]:
    parts = [("System", seen.system), ("Question", seen.question), *seen.answers, *seen.beside]
    lines = [f"--- {place} ---"]
    for title, text in parts:
        if text:
            lines += ["", title, *(f"  {line}" for line in text.split("\n"))]
    return [*lines, ""]
