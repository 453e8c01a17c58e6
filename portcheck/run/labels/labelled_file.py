"""Measure a detector by labelled answers from other programs, in JSON Lines."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

from portcheck.errors import ConfigError, Problem, UsageError
from portcheck.model.did_you_mean import known
from portcheck.model.visible_text import one_line
from portcheck.plugins import CHECKS
from portcheck.run.answers.label import Line, detectors, read_line
from portcheck.run.answers.rows import plain_text
from portcheck.run.cards.instruments import Instrument
from portcheck.run.labels.measurements import AnswerWithLabel, Measurement, add_detected

LONGEST_NAME = 60
"""Largest number of characters of a reviewer's name."""
DEFAULT_KINDS = {"refusal": "stated"}
"""Check to the kind of lines that name none; for other checks it is `all`."""


def measure_file(name: str, file: Path) -> dict[Instrument, Measurement]:
    """Measure a detector by the labels in a file.

    Each line has `prompt`, `response`, `label` and `vendor`, and may have `reviewer` and `kind`,
    a kind of the detector's card. Only lines with `"drawn": "random"` count.

    Args:
        name: Name of the check that has the detector.
        file: JSON Lines.

    Raises:
        UsageError: There is no such detector, or the file cannot be read.
        ConfigError: A line cannot be read.
    """
    detector = CHECKS.get(known(name, detectors(), "detector")).detector
    if detector is None:  # pragma: no cover - `detectors` names those with one
        raise UsageError(f"the check {name!r} gives no labels")
    kinds = tuple(detector.card.kinds) if detector.card else ("all",)
    measured: dict[Instrument, Measurement] = {}
    with _opened(file) as lines:
        for number, text in enumerate(lines, start=1):
            if not text.strip():
                continue
            row = read_line(Line(number, text.removeprefix("\ufeff")), str(file))
            kind = str(row.get("kind") or DEFAULT_KINDS.get(name, "all"))
            _require(row.get("label"), (*detector.labels, "unsure"), "label", file, number)
            _require(kind, kinds, "kind", file, number)
            if not isinstance(row.get("vendor"), str):
                raise _mistake(
                    file,
                    number,
                    "there is no 'vendor'",
                    "add the vendor of the model that answered",
                )
            found = measured.setdefault(
                Instrument(detector.name, detector.name, kind), Measurement()
            )
            if row.get("drawn") != "random":
                found.chosen += 1
                continue
            prompt = str(row["prompt"] or "")
            said = AnswerWithLabel(
                vendor=row["vendor"],
                question=prompt,
                last=prompt,
                text=plain_text(row["response"]) or "",
                label=row["label"],
                reviewers=(one_line(str(row.get("reviewer") or file.name), LONGEST_NAME),),
            )
            add_detected(found, kind, detector, said)
    return measured


def _opened(file: Path) -> TextIO:
    try:
        return file.open(encoding="utf-8", errors="replace")
    except OSError as exc:
        raise UsageError(
            f"{file} cannot be read: {exc.strerror or exc}", hint="check its name and permissions"
        ) from exc


def _require(value: object, allowed: tuple[str, ...], word: str, file: Path, number: int) -> None:
    if value not in allowed:
        hint = f"one of {', '.join(allowed)}"
        raise _mistake(file, number, f"{str(value)[:40]!r} is not a {word}", hint)


def _mistake(file: Path, line: int, message: str, hint: str) -> ConfigError:
    problem = Problem(
        file=str(file),
        line=line,
        column=1,
        pointer="",
        severity="error",
        message=message,
        hint=hint,
    )
    return ConfigError((problem,))
