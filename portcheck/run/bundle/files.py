"""Make the files of a bundle: those of the run folder, and separate ones for readers."""

from __future__ import annotations

from collections.abc import Set

from msgspec.structs import replace

from portcheck.model.codec import encode_json
from portcheck.model.run import Plan
from portcheck.run.bundle.texts import Lines, Place, Rewritten, each_line, textless_plan
from portcheck.run.history.database.acceptances import acceptances_of
from portcheck.run.history.database.transaction import opened
from portcheck.run.history.record_looks import address_of, run_key
from portcheck.run.judge.scoring import score_samples
from portcheck.run.nights.nights_file import NAME as NIGHTS
from portcheck.run.panel.judgements import NAME as JUDGEMENTS
from portcheck.run.panel.judgements import read_judgements
from portcheck.run.store.durable_files import whole_lines
from portcheck.run.store.folder import RunStore
from portcheck.run.store.labels import NAME as LABELS
from portcheck.run.store.plan_file.plan_text import PlanText, sealed_plan
from portcheck.run.store.scores import CheckOutcome, Scores

RUN = "run/"
SUITE = "suite.json"
PROVIDERS = "providers.json"
TEXTS_LEFT_OUT = "left_out.json"
ACCEPTED = "accepted.json"
"""File with the acceptances of the run and the digests of its findings."""


def run_files(store: RunStore, places: Set[Place]) -> dict[str, bytes]:
    """The files of a run by name, without the texts of the cases in `places`.

    Raises:
        StoreError: the folder cannot be read.
    """
    plan, samples = store.plan(), store.samples()
    lines = Lines.of(plan, samples, places)
    bare = textless_plan(plan, places) if places else plan
    found = {
        "plan.json": b"".join(PlanText(bare, store.path / "plan.json").pieces()),
        "run.json": encode_json(replace(store.record(), history_at="")) + b"\n",
        "scores.jsonl": b"".join(_scores(store, lines).lines()),
    }
    rewritten: dict[str, Rewritten] = {
        "samples.jsonl": lines.samples,
        JUDGEMENTS: lines.judgements,
        LABELS: lines.labels,
    }
    for name, rewrite in rewritten.items():
        pieces = rewrite(each_line(whole_lines(store.path / name)))
        if content := b"".join(pieces):
            found[name] = content
    nights = store.path / NIGHTS
    if nights.exists():
        found[NIGHTS] = b"".join(each_line(whole_lines(nights)))
    return {
        **{f"{RUN}{name}": content for name, content in found.items()},
        **apart(bare),
        TEXTS_LEFT_OUT: encode_json(sorted(places)) + b"\n",
    }


def apart(plan: Plan) -> dict[str, bytes]:
    """Suite and providers of a plan as separate files, for readers and other programs."""
    sealed = sealed_plan(plan)
    return {
        SUITE: encode_json(sealed.suite) + b"\n",
        PROVIDERS: encode_json([*sealed.providers, *(sealed.judges or ())]) + b"\n",
    }


def _scores(store: RunStore, lines: Lines) -> Scores:
    """The scores, without the reasons of cases without texts, because reasons quote answers."""
    scores, plan = store.scores(), store.plan()
    if not scores.cover(store.samples()):
        scores = score_samples(plan, store.samples(), read_judgements(store.path))
    bare = {key: tuple(map(_without_reason, scores.outcomes(key))) for key in lines.trials}
    return scores.changed({key: said for key, said in bare.items() if said})


def _without_reason(said: CheckOutcome) -> CheckOutcome:
    return CheckOutcome(check=said.check, gate=said.gate, outcome=replace(said.outcome, reason=""))


def accepted_text(store: RunStore) -> bytes:
    """The acceptances of the run in its history, oldest first; b"" if there are none.

    Raises:
        UsageError: the history is damaged.
        StoreError: it cannot be read.
    """
    record = store.record()
    address = address_of(store, record, "")
    if address.path is not None and not address.path.is_file():
        return b""
    with opened(address, read_only=True) as connection:
        found = acceptances_of(connection, run_key(record))
    return encode_json(found) + b"\n" if found else b""
