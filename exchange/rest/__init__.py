"""The REST API of 2010-04-01, one resource a file (reference section 5)."""
