"""Describe and copy the suites that ship with portcheck; all facts come from their files."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from portcheck import pipeline
from portcheck.cli.showroom.shipped_files import suites
from portcheck.config.load import suite_head
from portcheck.errors import UsageError
from portcheck.model.did_you_mean import known
from portcheck.model.suite import Suite, Workload
from portcheck.run.foreign.new_folder import require_no_run
from portcheck.run.power.planned import GatePower, planned_power
from portcheck.run.store.durable_files import reported, write_file

SKETCH = """\
# The providers to ask. Keep two or more of these entries, and name your own models: `runs_on` or
# --baseline says which serves the work today. A key is read from the environment variable that a
# preset knows or that `api_key_env` names, never from this file. `portcheck providers list` shows
# what is known about each; docs/files.md has every key of an entry.
portcheck: 1
providers:
  today:
    preset: openai
    model: gpt-5.4-mini
  next:
    preset: anthropic
    model: claude-haiku-4-5
  at-home:
    preset: llama-cpp
    model: smollm2-135m-instruct
    base_url: http://127.0.0.1:8101/v1
"""
PROVIDERS = "providers.yaml"


class Shipped(Struct, frozen=True, kw_only=True):
    """One shipped suite, as described in its head."""

    name: str
    file: Path
    about: str
    """Description of what it measures."""
    languages: tuple[str, ...]
    """Languages of its prompts, as BCP 47 tags."""
    policies: tuple[str, ...]
    """Patterns of the names of policy files, relative to its folder."""

    @property
    def rates_file(self) -> Path:
        """The file of its measured pass rates, which may not exist."""
        return self.file.with_suffix(".rates.json")


class ShippedWorkload(Struct, frozen=True, kw_only=True):
    """The size of one workload, and what it can show at the first look."""

    id: str
    about: str
    cases: int
    groups: int
    gates: tuple[GatePower, ...]


class PassRate(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The pass rate of a model on a workload; a case passes if all its checks pass."""

    workload: str
    model: str
    date: str
    """ISO date of the last answer."""
    cases: int
    """Number of cases that were asked and scored."""
    passed: int
    source: str
    """`recorded`: answers of a real model; `scripted`: answers with a planted rate."""
    without: str = ""
    """The setting of the cases that are not counted because the server ignores it; or ""."""


class Described(Struct, frozen=True, kw_only=True):
    """A shipped suite with its size, power and pass rates."""

    name: str
    about: str
    languages: tuple[str, ...]
    file: str
    cases: int
    groups: int
    workloads: tuple[ShippedWorkload, ...]
    pass_rates: tuple[PassRate, ...]
    """Empty if they were not measured."""


def shipped_suites(folder: Path | None = None) -> tuple[Shipped, ...]:
    """The suites of a folder (by default the package's) that state their languages, by name.

    A suite without `languages` is a demonstration that only its document mentions.
    """
    found = []
    for file in sorted((folder or suites()).glob("*.yaml")):
        head = suite_head(file)
        if head is not None and head.languages:
            found.append(
                Shipped(
                    name=head.name,
                    file=file,
                    about=head.about,
                    languages=head.languages,
                    policies=head.policies,
                )
            )
    return tuple(sorted(found, key=lambda one: one.name))


def shipped_suite(name: str) -> Shipped:
    """The suite of that name.

    Raises:
        UsageError: there is no such suite; the hint names the nearest.
    """
    found = {one.name: one for one in shipped_suites()}
    return found[known(name, found, "suite")]


def described(one: Shipped) -> Described:
    """Describe a suite: its size, what it can show, and the measured pass rates."""
    suite = pipeline.load([one.file]).suite
    powers = _by_workload(suite)
    workloads = tuple(_workload(w, powers.get(w.id, ())) for w in suite.workloads)
    return Described(
        name=one.name,
        about=one.about,
        languages=one.languages,
        file=str(one.file),
        cases=sum(w.cases for w in workloads),
        groups=sum(w.groups for w in workloads),
        workloads=workloads,
        pass_rates=pass_rates(one.rates_file),
    )


def _by_workload(suite: Suite) -> Mapping[str, Sequence[GatePower]]:
    found: dict[str, list[GatePower]] = {}
    for power in planned_power(suite):
        found.setdefault(power.workload, []).append(power)
    return found


def _workload(workload: Workload, gates: Sequence[GatePower]) -> ShippedWorkload:
    return ShippedWorkload(
        id=workload.id,
        about=workload.about,
        cases=len(workload.cases),
        groups=len({case.cluster for case in workload.outlines}),
        gates=tuple(gates),
    )


def pass_rates(file: Path) -> tuple[PassRate, ...]:
    """Read measured pass rates, by workload and model; empty if there is no file."""
    if not file.is_file():
        return ()
    rates = json.loads(file.read_text("utf-8"))["rates"]
    return tuple(
        PassRate(**{name: row[name] for name in PassRate.__struct_fields__ if name in row})
        for row in rates
    )


def _rows(document: Path) -> list[Path]:
    """The files in the folder named after a suite or a policy."""
    return sorted(path for path in document.with_suffix("").rglob("*") if path.is_file())


def copy(one: Shipped, folder: Path) -> tuple[Path, ...]:
    """Copy a suite with its rows and policies; add a sketch of providers if there is none.

    Rows of a suite or a policy are in a folder named after it.


    Returns:
        The files that were written.

    Raises:
        UsageError: one of the suite's files exists, or `folder` is a file or a run; nothing is
            written.
        StoreError: a file cannot be written.
    """
    if os.path.lexists(folder) and not folder.is_dir():
        raise UsageError(f"{folder} is not a folder", hint="name a folder, or a new one")
    require_no_run(folder)
    home = one.file.parent
    named = [path for name in one.policies for path in sorted(home.glob(name))]
    files = {
        path.relative_to(home): path.read_bytes()
        for document in (one.file, *named)
        for path in (document, *_rows(document))
    }
    present = [name for name in files if _is_taken(folder, name)]
    if present:
        raise UsageError(
            f"{folder / present[0]} exists already; nothing was written",
            hint="name another folder, or move it away",
        )
    if not os.path.lexists(folder / PROVIDERS):
        files[Path(PROVIDERS)] = SKETCH.encode()
    for name, content in files.items():
        with reported(folder / name):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_file(folder / name, content)
    return tuple(folder / name for name in files)


def _is_taken(folder: Path, name: Path) -> bool:
    """Whether the path exists, also as a broken link, or is below a link."""
    above = (folder / one for one in name.parents if one != Path())
    return os.path.lexists(folder / name) or any(one.is_symlink() for one in above)
