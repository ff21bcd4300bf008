"""The only SQLAlchemy: tables and their queries by noun, one session factory, migrations.

Importing the package makes every table known, so that foreign keys find each other.
"""

from support.store import agents, calls, flows, orders, queues, streams, tickets, transcripts

__all__ = ["agents", "calls", "flows", "orders", "queues", "streams", "tickets", "transcripts"]
