"""A certificate that comes to less than nothing: every page and report tells it beside what is to
be paid, and takes it off nowhere."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from ledgerstone.payments.due import payment_due_on
from ledgerstone.payments.queries import money_of
from ledgerstone.projects.queries import words
from ledgerstone.reports.asked import Asked
from ledgerstone.reports.catalogue import REPORTS
from ledgerstone.reports.scope import read_scope
from ledgerstone.web.portfolio.money import open_claims
from ledgerstone.web.portfolio.projects import held_projects
from tests.claims.desk import Desk, flat
from tests.support.contacts import contact_of
from tests.support.scene import Scene
from tests.web.posting import text_of

WORK = "work_this_period"
NOVEMBER = dt.datetime(2026, 11, 5, 3, tzinfo=dt.UTC)


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """9,000.00 to be paid by 25 November, 900.00 back, and a claim that comes to nothing."""
    scene.period()
    desk = Desk.at(scene, title="Lighting", payment_days=20, retention=flat("0.10"))
    with time_machine.travel(NOVEMBER, tick=False):
        for item, work in (("1", "10000"), ("3", "-1000"), ("2", "0")):
            desk.certified({item: {WORK: work}})
    return desk


@time_machine.travel(NOVEMBER + dt.timedelta(days=60), tick=False)
def test_what_goes_back_is_told_beside_what_is_to_be_paid(
    scene: Scene, desk: Desk, signed_in: Client
) -> None:
    held = money_of(scene.account.pk, [desk.contract.pk])[desk.contract.pk]
    assert (held.owed, held.back, held.credit) == (Decimal("9000"), Decimal("900"), 0)
    due = [payment_due_on(one.claim) for one in held.open]
    assert due == [dt.date(2026, 11, 25), None]
    opened = open_claims(scene.actor, held_projects(scene.actor))
    assert [(one.open, one.due) for one in opened] == [
        (Decimal("9000"), due[0]), (Decimal("-900"), None),
    ]  # fmt: skip
    scope = read_scope(scene.actor, [scene.project.pk], Asked(), is_account=False)
    totals = {
        key: REPORTS[key].make(scope, *words(scene.project)).table.totals
        for key in ("status", "cash", "ageing")
    }
    assert (totals["status"]["open"], totals["status"]["credit"]) == (9000, 900)
    assert totals["cash"]["to_pay"] == 9000
    assert (totals["ageing"]["days_31"], totals["ageing"]["credit"]) == (9000, -900)
    page = signed_in.get(reverse("web:payment_list", args=[scene.project.pk]))
    assert "9,000.00 to be paid, 0.00 to be received, 900.00 credit, 1 late" in text_of(page)
    page = signed_in.get(reverse("web:contract_payments", args=[desk.contract.pk]))
    assert "9,000.00 open, 900.00 to come back" in text_of(page)


def test_a_contact_reads_what_goes_back(scene: Scene, desk: Desk) -> None:
    browser = Client()
    browser.force_login(contact_of(scene, desk.contract).user)
    with time_machine.travel(NOVEMBER, tick=False):
        said = text_of(browser.get(reverse("web:my_payments")))
        assert "Still to come 9,000.00 To pay back 900.00 Held" in said
        assert "-900.00 to pay back" in said.replace("−", "-")
        desk.certified({"3": {WORK: "-500"}})
        said = text_of(browser.get(reverse("web:my_contracts")))
        assert f"450.00 in favour of {scene.account.name}" in said
