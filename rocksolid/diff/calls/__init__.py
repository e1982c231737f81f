"""Calls that a change opens and closes."""
