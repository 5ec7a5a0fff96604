"""What a person wants of mails in this account, and the mails that they got lately."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from ledgerstone.access import policy as access
from ledgerstone.access.actions import Action
from ledgerstone.correspondence import choosing
from ledgerstone.correspondence.catalogue import KINDS
from ledgerstone.correspondence.choosing import AT_ONCE, WORDS
from ledgerstone.correspondence.kind import Kind
from ledgerstone.correspondence.log import mail_log
from ledgerstone.directory.models import Person
from ledgerstone.tenancy.refusals import NotThere
from ledgerstone.web.context import formats_of
from ledgerstone.web.mails.rows import received_row
from ledgerstone.web.requests import ActorRequest, Done, act_once, shown, view

_FIELD = "mail-"
_LATELY = 10


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """A kind of mail with what may be chosen for it; ``options`` is empty where nothing may."""

    kind: Kind
    field: str
    options: list[dict[str, Any]]


@view
def mail_choices(request: ActorRequest) -> HttpResponse:
    """Each kind of mail at once, once a day, or never; a post keeps what was chosen."""
    actor = request.actor
    if actor.person_id is None:
        raise NotThere
    if request.method == "POST":
        return act_once(request, lambda: _save(request))
    person = Person.objects.get(account_id=actor.account_id, pk=actor.person_id)
    chosen = choosing.choices_of(actor.account_id, actor.person_id)
    rows = [_row(kind, chosen.get(kind.name, AT_ONCE)) for kind in KINDS.values()]
    formats = formats_of(request.account)
    context = {
        "person": person,
        "administers": access.may_in_account(actor, Action.CONFIGURE_ACCOUNT),
        "open": [row for row in rows if row.options],
        "fixed": [row for row in rows if not row.options],
        "lately": [received_row(one, formats) for one in mail_log.received_by(actor)[:_LATELY]],
    }
    return shown(request, "mails/choices.html", context)


def _save(request: ActorRequest) -> Done:
    typed = {
        name.removeprefix(_FIELD): value
        for name, value in request.POST.items()
        if isinstance(value, str) and name.startswith(_FIELD)
    }
    changed = choosing.choose_mails(actor=request.actor, choices=typed)
    here = reverse("web:mail_choices")
    return Done(here, "Your choices are saved." if changed else "Nothing was changed.")


def _row(kind: Kind, choice: str) -> ChoiceRow:
    options = choosing.open_to(kind)
    return ChoiceRow(
        kind,
        f"{_FIELD}{kind.name}",
        [{"value": one, "label": WORDS[one], "is_chosen": one == choice} for one in options]
        if len(options) > 1
        else [],
    )
