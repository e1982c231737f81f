"""The command line: thin commands over the library, and the only code that prints."""

import errno
import gc
import os
import signal
import sys
from types import FrameType

ENDED = 128
"""What shells add to the number of the signal that ended a program."""
_ENDING = (signal.SIGTERM, signal.SIGHUP)
"""What ends a run besides SIGINT, which Python answers itself."""
_OUT_OF_MEMORY = b"error: there is not enough memory: render fewer blueprints at once, or allow the run more\n"


class _EndedError(BaseException):
    """Somebody wants the program to end, by a signal that it has the number of: the program clears away what it began."""


def main() -> None:
    """Run the command line."""
    gc.disable()  # A tenth of a cold start; a run is short, and what it leaves behind goes with the process.
    for ending in _ENDING:
        if signal.getsignal(ending) is not signal.SIG_IGN:  # Under `nohup` a run goes on.
            signal.signal(ending, _end)
    try:
        from rocksolid.cli.commands import application

        application(*sys.argv[1:2])()
    except KeyboardInterrupt:  # While it was still starting; from then on typer answers it.
        sys.exit(ENDED + signal.SIGINT)
    except _EndedError as ended:
        sys.exit(ENDED + ended.args[0])
    except (MemoryError, OSError) as error:
        if not isinstance(error, MemoryError) and error.errno != errno.ENOMEM:
            raise
        if sys.stderr is not None:
            os.write(sys.stderr.fileno(), _OUT_OF_MEMORY)  # `print` would need memory.
        sys.exit(1)
    finally:
        gc.freeze()  # Else the interpreter looks at its end for cycles in all of it: another tenth.


def _end(number: int, _: FrameType | None) -> None:
    raise _EndedError(number)
