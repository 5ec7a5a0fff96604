"""What a daily summary says: the first lines of each mail in it, and where it leads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledgerstone.correspondence.kind import Named, Writing
from ledgerstone.correspondence.letters import unsubscribing
from ledgerstone.correspondence.letters.letter import (
    Block,
    Item,
    Letter,
    Listed,
    Paragraph,
    Quoted,
    Small,
    Way,
)
from ledgerstone.correspondence.letters.sending import address
from ledgerstone.correspondence.models import Mail
from ledgerstone.correspondence.planned import summing
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import Terms

NOTHING_LEFT = "Nothing of it is left to tell: the records have changed."


@dataclass(frozen=True, slots=True)
class Part:
    """One mail of a summary: its subject, its first lines, and its button."""

    subject: str
    said: str
    way: Way | None
    has_papers: bool = False


def recipients(mail: Mail) -> Sequence[Named]:
    """The one person whom a summary is for."""
    return summing.reader_of(mail)


def letter(writing: Writing) -> Letter | str:
    """The summary of what is still for the reader; else that nothing is left."""
    found = list(summing.parts_of(writing))
    if not found:
        return NOTHING_LEFT
    kinds = {kind.name: kind for kind, _ in found}
    return _summary(
        account=writing.account.name,
        parts=[part_of(one) for _, one in found],
        stops=[
            (kind.title, unsubscribing.url(writing.reader.person, kind.name))
            for kind in kinds.values()
        ],
    )


def sample(terms: Terms, formats: Formats) -> Letter:
    """As it looks, of invented records."""
    claim, works = terms.claim_short, "SC-03 Structural steel, Harbour Library"
    return _summary(
        account="Marlow Build",
        parts=[
            Part(
                f"Harbour Library: Keel Steel sent {claim} 4, SC-03 Structural steel",
                f"Keel Steel sent {claim} 4 for {works}: {formats.money_with_sign('182400.00')} "
                "for November. Please review it.",
                Way(f"Open {claim} 4", address("/")),
            ),
            Part(
                f"Harbour Library: the {terms.subcontractor_schedule} of SC-07 was sent",
                "Vane Glazing broke down its lines for SC-07 Facade, Harbour Library. Please "
                "approve it, or return it with the reason.",
                Way("Open SC-07 Facade", address("/")),
            ),
        ],
        stops=[
            (f"{terms.claim.plural_capitalised} that come in", address("/")),
            (f"{terms.subcontractor_schedule.plural_capitalised} that come in", address("/")),
        ],
    )


def part_of(letter: Letter) -> Part:
    """What a summary takes of a mail."""
    return Part(
        subject=letter.subject,
        said=_first_lines(letter),
        way=next((one for one in letter.blocks if isinstance(one, Way)), None),
        has_papers=bool(letter.papers),
    )


def _first_lines(letter: Letter) -> str:
    for block in letter.blocks:
        if isinstance(block, Paragraph):
            return block.text
        if isinstance(block, Quoted):
            return f"{block.lead}\n{block.text}"
    return ""


def _summary(
    *, account: str, parts: Sequence[Part], stops: Sequence[tuple[str, str]] = ()
) -> Letter:
    """``stops`` are the kinds of mail in it, each with where the reader says how to get them: also
    who has no login, and so no menu."""
    count = f"{len(parts)} message{'s' if len(parts) > 1 else ''}"
    what = parts[0].subject if len(parts) == 1 else f"{parts[0].subject}, and {len(parts) - 1} more"
    return Letter(
        f"{account}: {count} since your last summary",
        (
            Paragraph(f"{account} has {count} for you since your last daily summary: {what}."),
            *(block for part in parts for block in _blocks(part)),
            *(
                Way(f"{title}: at once, once a day, or not at all", url, True, is_second=True)
                for title, url in stops
            ),
            Small(
                "You get this every morning on which there is something to tell, because you chose "
                "to have such mails in a daily summary."
            ),
        ),
    )


def _blocks(part: Part) -> Iterator[Block]:
    lines = [*part.said.split("\n")]
    if part.has_papers:
        lines.append("Its files are on the page.")
    yield Listed("", (Item(part.subject, tuple(filter(None, lines))),))
    if part.way is not None:
        way = part.way
        yield Way(way.label, way.url, is_personal=way.is_personal, is_second=True)
