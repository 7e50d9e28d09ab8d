"""Seal the secrets of code apps with the key ring, each to its account.

Before, they were enciphered with a key made from SECRET_KEY. Runs again harmlessly, and back.
"""

import base64
import hashlib

from cryptography.fernet import Fernet
from django.conf import settings
from django.db import migrations

from smallplaces.foundation.fields import ring


def _cipher():
    key = hashlib.sha256(b"keys.code-app:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _where(row):
    return {"table": "mfa_authenticator", "column": "data.secret", "row": [str(row.user_id)]}


def _code_apps(apps):
    return apps.get_model("mfa", "Authenticator").objects.filter(type="totp").iterator()


def seal(apps, schema_editor):
    for row in _code_apps(apps):
        if not row.data["secret"].startswith("v1."):
            secret = _cipher().decrypt(row.data["secret"].encode()).decode()
            row.data = {**row.data, "secret": ring().seal(secret, **_where(row))}
            row.save(update_fields=["data"])


def unseal(apps, schema_editor):
    for row in _code_apps(apps):
        if row.data["secret"].startswith("v1."):
            secret = ring().unseal(row.data["secret"], **_where(row))
            row.data = {**row.data, "secret": _cipher().encrypt(secret.encode()).decode()}
            row.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("keys", "0001_initial"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal, unseal)]
