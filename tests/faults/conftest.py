"""What the tests of faults share."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from smallplaces.site.postgres import Cluster, running


@pytest.fixture
def data() -> Iterator[Path]:
    """Return an empty data folder that every user of the machine may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="smallplaces-faults-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Return a database that no test of the module may spoil."""
    folder = Path(tempfile.mkdtemp(prefix="smallplaces-faults-"))
    folder.chmod(0o711)
    with running(folder, durable=False) as cluster:
        yield cluster
    shutil.rmtree(folder)


@pytest.fixture
def as_root() -> None:
    """Skip the test unless root runs it."""
    if os.geteuid() != 0:
        pytest.skip("Only root can try what happens when root starts the place.")


@pytest.fixture
def other() -> Iterator[Path]:
    """Return where a second place may be made."""
    with tempfile.TemporaryDirectory(prefix="smallplaces-faults-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)
