"""Define the arguments and options that several commands share, and parse their values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from portcheck.cli.finite import finite
from portcheck.errors import UsageError
from portcheck.model import chat
from portcheck.model.comparison import content
from portcheck.model.comparison.verdict_names import WORST_FIRST
from portcheck.model.numbers import read_duration

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]


class Form(StrEnum):
    """The output formats for findings."""

    TABLE = "table"
    JSON = "json"
    SARIF = "sarif"


FormatOfFindings = Annotated[
    Form, typer.Option("--format", metavar="FORMAT", help="table, json or sarif (2.1.0).")
]
FileOfFindings = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write the result there instead of printing it."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only errors and results.")]
CARDS = Path("cards.json")
CardFile = Annotated[
    Path,
    typer.Option("--card", metavar="FILE", help="The file of your own cards. Created if missing."),
]
ProvidersFile = Annotated[
    Path | None,
    typer.Option(
        "--providers",
        metavar="FILE",
        help="Providers file. Default: providers.yaml in this folder, then beside the suite.",
    ),
]
Baseline = Annotated[
    str | None,
    typer.Option(
        metavar="ID", help="Provider to compare with. Default: the one that all workloads run on."
    ),
]
Candidates = Annotated[
    list[str] | None,
    typer.Option(
        "--candidate", metavar="ID", help="Provider to compare; repeatable. Default: all others."
    ),
]
Workloads = Annotated[
    list[str] | None,
    typer.Option("--workload", metavar="ID", help="Run only this workload; repeatable."),
]
Cases = Annotated[
    list[str] | None,
    typer.Option(
        "--case",
        metavar="ID",
        help="Run only this case, or all that match a pattern such as 'refund-*'; repeatable. "
        "The run is partial.",
    ),
]
Tags = Annotated[
    list[str] | None,
    typer.Option(
        "--tag", metavar="TAG", help="Run only cases with this tag; repeatable. The run is partial."
    ),
]
RecordedCases = Annotated[
    list[str] | None,
    typer.Option(
        "--case",
        metavar="ID",
        help="Ask only this case, or all that match a pattern such as 'refund-*'; repeatable.",
    ),
]
RecordedTags = Annotated[
    list[str] | None,
    typer.Option("--tag", metavar="TAG", help="Ask only cases with this tag; repeatable."),
]
Failed = Annotated[
    str | None,
    typer.Option(
        "--failed",
        metavar="RUN",
        help="Run only cases that had a failed call or check in an earlier run, with any "
        "provider. The run is partial.",
    ),
]
Limit = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="N", help="Run at most N cases of each workload. The run is partial."
    ),
]
RunFolder = Annotated[
    str,
    typer.Argument(metavar="RUN", help="Run folder, or `latest` for the newest one in runs/."),
]
EarlierRun = Annotated[str, typer.Argument(metavar="RUN", help="Folder of the earlier run.")]
FailOn = Annotated[
    str,
    typer.Option(
        "--fail-on",
        metavar="VERDICTS",
        help="Verdicts that make the command fail, separated by commas; `new`: only what got "
        "worse since the accepted night.",
    ),
]
AllowWaiver = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-waiver",
        metavar="GATE",
        help="Let the suite's waivers cover a confirmed breach or a violated requirement of this "
        "gate; repeatable.",
    ),
]
Report = Annotated[
    list[str] | None,
    typer.Option("--report", metavar="FORMAT=FILE", help="Write a report to a file; repeatable."),
]
Content = Annotated[
    content.Content | None,
    typer.Option(
        metavar="KIND",
        help="Texts of prompts and answers in reports: none, flips (cases that differ; "
        "the default) or all.",
    ),
]
Adapt = Annotated[
    chat.Adapt,
    typer.Option(
        "--adapt",
        metavar="KIND",
        help="Settings to drop or replace if a provider does not accept them: none, preferences "
        "or all.",
    ),
]
History = Annotated[
    str | None,
    typer.Option(
        "--history",
        metavar="FILE|URL",
        help="Where runs are counted and kept: an SQLite file, or postgresql://HOST/DATABASE "
        "with the password in PGPASSWORD. Default: history.sqlite beside the run folder.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before calling other hosts.")]
TrustFolder = Annotated[
    bool,
    typer.Option(
        "--trust-folder",
        help="Write into a run folder that other users own or can change. Keys go only to hosts "
        "in your own providers file.",
    ),
]
AllowCode = Annotated[
    bool,
    typer.Option(
        "--allow-code",
        help="Run functions that the suite's checks name (python: file.py:function), with your "
        "permissions.",
    ),
]
Record = Annotated[
    Path | None,
    typer.Option(
        "--record",
        metavar="FILE",
        help="Write the answers of the live provider to a recording. With several live "
        "providers, their ids go before the suffix of FILE.",
    ),
]
Reuse = Annotated[
    str | None,
    typer.Option(
        metavar="RUN",
        help="Reuse answers of an earlier run, of baseline and candidates, where they fit.",
    ),
]
Fresh = Annotated[
    list[str] | None,
    typer.Option(
        "--fresh", metavar="ID", help="Ask this provider again despite --reuse; repeatable."
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="Check retirement dates as of this day. Default: the end of the run.",
    ),
]

Concurrency = Annotated[
    int | None,
    typer.Option(
        min=1,
        metavar="N",
        help="Most calls in flight over all providers. Default: 32, or their limits.",
    ),
]
MaxCost = Annotated[
    float | None,
    typer.Option(
        min=0, callback=finite, metavar="USD", help="Stop before the run could cost more."
    ),
]
MaxCostMonth = Annotated[
    float | None,
    typer.Option(
        min=0,
        callback=finite,
        metavar="USD",
        help="Stop before all runs of this month (UTC) in the history could cost more than this.",
    ),
]
MaxCalls = Annotated[
    int | None,
    typer.Option(
        min=1, metavar="N", help="Stop before more requests than this, including retries."
    ),
]
MaxTime = Annotated[
    str | None,
    typer.Option(metavar="TIME", help="Stop after this time: 90s, 30m or 2h."),
]

DEFAULT_PROVIDERS = Path("providers.yaml")
FAILING = tuple(name for name in WORST_FIRST if name != "safe")
NEW = "new"
"""Value of `--fail-on`: fail only on what got worse since the accepted night."""
DEFAULT_FAIL_ON = ",".join(FAILING)


def providers_file(given: Path | None, suite: Path) -> Path:
    """The providers file of a command.

    Raises:
        UsageError: none is named, and there is none in the usual places.
    """
    if given is None and not suite.exists():
        raise UsageError(f"there is no file {suite}")
    found = given or found_providers(suite)
    if found is None:
        raise UsageError(
            f"there is no providers.yaml in this folder or beside {suite}",
            hint="name one with --providers FILE",
        )
    return found


def found_providers(suite: Path) -> Path | None:
    """providers.yaml in the working folder, otherwise the one next to the suite, or `None`."""
    places = (DEFAULT_PROVIDERS, suite.parent / "providers.yaml")
    return next((place for place in places if place.is_file()), None)


def providers_below() -> list[Path]:
    """Every providers.yaml next to a suite, one or two folders below this one."""
    from portcheck.config.load import is_suite

    found = (file for depth in ("*", "*/*") for file in Path().glob(f"{depth}/providers.yaml"))
    return sorted(
        file
        for file in found
        if not any(part.startswith(".") for part in file.parts)
        and any(is_suite(other) for other in sorted(file.parent.glob("*.y*ml")) if other != file)
    )


def run_folder(given: str) -> Path:
    """The folder of a RUN argument: a path, or a name inside runs/.

    Raises:
        UsageError: it is `latest`, but there is no run.
    """
    path = Path(given)
    inside = Path("runs") / given
    if given == "latest" and not path.exists() and not inside.exists():
        raise UsageError(
            "there is no run in this folder yet", hint="start one: portcheck run SUITE"
        )
    return inside if not path.exists() and inside.exists() else path


def failing(text: str) -> frozenset[str]:
    """The verdicts of `--fail-on`.

    Raises:
        UsageError: a word is not a verdict that can fail, or there is no word.
    """
    words = frozenset(word.strip() for word in text.split(",") if word.strip())
    unknown = sorted(words - {*FAILING, NEW})
    if unknown or not words:
        what = (
            f"{unknown[0]!r} is not a verdict that can fail" if unknown else "no verdict is named"
        )
        raise UsageError(f"--fail-on: {what}", hint=f"choose from {', '.join(FAILING)}, or new")
    return words


class Ending(Struct, frozen=True, kw_only=True):
    """The flags of `run`, `resume` and `score` for their end: reports, exit code, output."""

    targets: list[tuple[str, Path]]
    failing: frozenset[str]
    as_json: bool
    quiet: bool
    as_of: date | None
    allow_code: bool = False
    allow_waivers: frozenset[str] = frozenset()
    content: content.Content | None = None


def ending(
    report: list[str] | None,
    texts: content.Content | None,
    fail_on: str,
    waive: list[str] | None,
    as_of: str | None,
    *,
    as_json: bool,
    quiet: bool,
    reads: Sequence[Path | None] = (),
) -> Ending:
    """Parse the flags for the end of a command; no report may replace a file that it `reads`.

    Raises:
        UsageError: a flag has an invalid value.
    """
    from portcheck.cli.report_files import report_targets

    return Ending(
        targets=report_targets(report, reads),
        failing=failing(fail_on),
        as_json=as_json,
        quiet=quiet,
        as_of=day(as_of),
        allow_waivers=waivable(waive),
        content=texts,
    )


def waivable(given: list[str] | None) -> frozenset[str]:
    """The gates of `--allow-waiver`.

    Raises:
        UsageError: there is no such gate.
    """
    if not given:
        return frozenset()
    from portcheck.plugins import GATES

    return frozenset(GATES.get(name).name for name in given)


def seconds(text: str | None) -> float | None:
    """The duration of an option in seconds.

    Raises:
        UsageError: it is not a duration.
    """
    if text is None:
        return None
    value = read_duration(text)
    if not value:
        raise UsageError(f"{text!r} is not a duration", hint="write it as 90s, 30m or 2h")
    return value


def day(text: str | None) -> date | None:
    """The date of an option.

    Raises:
        UsageError: it is not a date.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is not a date", hint="write it as 2026-12-31") from None
