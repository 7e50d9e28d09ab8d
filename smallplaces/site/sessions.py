"""Sessions in the database; a cookie that could never be the key of one is not looked up."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's own, for keys of letters and digits only: PostgreSQL holds no NUL."""

    def _validate_session_key(self, key: str | None) -> bool:
        ours = bool(key) and str(key).isalnum()
        return ours and bool(super()._validate_session_key(key))  # type: ignore[misc]
