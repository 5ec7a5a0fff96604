"""What every page stands on: signing in, refusals, and posts that happen once."""

from __future__ import annotations

from uuid import uuid4

from django.test import Client

from ledgerstone.contracts.models import Contract
from ledgerstone.directory.operations import open_account
from ledgerstone.projects.models import BillingPeriod
from ledgerstone.tenancy.models import Account, User
from tests.support.scene import Scene, build_scene
from tests.web.posting import form_values, text_of

OCTOBER = {"start": "2026-10-01", "end": "2026-10-31", "due_date": "2026-10-25"}


def test_somebody_signed_out_is_asked_to_sign_in_and_comes_back(scene: Scene) -> None:
    answer = Client().get(f"/projects/{scene.project.pk}/?x=1")
    assert answer.status_code == 302
    assert (
        answer["Location"] == f"/accounts/login/?next=%2Fprojects%2F{scene.project.pk}%2F%3Fx%3D1"
    )


def test_a_script_that_is_signed_out_gets_json(scene: Scene) -> None:
    answer = Client().get("/projects/", HTTP_ACCEPT="application/json")
    assert answer.status_code == 401
    assert answer.json()["login"] == "/accounts/login/"


def test_a_form_sent_after_the_session_ended_is_held_and_can_be_sent_again(scene: Scene) -> None:
    address = f"/projects/{scene.project.pk}/periods/new/"
    client = Client()
    held = client.post(address, {**OCTOBER, "idempotency_key": str(uuid4())})
    assert held.status_code == 401
    assert "everything you typed is kept" in text_of(held)
    assert BillingPeriod.objects.count() == 0

    client.force_login(scene.user)
    again = client.post(address, form_values(held, "due_date"))
    assert again.status_code == 302
    assert BillingPeriod.objects.get().due_date.isoformat() == OCTOBER["due_date"]


def test_a_held_form_keeps_text_with_lines_and_marks(scene: Scene) -> None:
    typed = 'First line\n\n"Second" <b>line</b> & more'
    held = Client().post(f"/projects/{scene.project.pk}/commitments/new/", {"description": typed})
    kept = form_values(held, "description")["description"]
    assert kept.replace("\r\n", "\n").strip() == typed


def test_a_form_of_an_earlier_sign_in_is_held_not_lost(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.user)
    address = f"/projects/{scene.project.pk}/periods/new/"
    held = client.post(
        address, {**OCTOBER, "csrfmiddlewaretoken": "x" * 64}, HTTP_ORIGIN="http://testserver"
    )
    assert held.status_code == 403
    values = form_values(held, "due_date")
    assert values["due_date"] == OCTOBER["due_date"]
    again = client.post(address, values, HTTP_ORIGIN="http://testserver")
    assert again.status_code == 302
    assert BillingPeriod.objects.count() == 1


def test_a_form_of_another_site_is_not_offered_for_sending(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(scene.user)
    answer = client.post(
        f"/projects/{scene.project.pk}/periods/new/",
        OCTOBER,
        HTTP_ORIGIN="https://elsewhere.example",
    )
    assert answer.status_code == 403
    assert OCTOBER["due_date"] not in answer.content.decode()


def test_passwords_are_never_held(scene: Scene) -> None:
    held = Client().post("/projects/new/", {"name": "Depot", "password": "correct horse"})
    assert "Depot" in held.content.decode()
    assert "correct horse" not in held.content.decode()


def test_records_of_another_account_are_not_there(signed_in: Client, scene: Scene) -> None:
    other = build_scene("Harlan Ridge Builders")
    ours = scene.contract()
    other_person = Client()
    other_person.force_login(other.user)
    for address in (
        f"/projects/{scene.project.pk}/",
        f"/projects/{scene.project.pk}/commitments/",
        f"/projects/{scene.project.pk}/head-contracts/",
        f"/projects/{scene.project.pk}/commitments/new/",
        f"/projects/{scene.project.pk}/periods/",
        f"/projects/{scene.project.pk}/periods/new/",
        f"/contracts/{ours.pk}/",
        f"/contracts/{ours.pk}/variations/",
        f"/contracts/{ours.pk}/variations/new/",
        f"/contracts/{ours.pk}/claims/",
        f"/contracts/{ours.pk}/schedule/",
        f"/contracts/{ours.pk}/schedule/edit/",
    ):
        assert signed_in.get(address).status_code in (200, 302), address
        assert other_person.get(address).status_code == 404, address
    assert other_person.get("/projects/999999/", HTTP_ACCEPT="application/json").json()["message"]


def test_posts_to_records_of_another_account_change_nothing(scene: Scene) -> None:
    other = build_scene("Harlan Ridge Builders")
    ours, period = scene.contract(), scene.period()
    signed_in = Client()
    signed_in.force_login(other.user)
    for address, values in (
        (f"/contracts/{ours.pk}/status/", {"status": "approved", "version": "1"}),
        (f"/periods/{period.pk}/close/", {}),
        (f"/projects/{scene.project.pk}/periods/new/", OCTOBER),
    ):
        assert signed_in.post(address, values).status_code == 404, address
    ours.refresh_from_db()
    period.refresh_from_db()
    assert (ours.status, period.status) == ("draft", "open")


def test_the_same_post_happens_once_and_answers_the_same(signed_in: Client, scene: Scene) -> None:
    address = f"/projects/{scene.project.pk}/periods/new/"
    sent = {**OCTOBER, "idempotency_key": str(uuid4())}
    first = signed_in.post(address, sent)
    second = signed_in.post(address, sent)
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    assert BillingPeriod.objects.count() == 1
    assert text_of(signed_in.get(first["Location"])).count("is open.") == 1


def test_a_key_with_other_contents_is_refused(signed_in: Client, scene: Scene) -> None:
    address = f"/projects/{scene.project.pk}/periods/new/"
    sent = {**OCTOBER, "idempotency_key": str(uuid4())}
    signed_in.post(address, sent)
    answer = signed_in.post(address, {**sent, "end": "2026-10-30"})
    assert answer.status_code == 422
    assert "already sent with other contents" in text_of(answer)


def test_what_cannot_be_done_is_said_on_the_page_it_came_from(
    signed_in: Client, scene: Scene
) -> None:
    period = scene.period()
    signed_in.post(f"/periods/{period.pk}/close/")
    answer = signed_in.post(
        f"/periods/{period.pk}/close/",
        {"back": f"/projects/{scene.project.pk}/periods/"},
        follow=True,
    )
    assert answer.redirect_chain == [(f"/projects/{scene.project.pk}/periods/", 302)]
    assert "is closed already" in text_of(answer)


def test_nobody_is_sent_to_another_site(signed_in: Client, scene: Scene) -> None:
    period = scene.period()
    signed_in.post(f"/periods/{period.pk}/close/")
    answer = signed_in.post(f"/periods/{period.pk}/close/", {"back": "https://elsewhere.example/"})
    assert answer["Location"] == "/"


def test_a_record_that_changed_meanwhile_answers_with_the_change(
    signed_in: Client, scene: Scene
) -> None:
    contract = scene.contract()
    address = f"/contracts/{contract.pk}/status/"
    assert signed_in.post(address, {"status": "out_for_bid", "version": "1"}).status_code == 302
    answer = signed_in.post(address, {"status": "approved", "version": "1"})
    assert answer.status_code == 409
    assert "Nothing of yours was done" in text_of(answer)
    assert Contract.objects.get(pk=contract.pk).status == "out_for_bid"


def test_somebody_without_an_account_is_told(db: None) -> None:
    user = User.objects.create_user("new@example.com", "correct horse", name="Newcomer")
    client = Client()
    client.force_login(user)
    answer = client.get("/")
    assert answer.status_code == 403
    assert "You belong to no account yet" in text_of(answer)


def test_changing_to_another_account(signed_in: Client, scene: Scene) -> None:
    second = open_account(name="Harlan Ridge Builders", user=scene.user).account
    stranger = Account.objects.create(name="Nobody’s", slug="nobodys")
    assert "Marlow Road Depot" in text_of(signed_in.get("/projects/"))
    assert signed_in.post("/account/", {"account": stranger.pk}).status_code == 404
    assert signed_in.post("/account/", {"account": second.pk}).status_code == 302
    words = text_of(signed_in.get("/projects/"))
    assert "Marlow Road Depot" not in words
    assert "No projects yet" in words
