"""The shipped data files: their form, dates, prices, size and licences."""

from __future__ import annotations

import json
import re
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from portcheck.data.model_names import bare_name
from portcheck.data.tables import as_of, source, table
from portcheck.model.facts import Capabilities, Grade

FOLDER = Path(__file__).resolve().parents[2] / "portcheck" / "data"
DAY = {"type": "string", "pattern": r"^20\d\d-[01]\d-[0-3]\d$"}
RATE = {"type": "number", "exclusiveMinimum": 0}
PLATFORMS = {
    *("openai", "azure", "anthropic", "gemini", "vertex", "bedrock", "cohere", "mistral", "groq"),
    *("together", "deepseek", "xai", "openrouter"),
}
HEADER = {
    "type": "object",
    "required": ["retrieved", "sources"],
    "additionalProperties": False,
    "properties": {
        "retrieved": DAY,
        "sources": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["source", "version", "licence", "grade", "notice"],
                "properties": {
                    "licence": {"enum": ["MIT", "Apache-2.0"]},
                    "grade": {"enum": list(get_args(Grade))},
                    "notice": {"const": "NOTICES.md"},
                },
            },
        },
    },
}


def by_platform(entries: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "propertyNames": {"enum": sorted(PLATFORMS)},
        "additionalProperties": entries,
    }


FACTS: dict[str, Any] = {
    "type": "object",
    "propertyNames": {
        "enum": [n for n in Capabilities.__struct_fields__ if n not in {"sources", "evidence"}]
    },
}
PROFILE = {
    "type": "object",
    "propertyNames": {"enum": [*FACTS["propertyNames"]["enum"], "agreed"]},
    "properties": {"agreed": {"type": "array", "items": FACTS["propertyNames"], "minItems": 1}},
}
RULE = {
    "type": "object",
    "required": ["facts", "source"],
    "additionalProperties": False,
    "properties": {
        "match": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "facts": FACTS,
        "source": {"type": "string", "minLength": 5},
    },
}
RATES = {
    "type": "object",
    "required": ["input", "output"],
    "additionalProperties": False,
    "properties": dict.fromkeys(
        ("input", "output", "cache_read", "cache_write", "cache_write_1h"), RATE
    ),
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "prices": {
        "type": "object",
        "required": ["header", "prices"],
        "properties": {
            "header": HEADER,
            "prices": by_platform(
                {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["id", "input", "output"],
                        "additionalProperties": False,
                        "properties": {
                            "id": {"type": "string"},
                            "match": {"type": "object", "minProperties": 1, "maxProperties": 1},
                            **dict.fromkeys(("input", "output", "cache_read"), RATE),
                            "cache_write": RATE,
                            "cache_write_1h": RATE,
                            "tiers": {
                                "type": "object",
                                "minProperties": 1,
                                "propertyNames": {
                                    "enum": ["flex", "priority", "batch", "ultrafast"]
                                },
                                "additionalProperties": RATES,
                            },
                            "up_to": {"type": "integer", "minimum": 1000},
                            "note": {"type": "string"},
                            "source": {"const": 1},
                        },
                    },
                }
            ),
        },
    },
    "lifecycle": {
        "type": "object",
        "required": ["header", "lifecycle", "pages"],
        "properties": {
            "header": HEADER,
            "pages": {"type": "array", "items": {"type": "string", "pattern": "^https://"}},
            "lifecycle": by_platform(
                {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "required": ["source"],
                        "additionalProperties": False,
                        "anyOf": [{"required": ["retires"]}, {"required": ["deprecated"]}],
                        "properties": {
                            "deprecated": DAY,
                            "retires": DAY,
                            "replacement": {"type": "string"},
                            "page": {"type": "integer", "minimum": 0},
                            "source": {"enum": [0, 1, 2]},
                            "also": {"type": "object", "additionalProperties": DAY},
                        },
                    },
                }
            ),
        },
    },
    "capabilities": {
        "type": "object",
        "required": ["header", "profiles", "models", "second_sources"],
        "properties": {
            "header": HEADER,
            "profiles": {"type": "array", "items": PROFILE},
            "second_sources": by_platform({"type": "integer", "minimum": 1}),
            "models": by_platform({"type": "object", "additionalProperties": {"type": "integer"}}),
        },
    },
    "rules": {
        "type": "object",
        "required": ["about", "sources", "dialects", "platforms", "groups"],
        "additionalProperties": False,
        "properties": {
            "about": {"type": "string"},
            "sources": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "required": ["title", "as_of", "grade"],
                    "additionalProperties": False,
                    "properties": {
                        "title": {"type": "string", "minLength": 5},
                        "page": {"type": "string", "pattern": "^https://"},
                        "as_of": DAY,
                        "grade": {"enum": ["tested", "documented"]},
                    },
                    "if": {"properties": {"grade": {"const": "documented"}}},
                    "then": {"required": ["page"]},
                },
            },
            "dialects": {"type": "object", "additionalProperties": RULE},
            "platforms": by_platform(RULE),
            "groups": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["about", "platforms", "rules"],
                    "properties": {
                        "platforms": {"type": "array", "items": {"enum": sorted(PLATFORMS)}},
                        "rules": {"type": "array", "items": {**RULE, "required": ["match"]}},
                    },
                },
            },
        },
    },
}


OWN_HEADER: dict[str, Any] = {
    "type": "object",
    "required": ["retrieved", "sources", "about"],
    "properties": {
        "retrieved": DAY,
        "sources": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["source", "version", "licence", "grade"],
                "properties": {"grade": {"enum": list(get_args(Grade))}},
            },
        },
    },
}
NAMES = {"type": "array", "items": {"type": "string", "minLength": 2}, "uniqueItems": True}
SCHEMAS |= {
    "duties": {
        "type": "object",
        "required": ["header", "duties"],
        "additionalProperties": False,
        "properties": {
            "header": OWN_HEADER,
            "duties": {
                "type": "array",
                "minItems": 10,
                "items": {
                    "type": "object",
                    "required": [
                        *("id", "text", "reference", "asks", "topic", "source", "not_shown")
                    ],
                    "additionalProperties": {"type": "string", "minLength": 2},
                    "properties": {"source": {"type": "string", "pattern": "^https://"}},
                },
            },
        },
    },
    "usage": {
        "type": "object",
        "required": ["header", "services", "stems", "models", "secrets"],
        "additionalProperties": False,
        "properties": {
            "header": OWN_HEADER,
            "stems": NAMES,
            "services": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "required": ["vendor", "role", "page"],
                    "properties": {
                        "vendor": {"type": ["string", "null"]},
                        "role": {
                            "enum": ["vendor", "cloud", "gateway", "framework", "self-hosted"]
                        },
                        "page": {"type": "string", "pattern": "^https://"},
                    },
                    "additionalProperties": NAMES,
                },
            },
            "models": {
                "type": "object",
                "required": ["tail", "families"],
                "properties": {
                    "families": {
                        "type": "array",
                        "items": {"type": "object", "required": ["service", "pattern", "kind"]},
                    }
                },
            },
            "secrets": {
                "type": "array",
                "items": {"type": "object", "required": ["service", "pattern", "shown"]},
            },
        },
    },
    "lock_ins": {
        "type": "object",
        "required": ["header", "lock_ins"],
        "additionalProperties": False,
        "properties": {
            "header": OWN_HEADER,
            "lock_ins": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "service", "title", "stays", "instead", "page"],
                    "properties": {
                        "page": {"type": "string", "pattern": "^https://"},
                        "alone": NAMES,
                        "file": NAMES,
                    },
                },
            },
        },
    },
}


def test_what_a_second_source_confirms_is_not_supported_and_names_it() -> None:
    known = table("capabilities")
    for platform, names in known["models"].items():
        for name, number in names.items():
            profile = known["profiles"][number]
            for field in profile.get("agreed", ()):
                assert profile[field] is False, name
                assert source("capabilities", known["second_sources"][platform])


def test_every_data_file_has_a_schema_here() -> None:
    files = {path.stem for path in FOLDER.glob("*.json")}
    assert files == {*SCHEMAS, "vendors"}


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_table_has_its_form(name: str) -> None:
    jsonschema.Draft202012Validator(SCHEMAS[name]).validate(dict(table(name)))


@pytest.mark.parametrize("name", ["prices", "lifecycle", "capabilities"])
def test_a_table_names_its_sources_and_its_day(name: str) -> None:
    assert date.fromisoformat(as_of(name)) >= date(2026, 11, 1)
    notices = (FOLDER / "NOTICES.md").read_text()
    for number, header in enumerate(table(name)["header"]["sources"]):
        assert source(name, number) in notices
        if header["licence"] == "MIT":
            part = notices.split(f" {source(name, number)}, MIT")[1].split("\n## ")[0]
            assert "Copyright" in part
            assert "Permission is hereby granted" in part


def test_dates_are_days_and_the_earlier_one_is_kept() -> None:
    for entries in table("lifecycle")["lifecycle"].values():
        for name, entry in entries.items():
            for word in ("deprecated", "retires"):
                date.fromisoformat(entry.get(word, "2026-01-01"))
            assert entry.get("page", 0) < len(table("lifecycle")["pages"])
            assert name == name.lower()
            assert all(day > entry["retires"] for day in entry.get("also", {}).values()), name


def test_platforms_and_profiles_are_complete() -> None:
    assert PLATFORMS - {"groq", "xai", "deepseek", "openrouter", "together"} <= set(
        table("lifecycle")["lifecycle"]
    )
    assert set(table("prices")["prices"]) == PLATFORMS
    known = table("capabilities")
    used = {number for models in known["models"].values() for number in models.values()}
    assert used == set(range(len(known["profiles"])))


def test_the_tables_stay_small_and_name_no_registry() -> None:
    files = [*FOLDER.glob("*.json"), *FOLDER.glob("*.md")]
    ours = {"usage.json", "lock_ins.json"}
    sizes = {path.name: path.stat().st_size for path in files}
    assert sum(size for name, size in sizes.items() if name not in ours) < 425_000
    assert sum(sizes[name] for name in ours) < 55_000
    for path in files:
        assert not re.search(r"pypi|pythonhosted|npmjs", path.read_text()), path.name


def test_every_rule_is_reached_by_a_name_of_its_own() -> None:
    """A pattern that an earlier one of its group covers would never be used."""
    for group in table("rules")["groups"]:
        patterns = [pattern for rule in group["rules"] for pattern in rule["match"]]
        for i, pattern in enumerate(patterns):
            name = bare_name("openai", re.sub(r"\[(\w).*?\]", r"\1", pattern).replace("*", ""))
            assert not any(fnmatchcase(name, earlier) for earlier in patterns[:i]), pattern


def test_tables_are_sorted_so_that_a_refresh_is_a_small_diff() -> None:
    for name in ("lifecycle", "capabilities"):
        text = json.loads((FOLDER / f"{name}.json").read_text())
        section = text["lifecycle" if name == "lifecycle" else "models"]
        assert list(section) == sorted(section)
        assert all(list(entries) == sorted(entries) for entries in section.values())
