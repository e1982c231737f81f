"""Rules of a platform team's own: found by the names in its platform file, run like ours, and judged before they count."""
