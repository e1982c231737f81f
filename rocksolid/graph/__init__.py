"""The picture of a system: what is in it, and how it is drawn."""
