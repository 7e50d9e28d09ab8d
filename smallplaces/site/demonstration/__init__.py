"""The demonstration place: an invented town in which a stranger can click around."""

from .once import build, build_once

__all__ = ["build", "build_once"]
