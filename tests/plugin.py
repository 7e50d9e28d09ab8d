"""Give the tests a PostgreSQL of their own, before Django reads its settings.

pyproject.toml loads this with `-p tests.plugin`, which comes earlier than any conftest.py and
than pytest-django. With pytest-xdist only the controller starts one: its workers inherit
DATABASE_URL. Set DATABASE_URL yourself to test against another PostgreSQL.
"""

import os
import shutil
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from smallplaces.site.postgres import Cluster, running

THROW_AWAY = pytest.StashKey[tuple[Path, "AbstractContextManager[Cluster] | None"]]()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Set SMALLPLACES_MODE, SMALLPLACES_DATA and DATABASE_URL for the whole run."""
    if os.environ.get("PYTEST_XDIST_WORKER"):
        return
    os.environ["SMALLPLACES_MODE"] = "test"
    data = Path(tempfile.mkdtemp(prefix="smallplaces-tests-"))
    data.chmod(0o711)  # PostgreSQL does not run as root: its own user must get through
    (data / "static").mkdir()  # where styles would be collected
    os.environ["SMALLPLACES_DATA"] = str(data)
    database: AbstractContextManager[Cluster] | None = None
    if not os.environ.get("DATABASE_URL"):
        database = running(data, durable=False)
        os.environ["DATABASE_URL"] = database.__enter__().url("owner")
    early_config.stash[THROW_AWAY] = data, database


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Let templates remember their lines while coverage is measured, which asks for them."""
    if os.environ.get("COVERAGE_RUN"):
        from django.conf import settings

        settings.TEMPLATES[0]["OPTIONS"] |= {"debug": True}  # type: ignore[operator]


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the database and throw it away."""
    data, database = config.stash.get(THROW_AWAY, (None, None))
    if database:
        database.__exit__(None, None, None)
    if data:
        shutil.rmtree(data)
