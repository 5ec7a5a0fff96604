"""Payments of many contracts: the project's list, a day's payments together, and ticked rows."""

from __future__ import annotations

from decimal import Decimal

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.schedules.schedule import RawRow
from ledgerstone.payments.models import Payment
from tests.claims.desk import Desk
from tests.payments.import_site import owed_site
from tests.support.scene import Scene
from tests.web.paying import _in_november, claim_of, desk, page, recorded
from tests.web.posting import form_values, text_of

__all__ = ["_in_november", "desk"]


WORK = "work_this_period"


def test_the_days_payments_are_recorded_together(
    signed_in: Client, scene: Scene, desk: Desk
) -> None:
    rows = [RawRow(item="1", description="Lights", scheduled_value="10,000")]
    other = Desk.at(scene, rows=rows)
    one, two, three = claim_of(desk, "1000"), claim_of(desk, "500"), claim_of(other, "300")
    listed = page(signed_in, "payment_list", scene.project.pk)
    assert "1,950.00 to be paid" in listed
    run = reverse("web:payment_run", args=[scene.project.pk])
    address = f"{run}?" + "&".join(f"claim={claim.pk}" for claim in (one, two, three))
    values = form_values(signed_in.get(address), "paid_on")
    refused = signed_in.post(address, values | {f"share_{three.pk}": "300.01"})
    assert refused.status_code == 422
    assert "has 300.00 open" in text_of(refused)
    assert not Payment.objects.exists()
    words = text_of(signed_in.post(address, values | {"reference": "Run 11"}, follow=True))
    assert "2 payments of 1,950.00 are recorded." in words
    assert "Nothing is open" in words
    assert set(Payment.objects.values_list("amount", "reference")) == {
        (Decimal("1650.00"), "Run 11"),
        (Decimal("300.00"), "Run 11"),
    }
    again = text_of(signed_in.get(address))
    assert "3 of what you ticked are left out" in again


def test_a_projects_payments_are_listed_searched_and_exported(
    signed_in: Client, scene: Scene, desk: Desk
) -> None:
    recorded(signed_in, desk, {}, amount="5", reference="EFT 1", note='=HYPERLINK("x")')
    recorded(signed_in, desk, {}, amount="7", reference="EFT 2")
    address = reverse("web:payment_list", args=[scene.project.pk])
    words = text_of(signed_in.get(f"{address}?show=made"))
    assert "2 payments" in words
    words = text_of(signed_in.get(f"{address}?show=made&q=eft+2"))
    assert "1 payment " in words
    assert "EFT 1" not in words
    assert "No payments yet" in text_of(signed_in.get(f"{address}?show=made&way=in"))
    csv = signed_in.get(f"{address}?show=made&form=csv").content.decode("utf-8-sig")
    assert csv.count("\n") == 3
    assert "'=HYPERLINK" in csv
    assert signed_in.get(f"{address}?form=xlsx").content.startswith(b"PK")
    with CaptureQueriesContext(connection) as few:
        signed_in.get(f"{address}?show=made")
    for _ in range(3):
        recorded(signed_in, desk, {}, amount="9")
    with CaptureQueriesContext(connection) as many:
        signed_in.get(f"{address}?show=made")
    assert len(many) == len(few)


def test_ticked_rows_of_the_period_lead_to_what_is_open_of_them(
    signed_in: Client, scene: Scene, desk: Desk
) -> None:
    claim = claim_of(desk, "1000")
    tool = reverse("web:claims_tool", args=[scene.project.pk])
    listed = signed_in.get(tool).content.decode()
    assert 'data-bulk-act="pay"' in listed
    assert f"/payments/record/?claim={claim.pk}" in listed
    chosen = reverse("web:payment_run_chosen", args=[scene.project.pk])
    rows = [f"{desk.contract.pk}.{claim.pk}.{claim.version}", "77"]
    answer = signed_in.post(chosen, {"row": rows}, headers={"referer": f"http://testserver{tool}"})
    words = text_of(signed_in.get(answer["Location"]))
    assert "1,100.00 open on 1 claim; one payment for each contract." in words
    values = form_values(signed_in.get(answer["Location"]), "paid_on")
    done = signed_in.post(answer["Location"], values, follow=True)
    assert "1 payment of 1,100.00 is recorded." in text_of(done)
    assert done.redirect_chain[-1][0].endswith(tool)
    assert f"/payments/record/?claim={claim.pk}" not in done.content.decode()
    assert "Paid" in text_of(done)
    assert signed_in.post(chosen, {"row": ["77"]}).status_code == 302


def test_money_received_under_a_head_contract(signed_in: Client, scene: Scene) -> None:
    rows = [RawRow(item="1", description="All of it", scheduled_value="10,000")]
    scene.period()
    head = Desk.at(scene, "head_contract", rows=rows)
    claim = head.start()
    head.type(claim, {"1": {WORK: "1000"}})
    head.issue(claim)
    assert "Record money received" in page(signed_in, "claim", claim.pk)
    status, words = recorded(signed_in, head, {claim: "1000"})
    assert status == 200
    assert "1,000.00 is recorded." in words
    assert "Received 1" in words
    listed = reverse("web:payment_list", args=[scene.project.pk])
    assert "1 payment " in text_of(signed_in.get(f"{listed}?show=made&way=in"))
    assert "No payments yet" in text_of(signed_in.get(f"{listed}?show=made&way=out"))


def test_pages_take_the_same_queries_however_much_there_is(
    signed_in: Client, scene: Scene, desk: Desk
) -> None:
    def addresses() -> list[str]:
        claims = "&".join(f"claim={pk}" for pk in Claim.objects.values_list("pk", flat=True))
        return [
            reverse("web:contract_payments", args=[desk.contract.pk]),
            reverse("web:payment_list", args=[scene.project.pk]),
            reverse("web:payment_run", args=[scene.project.pk]) + f"?{claims}",
        ]

    def counted() -> list[int]:
        counts = []
        for address in addresses():
            with CaptureQueriesContext(connection) as asked:
                assert signed_in.get(address).status_code == 200
            counts.append(len(asked))
        return counts

    recorded(signed_in, desk, {claim_of(desk, "100"): "10"})
    signed_in.get(addresses()[0])
    few = counted()
    for _ in range(3):
        recorded(signed_in, desk, {claim_of(desk, "100"): "10"})
        claim_of(Desk.at(scene), "50")
    assert counted() == few


def test_a_long_list_has_pages_and_its_sums_are_of_all(signed_in: Client, scene: Scene) -> None:
    scene.period()
    owed = owed_site(scene, contracts=21, claims=10)
    address = reverse("web:payment_list", args=[scene.project.pk])
    first, last = (signed_in.get(f"{address}?page={page}") for page in (1, 2))
    total = f"{sum(one.payable for one in owed):,.2f} to be paid"
    for shown, named, rows in ((first, "Page 1 of 2", 200), (last, "Page 2 of 2", 10)):
        words = text_of(shown)
        assert "210 open" in words
        assert named in words
        assert total in words
        assert shown.content.decode().count('name="claim"') == rows


def test_what_goes_the_other_way_is_told_beside_what_is_to_be_paid(
    signed_in: Client, scene: Scene, desk: Desk
) -> None:
    claim_of(desk, "1000")
    back = desk.claimed({"1": {WORK: "-300"}})
    desk.reason(back, ["1"])
    desk.approve(back)
    listed = page(signed_in, "payment_list", scene.project.pk)
    assert "1,100.00 to be paid, 0.00 to be received, 330.00 credit" in listed
    assert "To pay 1,100.00" in page(signed_in, "portfolio")
