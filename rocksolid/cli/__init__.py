"""The command line: thin commands over the library, and the only code that prints."""

import gc
import signal
import sys
from types import FrameType

INTERRUPTED = 130
"""What shells expect of a program that was interrupted: 128 and the number of SIGINT."""
TERMINATED = 143
"""The same for SIGTERM."""


class _TerminatedError(BaseException):
    """Somebody wants the program to end: it clears away what it began."""


def main() -> None:
    """Run the command line."""
    gc.disable()  # A tenth of a cold start; a run is short, and what it leaves behind goes with the process.
    signal.signal(signal.SIGTERM, _terminate)
    try:
        from rocksolid.cli.commands import application

        application(*sys.argv[1:2])()
    except KeyboardInterrupt:  # While it was still starting; from then on typer answers it.
        sys.exit(INTERRUPTED)
    except _TerminatedError:
        sys.exit(TERMINATED)
    finally:
        gc.freeze()  # Else the interpreter looks at its end for cycles in all of it: another tenth.


def _terminate(_: int, __: FrameType | None) -> None:
    raise _TerminatedError
