"""A claim's card and page of retention: what is told, releasing, adjusting by hand, and by whom."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledgerstone.claims.models import Claim
from ledgerstone.contracts.models import ReleaseEvent
from ledgerstone.contracts.operations.retaining import set_retention
from ledgerstone.contracts.operations.retaining_releases import PlannedRelease, plan_releases
from ledgerstone.core import RetentionCap
from tests.claims.desk import Desk, flat
from tests.support.contacts import contact_of
from tests.support.people import member, worker
from tests.support.scene import Scene, raw_rows
from tests.web.claims_desk import type_cells
from tests.web.posting import error_at, text_of

D = Decimal
WORK = "work_to_date"
JOB = raw_rows([("1", "Steel", "60,000.00"), ("2", "Cladding", "40,000.00")])
HALF = PlannedRelease(
    event="practical_completion", share=D("0.5"), happened_on=dt.date(2026, 11, 1)
)


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """10 % line by line; 3,000 and 1,500 are held."""
    scene.period()
    desk = Desk.at(scene, rows=JOB, retention=flat("0.10"))
    desk.certified({"1": {WORK: "30,000"}, "2": {WORK: "15,000"}})
    return desk


def page(client: Client, claim: Claim, name: str = "claim_retention") -> HttpResponse:
    return client.get(reverse(f"web:{name}", args=[claim.pk]))


def send(client: Client, claim: Claim, act: str, **given: object) -> HttpResponse:
    version = Claim.objects.get(pk=claim.pk).version
    address = reverse("web:claim_retention", args=[claim.pk])
    return client.post(address, {"act": act, "version": version, **given})


def browser(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def test_the_card_adds_up_from_before_to_after(desk: Desk, signed_in: Client) -> None:
    claim = desk.start()
    desk.type(claim, {"1": {WORK: "40,000", "retention_adjustment": "-100"},
                      "2": {"retention_released": "250"}})  # fmt: skip
    assert send(signed_in, claim, "release", release="1,000").status_code == 302
    said = text_of(page(signed_in, claim, "claim"))
    assert (
        "Held before 4,500.00 By the rule, this period 1,000.00 Adjusted by hand −100.00 "
        "Released on lines −250.00 Released −1,000.00 Held after 4,150.00"
    ) in said
    assert "Asked for: 1,000.00." in said
    assert "1 Robin Hale" in said


def test_the_cards_figures_follow_what_is_typed(desk: Desk, signed_in: Client) -> None:
    claim = desk.start()
    answer = type_cells(signed_in, desk, claim, {"1": {WORK: "40,000"}}).json()
    assert "1,000.00" in answer["retention_html"]
    assert "5,500.00" in answer["retention_html"]
    refused = type_cells(signed_in, desk, claim, {"2": {"retention_released": "1,500.01"}}).json()
    (problem,) = refused["errors"]
    assert problem["message"].startswith("A$1,500.00 of retention is held on this line")


def test_a_release_is_saved_by_share_by_amount_and_by_event(
    desk: Desk, scene: Scene, signed_in: Client
) -> None:
    plan_releases(actor=scene.actor, contract_id=desk.contract.pk, planned=[HALF])
    event = ReleaseEvent.objects.get()
    claim = desk.start()
    assert "Practical completion, 50%" in text_of(page(signed_in, claim))
    for given, asked in (
        ({"release": "20%"}, (D("0.2"), None, "")),
        ({"release": "12.50"}, (None, D("12.50"), "")),
        ({"event": str(event.pk)}, (D("0.5"), None, "Practical completion")),
        ({}, (None, None, "")),
    ):
        assert send(signed_in, claim, "release", **given).status_code == 302
        found = desk.now(claim)
        assert (found.release_share, found.release_amount, found.release_event) == asked
    both = send(signed_in, claim, "release", release="20%", event=str(event.pk))
    assert both.status_code == 422
    assert "both were given" in error_at(both, "release")


def test_more_than_is_held_is_refused_at_its_field_and_stays_typed(
    desk: Desk, signed_in: Client
) -> None:
    claim = desk.start()
    answer = send(signed_in, claim, "release", release="4,500.01")
    assert answer.status_code == 422
    assert "A$4,500.00 of retention is held in all" in error_at(answer, "release")
    assert 'value="4,500.01"' in answer.content.decode()
    lines = send(signed_in, claim, "release_lines", release="4,501")
    assert lines.status_code == 422
    assert "is held on these lines" in text_of(lines)


def test_lines_are_released_set_and_taken_back_ticked_or_all(desk: Desk, signed_in: Client) -> None:
    claim = desk.start()
    first, second = (line.line_id for line in desk.sheet(claim))
    send(signed_in, claim, "release_lines", release="50%", line=[second])
    assert [line.row.claimed_released for line in desk.sheet(claim)] == [None, D("750.00")]
    send(signed_in, claim, "release_lines", release="0%")
    send(signed_in, claim, "hold_lines", work="5", line=[first])
    assert [line.retention for line in desk.sheet(claim)] == [D("1500.00"), D("1500.00")]
    said = text_of(page(signed_in, claim))
    assert "−1,500.00 Robin Hale" in said
    assert "Remove adjustments" in said
    send(signed_in, claim, "remove")
    assert [line.retention for line in desk.sheet(claim)] == [D("3000.00"), D("1500.00")]
    for field, act, given in (
        ("work", "hold_lines", {}),
        ("work", "hold_lines", {"work": "101"}),
        ("release", "release_lines", {}),
        ("release", "release_lines", {"release": "letters"}),
    ):
        answer = send(signed_in, claim, act, **given)
        assert answer.status_code == 422
        assert f"lines_{field}_error" in answer.content.decode()


def test_a_claim_that_keeps_its_terms_says_so_and_takes_those_of_now(
    desk: Desk, scene: Scene, signed_in: Client
) -> None:
    claim = desk.start()
    set_retention(
        actor=scene.actor, contract_id=desk.contract.pk,
        retention=flat("0.10", cap=RetentionCap(amount=D("5000.00"))),
    )  # fmt: skip
    said = text_of(page(signed_in, claim, "claim"))
    assert (
        "It holds by the terms that it was started under: 10% of work and materials is held."
        in said
    )
    assert send(signed_in, claim, "adopt").status_code == 302
    assert desk.now(claim).kept_retention is None
    assert "It holds by the terms" not in text_of(page(signed_in, claim, "claim"))


def test_a_contact_releases_and_sees_no_way_to_adjust(desk: Desk, scene: Scene) -> None:
    client = browser(contact_of(scene, desk.contract).user)
    claim = desk.start()
    shown = page(client, claim)
    assert shown.status_code == 200
    assert "Release on the whole" in text_of(shown)
    assert "Set by hand" not in text_of(shown)
    assert send(client, claim, "release", release="10%").status_code == 302
    assert desk.now(claim).release_share == D("0.1")
    for act, given in (("hold_lines", {"work": "5"}), ("remove", {}), ("adopt", {})):
        assert send(client, claim, act, **given).status_code == 403
    desk.submit(claim)
    assert send(client, claim, "release", release="20%").status_code in (302, 422)
    assert desk.now(claim).release_share == D("0.1")


def test_an_answer_in_the_making_is_not_told_to_the_contact(desk: Desk, scene: Scene) -> None:
    client = browser(contact_of(scene, desk.contract).user)
    claim = desk.start()
    desk.type(claim, {"2": {"retention_released": "250"}})
    desk.submit(claim)
    desk.type(claim, {"2": {"assessed_retention_released": "0"},
                      "1": {"assessed_retention_adjustment": "777"}})  # fmt: skip
    for name in ("claim_retention", "claim"):
        said = text_of(page(client, claim, name))
        assert "Held after 4,250.00" in said
        assert "777" not in said


def test_a_standard_user_releases_a_reader_looks_and_others_are_told_nothing(
    desk: Desk, scene: Scene
) -> None:
    claim = desk.start()
    asked = {"site_team": 302, "read_only": 403}
    for template, status in asked.items():
        person = worker(scene, scene.own, f"Sam {template}")
        member(scene, person, template)
        client = browser(person.user)
        assert page(client, claim).status_code == 200
        assert send(client, claim, "release", release="5%").status_code == status
        assert send(client, claim, "hold_lines", work="5").status_code == 403
    stranger = browser(worker(scene, scene.own, "Ira Sole").user)
    assert page(stranger, claim).status_code == 404
    assert send(stranger, claim, "release", release="5%").status_code == 404


def test_a_claim_for_work_only_offers_no_release(desk: Desk, signed_in: Client) -> None:
    claim = desk.start(type="work_materials")
    said = text_of(page(signed_in, claim))
    assert "Release on" not in said
    assert "Set by hand" in said


def test_the_page_asks_the_same_for_many_lines(scene: Scene, signed_in: Client) -> None:
    scene.period()
    counts = []
    for lines in (2, 30):
        rows = raw_rows([(str(n), f"Work {n}", "1,000.00") for n in range(1, lines + 1)])
        desk = Desk.at(scene, rows=rows, retention=flat("0.10"))
        claim = desk.start()
        adjusted = {str(n): {WORK: "10", "retention_adjustment": "1"} for n in range(1, lines + 1)}
        desk.type(claim, adjusted)
        page(signed_in, claim)
        with CaptureQueriesContext(connection) as found:
            assert page(signed_in, claim).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]
