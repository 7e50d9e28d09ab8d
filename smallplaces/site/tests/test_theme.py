"""Building the look: nothing twice, nothing official, no registry named."""

import json
from pathlib import Path

import polib
import pytest

from smallplaces.site.theme import __main__ as theme


def test_building_again_changes_nothing() -> None:
    assert theme.main() == 0
    stamps = [(file, file.stat().st_mtime_ns) for file in sorted(theme.BUILT.rglob("*"))]
    assert theme.main() == 0
    assert stamps == [(file, file.stat().st_mtime_ns) for file in sorted(theme.BUILT.rglob("*"))]


def test_what_is_built_is_what_pages_ask_for() -> None:
    theme.main()
    faces = {file.name for file in (theme.BUILT / "fonts").glob("*.woff2")}
    style = (theme.BUILT / "theme.css").read_text()
    assert len(faces) == 2
    assert all(f"fonts/{face}" in style for face in faces)
    assert (theme.BUILT / "main.js").stat().st_size > 0


def test_the_style_has_nothing_official_in_it() -> None:
    theme.main()
    style = (theme.BUILT / "theme.css").read_text()
    assert "GDS Transport" not in style
    assert "crown" not in style.lower()
    assert "assets/" not in style


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((theme.THEME / "package-lock.json").read_text())
    for name, package in lock["packages"].items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name


def test_a_change_in_any_source_is_noticed(tmp_path: Path) -> None:
    source = tmp_path / "a.scss"
    source.write_text("a")
    before = theme.fingerprint([source])
    source.write_text("b")
    assert theme.fingerprint([source]) != before


def test_a_node_that_does_not_run_has_no_version(tmp_path: Path) -> None:
    assert theme.node_version(str(tmp_path / "node")) == (0,)


def test_without_any_node_the_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(theme, "node_of_the_machine", lambda: None)
    monkeypatch.setattr(theme, "node_of_the_wheel", lambda: None)
    with pytest.raises(theme.NoNode, match="Install Node"):
        theme.find_node()


@pytest.mark.parametrize("language", ["cy", "en_GB"])
def test_a_catalogue_has_no_word_twice_and_compiles(language: str, tmp_path: Path) -> None:
    source = theme.SITE / "locale" / language / "LC_MESSAGES" / "django.po"
    copy = tmp_path / "django.po"
    copy.write_text(source.read_text())
    theme.compile_catalogue(copy)
    entries = polib.mofile(str(copy.with_suffix(".mo")))
    assert len(entries) == len(polib.pofile(str(source)))
