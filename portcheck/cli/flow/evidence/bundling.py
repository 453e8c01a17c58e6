"""Put the files and reports of a run, with their sums, into one archive."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec import UNSET
from msgspec.structs import replace

from portcheck import __version__, pipeline
from portcheck.errors import UsageError
from portcheck.evidence.archive import pack
from portcheck.evidence.manifest import sha256, with_sums
from portcheck.model.codec import encode, encode_json
from portcheck.model.comparison.content import Content
from portcheck.model.parity import RunReport
from portcheck.run.bundle.bundled_run import bundled_run, rescore
from portcheck.run.bundle.files import ACCEPTED, accepted_text, run_files
from portcheck.run.bundle.judged_from import evidence_of
from portcheck.run.bundle.texts import left_out
from portcheck.run.judge.report.report_flags import read_report_flags
from portcheck.run.store.folder import RunStore
from portcheck.shell_words import file_word

REPORTS = "reports/"
FORMATS = {"report.json": "json", "report.md": "md", "report.html": "html"}
"""Report file to its format."""


class Bundle(NamedTuple):
    """An archive and facts about its content."""

    content: bytes
    files: int
    left_out: int
    """Number of cases without their texts."""
    report: RunReport


def bundled(store: RunStore, content: Content) -> Bundle:
    """Make the archive of a run; the same run always gives the same bytes.

    Raises:
        UsageError: its verdicts do not follow from the texts that are kept, or it is too large.
        StoreError: the folder cannot be read.
    """
    last = read_report_flags(store)
    waivable = frozenset(last.allowed_waivers)
    own = pipeline.compare(evidence_of(store), as_last_judged=True)
    places = left_out(store.plan(), own, content)
    files = run_files(store, places)
    read = bundled_run(files)
    report = pipeline.compare(
        read.evidence(rescore(read).scores),
        as_of=last.run.as_of,
        allow_waivers=waivable,
        formats=("html",),
        as_last_judged=True,
        content=content,
    )
    if report.digest != own.digest:
        raise UsageError(
            "the verdicts of this run do not follow from the texts that --content keeps, or "
            "another version of portcheck made its scores",
            hint=f"score it again: portcheck score {file_word(store.path)}, or bundle it "
            "with --content all",
        )
    report = replace(report, allowed_waivers=last.allowed_waivers or UNSET)
    for name, format_name in FORMATS.items():
        files[f"{REPORTS}{name}"] = pipeline.render(report, format_name)
    if accepted := accepted_text(store):
        files[ACCEPTED] = accepted
    whole = with_sums(files, predicate(report, files, digests=store.has_digests))
    return Bundle(pack(whole), len(whole), len(places), report)


def predicate(report: RunReport, files: Mapping[str, bytes], *, digests: bool) -> dict[str, Any]:
    """The statement about a run and the files of its bundle; see docs/evidence.md.

    Args:
        report: report of the run.
        files: files of the bundle, without manifest and statement.
        digests: whether the run folder had digests, so that a change by hand would have been found.
    """
    run = report.run
    waivers = None if report.waivers is UNSET else [encode(use.waiver) for use in report.waivers]
    return {
        "run": {
            "id": run.id,
            "suite": run.suite,
            "suite_digest": run.suite_digest,
            "portcheck_version": run.portcheck_version,
            "started_at": run.started_at,
            "finished_at": run.finished_at,
            "as_of": run.as_of,
        },
        "judged_by": f"portcheck {__version__}",
        "findings_digest": report.digest,
        "verdicts": [
            {"workload": v.workload, "candidate": v.candidate, "verdict": v.verdict, "rule": v.rule}
            for v in report.verdicts
        ],
        "content": report.content,
        "digests_of_run_folder": digests,
        "waivers_sha256": sha256(encode_json(waivers)),
        "labels_sha256": sha256(files.get("run/labels.jsonl", b"")),
        "accepted_sha256": sha256(files.get(ACCEPTED, b"")),
    }
