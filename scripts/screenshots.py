"""Draws the pictures of the documentation: pages of the demonstration, and a certificate.

Run by ``make docs``. The demonstration stands on one fixed day, so that pictures change only when
pages do. They are kept in docs/images/, with a palette of their own, which makes them small.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
from demonstration import served
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

if TYPE_CHECKING:
    from demonstration_facts import Facts

IMAGES = Path(__file__).resolve().parent.parent / "docs" / "images"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--font-render-hinting=none")
WIDE, LOW, NARROW = (1440, 900), (1440, 620), (390, 844)
# How a picture's palette is made up.
FREQUENT, SPREAD = 120, 120
# Who looks at the page, among the logins of the demonstration.
ADMINISTRATOR, CLAIM_CONTACT = 0, 1
# Milliseconds that a page may take until it shows what is waited for.
PATIENCE = 20_000
# Dots per point of a printed page.
PAPER_SCALE = 1.35


@dataclass(frozen=True, slots=True)
class Picture:
    """A page at one moment. ``prepare`` does what stands between opening it and the picture."""

    name: str
    path: str
    prepare: Callable[[Page], None] = lambda page: None
    size: tuple[int, int] = WIDE
    theme: str = "light"
    login: int = ADMINISTRATOR


def give_reason(page: Page) -> None:
    """Assess one more line lower, and begin to say why."""
    _sheet(page)
    row = page.get_by_text("2.1", exact=True).first
    number = row.locator("xpath=ancestor::*[@data-rgrow][1]").get_attribute("data-rgrow")
    assessed = page.locator(
        f'revogr-data[type="rgRow"][col-type="rgCol"] [data-rgrow="{number}"][data-rgcol="3"]'
    )
    assessed.click()
    page.keyboard.type("1,280,000.00")
    page.keyboard.press("Enter")
    expect(page.locator("#save-state")).to_have_attribute("data-state", "saved")
    page.locator("#sheet-missing-reasons").click()
    why = page.get_by_role("dialog").filter(has_text="Save reason")
    why.get_by_role("radio", name="Not complete").check(force=True)
    why.get_by_role("textbox").fill("Footing F14 is excavated but not poured. Site walk 9 October.")


def read_file(page: Page) -> None:
    """Read a schedule in which one value is mistyped."""
    page.locator('[name="title"]').fill("Roofing and wall cladding")
    page.locator('[name="new_company"]').fill("Tarrant Roofing Pty Ltd")
    rows = [
        "Item,Description,Budget code,Scheduled value",
        '7.1,Roof sheeting and insulation,07-000,"1,284,000.00"',
        '7.2,Wall cladding,07-000,"1,046,400.00"',
        '7.3,"Gutters, downpipes and flashings",07-000,"318,OOO.00"',
        '7.4,Roof access and safety lines,07-000,"96,500.00"',
        '7.5,Skylights,07-000,"585,500.00"',
    ]
    file = {
        "name": "roofing.csv",
        "mimeType": "text/csv",
        "buffer": "\n".join(rows).encode(),
    }
    page.locator("#schedule-file").set_input_files(file)  # type: ignore[arg-type]
    with page.expect_navigation():
        page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#schedule-sheet[data-ready]")).to_be_visible()
    page.locator("#schedule").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#schedule').scrollIntoView()")


def read_companies(page: Page) -> None:
    """Read a file of companies: one is new, one changes, one is as it was, one has an error."""
    rows = [
        "Name,Country,Phone,E-mail,Tags",
        "Tarrant Roofing Pty Ltd,AU,+61 2 5550 0112,office@tarrant.example,roofing",
        'Harrow Civil Pty Ltd,AU,+61 2 5550 0144,office@harrow.example,"earthworks, drainage"',
        "Kettering Steel Pty Ltd,AU,+61 2 5550 0189,office@kettering.example,steel",
        "Voltry Site Power Pty Ltd,AU,+61 2 5550 0131,office at voltry,supply",
    ]
    file = {"name": "companies.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
    page.locator('main input[type="file"]').set_input_files(file)  # type: ignore[arg-type]
    with page.expect_navigation():
        page.get_by_role("button", name="See what it would do").click()
    page.get_by_role("link", name="All", exact=False).first.click()
    page.wait_for_load_state("networkidle")


def read_payments(page: Page) -> None:
    """Read a bank's file: one line agrees, one pays a part, one is nobody's, one is faulty."""
    from demonstration_facts import lines_of_a_bank

    file = {"name": "november.csv", "mimeType": "text/csv", "buffer": lines_of_a_bank().encode()}
    page.locator('main input[type="file"]').set_input_files(file)  # type: ignore[arg-type]
    with page.expect_navigation():
        page.get_by_role("button", name="See what it would record").click()
    page.wait_for_load_state("networkidle")


def one_session(page: Page) -> None:
    """Forget the sessions of the other pictures."""
    from demonstration_facts import keep_newest_session

    keep_newest_session()
    page.reload(wait_until="networkidle")


def open_sources(page: Page) -> None:
    """Show where the amounts of the last line with sources come from."""
    page.get_by_label("Show the sources of line 003").check(force=True)


def _sheet(page: Page) -> None:
    expect(page.locator("#claim-sheet[data-ready]")).to_be_visible()


@dataclass(slots=True)
class Claims:
    """The claims of the demonstration's third month, by their contract's number."""

    ids: dict[str, int]

    def path(self, number: str, rest: str = "") -> str:
        return f"/claims/{self.ids[number]}/{rest}"


def pictures_of_claims(claims: Claims, project: str, contract: str) -> list[Picture]:
    """Those of the way from a schedule to a review, in order."""
    return [
        Picture("overview", project),
        Picture("progress-claims", f"{project}claims/"),
        Picture("progress-claims-phone", f"{project}claims/", size=NARROW, theme="dark"),
        Picture("contract", contract),
        Picture("schedule-from-file", f"{project}commitments/new/", read_file),
        Picture("claim-draft", claims.path("SC-004"), _sheet),
        Picture("claim-phone", claims.path("SC-004", "list/"), size=NARROW),
        Picture("claim-review-dark", claims.path("SC-002"), _sheet, theme="dark"),
        Picture("claim-review", claims.path("SC-002"), give_reason),
        Picture("billing-periods", f"{project}periods/", size=LOW),
        Picture("tie", f"{project}head-claims/tie/"),
        Picture("retention-statement", f"{project}retention/", size=LOW),
        Picture("payments", f"{project}payments/", size=LOW),
        Picture("payments-file", f"{project}payments/import/", read_payments),
        Picture("report-progress", f"{project}reports/progress/"),
        Picture("portfolio", "/portfolio/"),
        Picture("fill-in", claims.path("SC-004", "fill-in/"), size=LOW),
        Picture("package", claims.path("SC-002", "package/"), size=LOW),
        Picture("mail", f"{project}settings/mails/preview/?kind=invitation"),
    ]


def pictures_of_people(facts: Facts) -> list[Picture]:
    """Those of the directory, of rights, of insurance and of signing in."""
    return [
        Picture("companies", "/companies/"),
        Picture("company", facts.company("Kettering Steel Pty Ltd"), size=LOW),
        Picture("person", facts.person("Soren Lund"), size=LOW),
        Picture("import-preview", "/companies/import/", read_companies, size=LOW),
        Picture("claim-contacts", f"{facts.contract('SC-003')}settings/"),
        Picture("project-directory", f"{facts.project()}directory/"),
        Picture("permission-template", facts.template("Site team")),
        Picture("insurance", f"{facts.project()}insurance/", size=LOW),
        Picture("security", "/security/", one_session, size=LOW),
        Picture("contact-home", "/", size=NARROW, login=CLAIM_CONTACT),
    ]


def main() -> int:
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        print("There is no Chromium on this machine (on Debian: apt-get install chromium).")
        return 1
    expect.set_options(timeout=PATIENCE)
    IMAGES.mkdir(parents=True, exist_ok=True)
    for old in IMAGES.glob("*.png"):
        old.unlink()
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        _draw_all(browser, address)
        browser.close()
    return 0


def _draw_all(browser: Browser, address: str) -> None:
    from demonstration_facts import Facts, decide_the_rest, third_month

    facts, claims = Facts(), Claims(third_month())
    for picture in (
        *pictures_of_claims(claims, facts.project(), facts.contract("SC-002")),
        *pictures_of_people(facts),
    ):
        _draw(browser, address, picture)
    decide_the_rest(claims.ids)
    _draw(browser, address, Picture("prefill", claims.path("HC-01", "prefill/"), open_sources))
    _draw_certificate(browser, address, claims.path("SC-002", "document"))


def _signed_in(browser: Browser, address: str, picture: Picture) -> Page:
    from ledgerstone.ops.logins import DEMO_LOGINS

    size, login = picture.size, DEMO_LOGINS[picture.login]
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if picture.theme == "dark" else "light",
        reduced_motion="reduce",
        locale="en-AU",
        device_scale_factor=2 if size == NARROW else 1,
    )
    page = context.new_page()
    page.goto(f"{address}/accounts/login/")
    page.locator('[name="login"]').fill(login.email)
    page.locator('[name="password"]').fill(login.password)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in", exact=True).click()
    return page


def _draw(browser: Browser, address: str, picture: Picture) -> None:
    page = _signed_in(browser, address, picture)
    page.goto(f"{address}{picture.path}", wait_until="networkidle")
    picture.prepare(page)
    page.evaluate("document.fonts.ready")
    _keep(picture.name, Image.open(io.BytesIO(page.screenshot())))
    page.context.close()


def _draw_certificate(browser: Browser, address: str, path: str) -> None:
    page = _signed_in(browser, address, Picture("certificate", path))
    answer = page.request.get(f"{address}{path}")
    document = pypdfium2.PdfDocument(answer.body())
    for number in range(2):
        _keep(f"certificate-{number + 1}", document[number].render(scale=PAPER_SCALE).to_pil())
    page.context.close()


def _keep(name: str, picture: Image.Image) -> None:
    path = IMAGES / f"{name}.png"
    _with_palette(picture.convert("RGB")).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size // 1024} kB")


def _with_palette(picture: Image.Image) -> Image.Image:
    """The same with few colours: the frequent ones exactly, the others so that no status fades."""
    counted = sorted(picture.getcolors(picture.width * picture.height), reverse=True)
    frequent = [colour for _, colour in counted[:FREQUENT]]
    spread = picture.quantize(SPREAD, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in frequent for part in colour] + spread[: 3 * SPREAD])
    small = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    place = {colour: number for number, colour in enumerate(frequent)}
    near = zip(picture.getdata(), small.getdata(), strict=True)
    small.putdata([place.get(colour, number) for colour, number in near])
    return small


if __name__ == "__main__":
    sys.exit(main())
