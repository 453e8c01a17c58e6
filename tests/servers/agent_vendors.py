"""Scripted vendors of every dialect that do the jobs of suites/agent-loops.yaml, step by step."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import yaml
from chat_loop_vendors import Chat, Cohere, Mistral, Ollama
from local_vendor import Reply
from loop_vendors import Anthropic, Bedrock, Gemini, Responses, Vendor
from scripted_agents import FILES, Agent, Job, jobs

KINDS: Mapping[str, type[Vendor]] = {
    "chat": Chat,
    "claude": Anthropic,
    "bedrock": Bedrock,
    "cohere": Cohere,
    "gemini": Gemini,
    "mistral": Mistral,
    "ollama": Ollama,
    "responses": Responses,
}
"""Provider to its vendor's words: one of each dialect."""
MODELS = {"gemini": "gemini-3-pro", "responses": "gpt-5.4"}
LONGEST = 210
"""Answers of a script that has no end, more than any loop may take."""


class Vendors:
    """Answers as an agent does, and counts: `asked` has (provider, case, step) of every request."""

    def __init__(
        self, agents: Mapping[str, Agent], *, pause_s: float = 0.0, together: int = 0
    ) -> None:
        """How they answer.

        Args:
            agents: provider to how it behaves.
            pause_s: how long each answer takes.
            together: none is given before so many requests wait for theirs.
        """
        self.agents = agents
        self.pause_s = pause_s
        self.asked: Counter[tuple[str, str, int]] = Counter()
        self.most = 0
        """Requests that were answered at the same time."""
        self._now = 0
        self._together = together
        self._enough = threading.Event()
        self._lock = threading.Lock()

    def answer(self, path: str, body: dict[str, Any]) -> Reply:
        """The next step of the loop that a request tells."""
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            if self._now >= self._together:
                self._enough.set()
        try:
            self._enough.wait(60)
            time.sleep(self.pause_s)
            return self._said(path, body)
        finally:
            with self._lock:
                self._now -= 1

    def _said(self, path: str, body: dict[str, Any]) -> Reply:
        name = path.split("/")[1]
        job = next(_by_text()[text] for text in texts(body) if text in _by_text())
        vendor = KINDS[name](list(islice(self.agents[name](job), LONGEST)))
        number = 1 + sum(kind == "said" for kind, _ in vendor.history(body))
        with self._lock:
            self.asked[name, job.row["id"], number] += 1
        streams = body.get("stream") or "stream" in path.casefold()
        return 200, vendor.streamed(number) if streams else vendor.whole(number)


@cache
def _by_text() -> dict[str, Job]:
    return {job.asked: job for name in FILES for job in jobs(name).values()}


def texts(value: Any) -> Iterator[str]:
    """Every text of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def write_providers(folder: Path, root: str, names: Mapping[str, bool], **more: Any) -> None:
    """providers.yaml with these providers, each with whether it streams."""
    entries = {
        name: {
            "vendor": name,
            "dialect": KINDS[name].dialect,
            "base_url": f"{root}/{name}/v1",
            "model": MODELS.get(name, "m"),
            "api_key_env": "AGENT_KEY",
            "stream": stream,
            "price": {"input": 1.0, "output": 1.0},
            **more,
        }
        for name, stream in names.items()
    }
    text = yaml.safe_dump({"portcheck": 1, "providers": entries})
    (folder / "providers.yaml").write_text(text, "utf-8")
