"""Dialect `recorded`: replay answers from a recording instead of calling a vendor."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from portcheck.error_classes import Failure
from portcheck.errors import PlanError, ProviderError, UsageError
from portcheck.model.chat import Request
from portcheck.model.codec import request_hash
from portcheck.model.completion import Completion
from portcheck.model.suite import ProviderSpec
from portcheck.plugins import Dialect
from portcheck.providers.recording import Recording, RecordingWriter, load_recording

__all__ = ["DIALECT", "RecordedProvider", "Recording", "RecordingWriter", "load_recording"]

NAME = "recorded"


class RecordedProvider:
    """Replays the recorded answers of a provider."""

    replays = True
    """Another attempt gives the same answer, so no call is retried."""

    def __init__(self, spec: ProviderSpec, recording: Recording) -> None:
        self.spec = spec
        self._recording = recording

    async def complete(self, request: Request) -> Completion:
        """The recorded answer, with the duration and date of its recording.

        Raises:
            ProviderError: the recorded failure.
            PlanError: the recording has nothing for this request.
        """
        found = self._recording.get(request_hash(request), request.ordinal)
        if found is None:
            raise PlanError(
                f"the recording of provider {self.spec.id!r} lacks this request "
                f"({request_hash(request)}, ordinal {request.ordinal})",
                hint="prompts or sampling have changed since the recording: record again",
            )
        if isinstance(found, Failure):
            raise ProviderError(found)
        return found

    def identity(self) -> Mapping[str, str]:
        """File name and provenance; what several headers say differently is listed.

        The dialect of the recorded service is called `recorded_dialect`.
        """
        said: dict[str, list[str]] = {}
        for header in self._recording.provenance:
            for stated, value in header.items():
                name = "recorded_dialect" if stated == "dialect" else stated
                values = said.setdefault(name, [])
                if value not in values:
                    values.append(value)
        file = Path(self.spec.file or "").name
        return {
            **{name: ", ".join(values) for name, values in said.items()},
            "dialect": NAME,
            "file": file,
        }

    async def aclose(self) -> None:
        """Do nothing."""


def open_recorded(
    spec: ProviderSpec, key: str | None = None, *, transport: Any = None
) -> RecordedProvider:
    """Open the provider of `spec`; needs neither key nor transport.

    Raises:
        UsageError: the entry names no file.
        ConfigError: the recording cannot be read.
    """
    del key, transport
    if spec.file is None:
        raise UsageError(
            f"provider {spec.id!r} names no recording", hint="give it `file: recordings/NAME.jsonl`"
        )
    return RecordedProvider(spec, load_recording(Path(spec.file)))


DIALECT = Dialect(
    name=NAME,
    summary="answers from a recording",
    open=open_recorded,
    guardrail=lambda _spec: "replays the recorded answers, which include its guardrail",
    uses_network=False,
)
