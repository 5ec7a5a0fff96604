"""Files and comments beside a contract, in the browser: kept, handed over inert, and by right."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ledgerstone.access.levels import Grant
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.contracts.models import Contract, ContractAttachment
from ledgerstone.contracts.operations import change_privacy
from ledgerstone.contracts.operations.advanced import change_advanced_settings
from ledgerstone.tenancy import clock
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.insurance_readers import signed_in_as
from tests.web.posting import text_of

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def _file(name: str = "contract.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_a_file_is_attached_and_handed_over_inert(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract()
    here = f"/contracts/{contract.pk}/attachments/"
    assert "Nothing is attached yet" in text_of(signed_in.get(here))
    answer = signed_in.post(f"{here}add/", {"file": _file("Drawing 7.PDF")}, follow=True)
    assert "Drawing 7.PDF is attached." in text_of(answer)
    paper = ContractAttachment.objects.get(contract_id=contract.pk)
    kept = signed_in.get(f"/contract-papers/{paper.pk}/")
    assert kept.content == PDF
    assert kept["Content-Disposition"].startswith("attachment")
    assert "sandbox" in kept["Content-Security-Policy"]
    contract.refresh_from_db()
    assert not contract.is_executed
    signed_in.post(f"/contract-papers/{paper.pk}/remove/", follow=True)
    assert signed_in.get(f"/contract-papers/{paper.pk}/").status_code == 404


@pytest.mark.parametrize(("typed", "day"), [("", dt.date(2026, 11, 3)), ("2026-10-30", None)])
def test_a_signed_copy_has_the_contract_executed_by_hand(
    signed_in: Client, scene: Scene, typed: str, day: dt.date | None
) -> None:
    contract = scene.contract("head_contract", status="approved")
    with clock.fixed(dt.datetime(2026, 11, 3, 2, tzinfo=dt.UTC)):
        signed_in.post(
            f"/contracts/{contract.pk}/attachments/add/",
            {"file": _file(), "signed": "1", "executed_date": typed},
        )
    contract.refresh_from_db()
    assert contract.is_executed
    assert contract.executed_date == (day or dt.date(2026, 10, 30))
    words = text_of(signed_in.get(f"/contracts/{contract.pk}/attachments/"))
    assert "contract.pdf Signed copy" in words
    assert "Robin Hale" in words


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Choose a file to attach."),
        ({"file": _file("page.pdf", b"<html><script>")}, "is not of a kind that can be attached"),
        ({"file": _file(), "signed": "1", "executed_date": "soon"}, "This is not a day."),
        (
            {"file": _file(), "signed": "1", "executed_date": "2999-01-01"},
            "It cannot have been signed on a day to come.",
        ),
    ],
)
def test_what_cannot_be_attached_says_why(
    signed_in: Client, scene: Scene, given: dict[str, object], sentence: str
) -> None:
    contract = scene.contract()
    here = f"/contracts/{contract.pk}/attachments/add/"
    for value in given.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)
    answer = signed_in.post(here, given, follow=True)
    assert sentence in text_of(answer)
    assert not ContractAttachment.objects.exists()


def _private(scene: Scene) -> Contract:
    contract = scene.contract()
    return change_privacy(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=contract.version,
        is_private=True,
        shows_schedule_to_listed=False,
    )


def test_files_are_for_who_sees_the_figures_and_comments_for_administrators(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract()
    signed_in.post(f"/contracts/{contract.pk}/attachments/add/", {"file": _file()})
    paper = ContractAttachment.objects.get()
    reader = worker(scene, scene.own, "Rae Reader")
    member(scene, reader, "read_only")
    client = signed_in_as(reader)
    assert client.get(f"/contract-papers/{paper.pk}/").content == PDF
    attach = client.post(f"/contracts/{contract.pk}/attachments/add/", {"file": _file()})
    assert attach.status_code == 403
    assert client.post(f"/contract-papers/{paper.pk}/remove/").status_code == 403
    assert client.get(f"/contracts/{contract.pk}/comments/").status_code == 404
    private = _private(scene)
    assert client.get(f"/contracts/{private.pk}/attachments/").status_code == 404


def test_who_keeps_particulars_attaches_files_and_does_not_execute(scene: Scene) -> None:
    contract = scene.contract()
    keeper = worker(scene, scene.own, "Kit Keeper")
    member(scene, keeper, "site_team")
    PermissionTemplate.objects.filter(key="site_team").update(
        grants=[str(Grant.UPDATE_SUBCONTRACTS)]
    )
    client = signed_in_as(keeper)
    here = f"/contracts/{contract.pk}/attachments/"
    assert "It is the signed copy" not in text_of(client.get(here))
    assert client.post(f"{here}add/", {"file": _file()}).status_code == 302
    signed = client.post(f"{here}add/", {"file": _file(), "signed": "1"})
    assert signed.status_code == 403
    contract.refresh_from_db()
    assert not contract.is_executed


def test_comments_are_said_where_they_are_switched_on(signed_in: Client, scene: Scene) -> None:
    contract = scene.contract()
    here = f"/contracts/{contract.pk}/comments/"
    assert "Comments" not in text_of(signed_in.get(f"/contracts/{contract.pk}/attachments/"))
    refused = signed_in.post(here, {"text": "Where is the bond?"}, follow=True)
    assert "Comments are switched off" in text_of(refused)
    change_advanced_settings(
        actor=scene.actor,
        contract_id=contract.pk,
        expected_version=contract.version,
        comments_enabled=True,
    )
    answer = signed_in.post(here, {"text": "Where is the <b>bond</b>?"}, follow=True)
    assert "&lt;b&gt;bond&lt;/b&gt;" in answer.content.decode()
    empty = signed_in.post(here, {"text": "  "})
    assert empty.status_code == 422
    assert "Write what you want to say." in text_of(empty)
