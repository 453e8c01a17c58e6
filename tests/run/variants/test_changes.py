from __future__ import annotations

from msgspec.structs import replace
from run_builders import make_case, make_workload

from portcheck.model.chat import Sampling, Variant
from portcheck.run.variants.changes import variant_changes


def test_texts_are_one_change_with_a_diff_and_each_setting_is_one() -> None:
    case = make_case("a")
    case = replace(case, request=replace(case.request, sampling=Sampling(temperature=0.5)))
    variant = Variant(
        name="terse",
        system="{{ original.system }}\nOne word.",
        user="Q: {{original.user}}",
        settings={"temperature": 0, "stop": ["x"]},
        replaced_system="Be {{ tone }}.",
    )
    texts, cold, stop = variant_changes(make_workload("w", [case]), variant)
    assert texts.words == (
        "use prompt variant terse: it changes system text, user text, temperature, stop"
    )
    assert texts.diff == (
        "--- prompt/system",
        "+++ variant/system",
        "@@ -1 +1,2 @@",
        " Be {{ tone }}.",
        "+One word.",
        "--- prompt/user",
        "+++ variant/user",
        "@@ -0,0 +1 @@",
        "+Q: {{ original.user }}",
    )
    assert cold.words == "temperature 0.5 becomes 0: prompt variant terse"
    assert (stop.from_, stop.to) == (None, '["x"]')


def test_a_variant_of_settings_alone_has_no_diff() -> None:
    first, *_ = variant_changes(
        make_workload("w", []), Variant(name="cold", settings={"temperature": 0})
    )
    assert (first.diff, first.words) == ((), "use prompt variant cold: it changes temperature")
