from portcheck.pipeline import compare as compare
from portcheck.pipeline import load as load
from portcheck.pipeline import plan as plan
from portcheck.pipeline import run as run
from portcheck.pipeline import score as score

__all__ = ["__version__", "compare", "load", "plan", "run", "score"]

NEEDS_POSIX: str
__version__: str
