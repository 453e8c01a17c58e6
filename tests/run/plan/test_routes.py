"""What a plan keeps of the entries behind its comparison."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from msgspec import UNSET
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_provider, make_suite, make_workload

from portcheck.exitplan.routes import exit_route
from portcheck.model.run import Plan, Route
from portcheck.model.suite import Price, ProviderSpec
from portcheck.providers.recording import RecordingWriter
from portcheck.run.plan.build import build_plan
from portcheck.run.plan.routes import with_routes


def planned(specs: list[ProviderSpec], runs_on: str | None) -> Plan:
    suite = make_suite(make_workload("w", [make_case("a")], runs_on=runs_on))
    return with_routes(build_plan(suite, specs[:2], baseline="old"), specs)


def recorded(name: str, path: Path, served: str | None = None, **header: str) -> ProviderSpec:
    with RecordingWriter(path, {"source": "recorded", **header}) as writer:
        completion = replace(make_completion(), served_model=served)
        writer.add(f"c1:{'0' * 64}", 0, completion, "2026-01-01T00:00:00Z")
    return make_provider(name, dialect="recorded", file=str(path), model="stated", vendor="acme")


def specs(*more: ProviderSpec) -> list[ProviderSpec]:
    return [make_provider("old"), make_provider("new"), *more]


def test_an_entry_that_takes_no_part_is_kept_where_a_workload_runs_on_it() -> None:
    today = make_provider(
        "today", vendor="acme", model="m-2", facts={"region": "eu"}, price=Price(input=1, output=2)
    )
    assert planned(specs(today), None).routes is UNSET
    assert planned(specs(today), "old").routes is UNSET
    assert planned(specs(today), "today").routes == (
        Route(provider="old", vendor="old", models=("m",)),
        Route(
            provider="today",
            vendor="acme",
            models=("m-2",),
            entry=exit_route(today),
            price=Price(input=1.0, output=2.0),
        ),
    )


def test_a_recording_counts_as_what_it_recorded(tmp_path: Path) -> None:
    def route(**header: Any) -> Route:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.jsonl"
        routes = planned(specs(recorded("today", path, **header)), "today").routes
        assert routes
        return routes[1]

    assert route(served="m-1", model="m", vendor="other").models == ("m-1",)
    assert route(served="m-1", model="m", vendor="other").vendor == "other"
    assert route(model="m").models == ("m",)
    assert route().models == ("stated",)
    entry = route(served="m-1", vendor="other").entry
    assert entry
    assert (entry.vendor, entry.models) == ("acme", ("stated", "m-1")), "as the file says it"


def test_providers_that_replay_one_recording_are_told(tmp_path: Path) -> None:
    one = recorded("old", tmp_path / "one.jsonl", served="m")
    shutil.copy(tmp_path / "one.jsonl", tmp_path / "copy.jsonl")
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "one.jsonl")
    for other in ("one", "copy", "link"):
        again = replace(one, id="new", file=str(tmp_path / f"{other}.jsonl"))
        assert planned([one, again], None).shared_recordings == (("old", "new"),)
    another = recorded("new", tmp_path / "two.jsonl", served="n")
    assert planned([one, another], None).shared_recordings is UNSET
    gone = replace(one, id="new", file=str(tmp_path / "gone.jsonl"))
    assert planned([gone, replace(gone, id="old")], None).shared_recordings is UNSET
