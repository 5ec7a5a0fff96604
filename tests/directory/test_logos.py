"""Logos of companies: told by their content, plain, small enough, kept and taken away."""

from __future__ import annotations

import struct

import pytest

from ledgerstone.directory.logos import UnfitLogo, logo_kind
from ledgerstone.directory.models import Company
from ledgerstone.directory.operations import set_logo
from ledgerstone.files.queries import open_file
from ledgerstone.history.models import Event
from ledgerstone.tenancy.refusals import Invalid, NotThere, Stale
from tests.support.people import as_actor, worker
from tests.support.scene import Scene, scene

__all__ = ["scene"]

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
PLAIN = (
    HEAD + '<defs><linearGradient id="g"><stop offset="0"/></linearGradient>'
    "<style>.a{fill:url('#g')}</style></defs>"
    '<rect class="a" fill="url(#g)" width="9" height="9"/><use xlink:href="#g"/></svg>'
)


def svg(inner: str) -> bytes:
    return f"{HEAD}{inner}</svg>".encode()


def jpeg(width: int, height: int) -> bytes:
    comment = b"\xff\xfe" + struct.pack(">H", 6) + b"abcd"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\1\x11\0"
    return b"\xff\xd8" + comment + frame


@pytest.mark.parametrize(
    "inner",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<image href="http://elsewhere.example/a.png"/>',
        '<use href="http://elsewhere.example/a.svg#b"/>',
        '<use xlink:href="data:image/svg+xml,x"/>',
        '<a href="javascript:alert(1)"><rect/></a>',
        "<style>@import 'http://elsewhere.example/a.css'</style>",
        '<rect fill="url(http://elsewhere.example/a)"/>',
        "<rect style=\"fill: url( 'http://elsewhere.example/a')\"/>",
        "<foreignObject><p>Text</p></foreignObject>",
        '<iframe xmlns="http://www.w3.org/1999/xhtml" src="x"/>',
        '<filter id="f"><feImage href="x"/></filter>',
        "<animate/>",
    ],
)
def test_a_picture_of_more_than_shapes_is_refused(inner: str) -> None:
    with pytest.raises(UnfitLogo, match="refers to something outside"):
        logo_kind(svg(inner))


def test_a_plain_picture_is_taken() -> None:
    assert logo_kind(PLAIN.encode()) == "svg"
    foreign = '<namedview xmlns="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd"/>'
    assert logo_kind(svg(foreign + "<path d='M0 0h9v9z'/>")) == "svg"
    assert logo_kind(jpeg(400, 200)) == "jpg"


def test_a_picture_that_repeats_itself_without_end_is_refused() -> None:
    doubled = "".join(
        f'<g id="l{n}"><use href="#l{n - 1}"/><use href="#l{n - 1}"/></g>' for n in range(1, 40)
    )
    with pytest.raises(UnfitLogo, match="too many shapes"):
        logo_kind(svg(f'<rect id="l0"/>{doubled}'))
    with pytest.raises(UnfitLogo, match="too many shapes"):
        logo_kind(svg('<g id="a"><use href="#a"/></g>'))
    with pytest.raises(UnfitLogo, match="too many shapes"):
        logo_kind(svg("<g>" * 400 + "</g>" * 400))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg><broken", "cannot be read"),
        (b"<!DOCTYPE svg [<!ENTITY a 'aa'>]><svg>&a;</svg>", "not a PNG, JPEG or SVG"),
        (b"<svg><!ENTITY a 'aa'></svg>", "refers to something outside"),
        (jpeg(8000, 8000), "more than 16 million pixels"),
        (b"%PDF-1.7", "not a PNG, JPEG or SVG"),
        (b"", "not a PNG, JPEG or SVG"),
    ],
)
def test_what_is_no_logo_is_refused_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnfitLogo, match=sentence):
        logo_kind(content)


def test_a_logo_is_kept_replaced_and_taken_away(scene: Scene) -> None:
    own = Company.objects.get(pk=scene.own.pk)
    given = {"actor": scene.actor, "company_id": own.pk}
    first = set_logo(**given, content=PLAIN.encode(), expected_version=own.version)
    assert first.logo is not None
    assert (first.logo.content_type, open_file(first.logo)) == ("image/svg+xml", PLAIN.encode())
    with pytest.raises(Stale):
        set_logo(**given, content=None, expected_version=own.version)
    again = set_logo(**given, content=PLAIN.encode(), expected_version=first.version)
    assert again.version == first.version
    assert set_logo(**given, content=jpeg(9, 9), expected_version=again.version).logo_id
    assert set_logo(**given, content=None).logo_id is None
    done = Event.objects.order_by("-id").values_list("summary", flat=True)[:3]
    assert list(done) == [
        f"took away the logo of {own.name}",
        f"changed the logo of {own.name}",
        f"changed the logo of {own.name}",
    ]


def test_an_unfit_file_is_refused_at_its_field(scene: Scene) -> None:
    with pytest.raises(Invalid) as refused:
        set_logo(actor=scene.actor, company_id=scene.own.pk, content=b"GIF89a")
    assert list(refused.value.fields) == ["logo"]


def test_only_who_edits_companies_changes_it(scene: Scene) -> None:
    kim = as_actor(scene, worker(scene, scene.own, "Kim Ode"))
    with pytest.raises(NotThere):
        set_logo(actor=kim, company_id=scene.own.pk, content=None)
