"""A place is lost in several ways, and comes back from its backups."""

import gzip
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from smallplaces.site.postgres import DatabaseTrouble, running
from smallplaces.site.postgres.account import my_account
from smallplaces.site.postgres.archive import archive_of, archiving, segments_in
from smallplaces.site.postgres.backup import (
    copy_backup,
    forget_old,
    make_backup,
    one_at_a_time,
    programs_for,
    read_manifest,
    verify,
    wait_for_archive,
)
from smallplaces.site.postgres.home import Home
from smallplaces.site.postgres.recovery import best_backup, restore
from smallplaces.site.postgres.soundness import find_damage

from .saying import backups, now, words, write


def test_a_bad_delete_is_undone_to_the_moment_before(data: Path, other: Path) -> None:
    with running(data) as cluster:
        (data / "uploads").mkdir()
        (data / "uploads" / "picture").write_bytes(b"\x89PNG")
        write(cluster, "before the backup")
        made = make_backup(cluster, data, at=datetime.now(UTC))
        write(cluster, "since the backup")
        moment = now(cluster)
        with cluster.connect("owner") as connection:
            connection.execute("DELETE FROM said")
        wait_for_archive(cluster.home)
    restore(made, [made.parents[1] / "wal"], other / "back", until=moment)
    with running(other / "back") as cluster:
        assert words(cluster) == ["before the backup", "since the backup"]
        assert find_damage(cluster.home) == []
    assert (other / "back" / "uploads" / "picture").read_bytes() == b"\x89PNG"
    restore(made, [made.parents[1] / "wal"], other / "last")
    with running(other / "last") as cluster:
        assert words(cluster) == []


def test_a_place_that_came_back_can_be_lost_and_come_back_again(data: Path, other: Path) -> None:
    with running(data) as cluster:
        write(cluster, "first life")
        made = make_backup(cluster, data, at=datetime.now(UTC))
    archives = [archive_of(cluster.home)]
    for life in ("second life", "third life"):
        restore(made, archives, other / life)
        with running(other / life) as cluster:
            write(cluster, life)
            again = make_backup(cluster, other / life, at=datetime.now(UTC))
            assert list(segments_in(archive_of(cluster.home)))
        made, archives = again, [archive_of(cluster.home)]
    restore(made, archives, other / "last")
    with running(other / "last") as cluster:
        assert words(cluster) == ["first life", "second life", "third life"]


def test_nobody_else_may_read_a_backup(data: Path) -> None:
    with running(data) as cluster:
        made = make_backup(cluster, data, at=datetime.now(UTC))
    for path in (*made.parents[1].rglob("*"), made.parents[1]):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_secrets_are_named_and_not_copied(data: Path) -> None:
    (data / "secret_key").write_text("never in a backup")
    with running(data) as cluster:
        made = make_backup(cluster, data, at=datetime.now(UTC))
    assert read_manifest(made).secrets_kept_apart == ["secret_key"]
    assert not any(path.name == "secret_key" for path in made.rglob("*"))


def test_a_damaged_backup_is_not_restored(data: Path, other: Path) -> None:
    with running(data) as cluster:
        write(cluster, "here")
        made = make_backup(cluster, data, at=datetime.now(UTC))
        binaries, _ = programs_for(cluster.home)
    verify(made, binaries)
    victim = made / "database" / "global" / "pg_control"
    as_it_was = victim.read_bytes()
    victim.write_bytes(as_it_was[:-1] + bytes([as_it_was[-1] ^ 1]))
    with pytest.raises(DatabaseTrouble, match="not as it was written"):
        restore(made, [], other / "back")
    assert not list((other / "back").iterdir() if (other / "back").exists() else [])
    victim.write_bytes(as_it_was)
    (made / "uploads" / "strange").write_text("x")
    with pytest.raises(DatabaseTrouble, match="was not put there"):
        verify(made, binaries)
    (made / "uploads" / "strange").unlink()
    victim.unlink()
    with pytest.raises(DatabaseTrouble, match="damaged"):
        verify(made, binaries)


def test_two_backups_at_once_do_not_clear_each_other_away(data: Path) -> None:
    with running(data) as cluster:
        first = make_backup(cluster, data, at=datetime.now(UTC) - timedelta(days=1))
        _, account = programs_for(cluster.home)
        with (
            one_at_a_time(cluster.home, backups(data), account),
            pytest.raises(DatabaseTrouble, match="Another backup is being made"),
        ):
            make_backup(cluster, data, at=datetime.now(UTC))
        second = make_backup(cluster, data, at=datetime.now(UTC))
    assert sorted(each.name for each in (first, second)) == sorted(
        each.name for each in (backups(data) / "base").iterdir()
    )


def test_a_place_is_never_restored_over_another(data: Path) -> None:
    with running(data) as cluster:
        write(cluster, "alive")
        made = make_backup(cluster, data, at=datetime.now(UTC))
        with pytest.raises(DatabaseTrouble, match="is not empty"):
            restore(made, [], data)
        assert words(cluster) == ["alive"]


def test_a_moment_that_never_came_or_was_before_is_explained(data: Path, other: Path) -> None:
    with running(data) as cluster:
        before = datetime.now(UTC) - timedelta(seconds=2)
        made = make_backup(cluster, data, at=datetime.now(UTC))
    with pytest.raises(DatabaseTrouble, match="Nothing was kept that is later than"):
        restore(made, [], other / "back", until=datetime.now(UTC) + timedelta(days=1))
    assert list((other / "back").iterdir()) == []
    with pytest.raises(DatabaseTrouble, match="made later than the moment"):
        restore(made, [], other / "back", until=before)
    with pytest.raises(DatabaseTrouble, match="There is no backup from before"):
        best_backup(backups(data), before)


def test_old_backups_go_and_the_newest_stays(data: Path, other: Path) -> None:
    at = datetime.now(UTC)
    with running(data) as cluster:
        old = make_backup(cluster, data, at=at - timedelta(days=20))
        first = {file.name for file in segments_in(backups(data) / "wal")}
        new = make_backup(cluster, data, at=at)
        write(cluster, "kept")
        wait_for_archive(cluster.home)
    assert forget_old(backups(data), days=14, at=at) == [old]
    assert not old.exists()
    assert not first & {file.name for file in segments_in(backups(data) / "wal")}
    assert forget_old(backups(data), days=1, at=at + timedelta(days=90)) == []
    restore(new, [backups(data) / "wal"], other / "back")
    with running(other / "back") as cluster:
        assert words(cluster) == ["kept"]


def test_a_copy_elsewhere_stands_alone(data: Path, other: Path) -> None:
    with running(data) as cluster:
        write(cluster, "carried away")
        made = make_backup(cluster, data, at=datetime.now(UTC))
        for _ in range(2):
            copy_backup(backups(data), made, other / "disk")
    copy = best_backup(other / "disk", None)
    restore(copy, [other / "disk" / "wal"], other / "back")
    with running(other / "back") as cluster:
        assert words(cluster) == ["carried away"]


# The archive


def archive(folder: Path, name: str, content: bytes) -> subprocess.CompletedProcess[bytes]:
    home = Home(folder)
    archiving(home, my_account())
    segment = folder / "segment"
    segment.write_bytes(content)
    command: list[str | Path] = ["/bin/sh", folder / "archiver.sh", segment, name]
    return subprocess.run(command, check=False, capture_output=True)


def test_the_archive_is_kept_from_the_first_backup_on(tmp_path: Path) -> None:
    assert archive(tmp_path, "0" * 24, b"one").returncode == 0
    assert not archive_of(Home(tmp_path)).exists()
    archive_of(Home(tmp_path)).mkdir(parents=True)
    assert archive(tmp_path, "0" * 24, b"one").returncode == 0
    (kept,) = archive_of(Home(tmp_path)).iterdir()
    assert gzip.decompress(kept.read_bytes()) == b"one"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_the_archive_is_at_most_a_minute_behind(data: Path) -> None:
    with running(data) as cluster, cluster.connect("owner") as connection:
        for setting, value in (("archive_mode", "on"), ("archive_timeout", "1min")):
            assert connection.execute(f"SHOW {setting}".encode()).fetchone() == (value,)


def test_nothing_in_the_archive_is_ever_replaced(tmp_path: Path) -> None:
    archive_of(Home(tmp_path)).mkdir(parents=True)
    name = "0" * 24
    for content, code in ((b"one", 0), (b"one", 0), (b"two", 1)):
        assert archive(tmp_path, name, content).returncode == code
    (kept,) = archive_of(Home(tmp_path)).iterdir()
    assert gzip.decompress(kept.read_bytes()) == b"one"


@pytest.mark.parametrize("name", ["it's 100% here", 'two "words"', "$(touch oops) `x`"])
def test_the_archive_may_lie_in_a_folder_with_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    archive_of(Home(folder)).mkdir(parents=True)
    assert archive(folder, "0" * 24, b"one").returncode == 0
    assert len(list(archive_of(Home(folder)).iterdir())) == 1


def test_an_archiver_that_was_killed_half_way_is_finished_by_the_next(tmp_path: Path) -> None:
    archive_of(Home(tmp_path)).mkdir(parents=True)
    name = "0" * 24
    (archive_of(Home(tmp_path)) / f".{name}.half").write_bytes(b"half a seg")
    assert archive(tmp_path, name, b"one").returncode == 0
    assert [each.name for each in archive_of(Home(tmp_path)).iterdir()] == [f"{name}.gz"]


def test_a_full_archive_stops_the_backup_with_a_sentence_and_not_the_place(data: Path) -> None:
    with running(data) as cluster:
        make_backup(cluster, data, at=datetime.now(UTC))
        folder = archive_of(cluster.home)
        folder.rename(folder.with_name("away"))
        folder.write_text("a file where the archive was")
        (data / "archiver.sh").write_text("exit 1\n")
        with pytest.raises(DatabaseTrouble):
            wait_for_archive(cluster.home, seconds=1)
        write(cluster, "life goes on")
        assert words(cluster) == ["life goes on"]
