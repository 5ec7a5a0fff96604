"""The components with sample figures: pages that are drawn for looking at, and for the checks.

The figures are those of the example claim: they tie out from one page to the next.
"""

from __future__ import annotations

import mimetypes
from decimal import Decimal
from pathlib import Path
from typing import Any

from django import forms
from django.contrib.staticfiles import finders
from django.template import Context, Engine
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory
from playwright.sync_api import Page, Route

from ledgerstone.history.queries import ChangePage
from ledgerstone.projects.formats import Formats
from ledgerstone.projects.terminology import terms
from ledgerstone.web.changes import change_table
from tests.web import gallery_changes

ORIGIN = "http://gallery.test"
PAGES = {
    "changes": "gallery/changes.html",
    "claim": "gallery/claim.html",
    "list": "gallery/list.html",
    "parts": "gallery/parts.html",
    "phone": "gallery/phone.html",
    "missing": "404.html",
}


class LineForm(forms.Form):
    """A form with one field of each kind."""

    number = forms.CharField(label="Number")
    title = forms.CharField(label="Title")
    rate = forms.DecimalField(label="Retention", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("s", "Subcontract"), ("p", "Purchase order")])
    notes = forms.CharField(label="Notes", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    mode = forms.ChoiceField(
        label="Claimed by", choices=[("a", "Amount"), ("q", "Quantity")], widget=forms.RadioSelect
    )
    private = forms.BooleanField(label="Only for people on the private list", required=False)


def _money(text: str) -> Decimal | None:
    return None if text == "-" else Decimal(text.replace(",", ""))


def _lines(name: str) -> list[str]:
    return (Path(__file__).parent / "samples" / name).read_text(encoding="utf-8").splitlines()


def _nav() -> dict[str, Any]:
    def item(label: str, icon: str, count: Any = None, current: bool = False) -> dict[str, Any]:
        return {
            "label": label,
            "href": "#content",
            "icon": icon,
            "count": count,
            "current": current,
        }

    return {
        "project": {"label": "Marlow Road DC", "sub": "Corvane"},
        "projects": [
            {"label": "Marlow Road DC", "sub": "Corvane", "href": "#content", "current": True},
            {
                "label": "Eastmoor Cold Store",
                "sub": "Corvane",
                "href": "#content",
                "current": False,
            },
        ],
        "nav": [
            item("Overview", "layout-dashboard"),
            item("Progress claims", "clipboard-list", 4, current=True),
            item("Head contract", "building-skyscraper"),
            item("Commitments", "file-text", 25),
            item("Variations", "arrows-diff"),
            item("Billing periods", "calendar-month"),
            item("Payments", "cash"),
            item("Reports", "chart-line"),
        ],
        "nav_title": "All projects",
        "nav_all": [item("Portfolio", "stack-2"), item("Directory", "address-book")],
        "settings": {"label": "Project settings", "href": "#content"},
        "user": {"name": "Dana Okafor", "initials": "DO", "email": "dana@corvane.example"},
    }


def _cover() -> dict[str, Any]:
    lines = [
        ("1", "Original contract sum", "", "11486000.00", ""),
        ("2", "Net change by variations", "", "111200.00", ""),
        ("3", "Contract sum to date", "1 + 2", "11597200.00", "result"),
        ("4", "Completed and stored", "to date", "7958470.00", ""),
        ("5", "Retention", "5% of 4", "-397923.50", ""),
        ("6", "Earned less retention", "4 − 5", "7560546.50", "result"),
        ("7", "Previous certificates", "claim 4", "-5840467.00", ""),
        ("8", "Current payment due", "6 − 7", "1720079.50", "result"),
        ("", "GST", "10% of 8", "172007.95", ""),
        ("", "Payable including GST", "", "1892087.45", "payable"),
        ("9", "Balance, with retention", "3 − 6", "4036653.50", "last"),
    ]
    keys = ("number", "label", "basis", "amount", "kind")
    rows = [dict(zip(keys, line, strict=True)) | {"amount": Decimal(line[3])} for line in lines]
    views = [
        {"label": "Assessed", "href": "#cover", "current": True},
        {"label": "Claimed", "href": "#content", "current": False},
    ]
    return {"lines": rows, "ties_out": True, "views": views}


def _sheet() -> list[dict[str, Any]]:
    rows = []
    for text in _lines("sheet.txt"):
        item, name, scheduled, claimed, claimed_percent, assessed, percent, gap, *reason = (
            text.split("|")
        )
        rows.append(
            {
                "item": item,
                "group": not item,
                "name": name,
                "scheduled": _money(scheduled),
                "claimed": _money(claimed),
                "claimed_percent": claimed_percent,
                "assessed": _money(assessed),
                "assessed_percent": percent,
                "difference": _money(gap),
                "changed": gap != "0",
                "reason": reason[0] if reason else "",
            }
        )
    return rows


def _rows() -> list[dict[str, Any]]:
    rows = []
    for text in _lines("list.txt"):
        no, name, company, family, word, total, claimed, assessed, who, what, allows, picked = (
            text.split("|")
        )
        rows.append(
            {
                "no": no,
                "name": name,
                "company": company,
                "family": family,
                "word": word,
                "sum": _money(total),
                "claimed": _money(claimed),
                "assessed": _money(assessed),
                "cut": claimed != assessed and assessed != "-",
                "turn": {"you": who == "You", "who": who, "what": what},
                "allows": allows,
                "picked": bool(picked),
            }
        )
    return rows


def _counts() -> list[dict[str, Any]]:
    def group(title: str, *items: tuple[int, str, str]) -> dict[str, Any]:
        shown = [
            {
                "count": count,
                "word": word,
                "family": family,
                "href": "#content",
                "current": word == "All",
            }
            for count, word, family in items
        ]
        return {"title": title, "items": shown}

    return [
        group("Show", (25, "All", "")),
        group(
            "To set up",
            (1, "No contact", "problem"),
            (2, "Schedule not approved", "you"),
            (2, "Not invited", "neutral"),
        ),
        group(
            "With the subcontractor",
            (4, "Invited", "them"),
            (2, "Accepted", "them"),
            (1, "Declined", "neutral"),
            (3, "Draft", "them"),
            (1, "Returned", "problem"),
        ),
        group("With you", (4, "Under review", "you")),
        group("Decided", (4, "Approved", "done"), (1, "Paid", "done")),
    ]


def _phone_lines() -> list[dict[str, Any]]:
    def line(number: int, name: str, detail: str, state: str, amount: str = "-") -> dict[str, Any]:
        shown = {"number": number, "name": name, "detail": detail, "state": state}
        return shown | {"amount": _money(amount), "href": f"?line={number}"}

    opened = {
        "open": True,
        "id": 4,
        "number": 4,
        "name": "Main switchboard and submains",
        "scheduled": Decimal("768500.00"),
        "before": Decimal("192125.00"),
        "before_percent": Decimal(25),
        "question": "Complete to date, at the end of October",
        "value": "35",
        "unit": "%",
        "steps": [{"label": f"{word}", "value": value} for word, value in _STEPS],
        "other": {"label": "Enter A$", "value": "amount"},
        "answer": Decimal("76850.00"),
        "action": "#content",
    }
    return [
        line(1, "Design and shop drawings", "90% → 100% of 214,200.00", "entered", "21420.00"),
        line(2, "Temporary site power", "100% of 186,000.00", "same"),
        line(
            3, "HV ring main unit and substation", "40% → 55% of 842,000.00", "entered", "126300.00"
        ),
        opened,
        line(5, "Cable trays and containment", "30% of 624,000.00", "waiting"),
        line(6, "Warehouse high-bay lighting", "5% of 912,000.00", "waiting"),
        line(7, "Emergency and exit lighting", "0% of 286,500.00", "waiting"),
        line(8, "Data cabling and racks", "0% of 198,400.00", "waiting"),
    ]


_STEPS = [("Same, 25%", "25"), ("50%", "50"), ("75%", "75"), ("100%", "100")]


def _claim_page() -> dict[str, Any]:
    files = [
        ("KS-1187-05 tax invoice.pdf", "212 kB", "file-type-pdf"),
        ("Statutory declaration Oct.pdf", "96 kB", "file-type-pdf"),
        ("Erection grids 9–16, 24 Oct.jpg", "3.1 MB", "photo"),
        ("Delivery dockets.xlsx", "48 kB", "file-spreadsheet"),
    ]
    reasons = "Not complete, Defective, Evidence missing, Not in contract, Rate or quantity"
    return {
        "crumbs": [
            {"label": "Progress claims", "href": "#content"},
            {"label": "October 2026", "href": "#content"},
            {"label": "SC-007 Structural steel"},
        ],
        "figures": [
            {"label": "Claimed, with GST", "value": Decimal("2168197.35"), "second": True},
            {"label": "Amount due, with GST", "value": Decimal("1892087.45")},
        ],
        "turn": {
            "who": "Your turn",
            "left": "9 business days left",
            "what": "Payment schedule by Mon 9 Nov",
        },
        "cover": _cover(),
        "sheet": _sheet(),
        "reasons": reasons.split(", "),
        "files": [
            {"name": name, "size": size, "icon": icon, "href": "#content"}
            for name, size, icon in files
        ],
        "history": [
            {"who": "You", "did": "assessed 4.2 at 45.0%", "when": "10:42 am"},
            {"who": "H. Brandt", "did": "gave a reason on 2.5", "when": "9:05 am"},
            {"who": "P. Kettlewell", "did": "submitted claim 5", "when": "Mon 26"},
        ],
    }


def sample() -> dict[str, Any]:
    """Everything that the pages of the gallery show."""
    return {
        "formats": _FORMATS,
        "terms": terms("en-AU"),
        "frame": _nav(),
        "groups": _counts(),
        "rows": _rows(),
        "sums": [{"word": "claimed", "key": "claimed"}, {"word": "assessed", "key": "assessed"}],
        "acts": [
            {"label": "Approve", "icon": "checks", "value": "approve", "first": True},
            {"label": "Approve as noted", "icon": "note", "value": "note"},
            {"label": "Return", "icon": "arrow-back-up", "value": "return"},
            {"label": "Download", "icon": "download", "value": "download"},
        ],
        "lines": _phone_lines(),
        "running": Decimal("224570.00"),
        **_claim_page(),
        **_parts(),
        "changes": change_table(
            gallery_changes.sample(),
            _FORMATS,
            terms("en-AU"),
            here="/companies/7?tab=history&page=2",
        ),
        "no_changes": change_table(ChangePage(()), _FORMATS, terms("en-AU")),
    }


_FORMATS = Formats("en-AU", "AUD", "Australia/Sydney")


def _parts() -> dict[str, Any]:
    return {
        "statuses": [
            ("neutral", "Not invited"),
            ("them", "Invited"),
            ("you", "Under review"),
            ("problem", "Returned"),
            ("done", "Approved"),
        ],
        "views": [
            {"label": "Assessed", "href": "#content", "current": True},
            {"label": "Claimed", "href": "#content", "current": False},
        ],
        "tabs": [
            {"label": "Schedule", "href": "#content", "current": True, "count": None},
            {"label": "Claims", "href": "#content", "current": False, "count": 5},
        ],
        "pairs": [
            {"label": "Certified for October", "value": Decimal("7111950.00"), "money": True},
            {"label": "Late, from September, ticked", "value": Decimal("68100.00"), "money": True},
            {"label": "To carry", "value": Decimal("7180050.00"), "money": True, "kind": "total"},
            {
                "label": "of which in the draft",
                "value": Decimal("777770.00"),
                "money": True,
                "kind": "part",
            },
            {"label": "Not carried", "value": Decimal("122950.00"), "money": True, "kind": "you"},
        ],
        "form": LineForm({"number": "", "title": "Structural steel", "kind": "s", "mode": "a"}),
    }


def engine() -> Engine:
    """The template engine of the application, with the pages of the gallery added."""
    from django.conf import settings

    options = dict(settings.TEMPLATES[0]["OPTIONS"])
    backend = DjangoTemplates(
        {
            "NAME": "gallery",
            "DIRS": [*settings.TEMPLATES[0]["DIRS"], Path(__file__).parent / "templates"],
            "APP_DIRS": True,
            "OPTIONS": {"builtins": options.get("builtins", [])},
        }
    )
    return backend.engine


def drawn(name: str, *, theme: str = "") -> str:
    """Return a page of the gallery as the application would send it."""
    request = RequestFactory().get("/")
    if theme:
        request.COOKIES["theme"] = theme
    context = Context(sample() | {"request": request, "csrf_token": "token"})
    return engine().get_template(PAGES[name]).render(context)


def serve(page: Page, *, theme: str = "") -> None:
    """Answer the requests of a browser page from the templates and the built files."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).split("?")[0]
        if path.startswith("/static/"):
            found = finders.find(path.removeprefix("/static/"))
            if not found:
                route.fulfill(status=404)
                return
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
            return
        name = path.strip("/")
        if name not in PAGES:
            route.fulfill(status=404)
            return
        route.fulfill(body=drawn(name, theme=theme), content_type="text/html; charset=utf-8")

    page.route(f"{ORIGIN}/**", answer)
