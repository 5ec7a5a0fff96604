"""The pages of retention: the rule, security in its place, what releases it, a claim's offer."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledgerstone import core
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import Contract, ReleaseEvent, RetentionSecurity
from ledgerstone.contracts.operations import (
    add_to_private_list,
    change_contract,
    change_privacy,
    name_contact,
)
from ledgerstone.contracts.retention.retention import RetentionTerms, flat
from ledgerstone.core import CapOf, ChangeScope, RetentionCap, RetentionChange, RetentionKind
from ledgerstone.tenancy import clock
from tests.claims.desk import Desk
from tests.support.people import member, worker
from tests.support.scene import Scene, raw_rows
from tests.web.posting import error_at, form_values, text_of

D = Decimal
# Queries of the page of retention, with those of the sign-in and of the contract's frame.
BASELINE = 16
JOB = raw_rows([("1", "Steel", "400,000.00")])
HALF = D("0.05")


def page(client: Client, name: str, *args: object) -> HttpResponse:
    return client.get(reverse(f"web:{name}", args=args))


def rule(client: Client, contract: Contract, **typed: str) -> HttpResponse:
    """The form of the rule, sent with these fields typed over what stood there."""
    address = reverse("web:retention_rule", args=[contract.pk])
    values = form_values(client.get(address), "kind") | typed
    return client.post(
        address, {name: value for name, value in values.items() if value is not None}
    )


def kept(contract: Contract) -> RetentionTerms:
    found = queries.retention_of(contract)
    assert found is not None
    return found


@pytest.fixture
def contract(scene: Scene) -> Contract:
    return scene.contract(rows=JOB, retention=flat(D("0.1")))


def test_every_rule_is_typed_saved_and_shown_again(signed_in: Client, contract: Contract) -> None:
    """What the form sends without a change is what stands, whatever the rule."""
    later = {"change_1_from_claim": "4", "change_1_applies_to": "everything",
             "change_1_work": "5", "change_1_materials": "2.5"}  # fmt: skip
    cases: list[tuple[dict[str, str], str]] = [
        ({"kind": "flat", "work": "10", "materials": "5%", "basis": "cover", "cap_of": "amount",
          "cap": "12,000.00", "free_amount": "1,000", **later},
         "10% of work and 5% of materials is held until A$12,000.00 is held; the first A$1,000.00 "
         "bears none; from claim 4 on, 5% of all work and 2.5% of all materials."),
        ({"kind": "flat", "work": "10", "materials": "0", "cap_of": "revised_sum", "cap": "5"},
         "10% of work and nothing of materials is held until 5% of the revised contract sum is "
         "held."),
        ({"kind": "sliding", "step_1_rate": "10", "step_1_limit": "2.5",
          "step_2_rate": "5", "step_2_limit": "20,000.00", "step_2_limit_of": "amount"},
         "10% of work and materials is held until 2.5% of the original contract sum is held, then "
         "5% until A$20,000.00 is held in all, then nothing more."),
        ({"kind": "bands", "band_1_up_to": "50", "band_1_rate": "10", "band_2_rate": "0"},
         "10% of the part up to 50% complete is held, then nothing."),
        ({"kind": "steps", "measure": "amount", "band_1_up_to": "100,000", "band_1_rate": "10",
          "band_2_up_to": "", "band_2_rate": "5", "cap_of": "original_sum", "cap": "7.5"},
         "10% of the whole is held below A$100,000.00, then 5% of the whole is held until 7.5% of "
         "the original contract sum is held."),
        ({"kind": "none"}, "Nothing is held back."),
    ]  # fmt: skip
    blank = dict.fromkeys(("cap_of", "cap", "free_amount", *later), "")
    for typed, said in cases:
        begun = {**blank, "change_1_applies_to": "new_work"} | typed
        answer = rule(signed_in, contract, **begun)
        assert answer.status_code == 302, text_of(answer)
        shown = text_of(page(signed_in, "contract_retention", contract.pk))
        assert said in shown
        before = queries.retention_of(contract)
        assert rule(signed_in, contract).status_code == 302
        assert queries.retention_of(contract) == before


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({"work": ""}, "work", "Type a percentage, 0 for none."),
        ({"work": "101"}, "work", "Give a percentage from 0 to 100."),
        ({"cap": "5"}, "cap_of", "Choose what this is a limit of, or leave it empty."),
        ({"cap_of": "amount"}, "cap", "How much is held at most?"),
        ({"cap_of": "amount", "cap": "5%"}, "cap", "This is an amount, not a percentage."),
        ({"cap_of": "original_sum", "cap": "120"}, "cap", "Give a percentage from 0 to 100."),
        ({"free_amount": "500"}, "free_amount", "worked out on the whole claim only"),
        ({"change_1_work": "5"}, "change_1_from_claim", "From which claim on?"),
        ({"work": "3.1234567"}, "work", "at most 6 decimals"),
        ({"change_1_from_claim": "x"}, "change_1_from_claim", "Type the number of a claim."),
        ({"change_1_from_claim": "-1"}, "change_1_from_claim", "Type the number of a claim."),
        ({"kind": "sliding"}, "step_1_rate", "Type the first step."),
        ({"kind": "sliding", "step_1_rate": "10"}, "step_1_limit", "Until how much is held?"),
        ({"kind": "sliding", "step_1_rate": "10", "step_1_limit": "5", "step_3_rate": "5",
          "step_3_limit": "4"}, "step_3_limit", "each is above the one before"),
        ({"kind": "sliding", "step_1_rate": "10", "step_1_limit": "5",
          "step_1_limit_of": "revised_sum", "step_2_rate": "5", "step_2_limit": "30,000",
          "step_2_limit_of": "amount"}, "step_2_limit_of", "cannot stand beside others"),
        ({"kind": "bands"}, "band_1_rate", "Type the first rate."),
        ({"kind": "bands", "band_1_rate": "10", "band_2_rate": "5"}, "band_1_up_to",
         "Only the last one is without end."),
        ({"kind": "steps", "band_1_rate": "10", "band_1_up_to": "50", "band_2_rate": "5",
          "band_2_up_to": "50"}, "band_2_up_to", "this one is above 50%"),
        ({"kind": "bands", "band_1_up_to": "a"}, "band_1_up_to", "This is not a figure."),
    ],
)  # fmt: skip
def test_refusals_stand_at_their_fields_and_nothing_typed_is_lost(
    signed_in: Client, contract: Contract, typed: dict[str, str], field: str, sentence: str
) -> None:
    answer = rule(signed_in, contract, **typed)
    assert answer.status_code == 422
    assert sentence in error_at(answer, field)
    again = form_values(answer, "kind")
    assert {name: again[name] for name in typed} == typed
    assert kept(contract) == flat(D("0.1"))


def test_what_is_typed_for_another_rule_is_neither_read_nor_lost(
    signed_in: Client, contract: Contract
) -> None:
    answer = rule(signed_in, contract, work="", band_1_rate="many", step_1_limit="?")
    assert error_at(answer, "band_1_rate") == ""
    assert form_values(answer, "kind")["band_1_rate"] == "many"
    assert rule(signed_in, contract, band_1_rate="many").status_code == 302


def test_the_sentence_follows_what_is_typed_and_writes_nothing(
    signed_in: Client, contract: Contract
) -> None:
    values = form_values(page(signed_in, "retention_rule", contract.pk), "kind")
    address = reverse("web:retention_preview", args=[contract.pk])
    typed = values | {"kind": "sliding", "step_1_rate": "10", "step_1_limit": "5"}
    said = text_of(signed_in.post(address, {k: v for k, v in typed.items() if v is not None}))
    assert "10% of work and materials is held until 5% of the original contract sum" in said
    assert "25% complete 10,000.00 50% complete 20,000.00" in said
    assert "100% complete 20,000.00" in said
    halfway = signed_in.post(address, {"kind": "sliding", "version": "1", "step_1_rate": "10"})
    assert "cannot stand yet" in text_of(halfway)
    assert kept(contract) == flat(D("0.1"))


def test_a_form_over_somebody_elses_change_keeps_what_was_typed(
    scene: Scene, signed_in: Client, contract: Contract
) -> None:
    address = reverse("web:retention_rule", args=[contract.pk])
    values = form_values(signed_in.get(address), "kind") | {"work": "7.5"}
    change_contract(
        actor=scene.actor, contract_id=contract.pk, expected_version=1, title="Metalwork"
    )
    sent = {name: value for name, value in values.items() if value is not None}
    answer = signed_in.post(address, sent)
    assert answer.status_code == 409
    assert "changed title" in text_of(answer)
    again = form_values(answer, "kind")
    assert again["work"] == "7.5"
    assert (
        signed_in.post(
            address, {name: value for name, value in again.items() if value is not None}
        ).status_code
        == 302
    )
    assert kept(contract).rule.work == D("0.075")


def test_after_billing_the_cap_and_later_rates_change_and_nothing_else(
    scene: Scene, signed_in: Client
) -> None:
    scene.period()
    desk = Desk.at(scene, rows=JOB, retention=flat(D("0.1")))
    desk.certified({"1": {"work_to_date": "150000"}})
    contract = desk.contract
    assert "Amounts were claimed under these terms" in text_of(
        page(signed_in, "retention_rule", contract.pk)
    )
    answer = rule(signed_in, contract, cap_of="amount", cap="14,000")
    assert answer.status_code == 422
    assert "A$15,000.00 is held now" in error_at(answer, "cap")
    later = {"change_1_from_claim": "1", "change_1_work": "5", "change_1_materials": "5"}
    assert "Claim 1 is certified" in error_at(
        rule(signed_in, contract, **later), "change_1_from_claim"
    )
    assert "were claimed under its terms" in text_of(rule(signed_in, contract, work="5"))
    later["change_1_from_claim"] = "2"
    assert rule(signed_in, contract, cap_of="original_sum", cap="5", **later).status_code == 302
    assert kept(contract) == RetentionTerms(
        flat(D("0.1"), cap=RetentionCap(rate=HALF, of=CapOf.ORIGINAL_SUM)).rule,
        (RetentionChange(2, ChangeScope.NEW_WORK, HALF, HALF),),
    )


def record(client: Client, contract: Contract, **typed: str) -> HttpResponse:
    """A security received thirty days ago."""
    address = reverse("web:retention_security_new", args=[contract.pk])
    values = form_values(client.get(address), "amount")
    return client.post(address, values | {"received_on": day(-30)} | typed)


def day(distance: int) -> str:
    """So many days from today."""
    return (clock.today("Australia/Sydney") + dt.timedelta(days=distance)).isoformat()


def test_securities_are_listed_with_their_days(signed_in: Client, contract: Contract) -> None:
    assert "security lowers nothing yet" not in text_of(
        page(signed_in, "contract_retention", contract.pk)
    )
    wrong = record(signed_in, contract, amount="", expires_on="2001-01-01")
    assert error_at(wrong, "amount") == "This cannot be empty."
    wrong = record(signed_in, contract, amount="5,000", expires_on="2001-01-01")
    assert error_at(wrong, "expires_on") == "It cannot expire before it was received."
    bank = {"reference": "BG 7", "issuer": "Harbour Bank", "expires_on": day(12)}
    assert record(signed_in, contract, amount="5,000", **bank).status_code == 302
    bond = {"kind": "insurance_bond", "expires_on": day(-1)}
    assert record(signed_in, contract, amount="800", **bond).status_code == 302
    shown = text_of(page(signed_in, "contract_retention", contract.pk))
    assert "Bank guarantee BG 7, Harbour Bank" in shown
    assert "Expires soon 12 days left" in shown
    assert "Expired 1 day ago" in shown
    assert "security lowers nothing yet" in shown
    rule(signed_in, contract, cap_of="original_sum", cap="5")
    shown = text_of(page(signed_in, "contract_retention", contract.pk))
    assert "Held at most 20,000.00 Security in its place today −5,000.00" in shown
    assert "Leaves at most 15,000.00" in shown


def test_a_security_is_returned_or_taken_back(signed_in: Client, contract: Contract) -> None:
    record(signed_in, contract, amount="5,000", reference="BG 7")
    security = RetentionSecurity.objects.get(reference="BG 7")
    edit = reverse("web:retention_security", args=[security.pk])
    values = form_values(signed_in.get(edit), "amount")
    assert values["amount"] == "5,000.00"
    assert signed_in.post(edit, values | {"returned_on": day(0)}).status_code == 302
    assert "Returned" in text_of(page(signed_in, "contract_retention", contract.pk))
    contract.refresh_from_db()
    remove = reverse("web:retention_security_remove", args=[security.pk])
    assert signed_in.post(remove, {"version": contract.version}).status_code == 302
    assert not RetentionSecurity.objects.filter(pk=security.pk).exists()


def test_releases_are_planned_with_refusals_at_their_fields(
    signed_in: Client, contract: Contract
) -> None:
    address = reverse("web:retention_releases", args=[contract.pk])
    begun = form_values(signed_in.get(address), "event_1")
    assert begun["name_2"] == "End of the defects liability period"
    refused = signed_in.post(
        address, begun | {"share_1": "0", "event_3": "by_hand", "share_3": "5"}
    )
    assert error_at(refused, "share_1") == "Give a share above 0% and up to 100%."
    refused = signed_in.post(address, begun | {"event_3": "by_hand", "share_3": "5"})
    assert error_at(refused, "name_3") == "Give the event a name."
    assert signed_in.post(address, begun | {"due_on_1": "2027-03-01"}).status_code == 302
    shown = text_of(page(signed_in, "contract_retention", contract.pk))
    assert "Practical completion 1 March 2027 Planned 50%" in shown


def test_a_planned_release_is_offered_by_the_claim_and_shown_as_released(
    scene: Scene, signed_in: Client
) -> None:
    scene.period()
    desk = Desk.at(scene, rows=JOB, retention=flat(D("0.1")))
    contract = desk.contract
    address = reverse("web:retention_releases", args=[contract.pk])
    signed_in.post(address, form_values(signed_in.get(address), "event_1"))
    claim = desk.start()
    desk.type(claim, {"1": {"work_to_date": "100000"}})
    details = reverse("web:claim_header", args=[claim.pk])
    values = form_values(signed_in.get(details), "release")
    both = signed_in.post(details, values | {"planned": "Practical completion", "release": "20%"})
    assert "Choose a planned release or type one" in error_at(both, "release")
    assert signed_in.post(details, values | {"planned": "Practical completion"}).status_code == 302
    claim = desk.now(claim)
    assert (claim.release_share, claim.release_event) == (D("0.5"), "Practical completion")
    again = form_values(signed_in.get(details), "release")
    assert (again["planned"], again["release"]) == ("Practical completion", "")
    assert signed_in.post(details, again).status_code == 302
    assert desk.now(claim).release_share == D("0.5")
    desk.submit(claim)
    desk.approve(claim)
    shown = text_of(page(signed_in, "contract_retention", contract.pk))
    assert "Released in claim 1 50%" in shown
    assert "5,000.00" in shown
    second = desk.start()
    offered = text_of(page(signed_in, "claim_header", second.pk))
    assert "End of the defects liability period, 100%" in offered
    assert "Practical completion, 50%" not in offered
    begun = form_values(signed_in.get(address), "event_1")
    refused = signed_in.post(address, begun | {"share_1": "40"})
    assert "was released in claim 1" in error_at(refused, "share_1")


def test_lines_that_differ_are_listed(scene: Scene, signed_in: Client, contract: Contract) -> None:
    contract.lines.update(retention_work=D("0.025"))
    assert "1 Steel 2.5% –" in text_of(page(signed_in, "contract_retention", contract.pk))


def test_a_claim_contact_looks_and_changes_nothing(scene: Scene, contract: Contract) -> None:
    person = worker(scene, scene.subcontractor, "Kim Ode")
    name_contact(actor=scene.actor, contract_id=contract.pk, person_id=person.pk)
    client = Client()
    client.force_login(person.user)
    seen = page(client, "contract_retention", contract.pk)
    assert seen.status_code == 200
    assert "10% of work and materials is held" in text_of(seen)
    assert reverse("web:retention_rule", args=[contract.pk]) not in seen.content.decode()
    for name in ("retention_rule", "retention_releases", "retention_security_new"):
        assert page(client, name, contract.pk).status_code == 403
    assert client.post(reverse("web:retention_preview", args=[contract.pk])).status_code == 403


def test_who_sees_no_schedule_sees_no_figures_of_retention(
    scene: Scene, contract: Contract
) -> None:
    person = worker(scene, scene.own, "Ada Lim")
    member(scene, person, "read_only")
    contract.refresh_from_db()
    change_privacy(
        actor=scene.actor, contract_id=contract.pk, expected_version=contract.version,
        is_private=True, shows_schedule_to_listed=False,
    )  # fmt: skip
    add_to_private_list(actor=scene.actor, contract_id=contract.pk, person_id=person.pk)
    client = Client()
    client.force_login(person.user)
    seen = page(client, "contract_retention", contract.pk)
    assert "Held now" not in text_of(seen)


def test_bands_are_shown_as_they_are_kept(signed_in: Client, scene: Scene) -> None:
    bands = RetentionTerms(
        core.RetentionRule(
            core.RetentionBasis.COVER, RetentionKind.STEPS, bands_of=core.BandMeasure.AMOUNT,
            bands=(core.Band(D("100000.00"), D("0.1")), core.Band(None, HALF)),
        )
    )  # fmt: skip
    contract = scene.contract(rows=JOB, retention=bands)
    shown = text_of(page(signed_in, "contract_retention", contract.pk))
    assert "Up to 100,000.00 10% of the whole Beyond 5% of the whole" in shown


def test_the_preview_takes_any_post(signed_in: Client, contract: Contract) -> None:
    address = reverse("web:retention_preview", args=[contract.pk])
    odd: list[dict[str, Any]] = [{}, {"kind": "all"}, {"kind": "flat", "version": "x"},
                                 {"change_999_work": "5", "kind": "flat"}]  # fmt: skip
    assert [signed_in.post(address, one).status_code for one in odd] == [200] * 4


def test_the_page_asks_the_same_however_much_there_is(
    signed_in: Client, scene: Scene, contract: Contract
) -> None:
    page(signed_in, "contract_retention", contract.pk)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert page(signed_in, "contract_retention", contract.pk).status_code == 200
        return len(queries)

    for count in (1, 6):
        RetentionSecurity.objects.bulk_create(
            RetentionSecurity(
                account=scene.account, contract=contract, kind="cash", amount=D(number + 1),
                received_on=dt.date(2026, 1, 1),
            )
            for number in range(count)
        )  # fmt: skip
        ReleaseEvent.objects.bulk_create(
            ReleaseEvent(
                account=scene.account, contract=contract, event="by_hand", share=D("0.1"),
                name=f"Part {count}.{number}", position=10 * count + number,
            )
            for number in range(count)
        )  # fmt: skip
        assert asked() == BASELINE
