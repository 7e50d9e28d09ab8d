"""What the sign-in libraries ask of this place: who an account is, and how a passkey names them."""

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.backends import BaseBackend

from smallplaces.ground.people.models import Account


class AccountBackend(BaseBackend):
    """Finds the account of a session, with its person. There is no password to try."""

    def get_user(self, user_id: int) -> Account | None:
        """Return the account, or None when it is closed."""
        accounts = Account.objects.select_related("person")
        return accounts.filter(pk=user_id, is_active=True).first()


class KeysAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Names people to their passkeys by their code and the name they chose, never a number of ours.

    Secrets of code apps are sealed to their account by our own actions.
    """

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return this place, as a phone shows it beside the passkey."""
        return {"id": context.request.get_host().partition(":")[0], "name": settings.PLACE_NAME}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Return the person, as a phone shows them beside the passkey."""
        name = user.person.name
        return {"id": user.person.code.bytes, "display_name": name, "name": name}

    def get_totp_label(self, user: Any) -> str:
        """Return what a code app shows beside the code."""
        return str(user.person.name)

    def get_totp_issuer(self) -> str:
        """Return what a code app shows above the code."""
        return settings.PLACE_NAME

    def encrypt(self, text: str) -> str:
        """Never keep the secret of a code app by allauth's own way, which does not know whose."""
        raise RuntimeError("Add a code app by keys.actions.add_code_app.")

    def decrypt(self, encrypted_text: str) -> str:
        """See `encrypt`."""
        raise RuntimeError("Use a code app by keys.actions.use_code_app.")
