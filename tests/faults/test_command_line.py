"""The `smallplaces` command, on the smallest site there can be (tests/bare_site.py)."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest

from smallplaces.site.cli import checks, preparing
from smallplaces.site.postgres import Cluster, attach, running

from .keeping import ROOT, SECONDS, server_of


def environment(data: Path, **more: str) -> dict[str, str]:
    """Return an environment without this test run's own place."""
    ours = ("DATABASE_", "SMALLPLACES_", "PORT")
    kept = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    kept |= {"DJANGO_SETTINGS_MODULE": "tests.bare_site", "SMALLPLACES_DATA": str(data)}
    kept |= {"SMALLPLACES_MODE": "test"}  # the smallest site has no demonstration
    return kept | {"PYTHONUNBUFFERED": "1"} | more


def smallplaces(data: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "smallplaces", *words]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=environment(data, **more),
        text=True,
        capture_output=True,
        check=False,
    )


class Place:
    """`smallplaces run` in a process of its own; `said` is all it said up to being open."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port
        self.said: list[str] = []
        assert process.stdout
        for line in process.stdout:
            self.said.append(line)
            if line.startswith("Small Places is at"):
                return
        raise AssertionError("".join(self.said))

    def page(self, patience: float = SECONDS) -> str:
        with urlopen(f"http://127.0.0.1:{self.port}/", timeout=patience) as answer:
            return str(answer.read().decode())

    def page_when_back(self) -> str:
        deadline = time.monotonic() + SECONDS
        while True:
            try:
                return self.page(patience=5)
            except OSError:
                assert time.monotonic() < deadline, "the site did not come back"
                time.sleep(0.05)

    def website(self) -> psutil.Process:
        """Return gunicorn's first process."""
        children = psutil.Process(self.process.pid).children()
        (website,) = (each for each in children if "gunicorn" in " ".join(each.cmdline()))
        return website


@contextmanager
def place(data: Path, **more: str) -> Iterator[Place]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "smallplaces", "run"],
        cwd=ROOT,
        env=environment(data, PORT=str(port), **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Place(process, port)
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=SECONDS)


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def test_run_serves_the_site_with_no_more_rights_than_it_needs(data: Path) -> None:
    with place(data) as here:
        assert here.page() == "smallplaces_app"
        assert here.said[-1] == f"Small Places is at http://localhost:{here.port}\n"


def test_what_a_running_place_says_names_nobody(data: Path) -> None:
    with place(data) as here:
        for path in ("/break/?q=tablets", "/no-such-page/?q=tablets", "/?q=tablets"):
            with suppress(HTTPError):
                urlopen(f"http://127.0.0.1:{here.port}{path}", timeout=SECONDS).close()
        for line in (b"GET /?q=tablets HTTP/9.9", b"tablets", b"G\xff /tablets HTTP/1.1"):
            with socket.create_connection(("127.0.0.1", here.port), timeout=SECONDS) as door:
                door.sendall(line + b"\r\nHost: tablets\r\n\r\n")
                door.recv(1000)
        here.process.send_signal(signal.SIGTERM)
        said, _ = here.process.communicate(timeout=SECONDS)
    assert "ERROR gunicorn.error Error handling request" in said  # it has no page for that
    assert "builtins.RuntimeError" in said
    assert "tests/bare_site.py" in said
    assert "tablets" not in said


def test_a_second_start_repeats_no_work(data: Path) -> None:
    with place(data) as here:
        assert "Applying auth.0001_initial" in "".join(here.said)
    with place(data) as here:
        assert "migrations" not in "".join(here.said)
        assert here.page() == "smallplaces_app"


def test_a_start_notices_tables_that_were_taken_back_by_hand(data: Path) -> None:
    assert smallplaces(data, "migrate").returncode == 0
    assert smallplaces(data, "manage", "migrate", "auth", "zero").returncode == 0
    with place(data) as here:
        assert "Applying auth.0001_initial" in "".join(here.said)


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT])
def test_stopping_leaves_nothing_behind(data: Path, way: signal.Signals) -> None:
    with place(data) as here:
        family = psutil.Process(here.process.pid).children(recursive=True)
        here.process.send_signal(way)
        said, _ = here.process.communicate(timeout=SECONDS)
        assert here.process.returncode == 0
        assert "Stopped. Everything is saved." in said
        assert not [each for each in family if each.is_running()]
    assert not (data / "postgres" / "postmaster.pid").exists(), "PostgreSQL should stop in order"


def test_a_run_that_is_killed_takes_everything_along(data: Path) -> None:
    with place(data) as here:
        family = psutil.Process(here.process.pid).children(recursive=True)
        here.process.kill()
        _, alive = psutil.wait_procs(family, timeout=SECONDS)
        assert not alive


def test_a_web_server_that_dies_is_started_again(data: Path) -> None:
    with place(data) as here:
        old = here.website()
        old.kill()
        psutil.wait_procs([old], timeout=SECONDS)
        assert here.page_when_back() == "smallplaces_app"


def test_the_site_answers_again_after_its_database_was_killed(data: Path) -> None:
    with place(data) as here:
        assert here.page() == "smallplaces_app"
        server_of(data).kill()
        assert here.page_when_back() == "smallplaces_app"


def test_other_commands_use_the_database_of_a_place_that_runs(data: Path) -> None:
    with place(data) as here:
        done = smallplaces(data, "manage", "showmigrations", "auth")
        assert "[X] 0001_initial" in done.stdout
        assert here.page() == "smallplaces_app"


def test_a_port_in_use_is_explained(data: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = smallplaces(data, "run", "--port", str(port))
    assert done.returncode == 2
    assert f"Port {port} is in use" in done.stderr
    assert not (data / "postgres").exists()


def test_a_superuser_may_not_serve_the_site(cluster: Cluster, data: Path) -> None:
    url = cluster.url("app").replace("smallplaces_app@", "postgres@")
    done = smallplaces(data, "run", "--port", str(free_port()), DATABASE_URL=url)
    assert done.returncode == 1
    assert "row-level security does not bind" in done.stderr


def test_the_owner_of_the_tables_may_not_serve_the_site(cluster: Cluster, data: Path) -> None:
    url = cluster.url("owner")
    done = smallplaces(data, "run", "--port", str(free_port()), DATABASE_URL=url)
    assert done.returncode == 1
    assert "or the owner of the tables" in done.stderr


def test_a_database_that_does_not_answer_is_explained(data: Path) -> None:
    url = "postgresql://someone@/smallplaces?host=/nowhere"
    done = smallplaces(data, "run", "--port", str(free_port()), DATABASE_URL=url)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The database does not answer")
    assert "Traceback" not in done.stderr


def test_a_database_of_your_own_is_used_when_you_name_it(cluster: Cluster, data: Path) -> None:
    urls = {"DATABASE_URL": cluster.url("app"), "DATABASE_OWNER_URL": cluster.url("owner")}
    with place(data, **urls) as here:
        assert here.page() == "smallplaces_app"
    assert not (data / "postgres").exists()


def test_two_first_starts_at_once_get_the_place_ready_once(data: Path) -> None:
    with place(data) as one, place(data) as other:
        assert one.page() == other.page() == "smallplaces_app"
    with ThreadPoolExecutor() as pool:
        done = list(pool.map(lambda _: smallplaces(data, "migrate"), range(3)))
    assert [each.returncode for each in done] == [0, 0, 0]


@pytest.mark.parametrize("text", ["", "def build_once(): raise ValueError('no town')"])
def test_a_demonstration_that_can_not_be_built_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "broken_town.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(preparing, "DEMONSTRATION", "broken_town")
    monkeypatch.delitem(sys.modules, "broken_town", raising=False)
    preparing.build_demonstration(os.environ["DATABASE_URL"])


# The doctor


def findings(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    return {each["name"]: each["state"] for each in json.loads(done.stdout)}


def test_the_doctor_finds_the_tables_waiting_and_then_well(data: Path) -> None:
    before = smallplaces(data, "doctor", "--json")
    assert findings(before)["Tables"] == "wrong"
    assert before.returncode == 1
    smallplaces(data, "migrate")
    after = findings(smallplaces(data, "doctor", "--json"))
    well = ("Data folder", "PostgreSQL programs", "Database", "Role", "Extensions", "Tables")
    assert {name: after[name] for name in well} == dict.fromkeys(well, "well")


def test_the_doctor_says_what_to_do(data: Path) -> None:
    done = smallplaces(data, "doctor")
    assert "✗ Tables: " in done.stdout
    assert "Run `smallplaces migrate`." in done.stdout
    assert "All is well" not in done.stdout


def test_the_doctor_explains_a_version_that_nothing_here_can_open(data: Path) -> None:
    with running(data, durable=False):
        pass
    (data / "postgres" / "PG_VERSION").write_text("99\n")
    found = findings(smallplaces(data, "doctor", "--json"))
    assert found["PostgreSQL programs"] == found["Database"] == "wrong"


def test_the_doctor_goes_on_when_the_database_does_not_answer(data: Path) -> None:
    done = smallplaces(data, "doctor", "--json", DATABASE_URL="postgresql:///x?host=/nowhere")
    assert done.returncode == 1
    assert findings(done)["Database"] == "wrong"
    assert "Theme" in findings(done)


def test_the_doctor_misses_extensions_and_rights_in_a_database_of_your_own(
    cluster: Cluster, data: Path
) -> None:
    with cluster.connect("owner") as connection:
        connection.execute("CREATE DATABASE bare TEMPLATE template0")
    url = cluster.url("app").replace("smallplaces_app@/smallplaces", "postgres@/bare")
    found = findings(smallplaces(data, "doctor", "--json", DATABASE_URL=url))
    assert found["Extensions"] == found["Role"] == "wrong"


def test_the_doctor_sees_a_disk_without_room(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_space(data).state == "well"
    monkeypatch.setattr(checks, "LEAST_SPACE", 10**18)
    assert checks.check_space(data).state == "wrong"


def test_the_doctor_sees_a_file_where_the_data_folder_should_be(data: Path) -> None:
    (data / "file").write_text("")
    assert checks.check_data_folder(data / "file").state == "wrong"
    assert checks.check_data_folder(data / "new" / "folder").state == "well"


def test_attach_finds_a_running_place(data: Path) -> None:
    with place(data), attach(data).connect("app") as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("smallplaces_app",)
