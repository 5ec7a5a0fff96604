"""What the pictures need to know of the demonstration: addresses, and how its month goes on."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from demonstration import MOMENT
from django.db.models import Model

from ledgerstone.access.models import PermissionTemplate
from ledgerstone.claims import operations, queries
from ledgerstone.claims.models import Claim
from ledgerstone.contracts.actors import actor_for
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Company, Person
from ledgerstone.ops.demo.story import SLUG
from ledgerstone.ops.logins import DEMO_LOGINS
from ledgerstone.payments.queries import claims_to_pay
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import clock, context
from ledgerstone.tenancy.actor import Actor
from ledgerstone.tenancy.models import Account, User


def _account() -> Account:
    return Account.objects.get(slug=SLUG)


def _actor() -> Actor:
    actor = actor_for(User.objects.get(email=DEMO_LOGINS[0].email), _account())
    if actor is None:
        raise LookupError("The demonstration's person does not belong to its account.")
    return actor


class Facts:
    """Where things of the demonstration are found, by what people call them."""

    def project(self) -> str:
        return f"/projects/{_id_of(Project)}/"

    def contract(self, number: str) -> str:
        return f"/contracts/{_id_of(Contract, number=number)}/"

    def company(self, name: str) -> str:
        return f"/companies/{_id_of(Company, name=name)}/"

    def person(self, name: str) -> str:
        return f"/people/{_id_of(Person, name=name)}/"

    def template(self, name: str) -> str:
        return f"/settings/permissions/{_id_of(PermissionTemplate, name=name)}/"


def _id_of(model: type[Model], **wanted: str) -> int:
    with context.accounts([_account().pk]):
        return model._default_manager.get(**wanted).pk


def keep_newest_session() -> None:
    """As if the administrator had signed in once, at the moment of the pictures."""
    kept = UserSession.objects.order_by("-pk")
    UserSession.objects.exclude(pk=kept[0].pk).delete()
    UserSession.objects.update(created_at=MOMENT, last_seen_at=MOMENT)


def lines_of_a_bank() -> str:
    """A statement: what is left of a claim, a part of another, a rent, and a day that is none."""
    with context.accounts([_account().pk]):
        left = {
            (contract.number, one.claim.number): one.open
            for contract in Contract.objects.filter(number__in=["HC-01", "SC-001", "SC-002"])
            for one in claims_to_pay(contract)
        }
    day = f"{MOMENT:%d/%m/%Y}"
    rows = [
        "Date,Description,Debit,Credit",
        f"{day},NINMERE CONCRETE SC-002 CLAIM 2,{left['SC-002', 2]},",
        f"{day},TALLIS PARK INDUSTRIAL TRUST HC-01 CLAIM 2,,{left['HC-01', 2] // 1000 * 500}.00",
        f"{day},HARROW CIVIL PTY LTD,{left['SC-001', 3]},",
        f"{day},RENT SITE OFFICE,4180.00,",
        "31/02/2026,BRIGALOW FIRE PTY LTD,1250.00,",
    ]
    return "\n".join(rows)


def third_month() -> dict[str, int]:
    """The newest claim of each contract, by the contract's number."""
    with context.accounts([_account().pk]):
        found = Claim.objects.order_by("number").values_list("contract__number", "pk")
        return dict(found)


def decide_the_rest(claims: dict[str, int]) -> None:
    """Approve what is under review, so that there is something to carry upwards."""
    with context.accounts([_account().pk]), clock.fixed(MOMENT):
        actor = _actor()
        for number, decision in (("SC-002", "approved_as_noted"), ("SC-003", "approved")):
            claim = queries.get_claim(actor, claims[number])
            sheet = queries.sheet(actor, claim.pk)
            lacking = [line.line_id for line in sheet.lines if line.asks_reason(upstream=False)]
            if lacking:
                saved = operations.give_reasons(
                    actor=actor,
                    claim_id=claim.pk,
                    line_ids=lacking,
                    code="not_complete",
                    text="Footing F14 is excavated but not poured.",
                    since=claim.version,
                )
                version = saved.version
            else:
                version = claim.version
            operations.approve_claim(
                actor=actor, claim_id=claim.pk, expected_version=version, decision=decision
            )
