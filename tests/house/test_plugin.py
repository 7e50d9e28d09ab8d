"""The tests themselves: they need nothing but Python's packages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
ASKS = """
import os
from django.conf import settings
from django.db import connection

def test_where_we_are(django_db_blocker):
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_postmaster_start_time()::text")
            (since,) = cursor.fetchone()
    words = [settings.MODE, settings.DATA_DIR, connection.settings_dict["HOST"], since]
    with open(os.environ["ASKED"], "a") as answers:
        print(*words, sep="|", file=answers)
"""


def test_settings_were_read_after_the_plugin_had_set_the_environment() -> None:
    assert settings.MODE == "test"
    assert str(settings.DATA_DIR) == os.environ["SMALLPLACES_DATA"]


@pytest.mark.django_db
def test_a_test_database_has_the_extensions_that_migrations_rely_on() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        names = {name for (name,) in cursor.fetchall()}
    assert {"btree_gist", "citext", "pg_trgm", "unaccent"} <= names


@pytest.mark.slow
@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "two_workers"])
def test_a_run_starts_one_database_for_all_and_leaves_nothing(
    tmp_path: Path, workers: list[str]
) -> None:
    tests = [tmp_path / f"test_{number}.py" for number in range(2)]
    for test in tests:
        test.write_text(ASKS)
    answers = tmp_path / "answers"

    run_pytest([*workers, *map(str, tests)], answers)

    lines = answers.read_text().splitlines()
    assert len(lines) == 2
    assert len(set(lines)) == 1, "every worker should use the same database"
    mode, data, folder, _since = lines[0].split("|")
    assert mode == "test"
    assert folder.startswith(data)
    assert data != os.environ["SMALLPLACES_DATA"]
    assert not Path(data).exists()


def run_pytest(words: list[str], answers: Path) -> None:
    """Run pytest as someone would at the command line, from a clean environment."""
    ours = ("DATABASE_URL", "SMALLPLACES_", "PYTEST_", "DJANGO_SETTINGS_MODULE")
    environment = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    environment |= {"ASKED": str(answers), "DJANGO_SETTINGS_MODULE": "tests.bare_site"}
    command = [sys.executable, "-c", "import pytest, sys; sys.exit(pytest.main())"]
    command += ["--rootdir", str(ROOT), "-c", str(ROOT / "pyproject.toml"), *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
