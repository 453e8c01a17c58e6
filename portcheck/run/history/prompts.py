"""Compare the variants of prompts in a run with those of earlier runs in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from portcheck.model.run import LateVariant, Look, Plan
from portcheck.model.suite import Workload
from portcheck.run.history.count_look import EarlierRun, count_prompts
from portcheck.run.history.fingerprints import RunFingerprints, case_fingerprint


class AskedPrompts:
    """The variants of prompts that one run asks."""

    def __init__(self, plan: Plan, routes: Mapping[str, str]) -> None:
        """`routes` maps each provider id to its route, as the ledger writes it."""
        self._plan = plan
        self._routes = routes
        self._any = any(workload.variants for workload in plan.suite.workloads)
        self._cases: dict[str, dict[str, int]] = {}
        if self._any:
            for trial in plan.trials:
                if not trial.variant:
                    known = self._cases.setdefault(trial.workload, {})
                    known[trial.case] = case_fingerprint(trial.request_hash)

    def digests(self, workload: Workload, candidate: str) -> tuple[str, ...]:
        """The distinct digests of a candidate's variants in a workload, sorted."""
        if not self._plan.asks(workload.id, candidate):
            return ()
        return tuple(sorted({one.digest for one in workload.variants_of(candidate)}))

    def any_new(self, workload: Workload, candidate: str, earlier: Sequence[EarlierRun]) -> bool:
        """Whether the run asks a candidate a variant that none of the `earlier` runs asked."""
        known = {digest for one in earlier for digest in one.variants}
        return not known.issuperset(self.digests(workload, candidate))

    def _beside(self, workload: Workload, candidate: str) -> set[str]:
        """Digests of the variants of all workloads that share a case, asked on the same route."""
        here = set(self._cases.get(workload.id, {}).values())
        return {
            digest
            for other in self._plan.suite.workloads
            if not here.isdisjoint(self._cases.get(other.id, {}).values())
            for name in self._plan.candidates
            if self._routes[name] == self._routes[candidate]
            for digest in self.digests(other, name)
        }

    def with_prompts(
        self,
        look: Look,
        workload: Workload,
        fingerprints: RunFingerprints,
        earlier: Sequence[EarlierRun],
    ) -> Look:
        """Add to a look the number of prompts that share its alpha, and the late variants.

        Args:
            look: The look.
            workload: Its workload.
            fingerprints: Of its cases and answers.
            earlier: The other runs on the same routes.
        """
        if not self._any and not any(one.variants for one in earlier):
            return look
        own = self.digests(workload, look.candidate)
        beside = self._beside(workload, look.candidate) if self._any else ()
        found = count_prompts(fingerprints, earlier, own, beside)
        late = []
        for variant in workload.variants_of(look.candidate):
            before = found.late.get(variant.digest)
            if before:
                cases = self._cases[workload.id].items()
                names = tuple(case for case, fingerprint in cases if fingerprint in before)
                late.append(LateVariant(name=variant.name, asked_before=names))
        prompts = found.number if found.number > 1 else UNSET
        return replace(look, prompts=prompts, late=tuple(late) or UNSET)
