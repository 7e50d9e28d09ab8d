"""Letters this room sends."""

import logging

from django.core.mail import send_mail

log = logging.getLogger(__name__)


def send_join_link(*, to: str, name: str, address: str) -> None:
    """Send the link that makes someone a person here. The subject says nothing about anyone."""
    send_mail(
        subject="Your link",
        message=(
            f"Hello {name},\n\n"
            "Here is your link. It works once, for 30 minutes:\n\n"
            f"{address}\n\n"
            "Did you not ask for it? Then you can leave it. Nothing happens without it.\n"
        ),
        from_email=None,
        recipient_list=[to],
    )


def send_sign_in_link(*, to: str, address: str, code: str) -> None:
    """Send the link and the code that open the door. The subject says nothing about anyone.

    A letter that cannot be sent is logged: the page said the same to everyone already.
    """
    _send(
        to,
        "Your link",
        "Hello,\n\n"
        "Here is your link. It works once, for 30 minutes:\n\n"
        f"{address}\n\n"
        "Or write this code into the page where you asked. It works once, for 10 minutes:\n\n"
        f"    {code}\n\n"
        "Never tell anyone the code. We never ask for it on the phone.\n\n"
        "Did you not ask for it? Then you can leave it. Nobody can come in without it.\n",
    )


def send_second_code(*, to: str, code: str) -> None:
    """Send the code by which someone shows once more that it is them."""
    _send(
        to,
        "Your code",
        "Hello,\n\n"
        "Here is your code. It works once, for 10 minutes:\n\n"
        f"    {code}\n\n"
        "Never tell anyone the code. We never ask for it on the phone.\n\n"
        "Did you not ask for it? Then someone else has one of your keys. Look at "
        "“Where I am signed in”, and tell the people who run this place.\n",
    )


def send_key_news(*, to: str, what: str) -> None:
    """Tell someone that a way to sign in as them has changed."""
    _send(
        to,
        "About signing in",
        "Hello,\n\n"
        f"{what}\n\n"
        "Was it not you? Sign in, and look at “How I sign in”. There you can take it away and "
        "sign out everywhere. Then tell the people who run this place.\n",
    )


def _send(to: str, subject: str, message: str) -> None:
    try:
        send_mail(subject=subject, message=message, from_email=None, recipient_list=[to])
    except OSError:
        log.exception("A letter about signing in could not be sent.")
