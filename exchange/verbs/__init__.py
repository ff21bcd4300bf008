"""One verb a file: `play(player, element) -> Outcome`. The table is in `table.py`."""
