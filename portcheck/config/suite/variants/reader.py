"""Read, render and check the variants of a workload's prompt, each for one candidate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import UNSET, Struct, UnsetType, field
from msgspec.structs import replace

from portcheck.config.problems.document import Occasion, Source, Steps, items
from portcheck.config.problems.quoting import quote
from portcheck.config.problems.synonyms import spelling_hint
from portcheck.config.suite.merged_settings import MergedSettings, PromptPart
from portcheck.config.suite.prompts import PromptReader
from portcheck.config.suite.templating.templates import Templates
from portcheck.model.chat import Request, Variant, Wording, Wordings, last_turn_of_user
from portcheck.model.codec import request_hash
from portcheck.model.suite import Case, Workload

ORIGINAL = "original"
"""Variable with the texts of a case without the variant: `system` and `user`."""


class _Place(Struct, frozen=True):
    """One variant with its place."""

    provider: str
    variant: Variant
    steps: Steps


class VariantReader(Struct, kw_only=True):
    """The variants of one workload."""

    source: Source
    prompts: PromptReader
    places: list[_Place] = field(default_factory=list)
    clashes: bool = False
    """Whether a case has its own variable named `ORIGINAL`."""
    broken: set[Steps] = field(default_factory=set)
    """Places of variants with a text that cannot be rendered."""

    def read(
        self,
        value: Any,
        steps: Steps,
        settings: MergedSettings,
        runs_on: str | None,
        ids: Sequence[str] | None,
    ) -> None:
        """Read `variants`.

        Args:
            value: its value.
            steps: its place.
            settings: settings of the workload.
            runs_on: provider that serves the workload today, which is the baseline.
            ids: ids of all providers; `None`: not known.
        """
        for provider, listed in (value or {}).items():
            self._review_provider(provider, (*steps, provider), runs_on, ids)
            names: dict[str, int] = {}
            digests: dict[str, str] = {}
            for i, item in items(listed):
                at = (*steps, provider, i)
                if self.source.is_broken(at):
                    continue  # it was reported
                variant = _variant(item, settings)
                if not variant.name.isprintable() or variant.name != variant.name.strip():
                    self.source.error((*at, "name"), "a variant's name is printable text", "")
                elif variant.name in names:
                    message = (
                        f"two variants for {quote(provider)} have the name {quote(variant.name)}"
                    )
                    self.source.error((*at, "name"), message, "rename or remove one of them")
                elif variant.digest in digests:
                    message = f"it is the same as the variant {quote(digests[variant.digest])}"
                    self.source.error(at, message, "change it, or remove one of them")
                else:
                    self.places.append(_Place(provider, variant, at))
                names[variant.name] = i
                digests.setdefault(variant.digest, variant.name)

    def _review_provider(
        self, provider: str, steps: Steps, runs_on: str | None, ids: Sequence[str] | None
    ) -> None:
        if ids is not None and provider not in ids:
            message = f"there is no provider {quote(provider)}"
            self.source.error(steps, message, spelling_hint(provider, ids), key=True)
        elif provider == runs_on:
            message = f"{quote(provider)} serves the workload today: variants are for candidates"
            hint = "the baseline keeps its own prompt; name a candidate"
            self.source.error(steps, message, hint, key=True)

    @property
    def variants(self) -> Mapping[str, tuple[Variant, ...]] | UnsetType:
        """The valid variants by provider; unset if there are none."""
        found: dict[str, tuple[Variant, ...]] = {}
        for place in self.places:
            found[place.provider] = (*found.get(place.provider, ()), place.variant)
        return found or UNSET

    def wordings(
        self,
        request: Request,
        settings: MergedSettings,
        variables: Mapping[str, Any],
        occasion: Occasion,
    ) -> Wordings | UnsetType:
        """The texts of the variants for one case's request; unset if there are none."""
        if not self.places:
            return UNSET
        if ORIGINAL in variables and not self.clashes:
            self.clashes = True
            message = (
                f"a variable has the name '{ORIGINAL}', which means the case's own prompt "
                "in variants"
            )
            self.source.error(self.places[0].steps, message, "rename the variable")
        own = {"system": request.system or "", "user": request.asked}
        has_user = last_turn_of_user(request.messages) is not None
        known = {**variables, ORIGINAL: own}
        found: dict[str, dict[str, Wording]] = {}
        for place in self.places:
            wording = self._wording(place, settings, known, occasion, has_user=has_user)
            found.setdefault(place.provider, {})[place.variant.name] = wording
        return found

    def _wording(
        self,
        place: _Place,
        settings: MergedSettings,
        known: Mapping[str, Any],
        occasion: Occasion,
        *,
        has_user: bool,
    ) -> Wording:
        variant = place.variant
        texts: dict[str, str | UnsetType | None] = {"system": UNSET, "user": UNSET}
        for name in texts:
            text = getattr(variant, name)
            if text is UNSET:
                continue
            part = PromptPart(value=text, steps=(*place.steps, name))
            texts[name] = rendered = self.prompts.text(part, known, occasion)
            if rendered is None:
                self.broken.add(place.steps)
            if name == "user" and not has_user:
                message = "there is no user turn to replace"
                self.source.error(part.steps, message, "change 'system' instead", occasion=occasion)
            elif name == "user" and rendered is not None and not rendered.strip():
                message, hint = "the user's text is empty", "write what the user says"
                self.source.error(part.steps, message, hint, occasion=occasion)
        return Wording(
            system=UNSET if texts["system"] is None else texts["system"],
            user=UNSET if texts["user"] is None else texts["user"],
            sampling=UNSET
            if variant.settings is UNSET
            else settings.sampled(variant.settings).resolved_sampling(),
        )

    def review(self, cases: Sequence[Case]) -> None:
        """Report variants that change nothing, or that make different cases ask the same."""
        by_requests: dict[tuple[str, tuple[str, ...]], str] = {}
        plain = [request_hash(case.request) for case in cases] if self.places else []
        sound = [place for place in self.places if place.steps not in self.broken]
        for place in sound if cases else ():
            name = place.variant.name
            asked = tuple(_hashes(cases, place))
            if list(asked) == plain:
                message = f"the variant {quote(name)} makes the same request as the prompt"
                self.source.error(place.steps, message, "change it, or remove it")
                continue
            other = by_requests.setdefault((place.provider, asked), name)
            if other != name:
                message = f"it makes the same request as the variant {quote(other)}"
                self.source.error(place.steps, message, "change it, or remove one of them")
            self._review_same(cases, place, plain, asked)

    def _review_same(
        self, cases: Sequence[Case], place: _Place, plain: Sequence[str], asked: Sequence[str]
    ) -> None:
        """Report the first two cases that ask the same with a variant but not with the prompt."""
        first: dict[str, int] = {}
        for i, found in enumerate(asked):
            other = first.setdefault(found, i)
            if plain[other] != plain[i]:
                message = (
                    f"the variant makes the same request in {quote(cases[other].id)} and "
                    f"{quote(cases[i].id)}, but the prompt does not"
                )
                hint = (
                    f"put the parts that differ into it: {{{{ {ORIGINAL}.user }}}}, or the "
                    "variables"
                )
                self.source.error(place.steps, message, hint)
                return


def _hashes(cases: Sequence[Case], place: _Place) -> Iterator[str]:
    for case in cases:
        yield request_hash(case.asked(place.provider, place.variant.name).request)


def _variant(item: Mapping[str, Any], settings: MergedSettings) -> Variant:
    replaced = {
        f"replaced_{word}": settings.prompt[word].value
        for word in ("system", "user")
        if word in item and word in settings.prompt
    }
    said = {word: item[word] for word in ("name", "system", "user", "settings") if word in item}
    return Variant(**said, **replaced)


def with_variants(workload: Workload, provider: str, variants: Sequence[Variant]) -> Workload:
    """Replace the variants of a resolved workload by these ones for one provider.

    Raises:
        TemplateMistake: a text of a variant cannot be rendered for one of its cases.
    """
    templates = Templates()
    cases = []
    for case in workload.cases:
        own = {"system": case.request.system or "", "user": case.request.asked}
        known = {**case.vars, ORIGINAL: own}
        wordings = {
            one.name: Wording(
                system=UNSET if one.system is UNSET else templates.render(one.system, known),
                user=UNSET if one.user is UNSET else templates.render(one.user, known),
                sampling=UNSET
                if one.settings is UNSET
                else replace(case.request.sampling, **one.settings),
            )
            for one in variants
        }
        cases.append(replace(case, variants={provider: wordings}))
    return replace(workload, cases=tuple(cases), variants={provider: tuple(variants)})
