"""The second step, between the password and being signed in."""

from __future__ import annotations

from typing import Any

from allauth.account.stages import LoginStage
from allauth.core.internal.httpkit import headed_redirect_response

from ledgerstone.tenancy.models import User

from . import two_step


class SecondStep(LoginStage):
    """Asks those for a code who have turned it on."""

    key = "mfa_authenticate"
    urlname = "mfa_authenticate"

    def handle(self) -> tuple[Any, bool]:
        user = self.login.user
        if not isinstance(user, User) or not two_step.is_on(user):
            return None, True
        return headed_redirect_response(self.urlname), True
