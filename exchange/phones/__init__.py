"""Telephones of the exchange: the seam, the scriptable one, the terminal one, the web one."""
