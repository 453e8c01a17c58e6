"""Which entries a start from a run folder uses: those of the user's own providers file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from run_builders import make_case, make_plan, make_provider, make_suite, make_workload

from portcheck.cli.flow.own_entries import own_entries
from portcheck.config.load import load_providers
from portcheck.errors import UsageError
from portcheck.model.run import Plan
from portcheck.model.suite import Auth, ProviderSpec
from portcheck.run.store.plan_file.plan_text import sealed_plan


def asking(*specs: ProviderSpec) -> Plan:
    """A plan of one case that asks these."""
    made = make_plan(make_suite(make_workload("w", [make_case("a")])))
    return replace(made, providers=specs)


def write(folder: Path, **entries: str) -> Path:
    """A providers file with these entries, in the working folder."""
    file = folder / "providers.yaml"
    lines = [f"  {name}: {{vendor: v, model: m, {entry}}}\n" for name, entry in entries.items()]
    file.write_text(f"portcheck: 1\nproviders:\n{''.join(lines)}")
    return file


def test_a_command_that_only_a_run_folder_names_is_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    entry = (
        "{{vendor: v, dialect: openai-chat, model: m, auth: {{command: [token, {}], ttl: 55m}}}}"
    )
    file = tmp_path / "providers.yaml"
    auth = Auth(header="authorization", command=("token", "--mine"), ttl_s=3300.0)
    old, new = make_provider("old"), make_provider("new", auth=auth)
    made = make_plan(make_suite(make_workload("w", [make_case("a")])))
    plan = replace(made, providers=(old, new))
    with pytest.raises(UsageError, match="provider 'new' is not in"):
        own_entries(plan, None)
    file.write_text(f"portcheck: 1\nproviders:\n  new: {entry.format('--other')}\n")
    with pytest.raises(UsageError, match=r"is not in providers\.yaml"):
        own_entries(plan, None)
    file.write_text(f"portcheck: 1\nproviders:\n  new: {entry.format('--mine')}\n")
    own_entries(plan, None)
    own_entries(plan, file)
    own_entries(made, tmp_path / "gone.yaml")


@pytest.mark.parametrize(
    "changed",
    [
        {"ca_file": "/certs/other.pem"},
        {"proxy": "http://127.0.0.1:9"},
        {"auth": Auth(login="aws")},
        {"options": {"profile": "other"}},
        {"options": {"instance_role": True}},
        {"auth": Auth(header="authorization", login="azure", scope="api://other/.default")},
        {"client_cert": ("/certs/mine.pem",)},
        {"api_key_env": "OPENAI_API_KEY", "base_url": "https://elsewhere.test/v1"},
        {"base_url": "https://elsewhere.test/v1", "base_url_typed": True},
        {"api_key_env": "KEY_OF_MINE", "api_key_optional": True},
        {"options": {"extra_headers": {"x-team": {"env": "SECRET_OF_MINE"}}}},
    ],
)
def test_nor_is_anything_else_that_only_a_run_folder_says(
    tmp_path: Path, changed: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = make_plan(make_suite(make_workload("w", [make_case("a")])))
    plan = replace(made, providers=(make_provider("old"), make_provider("new", **changed)))
    with pytest.raises(UsageError, match="provider 'new' is not in"):
        own_entries(plan, None)


def test_a_key_goes_where_the_providers_file_says_and_nowhere_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def entry(host: str, variable: str = "MINE") -> None:
        (tmp_path / "providers.yaml").write_text(
            "portcheck: 1\nproviders:\n  new: {vendor: v, dialect: openai-chat, model: m, "
            f"base_url: 'https://{host}/v1', api_key_env: {variable}}}\n"
        )

    there = {"dialect": "openai-chat", "base_url": "https://a.test/v1", "api_key_env": "MINE"}
    made = make_plan(make_suite(make_workload("w", [make_case("a")])))
    plan = replace(made, providers=(make_provider("old"), make_provider("new", **there)))
    entry("a.test")
    own_entries(plan, None)
    for host, variable in (("b.test", "MINE"), ("a.test", "OTHER")):
        entry(host, variable)
        with pytest.raises(UsageError, match="provider 'new' is not in"):
            own_entries(plan, None)
    mine = {trial.key for trial in plan.trials if trial.provider == "new"}
    own_entries(plan, None, mine)  # nothing is left to be sent


SECRET_PARTS = (
    "dialect: openai-chat, base_url: 'https://gate.test/t/plaintokeninapath/v1?code=query-code', "
    "options: {organization: org-of-mine, extra_body: {tenant: literal-in-a-body, pin: 777123}}"
)


def test_values_that_a_folder_does_not_hold_come_from_the_users_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = write(tmp_path, new=SECRET_PARTS)
    (whole,) = load_providers(file)
    stored = sealed_plan(asking(make_provider("old"), whole))
    found = own_entries(stored, None, {t.key for t in stored.trials if t.provider == "old"})
    assert found.plan.providers[1] == whole
    assert not found.foreign
    for change in (("query-code", "other"), ("literal-in", "other-in"), ("plaintoken", "another")):
        write(tmp_path, new=SECRET_PARTS.replace(*change))
        with pytest.raises(UsageError, match="provider 'new' is not in"):
            own_entries(stored, None)
    file.unlink()
    with pytest.raises(UsageError, match="provider 'new' is not in"):
        own_entries(stored, None)


def test_nor_does_a_folder_of_an_earlier_version_add_to_requests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (whole,) = load_providers(write(tmp_path, new=SECRET_PARTS))
    old = make_provider("old")
    assert own_entries(asking(old, whole), None).plan.providers[1] == whole
    extra = {**whole.options, "extra_body": {"tenant": "another"}}
    with pytest.raises(UsageError, match="provider 'new' is not in"):
        own_entries(asking(old, replace(whole, options=extra)), None)


def test_settings_of_the_run_hold_where_the_file_was_edited_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    there = "dialect: openai-chat, base_url: 'https://gate.test/v1', options: {system_role: %s}"
    file = write(tmp_path, new=there % "user")
    (before,) = load_providers(file)
    write(tmp_path, new=there % "developer")
    found = own_entries(sealed_plan(asking(make_provider("old"), before)), None)
    assert found.plan.providers[1].options == {"system_role": "user"}


@pytest.mark.parametrize(
    ("address", "named", "foreign"),
    [
        ("https://gate.test/v1", "https://gate.test/v1", False),
        ("https://gate.test/v1", "https://gate.test/v2", False),
        ("https://elsewhere.test/v1", "https://gate.test/v1", True),
        ("http://127.0.0.1:9/v1", "https://gate.test/v1", True),
        ("http://127.0.0.1:9/v1", "http://127.0.0.1:8/v1", True),
        ("https://elsewhere.test/v1", None, True),
        ("http://127.0.0.1:9/v1", None, False),
    ],
)
def test_hosts_that_no_file_of_the_user_names_are_asked_about(
    address: str,
    named: str | None,
    foreign: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    if named:
        write(tmp_path, other=f"dialect: openai-chat, base_url: '{named}'")
    stored = sealed_plan(asking(make_provider("old"), make_provider("new", base_url=address)))
    done = {trial.key for trial in stored.trials if trial.provider == "old"}
    assert own_entries(stored, None, done).foreign == ({"new"} if foreign else set())
    assert not own_entries(stored, None, {trial.key for trial in stored.trials}).foreign


def test_credentials_of_the_environment_sign_nothing_that_a_folder_alone_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    entry = "preset: bedrock, options: {region: %s}"
    (theirs,) = load_providers(write(tmp_path, new=entry % "us-east-1"))
    for bare in (theirs, replace(theirs, api_key_env=None)):
        stored = sealed_plan(asking(make_provider("old"), bare))
        (tmp_path / "providers.yaml").unlink(missing_ok=True)
        with pytest.raises(UsageError, match="provider 'new' is not in"):
            own_entries(stored, None)
        write(tmp_path, new=entry % "eu-west-1")
        with pytest.raises(UsageError, match="provider 'new' is not in"):
            own_entries(stored, None)
