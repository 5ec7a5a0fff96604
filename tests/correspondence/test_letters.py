"""Every mail reads well as text and as HTML, whoever wrote what stands in it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from ledgerstone.correspondence.catalogue import KINDS
from ledgerstone.correspondence.letters.letter import (
    Figure,
    Figures,
    Item,
    Letter,
    Listed,
    Paragraph,
    Quoted,
    Small,
    Way,
)
from ledgerstone.correspondence.letters.rendering import Brand, html_of, subject_of, text_of
from ledgerstone.correspondence.signing_in.sign_in_kinds import SIGN_IN_KINDS
from ledgerstone.documents.typesetting.logo_pictures import picture_of
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import TERMINOLOGIES, terms
from tests.directory.test_logos import svg

CURRENCIES = {"en-AU": "AUD", "en-US": "USD", "en-GB": "GBP", "en-CA": "CAD"}
# What a mail is about that is about no one contract, or no one project.
OF_A_PROJECT = {"backups_ready", "digest"}
OF_NO_PROJECT = {"insurance", "daily_summary"}
# Mail programs cut a longer one off.
MOST_BYTES = 100_000
LINK = "https://claims.example/links/1-1.abc"
HIDDEN = "\u202e\u2066\u200b\ufeff\x00\x07"


def sample(name: str, terminology: str = "en-AU") -> Letter:
    """A kind of mail as its preview has it."""
    made = KINDS[name].sample if name in KINDS else SIGN_IN_KINDS[name].sample
    assert made is not None, f"{name} has no sample"
    formats = Formats(terminology, CURRENCIES[terminology], "Australia/Sydney")
    return made(terms(terminology), formats)


class Shown(HTMLParser):
    """What a mail program shows of a page: its text, its links, and what it would load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.text, self.links, self.loads, self.tags = "", [], [], []  # type: ignore[var-annotated]
        self._silent = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag)
        self._silent += tag in ("style", "title")
        if tag == "a":
            self.links.append(given["href"])
        if "src" in given:
            self.loads.append(given["src"])
        assert not [name for name in given if name.startswith("on")], given

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text += data


def words_of_elsewhere(terminology: str) -> set[str]:
    """What other regions call a claim, retention and a head contract, and this one does not."""
    here = " ".join(terms(terminology).values())
    return {
        terms(other)[key]
        for other in TERMINOLOGIES
        for key in ("claim", "retention", "head_contract")
        if terms(other)[key] not in here
    }


def words_of(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").split())


@pytest.mark.parametrize("terminology", TERMINOLOGIES)
@pytest.mark.parametrize("name", [*KINDS, *SIGN_IN_KINDS])
def test_every_kind_reads_well_as_text_in_every_region(name: str, terminology: str) -> None:
    letter = sample(name, terminology)
    text = text_of(letter, stop=LINK)
    assert text.endswith("\n")
    assert "\n\n\n" not in text
    too_long = [line for line in text.split("\n") if len(line) >= 78 and "://" not in line]
    assert too_long == []
    assert all(line == line.rstrip() for line in text.split("\n"))
    assert 0 < len(subject_of(letter)) <= 250
    assert "{" not in text
    assert "None" not in text.split()
    assert [word for word in words_of_elsewhere(terminology) if word in text.lower()] == []


@pytest.mark.parametrize("name", KINDS)
def test_the_first_paragraph_says_what_it_is_about(name: str) -> None:
    first = sample(name).blocks[0]
    assert isinstance(first, Paragraph | Quoted)
    said = first.text if isinstance(first, Paragraph) else first.lead
    if name not in OF_NO_PROJECT:
        assert "Harbour Library" in said, said
    if name not in OF_NO_PROJECT | OF_A_PROJECT:
        assert re.search(r"\b(SC|HC|PO)-\d+", said), said
    assert len(said) < 400


@pytest.mark.parametrize("name", [*KINDS, *SIGN_IN_KINDS])
def test_the_html_says_what_the_text_says_and_loads_nothing(name: str) -> None:
    letter = sample(name)
    page = html_of(letter, Brand("Marlow Build"), stop=LINK)
    shown = Shown(page)
    said = words_of(shown.text)
    for block in letter.blocks:
        for part in told(block):
            assert words_of(part) in said, part
    assert shown.loads == []
    assert not {"script", "link", "form", "iframe", "img"} & set(shown.tags)
    assert set(shown.links) <= {*re.findall(r"https?://\S+", text_of(letter, stop=LINK))}
    assert LINK in shown.links
    assert "@media (prefers-color-scheme: dark)" in page
    assert len(page.encode()) < MOST_BYTES


def told(block: object) -> list[str]:
    """The words of a block."""
    match block:
        case Paragraph() | Small():
            return block.text.split("\n")
        case Quoted():
            return [block.lead, *block.text.split("\n")]
        case Figures():
            return [block.note, *(part for row in block.rows for part in (row.label, row.value))]
        case Listed():
            return [block.title, *(part for one in block.items for part in (one.head, *one.lines))]
        case Way():
            return [block.label]
    raise AssertionError(block)


def hostile(text: str) -> Letter:
    """A letter in which somebody wrote the same thing into every place that they reach."""
    return Letter(
        f"Claim 3\r\nBcc: stranger@elsewhere.example{text}",
        (
            Paragraph(f"Please answer {text} by Friday 30 October 2026.", strong=(text,)),
            Quoted(f"{text} writes:", f"{text}\n\nsecond line"),
            Figures((Figure(text, "1,234.50"), Figure("Left", text, is_total=True)), text),
            Listed(text, (Item(text, (text,), is_pressing=True), Item(text, url=LINK))),
            Way(f"Open {text}"[:80], LINK),
            Way("Decline", LINK, is_second=True, lead=text),
            Small(text),
        ),
        about=text,
    )


@pytest.mark.parametrize(
    "text",
    [
        '<script>alert(1)</script><img src=x onerror="x()"> & "quoted" {{ account }}',
        "</style></title><style>*{display:none}</style><!-- --><![endif]-->",
        "&lt;b&gt; &#8238; &amp;",
        "<strong>Friday 30 October 2026</strong>",
    ],
)
def test_what_people_write_is_shown_and_never_acted_on(text: str) -> None:
    page = html_of(hostile(text), Brand(f"Keel {text}"))
    shown = Shown(page)
    assert words_of(shown.text).count(words_of(text)) >= 9
    assert not {"script", "img"} & set(shown.tags)
    assert shown.tags.count("style") == 1
    assert shown.loads == []
    assert set(shown.links) == {LINK}


def test_marks_that_hide_or_turn_text_are_left_out() -> None:
    letter = hostile(f"00.1{HIDDEN}99 a\u2028b\x0bc")
    page, text, subject = html_of(letter, Brand(HIDDEN)), text_of(letter), subject_of(letter)
    for written in (page, text, subject):
        assert not set(HIDDEN + "\u2028\x0b") & set(written)
        assert "00.199 a b c" in written
    assert "\n" not in subject
    assert subject.startswith("Claim 3 Bcc: ")


def test_a_line_that_somebody_quotes_stays_in_the_quotation() -> None:
    text = text_of(Letter("s", (Quoted("Ana writes:", "one\r\ntwo\rthree\u2028four\n\nOpen it:"),)))
    assert all(line.startswith(">") for line in text.strip().split("\n")[1:])


def test_an_endless_word_breaks_and_an_address_does_not() -> None:
    long_address = "https://claims.example/" + "a" * 300
    letter = hostile("x" * 10_000 + " " + long_address)
    lines = text_of(letter).split("\n")
    assert all(len(line) < 78 or long_address in line for line in lines)
    assert sum(line.count("x") for line in lines) >= 9 * 10_000
    assert len(subject_of(letter)) == 250
    wrapping = re.findall(r"<(?:p|td|th|h2)[ >][^>]*>", html_of(letter, Brand("Keel")))
    assert any("overflow-wrap: anywhere" in tag for tag in wrapping)


def test_a_list_of_two_hundred_claims_is_not_cut_off() -> None:
    item = Item("SC-03 Structural steel, Keel Steel: claim 4, November 2026", ("Waits " * 10,))
    page = html_of(Letter("s", (Paragraph("Please review."), Listed("", (item,) * 200))), Brand())
    assert len(page.encode()) < MOST_BYTES


def test_the_last_day_stands_out_by_itself() -> None:
    for day in ("Friday 30 October 2026", "Friday, October 30, 2026", "30 October 2026"):
        page = html_of(Letter("s", (Paragraph(f"Please claim by {day}. By then."),)), Brand())
        assert re.search(rf"<strong[^>]*>{day}</strong>", page), page


def test_links_of_the_reader_alone_are_not_kept() -> None:
    ways = (Way("Start", LINK, is_personal=True), Way("See", "https://claims.example/page"))
    second = Way("Decline", LINK, is_personal=True, is_second=True, lead="Nothing to claim?")
    letter = Letter("s", (Paragraph("Please claim."), *ways, second))
    kept = text_of(letter, without_personal_links=True)
    assert LINK not in kept
    assert kept.count("(the reader's own link)") == 2
    assert "https://claims.example/page" in kept
    assert text_of(letter).count(LINK) == 2


def test_a_logo_is_named_and_its_name_is_read_with_images_off() -> None:
    wide = svg('<rect width="2000" height="40"/>')
    picture = picture_of(wide.replace(b"<svg ", b'<svg width="2000" height="40" ', 1))
    assert picture is not None
    assert (picture.width, picture.height) == (220, 4)
    assert picture.content.startswith(b"\x89PNG")
    page = html_of(Letter("s", (Paragraph("Please claim."),)), Brand("Marlow & Sons", picture))
    [image] = re.findall(r"<img[^>]*>", page)
    assert 'src="cid:logo"' in image
    assert 'alt="Marlow &amp; Sons"' in image
    assert 'width="220"' in image
    assert 'height="4"' in image


def test_what_is_no_picture_is_no_logo() -> None:
    assert picture_of(b"GIF89a") is None
    assert picture_of(b"\x89PNG\r\n\x1a\nbroken") is None
