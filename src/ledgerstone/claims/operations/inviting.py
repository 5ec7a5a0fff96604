"""Inviting the claim contacts of many commitments to claim for a billing period.

However many they are, it takes the same few statements: what a commitment is refused for is found
for all of them at once, and the others are written in one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action as Right
from ledgerstone.access.levels import Tool
from ledgerstone.claims.inviting.invitation_events import (
    ContactsInvited,
    InvitationEvent,
    RoundEvent,
    RoundInvited,
)
from ledgerstone.claims.inviting.invitation_round import Standing, standings, why_not_invited
from ledgerstone.claims.locking import share_period
from ledgerstone.claims.many import Outcome, Refused
from ledgerstone.claims.models.claim import CLAIM_TYPES
from ledgerstone.claims.models.round import INVITED
from ledgerstone.contracts import policy as contracts
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract
from ledgerstone.projects.models import BillingPeriod, InvoicingSettings
from ledgerstone.projects.policy import may_see
from ledgerstone.projects.queries import words
from ledgerstone.tenancy import clock, planned
from ledgerstone.tenancy.acting import acting
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.events import publish
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere
from ledgerstone.tenancy.typed_text import fitting, several_lines

MOST = 1000
_LONGEST = 2000
MOMENT = dt.timedelta(minutes=1)

_LOCK = """
SELECT id FROM contracts_contract
 WHERE account_id = %s AND project_id = %s AND id = ANY (%s) ORDER BY id FOR UPDATE
"""
_INVITE = """
INSERT INTO claims_invitation
  (account_id, contract_id, period_id, type, status, text, invited_by_id, invited_at,
   decline_reason, reminders)
SELECT %s, given.id, %s, %s, %s, %s, %s, %s, '', 0 FROM unnest(%s::bigint[]) AS given (id)
ON CONFLICT (account_id, contract_id, period_id) DO UPDATE SET
  type = excluded.type, status = excluded.status, text = excluded.text,
  invited_by_id = excluded.invited_by_id, invited_at = excluded.invited_at,
  answered_by_id = NULL, answered_at = NULL, decline_reason = '', reminders = 0, reminded_at = NULL
RETURNING contract_id, id
"""


@dataclass(frozen=True, slots=True)
class Held:
    """Commitments of a project, locked, and where they stand in a period."""

    period: BillingPeriod
    contracts: Sequence[Contract]
    standings: dict[int, Standing]


def invite_contacts(
    *,
    actor: Actor,
    project_id: int,
    period_id: int,
    contract_ids: Sequence[int],
    type: str,
    text: str = "",
) -> Outcome:
    """Invite the claim contacts of these commitments to claim for the open period.

    Who was invited or has declined is invited again. ``type`` is what may be claimed; without a
    ``text`` that of the project's settings goes with it. Ids in the outcome are of contracts; those
    that the person does not see are left out, as if they had not been named.
    """
    if type not in CLAIM_TYPES:
        sentence = "Choose what may be claimed."
        raise Invalid(sentence, fields={"type": sentence})
    said = fitting(several_lines(text), field="text", what="the text", longest=_LONGEST)
    with acting(actor):
        held = held_for_round(actor, project_id, period_id, contract_ids)
        whys = {pk: why_not_invited(at, held.period) for pk, at in held.standings.items()}
        outcome = outcome_of(held.contracts, whys)
        said = said or _usual_text(held.period)
        fresh = [pk for pk in outcome.done if not _was_just_invited(held.standings[pk], type, said)]
        invited = _write(actor, held.period, fresh, type, said)
        kinds = (ContactsInvited, RoundInvited)
        tell_round(actor, held.period, invited, kinds, "invited", type=type)
    return outcome


def held_for_round(
    actor: Actor, project_id: int, period_id: int, contract_ids: Sequence[int]
) -> Held:
    """These commitments, locked for an act on their invitations, with the period as it is."""
    if not may_see(actor, project_id):
        raise NotThere
    if not access.may_with(actor, Tool.COMMITMENTS, Right.INVITE, project_id):
        raise NotAllowed("Ask an administrator of the project to do this.")
    wanted = list(dict.fromkeys(contract_ids))
    if len(wanted) > MOST:
        raise Invalid(f"Choose at most {MOST} at once.")
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [actor.account_id, project_id, wanted])
    if share_period(actor.account_id, period_id) is None:
        raise NotThere
    period = (
        BillingPeriod.objects.filter(
            account_id=actor.account_id, project_id=project_id, pk=period_id
        )
        .select_related("project")
        .first()
    )
    if period is None:
        raise NotThere
    seen = queries.visible_to(actor).filter(project_id=project_id, pk__in=wanted)
    found = [
        contract
        for contract in seen.select_related("project", "company").order_by("number", "id")
        if contract.is_upstream or contracts.may(actor, contract, Right.INVITE)
    ]
    return Held(period, found, standings(actor, period, found))


def outcome_of(found: Sequence[Contract], whys: dict[int, str]) -> Outcome:
    """Which contracts it is done for, and why not for the others."""
    return Outcome(
        done=[one.pk for one in found if not whys[one.pk]],
        refused=[Refused(one.pk, str(one), whys[one.pk]) for one in found if whys[one.pk]],
    )


def _write(
    actor: Actor, period: BillingPeriod, contract_ids: Sequence[int], type_: str, text: str
) -> dict[int, int]:
    """The invitations by contract, all in one statement."""
    if not contract_ids:
        return {}
    given: list[Any] = [
        actor.account_id, period.pk, type_, INVITED, text, actor.signed_by, clock.now(),
        list(contract_ids),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_INVITE, given)
        return dict(cursor.fetchall())


def _was_just_invited(at: Standing, type_: str, text: str) -> bool:
    """Whether somebody sent the very same a moment ago: nobody is mailed twice for that."""
    last = at.invitation
    return (
        last is not None
        and (last.status, last.type, last.text) == (INVITED, type_, text)
        and clock.now() - last.invited_at < MOMENT
    )


def _usual_text(period: BillingPeriod) -> str:
    settings = InvoicingSettings.objects.get(
        account_id=period.account_id, project_id=period.project_id
    )
    return settings.invitation_text


def tell_round(
    actor: Actor,
    period: BillingPeriod,
    invitations: Mapping[int, int],
    kinds: tuple[type[InvitationEvent], type[RoundEvent]],
    done: str,
    **noted: Any,
) -> None:
    """Publish an act on invitations of one period, by contract: for each of them, and as one."""
    if not invitations:
        return
    of_one, of_all = kinds
    _, formats = words(period.project)
    span = formats.period(period.start, period.end)
    many = f"{len(invitations)} commitments" if len(invitations) > 1 else "one commitment"
    with planned.together():
        for contract_id, invitation_id in sorted(invitations.items()):
            publish(
                of_one(
                    actor=actor,
                    project_id=period.project_id,
                    contract_id=contract_id,
                    invitation_id=invitation_id,
                    noted={"period_id": period.pk, **noted},
                    summary=f"{done} the claim contacts to claim for {span}",
                )
            )
        publish(
            of_all(
                actor=actor,
                project_id=period.project_id,
                period_id=period.pk,
                invitation_ids=tuple(sorted(invitations.values())),
                summary=f"{done} the claim contacts of {many} to claim for {span}",
            )
        )
