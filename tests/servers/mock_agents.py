"""The three agents that ship, as fixtures of aimock: each answer by model, text and turn.

A model is called as the way that it goes. The mock counts every call of the Responses format as a
turn, so that only one that makes one call at a time is answered right there.

python tests/servers/mock_agents.py FILE
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripted_agents import FILES, RIGHT, jobs
from tool_scripts import Said

USAGE = {"prompt_tokens": 900, "completion_tokens": 30}


def fixtures() -> Iterator[dict[str, Any]]:
    """One for each answer to each case by each way."""
    for model, agent in RIGHT.items():
        for job in (job for workload in FILES for job in jobs(workload).values()):
            for turn, said in enumerate(agent(job)):
                match = {"model": model, "userMessage": job.asked, "turnIndex": turn}
                yield {"match": match, "response": {**_response(said), "usage": USAGE}}


def _response(said: Said) -> dict[str, Any]:
    if not said.calls:
        return {"content": said.text}
    calls = [{"name": tool, "arguments": json.dumps(given)} for tool, given in said.calls]
    return {"toolCalls": calls}


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps({"fixtures": list(fixtures())}), "utf-8")
