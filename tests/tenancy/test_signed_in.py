"""Whose request it is: a session, a login and an account that count now."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledgerstone.tenancy.middleware import SESSION_KEY
from ledgerstone.tenancy.models import Membership, User
from ledgerstone.tenancy.signed_in import SessionStore, accounts_of, read_user
from tests.support.scene import Scene, build_scene


def _is_in(client: Client) -> bool:
    return client.get("/projects/").status_code == 200


def test_an_expired_session_is_none(client: Client, scene: Scene) -> None:
    client.force_login(scene.user)
    assert _is_in(client)
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    assert not _is_in(client)


def test_an_unknown_session_is_none(client: Client, scene: Scene) -> None:
    client.force_login(scene.user)
    client.cookies["sessionid"] = "x" * 32
    assert not _is_in(client)


def test_a_login_that_is_switched_off_is_out_at_once(client: Client, scene: Scene) -> None:
    client.force_login(scene.user)
    assert _is_in(client)
    User.objects.filter(pk=scene.user.pk).update(is_active=False)
    assert not _is_in(client)


def test_a_session_comes_back_as_it_was_kept(db: None) -> None:
    kept = SessionStore()
    kept["account"] = 17
    kept.save()
    assert dict(SessionStore(kept.session_key).items()) == {"account": 17}


def test_a_login_is_read_as_its_model_has_it(scene: Scene) -> None:
    read = read_user(scene.user.pk)
    kept = User.objects.get(pk=scene.user.pk)
    assert read is not None
    assert {
        field.attname: getattr(read, field.attname) for field in User._meta.concrete_fields
    } == {field.attname: getattr(kept, field.attname) for field in User._meta.concrete_fields}
    assert read_user(-1) is None


def test_the_account_is_the_one_chosen_else_the_first(client: Client, scene: Scene) -> None:
    other = build_scene("Tern Facades").account
    Membership.objects.create(user=scene.user, account=other)
    with CaptureQueriesContext(connection) as captured:
        assert [account.pk for account in accounts_of(scene.user)] == [
            scene.account.pk,
            other.pk,
        ]
    assert len(captured) == 1
    client.force_login(scene.user)
    for chosen, expected in (
        (other.pk, other),
        (scene.account.pk, scene.account),
        (-1, scene.account),
    ):
        session = client.session
        session[SESSION_KEY] = chosen
        session.save()
        answer = client.get("/")
        assert answer.wsgi_request.account == expected


@pytest.mark.parametrize("key", ["", "short", "ü" * 40])
def test_a_key_that_nobody_has_holds_nothing(db: None, key: str) -> None:
    assert SessionStore(key).load() == {}
