"""The link with which the receiver of a mail stops its kind: for whoever holds the mail, and for no
more than that."""

from __future__ import annotations

from email.message import Message

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from ledgerstone.correspondence import catalogue
from ledgerstone.correspondence.kind import Kind
from ledgerstone.correspondence.letters import unsubscribing
from ledgerstone.correspondence.models import MailChoice
from ledgerstone.directory.models import Person
from ledgerstone.history.models import Event
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.posting import text_of


def kind_that(*, may_be_off: bool, may_wait: bool | None = None) -> Kind:
    """A row of the catalogue of which this is true."""
    return next(
        kind
        for kind in catalogue.KINDS.values()
        if kind.may_be_off is may_be_off and may_wait in (None, kind.may_wait)
    )


@pytest.fixture
def ana(scene: Scene) -> Person:
    person = worker(scene, scene.own, "Ana Reyes")
    member(scene, person, "site_team")
    return person


def _page(person: Person, kind: Kind) -> str:
    return reverse("web:mail_stop", args=[unsubscribing.word(person, kind.name)])


def _nobody() -> Client:
    return Client(enforce_csrf_checks=True)


def test_looking_changes_nothing_and_a_post_stops_one_kind_for_one_person(
    scene: Scene, ana: Person
) -> None:
    kind = kind_that(may_be_off=True, may_wait=True)
    here = _page(ana, kind)
    answer = _nobody().get(here)
    words = text_of(answer)
    assert kind.title in words
    assert ana.email in words
    assert "Stop these mails" in words
    assert not MailChoice.objects.exists()
    answer = _nobody().post(here, {"choice": "never"})
    assert "These mails are stopped" in text_of(answer)
    [row] = MailChoice.objects.all()
    assert (row.person_id, row.kind, row.choice) == (ana.pk, kind.name, "never")
    assert "never" in Event.objects.get(kind="mail.chosen").summary


def test_a_mail_program_stops_them_with_one_post_of_its_own(scene: Scene, ana: Person) -> None:
    kind = kind_that(may_be_off=True, may_wait=True)
    answer = _nobody().post(_page(ana, kind), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert MailChoice.objects.get().choice == "never"


def test_what_was_stopped_comes_back_and_may_come_once_a_day(scene: Scene, ana: Person) -> None:
    kind = kind_that(may_be_off=True, may_wait=True)
    here = _page(ana, kind)
    for choice in ("never", "daily"):
        _nobody().post(here, {"choice": choice})
        assert MailChoice.objects.get().choice == choice
    assert "in one mail a day" in text_of(_nobody().get(here))
    _nobody().post(here, {"choice": "at_once"})
    assert not MailChoice.objects.exists()


def test_what_needs_an_act_is_not_stopped(scene: Scene, ana: Person) -> None:
    here = _page(ana, kind_that(may_be_off=False))
    assert _nobody().post(here, {"choice": "never"}).status_code == 404
    assert not MailChoice.objects.exists()


def test_only_the_word_of_a_mail_stops_anything(scene: Scene, ana: Person) -> None:
    kind = kind_that(may_be_off=True, may_wait=True)
    word = unsubscribing.word(ana, kind.name)
    said = f"{ana.account_id}-{ana.pk}-{kind.name}"
    for wrong in (
        f"{word}x",
        word.replace(f"-{ana.pk}-", f"-{ana.pk + 1}-", 1),
        Signer(sep=".").sign(said),
        said,
        "-1-",
        unsubscribing.word(ana, "no_such_kind"),
    ):
        answer = _nobody().post(reverse("web:mail_stop", args=[wrong]), {"choice": "never"})
        assert answer.status_code == 404
        assert ana.email not in answer.content.decode()
    assert not MailChoice.objects.exists()


def test_somebody_signed_in_elsewhere_stops_the_mails_of_the_one_who_got_them(
    scene: Scene, signed_in: Client, ana: Person
) -> None:
    kind = kind_that(may_be_off=True, may_wait=True)
    answer = signed_in.post(_page(ana, kind), {"choice": "never"})
    assert answer.status_code == 200
    assert MailChoice.objects.get().person_id == ana.pk


def test_the_header_of_a_mail_names_the_page(scene: Scene, ana: Person) -> None:
    url = unsubscribing.url(ana, kind_that(may_be_off=True, may_wait=True).name)
    header = Message()
    header["List-Unsubscribe"] = f"<{url}>"
    path = "/" + str(header["List-Unsubscribe"])[1:-1].split("/", 3)[3]
    assert _nobody().get(path).status_code == 200
