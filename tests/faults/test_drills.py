"""`smallplaces backup`, `restore` and `drill`, and what the doctor and amcheck see."""

import json
import os
import stat
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from smallplaces.site.cli.checks import check_backups
from smallplaces.site.heads import Head, add_heads, heads_in
from smallplaces.site.postgres import running
from smallplaces.site.postgres.backup import (
    hand_over,
    make_backup,
    programs_for,
    read_manifest,
)
from smallplaces.site.postgres.soundness import find_damage

from .keeping import ROOT
from .saying import backups, write
from .test_command_line import environment, smallplaces

FILL = """
from datetime import UTC, datetime
from smallplaces.site.cli.place import django_ready
with django_ready("owner"):
    from smallplaces.site.demonstration.cast import build_cast
    build_cast(at=datetime.now(UTC))
"""


def with_cast(data: Path) -> None:
    assert smallplaces(data, "migrate", DJANGO_SETTINGS_MODULE=REAL).returncode == 0
    more = {"DJANGO_SETTINGS_MODULE": REAL, "SMALLPLACES_MODE": "demonstration"}
    subprocess.run(
        [sys.executable, "-c", FILL], cwd=ROOT, env=environment(data, **more), check=True
    )


REAL = "smallplaces.site.settings"
OURS = {"DJANGO_SETTINGS_MODULE": REAL, "SMALLPLACES_MODE": "demonstration"}


def test_the_drill_brings_everything_back_within_a_minute(data: Path, other: Path) -> None:
    with_cast(data)
    assert smallplaces(data, "rounds", **OURS).returncode == 0
    (head,) = heads_in(data / "heads.jsonl")
    done = smallplaces(data, "backup", "--to", str(other / "disk"), **OURS)
    assert done.returncode == 0, done.stderr
    assert "Not in it: secret_key." in done.stdout
    assert "Not in it: keys.json." in done.stdout
    drill = smallplaces(data, "drill", **OURS)
    assert drill.returncode == 0, drill.stdout + drill.stderr
    assert "✓ The log is whole" in drill.stdout
    assert "✓ Every table and index" in drill.stdout
    (line,) = (backups(data) / "drills.jsonl").read_text().splitlines()
    told = json.loads(line)
    assert told["is_the_same"]
    assert told["seconds"] <= 60
    assert told["rows"] > 100
    back = other / "back"
    back.mkdir()
    for secret in ("secret_key", "keys.json"):  # kept apart, and put there by hand
        (back / secret).touch(mode=0o600)
        (back / secret).write_text((data / secret).read_text())
    done = smallplaces(back, "restore", "--from", str(other / "disk"), **OURS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "is missing" not in done.stdout
    assert heads_in(back / "heads.jsonl") == [head]
    cut_the_tail(back)
    checked = smallplaces(back, "check", "--json", **OURS)
    assert checked.returncode == 1
    broken = [each for found in json.loads(checked.stdout) for each in found["broken"]]
    assert len(broken) == 1
    assert "is not there any more" in broken[0]


def cut_the_tail(data: Path) -> None:
    """Cut the log's last lines and set its head back, so that it looks whole from inside."""
    with running(data) as cluster, cluster.connect("owner") as connection:
        connection.execute("ALTER TABLE trust_record DISABLE TRIGGER USER")
        connection.execute(
            "DELETE FROM trust_record WHERE number > (SELECT max(number) - 3 FROM trust_record)"
        )
        connection.execute("ALTER TABLE trust_record ENABLE TRIGGER USER")
        connection.execute(
            "UPDATE trust_recordhead SET (number, hash) ="
            " (SELECT number, hash FROM trust_record ORDER BY number DESC LIMIT 1)"
        )


def test_a_database_of_your_own_is_dumped_whole_and_can_be_read_back(
    data: Path, other: Path
) -> None:
    with_cast(data)
    with running(data) as cluster:
        own = OURS | {
            "DATABASE_URL": cluster.url("app"),
            "DATABASE_OWNER_URL": cluster.url("owner"),
            "SMALLPLACES_BACKUPS": str(other / "kept"),
        }
        done = smallplaces(data, "backup", **own)
        assert done.returncode == 0, done.stderr
        assert "Without an archive" in done.stdout
        (made,) = (other / "kept" / "base").iterdir()
        assert stat.S_IMODE((made / "database.dump").stat().st_mode) == 0o600
        program = programs_for(cluster.home)[0].other("pg_restore")
        assert program
        with cluster.connect("owner") as connection:
            connection.execute("CREATE DATABASE back")
        url = cluster.url("owner").replace("/smallplaces?", "/back?")
        words = ["--no-owner", "--no-comments", "--exit-on-error", "--dbname", url]
        subprocess.run([program, *words, made / "database.dump"], check=True)
        back = own | {"DATABASE_URL": url.replace("_owner@", "_app@"), "DATABASE_OWNER_URL": url}
        checked = smallplaces(data, "check", **back)
        assert checked.returncode == 0, checked.stdout + checked.stderr
        question = "SELECT count(*), max(number), (SELECT count(*) FROM trust_sight) FROM {}"
        with cluster.connect("owner") as here, psycopg.connect(url) as there:
            counts = [
                each.execute(question.format("trust_record").encode()).fetchone()
                for each in (here, there)
            ]
        assert counts[0] == counts[1]
        assert counts[0]
        assert counts[0][0] == (read_manifest(made).head_number or 0) > 0


def test_an_own_database_that_does_not_answer_leaves_no_half_backup(data: Path) -> None:
    done = smallplaces(data, "backup", DATABASE_URL="postgresql:///x?host=/nowhere")
    assert done.returncode == 1
    assert done.stderr.startswith("Error: The database does not answer")
    assert list((data / "backups" / "base").iterdir()) == []


@pytest.mark.parametrize("command", ["restore", "drill"])
def test_a_database_of_your_own_is_left_to_your_own_tools(data: Path, command: str) -> None:
    done = smallplaces(data, command, DATABASE_URL="postgresql:///somewhere")
    assert done.returncode == 1
    assert "docs/how-to/deploy.md" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_drill_without_a_backup_says_so(data: Path) -> None:
    done = smallplaces(data, "drill")
    assert done.returncode == 1
    assert "There is no backup" in done.stderr


def test_the_doctor_advises_a_backup_and_sees_an_archive_that_stands_still(data: Path) -> None:
    with running(data) as cluster:
        at = datetime.now(UTC)
        assert check_backups(cluster.home, at).state == "advice"
        make_backup(cluster, data, at=at)
        assert check_backups(cluster.home, at).state == "well"
        old = check_backups(cluster.home, at + timedelta(days=3))
        assert old.state == "advice"
        assert "3 days old" in old.says
        (data / "archiver.sh").write_text("exit 1\n")
        write(cluster, "not kept")
        hand_over(cluster.home)
        deadline = time.monotonic() + 30
        while (found := check_backups(cluster.home, at)).state != "wrong":
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert "does not reach the archive" in found.says


def test_damage_in_an_index_is_found(data: Path) -> None:
    with running(data) as cluster:
        with cluster.connect("owner") as connection:
            connection.execute("CREATE TABLE said (word text)")
            connection.execute("INSERT INTO said SELECT 'w' || n FROM generate_series(1, 2000) n")
            connection.execute("CREATE INDEX said_by_word ON said (word)")
            row = connection.execute("SELECT pg_relation_filepath('said_by_word')").fetchone()
        assert row
        assert find_damage(cluster.home) == []
    file = data / "postgres" / row[0]
    content = bytearray(file.read_bytes())
    content[8192 * 2 - 64 : 8192 * 2 - 32] = os.urandom(32)
    file.write_bytes(content)
    with running(data) as cluster:
        damage = find_damage(cluster.home)
    assert damage is not None
    assert len(damage) == 1
    assert "said_by_word" in damage[0]


def test_heads_are_joined_and_half_a_line_is_none(tmp_path: Path) -> None:
    file = tmp_path / "heads.jsonl"
    one = Head("2026-11-01T09:00:00+00:00", 3, "aa")
    two = Head("2026-11-02T09:00:00+00:00", 5, "bb")
    add_heads(file, [two])
    add_heads(file, [one, two])
    assert heads_in(file) == [one, two]
    with file.open("a") as writing:
        writing.write('{"at": "2026-11-03T')
    assert heads_in(file) == [one, two]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
