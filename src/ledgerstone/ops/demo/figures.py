"""The contracts of the demonstration, line by line.

The head contract's schedule of values is that of a public sample, the distribution centre
"Ironline" of the MassLibrary project (22 lines, 31,747,000.00), with the progress that it prints.
The commitments below it are ours: they divide the values of the lines they serve.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.contracts.models import PURCHASE_ORDER, SUBCONTRACT

# item, description, budget code, scheduled value
HEAD_LINES = [
    ("001", "General Requirements", "01-000", "2346000.00"),
    ("002", "Existing Conditions", "02-000", "469200.00"),
    ("003", "Concrete", "03-000", "7263200.00"),
    ("004", "Masonry", "04-000", "312800.00"),
    ("005", "Metals", "05-000", "6343600.00"),
    ("006", "Wood, Plastics & Composites", "06-000", "156400.00"),
    ("007", "Thermal & Moisture Protection", "07-000", "3330400.00"),
    ("008", "Openings", "08-000", "1251200.00"),
    ("009", "Finishes", "09-000", "951500.00"),
    ("010", "Specialties", "10-000", "312800.00"),
    ("011", "Equipment", "11-000", "625600.00"),
    ("012", "Furnishings", "12-000", "62600.00"),
    ("013", "Conveying Equipment", "14-000", "156400.00"),
    ("014", "Fire Suppression", "21-000", "1094800.00"),
    ("015", "Plumbing", "22-000", "625600.00"),
    ("016", "HVAC", "23-000", "1129800.00"),
    ("017", "Electrical", "26-000", "1936900.00"),
    ("018", "Communications", "27-000", "250200.00"),
    ("019", "Electronic Safety & Security", "28-000", "312800.00"),
    ("020", "Earthwork", "31-000", "1720400.00"),
    ("021", "Exterior Improvements", "32-000", "782000.00"),
    ("022", "Utilities", "33-000", "312800.00"),
]

# What the builder claims for its own work: the item, and per month the amount of that month.
OWN_WORK = {
    "001": ["645150.00", "645150.00", "281520.00"],
    "002": ["129030.00", "129030.00", "56304.00"],
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a commitment. Unit lines have quantity, unit and price."""

    item: str
    description: str
    code: str
    value: str
    section: str = ""
    quantity: str = ""
    unit: str = ""
    price: str = ""


@dataclass(frozen=True, slots=True)
class Commitment:
    """A commitment and what was claimed on it, month by month.

    ``claimed`` maps, per month, an item to what was typed in a column of the sheet.
    """

    kind: str
    number: str
    title: str
    company: str
    address: str
    lines: tuple[Line, ...]
    claimed: tuple[dict[str, tuple[str, str]], ...] = ()


WORK, STORED, QUANTITY = "work_this_period", "materials_stored", "quantity_to_date"

# A commitment whose subcontractor broke its lines down: by item, details and amounts.
BROKEN_DOWN = {
    "SC-005": {
        "5.1": (
            ("Chillers and condensers", "379800.00"),
            ("Ductwork and diffusers", "186000.00"),
            ("Controls and commissioning", "64000.00"),
        ),
        "5.2": (
            ("Roof exhaust fans", "312000.00"),
            ("Wall louvres", "188000.00"),
        ),
    },
}

COMMITMENTS = (
    Commitment(
        SUBCONTRACT, "SC-001", "Bulk earthworks", "Harrow Civil Pty Ltd",
        "4 Quarry Road\nPenrith NSW 2750",
        (
            Line("1.1", "Site clearing and topsoil strip", "31-000", "240400.00", "Preparation"),
            Line("1.2", "Bulk excavation to subgrade", "31-000", "880000.00", "Cut and fill"),
            Line("1.3", "Engineered fill and compaction", "31-000", "420000.00", "Cut and fill"),
            Line("1.4", "Detention basin", "31-000", "180000.00", "Drainage"),
        ),
        (
            {"1.1": (WORK, "240400.00"), "1.2": (WORK, "279600.00")},
            {"1.2": (WORK, "426220.00")},
            {"1.2": (WORK, "100000.00"), "1.3": (WORK, "106448.00")},
        ),
    ),
    Commitment(
        SUBCONTRACT, "SC-002", "Concrete works", "Ninmere Concrete Pty Ltd",
        "12 Batch Street\nWetherill Park NSW 2164",
        (
            Line("2.1", "Pad and strip footings", "03-000", "1463200.00", "Footings"),
            Line("2.2", "Slab on ground, bays 1 to 12", "03-000", "2100000.00", "Slabs"),
            Line("2.3", "Slab on ground, bays 13 to 22", "03-000", "1700000.00", "Slabs"),
            Line("2.4", "Precast wall panels", "03-000", "2000000.00", "Walls"),
        ),
        (
            {"2.1": (WORK, "600000.00")},
            {"2.1": (WORK, "500000.00"), "2.2": (WORK, "207376.00")},
            {"2.1": (WORK, "219480.00"), "2.2": (WORK, "680520.00")},
        ),
    ),
    Commitment(
        SUBCONTRACT, "SC-003", "Structural steel", "Kettering Steel Pty Ltd",
        "31 Foundry Lane\nSt Marys NSW 2760",
        (
            Line("3.1", "Shop drawings and connections", "05-000", "286600.00", "Engineering"),
            Line("3.2", "Portal frames, grids 1 to 8", "05-000", "2318500.00", "Supply"),
            Line("3.3", "Portal frames, grids 9 to 16", "05-000", "2286000.00", "Supply"),
            Line("3.4", "Purlins and girts", "05-000", "962400.00", "Supply"),
            Line("3.5", "Erection and bolting up", "05-000", "490100.00", "Erection"),
        ),
        ({}, {}, {"3.2": (STORED, "190308.00")}),
    ),
    Commitment(
        SUBCONTRACT, "SC-004", "Electrical and communications", "Dunbarra Electrical Pty Ltd",
        "8 Relay Court\nSilverwater NSW 2128",
        (
            Line("4.1", "Design and shop drawings", "26-000", "136900.00", "Electrical"),
            Line("4.2", "Main switchboard and submains", "26-000", "768500.00", "Electrical"),
            Line("4.3", "Warehouse high-bay lighting", "26-000", "745000.00", "Electrical"),
            Line("4.4", "Emergency and exit lighting", "26-000", "286500.00", "Electrical"),
            Line("4.5", "Structured cabling", "27-000", "250200.00", "Communications"),
        ),
        ({}, {}, {"4.1": (WORK, "34225.00")}),
    ),
    Commitment(
        SUBCONTRACT, "SC-005", "Mechanical services", "Polwarth Mechanical Pty Ltd",
        "77 Duct Street\nAuburn NSW 2144",
        (
            Line("5.1", "Office air conditioning", "23-000", "629800.00"),
            Line("5.2", "Warehouse ventilation", "23-000", "500000.00"),
        ),
        ({}, {}, {"5.1.1": (WORK, "62980.00")}),
    ),
    Commitment(
        SUBCONTRACT, "SC-006", "Fire sprinklers and hydrants", "Brigalow Fire Pty Ltd",
        "2 Hydrant Place\nSmithfield NSW 2164",
        (
            Line("6.1", "Tanks and pump room", "21-000", "394800.00"),
            Line("6.2", "In-rack and roof sprinklers", "21-000", "700000.00"),
        ),
    ),
    Commitment(
        PURCHASE_ORDER, "PO-001", "Dock doors and levellers", "Lachmere Docks Pty Ltd",
        "19 Loading Way\nMinto NSW 2566",
        (
            Line("7.1", "Dock levellers, 25 kN", "08-000", "570000.00",
                 quantity="20", unit="each", price="28500.0000"),
            Line("7.2", "Sectional doors, 3.2 by 3.6 m", "08-000", "681200.00",
                 quantity="16", unit="each", price="42575.0000"),
        ),
    ),
)  # fmt: skip
