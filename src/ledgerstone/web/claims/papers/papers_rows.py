"""The files and comments of a claim as its pages draw them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ledgerstone.access.automation import NAME as AUTOMATION
from ledgerstone.claims import policy
from ledgerstone.claims.fields.fields import ATTACHMENTS, Fields
from ledgerstone.claims.models import Claim, ClaimAttachment, ClaimComment
from ledgerstone.claims.papers import papers
from ledgerstone.projects.formats import Formats
from ledgerstone.tenancy.actor import Actor
from ledgerstone.web.claims.records.moments import said_briefly

# How much of it stands on the claim's own page.
_SHOWN_FILES, _SHOWN_COMMENTS = 6, 3


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A file, of which line, whether it came after the claim was handed in, whether it can go."""

    paper: ClaimAttachment
    added_by: str
    is_later: bool
    may_remove: bool

    @property
    def item(self) -> str:
        """The item of its line; empty for the claim itself."""
        return self.paper.line.item if self.paper.line is not None else ""

    @property
    def is_signed(self) -> bool:
        return self.paper.kind == ClaimAttachment.SIGNED_COPY

    @property
    def source(self) -> str:
        """The claim that a backup came with; empty for every other file."""
        origin = self.paper.origin
        return "" if origin is None else f"{origin.contract.number}, no. {origin.number}"


@dataclass(frozen=True, slots=True)
class CommentRow:
    """What somebody said: who, when, on which line, and whether only administrators read it."""

    comment: ClaimComment
    who: str
    when: str

    @property
    def item(self) -> str:
        return self.comment.line.item if self.comment.line is not None else ""


def paper_rows(actor: Actor, claim: Claim, found: Iterable[ClaimAttachment]) -> list[PaperRow]:
    """Files of a claim for this person. At most one query more."""
    fellows = papers.fellows_of(actor, claim)
    rows = []
    for paper in found:
        paper.claim = claim
        is_later = claim.submitted_at is not None and paper.added_at > claim.submitted_at
        rows.append(
            PaperRow(
                paper=paper,
                added_by=_who(paper),
                is_later=is_later and paper.kind == ClaimAttachment.ATTACHMENT,
                may_remove=papers.may_remove(actor, paper, fellows),
            )
        )
    return rows


def _who(paper: ClaimAttachment) -> str:
    """Who added it; what came by a setting of the contract nobody did in person."""
    if paper.added_by is None:
        return AUTOMATION
    return paper.added_by.name or paper.added_by.email


def comment_rows(
    actor: Actor, found: Iterable[ClaimComment], formats: Formats, *, brief: bool = False
) -> list[CommentRow]:
    """Comments for this person."""
    write = (lambda at: said_briefly(formats, at)) if brief else formats.moment
    return [
        CommentRow(
            comment=one,
            who="You" if one.author_id == actor.user_id else one.author_name,
            when=write(one.created_at),
        )
        for one in found
    ]


def kept_beside(actor: Actor, claim: Claim, fields: Fields, formats: Formats) -> dict[str, Any]:
    """What the claim's own page shows of its files and comments."""
    attached = paper_rows(actor, claim, papers.of_claim(claim))
    said = list(papers.comments(actor, claim))
    signed = papers.signed_by_hand(claim) if any(row.is_signed for row in attached) else None
    shows = fields.shows(ATTACHMENTS)
    return {
        "papers": attached[:_SHOWN_FILES],
        "paper_count": len(attached),
        "shows_papers": shows or bool(attached),
        "may_attach": shows and papers.may_attach(actor, claim),
        "signed": signed,
        "said": comment_rows(actor, said[-_SHOWN_COMMENTS:], formats, brief=True),
        "said_count": len(said) + bool(claim.comments),
        "may_speak": policy.may_speak(actor, claim),
    }


def offered_lines(lines: Sequence[Any]) -> list[tuple[int, str]]:
    """The lines that a file or a comment may be of, as a list offers them."""
    return [(line.line_id, f"{line.item} {line.description}"[:80]) for line in lines]
