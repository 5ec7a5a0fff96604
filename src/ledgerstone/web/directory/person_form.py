"""The form of a person: who they are, where they work, and what they may do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse_lazy

from ledgerstone.access import policy as access
from ledgerstone.access import queries as templates
from ledgerstone.access.models import PermissionTemplate
from ledgerstone.directory.models import Person
from ledgerstone.directory.particulars import MESSAGES
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.forms import RegionalForm, WholeNumberField, words_field

_OFFERS = {
    "list": "offered-companies",
    "autocomplete": "off",
    "hx-get": reverse_lazy("web:company_options"),
    "hx-trigger": "input changed delay:200ms, focus once",
    "hx-target": "#offered-companies",
    "hx-sync": "this:replace",
}

PARTICULARS = ("name", "email", "phone", "job_title", "messages", "is_insurance_manager")


class PersonForm(RegionalForm):
    """Somebody who works for a company."""

    version = WholeNumberField(required=False)
    name = words_field("Name")
    email = words_field("E-mail", 254, required=False)
    phone = words_field("Phone", 40, required=False)
    job_title = words_field("Job title", required=False)
    company = words_field(
        "Company", help_text="Type any part of its name, then choose it.",
        widget=forms.TextInput(attrs=_OFFERS),
    )  # fmt: skip
    messages = forms.ChoiceField(
        label="Send this user messages",
        choices=list(MESSAGES.items()),
        widget=forms.RadioSelect,
        help_text="Not at all: no invitation, reminder or notice is sent to them.",
    )
    is_insurance_manager = forms.BooleanField(
        label="Is an insurance manager",
        required=False,
        help_text="Is told of insurance that expires, whichever company it is of.",
    )
    account_template_id = forms.TypedChoiceField(
        label="Account permissions", required=False, coerce=int, empty_value=None,
        help_text="What they may do in the directory and the settings of the account.",
    )  # fmt: skip
    default_template_id = forms.TypedChoiceField(
        label="Default permission template", required=False, coerce=int, empty_value=None,
        help_text="Proposed when they are put on a project.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, actor: Actor, person: Person | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        held = {person.account_template_id, person.default_template_id} if person else set()
        self.choose(
            "account_template_id",
            [("", "None"), *_choices(actor, templates.account_templates(actor), held)],
        )
        self.choose(
            "default_template_id",
            [("", "Nothing proposed"), *_choices(actor, templates.project_templates(actor), held)],
        )
        if person is not None and person.user is not None:
            self.fields["email"].help_text = (
                f"They sign in as {person.user.email}. That stays as it is, here and in every "
                "other account."
            )

    def particulars(self) -> dict[str, Any]:
        """What was typed and chosen, as the operations take it, the company aside."""
        chosen = (*PARTICULARS, "account_template_id", "default_template_id")
        return {key: self.cleaned_data[key] for key in chosen}


def initial(person: Person) -> dict[str, Any]:
    """A person as their form shows them."""
    said = {key: getattr(person, key) for key in PARTICULARS}
    return said | {
        "version": person.version,
        "company": person.company.name,
        "account_template_id": person.account_template_id,
        "default_template_id": person.default_template_id,
    }


def _choices(
    actor: Actor, found: Iterable[PermissionTemplate], held: set[int | None]
) -> list[tuple[str | int, str]]:
    """Templates that the person at work may hand out, and those that are held already."""
    return [
        (template.pk, template.name)
        for template in found
        if template.pk in held or access.may_assign(actor, template.rights)
    ]
