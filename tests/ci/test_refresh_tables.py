"""The refresh from start to end, on small wheels written here."""

from __future__ import annotations

import importlib
import json
import zipfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / ".ci"
PRICES = """
providers = [Provider(id='openai', models=[ModelInfo(
    id='talker', match=ClauseStartsWith(starts_with='talker'),
    prices=ModelPrice(input_mtok=Decimal('1'), output_mtok=Decimal('2')))])]
"""
MODELS = {
    "talker-2": {
        "litellm_provider": "openai",
        "mode": "chat",
        "input_cost_per_token": 5e-06,
        "output_cost_per_token": 6e-06,
        "supports_vision": True,
        "supports_function_calling": False,
    },
    "azure/talker": {
        "litellm_provider": "azure",
        "mode": "chat",
        "input_cost_per_token": 3e-06,
        "output_cost_per_token": 4e-06,
        "deprecation_date": "2027-01-01",
    },
}
RETIRED = {
    "models": [
        {
            "provider": "openai",
            "id": "talker",
            "status": "deprecated",
            "retires_on": "2027-02-01",
            "source": "https://vendor.example",
            "checked": "2026-10-01",
        }
    ]
}
MIT = "MIT License\n\nCopyright (c) somebody\n\nPermission is hereby granted"
WHEELS = {
    "genai-prices": {"genai_prices/data.py": PRICES},
    "litellm": {"litellm/model_prices_and_context_window_backup.json": json.dumps(MODELS)},
    "bydtech-model-retire": {"model_retire/models.json": json.dumps(RETIRED)},
    "anthropic": {"anthropic/_data/deprecated_models.py": "DEPRECATED_MODELS: D = {}"},
}
PROFILES = """
_PROFILES: dict[str, dict[str, Any]] = {
    "talker-2": {"name": "Talker", "image_inputs": True, "tool_calling": False}
}
"""


def make_wheels(folder: Path, second: Iterable[str]) -> None:
    folder.mkdir()
    profiles = {name: {f"{name.replace('-', '_')}/data/_profiles.py": PROFILES} for name in second}
    for package, files in {**WHEELS, **profiles}.items():
        stem = f"{package.replace('-', '_')}-1.2.3"
        with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as archive:
            for name, text in {**files, f"{stem}.dist-info/licenses/LICENSE": MIT}.items():
                archive.writestr(name, text)


def test_the_same_wheels_give_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(FOLDER)
    refresh = importlib.import_module("refresh_tables")
    make_wheels(tmp_path / "wheels", refresh.SECOND.values())
    written = []
    for out in (tmp_path / "one", tmp_path / "two"):
        out.mkdir()
        monkeypatch.setattr(refresh, "DATA", out)
        archives = {name: refresh.wheel(tmp_path / "wheels", name) for name in refresh.PACKAGES}
        refresh.write_all(archives, date(2026, 11, 23))
        written.append({path.name: path.read_text() for path in out.iterdir()})
    first, second = written
    assert first == second
    assert set(first) == {"prices.json", "lifecycle.json", "capabilities.json", "NOTICES.md"}
    prices = json.loads(first["prices.json"])
    assert prices["header"]["retrieved"] == "2026-11-23"
    assert prices["header"]["sources"][0] == {
        "source": "genai-prices",
        "version": "1.2.3",
        "licence": "MIT",
        "grade": "reported",
        "notice": "NOTICES.md",
    }
    assert prices["prices"] == {
        "openai": [{"id": "talker", "input": 1, "output": 2, "match": {"starts_with": "talker"}}],
        # talker-2 is matched by the first source already
        "azure": [{"id": "talker", "input": 3, "output": 4, "source": 1}],
    }
    lifecycle = json.loads(first["lifecycle.json"])
    assert lifecycle["lifecycle"]["azure"]["talker"]["retires"] == "2027-01-01"
    assert lifecycle["pages"] == ["https://vendor.example"]
    found = json.loads(first["capabilities.json"])
    assert found["profiles"] == [{"agreed": ["tools"], "images": True, "tools": False}]
    sources = found["header"]["sources"]
    assert sources[found["second_sources"]["openai"]]["source"] == refresh.SECOND["openai"]
    assert {one["grade"] for one in sources} == {"reported"}
    # One licence text for all who share it.
    assert first["NOTICES.md"].count("Permission is hereby granted") == 1
    for package in [*WHEELS, *refresh.SECOND.values()]:
        licence = "Apache-2.0" if package == "anthropic" else "MIT"
        assert f" {package} 1.2.3, {licence}" in first["NOTICES.md"]
