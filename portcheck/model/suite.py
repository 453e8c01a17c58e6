"""What is to be checked, and where: the values behind suite and providers files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from msgspec import UNSET, UnsetType, field
from msgspec.structs import force_setattr, replace

from portcheck.model.chat import JsonObject, Request, Variant, Wordings
from portcheck.model.routes.guardrail import Guardrail
from portcheck.model.score import OwnCard, Policy
from portcheck.model.workload.proposed import Proposed
from portcheck.model.workload.sample import StandsFor
from portcheck.model.workload.worth import WorkloadValue
from portcheck.value import Number, Value, Whole

GateName = str
"""The registered name of a gate, for example `task`."""


ANSWERED = "answered"
"""The automatic check that there is an answer."""


class CheckSpec(Value, kw_only=True):
    """One check as a suite names it."""

    name: str
    """The registered name, for example `equals`."""
    arguments: Any = None
    """What is behind the name in the suite, rendered for the case."""
    id: str = ""
    """Unique within its case; by default the name, numbered where it repeats."""
    gate: GateName = ""
    """The gate that it feeds; by default the one of the check's kind."""
    expect: str | None = None
    """For `refusal` and `pushback`: the expected behaviour."""
    accepts: tuple[Any, ...] = ()
    """Example answers that must pass: text, or an object with `text` and `tool_calls`."""
    rejects: tuple[Any, ...] = ()
    """Example answers that must fail."""
    extract: JsonObject | UnsetType = UNSET
    """The part of the answer that it compares: one of `regex`, `json`, `after`, `fence`."""
    json: Literal["lenient"] | UnsetType = UNSET
    """Set where JSON may stand in a fence or in prose, or have trailing commas."""
    turn: Whole | UnsetType = UNSET
    """Which turn of the user it looks at the answer to, 1-based; not set: the last."""
    automatic: Literal[True] | UnsetType = UNSET
    """Set where every case has it, though the suite does not say so: no evidence for a verdict."""
    proposed: Proposed | UnsetType = UNSET
    """Set until a person accepts it: it is run and shown, and is evidence of nothing."""

    @property
    def fed_gate(self) -> GateName:
        """The gate that its score feeds; "" if any behaviour is accepted, and of a proposal."""
        return "" if self.expect == "any" or self.proposed is not UNSET else self.gate


class Outline(Value, kw_only=True):
    """A case without its question: all that answers are judged by."""

    id: str
    checks: tuple[CheckSpec, ...]
    group: str | None = None
    """Cases that share a group count once; `None` is its own group."""
    repeats: Whole = 1
    policy: str | UnsetType = UNSET
    """Id of the policy that it tests; not set if it is a case of the workload's own."""

    def feeds(self, gate: GateName) -> bool:
        """Whether a check of it says something about a gate."""
        return gate in [spec.fed_gate for spec in self.checks]

    def judges(self, gate: GateName) -> bool:
        """Whether a check of it says more for a gate than that there was an answer at all."""
        return any(
            spec.fed_gate == gate and not (spec.automatic and spec.name == ANSWERED)
            for spec in self.checks
        )

    @property
    def cluster(self) -> str:
        """The unit of sampling that it belongs to: its group, or itself.

        The prefix keeps a case without a group apart from a group that is named after it.
        """
        return f"case:{self.id}" if self.group is None else f"group:{self.group}"


class Case(Outline, kw_only=True):
    """One sampled piece of a workload's traffic."""

    request: Request
    vars: JsonObject = field(default_factory=dict)
    tags: tuple[str, ...] | UnsetType = UNSET
    """Words by which `--tag` chooses it."""
    variants: Wordings | UnsetType = UNSET
    """How candidates are asked it besides; not set if none is."""

    def asked(self, provider: str, variant: str) -> Case:
        """The case as a provider is asked it in a variant of its prompt.

        Raises:
            KeyError: there is no such variant.
        """
        wording = (self.variants or {})[provider][variant]
        return replace(self, request=wording.applied(self.request))

    @property
    def outline(self) -> Outline:
        """The same case without its question."""
        return Outline(
            id=self.id,
            checks=self.checks,
            group=self.group,
            repeats=self.repeats,
            policy=self.policy,
        )


def sample_of(cases: Iterable[Outline], gate: GateName) -> list[Outline]:
    """The cases by which a gate is judged, in their order.

    Where some say what is right, those of which it is only seen that there was an answer are no
    part of it: answers that cannot be wrong would hide the losses of the others.
    """
    found = list(cases)
    distinct = {id(case.checks): case for case in found}  # many share their checks
    feeding = {key for key, case in distinct.items() if case.feeds(gate)}
    chosen = {key for key in feeding if distinct[key].judges(gate)} or feeding
    return [case for case in found if id(case.checks) in chosen]


def fed_gates(cases: Iterable[Outline]) -> set[GateName]:
    """The gates that the checks of these cases feed."""
    return {spec.fed_gate for case in cases for spec in case.checks} - {""}


class CaseNotes(Value, kw_only=True):
    """What is not to be seen of the cases of a workload when they are made."""

    limit: Whole | None = None
    """The largest `limit` of its data files that left out rows."""
    left_out: Whole = 0
    """Rows that were left out for it."""
    alike: tuple[tuple[str, ...], ...] = ()
    """Ids of cases that ask the same and count as one, though the suite does not group them."""
    replaced: tuple[str, ...] = ()
    """Ids of cases that do without the checks of the workload."""


Criticality = Literal["low", "medium", "high", "critical"]


class Panel(Value, kw_only=True):
    """The judges of a workload."""

    judges: tuple[str, ...]
    """Ids of providers."""
    pin: bool = True
    """Each of them must be one model for good; false: aliases that move are taken too."""


class CardsOf(Value, kw_only=True):
    """The user's own cards of a workload."""

    file: str
    """As the suite names it."""
    source: str
    """SHA-256 of the file, in hexadecimal: where its cards are in `Suite.cards`."""


class Workload(Value, kw_only=True):
    """The unit of a verdict: a job that the company gives to a model."""

    id: str
    cases: Sequence[Case]
    """A tuple; in the plan of a run folder each is read when it is asked for."""
    about: str = ""
    criticality: Criticality = "medium"
    owner: str | UnsetType = UNSET
    """The owner, who is responsible for it."""
    monthly_calls: Whole | None = None
    peak_factor: Number | UnsetType = UNSET
    """Calls a minute at the busiest time over those of the mean."""
    value: WorkloadValue | UnsetType = UNSET
    runs_on: str | None = None
    """The provider that serves it today."""
    require: Mapping[str, JsonObject] = field(default_factory=dict)
    """Fact name to conditions: `in`, `not_in`, `equals`, `all`, `any`, `min`, `max`."""
    prefer: Mapping[str, JsonObject] | UnsetType = UNSET
    """The same for what is wanted and not needed: it ranks targets, and decides no verdict."""
    gates: Mapping[GateName, JsonObject] = field(default_factory=dict)
    """The limits of every gate that applies, defaults filled in."""
    confidence: Number = 0.95
    """One-sided, 0.5..1."""
    max_missing: Number = 0.05
    """Share of cases, either side, above which nothing is decided."""
    notes: CaseNotes | UnsetType = UNSET
    """What a reader of a verdict should know about its cases; not set if there is nothing."""
    panel: Panel | UnsetType = UNSET
    """Who judges answers; not set if nobody does."""
    cards: CardsOf | UnsetType = UNSET
    """What the user has measured of the detectors and panels; not set without."""
    history: Literal["own", "baseline"] | UnsetType = UNSET
    """Set where cases are conversations: whose answers stand between the turns of the user."""
    policies: tuple[Policy, ...] | UnsetType = UNSET
    """Those that guard it; not set without any."""
    stands_for: StandsFor | UnsetType = UNSET
    """Set where the cases are a random sample of a log."""
    path: Literal["compare"] | UnsetType = UNSET
    """Set where reports say how the calls of candidates differ from the baseline's."""
    variants: Mapping[str, tuple[Variant, ...]] | UnsetType = UNSET
    """Candidate to the variants of the prompt that it is asked too; not set without any."""

    def __post_init__(self) -> None:
        if isinstance(self.cases, list):  # as msgspec reads a sequence
            force_setattr(self, "cases", tuple(self.cases))

    def variants_of(self, provider: str) -> tuple[Variant, ...]:
        """The variants that a provider is asked besides the prompt."""
        return () if self.variants is UNSET else self.variants.get(provider, ())

    @property
    def checks(self) -> list[CheckSpec]:
        """The checks of its cases; what many of them share is there once."""
        found: Mapping[int, CheckSpec] | None = getattr(self.cases, "checks", None)
        if found is None:
            lists = {id(case.checks): case.checks for case in self.outlines}
            found = {id(spec): spec for checks in lists.values() for spec in checks}
        return list(found.values())

    @property
    def outlines(self) -> Sequence[Outline]:
        """Its cases without their questions, in memory wherever the cases are."""
        found: Sequence[Outline] = getattr(self.cases, "outlines", self.cases)
        return found


class Plugin(Value, kw_only=True):
    """A plug-in of another distribution."""

    kind: str
    """`check`, `dialect`, `format` or `gate`."""
    name: str
    distribution: str
    version: str


class SuiteCode(Value, kw_only=True):
    """A function of a suite that checks call."""

    file: str
    """As the suite names it, relative to its folder."""
    function: str
    sha256: str
    """Of the file, in hexadecimal digits."""


class Waiver(Value, kw_only=True):
    """A risk that somebody accepted: one gate of one workload and candidate, until a day."""

    workload: str
    candidate: str
    gate: GateName
    reason: str
    by: str
    """Who accepted it."""
    until: str
    """ISO date; from that day on it counts no more."""
    digest: str | UnsetType = UNSET
    """Of the run that it was written for, as a report gives it; not set if nobody says."""


class Suite(Value, kw_only=True):
    """A suite file, read and resolved: no templates, no references, no defaults left open."""

    name: str
    workloads: tuple[Workload, ...]
    digest: str = ""
    """SHA-256 of the resolved suite's canonical JSON."""
    code: Mapping[str, str] | UnsetType = UNSET
    """The sources of functions that checks call, by their SHA-256; not set if none does."""
    waivers: tuple[Waiver, ...] | UnsetType = UNSET
    """Risks that are accepted; no part of the digest, as they judge nothing."""
    cards: Mapping[str, tuple[OwnCard, ...]] | UnsetType = UNSET
    """By the SHA-256 of their file; not set if no workload has any."""


class Limits(Value, kw_only=True):
    """What a provider may be asked for."""

    concurrency: Whole | None = None
    """Calls in flight; `None`: a share of what all providers may have."""
    requests_per_minute: Number | None = None
    tokens_per_minute: Number | None = None


class Rates(Value, kw_only=True):
    """US dollars per million tokens."""

    input: Number
    output: Number
    cache_read: Number | None = None
    cache_write: Number | None = None
    cache_write_1h: Number | UnsetType = UNSET
    """Of what is kept for an hour, where the vendor charges that apart."""


class Price(Rates, kw_only=True):
    """US dollars per million tokens, as calls are served where nothing else is asked for."""

    up_to_input_tokens: Whole | None = None
    """The most input tokens a call may have at this price; `None`: any number. What longer calls
    cost is not known."""
    tiers: Mapping[str, Rates] | UnsetType = UNSET
    """The vendor's word for another way of serving, in lower case, to what calls cost in it."""
    asked_tier: str | UnsetType = UNSET
    """The tier that the entry asks for, which holds where an answer names none."""
    kept_for: Literal["1h"] | UnsetType = UNSET
    """Set where the entry asks the vendor to keep prompts for an hour."""


class Auth(Value, kw_only=True):
    """How a provider's key or token is had, and which header carries it."""

    header: str | None = None
    """Lower-cased; `authorization` carries a Bearer. `None`: the dialect's own."""
    command: tuple[str, ...] = ()
    """Program and arguments, run without a shell; it prints a token."""
    ttl_s: Number = 0.0
    """Seconds that such a token lives."""
    login: Literal["google", "azure", "aws"] | UnsetType = UNSET
    """The company whose own library logs in."""
    scope: str | UnsetType = UNSET
    """What the token of a login is for; by default the company's own services."""
    file: str | UnsetType = UNSET
    """Absolute path of a service account's key, in place of the login of this machine."""

    @property
    def brings_token(self) -> bool:
        """Whether there is a token that ends, in place of a key."""
        return bool(self.command) or self.login in {"google", "azure"}

    @property
    def starts(self) -> bool:
        """Whether it does anything on its own: runs a command, or logs in."""
        return bool(self.command) or self.login is not UNSET


class ProviderSpec(Value, kw_only=True):
    """One entry of a providers file; names of key variables, never keys."""

    id: str
    vendor: str
    """The company that answers for the service."""
    dialect: str
    model: str | None = None
    preset: str | None = None
    base_url: str | None = None
    """`None`: the dialect's own."""
    base_url_typed: bool = False
    """The URL was typed on the command line, so a vendor's well-known key may go there."""
    api_key_env: str | None = None
    api_key_optional: bool = False
    """The variable is a vendor's usual one and the address was typed: it may be unset."""
    auth: Auth = Auth()
    ca_file: str | None = None
    """Absolute path of the certificates to trust in place of the usual ones."""
    client_cert: tuple[str, ...] = ()
    """Absolute paths of a certificate that says who asks, and of its key where that is apart."""
    proxy: str | None = None
    """`None`: the one that the environment names."""
    file: str | None = None
    """Dialect `recorded`: absolute path of the recording."""
    reasoning_tags: tuple[str, ...] = ()
    """Tags around reasoning in front of an answer, besides `<think>`."""
    stream: bool = False
    timeout_s: Number = 600.0
    """Seconds to wait for a response, or for the next piece of a stream."""
    limits: Limits = Limits()
    price: Price | None = None
    facts: JsonObject = field(default_factory=dict)
    options: JsonObject = field(default_factory=dict)
    """Settings of the dialect, for example `api_version` or `max_tokens_field`."""
    guardrail: Guardrail | UnsetType = UNSET
    """What is put before and after the model; not set if the entry asks for nothing."""
    moderator: ProviderSpec | UnsetType = UNSET
    """The entry that `guardrail` names as its moderator."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Where `price` and facts come from: `providers file`, or a table with version and date."""
