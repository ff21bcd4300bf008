"""The machines' door: `/api/v1` for a company's own systems, described by `/api/openapi.json`."""
