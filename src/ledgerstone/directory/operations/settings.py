"""How the account works."""

from __future__ import annotations

from typing import Any

from ledgerstone.access import policy
from ledgerstone.access.actions import Action
from ledgerstone.directory.events import AccountSettingsChanged
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.models import Account
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere
from ledgerstone.tenancy.typed_text import required

_YES_OR_NO = {
    "requires_totp",
    "contacts_may_claim",
    "contacts_may_fill_schedule",
    "may_over_bill",
    "restricts_head_contract_edits",
    "restricts_commitment_edits",
    "restricts_variation_edits",
    "locks_agreed_commitments",
}


def change_account_settings(*, actor: Actor, **changes: Any) -> Account:
    """Change settings of the account by the names of Account's fields; the rest stays.

    The account's row is never locked, so of two people who change the same setting the later one
    decides.
    """
    _refuse_unless_configurer(actor)
    values = {name: _value(name, given) for name, given in changes.items()}
    with acting(actor):
        account = Account.objects.get(pk=actor.account_id)
        changed = {name: to for name, to in values.items() if getattr(account, name) != to}
        if not changed:
            return account
        for name, to in changed.items():
            setattr(account, name, to)
        account.save(update_fields=list(changed))
        publish(
            AccountSettingsChanged(
                actor=actor, changes=changed, summary="changed the settings of the account"
            )
        )
    return account


def _refuse_unless_configurer(actor: Actor) -> None:
    if policy.may_in_account(actor, Action.CONFIGURE_ACCOUNT):
        return
    if not policy.sees_account(actor):
        raise NotThere
    raise NotAllowed("Ask an administrator of the account to change its settings.")


def _value(name: str, given: Any) -> Any:
    if name in _YES_OR_NO:
        return bool(given)
    if name == "name":
        return required(given, field="name", what="the account's name", longest=200)
    if name == "time_zone":
        if given not in clock.time_zones():
            sentence = "Choose a time zone from the list."
            raise Invalid(sentence, fields={"time_zone": sentence})
        return given
    raise TypeError(f"An account has no setting {name}.")
