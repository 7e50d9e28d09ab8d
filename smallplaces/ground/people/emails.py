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


def send_sign_in_link(*, to: str, address: str) -> None:
    """Send the link that opens the door. The subject says nothing about anyone.

    A letter that cannot be sent is logged: the page said the same to everyone already.
    """
    try:
        send_mail(
            subject="Your link",
            message=(
                "Hello,\n\n"
                "Here is your link. It works once, for 30 minutes:\n\n"
                f"{address}\n\n"
                "Did you not ask for it? Then you can leave it. Nobody can come in without it.\n"
            ),
            from_email=None,
            recipient_list=[to],
        )
    except OSError:
        log.exception("A sign-in link could not be sent.")
