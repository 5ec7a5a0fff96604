"""Nobody reaches what is not theirs: every address there is, with somebody else's records in it.

The addresses are those that the application resolves, so a new page is asked too. A new kind of
record in an address makes these tests fail until it is named in ``Estate.values``.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle, islice
from uuid import uuid4

import pytest
from allauth.usersessions.models import UserSession
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ledgerstone.access.models import PermissionTemplate
from ledgerstone.claims.models import (
    Claim,
    ClaimAttachment,
    Extension,
    FieldSet,
    Invitation,
    SheetUpload,
)
from ledgerstone.contracts.models import (
    CommitmentSettings,
    Contract,
    ContractAttachment,
    FundingSource,
    RetentionSecurity,
    TaxCode,
    Variation,
)
from ledgerstone.contracts.operations import name_contact
from ledgerstone.correspondence.models import Mail, MailRecipient
from ledgerstone.directory.models import InsurancePolicy, Person, StagedImport
from ledgerstone.directory.models.insurance import InsuranceAttachment
from ledgerstone.directory.operations import set_logo
from ledgerstone.documents.models import Document, TaxInvoice
from ledgerstone.documents.operations import request_document
from ledgerstone.payments.models import Payment, PaymentAttachment, StagedPayments
from ledgerstone.projects.models import Project
from ledgerstone.tenancy import context
from ledgerstone.tenancy.models import Account, Membership, User
from ledgerstone.web.claims.acts import ACTS
from tests.claims.desk import Desk
from tests.contracts.variation_site import Site as VariationSite
from tests.support.held import held
from tests.support.people import worker
from tests.support.scene import Scene, build_scene
from tests.web.estate_records import a_round, break_down, guarantee, keep_beside, set_up, talk

__all__ = ["held"]

WORK = "work_this_period"
# Whoever has no session sees these: signing in, and whether the application is well.
OPEN = (
    "account_", "mfa_", "healthz", "worker_healthz", "web:invitation", "web:mailed_link",
    "web:mail_stop", "web:verify",
)  # fmt: skip
# These take what a script sends and refuse everything else, whatever record it names.
FOR_SCRIPTS = ("web:claim_cells", "web:claim_reasons", "web:claim_group", "web:claim_present")
# Words of a key in an address of the sign-in pages; what the real ones open, their own tests say.
KEYS = {
    "key": ["abc-def"], "uidb36": ["1"], "token": ["1-1.abcdefghijklmnopqrstuvwxyz"],
    "code": ["LS-2222-2222"], "word": ["1-1-contract_mail.made-up"],
}  # fmt: skip


@dataclass(frozen=True)
class Address:
    """A pattern of the application, by its name and the names of what it takes."""

    name: str
    takes: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.name.startswith(OPEN)


def addresses() -> list[Address]:
    """Every address that has a name."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(
    patterns: list[URLPattern | URLResolver], namespace: str, taken: tuple[str, ...]
) -> Iterator[Address]:
    for pattern in patterns:
        takes = (*taken, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, takes)
        elif pattern.name:
            yield Address(f"{namespace}{pattern.name}", takes)


@dataclass
class Estate:
    """An account with a record of every kind that an address can name, and its telling words."""

    scene: Scene
    words: tuple[str, ...]

    @cached_property
    def values(self) -> dict[str, list[object]]:
        """What to put into addresses, by the names of their parts."""
        account, people = self.scene.account.pk, Person.objects.filter(is_active=True)
        with context.accounts([account]):
            return {
                "project_id": [self.scene.project.pk],
                "contract_id": list(Contract.objects.values_list("pk", flat=True)),
                "variation_id": list(Variation.objects.values_list("pk", flat=True)),
                "claim_id": list(Claim.objects.values_list("pk", flat=True)),
                "period_id": list(self.scene.project.periods.values_list("pk", flat=True)),
                "invitation_id": list(Invitation.objects.values_list("pk", flat=True)),
                "extension_id": list(Extension.objects.values_list("pk", flat=True)),
                "document_id": list(Document.objects.values_list("pk", flat=True)),
                "person_id": list(people.values_list("pk", flat=True)),
                "company_id": [self.scene.subcontractor.pk, self.scene.own.pk],
                "policy_id": list(InsurancePolicy.objects.values_list("pk", flat=True)),
                "attachment_id": list(InsuranceAttachment.objects.values_list("pk", flat=True)),
                "import_id": list(StagedImport.objects.values_list("pk", flat=True)),
                "filled_id": list(SheetUpload.objects.values_list("pk", flat=True)),
                "paper_id": list(ContractAttachment.objects.values_list("pk", flat=True)),
                "claim_paper_id": list(ClaimAttachment.objects.values_list("pk", flat=True)),
                "line_id": [ClaimAttachment.objects.get(line__isnull=False).line_id],
                "sequence": [1],
                "invoice_id": list(TaxInvoice.objects.values_list("pk", flat=True)),
                "payment_id": list(Payment.objects.values_list("pk", flat=True)),
                "payment_file_id": list(StagedPayments.objects.values_list("pk", flat=True)),
                "payment_paper_id": list(PaymentAttachment.objects.values_list("pk", flat=True)),
                "security_id": list(RetentionSecurity.objects.values_list("pk", flat=True)),
                "account_id": [account],
                "template_id": list(PermissionTemplate.objects.values_list("pk", flat=True)),
                "act": sorted(ACTS),
                "purpose": ["commitments", "head_variations"],
                "source_id": list(FundingSource.objects.values_list("pk", flat=True)),
                "tax_code_id": list(TaxCode.objects.values_list("pk", flat=True)),
                "field_set_id": list(FieldSet.objects.values_list("pk", flat=True)),
                "mail_id": list(Mail.objects.values_list("pk", flat=True)),
                "recipient_id": list(MailRecipient.objects.values_list("pk", flat=True)),
                "session_id": [UserSession.objects.get(user=self.scene.user).pk],
                **KEYS,
            }

    def urls(self, address: Address) -> list[str]:
        """An address with each of these records in it, once."""
        known = [self.values[name] for name in address.takes]
        count = max((len(values) for values in known), default=1)
        several = islice(zip(*map(cycle, known), strict=True), count) if known else [()]
        return [
            reverse(address.name, kwargs=dict(zip(address.takes, one, strict=True)))
            for one in several
        ]


def draw_and_fill(other: Scene, claim: Claim) -> None:
    """Its logo, and a sheet of a claim that was filled in."""
    set_logo(actor=other.actor, company_id=other.own.pk, content=b"<svg></svg>")
    SheetUpload.objects.create(
        account=other.account, claim=claim, user=other.user, version=1,
        filename="Wards filled in.xlsx",
    )  # fmt: skip


@pytest.fixture
def estate(built: Estate, db: None) -> Estate:
    """Another account, in which everything that can be there is there."""
    return copy.deepcopy(built)


@pytest.fixture(scope="module")
def built(held: None) -> Estate:
    """The account, for all tests of a file."""
    other = build_scene("Southgate Civil")
    UserSession.objects.create(user=other.user, ip="203.0.113.7", session_key="s" * 32)
    with context.accounts([other.account.pk]):
        Project.objects.update(name="Quarry Lane Hospital", number="SG-77")
        other.project.refresh_from_db()
        for company, name in ((other.owner, "Tallow Health"), (other.subcontractor, "Vane Steel")):
            company.name = name
            company.save(update_fields=["name"])
        vera = worker(other, other.subcontractor, "Vera Quill")
        other.period(2026, 9)
        head = Desk.at(other, "head_contract", title="Wards and theatres")
        below = Desk.at(other, title="Wards steelwork")
        certified = below.certified({"1": {WORK: "4000"}})
        request_document(actor=other.actor, claim_id=certified.pk)
        talk(other, certified)
        draw_and_fill(other, certified)
        Contract.objects.update(markups_enabled=True)
        CommitmentSettings.objects.update_or_create(
            account=other.account,
            project=other.project,
            defaults={"field_initiated_enabled": True},
        )
        VariationSite(other.actor, below.contract).make("variation", "70", title="Vane bracing")
        Desk.at(other, title="Theatre fit-out").claimed({"2": {WORK: "900"}})
        name_contact(actor=other.actor, contract_id=below.contract.pk, person_id=vera.pk)
        guarantee(other, below.contract.pk)
        keep_beside(other, below.contract.pk)
        break_down(other)
        set_up(other)
        head.start()
        a_round(other, below.contract)
        below.start()
    words = (
        "Southgate", "Quarry Lane", "SG-77", "Tallow Health", "Vane Steel", "Wards", "Theatre",
        "Vera Quill", "Crane cover",
    )  # fmt: skip
    return Estate(other, words)


def telling(answer: HttpResponse, estate: Estate) -> list[str]:
    """The words of the estate that an answer gives away."""
    contents = b"".join(answer) if answer.streaming else answer.content
    where = " ".join(str(value) for value in answer.headers.values())
    said = contents.decode("utf-8", "replace") + where
    return [word for word in estate.words if word in said]


def asked(
    client: Client, address: Address, url: str, *, is_short: bool = False
) -> Iterator[tuple[str, HttpResponse]]:
    """An address asked in every way in which a page, a script or a curious person asks it.

    Short, it is asked for once and posted to once.
    """
    form = {"version": "1", "act": "apply", "idempotency_key": str(uuid4())}
    cells = {"edits": [], "lines": [], "since": 0, "code": "not_complete", "text": "Not yet."}
    yield "GET", client.get(url)
    if not is_short:
        yield "GET htmx", client.get(url, headers={"HX-Request": "true"})
    if address.name not in FOR_SCRIPTS:
        yield "POST form", client.post(url, form)
        if is_short:
            return
    yield (
        "POST json",
        client.post(
            url, json.dumps(cells), "application/json", headers={"Accept": "application/json"}
        ),
    )


def refused_with_404(client: Client, estate: Estate, *, is_short: bool = True) -> list[str]:
    """Addresses of the estate that answer this person otherwise than that nothing is there.

    Whom a page lets in does not hang on the way it is asked: one of those who are refused asks for
    one record of a kind in every way, and for all else in short.
    """
    wrong = []
    for address in addresses():
        urls = estate.urls(address) if address.takes and not address.is_open else []
        for place, url in enumerate(urls):
            for way, answer in asked(client, address, url, is_short=is_short or place > 0):
                said = telling(answer, estate)
                # A page that is only read, or only posted to, says so to everybody.
                if answer.status_code not in (404, 405) or said:
                    wrong.append(f"{way} {url}: {answer.status_code} {said}")
    return wrong


def test_all_addresses_are_found() -> None:
    found = {address.name for address in addresses()}
    assert {"web:project_home", "web:claim_act", "web:document_file", "account_login"} <= found
    assert len(found) > 40


def test_the_records_are_there_for_their_own_people(estate: Estate) -> None:
    """What is refused to others below is refused for a reason."""
    client = Client()
    client.force_login(estate.scene.user)
    for address in addresses():
        if address.takes and not address.is_open:
            statuses = (client.get(url).status_code for url in estate.urls(address))
            assert any(status in {200, 302, 405} for status in statuses), address


def test_another_account_finds_nothing(signed_in: Client, estate: Estate) -> None:
    assert refused_with_404(signed_in, estate, is_short=False) == []


def test_a_colleague_who_is_not_on_the_project_finds_nothing(estate: Estate) -> None:
    account = Account.objects.get(pk=estate.scene.account.pk)
    colleague = User.objects.create(email="kim@southgate.example", name="Kim Ode")
    Membership.objects.create(account=account, user=colleague)
    with context.accounts([account.pk]):
        Person.objects.create(
            account=account, company=estate.scene.own, user=colleague, name="Kim Ode"
        )
    client = Client()
    client.force_login(colleague)
    # The account is their own, so its name may stand on their pages.
    known = Estate(estate.scene, tuple(w for w in estate.words if w != "Southgate"))
    assert refused_with_404(client, known) == []


def test_pages_without_a_record_show_only_ones_own(
    scene: Scene, signed_in: Client, estate: Estate
) -> None:
    for address in addresses():
        if not address.takes and not address.is_open:
            signed_in.force_login(scene.user)  # one of the pages signs out
            for way, answer in asked(signed_in, address, reverse(address.name)):
                assert telling(answer, estate) == [], (way, address)
                assert answer.status_code < 500, (way, address)


def test_whoever_is_not_signed_in_is_asked_to(estate: Estate) -> None:
    login = reverse("account_login")
    for address in addresses():
        for url in islice(estate.urls(address), 1):
            for way, answer in asked(Client(), address, url):
                assert telling(answer, estate) == [], (way, url)
                if not address.is_open:
                    to_login = answer.headers.get("Location", "").startswith(login)
                    assert to_login or answer.status_code in (401, 405), (way, url)
