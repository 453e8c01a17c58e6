"""portcheck: shows which LLM workloads can leave a vendor, and on what evidence."""

__all__ = ["__version__"]

__version__ = "0.1.0"
