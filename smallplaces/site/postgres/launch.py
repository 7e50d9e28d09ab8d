"""Start a program that ends when its parent ends. Run as a script, in a process of its own.

    python -I -S launch.py PARENT UID GID PROGRAM [ARGUMENT …]

Becomes user UID and group GID (when started as root), asks the kernel for an interrupt when
PARENT dies (Linux; PostgreSQL then shuts down in good order), and becomes PROGRAM. Done here and
not in `preexec_fn`, which may deadlock in a parent that has threads. It imports little on purpose.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def become(uid: int, gid: int) -> None:
    """Give up root for the account `uid`, for good."""
    if os.geteuid() == uid:
        return
    os.setgroups([gid])
    os.setgid(gid)
    os.setuid(uid)


def end_with(parent: int) -> None:
    """Ask for SIGINT when `parent` dies; leave at once if it already has.

    Must come after `become`: changing the user clears the request.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)
    if os.getppid() != parent:
        sys.exit("The parent has gone.")


if __name__ == "__main__":
    parent, uid, gid = map(int, sys.argv[1:4])
    become(uid, gid)
    end_with(parent)
    os.umask(0o077)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execv(sys.argv[4], sys.argv[4:])  # noqa: S606
