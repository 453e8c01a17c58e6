"""The tables of a history.

Every row belongs to a run by `run_key`, which distinguishes runs with the same id. `looks` has a
row for every workload and candidate of every run that was started, and is never pruned, because
each look has spent error rate. The other tables have the results of a run once it has a report:

runs        one row per run: suite, versions, times, exit code, what was paid for it
verdicts    one row per workload and candidate; `document` is the verdict of report.json, `limits`,
            `cases` and `checks` are digests: of the limits, the cases, and the cases with their
            checks
gates       one row per gate of a verdict
facts       what was known about each provider: vendor, model, served models, and the facts of its
            entry in providers.yaml, each as JSON
labels      the label that a person gave to an answer; `answer` is the SHA-256 of the text that the
            person read: the history stores no text of an answer
costs       calls, US dollars and seconds of each provider in each workload
accepted    which runs a person accepted, and the digest of their report

`looks.evidence` has the results of a run by case (`portcheck.run.history.night_evidence`), which
later nights of its epoch add to their own. Times are UTC, ISO 8601. Fingerprints
(`portcheck.run.history.fingerprints`) are blobs, 8 bytes each, big-endian. NULL means not known.
"""

from __future__ import annotations

PRUNED = ("verdicts", "gates", "facts", "labels", "costs", "runs")
"""Tables with the results of a run, in the order in which `prune` deletes from them."""

NEW_LOOK = {
    "ended_at": "",
    "baseline_served": "[]",
    "candidate_served": "[]",
    "is_look": True,
    "drift": False,
    "new_answers": 0,
    "limits": "",
    "cases": b"",
    "checks": b"",
    "answers": b"",
    "evidence": b"",
}
"""Values of a look that has not been counted; its other columns are NULL."""

TABLES = """
CREATE TABLE looks (
  id {identity},
  run_key TEXT NOT NULL,
  run TEXT NOT NULL,
  started_at TEXT NOT NULL,
  ended_at TEXT NOT NULL,
  place INTEGER,
  suite TEXT NOT NULL,
  workload TEXT NOT NULL,
  baseline TEXT NOT NULL,
  candidate TEXT NOT NULL,
  baseline_route TEXT NOT NULL,
  candidate_route TEXT NOT NULL,
  baseline_served TEXT NOT NULL,
  candidate_served TEXT NOT NULL,
  look INTEGER NOT NULL,
  alpha FLOAT NOT NULL,
  confidence FLOAT NOT NULL,
  is_look BOOLEAN NOT NULL,
  drift BOOLEAN NOT NULL,
  new_answers INTEGER NOT NULL,
  limits TEXT NOT NULL,
  cases {blob} NOT NULL,
  checks {blob} NOT NULL,
  answers {blob} NOT NULL,
  evidence {blob} NOT NULL,
  verdict TEXT,
  rule TEXT,
  variants TEXT NOT NULL DEFAULT '[]',
  UNIQUE (run_key, workload, candidate)
);
CREATE INDEX looks_by_routes ON looks (baseline_route, candidate_route);

CREATE TABLE runs (
  run_key TEXT NOT NULL PRIMARY KEY,
  run TEXT NOT NULL,
  suite TEXT NOT NULL,
  suite_digest TEXT NOT NULL,
  portcheck_version TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT NOT NULL,
  baseline TEXT NOT NULL,
  exit_code INTEGER NOT NULL,
  incomplete TEXT NOT NULL,
  interrupted BOOLEAN NOT NULL,
  partial BOOLEAN NOT NULL,
  cases INTEGER NOT NULL,
  samples INTEGER NOT NULL,
  paid_usd FLOAT,
  unpriced INTEGER
);
CREATE INDEX runs_by_start ON runs (started_at);

CREATE TABLE verdicts (
  run_key TEXT NOT NULL,
  workload TEXT NOT NULL,
  candidate TEXT NOT NULL,
  baseline TEXT NOT NULL,
  verdict TEXT NOT NULL,
  rule TEXT NOT NULL,
  look INTEGER NOT NULL,
  alpha FLOAT NOT NULL,
  limits TEXT NOT NULL,
  cases TEXT NOT NULL,
  checks TEXT NOT NULL,
  document TEXT NOT NULL,
  PRIMARY KEY (run_key, workload, candidate)
);
CREATE INDEX verdicts_by_workload ON verdicts (workload, candidate);

CREATE TABLE gates (
  run_key TEXT NOT NULL,
  workload TEXT NOT NULL,
  candidate TEXT NOT NULL,
  gate TEXT NOT NULL,
  place INTEGER NOT NULL,
  hard BOOLEAN NOT NULL,
  outcome TEXT NOT NULL,
  scale TEXT NOT NULL,
  clusters INTEGER NOT NULL,
  pairs INTEGER NOT NULL,
  missing INTEGER NOT NULL,
  baseline_value FLOAT,
  candidate_value FLOAT,
  difference FLOAT,
  ci_low FLOAT,
  ci_high FLOAT,
  margin FLOAT,
  floor FLOAT,
  confidence FLOAT,
  PRIMARY KEY (run_key, workload, candidate, gate)
);

CREATE TABLE facts (
  run_key TEXT NOT NULL,
  provider TEXT NOT NULL,
  fact TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (run_key, provider, fact)
);

CREATE TABLE labels (
  run_key TEXT NOT NULL,
  trial TEXT NOT NULL,
  "check" TEXT NOT NULL,
  answer TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  label TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (run_key, trial, "check", answer, reviewer)
);

CREATE TABLE costs (
  run_key TEXT NOT NULL,
  workload TEXT NOT NULL,
  provider TEXT NOT NULL,
  calls INTEGER NOT NULL,
  answers INTEGER NOT NULL,
  cost_usd FLOAT,
  median_s FLOAT,
  p95_s FLOAT,
  PRIMARY KEY (run_key, workload, provider)
);

CREATE TABLE accepted (
  id {identity},
  run_key TEXT NOT NULL,
  run TEXT NOT NULL,
  accepted_by TEXT NOT NULL,
  at TEXT NOT NULL,
  digest TEXT NOT NULL,
  note TEXT NOT NULL
);
CREATE INDEX accepted_by_run ON accepted (run_key);

CREATE TABLE {version} (
  version_num VARCHAR(32) NOT NULL PRIMARY KEY
)
"""
"""Tables of a new history; `migrations` converts earlier ones to these."""
