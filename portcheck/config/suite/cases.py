"""Read the cases of a workload, from the suite or from the rows of a data file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import UNSET, Struct, UnsetType, field

from portcheck.config.groups.alike import join_alike, name_groups
from portcheck.config.groups.case_location import CaseLocation
from portcheck.config.groups.look_alikes import DIFFERENCE, LookAlikes
from portcheck.config.problems.document import BROKEN, Occasion, Source, Steps, items
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.schema_mistakes import without
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.config.reading.csv_rows import header_hint
from portcheck.config.reading.data_files import SUFFIXES, DataFile, read_data_file
from portcheck.config.reading.local_files import FileMistake, inside
from portcheck.config.reading.rows import Row
from portcheck.config.suite.agents.tool_loops import WORDS
from portcheck.config.suite.check_sources import CaseContext, CheckSource, Numbered, remember
from portcheck.config.suite.checks import CheckReader
from portcheck.config.suite.gates import not_zero_tolerance, unusable_gate
from portcheck.config.suite.merged_settings import MergedSettings, SettingsReader
from portcheck.config.suite.prompts import PromptReader
from portcheck.config.suite.variants.reader import VariantReader
from portcheck.model.chat import Request
from portcheck.model.codec import encode_json
from portcheck.model.suite import Case, CaseNotes, CheckSpec

MAX_ID = 200
Written = tuple[Mapping[str, Any], Steps]
"""A case and its place."""
_OF_ROWS = ("prompt", "repeats", *WORDS)
"""Settings of cases that an entry of `cases_from` may have."""
MAX_ROWS = 250_000
"""Most rows of a data file; a run uses few of them, and each takes memory."""


def is_case_id(name: str) -> bool:
    """Whether a text can be a case id: printable, not blank, at most `MAX_ID` characters."""
    return bool(name.strip()) and name.isprintable() and len(name) <= MAX_ID


class CaseReader(Struct, kw_only=True):
    """Reads the cases of one workload."""

    source: Source
    settings_reader: SettingsReader
    prompts: PromptReader
    checks: CheckReader
    settings: MergedSettings
    """Settings of the workload."""
    shared: tuple[CheckSource, ...]
    """Checks of all cases."""
    variants: VariantReader
    places: dict[str, CaseLocation] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    """Ids of cases that replace the checks of the workload."""
    alike: tuple[tuple[str, ...], ...] = ()
    """Ids of cases that were put into one group because they ask the same."""
    limit: int | None = None
    """The largest limit that excluded rows."""
    left_out: int = 0
    """Number of rows excluded by limits."""
    alone: Numbered | None = None
    """The shared checks with their ids, for cases without their own checks."""
    look_alikes: LookAlikes = field(default_factory=LookAlikes)
    sound: dict[bytes, tuple[CheckSpec, ...]] = field(default_factory=dict)
    """Cache of valid checks without notes, by `_stated_checks` of their case."""

    def read(
        self, workload: Mapping[str, Any], steps: Steps, written: Iterable[Written] | None = None
    ) -> tuple[Case, ...]:
        """Read all valid cases; `written` replaces the value of `cases`."""
        listed = items(workload.get("cases"))
        for item, place in written or ((item, (*steps, "cases", i)) for i, item in listed):
            if not self.checks.time.lasts(partial(self.source.error, place)):
                break
            self._written(item, place)
        entries = workload.get("cases_from")
        if isinstance(entries, dict):
            self._from_file(entries, (*steps, "cases_from"))
        for i, item in items(entries):
            self._from_file(item, (*steps, "cases_from", i))
        name_groups(self.cases, self.places)
        self.alike = join_alike(self.cases, self.places, self.checks.time)
        self.variants.review(self.cases)
        return tuple(self.cases)

    @property
    def notes(self) -> CaseNotes:
        """Notes about the cases read so far."""
        return CaseNotes(
            limit=self.limit,
            left_out=self.left_out,
            alike=self.alike,
            replaced=tuple(self.replaced),
        )

    def _written(self, item: Mapping[str, Any], steps: Steps) -> None:
        place = CaseLocation(source=self.source, steps=steps)
        settings = self.settings_reader.merge(self.settings, item, steps)
        gate = self._gate(item.get("gate"), (*steps, "gate"))
        noted = self.checks.noted
        stated = _stated_checks(item, settings, gate)
        specs = self.sound.get(stated)
        numbered = self._numbered(item, steps) if specs is None else Numbered(())
        occasion = _occasion(item, place)
        self._require_turn(settings, place)
        request = self.prompts.request(settings, settings.vars, occasion)
        if specs is None:
            asked = CaseContext(
                variables=settings.vars,
                request=request or Request(messages=()),
                gate=gate,
                occasion=occasion,
                settings=settings,
            )
            specs = self.checks.resolve(numbered, asked)
            self._require_guard(gate, numbered, specs, place)
            if self.checks.noted == noted and not numbered.varies:
                remember(self.sound, stated, specs)
        name = self._id(item.get("id"), place, "id")
        if request is None or name is None:
            return
        if item.get("replace_checks") and self.shared:
            self.replaced.append(name)
        group = item.get("group")
        self._keep(
            Case(
                id=name,
                request=request,
                checks=specs,
                group=None if group is None else str(group),
                repeats=settings.repeats,
                vars=settings.vars,
                tags=_tags(item.get("tags")),
                variants=self.variants.wordings(request, settings, settings.vars, occasion),
            ),
            place,
        )

    def _numbered(self, item: Mapping[str, Any], steps: Steps) -> Numbered:
        own = self.checks.read(item.get("checks"), (*steps, "checks"))
        if item.get("replace_checks"):
            return self.checks.number(own)
        if own:
            return self.checks.number((*self.shared, *own))
        self.alone = self.alone or self.checks.number(self.shared)
        return self.alone

    def _gate(self, name: str | None, steps: Steps) -> str | None:
        """The zero-tolerance gate of a case, if it names a usable one."""
        found = [] if name is None else unusable_gate(name, steps, not_zero_tolerance)
        without(self.source, None, found)
        return None if found else name

    def _require_turn(self, settings: MergedSettings, place: CaseLocation) -> None:
        if "user" in settings.prompt or "messages" in settings.prompt:
            return
        homes = [place.steps, place.steps[:2]]
        if any(
            self.source.is_broken((*home, "prompt")) or self.source.is_misspelt(home, "prompt")
            for home in homes
        ):
            return
        if settings.prompt:
            place.error("the prompt has no user turn", "write 'user' or 'messages'")
        else:
            place.error("the case has no prompt", "write 'prompt' here or in the workload")

    def _require_guard(
        self,
        gate: str | None,
        numbered: Numbered,
        specs: Sequence[CheckSpec],
        place: CaseLocation,
    ) -> None:
        """Report a case of a zero-tolerance gate in which nothing can be a breach."""
        if gate is None or any(spec.fed_gate == gate for spec in specs):
            return
        homes: list[Steps] = [place.steps, place.steps[:2], ("defaults",)]
        lost = any(
            self.source.is_broken((*home, "checks")) or self.source.is_misspelt(home, "checks")
            for home in homes
        )
        if lost or numbered.ids - {spec.id for spec in specs}:
            return
        hint = "add a check for what must not happen, for example contains: {none: [SECRET]}"
        self.source.error((*place.steps, "gate"), "this case has no check that guards it", hint)

    def _id(self, value: Any, place: CaseLocation, step: str) -> str | None:
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            if place.file:
                place.error(
                    f"the id in {quote(step)} is not text", "an id is text or a whole number"
                )
            return None
        name, step = str(value), "" if place.file else step
        if not is_case_id(name):
            hint = f"an id is printable text of at most {MAX_ID} characters"
            place.error("the id is empty or not printable", hint, step=step)
            return None
        if name in self.places:
            hint = f"the other one is on {self.places[name].seen_from(place)}"
            place.error(f"the id {quote(name)} occurs twice", hint, step=step)
            return None
        if (other := self.look_alikes.of(name, self.places)) is not None:
            hint = f"the other one is on {self.places[other].seen_from(place)}; {DIFFERENCE}"
            place.warning(f"the id {quote(name)} looks like another one", hint)
        self.places[name] = place
        return name

    def _keep(self, case: Case, place: CaseLocation) -> None:
        self.cases.append(case)
        self.places[case.id] = place

    # --- rows ------------------------------------------------------------------------------------

    def _from_file(self, entry: Mapping[str, Any], steps: Steps) -> None:
        level = {key: entry[key] for key in _OF_ROWS if key in entry}
        settings = self.settings_reader.merge(self.settings, level, steps)
        own = self.checks.read(entry.get("checks"), (*steps, "checks"))
        numbered = self.checks.number((*self.shared, *own))
        self._require_turn(settings, CaseLocation(source=self.source, steps=steps))
        self.settings_reader.check_names(entry.get("vars", {}), (*steps, "vars"))
        data = self._data_file(entry, steps)
        if data is None or not self._columns_exist(entry, data, steps):
            return
        rows, most = data.rows, entry.get("limit", len(data.rows))
        if most < len(rows):
            self.limit = max(self.limit or 0, most)
            self.left_out += len(rows) - most
        columns = [name for _, name in _columns(entry)]
        for number in range(len(rows)):
            row = rows.popleft()
            place = CaseLocation(source=self.source, steps=steps, file=data.file, line=row.line)
            if not self._goes_on(place, spare=number >= most):
                break
            if self._lacks_column(columns, row, place):
                continue
            case = self._row(entry, row, settings, numbered, place)
            if case is not None and number < most:
                self._keep(case, place)

    def _goes_on(self, place: CaseLocation, *, spare: bool) -> bool:
        """Whether there is time for a row; a `spare` row is only checked for mistakes."""
        time = self.checks.time
        return time.lasts(place.warning, 0.5) if spare else time.lasts(place.error)

    def _data_file(self, entry: Mapping[str, Any], steps: Steps) -> DataFile | None:
        name = entry.get("file")
        if name is None:
            return None
        folder = self.source.document.folder
        try:
            if not name.lower().endswith(SUFFIXES):
                raise FileMistake(  # noqa: TRY301  # same way out as a missing file
                    f"{quote(name)} is not a data file", f"known: {', '.join(SUFFIXES)}"
                )
            path = inside(folder, name)
        except FileMistake as exc:
            self.source.error((*steps, "file"), exc.message, exc.hint)
            self.source.broken.append((*steps, "file"))
            return None
        shown = str(folder / name)

        def goes_on(line: int, before: int) -> bool:
            place = CaseLocation(source=self.source, steps=steps, file=shown, line=line)
            spare = before >= entry.get("limit", MAX_ROWS + 1)
            if before < MAX_ROWS:
                return self._goes_on(place, spare=spare)
            message = (
                f"the file has more than {MAX_ROWS:,} rows: portcheck does not read the "
                "rest, from here on"
            )
            hint = "split it into several suites, or take a sample"
            (place.warning if spare else place.error)(message, hint)
            return False

        return read_data_file(
            path,
            shown,
            self.source.problems,
            delimiter=entry.get("delimiter"),
            sheet=entry.get("sheet"),
            goes_on=goes_on,
        )

    def _columns_exist(self, entry: Mapping[str, Any], data: DataFile, steps: Steps) -> bool:
        missing = [(at, name) for at, name in _columns(entry) if name not in data.columns]
        if data.columns:
            for at, name in missing:
                message = f"{quote(entry['file'])} has no column {quote(name)}"
                hint = header_hint(data.columns) or spelling_hint(name, data.columns)
                self.source.error((*steps, *at), message, hint)
        return not missing and "id" in entry

    def _lacks_column(self, columns: Sequence[str], row: Row, place: CaseLocation) -> bool:
        lacking = [name for name in columns if name not in row.values]
        for name in lacking:
            place.error(f"the line has no {quote(name)}", spelling_hint(name, row.values))
        return bool(lacking)

    def _row(
        self,
        entry: Mapping[str, Any],
        row: Row,
        settings: MergedSettings,
        numbered: Numbered,
        place: CaseLocation,
    ) -> Case | None:
        named = {name: row.values[column] for name, column in entry.get("vars", {}).items()}
        values = {**settings.vars, **named}
        variables = {**values, "row": row.values}
        occasion = Occasion(lambda: f"with {place.row}", row=(place.file, place.line))
        request = self.prompts.request(settings, variables, occasion)
        asked = CaseContext(
            variables=variables,
            request=request or Request(messages=()),
            gate=None,
            occasion=occasion,
            settings=settings,
        )
        specs = self.checks.resolve(numbered, asked)
        name = self._id(row.values[entry["id"]], place, entry["id"])
        if request is None or name is None:
            return None
        group = row.values[entry["group"]] if "group" in entry else None
        return Case(
            id=name,
            request=request,
            checks=specs,
            group=None if group in {None, ""} else str(group),
            repeats=settings.repeats,
            vars=values,
            tags=_tags(row.values[entry["tags"]] if "tags" in entry else None),
            variants=self.variants.wordings(request, settings, variables, occasion),
        )


def _stated_checks(item: Mapping[str, Any], settings: MergedSettings, gate: str | None) -> bytes:
    """A key of everything in a case that decides which checks it has."""
    own = [check for check in item.get("checks", ()) if check is not BROKEN]
    return encode_json((own, item.get("replace_checks"), gate, settings.reading, settings.repeats))


def _occasion(item: Mapping[str, Any], place: CaseLocation) -> Occasion:
    def words() -> str:
        name = item.get("id")
        return f"for the case {f'on {place}' if name is None else quote(name)}"

    return Occasion(words, place.steps)


def _tags(given: Any) -> tuple[str, ...] | UnsetType:
    """Read tags from a list, or from a text separated by commas or semicolons."""
    if given is None:
        return UNSET
    words = re.split("[,;]", given) if isinstance(given, str) else given or ()
    words = words if isinstance(words, (list, tuple)) else [words]
    found = dict.fromkeys(word for one in words if (word := str(one).strip()))
    return tuple(found) or UNSET


def _columns(entry: Mapping[str, Any]) -> Iterator[tuple[Steps, str]]:
    """Yield every column that an entry names, with its place."""
    for word in ("id", "group", "tags"):
        if word in entry:
            yield (word,), entry[word]
    for name, column in entry.get("vars", {}).items():
        yield ("vars", name), column
