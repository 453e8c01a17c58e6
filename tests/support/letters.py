"""The suite `letters`, its replies written by scripts, and people who know how good each is."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from judged_runs import PROVIDERS, finished, planned, record_answers, record_judges
from scripted_judge import judge

from portcheck import pipeline
from portcheck.model.chat import Request
from portcheck.model.completion import Completion
from portcheck.run.labels.item_text import item_view
from portcheck.run.labels.queue import Scope
from portcheck.run.labels.review_session import Review
from portcheck.run.plan.build import Selection
from portcheck.run.store.folder import RunStore

SUITES = Path(__file__).resolve().parents[2] / "suites"
PANEL = "{panel: [smollm2-judge, gemma-judge], pin: false}"
HELPS = "We look into it today, and write to you."
"""In each good reply, and in no other."""
THANKS = {"old": "Thank you for your letter.", "new": "Dear customer, we have your letter."}
"""How each side begins: a judge can know by it whom it likes."""


def scripted(folder: Path, good: Mapping[str, float], seed: int = 1) -> Path:
    """The suite, whose replies `old` and `new` write, judged by `one` and `two`.

    Args:
        folder: an empty folder; gets the suite, its providers and recordings of the answers.
        good: by provider, the share of replies that are good: `{"old": 0.9, "new": 0.7}`.
        seed: which letters are hard follows from it; the same for both.
    """
    text = (SUITES / "letters.yaml").read_text("utf-8")
    assert PANEL in text
    suite = folder / "suite.yaml"
    suite.write_text(text.replace(PANEL, "[one, two]"), "utf-8")
    shutil.copytree(SUITES / "letters", folder / "letters")
    (folder / "providers.yaml").write_text(PROVIDERS)
    loaded = pipeline.load(suite, folder / "providers.yaml")
    cases = next(w.cases for w in loaded.suite.workloads if w.id == "replies")
    hardest = random.Random(seed).sample(range(len(cases)), len(cases))
    for name, share in good.items():
        bad = set(hardest[: round(len(cases) * (1 - share))])
        texts = [
            f"{THANKS[name]} {'' if place in bad else HELPS}".strip() for place in range(len(cases))
        ]
        record_answers(cases, texts, folder / f"{name}.jsonl")
    return suite


Errs = Callable[[str], float]
"""How often the panel is wrong about an answer, 0 to 1; its judges are wrong together."""


def judged(folder: Path, suite: Path, errs: Errs) -> RunStore:
    """The run of the replies, by judges that are wrong so often; the same for the same answer."""

    def reply(_judge: str, request: Request) -> Completion:
        return judge(request, lambda found: _opinion(found, errs))

    plan = planned(suite, selection=Selection(workloads=("replies",)))
    record_judges(plan, folder, reply)
    return finished(plan, folder / "run")


def _opinion(found: Mapping[str, str], errs: Errs) -> str:
    drawn = random.Random(f"{found['question']} {found['answer']}").random()
    wrong = drawn < errs(found["answer"])
    return "pass" if (HELPS in found["answer"]) != wrong else "fail"


def label(store: RunStore, groups: int, truth: Callable[[str, str], str]) -> None:
    """Ana labels a random sample of so many letters: `truth(question, answer)` is what she says."""
    review = Review(store, "Ana", Scope(workloads=("replies",), sample=groups, flips=0))
    for place, item in enumerate(review.items):
        seen = item_view(item)
        says = truth(seen.question, seen.answers[0][1])
        review.give(place, says if item.spec.name == "judge" else "full_compliance")
