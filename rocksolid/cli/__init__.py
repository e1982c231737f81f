"""The command line: thin commands over the library, and the only code that prints."""

from rocksolid.cli.main import main

__all__ = ["main"]
