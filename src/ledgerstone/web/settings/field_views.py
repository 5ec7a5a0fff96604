"""Which fields claims have: the sets of the account."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledgerstone.access.actions import Action
from ledgerstone.claims.models import FieldSet, ProjectFieldSet
from ledgerstone.claims.operations.field_sets import delete_field_set, save_field_set
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view

from .field_form import FieldSetForm
from .tabs import FIELDS, enter_settings, tabs


@view
@require_safe
def field_sets(request: ActorRequest) -> HttpResponse:
    """The sets, with how many fields of its own each has, and on how many projects."""
    enter_settings(request, Action.CONFIGURE_ACCOUNT)
    found = FieldSet.objects.filter(account_id=request.actor.account_id)
    rows = [
        {"set": one, "own": len(one.custom), "projects": [used.project for used in one.used]}
        for one in _with_projects(found)
    ]
    context = {"tabs": tabs(request.actor, FIELDS), "rows": rows}
    return shown(request, "settings/field_sets.html", context)


def _with_projects(found: QuerySet[FieldSet]) -> list[Any]:
    used = ProjectFieldSet.objects.select_related("project").order_by("project__number")
    return list(found.order_by("name").prefetch_related(Prefetch("projects", used, "used")))


@view
@require_http_methods(["GET", "POST"])
def field_set_new(request: ActorRequest) -> HttpResponse:
    """Another set."""
    enter_settings(request, Action.CONFIGURE_ACCOUNT)
    return _edit(request, None)


@view
@require_http_methods(["GET", "POST"])
def field_set(request: ActorRequest, field_set_id: int) -> HttpResponse:
    """One set: what is asked for, and the account's own fields."""
    enter_settings(request, Action.CONFIGURE_ACCOUNT)
    found = FieldSet.objects.filter(account_id=request.actor.account_id, pk=field_set_id).first()
    if found is None:
        raise NotThere
    return _edit(request, found)


def _edit(request: ActorRequest, found: FieldSet | None) -> HttpResponse:
    form = FieldSetForm(request.POST if request.method == "POST" else None, field_set=found)

    def act() -> Done:
        try:
            saved = save_field_set(
                actor=request.actor,
                field_set_id=None if found is None else found.pk,
                expected_version=form.cleaned_data.get("version"),
                **form.given(),
            )
        except Invalid as refusal:
            at = {form.there(name): text for name, text in refusal.fields.items()}
            raise Invalid(refusal.message, fields=at) from refusal
        return Done(reverse(FIELDS), f"The fields {saved.name} are saved.")

    if request.method == "POST":
        answer = submit(request, form, act)
        if answer is not None:
            return answer
    return shown(request, "settings/field_set.html", {"set": found}, form=form)


@view
@require_POST
def field_set_delete(request: ActorRequest, field_set_id: int) -> HttpResponse:
    """Delete a set that no project uses."""
    enter_settings(request, Action.CONFIGURE_ACCOUNT)

    def act() -> Done:
        delete_field_set(actor=request.actor, field_set_id=field_set_id)
        return Done(reverse(FIELDS), "The set is deleted.")

    return act_once(request, act)
