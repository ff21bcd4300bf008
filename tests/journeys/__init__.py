"""Whole calls through the exchange, over HTTP, with nothing replaced but the clock."""
