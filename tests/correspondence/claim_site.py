"""An October round of claims whose mails a real server gets: a contact, and who reviews."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from email.message import Message
from typing import Any

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.operations import add_recipient
from ledgerstone.correspondence.models import MailRecipient
from ledgerstone.directory.models import Person
from ledgerstone.payments.models import Payment
from ledgerstone.payments.operations import record_payment
from tests.claims.rounds import Round
from tests.correspondence.letterbox import Letterbox, body
from tests.support.mail import deliver
from tests.support.people import member, worker
from tests.support.scene import Scene

STEEL = {"2": {"work_this_period": "12000"}}


class ClaimSite:
    """The contract SU-001 Lighting of Keel Steel with Pat Keel as its contact; Ana Reyes is on the
    distribution for claims. ``box`` is the mail server."""

    def __init__(self, scene: Scene, box: Letterbox, **given: Any) -> None:
        self.scene, self.box = scene, box
        self.round = Round.at(scene, **given)
        self.ana = self.listed("Ana Reyes")
        self.first: Claim
        self.second: Claim

    def listed(self, name: str, key: str = "claim_administrator") -> Person:
        """Somebody on the distribution for claims, with a template on the project."""
        person = worker(self.scene, self.scene.own, name)
        member(self.scene, person, key)
        add_recipient(
            actor=self.scene.actor,
            project_id=self.scene.project.pk,
            purpose="commitment_claims",
            person_id=person.pk,
        )
        return person

    def claimed(self, **cells: Any) -> Claim:
        """A claim that the contact hands in."""
        return self.round.desk.claimed(cells or STEEL)

    def work(self) -> list[Message]:
        """What the worker does now: the mails that the server got, by receiver."""
        before = len(self.box.got)
        deliver()
        found = self.box.got[before:]
        for to, mail in found:
            assert [str(one) for one in to] == [mail["To"].addresses[0].addr_spec]
        return sorted((mail for _, mail in found), key=receiver)

    def paid(self, amount: str, claim: Claim | None = None, **given: Any) -> Payment:
        """A payment of an amount, for one claim or for none."""
        shares = {} if claim is None else {claim.pk: Decimal(amount)}
        return record_payment(
            **{
                "actor": self.scene.actor, "contract_id": self.round.contract.pk,
                "paid_on": dt.date(2026, 10, 20), "amount": Decimal(amount), "shares": shares,
                **given,
            }
        )  # fmt: skip


def receiver(mail: Message) -> str:
    return str(mail["To"].addresses[0].addr_spec)


def receivers(mails: list[Message]) -> list[str]:
    return [receiver(mail) for mail in mails]


def flat(mail: Message) -> str:
    """The text part in one line; its own lines are short."""
    text = body(mail)
    assert max(len(line) for line in text.splitlines() if "http" not in line) <= 77
    return " ".join(text.split())


def why_not(kind: str) -> dict[str, str]:
    """By name, why people got nothing of the mails of a kind."""
    found = MailRecipient.objects.filter(mail__kind=kind, state="not_sent")
    return {one.person.name: one.why_not for one in found.select_related("person")}
