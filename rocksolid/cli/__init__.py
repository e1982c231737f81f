"""The command line: thin commands over the library, and the only code that prints."""

import gc
import sys

INTERRUPTED = 130
"""What shells expect of a program that was interrupted: 128 and the number of SIGINT."""


def main() -> None:
    """Run the command line."""
    gc.disable()  # A tenth of a cold start; a run is short, and what it leaves behind goes with the process.
    try:
        from rocksolid.cli.commands import application

        application(*sys.argv[1:2])()
    except KeyboardInterrupt:  # While it was still starting; from then on typer answers it.
        sys.exit(INTERRUPTED)
