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
    """Answers requests. Retries, limits and streaming lie below or around it."""

    spec: ProviderSpec

    async def complete(self, request: Request) -> Completion:
        """One attempt at an answer.

        Raises:
            ProviderError: no answer came.
        """

    def identity(self) -> Mapping[str, str]:
        """What the report says about where answers came from: host, API version, provenance."""

    async def aclose(self) -> None:
        """Gives back connections and files."""


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
    """Those of `options` whose values are not secrets: a run folder keeps them, else digests."""
    review: Callable[[JsonObject], tuple[OptionMistake, ...]] = lambda _options: ()
    """Finds mistakes in the options while the providers file is read, for their line and column."""
    streams: bool = True
    base_url_of: Callable[[JsonObject], str | None] | None = None
    """The address that an entry's options imply (a region's host), where it names none itself."""
    guardrail: Callable[[ProviderSpec], JsonObject | str] = lambda _spec: NO_GUARDRAIL
    """JSON Schema of an entry's `guardrail`, its keys in `properties`; or why it takes none."""
    moderates: Callable[[JsonObject], bool] = lambda _options: False
    """Whether an entry with these options judges texts of others, and is not a model."""
    moved_options: Mapping[str, Callable[[Any], JsonObject | None]] = field(default_factory=dict)
    """Former options, and what each means in `guardrail`; `None` for a value that means nothing."""
    unsent: Callable[[ProviderSpec, Request], Sequence[str]] | None = None
    """The settings of a request that the vendor has no field for, without sending it. Raises
    `ProviderError` for a request that the wire format cannot say."""
    lint: Callable[[ProviderSpec, Request], Sequence[Finding]] | None = None
    """What only this dialect would reject, drop or change; `providers.lint.capability_rules` adds
    it to what tables say."""
    capabilities: Callable[[ProviderSpec, Capabilities], Capabilities] | None = None
    """What the entry's options change in what tables say."""


# --- checks --------------------------------------------------------------------------------------


class Context(Struct, frozen=True, kw_only=True):
    """All that a check may look at."""

    spec: CheckSpec
    request: Request
    completion: Completion
    cost_usd: float | None = None
    """US dollars that the call cost, for checks that need the call; `None` if not known."""
    others: tuple[Completion, ...] = ()
    """The answers to the other repeats of the case, for checks that need them; a repeat without an
    answer is not among them."""
    baseline: Completion | None = None
    """Of checks that compare two answers, the other one; `completion` is the candidate's."""
    votes: Votes = NO_VOTES
    """Of checks that ask judges, what these said."""
    part_votes: Mapping[str, Votes] | None = None
    """The same of the parts of a composition, by id."""
    run_code: Callable[[JsonObject, JsonObject], JsonObject] | None = None
    """Calls the function that a check's arguments name; `None` if code is not run."""


class Found(Protocol):
    """What a detector says about one answer."""

    @property
    def label(self) -> str:
        """One of the detector's labels."""

    @property
    def score(self) -> float:
        """How much of the behaviour, on the detector's scale."""

    @property
    def reason(self) -> str:
        """In words."""


Needs = Literal["call", "repeats"]
"""`call`: how the call went, that is its time, its cost or its end. `repeats`: the answers to the
other repeats of the case."""


class Composition(Struct, frozen=True, kw_only=True):
    """How a check is made of others."""

    places: Callable[[Any], Sequence[tuple[str | int, ...]]]
    """Where in its arguments the others stand, each a mapping as in a list of checks."""
    combine: Callable[[Any, Sequence[tuple[float, float]]], tuple[float, float]]
    """`combine(arguments, bounds)`: between which values it lies, given the same of each part."""
    passes_with: Callable[[Any], PassesWith]
    """What its value of 1 says about its parts."""


PassesWith = Literal["all", "any", "mean", "none"]
"""`all` of the parts pass, or `any` of them, or a `mean` of them is high enough, or `none` does."""


class Detector(Struct, frozen=True, kw_only=True):
    """What decides for checks that guess, and how often it was right."""

    name: str
    """With its version: `refusal-rules 5`."""
    labels: tuple[str, ...] = ()
    """All that it may say about an answer."""
    classify: Callable[[str, str], Found] | None = None
    """`classify(prompt, response)`; pure, never raises. `None` if more than text decides."""
    card: Card | None = None
    """What was counted; `None` if nothing was."""
    kind: Callable[[CheckSpec], str] = lambda _spec: "all"
    """Which kind of the card holds for a check."""
    shows: Callable[[str, str], bool] = lambda _kind, _label: False
    """`shows(kind, label)`: whether an answer of that label shows what is counted for that kind."""

    def confusion(self, spec: CheckSpec) -> DetectorAccuracy | None:
        """The counts that hold for a check; `None` if nothing was counted for its kind."""
        held = None if self.card is None else self.card.kinds.get(self.kind(spec))
        return None if held is None else held.counts

    @property
    def accuracy(self) -> str:
        """What was counted: one clause for every report; "" if nothing was."""
        return "" if self.card is None else self.card.words(self.name)

    @property
    def languages(self) -> frozenset[str]:
        """ISO 639 codes of the languages in which it was measured."""
        return frozenset(() if self.card is None else self.card.languages)


class CheckKind(Struct, frozen=True, kw_only=True):
    """One kind of check."""

    name: str
    gate: str
    """The gate that it feeds unless the suite says otherwise."""
    summary: str
    """One line for the table in the documentation."""
    arguments: JsonObject
    """JSON Schema of what is behind the name in a suite."""
    score: Callable[[Context], Outcome]
    """Pure; never raises for any answer."""
    problem: Callable[[Any], str | None] = lambda _arguments: None
    """A mistake in the arguments that their schema cannot see (a broken regex), or `None`."""
    expects: tuple[str, ...] = ()
    """Allowed values of `expect`; empty where the check takes none."""
    detector: Detector | None = None
    """What decides, for checks that guess."""
    speaks_of: Callable[[Any], SpeaksOf] = lambda _arguments: "content"
    """What such a check is evidence of; of form where all groups of cases have its argument."""
    deciding: Callable[[Any], Any] = lambda arguments: arguments
    """The arguments without what no answer is judged by, such as the notes in a schema."""
    expected: Callable[[Any], Mapping[str, Sequence[Any]]] = lambda _arguments: {}
    """By parts of the answer, all values that are right; cases that ask the same share one."""
    asks: Callable[[Context, Order | None], Asking] | None = None
    """What to ask one judge about an answer, of checks that judges decide; pure, never raises."""
    leaves_to_judges: Callable[[Context], bool] = lambda _context: True
    """Whether they are needed for an answer, or the detector is sure."""
    behind: Detector | None = None
    """The judges behind the detector."""
    rubric: Callable[[Any], str] = lambda _arguments: ""
    """SHA-256, in hexadecimal, of the text by which judges judge; "" if none is asked."""
    orders: tuple[Order, ...] = ()
    """The orders in which judges read a pair, of checks that compare two answers."""
    tools: Callable[[Any], Sequence[str]] = lambda _arguments: ()
    """The tools that its arguments name."""
    limits: Callable[[Any], JsonObject] = lambda _arguments: {}
    """Limits of the gate that it feeds, where its arguments state them."""
    choices: Callable[[CheckSpec], Sequence[Choice]] = lambda _spec: PASS_OR_FAIL
    """What a person who reads an answer can say about it, in the order in which it is offered."""
    needs: Needs | None = None
    """What it looks at beside what the answer says."""
    composition: Composition | None = None
    """Set where it is made of other checks."""
    attach: Callable[[Any, Callable[[str], str]], tuple[Any, str]] | None = None
    """`attach(arguments, read)` of checks that call a function of a file: the arguments with its
    `sha256`, and its text, which `read` gives by its name. Raises ValueError for a mistake."""

    @property
    def looks_at_text(self) -> bool:
        """Whether it compares the text of an answer, of which a part can be extracted."""
        if self.expects or self.asks or self.needs == "call":
            return False
        return self.gate in {"task", "structure"}


# --- gates ---------------------------------------------------------------------------------------

GateKind = Literal["capability", "score", "zero_tolerance", "requirement", "soft"]
"""What a gate can do to a verdict, in the order of reports.

`capability`: hard, known without a call; a breach is `unsafe`, rule `capability`.
`score`: hard; decided by a comparison with the baseline, part of Holm's family.
`zero_tolerance`: hard; one confirmed breach is `unsafe`, rule `confirmed_breach`.
`requirement`: hard, known without a call; a breach is `unsafe`, rule `requirement_violated`, and
what is not known a condition.
`soft`: at worst a condition.
"""


class Evidence(Struct, frozen=True, kw_only=True):
    """What a run tabulated about one workload and one candidate; functions where that takes time.

    Scores, breaches and detectors are those of the checks that feed the gate.
    """

    workload: Workload
    baseline: ProviderSpec
    candidate: ProviderSpec
    limits: JsonObject
    """What the suite says under `gates`, the gate's defaults filled in."""
    as_of: date
    """The day on which facts are judged."""
    confidence: float = 0.95
    """One-sided, of this look; every gate decides at it and prints it."""
    look: int = 1
    """Which look at the claim this is, 1-based."""
    support: Support | None = None
    """Whether the candidate takes what the workload needs; `None` if that is not known."""
    scores: Callable[[], Sequence[CasePair[float]]] = tuple
    """Scores 0..1, 1 where every check passed."""
    breaches: Callable[[], Sequence[CasePair[Breach]]] = tuple
    """The same cases, where one failed check is a breach."""
    seconds: Callable[[], Sequence[CasePair[float]]] = tuple
    """Latency of every answer of the workload."""
    dollars: Callable[[], Sequence[CasePair[float]]] = tuple
    """Cost of every answer in US dollars; a trial without an answer has no entry."""
    failures: Callable[[], Sequence[Sequence[bool]]] = tuple
    """For each group of cases, whether each executed trial of the candidate failed."""
    detectors: Callable[[], Sequence[str]] = tuple
    """Names and versions of what decided scores, sorted; empty where nothing guessed."""
    accuracies: Callable[[], Sequence[DetectorAccuracy | None]] = tuple
    """Of those detectors that guess from text; `None` for one that nobody has measured."""
    cards: Callable[[], Sequence[CardUsed | None]] = tuple
    """The card that each of these counts is of."""
    labelled: Callable[[], Sequence[CasePair[float]]] = tuple
    """Cases of the groups of a random sample that people have labelled, with the scores that these
    give; what a judge or detector did not decide keeps its score. Empty without labels."""
    label_looks: Callable[[], Sequence[int]] = tuple
    """Numbers of labelled groups at which labels have decided this gate, in this run."""
    unmeasured_language: Callable[[], str] = str
    """How many answers they labelled in a language in which nobody measured them; "" if few."""


class Gate(Struct, frozen=True, kw_only=True):
    """One gate: what a suite may set, how it decides, and its words."""

    name: str
    summary: str
    kind: GateKind
    fed_by: Literal["checks", "calls", "facts"]
    """Without checks that feed it, or without calls, the gate is absent; facts are always there."""
    limits: JsonObject
    """JSON Schema of its block under `gates` in a suite."""
    decide: Callable[[Evidence], GateResult | None]
    """Pure; `None` if there is no data or no limit. `gate` and `hard` of the result are set to
    the gate's own."""
    defaults: JsonObject | None = None
    """Limits that hold unless the suite says otherwise; `None`: off unless a suite names it."""
    only_where_fed: bool = False
    """Its limits stand in the plan only where a check feeds it."""
    of_conduct: bool = False
    """Checks that feed it are evidence of conduct, whatever they compare."""
    measure: str = ""
    """What baseline and candidate are, where they are not scores: `median`, `breach rate`."""
    amount: Callable[[float | None], str] | None = None
    """Writes them with their unit, where they are neither scores nor rates; see `model.numbers`."""
    place: int = 100
    """Where reports list it among gates of its kind, the lowest first; ties go by name."""

    @property
    def hard(self) -> bool:
        """Whether it can make a verdict `unsafe`."""
        return self.kind != "soft"

    @property
    def order(self) -> tuple[int, int, str]:
        """Sorts gates as reports list them."""
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
    """Its bytes are no UTF-8 text, and go to a file alone."""
    module: str = ""
    """What it imports that the package does not bring by itself; "" if nothing."""
    extra: str = ""
    """The extra of this distribution that installs that."""


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
