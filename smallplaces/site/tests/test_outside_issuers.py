"""The file that names the sign-ins of others a place offers."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from smallplaces.site.settings import outside_issuers


@pytest.mark.parametrize(
    "said",
    [
        '[{"slug": "x"}]',
        '[{"slug": "x", "name": "X", "issuer": "https://x", "client_id": "x"}]',
        '[{"slug": "x", "name": "X", "issuer": "https://x", "client_id": "x", "sekret": "x"}]',
    ],
)
def test_a_place_that_is_set_up_wrong_does_not_start(tmp_path: Path, said: str) -> None:
    path = tmp_path / "outside.json"
    path.write_text(said)
    with pytest.raises(ImproperlyConfigured, match="SMALLPLACES_OUTSIDE"):
        outside_issuers(str(path))


def test_in_production_an_issuer_is_reached_by_https(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smallplaces.site.settings.IS_PRODUCTION", True)
    path = tmp_path / "outside.json"
    path.write_text(
        '[{"slug": "x", "name": "X", "issuer": "http://x", "client_id": "x", "secret": "x"}]'
    )
    with pytest.raises(ImproperlyConfigured, match="https://"):
        outside_issuers(str(path))
    assert outside_issuers("") == []
