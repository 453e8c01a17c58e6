"""Map words of other tools to ours, for hints about a wrong word."""

from __future__ import annotations

from collections.abc import Iterable

from portcheck.model.did_you_mean import did_you_mean, synonym

SYNONYMS: dict[str, tuple[str, ...]] = {
    "assert": ("checks",),
    "assertions": ("checks",),
    "scorers": ("checks",),
    "expected": ("checks", "equals"),
    "expected_output": ("checks", "equals"),
    "answer": ("checks", "equals"),
    "golden_answer": ("checks", "equals"),
    "reference": ("checks", "equals"),
    "value": ("checks", "equals"),
    "settings": ("defaults", "sampling", "options"),
    "config": ("defaults", "sampling", "options"),
    "parameters": ("sampling",),
    "params": ("sampling",),
    "risk": ("criticality",),
    "priority": ("criticality",),
    "severity": ("criticality",),
    "threshold": ("floor", "max_ratio", "max_rate", "min_days", "gates"),
    "thresholds": ("gates",),
    "tolerance": ("margin", "gates"),
    "tests": ("cases",),
    "examples": ("cases",),
    "dataset": ("cases_from",),
    "data": ("cases_from",),
    "path": ("file",),
    "provider": ("providers", "runs_on", "vendor"),
    "targets": ("providers",),
    "models": ("providers",),
    "deployment": ("model",),
    "baseline": ("runs_on",),
    "description": ("about",),
    "name": ("suite", "id"),
    "title": ("about", "id"),
    "version": ("portcheck",),
    "variables": ("vars",),
    "inputs": ("vars",),
    "epochs": ("repeats",),
    "samples": ("repeats",),
    "runs": ("repeats",),
    "instructions": ("system",),
    "question": ("user", "prompt"),
    "input": ("user", "prompt", "vars"),
    "max_tokens": ("max_output_tokens",),
    "max_completion_tokens": ("max_output_tokens",),
    "stop_sequences": ("stop",),
    "reasoning_effort": ("effort",),
    "reasoning": ("thinking", "effort"),
    "enable_thinking": ("thinking",),
    "thinking_budget": ("thinking",),
    "budget_tokens": ("budget", "thinking"),
    "response_format": ("json_mode", "response_schema"),
    "k": ("top_k",),
    "parallel_tools": ("parallel_tool_calls",),
    "cache_control": ("cache",),
    "prompt_caching": ("cache",),
    "tier": ("service_tier",),
    "url": ("base_url",),
    "endpoint": ("base_url",),
    "timeout": ("timeout_s",),
    "rpm": ("requests_per_minute",),
    "tpm": ("tokens_per_minute",),
    "requirements": ("require",),
    "constraints": ("require",),
    "<<": (),
}
"""Word of another tool to possible words of ours; the first that is valid at a place wins."""


def valid_synonym(word: str, valid: Iterable[str]) -> str | None:
    """The valid word that another tool's word or a misspelling means, or `None`."""
    return synonym(word, valid, SYNONYMS)


def spelling_hint(word: str, valid: Iterable[str]) -> str:
    """The hint for a wrong word, which may be a misspelling or a word of another tool."""
    return did_you_mean(word, valid, SYNONYMS)
