"""`python -m portcheck.cli.showroom.local_server FILE PORT`: serves one GGUF file on loopback.

It uses one slot and one thread, so that temperature 0 always gives the same answer: batching
requests or another number of threads changes the order of floating-point sums, and occasionally an
answer.
"""

from __future__ import annotations

import argparse
import signal
import sys
import threading

MAX_SECONDS = 4 * 3600


def main() -> None:
    """Serve until stopped, for at most four hours."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("port", type=int)
    parser.add_argument("--alias", default="model")
    parser.add_argument("--template")
    parser.add_argument("--stop")
    parser.add_argument("--threads", type=int, default=1)
    given = parser.parse_args()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    threading.Thread(target=_stop_with_parent, args=(stop,), daemon=True).start()
    server = _server(given)
    sys.stdout.write("READY\n")
    sys.stdout.flush()
    stop.wait(MAX_SECONDS)
    del server


def _stop_with_parent(stop: threading.Event) -> None:
    """Stop when the parent process ends for any reason, because standard input ends then too."""
    sys.stdin.read()
    stop.set()


def _server(given: argparse.Namespace) -> object:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = given.file
    params.hostnames = ["127.0.0.1"]
    params.port = given.port
    params.n_ctx = 2048
    params.n_parallel = 1
    params.cpuparams.n_threads = given.threads
    params.cpuparams_batch.n_threads = given.threads
    params.offline = True
    params.ui = False
    params.use_jinja = True
    params.model_alias = {given.alias} if isinstance(params.model_alias, set) else given.alias
    if given.stop:
        params.antiprompt = [given.stop]
    if given.template:
        params.chat_template = given.template
    return xllamacpp.Server(params)


if __name__ == "__main__":
    main()
