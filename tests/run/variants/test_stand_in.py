from __future__ import annotations

from msgspec.structs import replace
from run_builders import make_case, make_provider, make_suite, make_workload

from portcheck.model.chat import Variant, Wording
from portcheck.run.plan.build import build_recording_plan
from portcheck.run.variants.stand_in import asked_for


def test_a_live_entry_is_asked_what_its_recording_has_to_answer() -> None:
    variants = {
        "live": (Variant(name="a", system="A"),),
        "tape": (Variant(name="a", system="B"), Variant(name="same", system="A")),
        "other": (Variant(name="x", system="X"),),
    }
    wordings = {
        provider: {one.name: Wording(system=one.system) for one in listed}
        for provider, listed in variants.items()
    }
    case = replace(make_case("c"), variants=wordings)
    suite = make_suite(
        replace(make_workload("w", [case]), variants=variants), make_workload("z", [make_case("d")])
    )
    found = asked_for(suite, {"live": ("tape",)})
    plan = build_recording_plan(found, [make_provider("live")])
    asked = [(trial.case, plan.case(trial).request.system) for trial in plan.trials]
    assert asked == [("c", None), ("c", "A"), ("c", "B"), ("d", None)]
    assert [one.variant or "" for one in plan.trials] == ["", "a", "a 2", ""]
    assert asked_for(suite, {"live": ()}) == suite
