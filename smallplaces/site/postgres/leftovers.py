"""What an earlier run left behind, and how to clear it away without harming a stranger.

The number in `postmaster.pid` proves nothing: after a crash it may be half-written or belong to
some other program by now. We act only on processes that the kernel says are PostgreSQL on this
very folder. The caller holds the lock, so no other keeper starts one meanwhile.
"""

import signal
from collections.abc import Iterator

import psutil

from .home import SOCKET_NAME, Home

SECONDS_FOR_ORDER = 20.0
SECONDS_FOR_HASTE = 5.0


def clear_leftovers(home: Home) -> None:
    """Shut down any PostgreSQL still running on `home`, then remove its signs of life."""
    signs = [home.cluster / "postmaster.pid", home.socket / f"{SOCKET_NAME}.lock"]
    if not any(sign.exists() for sign in signs):
        return
    stop_all(servers(list(processes_on(home))))
    stop_all(list(processes_on(home)))
    for sign in signs:
        sign.unlink(missing_ok=True)


def processes_on(home: Home) -> Iterator[psutil.Process]:
    """Yield the PostgreSQL processes that work on `home`: its server and the server's children."""
    cluster = str(home.cluster)
    for process in psutil.process_iter(["name", "ppid", "cmdline", "cwd"]):
        if not (process.info["name"] or "").startswith("postgres"):
            continue
        command = process.info["cmdline"] or []
        is_server = ["-D", cluster] == command[1:3]
        if is_server or process.info["cwd"] == cluster:
            yield process


def servers(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Return those that have children among `processes`: they can end the others in good order."""
    parents = {process.info["ppid"] for process in processes}
    return [process for process in processes if process.pid in parents]


def stop_all(processes: list[psutil.Process]) -> None:
    """Ask, then insist, then force. Each process gets time to finish in good order."""
    for way, seconds in (
        (signal.SIGINT, SECONDS_FOR_ORDER),
        (signal.SIGQUIT, SECONDS_FOR_HASTE),
        (signal.SIGKILL, SECONDS_FOR_HASTE),
    ):
        for process in processes:
            tell(process, way)
        _, processes = psutil.wait_procs(processes, timeout=seconds)
        if not processes:
            return


def tell(process: psutil.Process, way: signal.Signals) -> None:
    """Send a signal to `process`; psutil makes sure that its number was not given away."""
    try:
        process.send_signal(way)
    except psutil.NoSuchProcess:
        return
