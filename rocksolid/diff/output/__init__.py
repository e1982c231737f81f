"""Differences written for people and programs."""
