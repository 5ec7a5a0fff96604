"""How claims work on a project, where it does not leave that to the account."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from ledgerstone.claims.field_sets import field_sets
from ledgerstone.claims.operations.field_sets import choose_field_set
from ledgerstone.contracts.contacts import settings_of_project
from ledgerstone.projects import operations
from ledgerstone.projects import queries as projects
from ledgerstone.web.contracts.settings_views import choice, contact_settings
from ledgerstone.web.entrance import enter_project, words
from ledgerstone.web.requests import ActorRequest, Done, act_once, view

from .settings_tabs import CLAIMS, enter_part


@view
def project_settings(request: ActorRequest, project_id: int) -> HttpResponse:
    """What claim contacts of the project may do, unless a commitment says otherwise."""
    project = enter_project(request, project_id)
    tabs = enter_part(request, project, words(request)[0], CLAIMS)
    address = reverse("web:project_settings", args=[project.pk])

    def act() -> Done:
        operations.change_invoicing_settings(
            actor=request.actor,
            project_id=project.pk,
            contacts_may_claim=choice(request, "contacts_may_claim"),
            contacts_may_fill_schedule=choice(request, "contacts_may_fill_schedule"),
        )
        if "field_set" in request.POST:
            chosen = request.POST["field_set"]
            choose_field_set(
                actor=request.actor,
                project_id=project.pk,
                field_set_id=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else None,
            )
        return Done(address, "The settings are saved.")

    if request.method == "POST":
        return act_once(request, act)
    found = projects.invoicing_settings(request.actor, project.pk)
    settings = settings_of_project(request.account, found)
    context = {
        "settings": contact_settings(settings, words(request)[0]),
        "back": address,
        "tabs": tabs,
        "field_sets": field_sets(request.actor, project.pk),
    }
    return render(request, "projects/settings.html", context)
