"""Benchmarks that anyone can run: `python -m bench NAME`. Each prints its figures; none is a test."""
