"""Which fields claims have: sets of the account, and the one that a project uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ledgerstone.access import policy
from ledgerstone.access.actions import Action
from ledgerstone.claims.fields import field_events as events
from ledgerstone.claims.fields.fields import KINDS, MOST_CUSTOM, OPTIONAL, STANDARD, CustomField
from ledgerstone.claims.models import FieldSet, ProjectFieldSet
from ledgerstone.projects.operations.allowed import refuse_unless_configurer
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere, Stale, WrongState
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import one_line, optional, required

_MOST_CHOICES = 50


def save_field_set(
    *,
    actor: Actor,
    name: str,
    rules: Mapping[str, str],
    custom: Sequence[CustomField] = (),
    field_set_id: int | None = None,
    expected_version: int | None = None,
) -> FieldSet:
    """Make a set of fields, or change one. ``custom`` are its own fields in their order.

    A field without a key is new and gets one; problems are at ``custom:<number>:<column>``. Values
    of a field that is taken out stay with their claims, unseen.
    """
    _refuse_unless_configurer(actor)
    called = required(name, field="name", what="the set's name", longest=100)
    kept = _rules(rules)
    with acting(actor):
        found = _held(actor, field_set_id, expected_version)
        found.name, found.rules = called, kept
        found.custom = [one.kept() for one in _custom(custom, found)]
        taken = f"There is a set {called} already. Give another name."
        with refused_at(claims_fieldset_name_once=("name", taken)):
            found.save()
        _tell(actor, found, f"saved the fields of claims {found.name}")
    return found


def delete_field_set(*, actor: Actor, field_set_id: int) -> None:
    """Delete a set that no project uses."""
    _refuse_unless_configurer(actor)
    with acting(actor):
        found = _held(actor, field_set_id, None)
        uses = ProjectFieldSet.objects.filter(account_id=actor.account_id, field_set=found)
        project = uses.select_related("project").order_by("project__number").first()
        if project is not None:
            raise WrongState(f"{project.project.name} uses this set. Choose another one there.")
        _tell(actor, found, f"deleted the fields of claims {found.name}")
        found.delete()


def choose_field_set(*, actor: Actor, project_id: int, field_set_id: int | None) -> None:
    """Have the claims of a project use a set; None leaves everything optional."""
    refuse_unless_configurer(actor, project_id)
    with acting(actor):
        used = ProjectFieldSet.objects.filter(account_id=actor.account_id, project_id=project_id)
        before = used.values_list("field_set_id", flat=True).first()
        if before == field_set_id:
            return
        if field_set_id is None:
            used.delete()
            name = "no set of fields"
        else:
            name = _choose(actor, project_id, field_set_id).name
        publish(
            events.FieldSetChosen(
                actor=actor,
                project_id=project_id,
                field_set_id=field_set_id,
                summary=f"chose {name} for claims",
            )
        )


def _choose(actor: Actor, project_id: int, field_set_id: int) -> FieldSet:
    chosen = FieldSet.objects.filter(account_id=actor.account_id, pk=field_set_id).first()
    if chosen is None:
        raise _refused("field_set", "Choose a set from the list.")
    ProjectFieldSet.objects.update_or_create(
        account_id=actor.account_id, project_id=project_id, defaults={"field_set": chosen}
    )
    return chosen


def _held(actor: Actor, field_set_id: int | None, expected_version: int | None) -> FieldSet:
    if field_set_id is None:
        return FieldSet(account_id=actor.account_id)
    found = (
        FieldSet.objects.select_for_update()
        .filter(account_id=actor.account_id, pk=field_set_id)
        .first()
    )
    if found is None:
        raise NotThere
    if expected_version is not None and found.version != expected_version:
        raise Stale("Somebody changed this set since you opened it. Reload it and try again.")
    found.version += 1
    return found


def _rules(given: Mapping[str, str]) -> dict[str, str]:
    rules: dict[str, str] = {}
    for name, rule in given.items():
        if name not in STANDARD:
            raise TypeError(f"A claim has no field {name}.")
        if rule not in STANDARD[name]:
            raise _refused(name, "Choose one from the list.")
        if rule != OPTIONAL:
            rules[name] = rule
    return rules


def _custom(given: Sequence[CustomField], found: FieldSet) -> list[CustomField]:
    if len(given) > MOST_CUSTOM:
        raise Invalid(f"A set has at most {MOST_CUSTOM} fields of its own.")
    known = {kept["key"] for kept in found.custom}
    problems: dict[str, str] = {}
    fields: list[CustomField] = []
    for number, one in enumerate(given, 1):
        try:
            label = required(one.label, field="label", what="the name of the field", longest=60)
        except Invalid as refusal:
            problems[f"custom:{number}:label"] = refusal.message
            continue
        if label.casefold() in {other.label.casefold() for other in fields}:
            problems[f"custom:{number}:label"] = f"There are two fields called {label}."
        choices = _choices(one, number, problems)
        if one.kind not in KINDS:
            problems[f"custom:{number}:kind"] = "Choose one from the list."
        key = one.key if one.key in known else _new_key(known)
        known.add(key)
        fields.append(CustomField(key, label, one.kind, choices, bool(one.is_required)))
    if problems:
        raise Invalid(" ".join(dict.fromkeys(problems.values())), fields=problems)
    return fields


def _choices(one: CustomField, number: int, problems: dict[str, str]) -> tuple[str, ...]:
    if one.kind != "choice":
        return ()
    typed = [optional(text, field="choices", what="a choice", longest=100) for text in one.choices]
    choices = tuple(dict.fromkeys(text for text in typed if one_line(text)))
    if not 1 <= len(choices) <= _MOST_CHOICES:
        problems[f"custom:{number}:choices"] = (
            f"Give from 1 to {_MOST_CHOICES} choices, with commas between them."
        )
    return choices


def _new_key(known: set[str]) -> str:
    number = 1 + max((int(key[1:]) for key in known), default=0)
    return f"f{number}"


def _tell(actor: Actor, found: FieldSet, summary: str) -> None:
    publish(
        events.FieldSetSaved(actor=actor, field_set_id=found.pk, name=found.name, summary=summary)
    )


def _refused(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={field: sentence})


def _refuse_unless_configurer(actor: Actor) -> None:
    if policy.may_in_account(actor, Action.CONFIGURE_ACCOUNT):
        return
    if not policy.sees_account(actor):
        raise NotThere
    raise NotAllowed("Ask an administrator of the account to change the fields of claims.")
