"""Which texts of prompts and answers a report holds, and so what leaves the machine with it."""

from __future__ import annotations

from typing import Literal

Content = Literal["none", "flips", "all"]
"""No text at all; the cases on which the two sides differ; every case with all of its answers."""
DEFAULT_CONTENT: Content = "flips"
