"""What the settings say of each kind of mail: when it goes out, to whom, and who can be without."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ledgerstone.access.words import said
from ledgerstone.contracts.settings.setting_words import Worded
from ledgerstone.correspondence.catalogue import KINDS
from ledgerstone.correspondence.kind import Kind
from ledgerstone.correspondence.letters.letter import Letter
from ledgerstone.correspondence.signing_in.sign_in_kinds import SIGN_IN_KINDS, SignInKind
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.models import InvoicingSettings
from ledgerstone.projects.terminology import Terms
from ledgerstone.web.projects.invoicing_words import INVOICING

_SETTINGS: dict[str, Worded] = {one.name: one for group in INVOICING for one in group.settings}


@dataclass(frozen=True, slots=True)
class Previewed:
    """One kind of mail, in words. ``switch`` is the setting that turns it on and off, and
    ``is_on`` what that says; None where there is none."""

    name: str
    title: str
    when: str
    to_whom: str
    sample: Callable[[Terms, Formats], Letter] | None
    switch: str = ""
    is_on: bool | None = None
    by_recipient: str = "No"
    why_fixed: str = ""
    papers: str = ""
    way: str = ""
    may_be_off: bool = False
    in_account: bool = True


def about_work(terms: Terms, settings: InvoicingSettings | None) -> list[Previewed]:
    """Every kind of the catalogue, with the switches of a project; of any new one without it."""
    return [_of_work(kind, terms, settings) for kind in KINDS.values()]


def about_signing_in() -> list[Previewed]:
    """The mails about signing in."""
    return [_of_signing_in(kind) for kind in SIGN_IN_KINDS.values()]


def _of_work(kind: Kind, terms: Terms, settings: InvoicingSettings | None) -> Previewed:
    switch = _SETTINGS.get(kind.switch)
    return Previewed(
        name=kind.name,
        title=kind.title,
        when=kind.when,
        to_whom=kind.to_whom,
        sample=kind.sample,
        switch=said(switch.label, terms) if switch is not None else kind.switch,
        is_on=_is_on(kind, settings),
        by_recipient=_by_recipient(kind),
        why_fixed=kind.fixed_because,
        papers=kind.papers,
        way=kind.way,
        may_be_off=kind.may_be_off,
    )


def _of_signing_in(kind: SignInKind) -> Previewed:
    return Previewed(
        name=kind.name,
        title=kind.title,
        when=kind.when,
        to_whom=kind.to_whom,
        sample=kind.sample,
        why_fixed="It is about the safety of a login.",
        in_account=kind.in_account,
    )


def _is_on(kind: Kind, settings: InvoicingSettings | None) -> bool | None:
    if not kind.switch:
        return None
    said_here = getattr(settings, kind.switch, None)
    return kind.is_on_unless_said if said_here is None else bool(said_here)


def _by_recipient(kind: Kind) -> str:
    """What whoever gets it may choose instead of getting it at once."""
    if kind.may_be_off:
        return "Yes, or once a day" if kind.may_wait else "Yes"
    return "No, but once a day" if kind.may_wait else "No"
