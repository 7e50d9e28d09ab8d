"""Asking an issuer of OpenID Connect who somebody is. The protocol is allauth's.

Allauth keeps state and PKCE and talks to the issuer. Here every answer is held to more than it
asks: the signature is always checked, the nonce must be the one of this browser, and the issuer
must be the one that was configured.
"""

import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
from allauth.socialaccount.internal import jwtkit, statekit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare

SIGNED_WITH = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"})
MUST_SAY = ("iss", "sub", "aud", "exp", "iat", "nonce")
DISCOVERY_LASTS = 600
ASSERTION_LASTS = 300
LONGEST_SUBJECT = 255


class NotVouchedFor(Exception):
    """The issuer did not say, in a way that can be believed, who this is."""


@dataclass(frozen=True)
class Issuer:
    """Someone who keeps sign-ins for others, as this place is set up to trust them."""

    slug: str
    name: str
    issuer: str
    client_id: str
    secret: str = ""
    key_file: str = ""
    scope: tuple[str, ...] = ("openid",)
    algorithm: str = "RS512"
    extra: tuple[tuple[str, str], ...] = ()


def issuers() -> list[Issuer]:
    """Return the issuers this place offers, as configured."""
    configured: list[Any] = list(settings.OUTSIDE_ISSUERS)
    return [Issuer(**one) for one in configured]


def issuer_of(address: str) -> Issuer | None:
    """Return the issuer whose own address is `address`, or None when it is offered no more."""
    return next((one for one in issuers() if one.issuer == address), None)


def issuer_called(slug: str) -> Issuer | None:
    """Return the issuer that has `slug` in our addresses, or None."""
    return next((one for one in issuers() if one.slug == slug), None)


class _Provider(OpenIDConnectProvider):  # type: ignore[misc]
    """Allauth's provider of one configured issuer, with PKCE always."""

    def __init__(self, request: HttpRequest, issuer: Issuer) -> None:
        self.issuer = issuer
        app = SocialApp(
            provider="openid_connect",
            provider_id=issuer.slug,
            name=issuer.name,
            client_id=issuer.client_id,
            secret=issuer.secret,
            settings={
                "server_url": issuer.issuer.rstrip("/"),
                "oauth_pkce_enabled": True,
                "scope": list(issuer.scope),
                "auth_params": dict(issuer.extra),
            },
        )
        super().__init__(request, app=app)

    def get_oauth2_adapter(self, request: HttpRequest) -> "_Adapter":
        return _Adapter(request, self)


class _Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Allauth's client of one configured issuer."""

    def __init__(self, request: HttpRequest, provider: _Provider) -> None:
        super().__init__(request, provider.issuer.slug)
        self._provider = provider

    def get_provider(self) -> _Provider:
        return self._provider

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return request.build_absolute_uri(reverse("come_back", args=[self.provider_id]))

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the issuer says of itself. Raises NotVouchedFor if it names another."""
        key = f"keys.discovery:{self._provider.issuer.issuer}"
        said: dict[str, Any] | None = cache.get(key)
        if said is None:
            said = dict(super().openid_config)
            cache.set(key, said, DISCOVERY_LASTS)
        if said.get("issuer") != self._provider.issuer.issuer:
            raise NotVouchedFor("It names another issuer.")
        return said


def way_out(request: HttpRequest, issuer: Issuer) -> str:
    """Return the address at which `issuer` asks who somebody is, and brings them back here.

    State, nonce and the PKCE verifier stay in the session. Raises NotVouchedFor.
    """
    nonce = secrets.token_urlsafe(24)
    provider = _Provider(request, issuer)
    params = {**provider.get_auth_params(), "nonce": nonce}
    try:
        response = provider.redirect(request, "login", auth_params=params, nonce=nonce)
    except Exception as wrong:  # it cannot be reached, or says nothing of use
        raise NotVouchedFor from wrong
    return str(response["Location"])


def who_came_back(request: HttpRequest, issuer: Issuer) -> str:
    """Return by what name `issuer` knows whoever came back: the `sub` of its ID token.

    Raises NotVouchedFor, whatever is wrong: the state, the code, or any part of the token.
    """
    state_id = request.GET.get("state", "")
    state = statekit.unstash_state(request, provider_id=issuer.slug, state_id=state_id)
    if state is None or "code" not in request.GET:
        raise NotVouchedFor("Nobody was sent there from this browser.")
    if request.GET.get("iss", issuer.issuer) != issuer.issuer:  # RFC 9207
        raise NotVouchedFor("Another issuer sent them.")
    try:
        token = _id_token(request, issuer, str(state["pkce_code_verifier"]))
        return _subject_in(request, token, issuer, str(state["nonce"]))
    except NotVouchedFor:
        raise
    except Exception as wrong:  # whatever an issuer, or someone posing as one, sends
        raise NotVouchedFor from wrong


def _id_token(request: HttpRequest, issuer: Issuer, verifier: str) -> str:
    """Return the ID token for the code that came back."""
    adapter = _Provider(request, issuer).get_oauth2_adapter(request)
    client = adapter.get_client(request, adapter.get_provider().app)
    proof = _client_assertion(issuer, adapter.access_token_url) if issuer.key_file else None
    said = client.get_access_token(
        request.GET["code"], pkce_code_verifier=verifier, extra_data=proof
    )
    return str(said["id_token"])


def _client_assertion(issuer: Issuer, audience: str) -> dict[str, str]:
    """Return how this place shows who it is to issuers that want a signature, as NHS login does.

    `private_key_jwt` of OpenID Connect Core 1.0, section 9.
    """
    now = int(time.time())
    claims = {
        "iss": issuer.client_id,
        "sub": issuer.client_id,
        "aud": audience,
        "jti": secrets.token_urlsafe(24),
        "iat": now,
        "exp": now + ASSERTION_LASTS,
    }
    key = Path(issuer.key_file).read_text()
    return {
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "client_assertion": jwt.encode(claims, key, algorithm=issuer.algorithm),
    }


def _subject_in(request: HttpRequest, token: str, issuer: Issuer, nonce: str) -> str:
    """Return the `sub` of `token`, once everything else in it is right."""
    if jwt.get_unverified_header(token).get("alg") not in SIGNED_WITH:
        raise NotVouchedFor("It is not signed as it should be.")
    adapter = _Provider(request, issuer).get_oauth2_adapter(request)
    claims = jwtkit.verify_and_decode(
        credential=token,
        keys_url=adapter.openid_config["jwks_uri"],
        issuer=issuer.issuer,
        audience=issuer.client_id,
        lookup_kid=jwtkit.lookup_kid_jwk,
        verify_signature=True,
    )
    if any(not claims.get(name) for name in MUST_SAY):
        raise NotVouchedFor("Something is missing.")
    if not constant_time_compare(str(claims["nonce"]), nonce):
        raise NotVouchedFor("It is the answer to another question.")
    if claims.get("azp", issuer.client_id) != issuer.client_id:
        raise NotVouchedFor("It was given to someone else.")
    subject = str(claims["sub"])
    if len(subject) > LONGEST_SUBJECT:
        raise NotVouchedFor("The name is too long.")
    return subject
