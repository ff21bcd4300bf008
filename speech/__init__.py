"""Hearing and speaking: waiting music, prompts, recognition. Imports nothing of ours."""
