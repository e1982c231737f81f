"""The rates of each team."""

RATES = {}
DEFAULT = RATES["default"]
