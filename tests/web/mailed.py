"""Mails that people wrote about a contract, and those who get them."""

from __future__ import annotations

from typing import Any

from ledgerstone.contracts.models import Contract
from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.delivery import posting
from ledgerstone.correspondence.kind import Cause
from ledgerstone.correspondence.models import Mail
from ledgerstone.directory.models import Person
from tests.support.mail import deliver
from tests.support.people import member, worker
from tests.support.scene import Scene


def colleague(scene: Scene, name: str, key: str = "site_team", **given: Any) -> Person:
    person = worker(scene, scene.own, name, **given)
    member(scene, person, key)
    return person


def written(scene: Scene, contract: Contract, *people: Person, **given: Any) -> Mail:
    """A mail that somebody wrote, with its recipients and its subject."""
    ways = {"to": [one.pk for one in people], **{k: given.pop(k, []) for k in ("copy", "blind")}}
    cause = Cause(
        key=f"written:{Mail.objects.count()}",
        project_id=contract.project_id,
        contract_id=contract.pk,
        claim_id=given.pop("claim_id", None),
        facts=ways,
        subject="About the steel",
        text="Please look at item 3.",
        sender_name="Robin Hale",
        **given,
    )
    [pk] = posting.post(scene.account.pk, catalogue.KINDS["contract_mail"], [cause])
    deliver()
    deliver()
    return Mail.objects.get(pk=pk)
