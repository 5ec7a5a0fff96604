"""Sending a claim on by e-mail: who may, to whom, with which figures and which PDF."""

from __future__ import annotations

from decimal import Decimal
from email.message import EmailMessage

import pytest
from django.db.models import QuerySet

from ledgerstone.claims.models import Claim
from ledgerstone.claims.operations.papers import record_signed_copy
from ledgerstone.contracts.models import Contract, ContractPerson
from ledgerstone.contracts.operations import add_recipient
from ledgerstone.correspondence import forwarding
from ledgerstone.correspondence.audience import may_get_claims_of
from ledgerstone.correspondence.delivery import delivery
from ledgerstone.correspondence.forwarding import forward_claim
from ledgerstone.correspondence.letters import papers
from ledgerstone.correspondence.models import Mail, MailRecipient
from ledgerstone.directory.models import Company, Person
from ledgerstone.directory.operations import create_company
from ledgerstone.documents.operations import request_document
from ledgerstone.files.queries import open_file
from ledgerstone.history.models import Event
from ledgerstone.projects.models import ProjectMember
from ledgerstone.tenancy.refusals import Invalid, NotAllowed, NotThere
from tests.claims.desk import Desk, flat
from tests.documents import attached
from tests.support.contacts import contact_of
from tests.support.mail import deliver
from tests.support.people import as_actor, member, worker
from tests.support.scene import Scene, build_scene

from .letterbox import Letterbox, body, letterbox

__all__ = ["letterbox"]

WORK = {"1": {"work_this_period": "10000"}}


@pytest.fixture(autouse=True)
def period(scene: Scene) -> None:
    scene.period(2026, 9)


@pytest.fixture
def desk(scene: Scene) -> Desk:
    return Desk.at(scene, retention=flat("0.10"), tax_rate=Decimal("0.10"), payment_days=20)


@pytest.fixture
def ours(scene: Scene) -> Desk:
    """A desk at the head contract."""
    return Desk.at(scene, "head_contract", tax_rate=Decimal("0.10"), title="The depot")


def _somebody(scene: Scene, name: str, company: Company | None = None) -> Person:
    """Somebody on the project."""
    person = worker(scene, company or scene.own, name)
    member(scene, person, "site_team")
    return person


def _outside(scene: Scene, name: str, company: Company, **given: object) -> Person:
    """Somebody of the directory who never signed in."""
    email = f"{name.split()[0].lower()}@elsewhere.example"
    return Person.objects.create(
        account=scene.account, company=company, name=name, email=email, **given
    )


def _send(desk: Desk, claim: Claim, *to: Person, **given: object) -> Mail:
    asked = {"subject": "FW: Claim", "text": "Please have a look.", **given}
    return forward_claim(
        actor=desk.actor,
        claim_id=claim.pk,
        to=[one.pk for one in to],
        **asked,  # type: ignore[arg-type]
    )


def _written() -> QuerySet[Mail]:
    return Mail.objects.filter(kind__in=[forwarding.FORWARDED, forwarding.TO_OWNER])


def _got(letterbox: Letterbox) -> dict[str, EmailMessage]:
    """What was delivered, by receiver."""
    deliver()
    deliver()
    found = {}
    for (to,), mail in letterbox.got:
        assert isinstance(mail, EmailMessage)
        assert to not in found
        found[to] = mail
    return found


def _pdf(mail: EmailMessage) -> tuple[str | None, bytes]:
    [paper] = [one for one in mail.iter_attachments() if one.get_content_type() != "image/png"]
    return paper.get_filename(), paper.get_content()


def test_a_claim_is_forwarded_with_its_figures_and_the_pdf_that_the_page_gives(
    scene: Scene, desk: Desk, letterbox: Letterbox
) -> None:
    ana, bo, cy = (_somebody(scene, name) for name in ("Ana Reyes", "Bo Lind", "Cy Dee"))
    claim = desk.certified(WORK)
    _send(desk, claim, ana, copies=[bo.pk, ana.pk], blind=[cy.pk], subject="FW: it\r\nBcc: x@y.z")
    got = _got(letterbox)
    assert set(got) == {ana.email, bo.email, cy.email}
    page = request_document(actor=desk.actor, claim_id=claim.pk)
    assert page.file is not None
    for mail in got.values():
        assert mail["Subject"] == "FW: it Bcc: x@y.z"
        assert mail["Bcc"] is None
        assert mail["Reply-To"] == scene.user.email
        assert _pdf(mail) == ("SU-001_claim_1.pdf", open_file(page.file))
        said = " ".join(body(mail).split())
        assert "Robin Hale of Northbridge Construction sends you Keel Steel’s claim 1" in said
        assert "A$9,900.00 is certified, with GST." in said
        assert "It is to be paid by" in said
        assert "> Please have a look." in said
        assert "Sent to Ana Reyes, with a copy to Bo Lind." in said
        assert "Cy Dee" not in said
        assert f"/claims/{claim.pk}/" in said
        assert max(len(line) for line in body(mail).splitlines() if "://" not in line) < 78
    states = MailRecipient.objects.order_by("pk").values_list("person__name", "way", "state")
    assert list(states) == [
        ("Ana Reyes", "to", "sent"), ("Bo Lind", "copy", "sent"), ("Cy Dee", "blind", "sent"),
    ]  # fmt: skip
    assert Event.objects.get(kind="claim.forwarded").summary == "mailed claim 1 to 3 people"


def test_our_claim_goes_to_the_owner_who_never_signs_in(
    scene: Scene, ours: Desk, letterbox: Letterbox
) -> None:
    olive = _outside(scene, "Olive Moss", scene.owner)
    claim = ours.start()
    ours.type(claim, WORK)
    Contract.objects.filter(pk=ours.contract.pk).update(certify_on_issue=False)
    ours.issue(claim)
    begun = forwarding.suggested(ours.now(claim))
    expected = "FW: Progress claim 1 for HE-001 - Northbridge Construction - Harbour Trust"
    assert begun.subject == expected
    _send(ours, claim, olive, subject=begun.subject)
    [mail] = _got(letterbox).values()
    assert mail["Subject"] == expected
    said = " ".join(body(mail).split())
    assert "sends you claim 1 for September on HE-001 The depot, Marlow Road Depot" in said
    assert "A$11,000.00 is claimed, with GST." in said
    assert "A payment schedule is due by" in said
    assert "http" not in said, "nobody is led to a page that asks them to sign in"
    name, content = _pdf(mail)
    assert name == "HE-001_claim_1.pdf"
    assert content.startswith(b"%PDF-")


def test_who_is_suggested(scene: Scene, desk: Desk, ours: Desk) -> None:
    ana, bo = _somebody(scene, "Ana Reyes"), _somebody(scene, "Bo Lind")
    gone = _somebody(scene, "Cy Dee")
    for purpose, people in (("commitments", (ana, gone)), ("head_contracts", (bo,))):
        for one in people:
            add_recipient(
                actor=scene.actor, project_id=scene.project.pk, purpose=purpose, person_id=one.pk
            )
    Person.objects.filter(pk=gone.pk).update(email="")
    below = forwarding.suggested(desk.start())
    assert (below.to, below.copies) == ((ana.pk,), ())
    assert below.subject == (
        "FW: Progress claim 1 for SU-001 - Keel Steel - Northbridge Construction"
    )
    claim = ours.start()
    above = forwarding.suggested(claim)
    assert (above.to, above.copies) == ((bo.pk,), ()), "nobody of the owner is known"
    _outside(scene, "Olive Moss", scene.owner)
    _outside(scene, "Pia Moss", scene.owner, is_primary_contact=True)
    above = forwarding.suggested(claim)
    assert [Person.objects.get(pk=pk).name for pk in above.to] == ["Pia Moss"]
    assert above.copies == (bo.pk,)


def test_nobody_of_another_subcontractor_is_offered(scene: Scene, desk: Desk, ours: Desk) -> None:
    rival = create_company(actor=scene.actor, name="Other Steel")
    scene.contract(company_id=rival.pk)
    certifier = create_company(actor=scene.actor, name="Quay Architects")
    Contract.objects.filter(pk=ours.contract.pk).update(certifier=certifier)
    contact = contact_of(scene, desk.contract)
    ana = _somebody(scene, "Ana Reyes")
    theirs = _somebody(scene, "Ria Val", rival)
    owner = _outside(scene, "Olive Moss", scene.owner)
    _outside(scene, "Quin Rho", certifier)
    claim = desk.start()
    everywhere = {scene.user.name, "Ana Reyes"} & set(
        may_get_claims_of(desk.contract).values_list("name", flat=True)
    )
    below = set(may_get_claims_of(desk.contract).values_list("name", flat=True))
    assert below == {*everywhere, contact.person.name}
    above = set(
        may_get_claims_of(Contract.objects.get(pk=ours.contract.pk)).values_list("name", flat=True)
    )
    assert above == {*everywhere, "Olive Moss", "Quin Rho"}
    for other in (theirs, owner):
        with pytest.raises(Invalid, match="on the project and work for no other company"):
            _send(desk, claim, ana, other)
    assert not _written().exists()


def test_of_a_private_contract_who_is_on_its_list_is_offered(
    scene: Scene, desk: Desk, ours: Desk
) -> None:
    listed, _other = _somebody(scene, "Ana Reyes"), _somebody(scene, "Bo Lind")
    runs_it = worker(scene, scene.own, "Cy Dee")
    member(scene, runs_it, "claim_administrator")
    _outside(scene, "Olive Moss", scene.owner)
    Contract.objects.update(is_private=True, shows_schedule_to_listed=True)
    for one, besides in ((desk.contract, "Cy Dee"), (ours.contract, "Olive Moss")):
        private = Contract.objects.get(pk=one.pk)
        begun = set(may_get_claims_of(private).values_list("name", flat=True))
        assert begun == {"Robin Hale", besides}
        ContractPerson.objects.create(
            account=scene.account, contract=private, person=listed, is_listed=True
        )
        after = set(may_get_claims_of(private).values_list("name", flat=True))
        assert after - begun == {"Ana Reyes"}


def test_what_is_refused(scene: Scene, desk: Desk) -> None:
    claim = desk.claimed(WORK)
    ana = _somebody(scene, "Ana Reyes")
    with pytest.raises(Invalid, match="at least one"):
        _send(desk, claim, copies=[ana.pk])
    with pytest.raises(Invalid, match="Give the subject"):
        _send(desk, claim, ana, subject=" \r\n ")
    Person.objects.filter(pk=ana.pk).update(email="not an address")
    with pytest.raises(Invalid, match="not valid"):
        _send(desk, claim, ana)
    contact = contact_of(scene, desk.contract)
    with pytest.raises(NotAllowed):
        _send(Desk(contact.actor, desk.contract), claim, contact.person)
    stranger = build_scene("Elsewhere Build")
    with pytest.raises(NotThere):
        _send(Desk(stranger.actor, desk.contract), claim, ana)
    assert not _written().exists()


def test_whoever_left_the_project_meanwhile_gets_nothing(
    scene: Scene, desk: Desk, letterbox: Letterbox
) -> None:
    ana, bo = _somebody(scene, "Ana Reyes"), _somebody(scene, "Bo Lind")
    _send(desk, desk.claimed(WORK), ana, bo)
    ProjectMember.objects.filter(person=bo).delete()
    assert set(_got(letterbox)) == {ana.email}
    row = MailRecipient.objects.get(person=bo)
    assert (row.state, row.why_not) == ("not_sent", "Bo Lind may not see what it is about.")


def test_nothing_goes_out_for_a_sender_who_may_not_send_it_any_more(
    scene: Scene, desk: Desk, letterbox: Letterbox
) -> None:
    ana, bo = _somebody(scene, "Ana Reyes"), worker(scene, scene.own, "Bo Lind")
    membership = member(scene, bo, "claim_administrator")
    _send(Desk(as_actor(scene, bo), desk.contract), desk.claimed(WORK), ana)
    membership.delete()
    assert _got(letterbox) == {}
    assert MailRecipient.objects.get().why_not == "Bo Lind may not send it any more."


def test_everybody_gets_the_same_pdf_whatever_happens_meanwhile(
    scene: Scene, desk: Desk, letterbox: Letterbox
) -> None:
    ana, bo = _somebody(scene, "Ana Reyes"), _somebody(scene, "Bo Lind")
    claim = desk.start()
    desk.type(claim, WORK)
    _send(desk, claim, ana, bo)
    later = MailRecipient.objects.get(person=bo)
    MailRecipient.objects.filter(pk=later.pk).update(state="held")
    first = _got(letterbox)[ana.email]
    desk.type(claim, {"1": {"work_this_period": "20000"}})
    assert "It is a draft that is not submitted yet." in " ".join(body(first).split())
    MailRecipient.objects.filter(pk=later.pk).update(state="queued")
    delivery.deliver(scene.account, later.pk)
    second = _got(letterbox)[bo.email]
    assert _pdf(second) == _pdf(first)
    assert "A$9,900.00 is claimed" in " ".join(body(second).split())


def test_the_signed_copy_goes_in_place_of_our_document(
    scene: Scene, ours: Desk, letterbox: Letterbox
) -> None:
    olive = _outside(scene, "Olive Moss", scene.owner)
    claim = ours.start()
    ours.type(claim, WORK)
    ours.issue(claim)
    signed = attached.pdf("Signed")
    record_signed_copy(actor=ours.actor, claim_id=claim.pk, name="scan.pdf", content=signed)
    _send(ours, claim, olive)
    [mail] = _got(letterbox).values()
    assert _pdf(mail) == ("HE-001_claim_1_signed.pdf", signed)


def test_a_pdf_that_is_too_large_for_mail_is_named_with_its_link(
    scene: Scene, desk: Desk, letterbox: Letterbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "MOST", 1_000)
    ana = _somebody(scene, "Ana Reyes")
    claim = desk.claimed(WORK)
    _send(desk, claim, ana)
    [mail] = _got(letterbox).values()
    said = " ".join(body(mail).split())
    assert "which is too large for a mail. Open it with the link below." in said
    assert f"/claims/{claim.pk}/document" in said
    assert list(mail.iter_attachments()) == []


def test_a_claim_contact_gets_a_link_of_their_own(
    scene: Scene, desk: Desk, letterbox: Letterbox
) -> None:
    contact = contact_of(scene, desk.contract)
    _send(desk, desk.claimed(WORK), contact.person)
    [mail] = _got(letterbox).values()
    assert "/open/" in body(mail)
    assert "without a password" in " ".join(body(mail).split())
    assert "/open/" not in MailRecipient.objects.get().text


@pytest.mark.parametrize(("size", "fits"), [(18_000_000, True), (19_200_000, False)])
def test_what_fits_a_mail_is_measured_as_it_is_sent(size: int, fits: bool) -> None:
    assert (papers.sent_size(size) <= papers.MOST) is fits


def test_an_undecided_assessment_is_not_in_the_mail(
    scene: Scene, desk: Desk, letterbox: Letterbox
) -> None:
    ana = _somebody(scene, "Ana Reyes")
    claim = desk.claimed(WORK)
    desk.type(claim, {"1": {"assessed": "4321"}})
    _send(desk, claim, ana)
    [mail] = _got(letterbox).values()
    said = " ".join(body(mail).split())
    assert "A$9,900.00 is claimed, with GST. It is under review." in said
    assert "4,321" not in said
    assert "3,889" not in said
