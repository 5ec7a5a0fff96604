"""The settings of the account."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledgerstone.access.actions import Action
from ledgerstone.directory.operations.settings import change_account_settings
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import DEFAULT_TERMINOLOGY
from ledgerstone.projects.terminology import terms as catalogue
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view

from .form import AccountSettingsForm
from .tabs import GENERAL, enter_settings, tabs


@view
@require_http_methods(["GET", "POST"])
def account_settings(request: ActorRequest) -> HttpResponse:
    """Name, time zone, signing in, what contacts may do, over-billing."""
    enter_settings(request, Action.CONFIGURE_ACCOUNT)
    form = AccountSettingsForm(
        request.POST if request.method == "POST" else None,
        account=request.account,
        terms=catalogue(DEFAULT_TERMINOLOGY),
        formats=Formats(locale=DEFAULT_TERMINOLOGY, currency="AUD"),
    )
    if request.method == "POST":
        answer = submit(request, form, lambda: _change(request, form))
        if answer is not None:
            return answer
    context = {"tabs": tabs(request.actor, GENERAL)}
    return shown(request, "settings/account.html", context, form=form)


def _change(request: ActorRequest, form: AccountSettingsForm) -> Done:
    change_account_settings(actor=request.actor, **form.changes())
    return Done(reverse(GENERAL), "The settings are saved.")
