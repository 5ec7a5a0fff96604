"""A post that could not be taken because its sender was signed out: held, and sent again.

The page that answers it holds everything that was typed in a form of its own. The person signs in
in another tab and sends it from here. Signing in changes the form's secret, so the first sending
after it may come back once more, now with the new one (`csrf_failure`).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from .meanwhile import SEEN
from .posted import KEY_FIELD, NOT_TYPED, same_origin, wants_json

# Never shown nor kept in a page.
_SECRET = ("password", "secret", "otp")


def _held_fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_TYPED and not any(word in name.lower() for word in _SECRET)
        for value in values
    ]


def _label(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


def held_post(request: HttpRequest, *, status: int, set_up: str = "") -> HttpResponse:
    """A page that keeps what was typed, and sends it again.

    ``set_up`` is where two-step sign-in is set up, for somebody whose account asks for it first.
    """
    fields = _held_fields(request)
    context = {
        "fields": fields,
        "shown_fields": [
            (_label(name), value) for name, value in fields if value and not name.startswith(SEEN)
        ][:100],
        "action": request.get_full_path(),
        "key_field": KEY_FIELD,
        "key": request.POST.get(KEY_FIELD, ""),
        "lost_files": [
            upload.name for _name, uploads in request.FILES.lists() for upload in uploads
        ],
        "signed_in": request.user.is_authenticated,
        "login": reverse("account_login"),
        "set_up": set_up,
    }
    return render(request, "refusals/held.html", context, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret is not, or no longer, this browser's.

    Only what one of our own pages sent is offered for sending again: another site must not get a
    person to confirm a form that it wrote.
    """
    if wants_json(request):
        sentence = "The page is out of date. Reload it; what you typed last was not saved."
        answer = {"message": sentence}
        if not request.user.is_authenticated:
            answer["login"] = reverse("account_login")
        return JsonResponse(answer, status=401 if "login" in answer else 403)
    own = same_origin(request) and not request.path.startswith("/accounts/")
    if request.method == "POST" and own:
        return held_post(request, status=403)
    return render(request, "refusals/foreign_form.html", status=403)
