"""The settings show every mail that can go out: in the words of the project, and as it looks."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from ledgerstone.correspondence.catalogue import KINDS
from ledgerstone.correspondence.signing_in.sign_in_kinds import SIGN_IN_KINDS
from ledgerstone.directory.operations import set_logo
from ledgerstone.projects.models import InvoicingSettings, Project
from tests.directory.test_logos import PLAIN
from tests.support.people import member, worker
from tests.support.scene import Scene
from tests.web.posting import text_of

ACCOUNT = "/settings/mails/"


@pytest.fixture
def mails(scene: Scene) -> str:
    """Where the mails of the project are."""
    return f"/projects/{scene.project.pk}/settings/mails/"


@pytest.mark.parametrize("of_account", [True, False])
def test_every_kind_is_listed_and_leads_to_how_it_looks(
    signed_in: Client, mails: str, of_account: bool
) -> None:
    at = ACCOUNT if of_account else mails
    page = signed_in.get(at)
    said = text_of(page)
    for kind in [*KINDS.values(), *SIGN_IN_KINDS.values()]:
        assert kind.title in said
        assert f"{at}preview/?kind={kind.name}" in page.content.decode()
        opened = signed_in.get(f"{at}preview/", {"kind": kind.name})
        assert kind.title in text_of(opened)
        assert "Company directory" in text_of(opened)  # the ways around the page
        framed = signed_in.get(f"{at}frame/", {"kind": kind.name})
        assert framed.status_code == 200
        as_text = text_of(signed_in.get(f"{at}preview/", {"kind": kind.name, "look": "text"}))
        assert "://" in as_text or kind.name == "sign_in_code"


def test_mails_speak_the_words_of_the_project(signed_in: Client, mails: str) -> None:
    Project.objects.update(terminology="en-US", currency="USD")
    kind = next(iter(KINDS))
    opened = signed_in.get(f"{mails}preview/", {"kind": kind, "look": "text"})
    assert opened.status_code == 200
    assert "in the words of Marlow Road Depot" in text_of(opened)


def test_the_list_says_what_the_project_switched_off(
    signed_in: Client, scene: Scene, mails: str
) -> None:
    switched = [kind for kind in KINDS.values() if kind.switch]
    for is_on in (True, False):
        for kind in switched:
            InvoicingSettings.objects.filter(project=scene.project).update(**{kind.switch: is_on})
        page = signed_in.get(mails).content.decode()
        rows = {
            kind.name: re.sub(r"\s+", " ", row)
            for kind in switched
            for row in re.findall(r"<tr.*?</tr>", page, re.DOTALL)
            if f"kind={kind.name}" in row
        }
        for kind in switched:
            cell = ">On</td>" if is_on else '<span class="ls-medium">Off</span>'
            assert cell in rows[kind.name], kind.name


def test_what_is_framed_can_do_nothing(signed_in: Client, scene: Scene, mails: str) -> None:
    page = signed_in.get(f"{mails}preview/", {"kind": "contract_mail"})
    [frame] = re.findall(r"<iframe[^>]*>", page.content.decode())
    assert " sandbox " in frame
    assert "allow" not in frame
    framed = signed_in.get(f"{mails}frame/", {"kind": "contract_mail"})
    policy = framed["Content-Security-Policy"]
    assert "sandbox;" in policy
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "frame-ancestors 'self'" in policy
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    assert "<script" not in framed.content.decode()
    assert '<base target="_blank">' in framed.content.decode()


def test_dark_and_light_are_as_asked_for_whatever_the_device_says(
    signed_in: Client, mails: str
) -> None:
    dark = signed_in.get(f"{mails}frame/", {"look": "dark"}).content.decode()
    light = signed_in.get(f"{mails}frame/", {"look": "light"}).content.decode()
    assert "@media all {" in dark
    assert "prefers-color-scheme: dark" not in dark
    assert "@media not all {" in light
    assert "prefers-color-scheme: dark" not in light


def test_the_logo_stands_in_the_preview_and_its_name_in_words(
    signed_in: Client, scene: Scene, mails: str
) -> None:
    set_logo(actor=scene.actor, company_id=scene.own.pk, content=PLAIN.encode())
    framed = signed_in.get(f"{mails}frame/", {"kind": "contract_mail"}).content.decode()
    assert 'src="data:image/png;base64,' in framed
    assert f'alt="{scene.account.name}"' in framed
    about_login = signed_in.get(f"{mails}frame/", {"kind": "sign_in_notice"}).content.decode()
    assert "<img" not in about_login
    assert "Ledgerstone" in about_login


def test_only_administrators_look_and_no_kind_is_made_up(
    client: Client, signed_in: Client, scene: Scene, mails: str
) -> None:
    assert signed_in.get(f"{mails}preview/", {"kind": "no_such_mail"}).status_code == 404
    assert signed_in.post(mails).status_code == 405
    colleague = worker(scene, scene.own, "Kim Ode")
    for at in (mails, ACCOUNT):
        for part in ("", "preview/", "frame/"):
            client.force_login(colleague.user)
            assert client.get(at + part).status_code == 404, at + part
    member(scene, colleague, "site_team")
    assert client.get(mails).status_code == 403
