"""The contracts of plug-ins, and the registries that find them.

A built-in plug-in is a module or folder of one package, named like it (`_` for `-`), that defines
one value: a dialect a `DIALECT` in `portcheck.providers.dialects`, a check a `CHECK` in
`portcheck.checks`, a gate a `GATE` in `portcheck.gates`, a report format a `REPORT` in
`portcheck.reports`. Another distribution names such a value as an entry point of the registry's
group. Each is imported only when its name is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Literal, Protocol, get_args

from msgspec import Struct, field

from portcheck.model.chat import JsonObject, Request
from portcheck.model.completion import Completion
from portcheck.model.facts import Capabilities, Finding
from portcheck.model.judgement import NO_VOTES, PASS_OR_FAIL, Asking, Choice, Order, Votes
from portcheck.model.parity import Breach, CasePair, GateResult, RunReport, SpeaksOf
from portcheck.model.routes.guardrail import NO_GUARDRAIL
from portcheck.model.routes.option_mistake import OptionMistake
from portcheck.model.run import Support
from portcheck.model.score import Card, CardUsed, DetectorAccuracy, Outcome
from portcheck.model.suite import CheckSpec, ProviderSpec, Workload
from portcheck.registry import Registry

__all__ = [
    "CHECKS",
    "DIALECTS",
    "GATES",
    "REPORTS",
    "CheckKind",
    "Composition",
    "Context",
    "Detector",
    "Dialect",
    "Evidence",
    "Found",
    "Gate",
    "GateKind",
    "Needs",
    "OptionMistake",
    "PassesWith",
    "PluginKind",
    "Provider",
    "Registry",
    "ReportFormat",
]


# --- dialects ------------------------------------------------------------------------------------


class Provider(Protocol):
    """Answers requests, one attempt each; the runner adds retries and limits."""

    spec: ProviderSpec

    async def complete(self, request: Request) -> Completion:
        """One attempt at an answer.

        Raises:
            ProviderError: the call got no answer.
        """

    def identity(self) -> Mapping[str, str]:
        """Where the answers come from, for the report: host, API version, provenance."""

    async def aclose(self) -> None:
        """Release connections and files."""


class Dialect(Struct, frozen=True, kw_only=True):
    """One wire format."""

    name: str
    summary: str
    open: Callable[..., Provider]
    """`open(spec, key)` with the key itself or `None`; `transport=` replaces the network."""
    default_base_url: str | None = None
    default_key_env: str | None = None
    """The vendor's well-known variable; sent only to `default_base_url`'s host."""
    key_optional: bool = False
    """`default_key_env` may be unset: the dialect then finds credentials in other ways."""
    uses_network: bool = True
    options: tuple[str, ...] = ()
    """Keys that `ProviderSpec.options` may have."""
    plain_options: tuple[str, ...] = ()
    """The `options` that are not secret: a run folder stores their values, of others digests."""
    review: Callable[[JsonObject], tuple[OptionMistake, ...]] = lambda _options: ()
    """Finds mistakes in the options while the providers file is read, for their line and column."""
    streams: bool = True
    base_url_of: Callable[[JsonObject], str | None] | None = None
    """The address that an entry's options imply (a region's host), if the entry names none."""
    guardrail: Callable[[ProviderSpec], JsonObject | str] = lambda _spec: NO_GUARDRAIL
    """JSON Schema of an entry's `guardrail`, its keys in `properties`; or why it accepts none."""
    moderates: Callable[[JsonObject], bool] = lambda _options: False
    """Whether an entry with these options is a moderator and not a model."""
    moved_options: Mapping[str, Callable[[Any], JsonObject | None]] = field(default_factory=dict)
    """Former options, and what each means in `guardrail`; `None` for a value that means nothing."""
    unsent: Callable[[ProviderSpec, Request], Sequence[str]] | None = None
    """The settings of a request for which the vendor has no field, without sending it. Raises
    `ProviderError` for a request that the wire format cannot express."""
    lint: Callable[[ProviderSpec, Request], Sequence[Finding]] | None = None
    """What only this dialect would reject, drop or change; `providers.lint.capability_rules` adds
    the findings from the tables."""
    capabilities: Callable[[ProviderSpec, Capabilities], Capabilities] | None = None
    """How the entry's options change the facts of the tables."""


# --- checks --------------------------------------------------------------------------------------


class Context(Struct, frozen=True, kw_only=True):
    """The input of a check."""

    spec: CheckSpec
    request: Request
    completion: Completion
    cost_usd: float | None = None
    """Cost of the call in US dollars, for checks that need the call; `None` if not known."""
    others: tuple[Completion, ...] = ()
    """The answers to the other repeats of the case, for checks that need them; a repeat without an
    answer is not among them."""
    baseline: Completion | None = None
    """The baseline's answer, for checks that compare two; `completion` is the candidate's."""
    votes: Votes = NO_VOTES
    """The judgements, for checks that ask judges."""
    part_votes: Mapping[str, Votes] | None = None
    """The same for the parts of a composition, by id."""
    run_code: Callable[[JsonObject, JsonObject], JsonObject] | None = None
    """Calls the function that a check's arguments name; `None` if code is not run."""


class Found(Protocol):
    """A detector's finding about one answer."""

    @property
    def label(self) -> str:
        """One of the detector's labels."""

    @property
    def score(self) -> float:
        """Strength of the behaviour, on the detector's scale."""

    @property
    def reason(self) -> str:
        """The finding in words."""


Needs = Literal["call", "repeats"]
"""`call`: facts about the call, such as its time, its cost or its finish reason. `repeats`: the
answers to the other repeats of the case."""


class Composition(Struct, frozen=True, kw_only=True):
    """How a check combines other checks, its parts."""

    places: Callable[[Any], Sequence[tuple[str | int, ...]]]
    """Paths in its arguments to the parts, each a mapping as in a list of checks."""
    combine: Callable[[Any, Sequence[tuple[float, float]]], tuple[float, float]]
    """`combine(arguments, bounds)`: bounds of its value, from the bounds of each part."""
    passes_with: Callable[[Any], PassesWith]
    """What a value of 1 means for its parts."""


PassesWith = Literal["all", "any", "mean", "none"]
"""`all` parts pass, `any` part passes, their `mean` is high enough, or `none` passes."""


class Detector(Struct, frozen=True, kw_only=True):
    """The detector of checks that guess, and its measured accuracy."""

    name: str
    """With its version: `refusal-rules 5`."""
    labels: tuple[str, ...] = ()
    """All labels that it may give."""
    classify: Callable[[str, str], Found] | None = None
    """`classify(prompt, response)`; pure, never raises. `None` if more than text decides."""
    card: Card | None = None
    """The counts of its measurement; `None` if it was not measured."""
    kind: Callable[[CheckSpec], str] = lambda _spec: "all"
    """The kind of the card that applies to a check."""
    shows: Callable[[str, str], bool] = lambda _kind, _label: False
    """`shows(kind, label)`: whether an answer with that label counts as positive in that kind."""

    def confusion(self, spec: CheckSpec) -> DetectorAccuracy | None:
        """The counts that apply to a check; `None` if its kind was not measured."""
        held = None if self.card is None else self.card.kinds.get(self.kind(spec))
        return None if held is None else held.counts

    @property
    def accuracy(self) -> str:
        """Its measured accuracy, one clause for every report; "" if it was not measured."""
        return "" if self.card is None else self.card.words(self.name)

    @property
    def languages(self) -> frozenset[str]:
        """ISO 639 codes of the languages in which it was measured."""
        return frozenset(() if self.card is None else self.card.languages)


class CheckKind(Struct, frozen=True, kw_only=True):
    """One kind of check."""

    name: str
    gate: str
    """The gate that it feeds unless the suite names another."""
    summary: str
    """One line for the table in the documentation."""
    arguments: JsonObject
    """JSON Schema of its value in a suite."""
    score: Callable[[Context], Outcome]
    """Pure; never raises for any answer."""
    problem: Callable[[Any], str | None] = lambda _arguments: None
    """A mistake in the arguments that their schema cannot see (a broken regex), or `None`."""
    expects: tuple[str, ...] = ()
    """Allowed values of `expect`; empty if the check takes none."""
    detector: Detector | None = None
    """The detector, for checks that guess."""
    speaks_of: Callable[[Any], SpeaksOf] = lambda _arguments: "content"
    """Its kind of evidence; it is form if all groups of cases have the same arguments."""
    deciding: Callable[[Any], Any] = lambda arguments: arguments
    """The arguments without parts that do not affect a score, such as notes in a schema."""
    expected: Callable[[Any], Mapping[str, Sequence[Any]]] = lambda _arguments: {}
    """All right values for each part of the answer; cases with the same request must share one."""
    asks: Callable[[Context, Order | None], Asking] | None = None
    """The question to one judge about an answer, for checks that judges decide; pure, never
    raises."""
    leaves_to_judges: Callable[[Context], bool] = lambda _context: True
    """Whether judges decide an answer; false if the detector is sure."""
    behind: Detector | None = None
    """The judges that decide if the detector is not sure."""
    rubric: Callable[[Any], str] = lambda _arguments: ""
    """SHA-256, in hexadecimal, of the judges' rubric; "" without judges."""
    orders: tuple[Order, ...] = ()
    """The orders in which judges read a pair, for checks that compare two answers."""
    tools: Callable[[Any], Sequence[str]] = lambda _arguments: ()
    """The tools that its arguments name."""
    limits: Callable[[Any], JsonObject] = lambda _arguments: {}
    """Limits of the gate that it feeds, if its arguments state any."""
    choices: Callable[[CheckSpec], Sequence[Choice]] = lambda _spec: PASS_OR_FAIL
    """The labels that a reviewer can choose, in display order."""
    needs: Needs | None = None
    """Facts that it reads besides the content of the answer."""
    composition: Composition | None = None
    """Set if it combines other checks."""
    attach: Callable[[Any, Callable[[str], str]], tuple[Any, str]] | None = None
    """For checks that call a function in a file: `attach(arguments, read)` is the arguments with
    its `sha256`, and its text; `read(name)` gives that. Raises ValueError for a mistake."""

    @property
    def looks_at_text(self) -> bool:
        """Whether it compares text of an answer, so `extract` applies."""
        if self.expects or self.asks or self.needs == "call":
            return False
        return self.gate in {"task", "structure"}


# --- gates ---------------------------------------------------------------------------------------

GateKind = Literal["capability", "score", "zero_tolerance", "requirement", "soft"]
"""What a gate can do to a verdict, in the order of reports.

`capability`: hard, known without a call; a breach is `unsafe`, rule `capability`.
`score`: hard; decided by a comparison with the baseline, part of Holm's family.
`zero_tolerance`: hard; one confirmed breach is `unsafe`, rule `confirmed_breach`.
`requirement`: hard, known without a call; a breach is `unsafe`, rule `requirement_violated`; an
unknown fact is a condition.
`soft`: at worst a condition.
"""


class Evidence(Struct, frozen=True, kw_only=True):
    """The input of a gate for one workload and one candidate; slow tables are functions.

    Scores, breaches and detectors are those of the checks that feed the gate.
    """

    workload: Workload
    baseline: ProviderSpec
    candidate: ProviderSpec
    limits: JsonObject
    """The suite's limits under `gates`, with the gate's defaults."""
    as_of: date
    """The day on which facts are judged."""
    confidence: float = 0.95
    """One-sided confidence of this look; every gate decides with it and prints it."""
    look: int = 1
    """Number of the look at the claim, 1-based."""
    support: Support | None = None
    """Whether the candidate supports the workload's needs; `None` if that is not known."""
    scores: Callable[[], Sequence[CasePair[float]]] = tuple
    """Scores 0..1; 1 if every check passed."""
    breaches: Callable[[], Sequence[CasePair[Breach]]] = tuple
    """The same cases; one failed check is a breach."""
    seconds: Callable[[], Sequence[CasePair[float]]] = tuple
    """Latency of every answer of the workload."""
    dollars: Callable[[], Sequence[CasePair[float]]] = tuple
    """Cost of every answer in US dollars; a trial without an answer has no entry."""
    failures: Callable[[], Sequence[Sequence[bool]]] = tuple
    """For each group of cases, whether each executed trial of the candidate failed."""
    detectors: Callable[[], Sequence[str]] = tuple
    """Names and versions of the detectors that decided scores, sorted."""
    accuracies: Callable[[], Sequence[DetectorAccuracy | None]] = tuple
    """Measured errors of the detectors that guess from text; `None` for one that nobody has
    measured."""
    cards: Callable[[], Sequence[CardUsed | None]] = tuple
    """The cards with these accuracies, in the same order."""
    labelled: Callable[[], Sequence[CasePair[float]]] = tuple
    """The cases in those groups of a random sample that people have labelled, with the scores of
    the labels; scores that no judge or detector decided stay. Empty without labels."""
    label_looks: Callable[[], Sequence[int]] = tuple
    """Numbers of labelled groups at earlier looks in which labels decided this gate in this run."""
    unmeasured_language: Callable[[], str] = str
    """How many answers the detectors judged in a language that was not measured; "" if few."""


class Gate(Struct, frozen=True, kw_only=True):
    """One gate: what a suite may set, how it decides, and its words."""

    name: str
    summary: str
    kind: GateKind
    fed_by: Literal["checks", "calls", "facts"]
    """Its input: without checks that feed it, or without calls, the gate is absent; facts always
    exist."""
    limits: JsonObject
    """JSON Schema of its block under `gates` in a suite."""
    decide: Callable[[Evidence], GateResult | None]
    """Pure; `None` if there is no data or no limit. `gate` and `hard` of the result are set to
    the gate's own."""
    defaults: JsonObject | None = None
    """Default limits; `None`: the gate is off unless a suite names it."""
    only_where_fed: bool = False
    """The plan has its limits only if a check feeds it."""
    of_conduct: bool = False
    """Checks that feed it are evidence of conduct, whatever they compare."""
    measure: str = ""
    """The meaning of baseline and candidate, if they are not scores: `median`, `breach rate`."""
    amount: Callable[[float | None], str] | None = None
    """Formats them with their unit, if they are neither scores nor rates; see `model.numbers`."""
    place: int = 100
    """Its place in reports among gates of its kind, the lowest first; ties go by name."""

    @property
    def hard(self) -> bool:
        """Whether it can make a verdict `unsafe`."""
        return self.kind != "soft"

    @property
    def order(self) -> tuple[int, int, str]:
        """Sort key of the gate's place in reports."""
        return get_args(GateKind).index(self.kind), self.place, self.name


# --- reports -------------------------------------------------------------------------------------


class ReportFormat(Struct, frozen=True, kw_only=True):
    """One format of reports."""

    name: str
    suffix: str
    """File suffix with its dot, for example `.json`."""
    summary: str
    render: Callable[[RunReport], bytes]
    """Pure and deterministic: the same report gives the same bytes."""
    binary: bool = False
    """Its bytes are not UTF-8 text, so it can only be written to a file."""
    module: str = ""
    """A library that it imports but the package does not install; "" if none."""
    extra: str = ""
    """The extra of this distribution that installs that library."""


# --- registries ----------------------------------------------------------------------------------


PluginKind = Dialect | CheckKind | Gate | ReportFormat

_DIALECTS = "portcheck.providers.dialects"
DIALECTS: Registry[Dialect] = Registry(
    "dialect", Dialect, _DIALECTS, "DIALECT", "portcheck.providers", {"http": "json_endpoint"}
)
CHECKS: Registry[CheckKind] = Registry(
    "check", CheckKind, "portcheck.checks", "CHECK", "portcheck.checks", {"not": "negation"}
)
GATES: Registry[Gate] = Registry("gate", Gate, "portcheck.gates", "GATE", "portcheck.gates")
REPORTS: Registry[ReportFormat] = Registry(
    "format",
    ReportFormat,
    "portcheck.reports",
    "REPORT",
    "portcheck.reports",
    {"csv": "csv_file", "json": "json_file", "markdown": "summary", "md": "markdown"},
)
