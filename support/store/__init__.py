"""The only SQLAlchemy: tables and their queries by noun, one session factory, migrations.

Importing the package makes every table known, so that foreign keys find each other.
"""

from support.store import (
    agents,
    api,
    callbacks,
    calls,
    customers,
    facts,
    flows,
    jobs,
    messages,
    orders,
    parties,
    policies,
    queues,
    recordings,
    rollups,
    search,
    sla,
    streams,
    surveys,
    tapes,
    tickets,
    transcripts,
)

__all__ = [
    "agents", "api", "callbacks", "calls", "customers", "facts", "flows", "jobs", "messages", "orders",
    "parties", "policies", "queues", "recordings", "rollups", "search", "sla", "streams", "surveys", "tapes",
    "tickets", "transcripts",
]  # fmt: skip
