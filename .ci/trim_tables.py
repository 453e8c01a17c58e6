"""Trims downloaded tables to what portcheck keeps. Pure functions; see refresh_tables.py."""

from __future__ import annotations

import ast
import calendar
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

PRICE_PLATFORMS = {
    "anthropic": ("anthropic",),
    "aws": ("bedrock",),
    "azure": ("azure",),
    "cohere": ("cohere",),
    "deepseek": ("deepseek",),
    "google": ("gemini", "vertex"),
    "groq": ("groq",),
    "mistral": ("mistral",),
    "openai": ("openai",),
    "openrouter": ("openrouter",),
    "together": ("together",),
    "x-ai": ("xai",),
}
FLAG_PLATFORMS = {
    "anthropic": "anthropic",
    "azure": "azure",
    "azure_ai": "azure",
    "bedrock": "bedrock",
    "bedrock_converse": "bedrock",
    "cohere": "cohere",
    "cohere_chat": "cohere",
    "deepseek": "deepseek",
    "gemini": "gemini",
    "groq": "groq",
    "mistral": "mistral",
    "openai": "openai",
    "openrouter": "openrouter",
    "together_ai": "together",
    "xai": "xai",
}
RETIRE_PLATFORMS = {
    "anthropic": "anthropic",
    "aws-bedrock": "bedrock",
    "azure-openai": "azure",
    "cohere": "cohere",
    "google-gemini-api": "gemini",
    "google-vertex-ai": "vertex",
    "mistral": "mistral",
    "openai": "openai",
}
FLAGS = {
    "supports_assistant_prefill": "prefill",
    "supports_audio_input": "audio",
    "supports_function_calling": "tools",
    "supports_mid_conversation_system": "mid_system",
    "supports_parallel_function_calling": "parallel_tools",
    "supports_pdf_input": "documents",
    "supports_response_schema": "response_schema",
    "supports_system_messages": "system",
    "supports_vision": "images",
}
SECOND_FLAGS = {
    "audio_inputs": "audio",
    "image_inputs": "images",
    "pdf_inputs": "documents",
    "structured_output": "response_schema",
    "temperature": "temperature",
    "tool_calling": "tools",
}
NATIVE = ("supports_native_structured_output", "supports_bedrock_native_structured_output")
EMULATED = frozenset({"anthropic", "bedrock", "bedrock_converse", "vertex_ai-anthropic_models"})
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_REGION = re.compile(r"^(us-gov|us|eu|apac|au|jp|ca|global)\.(?=[a-z0-9]+\.)")
_CLAUSES = {
    "ClauseStartsWith": "starts_with",
    "ClauseEndsWith": "ends_with",
    "ClauseContains": "contains",
    "ClauseRegex": "regex",
    "ClauseEquals": "equals",
    "ClauseOr": "or",
    "ClauseAnd": "and",
}


# --- reading without importing -----------------------------------------------------------------


def literal(node: ast.expr) -> Any:
    """A literal expression; a call becomes a dict with its name under `_`.

    Raises:
        ValueError: the expression is something else.
    """
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.List, ast.Tuple)):
        return [literal(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {literal(key): literal(value) for key, value in pairs if key is not None}
    if isinstance(node, ast.Attribute):
        return ast.unparse(node)
    if not isinstance(node, ast.Call):
        raise ValueError(f"not a literal: {ast.unparse(node)[:80]}")
    name = ast.unparse(node.func).split(".")[-1]
    if name == "Decimal":
        return number(literal(node.args[0]))
    fields = {word.arg: literal(word.value) for word in node.keywords if word.arg}
    if node.args:
        fields["args"] = [literal(arg) for arg in node.args]
    return {"_": name, **fields}


def assigned(source: str, name: str) -> Any:
    """The literal assigned to `name` at the top level of a module's source."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == name and node.value:
            return literal(node.value)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return literal(node.value)
    raise ValueError(f"nothing is called {name}")


def number(value: Any) -> float:
    """A number without a needless fraction."""
    exact = round(float(value), 6)
    return int(exact) if exact == int(exact) else exact


# --- prices ------------------------------------------------------------------------------------


def trim_prices(
    providers: Iterable[Mapping[str, Any]], day: date
) -> dict[str, list[dict[str, Any]]]:
    """Platform to entries, in the order in which they are tried: id, match, prices.

    Entries without both an input and an output price, or with one of zero, are left out: free
    variants and prices that are not known look alike.
    """
    out: dict[str, list[dict[str, Any]]] = {}
    for provider in providers:
        for platform in PRICE_PLATFORMS.get(provider["id"], ()):
            found = [price_entry(model, day) for model in provider["models"]]
            out[platform] = [entry for entry in found if entry is not None]
    return out


def price_entry(model: Mapping[str, Any], day: date) -> dict[str, Any] | None:
    """One model's price that holds on `day`, or `None` where it has no price by the token."""
    prices, dearest = price_of_day(model["prices"], day)
    rates: dict[str, float] = {}
    ends: list[int] = []
    for word, name in (
        ("input_mtok", "input"),
        ("output_mtok", "output"),
        ("cache_read_mtok", "cache_read"),
        ("cache_write_mtok", "cache_write"),
    ):
        value = prices.get(word)
        if isinstance(value, Mapping):
            ends += [tier["start"] for tier in value["tiers"]]
            value = value["base"]
        if value:
            rates[name] = number(value)
    if not {"input", "output"} <= set(rates):
        return None
    entry: dict[str, Any] = {"id": model["id"].lower(), **rates}
    match = clause(model["match"])
    if match != {"equals": model["id"]}:
        entry["match"] = match
    if ends:
        entry["up_to"] = min(ends)
    if dearest:
        entry["note"] = "varies with the time of day; this is the dearest"
    return entry


def price_of_day(prices: Any, day: date) -> tuple[Mapping[str, Any], bool]:
    """The prices in force on a day, and whether they are the dearest of that day's several."""
    if isinstance(prices, Mapping):
        return prices, False
    current: list[Mapping[str, Any]] = []
    for item in prices:
        limit = item.get("constraint") or {}
        if limit.get("_") == "StartDateConstraint":
            if date(*limit["start_date"]["args"]) > day:
                continue
            current = []
        if not limit:
            current = []
        current.append(item["prices"])
    if not current:
        return {}, False
    dearest = max(current, key=lambda one: base(one.get("output_mtok")))
    return dearest, len(current) > 1


def base(value: Any) -> float:
    """A price, or the lowest tier of one."""
    return float((value["base"] if isinstance(value, Mapping) else value) or 0)


def clause(node: Mapping[str, Any]) -> dict[str, Any]:
    """A match clause as plain JSON."""
    kind = _CLAUSES[node["_"]]
    if kind in {"or", "and"}:
        return {kind: [clause(item) for item in node[f"{kind}_"]]}
    return {kind: node[kind]}


def more_prices(
    table: dict[str, list[dict[str, Any]]],
    models: Mapping[str, Mapping[str, Any]],
    known: Callable[[str, str], bool],
) -> None:
    """Adds models that only the second source prices, by their exact ids, and tiers; see below."""
    for platform, name, model in chat_models(models, regions=True):
        if known(platform, name) or any(word.startswith("tiered") for word in model):
            continue
        rates = {
            "input": model.get("input_cost_per_token"),
            "output": model.get("output_cost_per_token"),
            "cache_read": model.get("cache_read_input_token_cost"),
            "cache_write": model.get("cache_creation_input_token_cost"),
        }
        if not rates["input"] or not rates["output"]:
            continue
        entry: dict[str, Any] = {"id": name}
        entry |= {word: number(rate * 1e6) for word, rate in rates.items() if rate}
        ends = [
            int(found[1]) * 1000
            for word in model
            if (found := re.fullmatch(r"(?:input|output)_cost_per_token_above_(\d+)k_tokens", word))
        ]
        if ends:
            entry["up_to"] = min(ends)
        entry["source"] = 1
        table.setdefault(platform, []).append(entry)
    add_tiers(table, models)


TIERS = {"_flex": "flex", "_priority": "priority", "_batches": "batch", "_ultrafast": "ultrafast"}
"""Endings of the second source's names of prices, and the vendors' words for the tier."""
RATES = {
    "input": "input_cost_per_token",
    "output": "output_cost_per_token",
    "cache_read": "cache_read_input_token_cost",
    "cache_write": "cache_creation_input_token_cost",
    "cache_write_1h": "cache_creation_input_token_cost_above_1hr",
}


def add_tiers(
    table: dict[str, list[dict[str, Any]]], models: Mapping[str, Mapping[str, Any]]
) -> None:
    """Adds what the second source knows of tiers and of caches for an hour, by exact ids.

    Only to entries whose ordinary prices it states alike: else the sources speak of two days.
    """
    known = {(platform, name): model for platform, name, model in chat_models(models, regions=True)}
    for platform, entries in table.items():
        for entry in entries:
            model = known.get((platform, entry["id"]), {})
            if any(_rate(model, word) != entry[word] for word in ("input", "output")):
                continue
            hour = _rate(model, "cache_write_1h")
            if hour:
                entry["cache_write_1h"] = hour
            tiers = {}
            for ending, tier in TIERS.items():
                rates = {word: rate for word in RATES if (rate := _rate(model, word, ending))}
                if {"input", "output"} <= set(rates):
                    tiers[tier] = rates
            if tiers:
                entry["tiers"] = tiers


def _rate(model: Mapping[str, Any], word: str, ending: str = "") -> float | None:
    found = model.get(RATES[word] + ending)
    return number(found * 1e6) if found else None


# --- lifecycle ---------------------------------------------------------------------------------


def trim_lifecycle(
    retired: Mapping[str, Any],
    models: Mapping[str, Mapping[str, Any]],
    warned: Mapping[str, str],
) -> dict[str, dict[str, dict[str, Any]]]:
    """Platform to id to dates; where sources differ the earlier date, the others under `also`.

    A model that is retired on a day that its source does not state has the day on which that was
    seen: it ended then or before.
    """
    out: dict[str, dict[str, dict[str, Any]]] = {}
    for item in retired["models"]:
        platform = RETIRE_PLATFORMS.get(item["provider"])
        if platform is None:
            continue
        entry = {
            name: item[word]
            for word, name in (
                ("deprecated_on", "deprecated"),
                ("retires_on", "retires"),
                ("replacement", "replacement"),
            )
            if item.get(word)
        }
        if "retires" not in entry and item.get("status") == "retired":
            entry["retires"] = entry.get("deprecated", item["checked"])
        entry |= {"page": item["source"], "source": 0}
        for name in (item["id"], *item.get("aliases", ())):
            if {"deprecated", "retires"} & set(entry):
                out.setdefault(platform, {}).setdefault(name.lower(), dict(entry))
    for platform, name, model in chat_models(models, regions=True):
        if model.get("deprecation_date"):
            merge_date(out.setdefault(platform, {}), name, model["deprecation_date"], 1)
    for name, words in warned.items():
        merge_date(out.setdefault("anthropic", {}), name, spoken_date(words), 2)
    return {platform: without_regional(found) for platform, found in out.items()}


def merge_date(entries: dict[str, dict[str, Any]], name: str, day: str, source: int) -> None:
    """Notes a retirement date from a further source."""
    date.fromisoformat(day)
    entry = entries.get(name)
    if entry is None:
        entries[name] = {"retires": day, "source": source}
    elif entry.get("retires", day) == day:
        entry["retires"] = day
    elif day < entry["retires"]:
        also = {**entry.get("also", {}), str(entry["source"]): entry["retires"]}
        entries[name] = {**entry, "retires": day, "source": source, "also": also}
    else:
        entry["also"] = {**entry.get("also", {}), str(source): day}


def with_pages(entries: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """The table with its pages listed once and named by number."""
    pages = sorted({e["page"] for found in entries.values() for e in found.values() if "page" in e})
    numbered = {
        platform: {
            name: {**entry, "page": pages.index(entry["page"])} if "page" in entry else entry
            for name, entry in found.items()
        }
        for platform, found in entries.items()
    }
    return {"lifecycle": numbered, "pages": pages}


def without_regional(entries: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Leaves out ids of regions that say the same as the id without a region."""
    return {
        name: entry
        for name, entry in entries.items()
        if _REGION.sub("", name) == name or entries.get(_REGION.sub("", name)) != entry
    }


def spoken_date(words: str) -> str:
    """`November 30th, 2026` as an ISO date."""
    found = re.fullmatch(r"([A-Z][a-z]+) (\d+)(?:st|nd|rd|th), (\d{4})", words)
    if not found:
        raise ValueError(f"not a date: {words}")
    return date(int(found[3]), list(calendar.month_name).index(found[1]), int(found[2])).isoformat()


# --- capabilities ------------------------------------------------------------------------------


def trim_capabilities(
    models: Mapping[str, Mapping[str, Any]],
    second: Mapping[str, Mapping[str, Mapping[str, Any]]],
) -> dict[str, Any]:
    """`profiles`: distinct sets of facts; `models`: platform to id to the number of its profile.

    Args:
        models: The first source.
        second: Platform to id to what another source says. What both say is not supported is
            listed under `agreed`; what they say differently is left out: it is not known.
    """
    found: dict[str, dict[str, str]] = {}
    for platform, name, model in chat_models(models):
        facts = compared(model_facts(model), second.get(platform, {}).get(name, {}))
        if facts:
            found.setdefault(platform, {}).setdefault(name, json.dumps(facts, sort_keys=True))
    profiles = sorted({text for entries in found.values() for text in entries.values()})
    number = {text: i for i, text in enumerate(profiles)}
    return {
        "profiles": [json.loads(text) for text in profiles],
        "models": {
            platform: {name: number[text] for name, text in sorted(entries.items())}
            for platform, entries in sorted(found.items())
        },
    }


def compared(facts: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The facts on which two sources agree, or of which only the first speaks."""
    said = {name: other[word] for word, name in SECOND_FLAGS.items() if word in other}
    kept = {name: value for name, value in facts.items() if said.get(name, value) == value}
    agreed = sorted(name for name, value in kept.items() if value is False and name in said)
    return {**kept, "agreed": agreed} if agreed else kept


def model_facts(model: Mapping[str, Any]) -> dict[str, Any]:
    """What is stated about one model, in the names of `portcheck.model.facts.Capabilities`."""
    facts: dict[str, Any] = {
        name: model[word] for word, name in FLAGS.items() if isinstance(model.get(word), bool)
    }
    if model.get("supports_sampling_params") is False:
        facts |= {"temperature": False, "top_p": False}
    for word in ("supports_tool_choice", "supports_forced_tool_use"):
        if isinstance(model.get(word), bool):
            facts["forced_tools"] = model[word]
    for word in ("max_input_tokens", "max_output_tokens"):
        if isinstance(model.get(word), int) and model[word] > 0:
            facts[word] = model[word]
    if str(model.get("litellm_provider")) in EMULATED:
        # Where it may be emulated with a forced tool, only the native flag tells of the vendor.
        facts.pop("response_schema", None)
        if any(model.get(word) for word in NATIVE):
            facts["response_schema"] = True
    levels = model.get("reasoning_effort_levels")
    if levels:
        facts["effort"] = [level for level in EFFORTS if level in levels]
    rejects = [e for e in EFFORTS if model.get(f"supports_{e}_reasoning_effort") is False]
    if rejects and not levels:
        facts["effort_rejects"] = rejects
    return facts


def chat_models(
    models: Mapping[str, Mapping[str, Any]], *, regions: bool = False
) -> Iterable[tuple[str, str, Mapping[str, Any]]]:
    """(platform, id in lower case, entry) of chat models, sorted; regional twins only if wanted."""
    seen = set()
    for key in sorted(models):
        model = models[key]
        vendor = str(model.get("litellm_provider"))
        platform = "vertex" if vendor.startswith("vertex_ai") else FLAG_PLATFORMS.get(vendor)
        if platform is None or model.get("mode") not in {"chat", "responses"}:
            continue
        name = key.lower()
        for prefix in (f"{vendor.partition('-')[0]}/", "azure_ai/", "bedrock/", "openai/"):
            if prefix == "openai/" and platform != "openai":
                continue
            name = name.removeprefix(prefix)
        regional = "/" in name if platform in {"azure", "bedrock"} else name.startswith("ft:")
        twin = platform == "bedrock" and _REGION.sub("", key) in models and _REGION.match(key)
        if regional or (twin and not regions) or (platform, name) in seen:
            continue
        seen.add((platform, name))
        yield platform, name, model
