"""Seconds of CPU and of the clock that a scan of a million lines takes.

    python benchmarks/scan_speed.py FOLDER [--lines 1000000] [--processes 1]

Copies files of the folder, such as an environment's site-packages, into a folder of its own until
there are that many lines, scans it, and prints the time, and that of the CPU where one process does
it all. On a machine that does other work only the latter can be compared.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from portcheck.scan.folder import scan_folder
from portcheck.scan.reading.tree import Tree


def copied(source: Path, target: Path, lines: int) -> None:
    """Copies files until there are so many lines; the whole folder again where it is too small."""
    done, turn = 0, 0
    while done < lines:
        tree = Tree(source)
        for file in tree.files():
            content = tree.read(file)
            if content is None:
                continue
            path = target / str(turn) / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            done += content.count(b"\n")
            if done >= lines:
                return
        turn += 1
        if not done:
            raise SystemExit(f"{source} has no lines to copy")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="portcheck-scan-"))
    try:
        copied(options.folder, folder, options.lines)
        used, started = time.process_time(), time.perf_counter()
        read, findings = scan_folder(folder, processes=options.processes)
        wall = time.perf_counter() - started
        print(f"{read.files:,} files, {read.lines:,} lines, {read.bytes / 1e6:.0f} MB")
        print(f"{len(findings):,} findings, {wall:.2f} s")
        if options.processes == 1:
            print(f"{time.process_time() - used:.2f} s of CPU")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
