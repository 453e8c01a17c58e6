"""Providers files: presets, addresses, and keys that must never be in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpus import suite_text, write
from hypothesis import given, settings
from hypothesis import strategies as st

from portcheck.config.load import check_file, load, load_providers
from portcheck.data.vendors import presets
from portcheck.errors import ConfigError, Problem, UsageError
from portcheck.model.suite import Auth, ProviderSpec
from portcheck.plugins import DIALECTS


def spec(folder: Path, entry: str, **urls: str) -> ProviderSpec:
    (found,) = load_providers(file(folder, entry), base_urls=urls)
    return found


def file(folder: Path, entry: str) -> Path:
    return write(folder, f"portcheck: 1\nproviders:\n  p: {entry}\n", "providers.yaml")


def problems(folder: Path, entry: str) -> tuple[Problem, ...]:
    return check_file(file(folder, entry))


@pytest.mark.parametrize("name", sorted(presets()))
def test_every_preset_gives_a_complete_provider(name: str, tmp_path: Path) -> None:
    preset = presets()[name]
    url = "" if preset["base_url"] else ", base_url: https://example.openai.azure.com/openai/v1"
    found = spec(tmp_path, f"{{preset: {name}, model: m{url}}}")
    dialect = DIALECTS.get(found.dialect)
    assert found.vendor == preset["vendor"]
    assert found.api_key_env == preset["api_key_env"]
    assert found.base_url is not None
    assert set(found.options) <= set(dialect.options)
    assert found.preset == name


@pytest.mark.parametrize("name", ["openai", "anthropic"])
def test_a_vendors_preset_agrees_with_its_dialect(name: str) -> None:
    preset = presets()[name]
    dialect = DIALECTS.get(preset["dialect"])
    assert preset["base_url"] == dialect.default_base_url
    assert preset["api_key_env"] == dialect.default_key_env


def test_a_region_is_an_address(tmp_path: Path) -> None:
    for source in ("preset: bedrock", "vendor: amazon, dialect: bedrock"):
        found = spec(tmp_path, f"{{{source}, model: m, options: {{region: eu-west-1}}}}")
        assert found.base_url == "https://bedrock-runtime.eu-west-1.amazonaws.com"
        assert found.api_key_env == "AWS_BEARER_TOKEN_BEDROCK"
        for options in ("", ", options: {region: evil.test}"):
            (missing,) = problems(tmp_path, f"{{{source}, model: m{options}}}")
            assert missing.message == "'base_url' is missing"
            assert missing.hint.endswith("such as a region")


def test_written_values_win_over_the_preset(tmp_path: Path) -> None:
    entry = (
        "{preset: groq, vendor: v, model: m, api_key_env: MINE, base_url: https://h.example/v1,"
        " options: {max_tokens_field: max_completion_tokens}}"
    )
    found = spec(tmp_path, entry)
    assert (found.vendor, found.api_key_env, found.base_url) == (
        "v",
        "MINE",
        "https://h.example/v1",
    )
    assert found.options == {"max_tokens_field": "max_completion_tokens"}


def test_a_presets_key_does_not_follow_to_another_address(tmp_path: Path) -> None:
    assert (
        spec(tmp_path, "{preset: groq, model: m, base_url: https://h.example}").api_key_env is None
    )


def test_a_dialect_at_its_own_address_uses_its_own_variable(tmp_path: Path) -> None:
    own = spec(tmp_path, "{vendor: openai, dialect: openai-chat, model: m}")
    assert own.api_key_env == "OPENAI_API_KEY"
    other = "{vendor: v, dialect: openai-chat, model: m, base_url: https://h.example/v1}"
    assert spec(tmp_path, other).api_key_env is None


def test_a_typed_address_is_marked_as_typed(tmp_path: Path) -> None:
    found = spec(tmp_path, "{preset: groq, model: m}", p="http://127.0.0.1:9/v1")
    assert (found.base_url, found.base_url_typed) == ("http://127.0.0.1:9/v1", True)
    assert (found.api_key_env, found.api_key_optional) == ("GROQ_API_KEY", True)
    named = "{preset: groq, model: m, api_key_env: MINE}"
    typed = spec(tmp_path, named, p="http://127.0.0.1:9/v1")
    assert (typed.api_key_env, typed.api_key_optional) == ("MINE", False)


def test_a_recording_may_be_made_later(tmp_path: Path) -> None:
    entry = "{vendor: v, dialect: recorded, file: later.jsonl}"
    (found,) = problems(tmp_path, entry)
    assert (found.severity, found.pointer) == ("warning", "/providers/p/file")
    assert (found.line, found.column) == (3, 43)
    assert spec(tmp_path, entry).file == str((tmp_path / "later.jsonl").resolve())
    text = suite_text("prompt: x\nchecks: [{equals: y}]\ncases: [{id: a}]")
    loaded = load([write(tmp_path, text)], file(tmp_path, entry))
    assert loaded.warnings == (found,)
    (tmp_path / "later.jsonl").mkdir()
    (refused,) = problems(tmp_path, entry)
    assert (refused.severity, refused.message) == ("error", "'later.jsonl' is not a plain file")


@pytest.mark.parametrize(
    ("value", "fine"),
    [
        ("2027-06-30", True),
        ("never", True),
        ("null", True),
        ("20270630", True),
        ("2027-02-29", False),
        ("2027/06/30", False),
        ("June 2027", False),
    ],
)
@pytest.mark.parametrize("fact", ["retires", "contract_ends"])
def test_a_date_that_is_none_is_a_mistake(
    fact: str, value: str, fine: bool, tmp_path: Path
) -> None:
    found = problems(tmp_path, f"{{preset: groq, model: m, facts: {{{fact}: {value}}}}}")
    if fine:
        assert "is not a date" not in " ".join(problem.message for problem in found)
    else:
        assert [problem.hint for problem in found] == ["write it as 2027-12-31"]


def test_an_address_may_carry_settings_but_no_key(tmp_path: Path) -> None:
    url = "https://r.openai.azure.com/openai/deployments/d?api-version=2024-10-21"
    assert spec(tmp_path, f"{{preset: azure-openai, model: m, base_url: '{url}'}}").base_url == url


@pytest.mark.parametrize(
    ("urls", "message"),
    [({"q": "https://h.example"}, "no provider has that id"), ({"p": "h.example"}, "not an http")],
)
def test_a_typed_address_must_fit(urls: dict[str, str], message: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=message):
        load_providers(file(tmp_path, "{preset: groq, model: m}"), base_urls=urls)


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        ("http://127.0.0.1:8101/v1", True),
        ("http://localhost/v1", True),
        ("http://[::1]:80/v1", True),
        ("https://api.example.com/v1", True),
        ("http://api.example.com/v1", False),
        ("http://127.0.0.1.example.com/v1", False),
        ("http://localhost.example.com/v1", False),
        ("http://10.0.0.5/v1", False),
    ],
)
def test_a_key_goes_over_https_or_stays_here(url: str, fine: bool, tmp_path: Path) -> None:
    entry = f'{{preset: vllm, model: m, base_url: "{url}", api_key_env: MY_KEY}}'
    assert (problems(tmp_path, entry) == ()) is fine
    without = f'{{preset: vllm, model: m, base_url: "{url}"}}'
    assert problems(tmp_path, without) == ()


KEY_NAMES = ["api_key", "apiKey", "API-KEY", "key", "token", "secret", "password", "Authorization"]


@pytest.mark.parametrize("name", KEY_NAMES)
@pytest.mark.parametrize(
    "place",
    [
        "{preset: groq, model: m, NAME: VALUE}",
        "{preset: groq, model: m, options: {NAME: VALUE}}",
        "{preset: groq, model: m, facts: {NAME: VALUE}}",
    ],
)
def test_a_literal_key_is_refused_unseen(name: str, place: str, tmp_path: Path) -> None:
    found = problems(tmp_path, place.replace("NAME", name).replace("VALUE", "correct-horse"))
    assert "keys do not belong in this file" in [problem.message for problem in found]
    assert "api_key_env: NAME_OF_VARIABLE" in found[0].hint
    assert "correct-horse" not in repr(found)


@settings(max_examples=60, deadline=None)
@given(
    st.text("abcdefABCDEF0123456789", min_size=24, max_size=40),
    st.sampled_from(["sk-", "ghp_", "xoxb-", "gsk_"]),
)
def test_a_token_anywhere_is_refused_unseen(
    tmp_path_factory: pytest.TempPathFactory, token: str, head: str
) -> None:
    folder = tmp_path_factory.mktemp("keys")
    for place in ("vendor", "model", "api_key_env", "file", "dialect", "preset"):
        found = problems(
            folder,
            f'{{preset: groq, model: m, {place}: "{head}{token}"}}'
            if place not in ("preset", "model")
            else f'{{{place}: "{head}{token}"}}',
        )
        assert found
        assert token not in repr(found)


def test_a_good_entry_beside_a_bad_one_is_still_known(tmp_path: Path) -> None:
    path = write(
        tmp_path, "portcheck: 1\nproviders:\n  a: {preset: groq, model: m}\n  b: {}\n", "p.yaml"
    )
    with pytest.raises(ConfigError) as caught:
        load_providers(path)
    assert [problem.pointer for problem in caught.value.problems] == ["/providers/b"]


def test_the_address_that_was_typed_outranks_the_one_in_the_file(tmp_path: Path) -> None:
    entry = "{vendor: v, dialect: openai-chat, model: m, base_url: https://file.test/v1}"
    assert spec(tmp_path, entry).base_url == "https://file.test/v1"
    typed = spec(tmp_path, entry, p="http://127.0.0.1:9/v1")
    assert (typed.base_url, typed.base_url_typed) == ("http://127.0.0.1:9/v1", True)
    preset = spec(tmp_path, "{preset: groq, model: m}", p="http://127.0.0.1:9/v1")
    assert preset.base_url == "http://127.0.0.1:9/v1"


def test_options_of_a_preset_are_those_of_its_own_dialect(tmp_path: Path) -> None:
    entry = "preset: openai, model: m"
    assert spec(tmp_path, f"{{{entry}}}").options == {"max_tokens_field": "max_completion_tokens"}
    own = f"{{{entry}, options: {{max_tokens_field: max_tokens}}}}"
    assert spec(tmp_path, own).options == {"max_tokens_field": "max_tokens"}
    assert spec(tmp_path, f"{{{entry}, dialect: openai-responses}}").options == {}


def test_how_long_an_answer_may_take(tmp_path: Path) -> None:
    assert spec(tmp_path, "{preset: openai, model: m}").timeout_s == 600.0
    assert spec(tmp_path, "{preset: openai, model: m, timeout_s: 7}").timeout_s == 7.0


@pytest.mark.parametrize("query", ["api-key=abc", "key=", "x=1&access_token=abc"])
def test_an_address_holds_no_key(tmp_path: Path, query: str) -> None:
    entry = f'{{vendor: v, dialect: openai-chat, model: m, base_url: "https://a.test/v1?{query}"}}'
    assert "an address here cannot hold a key" in [one.message for one in problems(tmp_path, entry)]
    clean = entry.replace(query, "api-version=1")
    assert problems(tmp_path, clean) == ()


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ("bearer", Auth(header="authorization")),
        ("x-api-key", Auth(header="x-api-key")),
        ("{header: X-House-Key}", Auth(header="x-house-key")),
        (
            "{command: [gcloud, auth, print-access-token], ttl: 55m}",
            Auth(
                header="authorization",
                command=("gcloud", "auth", "print-access-token"),
                ttl_s=3300.0,
            ),
        ),
    ],
)
def test_auth_names_a_header_or_a_command(auth: str, expected: Auth, tmp_path: Path) -> None:
    found = spec(tmp_path, f"{{vendor: v, dialect: anthropic, model: m, auth: {auth}}}")
    assert found.auth == expected
    assert (found.api_key_env is None) == bool(expected.command)


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ("google", Auth(header="authorization", login="google")),
        ("{google: {}}", Auth(header="authorization", login="google")),
        ("azure", Auth(header="authorization", login="azure")),
        (
            "{azure: {scope: api://gateway/.default}, header: X-Token}",
            Auth(header="x-token", login="azure", scope="api://gateway/.default"),
        ),
    ],
)
def test_auth_names_the_login_of_a_company(auth: str, expected: Auth, tmp_path: Path) -> None:
    found = spec(tmp_path, f"{{vendor: v, dialect: anthropic, model: m, auth: {auth}}}")
    assert found.auth == expected
    assert found.api_key_env is None


@pytest.mark.parametrize(
    ("auth", "message", "hint"),
    [
        ("gogle", "keys do not belong", "write one of bearer, x-api-key, google, azure"),
        ("{google: {skope: x}}", "unknown key 'skope'", "did you mean 'scope'?"),
        ("{google: {}, azure: {}}", "' supply a token", "keep one"),
        ("{command: [x]}", "'ttl' is missing beside 'command'", "ttl: 55m"),
        ("{ttl: 1h}", "'command' is missing beside 'ttl'", "ttl: 55m"),
        ("{}", "'auth' is empty", "header, google, azure, command, ttl"),
    ],
)
def test_what_is_wrong_with_auth_is_said(
    auth: str, message: str, hint: str, tmp_path: Path
) -> None:
    entry = f"{{vendor: v, dialect: anthropic, model: m, auth: {auth}}}"
    (problem,) = problems(tmp_path, entry)
    assert message in problem.message
    assert hint in problem.hint


def test_the_file_of_an_account_lies_beside_the_providers_file(tmp_path: Path) -> None:
    found = spec(tmp_path, "{preset: vertex, model: m, auth: {google: {file: keys/a.json}}}")
    assert found.auth.file == str(tmp_path / "keys/a.json")


def test_signatures_of_aws_are_for_the_dialect_that_takes_them(tmp_path: Path) -> None:
    found = spec(tmp_path, "{preset: bedrock, model: m, options: {region: us-east-1}, auth: aws}")
    assert (found.auth, found.api_key_env) == (Auth(login="aws"), None)
    (problem,) = problems(tmp_path, "{preset: openai, model: m, auth: aws}")
    assert "does not support AWS signatures" in problem.message
    assert "bedrock" in problem.hint


@pytest.mark.parametrize(
    "auth",
    [
        *("hunter2", "{command: gcloud, ttl: 55m}", "{command: [x]}", "{header: Host}"),
        *("{ttl: 1h}", "{google: {}, azure: {}}", "{google: {key: x}}", "{azure: {file: x}}"),
        *("{google: sa.json}", "{aws: {}}", "Google"),
    ],
)
def test_other_forms_of_auth_are_mistakes(auth: str, tmp_path: Path) -> None:
    entry = f"{{vendor: v, dialect: anthropic, model: m, auth: {auth}}}"
    (problem,) = problems(tmp_path, entry)
    assert problem.severity == "error"
    assert "hunter2" not in problem.message + problem.hint


def test_certificates_and_proxy_of_one_provider(tmp_path: Path) -> None:
    head = "preset: openai, model: m"
    found = spec(tmp_path, f'{{{head}, ca_file: ca.pem, client_cert: me.pem, proxy: "http://p:1"}}')
    assert found.ca_file == str(tmp_path / "ca.pem")
    assert found.client_cert == (str(tmp_path / "me.pem"),)
    assert found.proxy == "http://p:1"
    pair = spec(tmp_path, f"{{{head}, client_cert: [/x/me.pem, me.key]}}")
    assert pair.client_cert == ("/x/me.pem", str(tmp_path / "me.key"))
    for proxy in ("http://u:p@proxy:3128", "socks5://proxy:1", "proxy"):
        (mistake,) = problems(tmp_path, f'{{{head}, proxy: "{proxy}"}}')
        assert mistake.pointer == "/providers/p/proxy"
        assert "u:p" not in f"{mistake.message} {mistake.hint}"
