"""Every lock leaves room for keys."""

import ast

import pytest

from .test_only_actions_write import ROOT

FILES = sorted(
    path
    for path in ROOT.rglob("*.py")
    if not {"migrations", "tests", "node_modules"} & set(path.parts)
    and "select_for_update" in path.read_text()
)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_lock_leaves_room_for_keys(path: object) -> None:
    """A plain FOR UPDATE stops every row that points to the locked one.

    The record of another act about the same person then waits for us at its commit, while we
    wait for the end of the log, which it holds: a deadlock.
    """
    for node in ast.walk(ast.parse(path.read_text())):  # type: ignore[attr-defined]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            locks = node.func.attr == "select_for_update"
            kind = {word.arg: ast.unparse(word.value) for word in node.keywords}
            assert not locks or kind.get("no_key") == "True", (
                f"{path}:{node.lineno}: write select_for_update(no_key=True, …)."
            )
