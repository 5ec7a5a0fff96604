"""The root of all addresses: health, sign-in, and the browser face."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from ledgerstone.ops import health


def closed(request: HttpRequest) -> HttpResponse:
    """Stands before the sign-in pages that need mail, which an installation cannot send yet."""
    raise Http404


urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("healthz/worker", health.worker_healthz, name="worker_healthz"),
    path("accounts/signup/", closed),
    path("accounts/email/", closed),
    path("accounts/confirm-email/", closed),
    path("accounts/password/reset/", closed),
    path("accounts/login/code/confirm/", closed),
    path("accounts/", include("allauth.account.urls")),
    path("", include("ledgerstone.web.urls")),
]
