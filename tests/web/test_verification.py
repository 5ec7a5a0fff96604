"""The public answer to the code on a certificate: what it says, and to whom it says nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from ledgerstone.claims.certifying import CODE_ALPHABET, new_code
from ledgerstone.claims.models import Certificate, Claim
from ledgerstone.claims.verification import code_in
from ledgerstone.contracts.models import Contract
from ledgerstone.directory.models import Attempt
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import context
from tests.claims.desk import Desk
from tests.support.scene import Scene, build_scene, standing_scene
from tests.web.posting import text_of

WORK = "work_this_period"
NOW = dt.datetime(2026, 11, 3, 2, 0, tzinfo=dt.UTC)
A_TRY = 20


@dataclass
class Held:
    """A certificate of an account that nobody is signed in to, and the office that issued it."""

    office: Desk
    claim: Claim
    code: str


def certified(scene: Scene, kind: str = "subcontract", **given: object) -> Held:
    with context.accounts([scene.account.pk]):
        office = Desk.at(scene, kind, tax_rate=Decimal("0.1"), payment_days=20, **given)
        claim = office.certified({"1": {WORK: "12000"}, "2": {WORK: "100000.55"}})
        assert claim.certificate is not None
        return Held(office, claim, claim.certificate.code)


@pytest.fixture
def built(db: None) -> Iterator[Scene]:
    """A scene of which nothing is in context, as before anybody says who they are."""
    with time_machine.travel(NOW, tick=False):
        built = standing_scene()
        with context.accounts([built.account.pk]):
            built.period(2026, 10)
        yield built


@pytest.fixture
def held(built: Scene) -> Held:
    return certified(built, title="Structural steel")


def page(client: Client, code: str) -> str:
    answer = client.get(f"/verify/{code}")
    assert answer.status_code == 200
    return text_of(answer)


def test_the_code_answers_with_the_figures_and_the_parties(client: Client, held: Held) -> None:
    said = page(client, held.code)
    for words in (
        f"Certificate {held.code}",
        "Stands",
        "Certified, payable including GST, AUD 123,200.61",
        "Project Marlow Road Depot, 24-017",
        "Subcontract SU-001 Structural steel",
        "Claim 1, 1 to 31 October 2026",
        "Subcontractor Keel Steel",
        "Head contractor Northbridge Construction",
        "Issued 3 November 2026",
        "Payment due 23 November 2026",
        "3 Contract sum to date 1 + 2 288,500.00",
        "4 Completed and stored to date 112,000.55",
        "8 Current payment due 6 − 7 112,000.55",
        "GST 11,200.06",
        "Payable 123,200.61",
    ):
        assert words in said, words
    # Nothing of who works there, of payments, or of the lines.
    for private in ("Robin", "example", "Preliminaries", "paid"):
        assert private not in said


def test_every_way_of_typing_a_code_finds_it(client: Client, held: Held) -> None:
    plain = held.code.replace("-", "")
    ways = (
        held.code.lower(), plain, plain[2:], f"  {held.code} ", held.code.replace("-", " "),
        held.code.replace("-", "\u2013"), "\uff2c\uff33" + plain[2:],
    )  # fmt: skip
    for typed in ways:
        answer = client.get(reverse("web:verify"), {"code": typed})
        assert f"Certificate {held.code}" in text_of(answer), typed
    assert client.get(f"/verify/{held.code}/").status_code == 200
    assert reverse("web:verify_code", args=[held.code]) == f"/verify/{held.code}"


def test_a_withdrawn_certificate_says_so_and_what_took_its_place(
    client: Client, held: Held, built: Scene
) -> None:
    with context.accounts([built.account.pk]):
        held.office.reopen(held.claim, reason="The crane was counted twice.")
    said = page(client, held.code)
    assert "Withdrawn" in said
    assert "Do not rely on this certificate. It was withdrawn on 3 November 2026, 1:00" in said
    assert "stands in its place" not in said
    assert "crane" not in said
    assert "Payment due" not in said
    with context.accounts([built.account.pk]):
        again = held.office.approve(held.claim)
    said = page(client, held.code)
    assert "Another one, issued on 3 November 2026, stands in its place." in said
    assert again.code not in said
    assert "Stands" in page(client, again.code)


def test_one_that_the_owner_has_yet_to_approve_is_not_payable(client: Client, built: Scene) -> None:
    with context.accounts([built.account.pk]):
        office = Desk.at(built, payment_days=20)
        claim = office.claimed({"1": {WORK: "500"}})
        code = office.approve(claim, "pending_owner_approval").code
    said = page(client, code)
    assert "Not yet payable" in said
    assert "not payable before the principal approves it" in said
    assert "Payment due" not in said
    with context.accounts([built.account.pk]):
        office.approve_pending(claim)
    assert "Stands" in page(client, code)


def test_the_owners_certificate_names_its_own_parties(client: Client, built: Scene) -> None:
    with context.accounts([built.account.pk]):
        above = Desk.at(built, "head_contract", title="Main works")
        claim = above.start()
        above.type(claim, {"1": {WORK: "4000"}})
        above.issue(claim)
        code = Certificate.objects.get(claim=claim).code
    said = page(client, code)
    assert "Head contract HE-001 Main works" in said
    assert "Contractor Northbridge Construction" in said
    assert "Principal Harbour Trust" in said


WRONG = (
    "LS-2222-2222", "LS-0000-0000", "LS-2222", "nothing", "'; --", "%00", "<script>", "\u202e22",
    "x" * 10_000, "9" * 8,
)  # fmt: skip


def test_all_wrong_codes_have_one_answer_and_leave_no_account_in_context(
    client: Client, held: Held
) -> None:
    answers = set()
    for typed in WRONG:
        answer = client.get(reverse("web:verify"), {"code": typed})
        assert answer.status_code == 404, typed
        text = text_of(answer)
        assert "No certificate has this code." in text
        assert "Marlow" not in text
        answers.add(text)
    assert len(answers) == 1
    assert context.current() == ()
    assert "<script>" not in client.get("/verify/", {"code": "<script>"}).content.decode()


def test_all_wrong_codes_ask_the_database_the_same(client: Client, held: Held) -> None:
    asked = set()
    for typed in ("LS-2222-2222", "nothing", held.code[:-1]):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("web:verify"), {"code": typed}).status_code == 404
        asked.add(len(queries))
    assert len(asked) == 1


def test_too_many_wrong_codes_from_one_network_are_answered_no_more(
    client: Client, held: Held
) -> None:
    for _ in range(A_TRY):
        assert client.get(f"/verify/{new_code()}").status_code == 404
    answer = client.get(f"/verify/{new_code()}")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "Too many codes were tried from your network. Try again in 15 minutes." in text_of(
        answer
    )
    # Not even the right one, so that nobody learns which it is by trying on.
    refused = client.get(f"/verify/{held.code}")
    assert refused.status_code == 429
    assert "Marlow" not in text_of(refused)
    # Others are not kept from asking, nor is this network for good.
    assert client.get(f"/verify/{held.code}", REMOTE_ADDR="198.51.100.7").status_code == 200
    with time_machine.travel(NOW + dt.timedelta(minutes=16), tick=False):
        assert client.get(f"/verify/{held.code}").status_code == 200


def test_right_codes_use_up_nothing(client: Client, held: Held) -> None:
    for _ in range(A_TRY + 5):
        assert client.get(f"/verify/{held.code}").status_code == 200
    assert not Attempt.objects.filter(scope="certificate_code").exists()


def test_who_is_signed_in_elsewhere_gets_the_same_answer(client: Client, held: Held) -> None:
    other = build_scene("Southgate Civil")
    said = page(client, held.code)
    client.force_login(other.user)
    assert page(client, held.code) == said
    # Their own pages go on in their own account.
    with context.accounts([other.account.pk]):
        Project.objects.update(name="Quarry Lane")
    assert "Quarry Lane" in text_of(client.get(reverse("web:project_list")))
    assert context.current() == ()


def test_nothing_of_it_is_kept_or_found(client: Client, held: Held) -> None:
    for address in ("/verify/", f"/verify/{held.code}", "/verify/nothing"):
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert client.post("/verify/", {"code": held.code}).status_code == 405


def test_hostile_names_are_words_of_the_page(client: Client, held: Held, built: Scene) -> None:
    hostile = '<img src=x onerror=alert(1)>{{ "x" }}\u202e=cmd|'
    with context.accounts([built.account.pk]):
        Project.objects.update(name=hostile)
        Contract.objects.update(title="W" * 190)
    answer = client.get(f"/verify/{held.code}")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "<img" not in text
    assert "&lt;img src=x onerror=alert(1)&gt;{{ &quot;x&quot; }}" in text
    assert "<dd><bdi>&lt;img" in text


APART = st.sampled_from(["", "-", " ", "\u2013", ".", "/", "\u00a0", "\u200b"])
LETTERS = st.sampled_from(CODE_ALPHABET)


@given(st.lists(LETTERS, min_size=8, max_size=8), st.lists(APART, min_size=10, max_size=10))
def test_a_code_is_found_however_its_parts_are_set_apart(
    letters: list[str], apart: list[str]
) -> None:
    body = "".join(letters)
    typed = "".join(map("".join, zip(f"LS{body}", apart, strict=True)))
    assert code_in(typed) == code_in(body) == f"LS-{body[:4]}-{body[4:]}"


@given(st.text(max_size=80))
def test_whatever_else_is_typed_is_a_code_or_none(typed: str) -> None:
    found = code_in(typed)
    assert found == "" or code_in(found) == found
