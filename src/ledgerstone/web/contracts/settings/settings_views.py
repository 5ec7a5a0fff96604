"""The advanced settings of a contract: how it works, who claims on it, and who sees it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ledgerstone.contracts import contacts, operations, policy
from ledgerstone.contracts.contacts import ContactSettings, Setting
from ledgerstone.contracts.models import HEAD_CONTRACT, Contract
from ledgerstone.projects.terminology import Terms
from ledgerstone.tenancy.refusals import Invalid, NotAllowed
from ledgerstone.web.contracts.contact_views import naming
from ledgerstone.web.contracts.frame import contract_frame, has_settings
from ledgerstone.web.contracts.settings.settings_advanced import AdvancedForm, held_back
from ledgerstone.web.entrance import enter_contract, words
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, submit, view

# What a setting is posted as, and what it means.
CHOICES: dict[str, bool | None] = {"": None, "on": True, "off": False}


@view
def contract_settings(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Every advanced setting of a contract that the person may look after."""
    return _page(request, enter_contract(request, contract_id))


@view
@require_POST
def contract_advanced(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Change how a contract works."""
    found = enter_contract(request, contract_id)
    if not policy.may_configure(request.actor, found):
        raise NotAllowed("Ask an administrator of the project to change the advanced settings.")
    form = AdvancedForm.of(request, found)

    def act() -> Done:
        operations.change_advanced_settings(
            actor=request.actor,
            contract_id=found.pk,
            expected_version=_version(request),
            drops_details=bool(form.cleaned_data.get("drops_details")),
            **form.changes(),
        )
        return Done(_settings(found), "The settings are saved.")

    answer = submit(request, form, act)
    return _page(request, found, form) if answer is None else answer


def _page(request: ActorRequest, found: Contract, form: AdvancedForm | None = None) -> HttpResponse:
    actor = request.actor
    if not has_settings(actor, found):
        raise NotAllowed("Ask an administrator of the project to change this contract.")
    address = reverse("web:contract_settings", args=[found.pk])
    context = contract_frame(request, found, "settings") | {"back": address}
    if policy.may_configure(actor, found):
        form = form or AdvancedForm.of(request, found)
        context |= {"groups": form.drawn(), "held_back": held_back(request, found)}
    if policy.may_name_contacts(actor, found):
        context |= naming(request, found)
    if found.kind != HEAD_CONTRACT:
        settings = contacts.settings_of_contract(request.account, found)
        context["settings"] = contact_settings(settings, words(request)[0])
    if context["may_administer"]:
        context |= {
            "private_list": contacts.private_list(found),
            "may_be_listed": contacts.may_be_listed(found),
        }
    if form is None:
        return render(request, "contracts/settings.html", context)
    return shown(request, "contracts/settings.html", context, form=form)


def contact_settings(settings: ContactSettings, terms: Terms) -> list[dict[str, Any]]:
    """The two settings as a form asks for them: on, off, or as the one above says."""
    claim = f"Create and submit {terms.claim.plural}"
    fill = f"Fill the {terms.subcontractor_schedule}"
    return [
        _asked("contacts_may_claim", claim, settings.may_claim),
        _asked("contacts_may_fill_schedule", fill, settings.may_fill_schedule),
    ]


def _asked(name: str, label: str, setting: Setting) -> dict[str, Any]:
    inherited = f"As the {setting.above} says ({'on' if setting.inherited else 'off'})"
    chosen = next(text for text, value in CHOICES.items() if value is setting.own)
    return {
        "name": name,
        "label": label,
        "chosen": chosen,
        "holds": setting.holds,
        "choices": [("", inherited), ("on", "On"), ("off", "Off, they only look")],
    }


@view
@require_POST
def contract_contact_settings(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Say what claim contacts of a commitment may do."""
    found = enter_contract(request, contract_id)

    def act() -> Done:
        operations.change_contact_settings(
            actor=request.actor,
            contract_id=found.pk,
            expected_version=_version(request),
            contacts_may_claim=choice(request, "contacts_may_claim"),
            contacts_may_fill_schedule=choice(request, "contacts_may_fill_schedule"),
        )
        return Done(_settings(found), "The settings are saved.")

    return act_once(request, act)


@view
@require_POST
def contract_privacy(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Make a contract private or not."""
    found = enter_contract(request, contract_id)

    def act() -> Done:
        changed = operations.change_privacy(
            actor=request.actor,
            contract_id=found.pk,
            expected_version=_version(request),
            is_private="is_private" in request.POST,
            shows_schedule_to_listed="shows_schedule_to_listed" in request.POST,
        )
        who = "its administrators and the people on its list see it"
        said = f"is private: {who}" if changed.is_private else "is visible to the project"
        return Done(_settings(found), f"{found.number} {said}.")

    return act_once(request, act)


@view
@require_POST
def contract_list_add(request: ActorRequest, contract_id: int) -> HttpResponse:
    """Put somebody of the project on the private list."""
    found = enter_contract(request, contract_id)
    person = request.POST.get("person", "")

    def act() -> Done:
        if not person.isdecimal() or len(person) > 18:
            raise Invalid("Choose a person from the list.")
        row = operations.add_to_private_list(
            actor=request.actor, contract_id=found.pk, person_id=int(person)
        )
        return Done(_settings(found), f"{row.person.name} is on the private list.")

    return act_once(request, act)


@view
@require_POST
def contract_list_remove(request: ActorRequest, contract_id: int, person_id: int) -> HttpResponse:
    """Take somebody off the private list."""
    found = enter_contract(request, contract_id)

    def act() -> Done:
        left = operations.remove_from_private_list(
            actor=request.actor, contract_id=found.pk, person_id=person_id
        )
        stays = "They stay on the private list for as long as they claim on this contract."
        after = policy.may_see(request.actor, found)
        where = _settings(found) if after else reverse("web:home")
        return Done(where, "They are off the private list." if left else stays)

    return act_once(request, act)


def choice(request: ActorRequest, name: str) -> bool | None:
    """On, off, or as the one above says."""
    given = request.POST.get(name, "")
    if given not in CHOICES:
        raise Invalid("Choose one from the list.", fields={name: "Choose one from the list."})
    return CHOICES[given]


def _settings(found: Contract) -> str:
    return reverse("web:contract_settings", args=[found.pk])


def _version(request: ActorRequest) -> int:
    version = request.POST.get("version", "")
    if not version.isdecimal() or len(version) > 9:
        raise Invalid("Reload the page and choose the settings again.")
    return int(version)
