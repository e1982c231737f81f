"""Findings for their readers: as text for people, as JSON for programs, as SARIF for code review."""
