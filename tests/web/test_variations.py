"""Variations in the browser: from the field to an approved one, markups, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ledgerstone.claims.models import ClaimLine
from ledgerstone.contracts import queries
from ledgerstone.contracts.models import (
    CommitmentSettings,
    Contract,
    ContractAttachment,
    Variation,
)
from ledgerstone.contracts.operations import name_contact
from ledgerstone.directory.models import Person
from ledgerstone.tenancy import context
from tests.claims.desk import Desk
from tests.contracts.variation_site import Site
from tests.support.people import member, worker
from tests.support.scene import Scene, build_scene
from tests.web.posting import error_at, form_values, text_of

QUERIES = [
    ("contract_variations", 13), ("variation", 15), ("variation_edit", 11),
    ("variation_status", 14),
]  # fmt: skip


def lines(*rows: str) -> str:
    return "\n".join(["Description\tScheduled value", *rows])


def page(client: Client, name: str, *args: int, query: str = "") -> str:
    answer = client.get(reverse(f"web:{name}", args=args) + query)
    assert answer.status_code == 200, answer.headers.get("Location")
    return text_of(answer)


def post(client: Client, name: str, *args: int, query: str = "", **form: Any) -> HttpResponse:
    return client.post(reverse(f"web:{name}", args=args) + query, form)


def latest() -> Variation:
    return Variation.objects.latest("pk")


@pytest.fixture
def contact(scene: Scene) -> tuple[Client, Site]:
    """The browser of a claim contact, where the field raises variations on three tiers."""
    site = Site.at(scene, tiers=3)
    CommitmentSettings.objects.update(field_initiated_enabled=True)
    person = worker(scene, scene.subcontractor, "Vera Quill")
    name_contact(actor=scene.actor, contract_id=site.contract.pk, person_id=person.pk)
    client = Client()
    client.force_login(person.user)
    return client, site


def test_from_the_field_to_an_approved_one_and_onto_a_claim(
    scene: Scene, signed_in: Client, contact: tuple[Client, Site]
) -> None:
    field, site = contact
    scene.period(2099, 10)
    claim = Desk(scene.actor, site.contract).start()
    contract = site.contract.pk
    assert "Raise a potential variation" in page(field, "contract_variations", contract)
    answer = post(
        field,
        "variation_raise",
        contract,
        title="Bracing of the roof",
        line_description=["Bracing", "", "Credit"],
        line_amount=["1,000.00", "", "(100)"],
    )
    potential = latest()
    assert answer["Location"] == f"/variations/{potential.pk}/"
    assert (potential.status, potential.is_field_initiated) == ("pending", True)
    assert "Raised by Vera Quill, from the field" in page(field, "variation", potential.pk)

    whole = bundled(signed_in, contract, potential)
    words = page(signed_in, "variation_status", whole.pk, query="?to=approved")
    assert "Now 288,500.00 V1 900.00 Once it is approved 289,400.00" in words
    answer = post(
        signed_in,
        "variation_status",
        whole.pk,
        version=Variation.objects.get(pk=whole.pk).version,
        status="approved",
        approved_on="2026-10-05",
    )
    assert answer.status_code == 302, error_at(answer, "status")
    assert queries.figures(site.contract).approved == 900
    words = page(signed_in, "contract_variations", contract, query="?status=approved")
    assert "Approved, each amount once 900.00" in words

    add_to(signed_in, claim.pk, whole.pk)


def bundled(signed_in: Client, contract: int, potential: Variation) -> Variation:
    """The office makes a request of it, and a variation of that."""
    made = {"potential": potential}
    for kind, below in (("request", "potential"), ("variation", "request")):
        new = f"?kind={kind}"
        post(signed_in, "variation_new", contract, query=new, title="Roof", status="draft")
        whole = made[kind] = latest()
        part = made[below]
        assert f"{part.number} " in page(signed_in, "variation_parts", whole.pk)
        post(signed_in, "variation_parts", whole.pk, version=whole.version, part=[part.pk])
    return whole


def add_to(signed_in: Client, claim: int, whole: int) -> None:
    """The open claim says what is not on it, and takes it on a button."""
    assert "1 approved variation is not on this claim. Review and add" in page(
        signed_in, "claim", claim
    )
    assert "V1 Roof Approved 5 October 2026 2 900.00" in page(signed_in, "claim_variations", claim)
    post(signed_in, "claim_variations", claim, version=1, variation=[whole])
    assert ClaimLine.objects.filter(claim_id=claim).count() == 5
    assert "not on this claim" not in page(signed_in, "claim", claim)
    assert "Nothing is missing" in page(signed_in, "claim_variations", claim)


def test_drafts_of_others_are_on_no_page_of_a_contact(contact: tuple[Client, Site]) -> None:
    field, site = contact
    hidden = site.make("potential", "5", title="Squeeze their rates")
    site.make("potential", "7", title="Paint", status="pending")
    for name in ("contract_variations", "contract_schedule", "contract"):
        words = page(field, name, site.contract.pk)
        assert "Squeeze" not in words
    assert "PV2" in page(field, "contract_schedule", site.contract.pk)
    files = {
        "schedule_lines": "",
        "schedule_file": "?as=csv",
        "contract_export": "",
    }
    for name, query in files.items():
        told = field.get(reverse(f"web:{name}", args=[site.contract.pk]) + query).content.decode()
        assert "PV2" in told or "Paint" in told
        assert "PV1" not in told
        assert "Squeeze" not in told
    for name in ("variation", "variation_edit", "variation_status", "variation_parts"):
        assert field.get(reverse(f"web:{name}", args=[hidden.pk])).status_code == 404


def test_files_of_a_draft_are_for_who_prepares_it(
    contact: tuple[Client, Site], signed_in: Client, scene: Scene
) -> None:
    field, site = contact
    member(scene, Person.objects.get(name="Vera Quill"), "read_only")
    hidden = site.make("potential", "5", title="Squeeze their rates")
    attach = reverse("web:variation_attach", args=[site.contract.pk, hidden.pk])
    for name in ("Margin.pdf", "Rates.pdf"):
        sent = {"file": SimpleUploadedFile(name, b"%PDF-1.7\n%%EOF\n"), "back": "//elsewhere.test/"}
        assert signed_in.post(attach, sent)["Location"].startswith("/contracts/")
    paper = ContractAttachment.objects.latest("pk")
    kept = reverse("web:contract_paper", args=[paper.pk])
    assert "Squeeze" in page(signed_in, "contract_papers", site.contract.pk)
    for name in ("contract_papers", "contract_history"):
        assert "Margin" in page(signed_in, name, site.contract.pk)
        assert "Margin" not in page(field, name, site.contract.pk)
    assert field.get(kept).status_code == 404
    site.to(hidden, "pending")
    assert "Margin" in page(field, "contract_papers", site.contract.pk)
    assert field.get(kept).status_code == 200


def test_what_is_wrong_in_the_field_is_said_at_its_line(contact: tuple[Client, Site]) -> None:
    field, site = contact
    answer = post(
        field,
        "variation_raise",
        site.contract.pk,
        title="Bracing",
        line_description=["Bracing", "Bolts"],
        line_amount=["5", "many"],
    )
    assert answer.status_code == 422
    assert "“many” is not a figure." in text_of(answer)
    answer = post(
        field, "variation_raise", site.contract.pk, act="more", line_description=["Bracing"],
        line_amount=["5"],
    )  # fmt: skip
    assert answer.status_code == 200
    assert answer.content.count(b'name="line_amount"') == 4
    assert Variation.objects.count() == 0


def test_changing_one_keeps_what_was_typed(signed_in: Client, scene: Scene) -> None:
    site = Site.at(scene)
    made = site.make("variation", "500")
    address = reverse("web:variation_edit", args=[made.pk])
    form = form_values(signed_in.get(address), "title")
    form.pop("idempotency_key", None)
    form |= {"title": "Bracing, changed", "pasted": lines("Bracing\t450", "Bolts\t-20")}
    answer = signed_in.post(address, form)
    assert answer["Location"] == f"/variations/{made.pk}/"
    assert site.lines(made) == [("V1.1", "450.00"), ("V1.2", "-20.00")]
    # The same page again is stale, and says what changed.
    answer = signed_in.post(address, {**form, "title": "Other"})
    assert answer.status_code == 409
    assert "changed the title of V1" in text_of(answer)
    assert form_values(answer, "title")["title"] == "Other"
    site.to(made, "approved")
    words = page(signed_in, "variation_edit", made.pk)
    assert "V1 is approved, so its lines stay as they are." in words


def test_recovery_is_chosen_from_the_head_contract(signed_in: Client, scene: Scene) -> None:
    head = Site.at(scene, "head_contract", tiers=2)
    above = head.make("variation", "900", title="Roof plant")
    site = Site.at(scene)
    assert "V1 Roof plant" in page(signed_in, "variation_new", site.contract.pk)
    answer = post(
        signed_in, "variation_new", site.contract.pk, title="Platform", status="draft",
        head_variation=str(above.pk), pasted=lines("Platform\t700"),
    )  # fmt: skip
    made = latest()
    assert (answer.status_code, made.head_variation_id) == (302, above.pk)
    words = page(signed_in, "variation", above.pk)
    assert f"{site.contract.number} V1 Platform" in words
    assert f"{head.contract.number} V1" in page(signed_in, "contract_variations", site.contract.pk)


def test_markups_are_defined_and_follow(signed_in: Client, scene: Scene) -> None:
    site = Site.at(scene, "head_contract")
    Contract.objects.filter(pk=site.contract.pk).update(markups_enabled=True)
    made = site.make("variation", "1000")
    address = reverse("web:contract_markups", args=[site.contract.pk])
    form = form_values(signed_in.get(address), "name")
    sent = {
        "version": form["version"],
        "id": ["", ""], "place": ["2", "1"], "name": ["Margin", "Overheads"],
        "kind": ["vertical", "horizontal"], "rate": ["5", "10"], "compounds": ["yes", "no"],
    }  # fmt: skip
    assert signed_in.post(address, {**sent, "rate": ["5", "ten"]}).status_code == 422
    assert signed_in.post(address, sent).status_code == 302
    assert site.lines(made) == [
        ("V1.1", "1000.00"), ("V1.1.M1", "100.00"), ("V1.M2", "55.00"),
    ]  # fmt: skip
    assert "Overheads, 10% on V1.1 Markup" in page(signed_in, "variation", made.pk)
    Contract.objects.filter(pk=site.contract.pk).update(markups_enabled=False)
    assert signed_in.get(address).status_code == 302


def test_deleting_and_taking_out(signed_in: Client, scene: Scene) -> None:
    site = Site.at(scene, tiers=2)
    part = site.make("potential", "5")
    whole = site.make("variation", parts=[part])
    post(signed_in, "variation_take_out", part.pk, version=site.now(part).version)
    assert site.now(part).part_of_id is None
    post(signed_in, "variation_delete", whole.pk, version=site.now(whole).version)
    assert list(Variation.objects.values_list("number", flat=True)) == ["PV1"]


def test_pages_take_the_same_queries_however_many(signed_in: Client, scene: Scene) -> None:
    site = Site.at(scene, tiers=2)
    signed_in.get(reverse("web:contract", args=[site.contract.pk]))
    counts = []
    for parts in (1, 12):
        whole = site.make(
            "variation", parts=[site.make("potential", "5", "6") for _ in range(parts)]
        )
        for name, key in (
            ("contract_variations", site.contract.pk), ("variation", whole.pk),
            ("variation_edit", whole.pk), ("variation_status", whole.pk),
        ):  # fmt: skip
            address = reverse(f"web:{name}", args=[key])
            with CaptureQueriesContext(connection) as done:
                signed_in.get(address)
            counts.append((name, len(done)))
    assert counts[:4] == counts[4:]
    assert counts[:4] == QUERIES


def test_another_account_finds_none_of_it(signed_in: Client) -> None:
    other = build_scene("Southgate Civil")
    with context.accounts([other.account.pk]):
        other.period(2099, 10)
        site = Site.at(other)
        made = site.make("variation", "5")
        claim = Desk(other.actor, site.contract).start()
    for name, key in (
        ("contract_variations", site.contract.pk), ("variation_new", site.contract.pk),
        ("variation_raise", site.contract.pk), ("contract_markups", site.contract.pk),
        ("claim_variations", claim.pk), ("variation", made.pk), ("variation_edit", made.pk),
        ("variation_status", made.pk), ("variation_parts", made.pk),
        ("variation_take_out", made.pk), ("variation_delete", made.pk),
    ):  # fmt: skip
        address = reverse(f"web:{name}", args=[key])
        assert signed_in.post(address, {"version": 1}).status_code == 404, name
        assert signed_in.get(address).status_code in (404, 405), name
