"""Pure decisions, one noun a file: small frozen values and the time in, values out."""
