"""The logo of a company: shown, put in place, and taken away."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from ledgerstone.directory import operations, policy, queries
from ledgerstone.documents.typesetting.logos import UnfitLogo, refuse_undrawable
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.web.directory.companies import posted_version
from ledgerstone.web.directory.frame import enter_directory, enter_to_edit
from ledgerstone.web.requests import ActorRequest, Done, act_once, view
from ledgerstone.web.uploads import file_to_keep, uploaded

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}


@view
@require_safe
def company_logo(request: ActorRequest, company_id: int) -> HttpResponse:
    """The picture for an image on a page; opened by itself it is a file to keep, and inert."""
    enter_directory(request)
    found = queries.get_company(request.actor, company_id)
    if found.logo is None:
        raise NotThere
    ending = _ENDINGS.get(found.logo.content_type, "png")
    return file_to_keep(found.logo, f"logo-{found.pk}.{ending}")


@view
@require_POST
def company_logo_change(request: ActorRequest, company_id: int) -> HttpResponse:
    """Put the uploaded picture in place, or take the logo away."""
    found = queries.get_company(request.actor, company_id)
    enter_to_edit(request, policy.may_edit_companies(request.actor))
    address = reverse("web:company", args=[found.pk])

    def act() -> Done:
        content = None if request.POST.get("remove") else _picture(request)
        operations.set_logo(
            actor=request.actor,
            company_id=found.pk,
            content=content,
            expected_version=posted_version(request),
        )
        state = "has no logo any more" if content is None else "has a logo"
        return Done(address, f"{found.name} {state}. Documents made from now on show it so.")

    return act_once(request, act)


def _picture(request: ActorRequest) -> bytes:
    """The uploaded file, refused where it cannot be drawn."""
    _name, content = uploaded(request, "logo")
    try:
        refuse_undrawable(content)
    except UnfitLogo as unfit:
        raise Invalid(str(unfit), fields={"logo": str(unfit)}) from None
    return content
