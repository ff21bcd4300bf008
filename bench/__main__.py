"""`python -m bench NAME [options]`: runs `bench.NAME.main(argv)` and prints its figures as one JSON line."""

from __future__ import annotations

import sys

from bench.report import names, run

if __name__ == "__main__":
    try:
        run(sys.argv[1:])
    except LookupError as error:
        sys.exit(f"{error.args[0]}\nusage: python -m bench NAME [--quick]\nNAME: {', '.join(names())}")
