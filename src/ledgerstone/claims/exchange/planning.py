"""What a claim document would bring here: read, valued, and checked against what can be kept.

Nothing is stored. What cannot be taken over is refused with its place in the file and what would be
accepted; where a certificate or a stated figure differs from ours, that is a difference to look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ledgerstone.core.document import (
    ClaimDocument,
    Difference,
    DocumentRefused,
    ValuedClaim,
    read_document,
    tie_out,
    value_document,
)
from ledgerstone.core.document.form import DocumentClaim, VariationStatus
from ledgerstone.core.document.tie_out import compare
from ledgerstone.core.entry import LineEntry
from ledgerstone.projects.models import Project
from ledgerstone.tenancy.refusals import Invalid
from ledgerstone.tenancy.typed_text import one_line

LARGEST_FILE = 64 * 1024 * 1024
_LARGEST_ENTRY = Decimal(10) ** 12


@dataclass(frozen=True, slots=True)
class Plan:
    """A document that can be taken over, its claims as valued, and what differs from them."""

    document: ClaimDocument
    valued: tuple[ValuedClaim, ...]
    differences: tuple[Difference, ...]

    @property
    def lines(self) -> int:
        """How many lines it has, with those of variations."""
        document = self.document
        return len(document.lines) + sum(len(one.lines) for one in document.variations)

    @property
    def claims(self) -> tuple[DocumentClaim, ...]:
        """The claims that it brings: not an empty one that only carries an opening."""
        return tuple(one for one in self.document.claims if not only_opens(one))

    @property
    def last(self) -> ValuedClaim | None:
        """The last claim as valued; None where there is none."""
        brought = [one for one in self.valued if not only_opens(one.claim)]
        return brought[-1] if brought else None

    @property
    def warnings(self) -> tuple[tuple[int, str], ...]:
        """What a careful person would ask about, with the number of its claim."""
        return tuple(
            (one.claim.entry.number, told.message)
            for one in self.valued
            for told in one.warnings
            if told.code != "certificate_differs"
        )


def plan_import(text: str, project: Project) -> Plan:
    """Read a document for a project. Invalid, at the field ``file``, names the place in it."""
    try:
        return _planned(text, project)
    except DocumentRefused as refusal:
        raise refused(refusal) from refusal


def _planned(text: str, project: Project) -> Plan:
    document = read_document(text.removeprefix("\ufeff"))
    if document.currency != project.currency:
        raise DocumentRefused(
            "currency",
            f'the project is in {project.currency}, so "{project.currency}" is expected',
        )
    _refuse_what_has_no_room(document)
    valued = tuple(value_document(document))
    return Plan(document, valued, tuple(_differences(valued)))


def refused(refusal: DocumentRefused) -> Invalid:
    """A refusal of the document with its place, as a page says it."""
    sentence = refusal.sentence[:1].upper() + refusal.sentence[1:].rstrip(".")
    told = f"At {refusal.place}: {sentence}." if refusal.place else f"{sentence}."
    return Invalid(told, fields={"file": told})


def _differences(valued: tuple[ValuedClaim, ...]) -> Iterator[Difference]:
    for one in valued:
        if one.claim.certificate is not None:
            yield from compare(one.valuation, one.claim.certificate)
        yield from tie_out(one.valuation, one.claim.stated)


def only_opens(claim: DocumentClaim) -> bool:
    """Whether a claim is there only to carry the opening of a contract without claims here."""
    entry = claim.entry
    return (
        entry.opening is not None
        and not claim.certified
        and claim.period_start is None
        and claim.period_end is None
        and not (entry.lines or entry.release or entry.deductions or entry.assessed_release)
    )


def next_undecided(document: ClaimDocument) -> int:
    """The number of the first claim after the last certified one."""
    last = max((one.entry.number for one in document.claims if one.certified), default=0)
    after = [one.entry.number for one in document.claims if one.entry.number > last]
    return after[0] if after else last + 1


def _refuse_what_has_no_room(document: ClaimDocument) -> None:
    """Figures, texts and combinations that a claim document may have and a contract here has no
    place for."""
    _fitting_texts(document)
    _fitting_changes(document)
    first = True
    for claim in document.claims:
        if only_opens(claim) and first:
            first = False
        elif claim.period_start is None or claim.period_end is None:
            raise DocumentRefused(
                f"{claim.place}.period", "a start and an end are expected, which name its period"
            )
        _fitting_claim(claim)
    opened = document.claims[0] if document.claims else None
    if opened is not None and opened.entry.opening is not None and opened.entry.number == 1:
        raise DocumentRefused(
            f"{opened.place}.number",
            "an opening is of claims before this one, so its number is 2 at the least",
        )


def _fitting_texts(document: ClaimDocument) -> None:
    _short(document.title, 200, "contract.title")
    places = {variation.number: i for i, variation in enumerate(document.variations)}
    for i, variation in enumerate(document.variations):
        place = f"variations[{i}]"
        _key(variation.number, 40, f"{place}.number")
        _short(variation.title, 200, f"{place}.title")
        if places[variation.number] != i:
            raise DocumentRefused(f"{place}.number", "each variation has a number of its own")
    every = [*document.lines, *(line for one in document.variations for line in one.lines)]
    for line in every:
        _key(line.scheduled.key, 40, f"{line.place}.item")
        _short(line.description, 500, f"{line.place}.description")
        _short(line.unit or "", 20, f"{line.place}.unit")
        _key(line.budget_code or "", 40, f"{line.place}.budget_code")


def _short(text: str, longest: int, place: str) -> None:
    if len(one_line(text)) > longest:
        raise DocumentRefused(place, f"at most {longest} characters are expected")


def _key(text: str, longest: int, place: str) -> None:
    """What figures are found by stays as it is, to the letter."""
    _short(text, longest, place)
    if text != one_line(text):
        raise DocumentRefused(
            place, "one line of text is expected, without spaces around it or two in a row"
        )


def _fitting_changes(document: ClaimDocument) -> None:
    """The schedule here is as it stands now: nothing changes it from a later claim on. A claim that
    is not decided may leave out variations that count only after it."""
    latest = next_undecided(document)
    last = document.claims[-1].entry.number if document.claims else 0
    told = f"a claim up to {latest} is expected: what counts later is entered when it does"
    for i, change in enumerate(document.schedule_changes):
        if change.from_claim > latest:
            raise DocumentRefused(f"schedule_changes[{i}].from_claim", told)
    for i, variation in enumerate(document.variations):
        approved_in = variation.approved_in_claim
        if variation.status is not VariationStatus.APPROVED or (approved_in or 1) <= latest:
            continue
        items = {line.scheduled.key for line in variation.lines}
        early = next(
            (one for one in document.claims if _claims_early(one, latest, approved_in or 1, items)),
            None,
        )
        if early is not None or (approved_in or 1) > last + 1:
            raise DocumentRefused(f"variations[{i}].approved_in_claim", told)
    for i, security in enumerate(document.terms.securities):
        if security.from_claim > last:
            raise DocumentRefused(
                f"contract.securities[{i}].from_claim",
                "the number of a claim of the document is expected, which says since when",
            )


def _claims_early(claim: DocumentClaim, latest: int, approved_in: int, items: set[str]) -> bool:
    """Whether an undecided claim says something on lines that count only later."""
    return latest <= claim.entry.number < approved_in and not items.isdisjoint(claim.entry.lines)


def _fitting_claim(claim: DocumentClaim) -> None:
    entry = claim.entry
    if entry.number > 9_999:
        raise DocumentRefused(f"{claim.place}.number", "a number up to 9999 is expected")
    events = {one.event or "" for one in (entry.release, entry.assessed_release) if one}
    if len(events) > 1:
        raise DocumentRefused(
            f"{claim.place}.assessed.release_retention.event",
            "the event that the claim names is expected here as well",
        )
    for event in events:
        _short(event, 60, f"{claim.place}.release_retention.event")
    _short(entry.assessed_reason or "", 1000, f"{claim.place}.assessed.reason")
    for i, deduction in enumerate(entry.deductions):
        place = f"{claim.place}.deductions[{i}]"
        _short(deduction.category or "", 60, f"{place}.category")
        if abs(deduction.amount) >= _LARGEST_ENTRY:
            raise DocumentRefused(f"{place}.amount", _too_large(12))
    for item, line in entry.lines.items():
        _fitting_entry(line, claim.line_places[item])


def _fitting_entry(entry: LineEntry, place: str) -> None:
    for prefix, side in (("", entry), ("assessed.", entry.assessed)):
        if side is None:
            continue
        for key, figure in (
            (side.mode or "figure", side.figure),
            ("materials_stored", side.materials_stored),
        ):
            if figure is not None and abs(figure) >= _LARGEST_ENTRY:
                raise DocumentRefused(f"{place}.{prefix}{key}", _too_large(12))
    if entry.assessed is not None:
        _short(entry.assessed.reason or "", 1000, f"{place}.assessed.reason")


def _too_large(digits: int) -> str:
    return f"at most {digits} digits before the point are expected"
