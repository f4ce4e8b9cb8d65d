"""`python -m callcenter_planner.start`: everything on this machine, by one command.

Runs before there are settings, because it makes what they need.
"""

import errno
import os
import signal
import sys
from types import FrameType

from callcenter_planner.embedded import CannotStart, checks, places
from callcenter_planner.embedded.supervisor import ROOT, Supervisor


class Stopped(BaseException):
    """Somebody asked us to stop; not an error, so no handler of errors may swallow it."""


def _raise_stopped(number: int, frame: FrameType | None) -> None:
    """The first request to stop; later ones wait until the supervisor listens for them."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Stopped


def main() -> int:
    """Returns the exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _raise_stopped)
    var = ROOT / (os.environ.get("VAR_DIR", "").strip() or "var")
    try:
        place = places.choose(var)
        checks.space(place.var)
        with checks.alone(place.var):
            Supervisor(place, os.environ).run()
    except Stopped:
        return 0
    except CannotStart as reason:
        return _tell(str(reason))
    except PermissionError as error:
        return _tell(f"{error.filename} may not be written. Start as the user who owns the project.")
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        return _tell(f"the disk of {var} is full. Free some space and start again.")
    return 0


def _tell(reason: str) -> int:
    print(f"Callcenter Planner cannot start: {reason}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
