"""PostgreSQL and its keeper are killed in every way we could think of."""

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import psycopg
import pytest

from smallplaces.site.postgres import Cluster, DatabaseTrouble, attach, running
from smallplaces.site.postgres.account import account_for
from smallplaces.site.postgres.home import Home

from .keeping import SECONDS, Keeping, is_server, server_of

WRITTEN = 20


def write(cluster: Cluster) -> None:
    with cluster.connect("owner") as connection:
        connection.execute("CREATE TABLE words (word text)")
    with cluster.connect("app") as connection:
        for number in range(WRITTEN):
            connection.execute("INSERT INTO words VALUES (%s)", [f"word {number}"])


def count(cluster: Cluster) -> int:
    with cluster.connect("app") as connection:
        row = connection.execute("SELECT count(*) FROM words").fetchone()
    assert row
    return int(row[0])


def count_when_back(cluster: Cluster) -> int:
    """Return the count as soon as the database answers again."""
    deadline = time.monotonic() + SECONDS
    while True:
        try:
            return count(cluster)
        except psycopg.OperationalError:
            assert time.monotonic() < deadline, "PostgreSQL did not come back"
            time.sleep(0.05)


@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGQUIT, signal.SIGTERM, signal.SIGINT])
def test_a_server_that_ends_comes_back_with_everything_that_was_saved(
    data: Path, way: signal.Signals
) -> None:
    with running(data) as cluster:
        write(cluster)
        server = server_of(data)

        server.send_signal(way)
        psutil.wait_procs([server], timeout=SECONDS)

        assert count_when_back(cluster) == WRITTEN
        assert server_of(data).pid != server.pid


def test_a_server_that_is_killed_again_and_again_comes_back_each_time(data: Path) -> None:
    with running(data) as cluster:
        write(cluster)
        for _ in range(3):
            server_of(data).kill()
            assert count_when_back(cluster) == WRITTEN


def test_a_killed_backend_takes_nothing_with_it(data: Path) -> None:
    with running(data) as cluster:
        write(cluster)
        with psycopg.connect(cluster.url("app")) as connection:
            psutil.Process(connection.info.backend_pid).kill()
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
        assert count_when_back(cluster) == WRITTEN


def test_a_killed_keeper_takes_its_server_along_and_the_next_finds_everything(data: Path) -> None:
    with Keeping(data) as keeping:
        keeping.first_line()
        write(attach(data))
        server = server_of(data)

        keeping.kill()

        gone, _ = psutil.wait_procs([server], timeout=SECONDS)
        assert gone, "PostgreSQL should end when its keeper was killed"
    with running(data) as cluster:
        assert count(cluster) == WRITTEN


def test_a_start_right_after_a_killed_keeper_waits_for_the_old_server(data: Path) -> None:
    with Keeping(data) as keeping:
        keeping.first_line()
        write(attach(data))
        keeping.kill()
        with running(data) as cluster:
            assert count(cluster) == WRITTEN


def test_a_server_without_a_keeper_is_shut_down_before_the_next_start(data: Path) -> None:
    with running(data) as cluster:
        write(cluster)
        command = server_of(data).cmdline()
    account = account_for([data / "postgres"])
    user = account.uid if os.geteuid() == 0 else None
    orphan = subprocess.Popen(command, user=user, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        count_when_back(cluster)
        with running(data) as cluster:
            assert count(cluster) == WRITTEN
            assert server_of(data).pid != orphan.pid
        assert orphan.wait(SECONDS) == 0, "it should have been asked, not forced"
    finally:
        orphan.kill()
        orphan.wait()


def test_a_second_start_uses_the_database_of_the_first(data: Path) -> None:
    with Keeping(data) as first:
        url = first.first_line()
        with running(data) as second:
            assert second.url("owner") == url
            write(second)
            assert server_of(data).ppid() == first.process.pid
        assert count(attach(data)) == WRITTEN, "the first should go on when the second has gone"


def test_the_second_takes_over_when_the_first_is_killed(data: Path) -> None:
    with Keeping(data) as first:
        first.first_line()
        with running(data) as second:
            write(second)
            old = server_of(data)
            first.kill()
            psutil.wait_procs([old], timeout=SECONDS)

            assert count_when_back(second) == WRITTEN
            assert server_of(data).ppid() == os.getpid()


def test_several_first_starts_at_once_make_one_database(data: Path) -> None:
    several = [Keeping(data) for _ in range(3)]
    try:
        assert len({each.first_line() for each in several}) == 1
        assert is_server(server_of(data))
    finally:
        for each in several:
            each.__exit__()


def test_a_keeper_killed_while_it_makes_the_database_leaves_nothing_in_the_way(data: Path) -> None:
    with Keeping(data) as keeping:
        deadline = time.monotonic() + SECONDS
        while not list(data.glob("postgres.new-*/base")):
            assert time.monotonic() < deadline, "initdb should have begun"
        keeping.kill()
    with running(data) as cluster:
        write(cluster)
    with running(data) as cluster:
        assert count(cluster) == WRITTEN
        assert not list(data.glob("postgres.new-*"))


@pytest.mark.parametrize("text", ["", "12", "not a number\n", "-5\n", "99999999\n"], ids=repr)
def test_a_broken_pid_file_does_not_stop_a_start(data: Path, text: str) -> None:
    with running(data) as cluster:
        write(cluster)
    (data / "postgres" / "postmaster.pid").write_text(text)
    with running(data) as cluster:
        assert count(cluster) == WRITTEN


@pytest.mark.parametrize("name", ["sleep", "postgres"])
def test_a_pid_file_with_the_number_of_a_stranger_harms_nobody(
    data: Path, tmp_path: Path, name: str
) -> None:
    """Not even a stranger who is called postgres too, but works elsewhere."""
    with running(data) as cluster:
        write(cluster)
    (tmp_path / name).symlink_to("/bin/sleep")
    account = account_for([data / "postgres"])
    user = account.uid if os.geteuid() == 0 else None
    stranger = subprocess.Popen([name, "600"], executable="/bin/sleep", user=user, cwd="/")
    facts = (
        f"{stranger.pid}\n{data}/postgres\n{int(time.time())}\n5432\n{data}/socket\n\n0\nready\n"
    )
    try:
        (data / "postgres" / "postmaster.pid").write_text(facts)
        (Home(data).socket / ".s.PGSQL.5432.lock").write_text(facts)
        with running(data) as cluster:
            assert count(cluster) == WRITTEN
        assert stranger.poll() is None, "the stranger should live"
    finally:
        stranger.kill()
        stranger.wait()


def test_attaching_to_nothing_says_so(data: Path) -> None:
    with pytest.raises(DatabaseTrouble, match="No database is running for"):
        attach(data)
