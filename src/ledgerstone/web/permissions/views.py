"""Permission templates: the list, the editor, copying and deleting."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ledgerstone.access import holders as references
from ledgerstone.access import operations, queries, words
from ledgerstone.access.actions import Action
from ledgerstone.access.levels import TOOLS, Level, Scope
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.projects.holders import holders
from ledgerstone.projects.terminology import DEFAULT_TERMINOLOGY, Terms
from ledgerstone.projects.terminology import terms as catalogue
from ledgerstone.tenancy.actor import Rights
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.forms import WholeNumberField, words_field
from ledgerstone.web.posted import is_whole
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view
from ledgerstone.web.settings.tabs import PERMISSIONS, enter_settings, tabs

from .grid import chosen, tool_rows

_SCOPES = {
    Scope.PROJECT: ("For projects", "Everybody on a project holds one of these there."),
    Scope.ACCOUNT: ("For the account", "What people may do in the account's own tools."),
}


class TemplateForm(forms.Form):
    """The name, and the version that was looked at; the grid is read beside it."""

    required_css_class = "is-required"
    name = words_field("Name", 80)
    version = WholeNumberField(required=False)


@view
@require_safe
def template_list(request: ActorRequest) -> HttpResponse:
    """The templates for projects and those for the account, with how many hold each."""
    enter_settings(request, Action.EDIT_TEMPLATES)
    terms = _terms()
    counts = references.counts(request.actor.account_id)
    found = {
        Scope.PROJECT: queries.project_templates(request.actor),
        Scope.ACCOUNT: queries.account_templates(request.actor),
    }
    lists = [
        {
            "scope": scope.value,
            "title": title,
            "text": text,
            "tools": [words.said(words.TOOLS[tool][0], terms) for tool in TOOLS[scope]],
            "rows": [_row(template, scope, counts) for template in found[scope]],
        }
        for scope, (title, text) in _SCOPES.items()
    ]
    context = {"lists": lists, "tabs": tabs(request.actor, PERMISSIONS)}
    return shown(request, "permissions/list.html", context)


def _row(template: PermissionTemplate, scope: Scope, counts: dict[int, int]) -> dict[str, Any]:
    levels = template.rights.levels
    return {
        "template": template,
        "levels": [words.LEVELS[Level(levels[tool])] for tool in TOOLS[scope]],
        "tasks": len(template.grants),
        "held": counts.get(template.pk, 0),
    }


@view
@require_http_methods(["GET", "POST"])
def template_new(request: ActorRequest, scope: Scope) -> HttpResponse:
    """Make a template."""
    enter_settings(request, Action.EDIT_TEMPLATES)
    form = TemplateForm(request.POST if request.method == "POST" else None)
    rights = chosen(request.POST, scope) if request.method == "POST" else Rights()
    if request.method == "POST":
        answer = submit(request, form, lambda: _create(request, form, scope, rights))
        if answer is not None:
            return answer
    context = _editor(scope, rights)
    return shown(request, "permissions/template.html", context, form=form)


def _create(request: ActorRequest, form: TemplateForm, scope: Scope, rights: Rights) -> Done:
    made = operations.create_template(
        actor=request.actor,
        scope=scope.value,
        name=form.cleaned_data["name"],
        levels=rights.levels,
        grants=rights.grants,
    )
    return Done(reverse(PERMISSIONS), f"The template {made.name} is there.")


@view
@require_http_methods(["GET", "POST"])
def template(request: ActorRequest, template_id: int) -> HttpResponse:
    """What a template gives, who is affected, and changing it."""
    enter_settings(request, Action.EDIT_TEMPLATES)
    found = queries.get_template(request.actor, template_id)
    scope = Scope(found.scope)
    rights = found.rights
    form = TemplateForm(initial={"name": found.name, "version": found.version})
    if request.method == "POST":
        form = TemplateForm(request.POST)
        rights = chosen(request.POST, scope)
        answer = submit(request, form, lambda: _change(request, form, found, rights))
        if answer is not None:
            return answer
    context = _editor(scope, rights) | {
        "template": found,
        "holders": holders(request.actor, found),
    }
    return shown(request, "permissions/template.html", context, form=form)


def _change(
    request: ActorRequest, form: TemplateForm, found: PermissionTemplate, rights: Rights
) -> Done:
    changed = operations.change_template(
        actor=request.actor,
        template_id=found.pk,
        expected_version=form.cleaned_data["version"] or 0,
        name=form.cleaned_data["name"],
        levels=rights.levels,
        grants=rights.grants,
    )
    return Done(reverse(PERMISSIONS), f"The template {changed.name} is saved and in effect.")


@view
@require_POST
def template_clone(request: ActorRequest, template_id: int) -> HttpResponse:
    """Copy a template and open the copy."""
    enter_settings(request, Action.EDIT_TEMPLATES)

    def act() -> Done:
        made = operations.clone_template(actor=request.actor, template_id=template_id)
        place = reverse("web:permission_template", args=[made.pk])
        return Done(place, f"This is {made.name}. Nobody holds it yet.")

    return act_once(request, act)


@view
@require_POST
def template_delete(request: ActorRequest, template_id: int) -> HttpResponse:
    """Delete a template that nobody holds."""
    enter_settings(request, Action.EDIT_TEMPLATES)
    found = queries.get_template(request.actor, template_id)
    version = request.POST.get("version", "")
    if not is_whole(version):
        raise Invalid("The page was incomplete. Reload it and try again.")

    def act() -> Done:
        operations.delete_template(
            actor=request.actor, template_id=template_id, expected_version=int(version)
        )
        return Done(reverse(PERMISSIONS), f"The template {found.name} is deleted.")

    return act_once(request, act)


def _editor(scope: Scope, rights: Rights) -> dict[str, Any]:
    title, text = _SCOPES[scope]
    return {
        "scope_title": title,
        "scope_text": text,
        "levels": list(words.LEVELS.values()),
        "tools": tool_rows(scope, rights, _terms()),
    }


def _terms() -> Terms:
    return catalogue(DEFAULT_TERMINOLOGY)
