"""The root of all addresses: health, sign-in, and the browser face."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from ledgerstone.ops import health
from ledgerstone.web.signing_in import entrance


def closed(request: HttpRequest) -> HttpResponse:
    """Stands before pages of the sign-in library that are not offered here."""
    raise Http404


urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("healthz/worker", health.worker_healthz, name="worker_healthz"),
    path("accounts/signup/", closed),
    path("accounts/email/", closed),
    path("accounts/confirm-email/", closed),
    path("accounts/login/code/confirm/", closed),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/second-step/", entrance.second_step, name="mfa_authenticate"),
    path("accounts/second-step/again/", entrance.second_step_again, name="mfa_reauthenticate"),
    path("", include("ledgerstone.web.urls")),
]
