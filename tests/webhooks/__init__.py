"""Tests of the phone company's door."""
