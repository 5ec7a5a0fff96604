"""The tax of an account and its codes, which lines bear in place of their contract's own rate."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ledgerstone.access import policy
from ledgerstone.access.actions import Action
from ledgerstone.contracts.models import TaxCode, TaxType
from ledgerstone.contracts.settings import setting_events as events
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import NotAllowed, NotThere
from ledgerstone.tenancy.taken import refused_at
from ledgerstone.tenancy.typed_text import optional, required

from .particulars import refused


def name_tax(*, actor: Actor, name: str, description: str = "") -> TaxType:
    """Name the one tax of the account that codes are of."""
    _refuse_unless_configurer(actor)
    values = {
        "name": required(name, field="name", what="the tax", longest=100),
        "description": optional(
            description, field="description", what="the description", longest=500
        ),
    }
    with acting(actor):
        tax, is_new = TaxType.objects.get_or_create(account_id=actor.account_id, defaults=values)
        changed = [key for key, value in values.items() if getattr(tax, key) != value]
        for key in changed:
            setattr(tax, key, values[key])
        if changed:
            tax.save(update_fields=changed)
        if is_new or changed:
            publish(
                events.TaxNamed(actor=actor, name=tax.name, summary=f"named the tax {tax.name}")
            )
    return tax


def add_tax_code(*, actor: Actor, code: str, rate: Decimal, description: str = "") -> TaxCode:
    """Add a code of the account's tax. ``rate`` is a fraction."""
    _refuse_unless_configurer(actor)
    values = _checked({"code": code, "rate": rate, "description": description})
    with acting(actor):
        tax = TaxType.objects.filter(account_id=actor.account_id).first()
        if tax is None:
            raise refused("code", "Name the tax first.")
        made = TaxCode(account_id=actor.account_id, type=tax, **values)
        with _once(made.code):
            made.save(force_insert=True)
        _tell(actor, made, f"added the tax code {made.code}")
    return made


def change_tax_code(*, actor: Actor, tax_code_id: int, **changes: Any) -> TaxCode:
    """Change ``code``, ``description``, ``rate`` or ``is_active``.

    Lines keep the rate that the code had when it was chosen. One that is not active is no longer
    offered.
    """
    _refuse_unless_configurer(actor)
    values = _checked(changes)
    with acting(actor):
        found = (
            TaxCode.objects.select_for_update()
            .filter(account_id=actor.account_id, pk=tax_code_id)
            .first()
        )
        if found is None:
            raise NotThere
        changed = [key for key, value in values.items() if getattr(found, key) != value]
        if not changed:
            return found
        for key in changed:
            setattr(found, key, values[key])
        with _once(found.code):
            found.save(update_fields=changed)
        _tell(actor, found, f"changed the tax code {found.code}")
    return found


def _once(code: str) -> Any:
    return refused_at(contracts_taxcode_once=("code", f"There is a code {code} already."))


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name == "code":
            values[name] = required(value, field=name, what="the code", longest=40)
        elif name == "description":
            values[name] = optional(value, field=name, what="the description", longest=200)
        elif name == "rate":
            values[name] = _rate(value)
        elif name == "is_active":
            values[name] = bool(value)
        else:
            raise TypeError(f"A tax code has no {name}.")
    return values


def _rate(rate: Any) -> Decimal:
    if not isinstance(rate, Decimal) or not rate.is_finite() or not 0 <= rate <= 1:
        raise refused("rate", "The rate is from 0% to 100%.")
    if rate != round(rate, 8):
        raise refused("rate", "The rate has at most 6 decimals as a percentage.")
    return rate


def _tell(actor: Actor, code: TaxCode, summary: str) -> None:
    publish(events.TaxCodeChanged(actor=actor, tax_code_id=code.pk, summary=summary))


def _refuse_unless_configurer(actor: Actor) -> None:
    if policy.may_in_account(actor, Action.CONFIGURE_ACCOUNT):
        return
    if not policy.sees_account(actor):
        raise NotThere
    raise NotAllowed("Ask an administrator of the account to change its tax codes.")
