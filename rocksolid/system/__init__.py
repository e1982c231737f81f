"""Apps placed in a system: every field decided, every call resolved."""
