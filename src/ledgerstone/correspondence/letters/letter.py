"""What a mail says, in blocks; its text part and its HTML part are both made of these.

The first paragraph is the whole request: who wants what from the reader by when, for which project
and contract. Nothing here knows of addresses, records or mail servers.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A few sentences. ``strong`` are the parts of them that stand out; a last day in the first
    paragraph, ``by Friday 30 October 2026``, does so by itself."""

    text: str
    strong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a person wrote, in their own lines; ``lead`` says who: ``Alex Morgan writes:``."""

    lead: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its label, already written as the project writes figures."""

    label: str
    value: str
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures that matter, one under the other. ``note`` says in what they are."""

    rows: tuple[Figure, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list, and what is said of it in lines under it."""

    head: str
    lines: tuple[str, ...] = ()
    is_pressing: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """Things one after the other under a heading, such as lines that were cut, with the reasons."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """The one button, and where it leads. ``is_personal``: it opens something for the reader alone,
    and is left out of what is kept of the mail. ``is_second``: the other way, a link under the
    button; ``lead`` says before it when it is taken: ``Nothing to claim?``"""

    label: str
    url: str
    is_personal: bool = False
    is_second: bool = False
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Small:
    """What the reader may want to know at the end: why they get this, and whom to ask."""

    text: str


Block = Paragraph | Quoted | Figures | Listed | Way | Small


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it is composed for one reader. ``reply_to`` is who reads an answer; ``about``
    stands opposite the account's name: ``Subcontract SC-03``."""

    subject: str
    blocks: tuple[Block, ...]
    reply_to: str = ""
    papers: tuple[Paper, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that goes with a mail."""

    name: str
    content_type: str
    content: bytes = field(repr=False)
