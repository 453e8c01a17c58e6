"""Addresses and keys of Gemini, on AI Studio and on Vertex AI."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from provider_exchanges import KEY, VARIABLE, spec

from portcheck.config.load import load_providers
from portcheck.data.vendors import hosts_of_key
from portcheck.errors import ConfigError, UsageError
from portcheck.providers import keys
from portcheck.providers.dialects.gemini import WIRE
from portcheck.providers.dialects.gemini.route import method_url, vertex_base_url
from portcheck.providers.open_provider import open_provider

STUDIO = "https://generativelanguage.googleapis.com"
IN_PLACE = "/v1beta1/projects/p-1/locations/global/publishers/google/models/gemini-3-pro"


def url(base_url: str, **changes: Any) -> str:
    return method_url(spec("gemini", **{"model": "gemini-3-pro", **changes}), base_url)


@pytest.mark.parametrize(
    ("base_url", "path"),
    [
        (STUDIO, "/v1beta/models/gemini-3-pro:generateContent"),
        (f"{STUDIO}/", "/v1beta/models/gemini-3-pro:generateContent"),
        (f"{STUDIO}/v1beta", "/v1beta/models/gemini-3-pro:generateContent"),
        (f"{STUDIO}/v1alpha/", "/v1alpha/models/gemini-3-pro:generateContent"),
        (f"{STUDIO}/v1beta/models", "/v1beta/models/gemini-3-pro:generateContent"),
        (f"{STUDIO}/v1/models/other:generateContent", "/v1/models/other:generateContent"),
    ],
)
def test_ai_studio(base_url: str, path: str) -> None:
    assert url(base_url) == STUDIO + path
    streamed = STUDIO + path.replace(":generate", ":streamGenerate") + "?alt=sse"
    assert url(base_url, stream=True) == streamed


def test_a_gateways_path_and_query_are_kept() -> None:
    assert url("http://127.0.0.1:9/gemini/4/~chunk=1?x=1", stream=True) == (
        "http://127.0.0.1:9/gemini/4/~chunk=1/v1beta/models/gemini-3-pro"
        ":streamGenerateContent?x=1&alt=sse"
    )


@pytest.mark.parametrize(
    ("model", "piece"),
    [
        ("models/gemini-3-pro", "/models/gemini-3-pro:"),
        ("tunedModels/mine-1", "/v1beta/tunedModels/mine-1:"),
        ("a b?c#d", "/models/a%20b%3Fc%23d:"),
    ],
)
def test_names_of_models(model: str, piece: str) -> None:
    assert piece in url(STUDIO, model=model)
    assert "/models/models/" not in url(STUDIO, model=model)


HOST = "https://aiplatform.googleapis.com"


@pytest.mark.parametrize(
    ("base_url", "options", "path"),
    [
        (HOST, {"project": "p-1"}, IN_PLACE),
        (f"{HOST}/v1beta1", {"project": "p-1"}, IN_PLACE),
        (f"{HOST}/v1", {"project": "p-1"}, IN_PLACE.replace("v1beta1", "v1")),
        (HOST, {"project": "p-1", "api_version": "v1"}, IN_PLACE.replace("v1beta1", "v1")),
        (HOST, {"project": "p-1", "location": "us-east1"}, IN_PLACE.replace("global", "us-east1")),
        (f"{HOST}/v1beta1/projects/p-1/locations/global", {}, IN_PLACE),
        (f"{HOST}/v1beta1/projects/p-1/locations/global/publishers/google", {}, IN_PLACE),
        (f"{HOST}/v1beta1/projects/p-1/locations/global/publishers/google/models/", {}, IN_PLACE),
        (HOST, {"key_header": "x-goog-api-key"}, "/v1beta1/publishers/google/models/gemini-3-pro"),
    ],
)
def test_vertex(base_url: str, options: dict[str, Any], path: str) -> None:
    found = url(base_url, options=options)
    assert found == f"{HOST}{path}:generateContent"


def test_vertex_models_of_other_kinds() -> None:
    options = {"project": "p-1"}
    place = f"{HOST}/v1beta1/projects/p-1/locations/global"
    for model in ("endpoints/77", "publishers/other/models/m"):
        assert url(HOST, options=options, model=model) == f"{place}/{model}:generateContent"
    whole = "projects/2/locations/eu/endpoints/3"
    assert url(HOST, options=options, model=whole) == f"{HOST}/v1beta1/{whole}:generateContent"


def test_a_gateway_for_vertex_needs_no_project() -> None:
    found = url("http://127.0.0.1:9/vertex/3", preset="vertex", options={"location": "global"})
    assert found == (
        "http://127.0.0.1:9/vertex/3/v1beta1/publishers/google/models/gemini-3-pro:generateContent"
    )
    with pytest.raises(UsageError, match="project"):
        url(HOST, preset="vertex")


@pytest.mark.parametrize(
    ("options", "host"),
    [
        ({"location": "global"}, "https://aiplatform.googleapis.com"),
        ({"location": "eu"}, "https://aiplatform.eu.rep.googleapis.com"),
        ({"location": "europe-west4"}, "https://europe-west4-aiplatform.googleapis.com"),
        ({"location": "evil.test/"}, None),
        ({"location": 3}, None),
        ({}, None),
    ],
)
def test_the_host_of_a_location(options: dict[str, Any], host: str | None) -> None:
    assert vertex_base_url(options) == host


def test_which_header_holds_the_key() -> None:
    studio = WIRE.route(spec("gemini"), STUDIO, KEY)
    assert studio.headers == {"x-goog-api-key": KEY}
    vertex = WIRE.route(spec("gemini", options={"project": "p-1"}), HOST, KEY)
    assert vertex.headers == {"authorization": f"Bearer {KEY}"}
    chosen = {"project": "p-1", "key_header": "x-goog-api-key"}
    assert WIRE.route(spec("gemini", options=chosen), HOST, KEY).headers == {"x-goog-api-key": KEY}
    assert WIRE.route(spec("gemini"), STUDIO, None).headers == {}
    assert all(KEY not in route.url and KEY not in repr(route) for route in (studio, vertex))


def written(tmp_path: Path, entry: str) -> Any:
    path = tmp_path / "providers.yaml"
    path.write_text(f"portcheck: 1\nproviders:\n  p: {entry}\n")
    (found,) = load_providers(path)
    return found


def test_the_preset_takes_its_host_from_the_location(tmp_path: Path) -> None:
    entry = "{preset: vertex, model: gemini-3-pro, options: {project: p-1, location: us-east1}}"
    found = written(tmp_path, entry)
    assert found.api_key_env == "GOOGLE_CLOUD_ACCESS_TOKEN"
    assert keys.destination(found) == (
        "GOOGLE_CLOUD_ACCESS_TOKEN",
        "us-east1-aiplatform.googleapis.com",
    )
    identity = open_provider(found, {"GOOGLE_CLOUD_ACCESS_TOKEN": KEY}).identity()
    assert re.sub("sha256-[0-9a-f]{16}", "...", identity["url"]).endswith(
        "/v1beta1/projects/.../locations/us-east1/publishers/google/models/gemini-3-pro"
        ":generateContent"
    )
    worldwide = written(tmp_path, "{preset: vertex, model: m, options: {project: p-1}}")
    assert keys.host(worldwide) == "aiplatform.googleapis.com"


def test_a_location_that_is_no_host_name_leaves_no_address(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        written(tmp_path, "{preset: vertex, model: m, options: {project: p, location: a.b/}}")


def test_googles_variables_stay_with_google() -> None:
    for name in ("GOOGLE_API_KEY", "GEMINI_API_KEY"):
        found = spec("gemini", base_url=STUDIO, api_key_env=name)
        assert keys.key_for(found, {name: KEY}) == KEY
        with pytest.raises(UsageError):
            keys.key_for(spec("gemini", base_url="https://h.test", api_key_env=name), {name: KEY})
    token = spec("gemini", base_url=STUDIO, api_key_env="GOOGLE_CLOUD_ACCESS_TOKEN")
    with pytest.raises(UsageError):
        keys.key_for(token, {"GOOGLE_CLOUD_ACCESS_TOKEN": KEY})
    assert not hosts_of_key(VARIABLE)
