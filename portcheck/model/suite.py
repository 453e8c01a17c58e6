"""The values behind suite files and providers files."""

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
    """One check of a suite."""

    name: str
    """The registered name, for example `equals`."""
    arguments: Any = None
    """The value beside the name in the suite, rendered for the case."""
    id: str = ""
    """Unique within its case; by default the name, numbered if it repeats."""
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
    """Set if JSON may be in a fence or in prose, or have trailing commas."""
    turn: Whole | UnsetType = UNSET
    """The user's turn whose answer it checks, 1-based; not set: the last."""
    automatic: Literal[True] | UnsetType = UNSET
    """Set if every case has it without a word in the suite: it is no evidence for a verdict."""
    proposed: Proposed | UnsetType = UNSET
    """Set until a person accepts the check: its results are shown, but are no evidence."""

    @property
    def fed_gate(self) -> GateName:
        """The gate that its score feeds; "" if `expect` is `any`, and for a proposed check."""
        return "" if self.expect == "any" or self.proposed is not UNSET else self.gate


class Outline(Value, kw_only=True):
    """A case without its question: everything that is needed to judge answers."""

    id: str
    checks: tuple[CheckSpec, ...]
    group: str | None = None
    """Cases that share a group count once; `None`: the case is its own group."""
    repeats: Whole = 1
    policy: str | UnsetType = UNSET
    """Id of the policy that it tests; not set for the workload's own cases."""

    def feeds(self, gate: GateName) -> bool:
        """Whether one of its checks feeds the gate."""
        return gate in [spec.fed_gate for spec in self.checks]

    def judges(self, gate: GateName) -> bool:
        """Whether one of its checks feeds the gate, besides the automatic check `answered`."""
        return any(
            spec.fed_gate == gate and not (spec.automatic and spec.name == ANSWERED)
            for spec in self.checks
        )

    @property
    def cluster(self) -> str:
        """Its unit of sampling: its group, or the case itself.

        The prefix keeps a case without a group apart from a group of the same name.
        """
        return f"case:{self.id}" if self.group is None else f"group:{self.group}"


class Case(Outline, kw_only=True):
    """One sampled piece of a workload's traffic."""

    request: Request
    vars: JsonObject = field(default_factory=dict)
    tags: tuple[str, ...] | UnsetType = UNSET
    """Words by which `--tag` selects it."""
    variants: Wordings | UnsetType = UNSET
    """Other wordings in which candidates are asked it; not set if there are none."""

    def asked(self, provider: str, variant: str) -> Case:
        """The case in the wording of one provider's prompt variant.

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
    """The cases that count for a gate, in their order.

    If some cases have checks of their own for the gate, cases with only the automatic check
    `answered` do not count: answers that cannot be wrong would hide the losses of the others.
    """
    found = list(cases)
    distinct = {id(case.checks): case for case in found}  # many cases share their checks
    feeding = {key for key, case in distinct.items() if case.feeds(gate)}
    chosen = {key for key in feeding if distinct[key].judges(gate)} or feeding
    return [case for case in found if id(case.checks) in chosen]


def fed_gates(cases: Iterable[Outline]) -> set[GateName]:
    """The gates that the checks of these cases feed."""
    return {spec.fed_gate for case in cases for spec in case.checks} - {""}


class CaseNotes(Value, kw_only=True):
    """Facts about the cases of a workload that the cases themselves no longer show."""

    limit: Whole | None = None
    """The largest `limit` that left out rows of a data file."""
    left_out: Whole = 0
    """Number of rows that a `limit` left out."""
    alike: tuple[tuple[str, ...], ...] = ()
    """Groups of ids of cases that ask the same and count as one, without a group in the suite."""
    replaced: tuple[str, ...] = ()
    """Ids of cases that replace the checks of the workload."""


Criticality = Literal["low", "medium", "high", "critical"]


class Panel(Value, kw_only=True):
    """The judges of a workload."""

    judges: tuple[str, ...]
    """Ids of providers."""
    pin: bool = True
    """Each name must always mean the same model; false: aliases that move are allowed."""


class CardsOf(Value, kw_only=True):
    """The file with the user's own cards for a workload."""

    file: str
    """Path as the suite writes it."""
    source: str
    """SHA-256 of the file, in hexadecimal: its key in `Suite.cards`."""


class Workload(Value, kw_only=True):
    """The unit of a verdict: a job that the company gives to a model."""

    id: str
    cases: Sequence[Case]
    """A tuple; in the plan of a run folder, a sequence that reads each case on access."""
    about: str = ""
    criticality: Criticality = "medium"
    owner: str | UnsetType = UNSET
    """The owner, who is responsible for it."""
    monthly_calls: Whole | None = None
    peak_factor: Number | UnsetType = UNSET
    """Calls a minute at the busiest time over the mean."""
    value: WorkloadValue | UnsetType = UNSET
    runs_on: str | None = None
    """The provider that serves it today."""
    require: Mapping[str, JsonObject] = field(default_factory=dict)
    """Fact name to conditions: `in`, `not_in`, `equals`, `all`, `any`, `min`, `max`."""
    prefer: Mapping[str, JsonObject] | UnsetType = UNSET
    """The same for facts that are preferred: they rank targets, but decide no verdict."""
    gates: Mapping[GateName, JsonObject] = field(default_factory=dict)
    """The limits of every gate that applies, with defaults filled in."""
    confidence: Number = 0.95
    """One-sided, 0.5..1."""
    max_missing: Number = 0.05
    """Share 0..1 of cases without an answer, on either side, above which nothing is decided."""
    notes: CaseNotes | UnsetType = UNSET
    """Facts about its cases for readers of a verdict; not set if there are none."""
    panel: Panel | UnsetType = UNSET
    """The judges of its answers; not set if it has none."""
    cards: CardsOf | UnsetType = UNSET
    """The user's own cards of detectors and panels; not set if there are none."""
    history: Literal["own", "baseline"] | UnsetType = UNSET
    """Set for conversations: whose answers are between the user's turns."""
    policies: tuple[Policy, ...] | UnsetType = UNSET
    """Policies that apply to it; not set if there are none."""
    stands_for: StandsFor | UnsetType = UNSET
    """Set if the cases are a random sample of a log."""
    path: Literal["compare"] | UnsetType = UNSET
    """Set if reports show how the tool calls of candidates differ from the baseline's."""
    variants: Mapping[str, tuple[Variant, ...]] | UnsetType = UNSET
    """Candidate to its prompt variants; not set if there are none."""

    def __post_init__(self) -> None:
        if isinstance(self.cases, list):  # as msgspec reads a sequence
            force_setattr(self, "cases", tuple(self.cases))

    def variants_of(self, provider: str) -> tuple[Variant, ...]:
        """The prompt variants that a provider is asked, besides the plain prompt."""
        return () if self.variants is UNSET else self.variants.get(provider, ())

    @property
    def checks(self) -> list[CheckSpec]:
        """The checks of its cases; a check that several cases share is listed once."""
        found: Mapping[int, CheckSpec] | None = getattr(self.cases, "checks", None)
        if found is None:
            lists = {id(case.checks): case.checks for case in self.outlines}
            found = {id(spec): spec for checks in lists.values() for spec in checks}
        return list(found.values())

    @property
    def outlines(self) -> Sequence[Outline]:
        """Its cases without their questions: in memory even if the cases are not."""
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
    """Path as the suite writes it, relative to its folder."""
    function: str
    sha256: str
    """SHA-256 of the file, in hexadecimal."""


class Waiver(Value, kw_only=True):
    """A risk that a person accepts until a date: one gate of one workload and candidate."""

    workload: str
    candidate: str
    gate: GateName
    reason: str
    by: str
    """Who accepted it."""
    until: str
    """ISO date from which it no longer counts."""
    digest: str | UnsetType = UNSET
    """Digest in the report of the run that it was written for; not set if it states none."""


class Suite(Value, kw_only=True):
    """A suite file after all templates, references and defaults are resolved."""

    name: str
    workloads: tuple[Workload, ...]
    digest: str = ""
    """SHA-256 of the resolved suite's canonical JSON."""
    code: Mapping[str, str] | UnsetType = UNSET
    """Sources of the functions that checks call, by their SHA-256; not set if there are none."""
    waivers: tuple[Waiver, ...] | UnsetType = UNSET
    """Accepted risks; not in the digest, because they judge nothing."""
    cards: Mapping[str, tuple[OwnCard, ...]] | UnsetType = UNSET
    """The user's own cards, by the SHA-256 of their file; not set if there are none."""


class Limits(Value, kw_only=True):
    """The most calls and tokens that a provider may get."""

    concurrency: Whole | None = None
    """Parallel calls; `None`: an equal share of all parallel calls."""
    requests_per_minute: Number | None = None
    tokens_per_minute: Number | None = None


class Rates(Value, kw_only=True):
    """US dollars per million tokens."""

    input: Number
    output: Number
    cache_read: Number | None = None
    cache_write: Number | None = None
    cache_write_1h: Number | UnsetType = UNSET
    """Price of cache writes that are kept for an hour, if the vendor charges them separately."""


class Price(Rates, kw_only=True):
    """US dollars per million tokens in the default service tier."""

    up_to_input_tokens: Whole | None = None
    """The most input tokens of a call at this price; `None`: any number. The cost of longer calls
    is not known."""
    tiers: Mapping[str, Rates] | UnsetType = UNSET
    """The vendor's word for another service tier, in lower case, to the prices in it."""
    asked_tier: str | UnsetType = UNSET
    """The tier that the entry asks for; it counts if an answer names none."""
    kept_for: Literal["1h"] | UnsetType = UNSET
    """Set if the entry asks the vendor to cache prompts for an hour."""


class Auth(Value, kw_only=True):
    """Where a provider's key or token comes from, and which header carries it."""

    header: str | None = None
    """Lower-cased; in `authorization` it is a Bearer token. `None`: the dialect's own header."""
    command: tuple[str, ...] = ()
    """Program and arguments, run without a shell; it prints a token."""
    ttl_s: Number = 0.0
    """Lifetime of such a token, in seconds."""
    login: Literal["google", "azure", "aws"] | UnsetType = UNSET
    """The company whose own library logs in."""
    scope: str | UnsetType = UNSET
    """Scope of a login's token; by default the company's own services."""
    file: str | UnsetType = UNSET
    """Absolute path of a service account's key, instead of this machine's login."""

    @property
    def brings_token(self) -> bool:
        """Whether it uses a token that expires, instead of a key."""
        return bool(self.command) or self.login in {"google", "azure"}

    @property
    def starts(self) -> bool:
        """Whether it runs a command or logs in."""
        return bool(self.command) or self.login is not UNSET


class ProviderSpec(Value, kw_only=True):
    """One entry of a providers file; names of key variables, never keys."""

    id: str
    vendor: str
    """The company that is responsible for the service."""
    dialect: str
    model: str | None = None
    preset: str | None = None
    base_url: str | None = None
    """`None`: the dialect's own."""
    base_url_typed: bool = False
    """The URL was typed on the command line, so a vendor's well-known key may be sent there."""
    api_key_env: str | None = None
    api_key_optional: bool = False
    """The variable may be unset: it is a vendor's usual one, and the address was typed."""
    auth: Auth = Auth()
    ca_file: str | None = None
    """Absolute path of the certificates to trust instead of the usual ones."""
    client_cert: tuple[str, ...] = ()
    """Absolute paths of the client certificate, and of its key if that is a separate file."""
    proxy: str | None = None
    """`None`: the proxy of the environment."""
    file: str | None = None
    """Dialect `recorded`: absolute path of the recording."""
    reasoning_tags: tuple[str, ...] = ()
    """Tags around the reasoning in front of an answer, besides `<think>`."""
    stream: bool = False
    timeout_s: Number = 600.0
    """Seconds to wait for a response, or for the next piece of a stream."""
    limits: Limits = Limits()
    price: Price | None = None
    facts: JsonObject = field(default_factory=dict)
    options: JsonObject = field(default_factory=dict)
    """Settings of the dialect, for example `api_version` or `max_tokens_field`."""
    guardrail: Guardrail | UnsetType = UNSET
    """The filters before and after the model; not set if the entry names none."""
    moderator: ProviderSpec | UnsetType = UNSET
    """The entry that `guardrail` names as its moderator."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """Source of `price` and of each fact: `providers file`, or a table with version and date."""
