"""The page that an invitation leads to, from the mail to being signed in."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from ledgerstone.directory.models import Person
from ledgerstone.directory.operations import create_person, invite_person
from ledgerstone.tenancy import clock
from ledgerstone.tenancy.models import User
from tests.support.mail import deliver, link_in
from tests.support.scene import Scene
from tests.web.posting import error_at, form_values, text_of

PASSWORD = "mast-and-girder"
TYPED = {"name": "Dana Reyes", "password1": PASSWORD, "password2": PASSWORD}
WEEK = dt.timedelta(days=7)


@pytest.fixture
def person(scene: Scene) -> Person:
    return create_person(
        actor=scene.actor,
        company_id=scene.subcontractor.pk,
        name="Dana Reyes",
        email="Dana@Keel.example",
    )


def invited(scene: Scene, person: Person) -> str:
    """Where the mail of an invitation leads."""
    invite_person(actor=scene.actor, person_id=person.pk)
    [sent] = deliver()
    assert sent.to == ["dana@keel.example"]
    return link_in(sent.body)


def is_in(client: Client) -> bool:
    return client.get("/security/").status_code == 200


def test_the_mail_says_what_is_wanted_in_its_first_sentence(scene: Scene, person: Person) -> None:
    with clock.fixed(dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC)):
        invite_person(actor=scene.actor, person_id=person.pk)
        [sent] = deliver()
    assert sent.subject == "Northbridge Construction invites you to sign in, by 12 October 2026"
    assert sent.body.startswith(
        "Please choose a password by 12 October 2026, so that you can work with\n"
        "Northbridge Construction in Ledgerstone.\n\n"
    )


def test_whoever_follows_it_chooses_a_password_and_is_signed_in(
    client: Client, scene: Scene, person: Person
) -> None:
    path = invited(scene, person)
    page = client.get(path)
    assert "Northbridge Construction invites you to work with them" in text_of(page)
    fields = form_values(page, "password1")
    assert fields["name"] == "Dana Reyes"
    assert client.post(path, fields | TYPED).status_code == 302
    assert is_in(client)
    assert "Invitation" in text_of(client.get("/security/history/"))
    assert User.objects.get(email="dana@keel.example").check_password(PASSWORD)


def test_what_was_typed_stays_when_the_password_is_too_weak(
    client: Client, scene: Scene, person: Person
) -> None:
    path = invited(scene, person)
    typed = {"name": "Dana R.", "password1": "password123", "password2": "password123"}
    answer = client.post(path, typed)
    assert answer.status_code == 422
    assert "too common" in error_at(answer, "password1")
    assert form_values(answer, "name")["name"] == "Dana R."
    differing = client.post(path, TYPED | {"password2": "another-one-here"})
    assert "differ" in error_at(differing, "password2")


def test_a_second_use_says_so_and_leads_to_signing_in(
    client: Client, scene: Scene, person: Person
) -> None:
    path = invited(scene, person)
    client.post(path, TYPED)
    answer = Client().get(path)
    assert answer.status_code == 410
    assert "was accepted already. Sign in with your password." in text_of(answer)
    assert Client().post(path, TYPED).status_code == 410


def test_an_expired_one_says_so_and_mails_a_fresh_one(
    client: Client, scene: Scene, person: Person
) -> None:
    path = invited(scene, person)
    with clock.fixed(clock.now() + WEEK):
        answer = client.get(path)
        assert answer.status_code == 410
        assert "too old" in text_of(answer)
        again = client.post(path, form_values(answer, "act") | {"act": "again"})
        assert "Look in your mail" in text_of(again)
        [sent] = deliver()
        assert sent.to == ["dana@keel.example"]
        assert client.post(link_in(sent.body), TYPED).status_code == 302
        assert is_in(client)


def test_fresh_ones_are_mailed_so_often_only(client: Client, scene: Scene, person: Person) -> None:
    path = invited(scene, person)
    with clock.fixed(clock.now() + WEEK):
        for _ in range(6):
            answer = client.post(path, {"act": "again"}, follow=True)
        assert "Try again in 60 minutes" in text_of(answer)
        assert len(deliver()) == 1  # the older ones were void before they were sent


def test_a_newer_one_takes_the_place_of_the_older(
    client: Client, scene: Scene, person: Person
) -> None:
    older, newer = invited(scene, person), invited(scene, person)
    assert "A newer invitation" in text_of(client.get(older))
    assert client.get(newer).status_code == 200


def test_whoever_has_a_password_just_accepts_and_signs_in_as_ever(
    client: Client, scene: Scene, person: Person
) -> None:
    user = User.objects.create_user("dana@keel.example", PASSWORD, name="Dana")
    path = invited(scene, person)
    page = client.get(path)
    assert "password" not in form_values(page, "csrfmiddlewaretoken")
    answer = client.post(path, follow=True)
    assert "Sign in to begin" in text_of(answer)
    assert not is_in(client)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_somebody_signed_in_accepts_and_is_in_that_account(
    client: Client, scene: Scene, person: Person
) -> None:
    user = User.objects.create_user("dana@keel.example", PASSWORD, name="Dana")
    client.force_login(user)
    client.post(invited(scene, person))
    assert client.session["account"] == scene.account.pk


@pytest.mark.parametrize("word", ["1-1.abcdefghijklmnopqrstuvwxyz", "nothing"])
def test_any_other_word_leads_nowhere(client: Client, scene: Scene, word: str) -> None:
    for path in (f"/invitation/{word}/", f"/open/{word}/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"act": "again"}).status_code == 404
