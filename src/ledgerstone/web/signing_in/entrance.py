"""The second step of signing in, and being asked for it once more."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import BaseReauthenticateView
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator

from ledgerstone.correspondence import jobs
from ledgerstone.tenancy.models import User
from ledgerstone.web.requests import shown

from . import two_step
from .forms import CodeForm
from .stages import SecondStep

__all__ = ["reauthentication_required", "second_step", "second_step_again"]


@login_stage_required(stage=SecondStep.key, redirect_urlname="account_login")
def second_step(request: HttpRequest) -> HttpResponse:
    """Asks for the code between the password and being signed in."""
    stage = request._login_stage  # type: ignore[attr-defined]
    form = CodeForm(request.POST or None, request=request, user=stage.login.user)
    if request.method == "POST" and form.is_valid():
        taken(request, form)
        answer: HttpResponse = stage.exit()
        return answer
    return shown(request, "signing_in/second_step.html", {}, form=form)


@method_decorator(login_required, name="dispatch")
class _SecondStepAgain(BaseReauthenticateView):
    """Asks for a code before something that needs certainty."""

    form_class = CodeForm
    template_name = "signing_in/second_step_again.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().get_form_kwargs()
        return asked | {"request": self.request, "user": self.request.user}

    def form_valid(self, form: CodeForm) -> HttpResponse:
        taken(self.request, form)
        answer: HttpResponse = super().form_valid(form)
        return answer


second_step_again = _SecondStepAgain.as_view()


def taken(request: HttpRequest, form: CodeForm) -> None:
    """Remember in the session that the code was right; tell the owner of a recovery code."""
    user: User = form.user
    record_authentication(
        request, user, "mfa", means=form.means, reauthenticated=request.user.is_authenticated
    )
    if form.means is two_step.Means.RECOVERY_CODE:
        jobs.send_notice.defer(user_id=user.pk, what="recovery_code_used")
