"""Explain the method of a report to readers who know neither statistics nor models.

Only `STATISTICS` uses the names of statistical methods.
"""

from __future__ import annotations

GLOSSARY_TITLE = "Words of this report"
GLOSSARY: tuple[tuple[str, str], ...] = (
    (
        "Workload",
        "One use of a model, such as sorting tickets. A verdict is about one of them.",
    ),
    ("Case", "One request of a workload, with the criteria for a right answer."),
    (
        "Baseline",
        "The provider that the workload runs on today. Every candidate is compared with it.",
    ),
    ("Candidate", "A provider that the workload could move to."),
    (
        "Gate",
        "One question that a candidate must pass, such as right answers or red lines. A hard gate"
        " can make a move unsafe, a soft one makes it conditional.",
    ),
    (
        "Margin",
        "How much worse than today is still acceptable, in percentage points. The company sets it"
        " before the run.",
    ),
    (
        "Floor",
        "The share of good answers that a candidate needs, however weak today's are.",
    ),
    (
        "Interval",
        "Cases are a sample of the real traffic. The interval shows where the true difference "
        "lies, as far as this sample can tell. It gets narrower with more cases.",
    ),
    (
        "Confidence",
        "How rarely such a claim is wrong: at 95 %, at most one time in twenty.",
    ),
    (
        "Refusal",
        "The model declines. That is right for some requests and wrong for others, so both"
        " directions are counted.",
    ),
    ("Pushback", "The model objects to a false premise instead of playing along."),
    (
        "Red line",
        "Something that must never happen. One confirmed breach makes the move unsafe; without a"
        " breach, the report says how rare breaches can still be.",
    ),
    ("Exit coverage", "The share of workloads that have a safe exit."),
    (
        "Single point of failure",
        "A vendor, model, region, key or contract whose loss leaves workloads without a safe exit.",
    ),
)

STATISTICS_TITLE = "Appendix: statistics"
STATISTICS: tuple[str, ...] = (
    "Each gate of scores is a non-inferiority claim on paired cases: the candidate is not worse"
    " than the baseline by more than the margin. The limits are those of the paired score interval"
    " for differences of proportions (Tango 1998), guarded where no pair was lost. Other scales"
    " name their method beside the gate.",
    "Within one verdict the hard gates of scores are judged together: their p-values are "
    "adjusted by Holm's method (1979), and shown as `adjusted`.",
    "Each look at the same claim spends part of one error rate, so judging a claim every night "
    "does not make it wrong more often. Each verdict names its look.",
    "Where a detector scores answers, its measured mistakes weaken the claim: the margin to "
    "clear shrinks by its sensitivity plus specificity minus one (Rogan and Gladen 1978)."
    " For gates without tolerance the bound on the rate of breaches is exact (Clopper and Pearson"
    " 1934).",
)

LIMITS_TITLE = "What this report does not show"
LIMITS: tuple[str, ...] = (
    "It covers the cases in the suite. It does not cover traffic that looks different.",
    "A vendor can change the model behind a name. The evidence dates from the day of the run.",
    "Facts about vendors, such as region, retention and certificates, come from people and were "
    "not checked.",
    "Latency and price are those of this run, not a promise under load.",
    "It is not legal advice, and says nothing about a vendor's compliance.",
)

CONTENT_SAID = {
    "none": "This file holds no text of a prompt or an answer (--content none).",
    "flips": (
        "This file holds prompts and answers only for cases on which the two sides differ "
        "(--content flips)."
    ),
    "all": "This file holds all prompts and answers (--content all).",
}
"""Sentence for each value of `--content`."""
