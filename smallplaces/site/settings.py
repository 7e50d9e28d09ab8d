"""How this place is set up. Everything that differs between places comes from the environment.

`SMALLPLACES_DATA`      folder of the embedded database, uploads and secrets (default `./data`)
`DATABASE_URL`          any PostgreSQL 15 or newer instead of the embedded one
`SMALLPLACES_MODE`      `demonstration` (default), `production` or `test`
`SMALLPLACES_HOSTS`     names this place answers to, with commas
`SMALLPLACES_SECRET`    the secret key; must be given in production, else kept in the data folder
`SMALLPLACES_KEYS`      the key ring's file; must be given in production (keep-the-keys.md)
`SMALLPLACES_NAME`      what this place is called at the top of every page
`SMALLPLACES_ADDRESS`   where people reach this place, for links in letters
`SMALLPLACES_NEUTRAL`   the everyday website that "Leave quickly" goes to
`SMALLPLACES_TRUSTED_PROXIES`  how many proxies of yours stand in front (default 0)
`SMALLPLACES_OUTSIDE`   file with sign-ins of others to offer (docs/how-to/deploy.md)
`SMALLPLACES_EMAIL_…`   how letters are sent: _BACKEND, _HOST, _TLS, _PORT, _USER, _PASSWORD
`SMALLPLACES_BACKUPS`   folder of the backups (default: in the data folder)
"""

import json
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from smallplaces.foundation.keyring import RingTrouble, can_be_read_by_others, read_ring
from smallplaces.site.logs import logging_settings
from smallplaces.site.production import check_is_safe

SITE_DIR = Path(__file__).resolve().parent
DATA_DIR = Path(os.environ.get("SMALLPLACES_DATA", "data")).resolve()

MODE = os.environ.get("SMALLPLACES_MODE", "demonstration")
if MODE not in {"demonstration", "production", "test"}:
    raise ImproperlyConfigured(
        f"SMALLPLACES_MODE is {MODE!r}. It can be demonstration, production or test."
    )
IS_DEMONSTRATION = MODE == "demonstration"
IS_PRODUCTION = MODE == "production"
DEBUG = False


def kept_secret(name: str) -> str:
    """Return the secret kept in the data folder under `name`, made on first use, for us only."""
    path = DATA_DIR / name
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        value = secrets.token_urlsafe(48)
        file.write(value)
    return value


def whole_number(name: str, default: int) -> int:
    """Return the whole number that the environment has under `name`."""
    text = os.environ.get(name, str(default))
    if not (text.isascii() and text.isdecimal()):
        raise ImproperlyConfigured(f"{name} is {text!r}. It must be a whole number.")
    return int(text)


def database_from(url: str) -> dict[str, object]:
    """Return Django's database settings for a `postgresql://` URL.

    `?host=/folder` names a folder with a unix socket, as libpq understands it.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            "DATABASE_URL must start with postgresql:// (see docs/decisions)."
        )
    query = dict(parse_qsl(parts.query))
    options: dict[str, object] = {
        "connect_timeout": 3,
        "tcp_user_timeout": 4000,
        "options": "-c statement_timeout=8000 -c lock_timeout=4000"
        " -c idle_in_transaction_session_timeout=15000"
        # Search takes the first so many of a broad word: let them be the same first each time.
        " -c synchronize_seqscans=off",
    }
    host = query.pop("host", parts.hostname or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "smallplaces",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**options, **query},
    }


ISSUER_MUST_SAY = {"slug", "name", "issuer", "client_id"}
ISSUER_MAY_SAY = {"secret", "key_file", "scope", "algorithm", "extra"}


def outside_issuers(path: str) -> list[dict[str, Any]]:
    """Return the issuers of OpenID Connect in the JSON file at `path`; none for an empty path.

    Raises ImproperlyConfigured when one lacks something, says something unknown, has neither a
    secret nor a key, or, in production, is not reached by HTTPS.
    """
    found: list[dict[str, Any]] = []
    for one in json.loads(Path(path).read_text()) if path else []:
        wrong = (ISSUER_MUST_SAY - set(one)) | (set(one) - ISSUER_MUST_SAY - ISSUER_MAY_SAY)
        if wrong or not (one.get("secret") or one.get("key_file")):
            raise ImproperlyConfigured(
                f"SMALLPLACES_OUTSIDE: look at {sorted(wrong) or 'secret or key_file'}."
            )
        if IS_PRODUCTION and not str(one["issuer"]).startswith("https://"):
            raise ImproperlyConfigured("SMALLPLACES_OUTSIDE: an issuer must begin with https://.")
        scope, extra = tuple(one.get("scope", ["openid"])), tuple(one.get("extra", {}).items())
        found.append({**one, "scope": scope, "extra": extra})
    return found


def check_key_ring(given: str) -> None:
    """Raise ImproperlyConfigured unless the file `given` holds keys that only we can read."""
    path = Path(given)
    if not given or not path.is_file():
        raise ImproperlyConfigured(
            "Name the key ring in SMALLPLACES_KEYS. `smallplaces new-keys` makes one."
        )
    if can_be_read_by_others(path):
        raise ImproperlyConfigured(f"Anyone here can read the keys: chmod 600 {path}.")
    try:
        read_ring(path)
    except RingTrouble as trouble:
        raise ImproperlyConfigured(str(trouble)) from trouble


if IS_PRODUCTION:
    SECRET_KEY = os.environ.get("SMALLPLACES_SECRET", "")
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
        raise ImproperlyConfigured(
            "Set SMALLPLACES_SECRET to a long random text: at least 50 letters and digits."
        )
else:
    SECRET_KEY = os.environ.get("SMALLPLACES_SECRET") or kept_secret("secret_key")

KEY_RING = Path(os.environ.get("SMALLPLACES_KEYS") or DATA_DIR / "keys.json").resolve()
if IS_PRODUCTION:
    check_key_ring(os.environ.get("SMALLPLACES_KEYS", ""))

PLACE_NAME = os.environ.get("SMALLPLACES_NAME", "Small Places")
SITE_ADDRESS = os.environ.get(
    "SMALLPLACES_ADDRESS", f"http://localhost:{os.environ.get('PORT', '8000')}"
).rstrip("/")
NEUTRAL_SITE = os.environ.get("SMALLPLACES_NEUTRAL", "https://www.bbc.co.uk/weather")

THIS_MACHINE = ("localhost", "127.0.0.1", "[::1]")
HOSTS = os.environ.get("SMALLPLACES_HOSTS", ",".join(THIS_MACHINE))
ALLOWED_HOSTS = [host.strip() for host in HOSTS.split(",") if host.strip()]
if IS_PRODUCTION and ("*" in ALLOWED_HOSTS or set(ALLOWED_HOSTS) <= set(THIS_MACHINE)):
    raise ImproperlyConfigured(
        "Set SMALLPLACES_HOSTS to the names this place answers to, such as place.example.org."
    )
# The `smallplaces` command starts the embedded database and sets DATABASE_URL for its children.
DATABASES = {
    "default": database_from(os.environ.get("DATABASE_URL", "postgresql:///smallplaces")),
}
# Tests own the tables, and step down for each request to what the site's own role may.
ROLE_OF_REQUESTS = "smallplaces_app" if MODE == "test" else ""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.Account"

PLINTH = ["places", "people", "keys", "circles", "trust", "listings"]
GROUND = ["offers", "voices"]
SYSTEMS = ["local_market", "good_life", "breaks", "leaving"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    # Its protocols, behind our own pages (docs/decisions/0020).
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "template_partials",
    *(f"smallplaces.ground.{room}" for room in PLINTH + GROUND),
    *(f"smallplaces.systems.{system}" for system in SYSTEMS),
    "smallplaces.site",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "smallplaces.site.middleware.KeepPagesOutOfCaches",
    "smallplaces.site.middleware.at_the_door",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "smallplaces.site.middleware.who_is_here",
    "smallplaces.site.middleware.ShowTwiceWhoYouAre",
    "smallplaces.site.middleware.WhoseForm",
    "smallplaces.site.middleware.TheDoor",
    "smallplaces.site.middleware.TheKeys",
]

ROOT_URLCONF = "smallplaces.site.urls"
WSGI_APPLICATION = "smallplaces.site.wsgi.application"
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["smallplaces.site.accounts.AccountBackend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
MFA_ADAPTER = "smallplaces.site.accounts.KeysAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
OUTSIDE_ISSUERS = outside_issuers(os.environ.get("SMALLPLACES_OUTSIDE", ""))

# How many proxies of ours stand in front. None: `X-Forwarded-For` is what anyone may write there.
TRUSTED_PROXIES = whole_number("SMALLPLACES_TRUSTED_PROXIES", 0)

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_DIR / "templates"],
        "OPTIONS": {
            # Named parts around components: left to themselves, each package undoes the other.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "smallplaces.site.context.shell",
            ],
        },
    },
]
COTTON_DIR = "components"
COTTON_ISOLATE_BY_DEFAULT = True  # a component sees what it is given, not the page around it

STATIC_URL = "static/"
STATIC_ROOT = Path(os.environ.get("SMALLPLACES_STATIC", DATA_DIR / "static"))
STATICFILES_DIRS = [SITE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = DATA_DIR / "uploads"

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 31_536_000
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = IS_PRODUCTION
LOCALE_PATHS = [SITE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/London"

# Chromium sends `Origin: null` under "no-referrer", and every form post then fails.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Without JavaScript, "Leave quickly" is a form whose answer leads to the neutral site.
        "form-action": [SELF, "{0.scheme}://{0.netloc}".format(urlsplit(NEUTRAL_SITE))],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SESSION_ENGINE = "smallplaces.site.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a shared computer: until it is closed, and never longer
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "place"
if IS_PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 31_536_000
    # A place may live on a name beside others', so its promise of HTTPS is for its own name only.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

EMAIL_BACKEND = os.environ.get(
    "SMALLPLACES_EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = DATA_DIR / "letters"
EMAIL_HOST = os.environ.get("SMALLPLACES_EMAIL_HOST", "localhost")
EMAIL_TLS = os.environ.get("SMALLPLACES_EMAIL_TLS", "none")
if EMAIL_TLS not in {"none", "starttls", "tls"}:
    raise ImproperlyConfigured(
        f"SMALLPLACES_EMAIL_TLS is {EMAIL_TLS!r}. It can be starttls, tls or none."
    )
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_TLS == "starttls", EMAIL_TLS == "tls"
EMAIL_PORT = whole_number(
    "SMALLPLACES_EMAIL_PORT", {"none": 25, "starttls": 587, "tls": 465}[EMAIL_TLS]
)
EMAIL_HOST_USER = os.environ.get("SMALLPLACES_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SMALLPLACES_EMAIL_PASSWORD", "")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("SMALLPLACES_FROM", "Small Places <hello@localhost>")

LOGGING = logging_settings()
if IS_PRODUCTION:
    check_is_safe(globals(), os.environ)
