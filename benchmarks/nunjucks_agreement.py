"""Renders random templates with nunjucks and here, and counts how many come out alike.

    npm install --prefix DIR nunjucks
    python benchmarks/nunjucks_agreement.py DIR [--count 4000] [--seed 1]

Templates use every statement, operator and filter that is rendered here, on values of all kinds.
What is refused here is listed by an import; what is rendered has to be what nunjucks gives.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from random import Random

from portcheck.config.nunjucks import render_nunjucks
from portcheck.config.suite.templating.filters import TemplateMistake

PROGRAM = """
const env = require("nunjucks").configure({autoescape: false});
const data = JSON.parse(require("fs").readFileSync(0));
const render = text => {
  try { return env.renderString(text, data.values); } catch (e) { return null; }
};
console.log(JSON.stringify(data.texts.map(render)));
"""
VALUES = {
    "a": "x", "n": "5", "k": 5, "z": 0, "s": "", "f": 2.5, "w": 3.0, "items": ["p", "q", "it's ok"],
    "m": {"k": 1, "ab": 2, "Z": [1]}, "objs": [{"n": 1, "t": "A"}, {"n": 2.5}], "flag": False,
    "yes": True, "e": [], "nul": None, "cr": "l1\nl2", "pairs": [[1, "u"], [2, "w"]],
}  # fmt: skip
ATOMS = (
    *VALUES,
    *("missing", "m.k", "m.ab", "m.nope", "objs[0].t", "objs[1].t", "items[0]", "items[9]"),
    *("items.length", "a.length", "m.length", "missing.x"),
    *("'x'", "5", "0", '""', "'5'", "true", "false", "1.5", "'abc'"),
)
FILTERS = (
    *("upper", "lower", "trim", "length", "first", "last", "title", "capitalize", "dump", "int"),
    *("float", "abs", "default('D')", "default('D', true)", "join(',')", "replace('x','y')"),
    "safe",
)


class Writer:
    """Writes templates at random."""

    def __init__(self, seed: int) -> None:
        self.draw = Random(seed)

    def atom(self) -> str:
        return self.draw.choice(ATOMS)

    def expression(self, depth: int = 0) -> str:
        """A value, a filter, a comparison, a condition or a sum."""
        if depth > 2 or self.draw.random() < 0.35:
            return self.atom()
        one, two = self.expression(depth + 1), self.expression(depth + 1)
        compare = self.draw.choice(("==", "!=", "<", ">", "<=", ">="))
        forms = (
            f"{self.atom()} | {self.draw.choice(FILTERS)}",
            f"{self.atom()} | {self.draw.choice(FILTERS)}",
            f"{one} {compare} {two}",
            f"{one} {self.draw.choice(('and', 'or'))} {two}",
            f"not {self.atom()}",
            f"{self.atom()} {self.draw.choice('+-*/%')} {self.atom()}",
            f"{self.atom()} if {one} else {self.atom()}",
            f"({one})",
        )
        return self.draw.choice(forms)

    def block(self, depth: int = 0) -> str:
        """An expression, a condition, a loop or an assignment."""
        if depth > 2 or self.draw.random() < 0.3:
            return f"{{{{ {self.expression()} }}}}"
        one, two = self.block(depth + 1), self.block(depth + 1)
        rest = self.draw.choice(
            ("", f"{{% else %}}{two}", f"{{% elif {self.expression()} %}}{two}")
        )
        item = self.draw.choice(("{{ i }}", "{{ loop.index }}{{ loop.last }}{{ i.n }}", one))
        forms = (
            f"{{% if {self.expression()} %}}{one}{rest}{{% endif %}}",
            f"{{% for i in {self.atom()} %}}{item}{{% else %}}none{{% endfor %}}",
            f"{{% for q, i in {self.atom()} %}}{{{{ q }}}}={{{{ i | dump }}}};{{% endfor %}}",
            f"{{% set y = {self.expression()} %}}[{{{{ y }}}}]",
            f"T\n{one}\n{two}",
            f"{{%- if yes -%}} {one} {{%- endif -%}} x",
        )
        return self.draw.choice(forms)


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the counts; 1 where something was rendered in another way."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="where nunjucks is installed")
    parser.add_argument("--count", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    writer = Writer(chosen.seed)
    texts = [writer.block() for _ in range(chosen.count)]
    asked = json.dumps({"texts": texts, "values": VALUES})
    done = subprocess.run(
        ["node", "-e", PROGRAM], input=asked, capture_output=True, text=True, check=True,
        cwd=chosen.folder,
    )  # fmt: skip
    counts = {"alike": 0, "other": 0, "refused here": 0, "refused by nunjucks alone": 0}
    for text, theirs in zip(texts, json.loads(done.stdout), strict=True):
        try:
            ours = render_nunjucks(text, VALUES)
        except TemplateMistake:
            counts["refused here"] += 1
            continue
        if theirs is None:
            counts["refused by nunjucks alone"] += 1
        else:
            counts["alike" if ours == theirs else "other"] += 1
            if ours != theirs:
                print(f"{text!r}: nunjucks {theirs!r}, here {ours!r}")
    print(", ".join(f"{count:,} {name}" for name, count in counts.items()))
    return int(counts["other"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
