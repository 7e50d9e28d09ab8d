"""Data nobody in the project made. It is not part of the project: without it, tests skip."""

import os
from pathlib import Path

import pytest

_REPOSITORY = Path(__file__).resolve().parents[4]


def outside_data(*parts: str) -> Path:
    """The path of outside data, from SMALLPLACES_SHARED_DATA or beside the repository."""
    beside = _REPOSITORY.parent / "shared" / "data"
    path = Path(os.environ.get("SMALLPLACES_SHARED_DATA", beside)).joinpath(*parts)
    if not path.exists():
        pytest.skip(f"The outside data “{'/'.join(parts)}” is not on this machine.")
    return path
