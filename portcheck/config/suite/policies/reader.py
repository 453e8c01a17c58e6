"""Read policy files once, and their cases for each workload in their scope."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from msgspec import UNSET, Struct, field
from msgspec.structs import replace

from portcheck.config.problems.document import Source, Steps, items, mapping
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import check_structure
from portcheck.config.reading.local_files import FileMistake, inside
from portcheck.config.reading.yaml_loader import read
from portcheck.config.suite.cases import CaseReader
from portcheck.config.suite.checks import CheckReader
from portcheck.config.suite.merged_settings import MergedSettings
from portcheck.config.suite.policies.twins import TWIN, with_note, with_twins
from portcheck.model.score import Policy
from portcheck.model.suite import Case

Opened = Callable[
    [Source, Mapping[str, Any]], tuple[CheckReader, Callable[[MergedSettings], CaseReader]]
]
"""Returns readers of the checks and cases of a policy file, for its valid part."""
_WILD = frozenset("*?[")


class PolicyFile(Struct, kw_only=True):
    """One policy and the reader of its cases."""

    suite: str
    """The name of the suite that includes it."""

    policy: Policy
    source: Source
    value: Mapping[str, Any]
    checks: CheckReader
    cases_of: Callable[[MergedSettings], CaseReader]
    """Makes a reader of its cases within the settings of a workload."""
    steps: Steps
    """Place where the suite names it."""
    used: bool = False
    """Whether a workload is in its scope."""
    forms: tuple[str, ...] | None = None
    """Forms of attack that are chosen; `None`: all."""
    seed: str = ""
    """Seed of all canaries."""
    vars: Mapping[str, Any] = field(default_factory=dict)
    """Variables from the suite for the cases of a control."""

    def covers(self, workload: str) -> bool:
        """Whether a workload is in its scope."""
        return any(fnmatchcase(workload, pattern) for pattern in self.policy.workloads or ("*",))

    def cases(self, settings: MergedSettings, workload: str) -> tuple[Case, ...]:
        """Its cases within a workload; their ids begin with the policy's."""
        self.used = True
        named = (self.seed, self.suite, workload, self.policy.id)
        written = tuple(with_twins(self.value, self.policy.gate, self.forms, named))
        reader = self.cases_of(with_note(settings, self.value.get("add_to_system")))
        found = reader.read(self.value, (), written)
        places = {str(case.get("id")): steps for case, steps in written}
        for case in found:
            steps = places.get(case.id, ())  # data rows have no twins
            own = [one for one in case.checks if not one.automatic]
            waiting = any(one.proposed for one in own)
            if TWIN in steps and waiting and not any(one.fed_gate for one in own):
                hint = "accept one with accept: true, or add one for the right answer"
                self.source.error((*steps, "checks"), "this twin has no check that counts", hint)
        name = self.policy.id
        return tuple(
            replace(
                case,
                id=f"{name}/{case.id}",
                group=None if case.group is None else f"{name}/{case.group}",
                policy=name,
            )
            for case in found
        )


class PolicyReader(Struct, kw_only=True):
    """Reads the policies that a suite includes."""

    source: Source
    """The suite."""
    opened: Opened
    files: list[PolicyFile] = field(default_factory=list)

    def read(self, value: Any) -> None:
        """Read the value of `policies`."""
        seen: dict[str, str] = {}
        for i, name in items(value):
            steps: Steps = ("policies", i)
            for path, shown in self._paths(str(name), steps):
                found = self._file(path, shown, steps)
                if found is None:
                    continue
                other = seen.setdefault(found.policy.id, shown)
                if other != shown:
                    message = f"the policy {quote(found.policy.id)} is in two files"
                    found.source.error(("policy",), message, f"the other one is {other}")
                    continue
                self.files.append(found)

    def review_scopes(self) -> None:
        """Warn of policies that guard no workload of the suite."""
        for file in self.files:
            if not file.used:
                message = f"the policy {quote(file.policy.id)} applies to no workload of this suite"
                hint = f"its scope is {', '.join(file.policy.workloads)}"
                self.source.add(file.steps, message, hint, severity="warning")

    def _paths(self, name: str, steps: Steps) -> Iterator[tuple[Path, str]]:
        folder = self.source.document.folder
        if not _WILD & set(name):
            names = [name]
        else:
            try:
                names = sorted(str(p.relative_to(folder)) for p in folder.glob(name))
            except (ValueError, NotImplementedError, OSError):
                names = []
            if not names:
                self.source.error(
                    steps, f"no file matches {quote(name)}", "paths are relative to the suite"
                )
        for one in names:
            try:
                yield inside(folder, one), str(folder / one)
            except FileMistake as exc:
                self.source.error(steps, exc.message, exc.hint)

    def _file(self, path: Path, shown: str, steps: Steps) -> PolicyFile | None:
        source = read(Path(shown), self.source.problems)
        if source is None:
            return None
        value = mapping(check_structure(source, "policy"))
        policy = _policy(source, value, shown)
        if policy is None:
            return None
        checks, cases_of = self.opened(source, value)
        return PolicyFile(
            suite=str(mapping(self.source.document.value).get("suite", "")),
            policy=policy,
            source=source,
            value=value,
            checks=checks,
            cases_of=cases_of,
            steps=steps,
        )


def _policy(source: Source, value: Mapping[str, Any], shown: str) -> Policy | None:
    """Read the policy without its cases; `None` if something required is missing."""
    needed = ("policy", "statement", "owner", "review")
    if any(name not in value for name in needed):
        return None
    try:
        date.fromisoformat(str(value["review"]))
    except ValueError:
        source.error(("review",), "the review is not a date", "write it as 2027-03-01")
        return None
    scope = mapping(value.get("scope"))
    return Policy(
        id=str(value["policy"]),
        statement=value["statement"],
        owner=value["owner"],
        review=str(value["review"]),
        gate=value.get("gate", "red_line"),
        file=shown,
        workloads=texts(scope.get("workloads")),
        regions=texts(scope.get("regions")),
        uses=texts(scope.get("uses")),
        touches=texts(value.get("touches")) or UNSET,
    )


def texts(value: Any) -> tuple[str, ...]:
    """A text or a list of texts as a tuple; empty for `None`."""
    listed: Sequence[Any] = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(map(str, listed))
