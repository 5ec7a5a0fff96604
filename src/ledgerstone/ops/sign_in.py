"""Who may make a login: nobody by themselves. An administrator or an invitation makes it."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ByInvitationOnly(DefaultAccountAdapter):
    """Closes the sign-up form."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
