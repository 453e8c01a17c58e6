"""portcheck shows which LLM workloads can leave a vendor, with the evidence.

    from portcheck import compare, load, plan, run, score

    run(plan(load("suite.yaml", "providers.yaml"), baseline="today"), "runs/first")
    score("runs/first")
    report = compare("runs/first")

The names are loaded from `portcheck.pipeline` on first use: importing the package alone costs
nothing. `__init__.pyi` declares them for type checkers.
"""

import sys

try:
    from portcheck._version import __version__
except ImportError:  # a copy of the sources that was never built
    __version__ = "0+unknown"

NEEDS_POSIX = "portcheck needs a POSIX system: Linux, macOS, or WSL on Windows"
__all__ = ["__version__", "compare", "load", "plan", "run", "score"]

_FROM_PIPELINE = frozenset(__all__) - {"__version__"}
_Module = type(sys)  # types.ModuleType, without importing types


class _Package(_Module):
    """Loads the steps on first use, and keeps `portcheck.run` the step.

    Importing a module of the folder `run` would otherwise bind the name to that folder.
    """

    def __getattr__(self, name: str) -> object:
        if name not in _FROM_PIPELINE:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        from importlib import import_module, util  # noqa: PLC0415 - nothing is imported before it is used

        if util.find_spec("fcntl") is None:
            raise ImportError(NEEDS_POSIX)
        return getattr(import_module("portcheck.pipeline"), name)

    def __dir__(self) -> list[str]:
        return list(__all__)

    def __setattr__(self, name: str, value: object) -> None:
        if name not in _FROM_PIPELINE or not isinstance(value, _Module):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
