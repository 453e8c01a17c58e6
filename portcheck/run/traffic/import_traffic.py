"""Import a log: read and sort it, draw a sample, redact it, then write and validate the suite."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from portcheck.config.suite.templating.filters import MAX_OUTPUT
from portcheck.errors import UsageError
from portcheck.imports.cluster import Clusters
from portcheck.imports.exchange import Skipped
from portcheck.imports.redaction.exchange_texts import contexts_of, labels_of, texts_of
from portcheck.imports.redaction.redactor import (
    Redactor,
    Replaced,
    require_libraries,
)
from portcheck.imports.suites.converted import Made
from portcheck.imports.traffic.suite import (
    BASELINE,
    UNKNOWN,
    Added,
    Wish,
    add_workload,
    made_at,
    provider_of,
    rows_of,
)
from portcheck.imports.traffic.workload_drafts import Draft, drafts
from portcheck.model.numbers import count, listing
from portcheck.parity.planning.pass_fail_power import cases_for_power
from portcheck.parity.sequential import look_confidence
from portcheck.run.foreign.new_folder import require_new
from portcheck.run.foreign.writing import Written, write_made
from portcheck.run.plan.preflight import slug
from portcheck.shell_words import file_word

USUAL_MARGIN = 0.05
_CONFIDENCE = 0.95
_DISAGREE = 0.02
"""Share of cases on which the two sides are assumed to differ, for the size of the sample."""
_MOST_CASES = 2_000
MOST_CHARS = MAX_OUTPUT * 49 // 50
"""Most characters of one text of a conversation: less than templates allow, because redaction can
make it longer."""
_TOO_LONG = f"holds a text of more than {MOST_CHARS:,} characters, which no case may have"
Tell = Callable[[str], None]
"""Receives sentences about the progress."""


class TrafficOptions(Struct, frozen=True, kw_only=True):
    """The options for importing a log."""

    cases: int | None = None
    """Cases of each workload; `None`: as many as the margin needs."""
    margin: float | None = None
    """Margin of the gates, 0..1; `None`: `USUAL_MARGIN`."""
    seed: int = 0
    workloads: int = 10
    """Most workloads to write."""
    kept_kinds: tuple[str, ...] = ()
    """Kinds of personal data that are not redacted."""
    kept_names: tuple[str, ...] = ()
    """Names that are not redacted, such as those of products."""
    candidates: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Further entries for the providers file, by id."""

    @property
    def size(self) -> int:
        """Cases of each workload."""
        if self.cases is not None:
            return self.cases
        return cases_of_margin(self.margin or USUAL_MARGIN)


class WorkloadMade(Struct, frozen=True, kw_only=True):
    """The result for one workload."""

    draft: Draft
    added: Added


class TrafficMade(Struct, frozen=True, kw_only=True):
    """The result of importing a log."""

    written: Written
    workloads: tuple[WorkloadMade, ...]
    replaced: tuple[Replaced, ...]
    calls: int
    """Calls that were read."""
    repeated: int
    skipped: Mapping[str, int]
    """Reason to the number of records that were skipped for it."""
    left_out: int
    """Calls that are in no workload."""


def cases_of_margin(margin: float) -> int:
    """Groups that show a margin 0..1 in 80 % of runs if 2 % of the pairs differ; at most 2,000."""
    confidence = look_confidence(_CONFIDENCE, 1)
    found = cases_for_power(margin, confidence=confidence, discordance=_DISAGREE)
    return min(_MOST_CASES, found or _MOST_CASES)


def import_traffic(
    source: Path, found: Callable[[], Clusters], folder: Path, options: TrafficOptions, tell: Tell
) -> TrafficMade:
    """Write the suite of a log to a new folder.

    Args:
        source: the log, for names and messages.
        found: reads and sorts the log.
        folder: where to write; new, or empty.
        options: the options.
        tell: receives the progress.

    Raises:
        UsageError: the folder is not empty, a library is missing, or nothing can be imported.
    """
    require_libraries()
    require_new(folder)
    clusters = without_long(found())
    drafted, left = drafts(
        clusters.clusters,
        most=options.workloads,
        cases=options.size,
        seed=options.seed,
    )
    if not drafted:
        raise _nothing(source, clusters)
    exchanges = [one for draft in drafted for one in draft.exchanges]
    tell(f"redacting {count(len(exchanges), 'conversation')}")
    redactor = Redactor(os.urandom(32), options.kept_kinds, options.kept_names)
    redactor.learn(text for one in exchanges for text in texts_of(one))
    redactor.learn_contexts(text for one in exchanges for text in contexts_of(one))
    redactor.learn_labels(label for one in exchanges for label in labels_of(one))
    redactor.learn_labels(model for draft in drafted for model, _ in draft.models)
    drafted = tuple(
        replace(
            draft, models=tuple((redactor.label(model), calls) for model, calls in draft.models)
        )
        for draft in drafted
    )
    made = Made(name=slug(source.stem) or "traffic", source=source.name, tool="log")
    wish = Wish(name=made.name, source=source.name, seed=options.seed, margin=options.margin)
    workloads, alone = [], 0
    for draft in drafted:
        rows = list(rows_of(draft, redactor.exchange))
        alone += sum(bool(row.unknowable) for row in rows)
        workloads.append(WorkloadMade(draft=draft, added=add_workload(made, draft, rows, wish)))
    if alone:
        made.note(
            f"in {alone:,} of {count(len(exchanges), 'answer')} redaction replaced values that "
            "are not in the question: no check looks for them, because no model could know them"
        )
    made.providers[BASELINE] = provider_of(drafted, exchanges)
    if made.providers[BASELINE]["vendor"] == UNKNOWN:
        made.note(
            "the log does not name the vendor of the model that answered: set `vendor` of "
            f"{BASELINE} in providers.yaml"
        )
    made.providers |= {name: dict(entry) for name, entry in options.candidates.items()}
    _list_rest(made, clusters, sum(one.calls for one in left), workloads, options.size)
    _require_clean(made, redactor)
    tell("writing and validating")
    return TrafficMade(
        written=write_made(made, folder),
        workloads=tuple(workloads),
        replaced=redactor.report(),
        calls=clusters.calls,
        repeated=clusters.repeated,
        skipped=clusters.skipped_by_reason,
        left_out=sum(one.calls for one in left),
    )


def without_long(clusters: Clusters) -> Clusters:
    """The clusters without conversations that have too long a text; those count as skipped.

    This is before redaction, which takes seconds for every million characters.
    """
    kept, passed = [], []
    for cluster in clusters.clusters:
        short = []
        for member in cluster.members:
            if all(len(text) <= MOST_CHARS for text in texts_of(member.exchange)):
                short.append(member)
            else:
                passed.append(Skipped(place=member.exchange.place, reason=_TOO_LONG))
        kept.append(replace(cluster, members=tuple(short)))
    if not passed:
        return clusters
    return replace(
        clusters,
        clusters=tuple(kept),
        skipped=(*clusters.skipped, *sorted(passed, key=lambda one: one.place)),
        skipped_by_reason={**clusters.skipped_by_reason, _TOO_LONG: len(passed)},
    )


def _nothing(source: Path, clusters: Clusters) -> UsageError:
    reasons = [
        f"{reason} ({count(number, 'record')})"
        for reason, number in clusters.skipped_by_reason.items()
    ]
    what = "none of its calls can be a case" if clusters.calls else "it holds no model call"
    if not clusters.calls and not reasons:
        what = "it is empty"
    behind = f": {listing(reasons)}" if reasons else ""
    return UsageError(
        f"{source}: nothing in it can be imported: {what}{behind}", hint=_other_way(source)
    )


def _other_way(source: Path) -> str:
    """A hint for a file that is not a log: the likely kind by its name, and the command for it."""
    file = file_word(source)
    if source.suffix.lower() in {".yaml", ".yml"}:
        return f"a promptfoo configuration: portcheck init --from-promptfoo {file}"
    if source.suffix.lower() in {".csv", ".tsv", ".xlsx"}:
        return f"a table of questions: portcheck init --from-table {file}"
    return (
        "docs/logs.md lists the formats: they hold requests and answers; for a table of "
        f"questions and answers: portcheck import answers {file} --out DIR"
    )


def _list_rest(
    made: Made, clusters: Clusters, left: int, workloads: Iterable[WorkloadMade], size: int
) -> None:
    for skipped in clusters.skipped:
        made.omit(made_at(skipped.place), "record", skipped.reason)
    if left:
        made.note(f"{count(left, 'call')} of other templates are in no workload")
    for one in workloads:
        name, draft = one.added.name, one.draft
        if draft.free_texts:
            made.note(
                f"{name}: {count(draft.calls, 'call')} without a system prompt are one workload: "
                f"they are in {draft.free_texts} clusters without a common template, and those "
                f"of a template or a single text have fewer than {size} cases each"
            )
        if draft.unusable:
            made.note(
                f"{name}: {count(draft.unusable, 'conversation')} of the sample have no answer, "
                "or files that redaction cannot read, and are not cases"
            )
        if as_json := sum(exchange.answer_was_json for exchange in draft.exchanges):
            made.note(
                f"{name}: the log holds the answers of {count(as_json, 'conversation')} as parsed "
                "JSON: they are read as JSON in a text, in which blanks and escapes may differ"
            )
        if len([model for model, _ in draft.models if model]) > 1:
            models = listing([f"{model} ({calls:,})" for model, calls in draft.models if model])
            made.note(f"{name}: its answers come from several models: {models}")


def _require_clean(made: Made, redactor: Redactor) -> None:
    """Check that no secret that was replaced in one place remains in another.

    Raises:
        UsageError: one remains.
    """
    answers = msgspec.to_builtins([list(one.values()) for one in made.answers.values()])
    if redactor.leaks("\n".join(_texts([made.workloads, made.rows, answers]))):
        raise UsageError(
            "a secret of the log would have been written, so nothing was written",
            hint="this is a bug in portcheck; report it, without any line of the log",
        )


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _texts(name)
            yield from _texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
