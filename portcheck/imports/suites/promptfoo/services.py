"""Find the preset for the name of a promptfoo provider."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from portcheck.imports.suites.converted import CannotSayError

_OWN = "it is a program, which an import never runs: dialect `http` calls your own endpoint"
_PRESETS: Mapping[str, str] = {
    "openai": "openai",
    "openai:chat": "openai",
    "openai:responses": "openai-responses",
    "anthropic": "anthropic",
    "anthropic:messages": "anthropic",
    "azure": "azure-openai",
    "azure:chat": "azure-openai",
    "azureopenai": "azure-openai",
    "azureopenai:chat": "azure-openai",
    "azure:responses": "azure-openai-responses",
    "google": "gemini",
    "palm": "gemini",
    "vertex": "vertex",
    "bedrock": "bedrock",
    "bedrock:converse": "bedrock",
    "mistral": "mistral",
    "cohere": "cohere",
    "groq": "groq",
    "together": "together",
    "togetherai": "together",
    "deepseek": "deepseek",
    "xai": "xai",
    "xai:responses": "xai-responses",
    "openrouter": "openrouter",
    "ollama": "ollama",
    "ollama:chat": "ollama",
    "vllm": "vllm",
    "llama": "llama-cpp",
}
"""Our preset by the part of the name before the model."""
_ADDRESSES: Mapping[str, tuple[str, str]] = {
    "cerebras": ("https://api.cerebras.ai/v1", "CEREBRAS_API_KEY"),
    "fireworks": ("https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY"),
    "perplexity": ("https://api.perplexity.ai", "PERPLEXITY_API_KEY"),
    "huggingface:chat": ("https://router.huggingface.co/v1", "HF_TOKEN"),
    "localai": ("http://localhost:8080/v1", ""),
    "localai:chat": ("http://localhost:8080/v1", ""),
    "litellm": ("http://localhost:4000", ""),
    "litellm:chat": ("http://localhost:4000", ""),
}
"""Services with Chat Completions but without a preset: address and key variable."""
_OTHER_KINDS = frozenset(
    {"assistant", "completion", "embedding", "embeddings", "image", "moderation", "realtime"}
    | {"transcription", "speech", "video", "rerank", "agents", "chatkit", "codex", "codex-sdk"}
    | {"tool", "classifier", "text-generation", "sentence-similarity", "live", "claude-agent-sdk"}
    | {"knowledge-base", "kb", "flow"}
)
_GATEWAY = "adaline:"
"""A library that calls the vendors itself, with their keys."""
_CODE = re.compile(r"\.(?:js|cjs|mjs|ts|py|rb|go)(?::\w+)?\Z")
_PROGRAMS = ("exec:", "python:", "ruby:", "golang:", "file://", "package:", "script:")


def entry_of(name: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """Make a provider's entry without its settings: preset or dialect, address and model.

    Args:
        name: promptfoo's name, such as `openai:chat:gpt-5.4`.
        config: its `config`, which may hold parts of the address.

    Raises:
        CannotSayError: no dialect can call it.
    """
    if name.startswith(_PROGRAMS) or _CODE.search(name):
        raise CannotSayError(_OWN)
    parts = name.removeprefix(_GATEWAY).split(":")
    if len(parts) > 1 and parts[1] in _OTHER_KINDS:
        raise CannotSayError(f"{parts[0]}:{parts[1]} is not a chat model")
    for size in (2, 1):
        service, model = ":".join(parts[:size]), ":".join(parts[size:])
        if service in _PRESETS:
            return _preset(_PRESETS[service], model or _model(name), config)
        if service in _ADDRESSES:
            address, variable = _ADDRESSES[service]
            entry = {"vendor": parts[0], "dialect": "openai-chat", "base_url": address}
            entry["model"] = model or _model(name)
            return entry | ({"api_key_env": variable} if variable else {})
    raise CannotSayError(f"portcheck does not call the service '{parts[0]}'")


def _model(name: str) -> str:
    raise CannotSayError(f"'{name}' names no model, and promptfoo's default changes")


def _preset(preset: str, model: str, config: Mapping[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {"preset": preset, "model": model}
    host = config.get("apiHost")
    if preset.startswith("azure"):
        if not isinstance(host, str) or not host:
            raise CannotSayError("its address is not in the file: apiHost is missing")
        entry["base_url"] = host if "://" in host else f"https://{host}"
    if preset == "bedrock":
        entry["options"] = {"region": config.get("region") or "us-east-1"}
    if preset == "vertex":
        project = config.get("projectId")
        if not isinstance(project, str) or not project:
            raise CannotSayError("its project is not in the file: projectId is missing")
        entry["options"] = {"project": project}
        if isinstance(config.get("region"), str):
            entry["options"]["location"] = config["region"]
        if model.startswith("claude"):
            entry["preset"] = "vertex-claude"
    return entry
