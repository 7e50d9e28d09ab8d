"""Only actions write."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "smallplaces"
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "delete",
    "get_or_create",
    "update_or_create",
    "acreate",
    "aupdate",
    "adelete",
    "asave",
}
# On dictionaries, sets, hashes and forms these words mean something else.
HARMLESS_BASES = {"session", "hashlib", "digest", "context", "cleaned_data", "attrs", "values"}


def room_files() -> list[Path]:
    files = [*ROOT.glob("ground/*/**/*.py"), *ROOT.glob("systems/*/**/*.py")]
    skipped = {"migrations", "tests", "actions", "management"}
    return sorted(
        path for path in files if not skipped & set(path.parts) and path.name != "actions.py"
    )


def _is_manager(node: ast.expr) -> bool:
    """Return whether `node` looks like a manager or a queryset: something.objects…"""
    while isinstance(node, ast.Call | ast.Attribute):
        if isinstance(node, ast.Attribute):
            if node.attr == "objects":
                return True
            node = node.value
        else:
            node = node.func
    return False


@pytest.mark.parametrize("path", room_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_only_actions_write(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        writes = node.func.attr in WRITES and _is_manager(node.func.value)
        saves = node.func.attr == "save" and not node.args and not _is_manager(node.func.value)
        wrong = writes or saves
        assert not wrong, (
            f"{path.relative_to(ROOT)}:{node.lineno} writes with .{node.func.attr}(). "
            "Put it in an action, which locks, checks, writes and records."
        )
