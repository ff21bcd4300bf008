"""Whether a flow makes sense: one file for each thing that is looked at."""

from flows.checks.run import check
from flows.findings import publishable

__all__ = ["check", "publishable"]
