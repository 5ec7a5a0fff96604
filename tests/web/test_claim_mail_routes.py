"""What people do on pages with claims and payments is mailed: the routes, not the operations."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from ledgerstone.claims.models import Claim
from tests.claims.rounds import AFTERNOON
from tests.correspondence.claim_site import ClaimSite, flat, receivers
from tests.correspondence.letterbox import Letterbox, body, letterbox
from tests.support.mail import code_in, link_in
from tests.support.scene import Scene
from tests.web.posting import form_values

__all__ = ["letterbox"]


@pytest.fixture
def site(scene: Scene, letterbox: Letterbox) -> Iterator[ClaimSite]:
    with time_machine.travel(AFTERNOON, tick=False):
        site = ClaimSite(scene, letterbox)
        site.round.settings(tells_when_approved=True)
        yield site


def act(client: Client, claim: Claim, name: str, **given: str) -> None:
    claim.refresh_from_db()
    answer = client.post(
        f"/claims/{claim.pk}/do/{name}",
        {"idempotency_key": str(uuid4()), "version": claim.version, **given},
    )
    assert answer.status_code == 302, answer.content.decode()


def test_a_claim_goes_there_and_back_by_mail_and_is_paid(site: ClaimSite) -> None:
    office = Client()
    office.force_login(site.scene.user)
    desk = site.round.desk
    claim = desk.start()
    desk.type(claim, {"2": {"work_this_period": "12000"}})
    contact = Client()
    contact.force_login(site.round.contact.user)
    act(contact, claim, "submit")
    [mail] = site.work()
    assert receivers([mail]) == [site.ana.email]
    act(office, claim, "return", reason="Send the dockets.")
    [mail] = site.work()
    assert "> Send the dockets." in flat(mail)
    # Pat signs in by the mail alone, and submits again from there.
    browser = Client()
    browser.post(link_in(flat(mail)), {"act": "send"})
    [code] = site.work()
    browser.post(link_in(flat(mail)), {"act": "open", "code": code_in(body(code))})
    act(browser, claim, "submit")
    [mail] = site.work()
    assert "submitted claim 1 again" in str(mail["Subject"])
    act(office, claim, "approve")
    [mail] = site.work()
    assert "is approved by Northbridge Construction: A$12,000.00" in flat(mail)
    act(office, claim, "reopen", reason="Counted twice.")
    [mail] = site.work()
    assert "> Counted twice." in flat(mail)
    act(office, claim, "approve")
    site.work()
    address = f"/contracts/{site.round.contract.pk}/payments/record/"
    values = form_values(office.get(address), f"share_{claim.pk}")
    given = {"amount": "12,000.00", f"share_{claim.pk}": "12,000.00"}
    assert office.post(address, values | given).status_code == 302
    [mail] = site.work()
    assert "paid Keel Steel A$12,000.00 on 20 October 2026 for claim 1" in flat(mail)
