"""The smallest site there can be, as settings and as urls: for tests of the command line.

What the house puts on top of it is tested in the house.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from smallplaces.site.settings import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
]
AUTH_USER_MODEL = "auth.User"
MIDDLEWARE = [*MIDDLEWARE[:0]]  # noqa: F405 - none at all
ROOT_URLCONF = "tests.bare_site"


def home(request: HttpRequest) -> HttpResponse:
    """Say who we are to the database, which shows that it answers and with which rights."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (name,) = cursor.fetchone()
    return HttpResponse(name)


def break_down(request: HttpRequest) -> HttpResponse:
    """Break, with what was sent in the message, as a bug might."""
    raise RuntimeError(f"{request.get_full_path()} {request.headers}")


urlpatterns = [path("", home), path("break/", break_down)]
