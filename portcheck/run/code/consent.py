"""List the functions of a suite that a plan runs, and require consent to them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from portcheck.config.suite.examples import scored_example
from portcheck.detectors.parts import walk
from portcheck.errors import StoreError, UsageError
from portcheck.model.numbers import listing
from portcheck.model.run import Plan
from portcheck.model.suite import CheckSpec, SuiteCode, Workload
from portcheck.plugins import CHECKS
from portcheck.run.code.runner import CodeRunner, code_name, function_of


def code_of(plan: Plan) -> tuple[SuiteCode, ...]:
    """The functions that the checks of a plan call, sorted."""
    found = {
        function_of(part.arguments)
        for workload in plan.suite.workloads
        for spec in workload.checks
        for part in _calling(spec)
    }
    return tuple(sorted(found, key=lambda code: (code.file, code.function, code.sha256)))


def _calling(spec: CheckSpec) -> Iterator[CheckSpec]:
    return (part for part in walk(spec) if CHECKS.get(part.name).attach is not None)


def require_consent(plan: Plan, *, allowed: bool) -> None:
    """Check that the user allows the code of the suite, if the plan runs any.

    Raises:
        UsageError: the plan runs code, and that is not allowed.
        StoreError: a source does not have its digest.
    """
    found = code_of(plan)
    sources = plan.suite.code or {}
    for code in found:
        text = sources.get(code.sha256, "")
        if hashlib.sha256(text.encode()).hexdigest() != code.sha256:
            raise StoreError(
                f"plan.json is damaged: {code_name(code)} does not have the digest that it states"
            )
    if found and not allowed:
        named = listing(list(map(code_name, found)))
        raise UsageError(
            f"checks of the suite run its own code: {named}",
            hint="read it; if you trust it, add --allow-code to run, resume or score: it runs "
            "with your permissions",
        )


def try_examples(plan: Plan) -> None:
    """Try `accepts` and `rejects` of checks that run code; loading a suite does not try these.

    Raises:
        UsageError: an example does not have the expected result, or the code crashes.
    """
    with CodeRunner(plan.suite.code or {}) as runner:
        for workload in plan.suite.workloads:
            for spec in workload.checks:
                if any(_calling(spec)):
                    _try(workload, spec, runner)


def _try(workload: Workload, spec: CheckSpec, runner: CodeRunner) -> None:
    kind = CHECKS.get(spec.name)
    case = next(one for one in workload.cases if spec in one.checks)
    for examples, wanted in ((spec.accepts, "passed"), (spec.rejects, "failed")):
        for number, example in enumerate(examples, 1):
            outcome = scored_example(kind, spec, case.request, example, runner)
            if outcome.status != wanted:
                verb = "must pass" if wanted == "passed" else "must fail"
                raise UsageError(
                    f"example {number} that {verb} of the check {spec.id!r} in "
                    f"{workload.id!r} is {outcome.status}: {outcome.reason}"
                )
