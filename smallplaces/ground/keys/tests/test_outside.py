"""Coming in by a sign-in of others, with an issuer on this machine that can be told to lie."""

import html
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from smallplaces.ground.keys.models import OutsideKey
from smallplaces.ground.people import actions
from smallplaces.ground.people.models import Account, Person
from tests.cast import Cast, client_of
from tests.fake_issuer import CLIENT_ID, SECRET, Claims, FakeIssuer, running_issuer
from tests.log import recorded

NAME = "Larkbridge Login"


@pytest.fixture
def issuer(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeIssuer]:
    """Start an issuer, and set this place up to trust it."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    cache.clear()
    with running_issuer() as running:
        settings.OUTSIDE_ISSUERS = [
            {
                "slug": "larkbridge",
                "name": NAME,
                "issuer": running.address,
                "client_id": CLIENT_ID,
                "secret": SECRET,
                "scope": ("openid",),
                "extra": (),
            }
        ]
        yield running
    cache.clear()


def way_out(client: Client, **more: str) -> str:
    """Return the link to the issuer on the page that explains it."""
    page = client.get(reverse("go_outside", args=["larkbridge"]), more).content.decode()
    found = re.search(r'href="(http://127\.0\.0\.1[^"]+)"', page)
    assert found, page
    return html.unescape(found[1])


def go_and_come_back(client: Client, issuer: FakeIssuer) -> Any:
    return client.get(issuer.answer(way_out(client)))


def is_in(client: Client) -> bool:
    return client.get(reverse("sharing")).status_code == 200


def join(client: Client, issuer: FakeIssuer) -> Any:
    """Join the issuer to the account of whoever is signed in, on purpose."""
    assert go_and_come_back(client, issuer).headers["Location"] == reverse("join_outside_key")
    page = client.get(reverse("join_outside_key")).content.decode()
    assert f"Join {NAME} to your account?" in page
    return client.post(reverse("join_outside_key"), follow=True)


def test_the_page_to_sign_in_offers_what_is_set_up(db: None, issuer: FakeIssuer) -> None:
    page = Client().get(reverse("sign_in")).content.decode()
    assert f"Sign in with {NAME}" in page
    assert Client().get(reverse("go_outside", args=["other"])).status_code == 404


def test_a_first_time_lets_nobody_in_although_the_address_is_known(
    cast: Cast, issuer: FakeIssuer
) -> None:
    client = Client()
    answer = go_and_come_back(client, issuer)
    assert answer.headers["Location"] == reverse("join_from_outside")
    page = client.get(reverse("join_from_outside")).content.decode()
    assert "Are you new here?" in page
    assert "amina" not in page.lower()
    assert not is_in(client)
    assert not OutsideKey.objects.exists()


def test_someone_joins_it_on_purpose_and_then_comes_in_with_it(
    cast: Cast, issuer: FakeIssuer, mailoutbox: list[EmailMessage]
) -> None:
    page = join(client_of(cast.amina), issuer)
    assert f"You can sign in with {NAME} now." in page.content.decode()
    assert mailoutbox[-1].to == ["amina@example.org"]
    assert len(recorded("keys.outside_key_joined", cast.amina)) == 1
    client = Client()
    address = issuer.answer(way_out(client, next="/my/plan/"))
    before = client.session.session_key
    assert client.get(address).headers["Location"] == reverse("come_in_from_outside")
    assert not is_in(client), "coming back alone must not open the door"
    assert client.post(reverse("come_in_from_outside")).headers["Location"] == "/my/plan/"
    assert is_in(client)
    assert client.session.session_key != before
    assert client.post(reverse("come_in_from_outside")).status_code == 404


def test_nothing_is_joined_before_yes(cast: Cast, issuer: FakeIssuer) -> None:
    client = client_of(cast.amina)
    go_and_come_back(client, issuer)
    client.get(reverse("join_outside_key"))
    assert not OutsideKey.objects.exists()


def test_someone_who_is_here_signs_in_first_and_joins_it_then(
    cast: Cast, issuer: FakeIssuer, mailoutbox: list[EmailMessage]
) -> None:
    client = Client()
    go_and_come_back(client, issuer)
    page = client.get(reverse("join_from_outside")).content.decode()
    assert f"{reverse('sign_in')}?next={reverse('join_outside_key')}" in page
    client.post(
        reverse("sign_in"), {"email": "amina@example.org", "next": reverse("join_outside_key")}
    )
    code = re.search(r"\b([A-Z0-9]{3}-[A-Z0-9]{3})\b", str(mailoutbox[0].body))
    assert code
    came = client.post(
        reverse("use_one_time_code"), {"code": code[1], "next": reverse("join_outside_key")}
    )
    assert came.headers["Location"] == reverse("join_outside_key")
    client.post(reverse("join_outside_key"))
    assert OutsideKey.objects.get().account == cast.amina.account


def test_someone_new_joins_with_a_name_of_their_own(cast: Cast, issuer: FakeIssuer) -> None:
    client = Client()
    go_and_come_back(client, issuer)
    client.post(reverse("join_from_outside"), {"name": "Nia"})
    assert is_in(client)
    account = Account.objects.get(person__name="Nia")
    assert account.email is None, "what the issuer says of someone is not taken over"
    assert OutsideKey.objects.get().account == account


def test_one_sign_in_out_there_opens_one_door_here(cast: Cast, issuer: FakeIssuer) -> None:
    join(client_of(cast.amina), issuer)
    bryn = client_of(cast.bryn)
    go_and_come_back(bryn, issuer)
    page = bryn.post(reverse("join_outside_key"), follow=True).content.decode()
    assert "opens someone else’s door already" in page
    assert OutsideKey.objects.get().account == cast.amina.account


def test_it_is_parted_again_and_opens_nothing(cast: Cast, issuer: FakeIssuer) -> None:
    amina = client_of(cast.amina)
    join(amina, issuer)
    key = OutsideKey.objects.get()
    assert client_of(cast.dev).post(reverse("end_outside_key", args=[key.code])).status_code == 404
    amina.post(reverse("end_outside_key", args=[key.code]))
    client = Client()
    assert go_and_come_back(client, issuer).headers["Location"] == reverse("join_from_outside")


def test_nobody_parts_from_their_only_way_in(cast: Cast, issuer: FakeIssuer) -> None:
    client = Client()
    go_and_come_back(client, issuer)
    client.post(reverse("join_from_outside"), {"name": "Nia"})
    key = OutsideKey.objects.get()
    page = client.post(reverse("end_outside_key", args=[key.code]))
    assert "This is your only way in." in page.content.decode()
    assert OutsideKey.objects.get().ended_at is None


def test_one_who_left_does_not_come_in(cast: Cast, issuer: FakeIssuer) -> None:
    join(client_of(cast.amina), issuer)
    actions.leave_place(person=cast.amina, by=cast.amina, at=cast.at)
    client = Client()
    assert go_and_come_back(client, issuer).headers["Location"] == reverse("join_from_outside")


# What an issuer, or someone who poses as one, may send.


def with_other_key(_: FakeIssuer, claims: Claims) -> str:
    key = rsa.generate_private_key(65537, 2048)
    return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "key-1"})


def with_unknown_key(issuer: FakeIssuer, claims: Claims) -> str:
    return jwt.encode(claims, issuer.key, algorithm="RS256", headers={"kid": "another"})


def without_naming_a_key(issuer: FakeIssuer, claims: Claims) -> str:
    return jwt.encode(claims, issuer.key, algorithm="RS256")


def unsigned(_: FakeIssuer, claims: Claims) -> str:
    return jwt.encode(claims, "", algorithm="none", headers={"kid": "key-1"})


def with_the_public_key_as_a_secret(issuer: FakeIssuer, claims: Claims) -> str:
    public = issuer.key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return jwt.encode(claims, public, algorithm="HS256", headers={"kid": "key-1"})


def no_token_at_all(_: FakeIssuer, claims: Claims) -> str:
    return "not.a.token"


def named(change: Claims) -> str:
    """Return a name that is the same in every process, whatever the clock says."""
    return " ".join(
        f"{name}={str(value)[:20] if name not in TIMES else '…'}" for name, value in change.items()
    )


TIMES = ("exp", "nbf")


@pytest.mark.parametrize(
    "change",
    [
        {"nonce": "of another browser"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another place"},
        {"aud": None},
        {"aud": [CLIENT_ID, "another place"], "azp": "another place"},
        {"exp": int(time.time()) - 60},
        {"exp": None},
        {"iat": None},
        {"nbf": int(time.time()) + 600},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
    ],
    ids=named,
)
def test_a_token_with_one_wrong_part_is_not_believed(
    cast: Cast, issuer: FakeIssuer, change: Claims
) -> None:
    join(client_of(cast.amina), issuer)
    issuer.change = lambda claims: {
        name: value for name, value in {**claims, **change}.items() if value is not None
    }
    client = Client()
    answer = go_and_come_back(client, issuer)
    assert answer.status_code == 400
    assert "did not tell us who you are" in answer.content.decode()
    assert client.post(reverse("come_in_from_outside")).status_code == 404
    assert not is_in(client)


@pytest.mark.parametrize(
    "sign",
    [
        with_other_key,
        with_unknown_key,
        without_naming_a_key,
        unsigned,
        with_the_public_key_as_a_secret,
        no_token_at_all,
    ],
)
def test_a_token_that_is_not_signed_by_the_issuer_is_not_believed(
    cast: Cast, issuer: FakeIssuer, sign: Callable[[FakeIssuer, Claims], str]
) -> None:
    join(client_of(cast.amina), issuer)
    issuer.sign = sign
    client = Client()
    assert go_and_come_back(client, issuer).status_code == 400
    assert not is_in(client)


def test_an_answer_is_good_once_and_in_the_browser_that_asked(
    cast: Cast, issuer: FakeIssuer
) -> None:
    join(client_of(cast.amina), issuer)
    client, other = Client(), Client()
    address = issuer.answer(way_out(client))
    assert other.get(address).status_code == 400, "nobody is sent into someone else's session"
    assert client.get(address).status_code == 302
    assert client.get(address).status_code == 400
    assert client.get(address.replace("state=", "state=x")).status_code == 400


def test_a_code_that_was_caught_on_the_way_is_of_no_use(cast: Cast, issuer: FakeIssuer) -> None:
    join(client_of(cast.amina), issuer)
    amina, thief = Client(), Client()
    caught = issuer.answer(way_out(amina)).partition("code=")[2].partition("&")[0]
    thief_state = issuer.answer(way_out(thief)).partition("state=")[2]
    path = reverse("come_back", args=["larkbridge"])
    assert thief.get(path, {"code": caught, "state": thief_state}).status_code == 400


def test_an_issuer_that_names_another_is_not_believed(cast: Cast, issuer: FakeIssuer) -> None:
    issuer.discovery = {"issuer": "https://evil.example"}
    page = Client().get(reverse("go_outside", args=["larkbridge"]))
    assert page.status_code == 503
    assert "That did not work" in page.content.decode()


def test_an_answer_of_another_issuer_is_not_believed(cast: Cast, issuer: FakeIssuer) -> None:
    client = Client()
    address = issuer.answer(way_out(client)) + "&iss=https%3A%2F%2Fevil.example"
    assert client.get(address).status_code == 400


def test_someone_who_changed_their_mind_out_there_reads_what_to_do(
    cast: Cast, issuer: FakeIssuer
) -> None:
    client = Client()
    page = client.get(issuer.answer(way_out(client), error="access_denied"))
    assert page.status_code == 400
    assert "Nothing has changed here." in page.content.decode()


def test_an_issuer_that_cannot_be_reached_is_said_plainly(db: None, settings: Any) -> None:
    cache.clear()
    settings.OUTSIDE_ISSUERS = [
        {
            "slug": "gone",
            "name": "Gone",
            "issuer": "http://127.0.0.1:9",
            "client_id": "x",
            "secret": "x",
        }
    ]
    assert Client().get(reverse("go_outside", args=["gone"])).status_code == 503


def test_an_issuer_that_wants_a_signature_gets_one(
    cast: Cast, issuer: FakeIssuer, settings: Any, tmp_path: Path
) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(
        issuer.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    settings.OUTSIDE_ISSUERS = [
        {**settings.OUTSIDE_ISSUERS[0], "secret": "", "key_file": str(path)}
    ]
    join(client_of(cast.amina), issuer)
    assert OutsideKey.objects.get().subject == issuer.subject


def test_state_nonce_and_verifier_are_new_each_time(db: None, issuer: FakeIssuer) -> None:
    client = Client()
    for _ in range(2):
        issuer.answer(way_out(client))
    first, second = issuer.asked
    for name in ("state", "nonce", "code_challenge"):
        assert first[name] != second[name]
        assert len(first[name]) >= 16
    assert first["scope"] == "openid", "we ask for nothing about anyone but who it is"


def test_nobody_is_added_twice_by_pressing_twice(cast: Cast, issuer: FakeIssuer) -> None:
    client = Client()
    go_and_come_back(client, issuer)
    for _ in range(2):
        client.post(reverse("join_from_outside"), {"name": "Nia"})
    assert Person.objects.filter(name="Nia").count() == 1
