"""plan.json holds no secret, and says of a plan what the plan says."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_completion, make_plan, make_suite, make_workload

from portcheck.config.load import load_providers
from portcheck.errors import UsageError
from portcheck.model.run import Plan, Sample
from portcheck.pipeline import new_record, run
from portcheck.run.plan.capability import with_support
from portcheck.run.plan.reuse import Earlier, reusable
from portcheck.run.store.folder import RunStore
from portcheck.run.store.plan_file.plan_text import sealed_plan

NOWHERE = RunStore(Path("nowhere"))


ENTRIES = {
    "http": "vendor: v, dialect: http, model: m, base_url: 'https://h.test/api/tok-17', options: "
    "{path: /m/$model, key_prefix: 'Own ', body: {in: $prompt, n: 5}, text: out.text, "
    "finish_reason: out.why, finish_map: {eos: stop}}",
    "vertex": "preset: vertex, model: gemini-2.5-pro, options: {project: p-1, location: us-east1}",
    "azure": "preset: azure-openai, model: gpt-4o, api_key_env: MINE, "
    "base_url: 'https://r.openai.azure.com/openai/deployments/d-1?api-version=2024-10-21'",
    "own": "vendor: v, dialect: openai-chat, model: m, base_url: 'https://h.test/v1', "
    "options: {system_role: user, extra_body: {chat_template_kwargs: {enable_thinking: true}}}",
}


def plan_of(folder: Path, entry: str) -> Plan:
    file = folder / "providers.yaml"
    file.write_text(f"portcheck: 1\nproviders:\n  new: {{{entry}}}\n")
    made = make_plan(make_suite(make_workload("w", [make_case("a")])))
    return replace(made, providers=(made.providers[0], *load_providers(file)))


@pytest.mark.parametrize("name", sorted(ENTRIES))
def test_what_is_stored_is_reviewed_as_the_entry_is(name: str, tmp_path: Path) -> None:
    plan = plan_of(tmp_path, ENTRIES[name])
    store = RunStore.create(tmp_path / "r", with_support(plan), new_record("r"))
    stored = RunStore.open(store.path).plan()
    assert stored.providers == sealed_plan(plan).providers
    again = with_support(replace(plan, providers=stored.providers))
    assert (again.lint, again.support) == (stored.lint, stored.support)
    written = (store.path / "plan.json").read_text()
    assert not [part for part in ("tok-17", "Own ", "p-1", "d-1?") if part in written]


def test_answers_are_reused_where_the_entry_is_the_same(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, ENTRIES["http"])
    samples = {t.key: Sample(trial=t.key, completion=make_completion()) for t in plan.trials}
    for then in (sealed_plan(plan), plan):
        assert (
            len(reusable(plan, Earlier(run="r", plan=then, samples=samples, store=NOWHERE)).trials)
            == 2
        )
    other = plan_of(tmp_path, ENTRIES["http"].replace("n: 5", "n: 6"))
    found = reusable(
        other, Earlier(run="r", plan=sealed_plan(plan), samples=samples, store=NOWHERE)
    )
    assert found.others == ("'new' had other options in run r",)


def test_the_folder_of_a_plan_is_known_by_the_whole_plan_alone(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, ENTRIES["http"])
    store = RunStore.create(tmp_path / "r", plan, new_record("r"))
    with store.appending() as log:
        for trial in plan.trials:
            log.append(Sample(trial=trial.key, completion=make_completion()))
    assert run(plan, tmp_path / "r").finished_at, "all is answered, and nothing is sent"
    other = plan_of(tmp_path, ENTRIES["http"].replace("n: 5", "n: 6"))
    with pytest.raises(UsageError, match="holds a run of another plan"):
        run(other, tmp_path / "r")


def test_a_stored_plan_cannot_be_sent(tmp_path: Path) -> None:
    store = RunStore.create(tmp_path / "r", plan_of(tmp_path, ENTRIES["http"]), new_record("r"))
    with pytest.raises(
        UsageError, match="a run folder does not say completely how to reach provider"
    ):
        run(RunStore.open(store.path).plan(), store.path)
