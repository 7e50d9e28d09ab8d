"""Stop in good order when asked to."""

import signal
import sys
from types import FrameType

ASKING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Stopped(SystemExit):
    """Somebody asked us to stop: Ctrl-C, a closed terminal, the machine going down."""


def stop_on_signals() -> None:
    """Turn the first request to stop into `Stopped`; later ones do not disturb the tidying up."""
    for number in ASKING:
        signal.signal(number, stop)


def stop(number: int, frame: FrameType | None) -> None:
    """Leave every `with` block on the way out."""
    for each in ASKING:
        signal.signal(each, signal.SIG_IGN)
    sys.stderr.flush()
    raise Stopped(128 + number)
