"""How signing in behaves: nobody signs up, and no mail says what somebody decided."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Logins come from the directory alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse to make an account in the browser."""
        return False
