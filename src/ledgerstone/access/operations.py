"""Writes to permission templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor, Rights
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, Stale, WrongState
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import required

from . import policy, queries
from .actions import Action
from .events import TemplateChanged, TemplateCreated, TemplateDeleted
from .holders import is_held_by, what_holds
from .levels import TOOLS, Level, Scope, grants_of
from .models import PermissionTemplate
from .templates import BUILT_IN

_TAKEN = "There is a template of this name already. Give another name."
_MOST = 80  # characters of a name


def add_built_in_templates(account_id: int) -> dict[str, PermissionTemplate]:
    """Give a new account the templates that every account begins with, by their keys."""
    made = PermissionTemplate.objects.bulk_create(
        [
            PermissionTemplate(
                account_id=account_id,
                scope=template.scope,
                name=template.name,
                key=template.key,
                is_locked=template.is_locked,
                **{tool.value: int(level) for tool, level in template.levels.items()},
            )
            for template in BUILT_IN
        ]
    )
    return {template.key: template for template in made}


def create_template(
    *,
    actor: Actor,
    scope: str,
    name: str,
    levels: Mapping[str, int],
    grants: Iterable[str] = (),
) -> PermissionTemplate:
    """Make a template: a level on each tool of its scope, and single tasks on top."""
    _refuse_unless_editor(actor)
    if scope not in set(Scope):
        raise _refused("scope", "Choose whether it is for the account or for projects.")
    rights = _rights(Scope(scope), levels, grants)
    _refuse_more_than_held(actor, Scope(scope), None, rights)
    with acting(actor):
        return _make(actor, Scope(scope), name, rights, "created the permission template")


def clone_template(*, actor: Actor, template_id: int, name: str = "") -> PermissionTemplate:
    """Make another template that gives the same; unlocked, and named as its copy."""
    _refuse_unless_editor(actor)
    original = queries.get_template(actor, template_id)
    scope = Scope(original.scope)
    _refuse_more_than_held(actor, scope, None, original.rights)
    with acting(actor):
        chosen = name or _name_of_copy(original)
        return _make(actor, scope, chosen, original.rights, f"copied {original.name} as")


def change_template(
    *,
    actor: Actor,
    template_id: int,
    expected_version: int,
    name: str,
    levels: Mapping[str, int],
    grants: Iterable[str] = (),
) -> PermissionTemplate:
    """Change what a template gives. It takes effect at once, for everybody who holds it."""
    _refuse_unless_editor(actor)
    with acting(actor):
        template = _locked_row(actor, template_id, expected_version)
        if template.is_locked:
            raise WrongState(f"{template.name} stays as it is. Copy it, and change the copy.")
        rights = _rights(Scope(template.scope), levels, grants)
        _refuse_more_than_held(actor, Scope(template.scope), template, rights)
        values = {"name": _name(name), **rights.levels, "grants": sorted(rights.grants)}
        changed = [key for key, value in values.items() if _now(template, key) != value]
        if not changed:
            return template
        for key in changed:
            setattr(template, key, values[key])
        template.version += 1
        with _refusing_taken():
            template.save(update_fields=[*changed, "version"])
        publish(
            TemplateChanged(
                actor=actor,
                template_id=template.pk,
                summary=f"changed the permission template {template.name}",
            )
        )
    return template


def delete_template(*, actor: Actor, template_id: int, expected_version: int) -> None:
    """Delete a template that nobody holds and that is offered to nobody."""
    _refuse_unless_editor(actor)
    with acting(actor):
        template = _locked_row(actor, template_id, expected_version)
        if template.is_locked:
            raise WrongState(f"{template.name} comes with every account and stays.")
        held = what_holds(template)
        if held:
            raise WrongState(
                f"{template.name} is held by {' and '.join(held)}. Give them another template "
                "first."
            )
        publish(
            TemplateDeleted(
                actor=actor,
                template_id=template.pk,
                summary=f"deleted the permission template {template.name}",
            )
        )
        template.delete()


def _make(actor: Actor, scope: Scope, name: str, rights: Rights, said: str) -> PermissionTemplate:
    template = PermissionTemplate(
        account_id=actor.account_id,
        scope=scope.value,
        name=_name(name),
        grants=sorted(rights.grants),
        **rights.levels,
    )
    with _refusing_taken():
        template.save(force_insert=True)
    publish(
        TemplateCreated(actor=actor, template_id=template.pk, summary=f"{said} {template.name}")
    )
    return template


def _locked_row(actor: Actor, template_id: int, expected_version: int) -> PermissionTemplate:
    found = queries.all_templates(actor).select_for_update().filter(pk=template_id).first()
    if found is None:
        raise NotThere
    if found.version != expected_version:
        raise Stale(
            "Somebody changed this template since you opened it. Look at what it gives now, and "
            "change it again."
        )
    return found


def _refuse_unless_editor(actor: Actor) -> None:
    if policy.may_in_account(actor, Action.EDIT_TEMPLATES):
        return
    if not policy.sees_account(actor):
        raise NotThere
    raise NotAllowed("Ask an administrator of the account to change permission templates.")


def _refuse_more_than_held(
    actor: Actor, scope: Scope, template: PermissionTemplate | None, rights: Rights
) -> None:
    """Nobody edits themselves into more: that is for an account administrator to give."""
    before = template.rights if template is not None else Rights()
    is_own = template is not None and is_held_by(template, actor.person_id)
    if not policy.may_put_into_template(actor, scope, before, rights, is_own=is_own):
        raise NotAllowed(
            "This would give more than you hold yourself. Ask an account administrator to do it."
        )


def _rights(scope: Scope, levels: Mapping[str, int], grants: Iterable[str]) -> Rights:
    """What was chosen, checked against the tools of the scope."""
    tools = {tool.value for tool in TOOLS[scope]}
    given = set(grants)
    if set(levels) - tools or given - set(grants_of(scope)):
        raise Invalid("The page was incomplete. Reload it and choose again.")
    problems = {
        tool: "Choose a level." for tool, level in levels.items() if level not in set(Level)
    }
    if problems:
        raise Invalid("Choose a level for every tool.", fields=problems)
    whole = {tool: int(levels.get(tool, Level.NONE)) for tool in tools}
    return Rights(whole, frozenset(str(grant) for grant in given))


def _now(template: PermissionTemplate, key: str) -> Any:
    value = getattr(template, key)
    return sorted(value) if key == "grants" else value


def _name(text: str) -> str:
    return required(text, field="name", what="the template's name", longest=_MOST)


def _name_of_copy(original: PermissionTemplate) -> str:
    """A name that nobody took: the original's, as a copy, and counted from the second on."""
    taken = {
        name.casefold()
        for name in PermissionTemplate.objects.filter(
            account_id=original.account_id, scope=original.scope
        ).values_list("name", flat=True)
    }
    base = f"Copy of {original.name}"[: _MOST - 4]
    names = [base, *(f"{base} {number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name.casefold() not in taken)


def _refusing_taken() -> Any:
    return refused_at(access_permissiontemplate_name_once=("name", _TAKEN))


def _refused(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={field: sentence})
