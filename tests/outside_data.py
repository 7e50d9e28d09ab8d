"""Data nobody in the project made. It is not part of the project: without it, tests skip."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[1].parent / "shared" / "data"


def outside_data(*parts: str) -> Path:
    """Return the path of outside data, from SMALLPLACES_SHARED_DATA or beside the repository."""
    path = Path(os.environ.get("SMALLPLACES_SHARED_DATA", BESIDE)).joinpath(*parts)
    if not path.exists():
        pytest.skip(f"The outside data “{'/'.join(parts)}” is not on this machine.")
    return path
