"""Telephone sound for the exchange: mu-law, WAV files, spoken prompts and tones, all at 8 kHz mono."""
