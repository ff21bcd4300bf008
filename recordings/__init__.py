"""Sounds as files: checked, made fit to hear, sealed and kept. Nothing here knows of calls."""
