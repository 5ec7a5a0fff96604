"""The components as people meet them: no findings of axe, the design's measures, the keyboard."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, TemplateSyntaxError
from django.test import Client
from playwright.sync_api import Browser, Page

from ledgerstone.projects.formats import Formats
from ledgerstone.web.templatetags import ledgerstone as tags
from tests.e2e.accessibility import AXE, findings_in_the_dark, findings_in_the_light
from tests.web import gallery

ROOT = Path(__file__).parents[2]
STYLES = ROOT / "src/ledgerstone/web/static/ledgerstone/app.css"
needs_build = pytest.mark.skipif(
    not (AXE.exists() and STYLES.exists()),
    reason="the front end is not built: npm ci && npm run build",
)


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    drawn = set((ROOT / "frontend/icons.txt").read_text().split())
    named = re.compile(r"""(?:{% icon |\bicon=)"([a-z0-9-]+)\"""")
    web = ROOT / "src/ledgerstone/web"
    pages = [*web.rglob("*.html"), *web.rglob("*.py")]
    asked = {(name, page.name) for page in pages for name in named.findall(page.read_text())}
    assert len(asked) > 100
    assert {one for one in asked if one[0] not in drawn} == set()


@pytest.fixture
def gallery_page(browser: Browser) -> Iterator[Page]:
    """A browser page of a desk's size."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    yield page
    page.close()


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """One page for all tests that only look."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    yield page
    page.close()


def _open(page: Page, name: str, *, theme: str = "light") -> None:
    page.unroute_all()
    gallery.serve(page, theme=theme)
    page.goto(f"{gallery.ORIGIN}/{name}", wait_until="load")


@needs_build
@pytest.mark.parametrize("name", sorted(gallery.PAGES))
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(window: Page, name: str, theme: str) -> None:
    _open(window, name, theme=theme)
    look = findings_in_the_dark if theme == "dark" else findings_in_the_light
    for width in (390, 1440):
        window.set_viewport_size({"width": width, "height": 900})
        assert look(window) == [], width


@needs_build
@pytest.mark.parametrize("name", sorted(gallery.PAGES))
def test_no_page_scrolls_sideways(window: Page, name: str) -> None:
    _open(window, name)
    for width in (360, 768, 1024, 2560):
        window.set_viewport_size({"width": width, "height": 900})
        assert window.evaluate("document.documentElement.scrollWidth") <= width, width


@needs_build
@pytest.mark.parametrize(
    ("name", "selector", "height"),
    [
        ("list", ".ls-table thead th", 32),
        ("list", ".ls-table tbody tr:nth-child(2) td", 35),
        ("list", ".ls-table tfoot td", 43),
        ("list", ".ls-head .btn", 34),
        ("list", ".status-pill", 22),
        ("claim", ".ls-table-sheet thead th", 34),
        ("claim", ".ls-table-sheet tbody tr:nth-child(2) td", 32),
        ("claim", ".ls-cell", 26),
        ("claim", ".ls-cover tr", 32),
        ("phone", ".phone-stepper .btn", 52),
        ("phone", ".phone-next .btn", 44),
    ],
)
def test_things_have_the_height_of_the_design(
    window: Page, name: str, selector: str, height: int
) -> None:
    window.set_viewport_size({"width": 1440, "height": 900})
    _open(window, name)
    box = window.locator(selector).first.bounding_box()
    assert box is not None
    assert box["height"] == pytest.approx(height, abs=0.6)


@needs_build
@pytest.mark.parametrize(
    ("theme", "ground", "ink"),
    [
        ("light", "rgb(246, 245, 242)", "rgb(28, 27, 24)"),
        ("dark", "rgb(20, 20, 18)", "rgb(240, 238, 232)"),
    ],
)
def test_the_theme_of_the_cookie_colours_the_page(
    gallery_page: Page, theme: str, ground: str, ink: str
) -> None:
    _open(gallery_page, "list", theme=theme)
    style = "getComputedStyle(document.body)"
    assert gallery_page.evaluate(f"{style}.backgroundColor") == ground
    assert gallery_page.evaluate(f"{style}.color") == ink


@needs_build
def test_a_theme_once_chosen_is_remembered(gallery_page: Page) -> None:
    _open(gallery_page, "list", theme="")
    gallery_page.get_by_text("Dana Okafor, your menu").click()
    gallery_page.get_by_role("button", name="Dark").click()
    assert gallery_page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert "theme=dark" in gallery_page.evaluate("document.cookie")


@needs_build
def test_the_bulk_bar_sums_the_selection_and_counts_what_each_act_applies_to(
    gallery_page: Page,
) -> None:
    _open(gallery_page, "list")
    bar = gallery_page.get_by_role("group", name="Act on the selected rows")
    text = bar.inner_text().replace("\n", " ")
    assert "3 selected" in text
    assert "claimed 2,108,870.00, assessed 2,063,370.00" in text
    assert bar.get_by_role("button", name="Approve 2").is_enabled()
    gallery_page.get_by_label("Select SC-006").uncheck()
    assert bar.get_by_role("button", name="Approve as noted").is_disabled()
    bar.get_by_role("button", name="Clear the selection").click()
    assert not bar.is_visible()


@needs_build
def test_a_menu_opens_and_closes_from_the_keyboard(gallery_page: Page) -> None:
    _open(gallery_page, "claim")
    opener = gallery_page.get_by_label("More")
    opener.focus()
    gallery_page.keyboard.press("Enter")
    first = gallery_page.get_by_role("link", name="Download the cover and sheet")
    assert first.is_visible()
    gallery_page.keyboard.press("ArrowDown")
    assert first.evaluate("(link) => link === document.activeElement")
    gallery_page.keyboard.press("Escape")
    assert not first.is_visible()


@needs_build
def test_the_phone_line_answers_in_money_while_typing(gallery_page: Page) -> None:
    _open(gallery_page, "phone")
    answer = gallery_page.locator("[data-answer]")
    typed = gallery_page.get_by_label("Complete to date, at the end of October")
    typed.fill("35,5")
    assert answer.inner_text() == "–"  # nor does the server read it where a comma parts thousands
    typed.fill("35.5")
    assert answer.inner_text() == "80,692.50"
    gallery_page.get_by_role("button", name="Same, 25%").click()
    assert answer.inner_text() == "0.00"
    gallery_page.get_by_role("button", name="5 less").click()
    assert answer.inner_text() == "−38,425.00"


@needs_build
def test_no_page_carries_script_or_handlers_of_its_own(gallery_page: Page) -> None:
    for name in gallery.PAGES:
        _open(gallery_page, name)
        inline = gallery_page.evaluate(
            "[...document.querySelectorAll('*')].filter((one) =>"
            " one.matches('script:not([src])') ||"
            " one.getAttributeNames().some((name) => name.startsWith('on'))).length"
        )
        assert inline == 0


def test_a_figure_is_written_as_the_project_writes_it_and_no_figure_is_a_dash() -> None:
    formats = Formats("en-AU", "AUD")
    filters = tags.register.filters
    assert filters["money"](Decimal("-397923.5"), formats) == "−397,923.50"
    assert filters["money"](Decimal(0), formats) == "0.00"
    assert filters["money"](None, formats) == "–"
    assert filters["page_percent"](Decimal("68.62"), formats) == "68.6%"


def test_a_difference_carries_its_sign_and_its_class() -> None:
    context = Context({"formats": Formats("en-AU", "AUD")})
    assert tags.difference(context, Decimal(-5)) == '<span class="is-negative">−5.00</span>'
    assert tags.difference(context, Decimal(5), signed=True) == '<span class="is-gain">+5.00</span>'
    assert tags.difference(context, Decimal(0)) == '<span class="is-zero">0.00</span>'
    assert tags.difference(context, None) == '<span class="is-unknown">–</span>'


def test_a_status_of_no_family_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="no status family"):
        tags.status("blue", "Under review")


def test_each_drawing_of_a_form_has_a_key_of_its_own() -> None:
    assert tags.idempotency_key() != tags.idempotency_key()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "heading"),
    [
        ("/accounts/login/", "Sign in"),
        ("/accounts/password/reset/done/", "Look in your mail"),
        ("/accounts/password/reset/key/1-abc/", "This link no longer works"),
        ("/accounts/inactive/", "This sign-in is closed"),
    ],
)
def test_the_pages_of_signing_in_are_ours(client: Client, address: str, heading: str) -> None:
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"<h1>{heading}</h1>" in page
    assert 'class="entrance"' in page


@pytest.mark.django_db
def test_a_failed_sign_in_keeps_the_address_and_says_what_to_do(client: Client) -> None:
    typed = {"login": "dana@corvane.example", "password": "not this one"}
    page = client.post("/accounts/login/", typed).content.decode()
    assert 'role="alert"' in page
    assert 'value="dana@corvane.example"' in page


def test_the_pages_that_say_what_went_wrong_need_no_context() -> None:
    templates = settings.TEMPLATES[0]["DIRS"][0]
    for name in ("400.html", "403.html", "403_csrf.html", "404.html", "500.html"):
        assert (Path(templates) / name).exists()
        drawn = gallery.engine().get_template(name).render(Context({}))
        assert 'href="/"' in drawn
