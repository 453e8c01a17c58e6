"""Ctrl-C and SIGTERM while calls are in flight."""

from __future__ import annotations

import signal
from collections.abc import Sequence

from portcheck.cli.output import Output
from portcheck.cli.pages.progress import last_calls
from portcheck.model.suite import ProviderSpec
from portcheck.run.execute.progress import RunProgress
from portcheck.run.execute.shutdown import Control


def listen(
    control: Control, output: Output, run_progress: RunProgress, specs: Sequence[ProviderSpec]
) -> None:
    """The first Ctrl-C or SIGTERM lets calls in flight end, the second ends at once.

    The first says what is waited for, and how long that may take. While calls are in flight the
    event loop is asked to end, which leaves nothing half done; a third signal, or one outside of
    it, ends whatever is going on.

    A shell that starts a job in the background makes it ignore Ctrl-C, and so our end too.

    Args:
        control: through which the run is asked to end.
        output: where it is said.
        run_progress: how the run stands.
        specs: entries of those who are asked.
    """
    heard = 0

    def hear(_number: int, _frame: object) -> None:
        nonlocal heard
        heard += 1
        if heard == 1 and control.drain():
            said = last_calls(run_progress, specs)
            output.note(f"{said}; press Ctrl-C again to stop now")
        elif heard != 2 or not control.stop():
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, hear)
    signal.signal(signal.SIGTERM, hear)
