"""Sort exchanges into clusters, in one pass and bounded memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from random import Random

from msgspec import Struct, field
from msgspec.structs import replace

from portcheck.imports.cluster import Clusters
from portcheck.imports.clustering.conversations import Conversations, chain, text_of
from portcheck.imports.clustering.draw import size_of
from portcheck.imports.clustering.group import Group, new_group
from portcheck.imports.clustering.pile import Talk
from portcheck.imports.clustering.systems import OTHERS, Systems
from portcheck.imports.exchange import Exchange, Glimpse, Repeated, Skipped, glimpse_of
from portcheck.model.chat import JsonObject, Message, Tool
from portcheck.model.codec import encode_json

MEMBERS = 500
"""Number of conversations drawn from each cluster."""
MAX_GROUPS = 4_000
"""Most groups, by system prompt, tools and schema; further ones share one group."""
MAX_KEPT_CHARS = 80_000_000
"""Most characters in all samples; beyond that, each cluster keeps fewer conversations."""
MAX_WAITING_CHARS = 24_000_000
"""Most characters of all conversations that wait for a template."""
LEAST_MEMBERS = 20
SHOWN = 1_000
"""Most skipped records that a result lists."""
MAX_REASONS = 100
_OTHER_REASONS = "other reasons"
_MAX_TOOL_SETS = 1_000

_Key = tuple[int, tuple[str, ...], tuple[str, ...]]


def clusters(
    found: Iterable[Exchange | Glimpse | Repeated | Skipped], *, seed: int = 0, most: int = MEMBERS
) -> Clusters:
    """Sort the content of a log by prompt templates, with a random sample of each.

    The same log and seed give the same clusters. An exchange is recognised as the continuation of a
    conversation if the conversation's last exchange is among the 60,000 before it.

    Args:
        found: the items that `skim` or `read` yields.
        seed: seed of the sample.
        most: number of conversations to draw from each cluster, 1 or more; fewer are kept if all
            of them would take more than `MAX_KEPT_CHARS`.
    """
    sorting = _Sorting(Random(seed), most)  # noqa: S311  # a sample, not a secret
    for one in found:
        if isinstance(one, Glimpse):
            sorting.add(one)
        elif isinstance(one, Exchange):
            sorting.add(glimpse_of(one))
        elif isinstance(one, Skipped):
            sorting.skip(one)
        else:
            sorting.repeated += 1
    return sorting.result()


class _Sorting(Struct):
    random: Random
    most: int
    systems: Systems = field(default_factory=Systems)
    groups: dict[_Key, Group] = field(default_factory=dict)
    conversations: Conversations = field(default_factory=Conversations)
    tool_sets: dict[bytes, tuple[Tool, ...]] = field(default_factory=dict)
    kept_chars: int = 0
    waiting_chars: int = 0
    calls: int = 0
    repeated: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)

    def skip(self, one: Skipped) -> None:
        if len(self.skipped) < SHOWN:
            self.skipped.append(one)
        few = one.reason in self.reasons or len(self.reasons) < MAX_REASONS
        self.reasons[one.reason if few else _OTHER_REASONS] += 1

    def add(self, seen: Glimpse) -> None:
        self.calls += 1
        said = chain(seen)
        talk = self.conversations.continued(said)
        if talk is None:
            talk = Talk(self.random.random(), said.asked)
            self._new(talk, seen)
        else:
            talk.asked = said.asked
            self._goes_on(talk, seen)
        self.conversations.keep(said, talk)
        if self.kept_chars > MAX_KEPT_CHARS:
            self._draw_fewer()

    def _goes_on(self, talk: Talk, seen: Glimpse) -> None:
        pile = talk.home
        if pile is None:
            talk.heard.append(self._shared(seen.whole()))
            self.waiting_chars += size_of(talk.heard[-1])
            return
        pile.count(seen)
        if pile.draw.wants(talk.number) or talk.number in pile.draw.held:
            kept = self._shared(seen.whole())
            self.kept_chars += pile.draw.put(talk.drawn(kept, size_of(kept)))

    def _new(self, talk: Talk, seen: Glimpse) -> None:
        group = self._group(seen)
        text = _first_said(seen.messages)
        pile = group.find(text)
        if pile is None and not group.waits:
            group.pass_by(text)
            pile = group.rest
        if pile is None:
            self.waiting_chars += group.wait(talk, text, self._shared(seen.whole()))
            if group.is_full:
                self._settle(group)
            elif self.waiting_chars > MAX_WAITING_CHARS:
                self._settle_all()
            return
        talk.pile = pile
        pile.conversations += 1
        pile.count(seen)
        if pile.draw.wants(talk.number):
            kept = self._shared(seen.whole())
            self.kept_chars += pile.draw.put(talk.drawn(kept, size_of(kept)))

    def _group(self, seen: Glimpse) -> Group:
        number = -1
        if seen.system is not None:
            number = self.systems.find(seen.system)
            if self.systems.is_full:
                self._settle_systems()
                number = self.systems.find(seen.system)
        schema = _fields(seen.schema) if seen.schema is not None else ()
        key = (number, tuple(sorted(seen.tools)), schema)
        group = self.groups.get(key)
        if group is None:
            if len(self.groups) >= MAX_GROUPS:
                key = (OTHERS, (), ())
            group = self._made(key)
        return group

    def _made(self, key: _Key) -> Group:
        number, tools, schema = key
        system = None if number < 0 else self.systems.templates[number]
        made = new_group(system, tools, self.most, has_schema=bool(schema))
        return self.groups.setdefault(key, made)

    def _settle_systems(self) -> None:
        moved = dict(self.systems.settle())
        if not moved:
            return
        for key in [key for key in self.groups if key[0] in moved]:
            self._made((moved[key[0]], *key[1:])).absorb(self.groups.pop(key))

    def _settle(self, group: Group) -> None:
        freed, kept = group.settle()
        self.waiting_chars = max(0, self.waiting_chars - freed)
        self.kept_chars += kept

    def _settle_all(self) -> None:
        for group in self.groups.values():
            if group.waiting:
                self._settle(group)
        self.waiting_chars = 0

    def _draw_fewer(self) -> None:
        if self.most <= LEAST_MEMBERS:
            return
        self.most = max(LEAST_MEMBERS, self.most // 2)
        for group in self.groups.values():
            group.most = self.most
            for pile in (*group.piles, group.rest):
                self.kept_chars -= pile.draw.shrink(self.most)

    def _shared(self, exchange: Exchange) -> Exchange:
        """Copy an exchange, sharing the tools and system prompt that are already in memory."""
        request = exchange.request
        tools = request.tools
        if tools:
            named = encode_json(tools)
            if len(self.tool_sets) < _MAX_TOOL_SETS:
                tools = self.tool_sets.setdefault(named, tools)
            else:
                tools = self.tool_sets.get(named, tools)
        system = request.system
        if system is not None and system in self.systems.exact:
            system = self.systems.templates[self.systems.exact[system]].pieces[0]
        return replace(exchange, request=replace(request, system=system, tools=tools))

    def result(self) -> Clusters:
        self._settle_systems()
        self._settle_all()
        made = [one for group in self.groups.values() for one in group.clusters()]
        made.sort(key=lambda one: -one.calls)
        return Clusters(
            clusters=tuple(made),
            calls=self.calls,
            repeated=self.repeated,
            skipped=tuple(self.skipped),
            skipped_by_reason=dict(self.reasons.most_common()),
        )


def _first_said(messages: tuple[Message, ...]) -> str:
    """The text of the user's first message."""
    for message in messages:
        if message.role == "user":
            return text_of(message)
    return text_of(messages[0])


def _fields(schema: JsonObject) -> tuple[str, ...]:
    """The identity of a schema: the names of its first 50 fields."""
    properties = schema.get("properties")
    names = sorted(properties)[:50] if isinstance(properties, dict) else []
    return ("schema", *map(str, names))
