"""The language journeys are written in. Imports nothing of ours."""
