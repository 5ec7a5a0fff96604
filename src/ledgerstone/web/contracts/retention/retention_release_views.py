"""Planning what releases retention."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import reverse

from ledgerstone.contracts.models import Contract, ReleaseEvent
from ledgerstone.contracts.operations.retaining_releases import (
    MOST_EVENTS,
    PlannedRelease,
    plan_releases,
)
from ledgerstone.contracts.retention import retention_release
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.web.contracts.retention.retention_views import (
    placed,
    to_configure,
    with_version_of,
)
from ledgerstone.web.entrance import words
from ledgerstone.web.forms import (
    DayField,
    RateField,
    RegionalForm,
    WholeNumberField,
    words_field,
)
from ledgerstone.web.requests import ActorRequest, Done, shown, submit, view

_PARTS = ("event", "name", "share", "due_on", "happened_on", "key")
# What a plan begins with where there is none: half at completion, the rest at the end.
_USUAL = (("practical_completion", "50"), ("end_of_defects_liability", "100"))


class ReleasesForm(RegionalForm):
    """The events in their order, one to a row; a row without a kind is none."""

    version = WholeNumberField()

    def __init__(self, *args: Any, row_count: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.numbers = list(range(1, row_count + 1))
        choices = [("", "No event"), *retention_release.event_choices(self.terms)]
        for number in self.numbers:
            share = RateField(label="Releases", required=False)
            share.locale = self.formats.locale
            self.fields |= {
                f"event_{number}": forms.ChoiceField(
                    label=f"Event {number}", required=False, choices=choices
                ),
                f"name_{number}": words_field("Called", 60, required=False),
                f"share_{number}": share,
                f"due_on_{number}": DayField(label="Due", required=False),
                f"happened_on_{number}": DayField(label="Happened", required=False),
                f"key_{number}": WholeNumberField(required=False),
            }

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields of each row, for the page."""
        return [
            {"number": number, **{part: self[f"{part}_{number}"] for part in _PARTS}}
            for number in self.numbers
        ]

    def clean(self) -> dict[str, Any]:
        """A row says what releases, and how much; or nothing at all."""
        given = super().clean() or {}
        for number in self.numbers:
            event, share = given.get(f"event_{number}"), given.get(f"share_{number}")
            if event and share is None and f"share_{number}" not in self.errors:
                self.add_error(f"share_{number}", "Type the share that it releases.")
            if not event and (share is not None or given.get(f"name_{number}")):
                self.add_error(f"event_{number}", "Choose what releases it.")
        return given

    def planned(self) -> list[PlannedRelease]:
        """The rows that say something, as the operation takes them."""
        given = self.cleaned_data
        return [
            PlannedRelease(**{part: given[f"{part}_{number}"] for part in _PARTS})
            for number in self._used()
        ]

    def _used(self) -> list[int]:
        return [number for number in self.numbers if self.cleaned_data[f"event_{number}"]]

    def placed(self, refused: Invalid) -> Invalid:
        """A refusal of the operation, with the names that fields have here."""
        used = self._used()
        fields: dict[str, str] = {}
        for field, text in refused.fields.items():
            begins, _, rest = field.partition(":")
            place, _, part = rest.partition(":")
            fields[f"{part}_{used[int(place) - 1]}" if begins == "event" else field] = text
        return Invalid(refused.message, fields=fields)


@view
def retention_releases(request: ActorRequest, contract_id: int) -> HttpResponse:
    """The events of a contract, all at once."""
    found = to_configure(request, contract_id)
    events = retention_release.of_contract(found)
    form = _form(request, found, events)
    if request.method == "POST":
        answer = submit(request, form, lambda: _plan(request, found, form))
        if answer is not None:
            return answer
        if getattr(form, "is_stale", False):
            with_version_of(form, found)
    return shown(request, "contracts/retention_releases.html", {"contract": found}, form=form)


def _form(request: ActorRequest, found: Contract, events: list[ReleaseEvent]) -> ReleasesForm:
    terms, formats = words(request)
    initial: dict[str, Any] = {"version": found.version}
    for number, event in enumerate(events, 1):
        initial |= {
            f"event_{number}": event.event,
            f"name_{number}": event.name,
            f"share_{number}": formats.rate(event.share).removesuffix("%"),
            f"due_on_{number}": event.due_on,
            f"happened_on_{number}": event.happened_on,
            f"key_{number}": event.pk,
        }
    if not events:
        for number, (event_kind, share) in enumerate(_USUAL, 1):
            initial |= {
                f"event_{number}": event_kind,
                f"name_{number}": retention_release.name_of(event_kind, terms),
                f"share_{number}": share,
            }
    rows = max(len(events) + 2, 4)
    if request.method == "POST":
        rows = max([rows, *(n for n in range(1, MOST_EVENTS + 3) if f"event_{n}" in request.POST)])
    return ReleasesForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        terms=terms,
        formats=formats,
        row_count=rows,
    )


def _plan(request: ActorRequest, found: Contract, form: ReleasesForm) -> Done:
    placed(
        form.placed,
        lambda: plan_releases(
            actor=request.actor,
            contract_id=found.pk,
            planned=form.planned(),
            expected_version=form.cleaned_data["version"],
        ),
    )
    where = reverse("web:contract_retention", args=[found.pk])
    return Done(where, f"What releases {words(request)[0].retention} is planned.")
