"""How claims work on a project."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ledgerstone.claims.fields.field_sets import field_sets
from ledgerstone.claims.operations.field_sets import choose_field_set
from ledgerstone.contracts.contacts import settings_of_project
from ledgerstone.projects import operations
from ledgerstone.projects import queries as projects
from ledgerstone.projects.models import BillingPeriod, Project
from ledgerstone.tenancy import clock
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view

from .invoicing_form import InvoicingForm
from .settings_tabs import CLAIMS, enter_part


@view
@require_http_methods(["GET", "POST"])
def project_settings(request: ActorRequest, project_id: int) -> HttpResponse:
    """Every setting of a project's claims."""
    project = enter_project(request, project_id)
    terms, formats = words(request)
    tabs = enter_part(request, project, terms, CLAIMS)
    found = projects.invoicing_settings(request.actor, project.pk)
    form = InvoicingForm(
        request.POST if request.method == "POST" else None,
        record=found,
        account=settings_of_project(request.account, found),
        field_sets=field_sets(request.actor, project.pk),
        terms=terms,
        formats=formats,
    )
    if request.method == "POST":
        answer = submit(request, form, lambda: _save(request, project, form))
        if answer is not None:
            return answer
    address = reverse("web:project_settings", args=[project.pk])
    context = {"groups": form.drawn(), "back": address, "tabs": tabs}
    return shown(request, "projects/settings.html", context, form=form)


def _save(request: ActorRequest, project: Project, form: InvoicingForm) -> Done:
    actor = request.actor
    before = projects.open_period(actor, project.pk)
    operations.change_invoicing_settings(actor=actor, project_id=project.pk, **form.changes())
    if form.has_field_sets:
        choose_field_set(
            actor=actor, project_id=project.pk, field_set_id=form.cleaned_data["field_set"]
        )
    after = projects.open_period(actor, project.pk)
    address = reverse("web:project_settings", args=[project.pk])
    if after is None or after == before:
        return Done(address, "The settings are saved.")
    return _with_opened(request, address, project, after)


def _with_opened(
    request: ActorRequest, address: str, project: Project, opened: BillingPeriod
) -> Done:
    """That a period opened by itself with the settings, and what to look at."""
    terms, formats = words(request)
    named = formats.period(opened.start, opened.end)
    late = opened.due_date < clock.today(project.time_zone)
    warning = (
        f"Its due date, {formats.day(opened.due_date)}, has passed: extend it under "
        f"{terms.billing_period.plural_capitalised} where {terms.claim_contact.plural} are still "
        "to start."
    )
    return Done(
        address, f"The settings are saved. The period {named} is open.", [warning] if late else []
    )
