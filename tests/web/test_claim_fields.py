"""Fields of claims: sets of the account, what they ask of a claim, and what keeps it back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from ledgerstone.claims.fields.fields import CustomField, filled
from ledgerstone.claims.models import Claim, FieldSet, ProjectFieldSet
from ledgerstone.claims.operations import submit_claim
from ledgerstone.claims.operations.field_sets import choose_field_set, save_field_set
from ledgerstone.tenancy.refusals import Invalid
from tests.claims.desk import Desk
from tests.support.scene import Scene
from tests.web.posting import error_at, form_values, text_of

OWN = (
    CustomField("", "Site diary", "text", is_required=True),
    CustomField("", "Days lost", "number"),
    CustomField("", "Walked on", "date"),
    CustomField("", "Photos taken", "yes_no"),
    CustomField("", "Weather", "choice", ("Dry", "Wet")),
)


def chosen(scene: Scene, custom: tuple[CustomField, ...] = (), **rules: str) -> FieldSet:
    """A set that the scene's project uses."""
    made = save_field_set(actor=scene.actor, name="Public works", rules=rules, custom=custom)
    choose_field_set(actor=scene.actor, project_id=scene.project.pk, field_set_id=made.pk)
    return made


def draft(scene: Scene) -> Claim:
    scene.period()
    desk = Desk.at(scene)
    claim = desk.start()
    desk.type(claim, {"1": {"work_this_period": "4000"}})
    return desk.now(claim)


def details(claim: Claim) -> str:
    return f"/claims/{claim.pk}/details/"


def submit(claim: Claim, scene: Scene) -> Claim:
    claim.refresh_from_db()
    return submit_claim(actor=scene.actor, claim_id=claim.pk, expected_version=claim.version)


def test_a_set_is_made_and_changed_on_its_page(scene: Scene, signed_in: Client) -> None:
    page = "/settings/fields/new/"
    values = form_values(signed_in.get(page), "name") | {
        "name": "Public works",
        "reference": "required",
        "billing_date": "hidden",
        "custom_1_label": "Site diary",
        "custom_3_label": "Weather",
        "custom_3_kind": "choice",
        "custom_3_choices": "Dry, Wet, Dry",
    }
    values = {name: value for name, value in values.items() if value is not None}
    answer = signed_in.post(page, values, follow=True)
    assert "The fields Public works are saved." in text_of(answer)
    made = FieldSet.objects.get()
    assert made.rules == {"reference": "required", "billing_date": "hidden"}
    assert [(one["key"], one["label"], one["choices"]) for one in made.custom] == [
        ("f1", "Site diary", []),
        ("f2", "Weather", ["Dry", "Wet"]),
    ]
    page = f"/settings/fields/{made.pk}/"
    values = form_values(signed_in.get(page), "name") | {"custom_1_label": "", "version": "1"}
    values = {name: value for name, value in values.items() if value is not None}
    signed_in.post(page, values | {"custom_3_label": "Days lost"})
    made.refresh_from_db()
    # A key is never given to another field of the set while it stands.
    assert [(one["key"], one["label"]) for one in made.custom] == [
        ("f2", "Weather"),
        ("f3", "Days lost"),
    ]
    assert signed_in.post(page, values).status_code == 422  # of the version that was looked at


def test_what_cannot_be_a_field_is_refused_at_its_row(scene: Scene, signed_in: Client) -> None:
    page = "/settings/fields/new/"
    values = form_values(signed_in.get(page), "name") | {
        "name": "Public works",
        "custom_1_label": "Weather",
        "custom_2_label": "Wind",
        "custom_2_kind": "choice",
        "custom_3_label": "weather",
    }
    values = {name: value for name, value in values.items() if value is not None}
    answer = signed_in.post(page, values)
    assert "from 1 to 50 choices" in error_at(answer, "custom_2_choices")
    assert "two fields called weather" in error_at(answer, "custom_3_label")
    assert not FieldSet.objects.exists()
    many = [CustomField("", f"Field {number}") for number in range(31)]
    with pytest.raises(Invalid, match="at most 30 fields"):
        save_field_set(actor=scene.actor, name="Many", rules={}, custom=many)
    with pytest.raises(Invalid):  # comments are never required
        save_field_set(actor=scene.actor, name="Strict", rules={"comments": "required"})


def test_a_project_uses_one_set_and_a_used_set_stays(scene: Scene, signed_in: Client) -> None:
    made = save_field_set(actor=scene.actor, name="Public works", rules={})
    page = f"/projects/{scene.project.pk}/settings/"
    as_it_is = form_values(signed_in.get(page), "field_set")
    signed_in.post(page, as_it_is | {"field_set": str(made.pk)})
    assert ProjectFieldSet.objects.get().field_set_id == made.pk
    refused = signed_in.post(f"/settings/fields/{made.pk}/delete/", follow=True)
    assert "Choose another one there." in text_of(refused)
    as_it_is = form_values(signed_in.get(page), "field_set")
    assert as_it_is["field_set"] == str(made.pk)
    signed_in.post(page, as_it_is | {"field_set": ""})
    assert not ProjectFieldSet.objects.exists()
    signed_in.post(f"/settings/fields/{made.pk}/delete/")
    assert not FieldSet.objects.exists()


def test_a_claim_is_filled_in_and_shown(scene: Scene, signed_in: Client) -> None:
    chosen(scene, OWN, comments="hidden", period_start="hidden")
    claim = draft(scene)
    answer = signed_in.get(details(claim))
    values = form_values(answer, "custom_f1")
    assert "comments" not in values
    assert "period_start" not in values
    values |= {
        "custom_f1": "Kept daily", "custom_f2": "1,250.5", "custom_f3": "2026-10-07",
        "custom_f4": "yes", "custom_f5": "Wet", "billing_date": "2026-10-29", "period_end": "",
    }  # fmt: skip
    answer = signed_in.post(details(claim), values, follow=True)
    assert "The details are saved." in text_of(answer)
    said = text_of(answer)
    for words in ("Site diary Kept daily", "Days lost 1250.5", "Photos taken Yes", "Weather Wet"):
        assert words in said
    assert "Period start" not in said
    claim.refresh_from_db()
    assert claim.billing_date == dt.date(2026, 10, 29)
    assert claim.period_end == claim.period.end
    assert filled(claim)["f3"] == "2026-10-07"


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("custom_f2", "12%", "without a per cent sign"),
        ("custom_f2", "twelve", "Type a number"),
        ("custom_f3", "07/10/2026", "year-month-day"),
        ("custom_f5", "Snow", "Snow"),
        ("period_end", "2026-09-01", "ends before it starts"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(
    scene: Scene, signed_in: Client, field: str, typed: str, sentence: str
) -> None:
    chosen(scene, OWN)
    claim = draft(scene)
    values = form_values(signed_in.get(details(claim)), "custom_f1")
    answer = signed_in.post(details(claim), values | {field: typed})
    assert answer.status_code == 422
    assert sentence in error_at(answer, field)
    assert filled(claim) == {}


def test_what_is_required_keeps_a_claim_from_being_handed_in(
    scene: Scene, signed_in: Client
) -> None:
    chosen(scene, OWN, reference="required")
    claim = draft(scene)
    with pytest.raises(Invalid) as refused:
        submit(claim, scene)
    assert refused.value.fields.keys() == {"reference", "custom_f1"}
    assert "“Site diary”" in refused.value.message
    claim.refresh_from_db()
    press = f"/claims/{claim.pk}/do/submit"
    answer = signed_in.post(press, {"version": claim.version}, follow=True)
    assert answer.request["PATH_INFO"] == details(claim)
    assert "This cannot be empty." in error_at(answer, "custom_f1")
    values = form_values(answer, "custom_f1") | {"custom_f1": "Kept", "reference": "PC-7"}
    signed_in.post(details(claim), values)
    assert submit(claim, scene).status == "under_review"


def test_a_hidden_number_is_asked_of_nobody_and_kept(scene: Scene, signed_in: Client) -> None:
    claim = draft(scene)
    values = form_values(signed_in.get(details(claim)), "reference")
    signed_in.post(details(claim), values | {"reference": "PC-7", "comments": "As agreed"})
    chosen(scene, reference="hidden", comments="hidden")
    values = form_values(signed_in.get(details(claim)), "type")
    assert "reference" not in values
    signed_in.post(details(claim), values)
    claim.refresh_from_db()
    assert (claim.reference, claim.comments) == ("PC-7", "As agreed")


def test_the_submitted_date_is_told_unless_it_is_hidden(scene: Scene, signed_in: Client) -> None:
    claim = submit(draft(scene), scene)
    page = f"/claims/{claim.pk}/"
    assert "Submitted date" in text_of(signed_in.get(page))
    chosen(scene, submitted="hidden")
    assert "Submitted date" not in text_of(signed_in.get(page))
