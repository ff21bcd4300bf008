"""Use cases, one noun a file: functions that take a session; the caller's transaction is theirs."""
