"""The only SQLAlchemy: tables and their queries by noun, one session factory, migrations.

Importing the package makes every table known, so that foreign keys find each other.
"""

from support.store import (
    agents,
    callbacks,
    calls,
    customers,
    flows,
    orders,
    parties,
    queues,
    streams,
    tickets,
    transcripts,
)

__all__ = [
    "agents", "callbacks", "calls", "customers", "flows", "orders", "parties", "queues", "streams", "tickets",
    "transcripts",
]  # fmt: skip
