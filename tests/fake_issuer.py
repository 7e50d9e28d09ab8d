"""An issuer of OpenID Connect that the tests start on this machine. It does as it is told.

It keeps the code flow with PKCE as the standard says, and can be told to lie in one part of its
ID token. Sign in "there" with `answer(address)`, as a browser would that follows the link.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT_ID, SECRET = "small-places", "a secret between the two"

Claims = dict[str, Any]


@dataclass
class FakeIssuer:
    """The state of one issuer: its keys, the codes it gave out, and in what it lies."""

    address: str = ""
    subject: str = "someone-out-there"
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    key_name: str = "key-1"
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    change: Callable[[Claims], Claims] = field(default=lambda claims: claims)
    sign: Callable[["FakeIssuer", Claims], str] | None = None
    discovery: Claims = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)

    def answer(self, address: str, *, error: str = "") -> str:
        """Return the path to which someone who followed `address` and signed in is sent back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        self.asked.append(asked)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        back = urlsplit(asked["redirect_uri"])
        code = secrets.token_urlsafe(12)
        self.codes[code] = asked
        said = {"error": error} if error else {"code": code}
        return f"{back.path}?{urlencode({**said, 'state': asked['state']})}"

    def about_itself(self) -> Claims:
        """Return the discovery document."""
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            **self.discovery,
        }

    def keys(self) -> Claims:
        """Return the public keys."""
        public = json.loads(RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "key-1", "alg": "RS256", "use": "sig"}]}

    def token(self, said: dict[str, str]) -> tuple[int, Claims]:
        """Return the answer to someone who brings a code: once, and with the right verifier."""
        asked = self.codes.pop(said.get("code", ""), None)
        hashed = hashlib.sha256(said.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"] or not self._knows(said):
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        claims = {
            "iss": self.address,
            "sub": self.subject,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
            "email": "amina@example.org",
            "email_verified": True,
        }
        claims = self.change(claims)
        headers = {"kid": self.key_name}
        plain = jwt.encode(claims, self.key, algorithm="RS256", headers=headers)
        signed = self.sign(self, claims) if self.sign else plain
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": signed}

    def _knows(self, said: dict[str, str]) -> bool:
        """Return whether it is our place that asks: by secret, or by a signature of its key."""
        if said.get("client_secret") == SECRET:
            return True
        assertion = said.get("client_assertion", "")
        if not assertion:
            return False
        jwt.decode(
            assertion,
            self.key.public_key(),
            algorithms=["RS512"],
            audience=f"{self.address}/token",
            issuer=CLIENT_ID,
        )
        return True


@contextmanager
def running_issuer() -> Iterator[FakeIssuer]:
    """Give an issuer that answers on 127.0.0.1 until the end of the block."""
    issuer = FakeIssuer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages = {"/.well-known/openid-configuration": issuer.about_itself, "/keys": issuer.keys}
            page = pages.get(self.path)
            self._say(200 if page else 404, page() if page else {})

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            said = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
            self._say(*issuer.token(said))

        def _say(self, status: int, what: Claims) -> None:
            body = json.dumps(what).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
