"""The centre: calls, agents, queues, offers, callbacks, tickets. Services over rules and store."""
