"""Handle Ctrl-C and SIGTERM while calls are in flight."""

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
    """Let calls in flight finish after the first Ctrl-C or SIGTERM; stop at once after the second.

    The first signal prints what the run waits for and how long that may take. The second cancels
    the calls through the event loop, which leaves nothing half done. A third signal, or one when no
    call is in flight, raises KeyboardInterrupt.

    A shell makes background jobs ignore Ctrl-C; this handler overrides that.

    Args:
        control: ends the run.
        output: where to print.
        run_progress: the progress of the run.
        specs: the providers of the run.
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
