"""Security held in place of retention: recording it, its return, and taking a mistake back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.access.actions import Action
from ledgerstone.contracts.models import Contract, RetentionSecurity
from ledgerstone.contracts.retention import retention_events
from ledgerstone.contracts.retention.retention_security import KIND_WORDS
from ledgerstone.core.rounding import as_amount
from ledgerstone.projects import queries as projects
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotThere
from ledgerstone.tenancy.typed_text import optional

from .locking import locked_contract

_LARGEST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityGiven:
    """What is known of a security. ``kind``: one of RetentionSecurity.KINDS."""

    kind: str
    amount: Decimal
    received_on: dt.date
    expires_on: dt.date | None = None
    returned_on: dt.date | None = None
    reference: str = ""
    issuer: str = ""


def record_security(
    *,
    actor: Actor,
    contract_id: int,
    given: SecurityGiven,
    expected_version: int | None = None,
) -> RetentionSecurity:
    """Record security held in place of retention. It lowers the cap of new claims while it
    stands; certificates keep their figures."""
    with acting(actor):
        contract = _held(actor, contract_id, expected_version)
        security = RetentionSecurity(account_id=contract.account_id, contract=contract)
        _take(security, given)
        security.save(force_insert=True)
        _tell(actor, contract, security, "recorded")
    return security


def change_security(
    *,
    actor: Actor,
    security_id: int,
    given: SecurityGiven,
    expected_version: int | None = None,
) -> RetentionSecurity:
    """Change what is known of a security: its return above all."""
    with acting(actor):
        contract = _held(actor, _contract_of(actor, security_id), expected_version)
        security = _there(contract, security_id)
        changed = _take(security, given)
        if changed:
            security.save(update_fields=changed)
            _tell(actor, contract, security, "changed")
    return security


def remove_security(
    *, actor: Actor, security_id: int, expected_version: int | None = None
) -> Contract:
    """Take back a security that was recorded by mistake."""
    with acting(actor):
        contract = _held(actor, _contract_of(actor, security_id), expected_version)
        security = _there(contract, security_id)
        key = security.pk
        security.delete()
        security.pk = key
        _tell(actor, contract, security, "removed")
    return contract


def _contract_of(actor: Actor, security_id: int) -> int:
    found = RetentionSecurity.objects.filter(account_id=actor.account_id, pk=security_id)
    contract_id = found.values_list("contract_id", flat=True).first()
    if contract_id is None:
        raise NotThere
    return contract_id


def _held(actor: Actor, contract_id: int, expected_version: int | None) -> Contract:
    return locked_contract(
        actor, contract_id, right=Action.CONFIGURE, expected_version=expected_version
    )


def _there(contract: Contract, security_id: int) -> RetentionSecurity:
    """The security as it is now that the contract is held; it may have gone meanwhile."""
    found = RetentionSecurity.objects.filter(
        account_id=contract.account_id, contract_id=contract.pk, pk=security_id
    ).first()
    if found is None:
        raise NotThere
    return found


def _take(security: RetentionSecurity, given: SecurityGiven) -> list[str]:
    """Put what is given on the record, checked; the names of what changed."""
    values = {
        "kind": given.kind,
        "amount": _amount(given.amount),
        "received_on": given.received_on,
        "expires_on": given.expires_on,
        "returned_on": given.returned_on,
        "reference": optional(
            given.reference, field="reference", what="the reference", longest=100
        ),
        "issuer": optional(given.issuer, field="issuer", what="the issuer", longest=200),
    }
    if given.kind not in RetentionSecurity.KINDS:
        raise _invalid("kind", "Choose a kind of security from the list.")
    for name, word in (("expires_on", "expire"), ("returned_on", "be returned")):
        day = values[name]
        if isinstance(day, dt.date) and day < given.received_on:
            raise _invalid(name, f"It cannot {word} before it was received.")
    changed = [name for name, value in values.items() if getattr(security, name) != value]
    for name in changed:
        setattr(security, name, values[name])
    return changed


def _amount(amount: Decimal) -> Decimal:
    whole = as_amount(amount)
    if whole is None or not 0 < whole < _LARGEST:
        raise _invalid("amount", "Give an amount above 0, with at most 2 decimals.")
    return whole


def _invalid(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, fields={field: sentence})


def _tell(actor: Actor, contract: Contract, security: RetentionSecurity, did: str) -> None:
    _words, formats = projects.words(contract.project)
    contract.version += 1
    contract.save(update_fields=["version"])
    what = KIND_WORDS[security.kind].lower()
    publish(
        retention_events.SecurityRecorded(
            actor=actor,
            project_id=contract.project_id,
            contract_id=contract.pk,
            version=contract.version,
            security_id=security.pk,
            amount=f"{security.amount:f}",
            summary=f"{did} security in place of retention: {what}, "
            f"{formats.money(security.amount)}",
        )
    )
