"""Answers anybody who holds a certificate whether it is one, and whether it stands.

Nobody signs in for it: the code is what entitles to the answer. A wrong code is answered with the
same page whatever is wrong with it, and so many of them from one network are answered no more.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ledgerstone.claims.verification import opened_by
from ledgerstone.directory import limits
from ledgerstone.directory.limits import TooOften
from ledgerstone.directory.operations.attempts import give_back, spend
from ledgerstone.tenancy import clock
from ledgerstone.web.signing_in.known import address_of

from .answer import answer_of

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]

# What is typed comes back in the field, so far.
_SHOWN = 40


def _unlisted(page: Page[P]) -> Page[P]:
    """Nothing of it is kept by caches or found by search engines."""

    @wraps(page)
    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        answer = page(request, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return require_safe(never_cache(answered))


@_unlisted
def verify(request: HttpRequest) -> HttpResponse:
    """A field for the code, and the answer to it."""
    typed = request.GET.get("code", "")
    return _answered(request, typed) if typed.strip() else _form(request, typed="")


@_unlisted
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """The answer to the code in the address that a certificate prints."""
    return _answered(request, code)


def _answered(request: HttpRequest, typed: str) -> HttpResponse:
    try:
        attempt = spend(limits.CERTIFICATE_CODE, limits.network(address_of(request)))
    except TooOften as refusal:
        answer = _form(request, typed, problem=refusal.message, status=429)
        answer["Retry-After"] = str(max(1, ceil((refusal.until - clock.now()).total_seconds())))
        return answer
    with opened_by(typed) as found:
        if found is None:
            return _form(request, typed, problem=_NO_CERTIFICATE, status=404)
        give_back(attempt)
        return render(request, "verification/certificate.html", answer_of(found))


_NO_CERTIFICATE = (
    "No certificate has this code. Compare it with the paper: eight letters and digits after LS, "
    "never 0, 1, I, L or O."
)


def _form(
    request: HttpRequest, typed: str, *, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {"typed": typed.strip()[:_SHOWN], "problem": problem}
    return render(request, "verification/form.html", context, status=status)
