"""Where projects are built: jurisdictions, time zones, and what goes with a region by default."""

from __future__ import annotations

from dataclasses import dataclass

from ledgerstone.projects.terminology import TERMINOLOGIES
from ledgerstone.projects.terminology import terms as catalogue

_AUSTRALIA = {
    "AU-ACT": "Australian Capital Territory",
    "AU-NSW": "New South Wales",
    "AU-NT": "Northern Territory",
    "AU-QLD": "Queensland",
    "AU-SA": "South Australia",
    "AU-TAS": "Tasmania",
    "AU-VIC": "Victoria",
    "AU-WA": "Western Australia",
}
_NEW_ZEALAND = {"NZ": "New Zealand"}
_UNITED_KINGDOM = {
    "GB-ENG": "England",
    "GB-NIR": "Northern Ireland",
    "GB-SCT": "Scotland",
    "GB-WLS": "Wales",
}
_CANADA = {
    "CA-AB": "Alberta",
    "CA-BC": "British Columbia",
    "CA-MB": "Manitoba",
    "CA-NB": "New Brunswick",
    "CA-NL": "Newfoundland and Labrador",
    "CA-NS": "Nova Scotia",
    "CA-ON": "Ontario",
    "CA-PE": "Prince Edward Island",
    "CA-QC": "Quebec",
    "CA-SK": "Saskatchewan",
}
_UNITED_STATES = {
    "US-AL": "Alabama",
    "US-AK": "Alaska",
    "US-AZ": "Arizona",
    "US-AR": "Arkansas",
    "US-CA": "California",
    "US-CO": "Colorado",
    "US-CT": "Connecticut",
    "US-DE": "Delaware",
    "US-DC": "District of Columbia",
    "US-FL": "Florida",
    "US-GA": "Georgia",
    "US-HI": "Hawaii",
    "US-ID": "Idaho",
    "US-IL": "Illinois",
    "US-IN": "Indiana",
    "US-IA": "Iowa",
    "US-KS": "Kansas",
    "US-KY": "Kentucky",
    "US-LA": "Louisiana",
    "US-ME": "Maine",
    "US-MD": "Maryland",
    "US-MA": "Massachusetts",
    "US-MI": "Michigan",
    "US-MN": "Minnesota",
    "US-MS": "Mississippi",
    "US-MO": "Missouri",
    "US-MT": "Montana",
    "US-NE": "Nebraska",
    "US-NV": "Nevada",
    "US-NH": "New Hampshire",
    "US-NJ": "New Jersey",
    "US-NM": "New Mexico",
    "US-NY": "New York",
    "US-NC": "North Carolina",
    "US-ND": "North Dakota",
    "US-OH": "Ohio",
    "US-OK": "Oklahoma",
    "US-OR": "Oregon",
    "US-PA": "Pennsylvania",
    "US-RI": "Rhode Island",
    "US-SC": "South Carolina",
    "US-SD": "South Dakota",
    "US-TN": "Tennessee",
    "US-TX": "Texas",
    "US-UT": "Utah",
    "US-VT": "Vermont",
    "US-VA": "Virginia",
    "US-WA": "Washington",
    "US-WV": "West Virginia",
    "US-WI": "Wisconsin",
    "US-WY": "Wyoming",
}

_COUNTRIES = {
    "Australia": _AUSTRALIA,
    "New Zealand": _NEW_ZEALAND,
    "United Kingdom": _UNITED_KINGDOM,
    "Canada": _CANADA,
    "United States": _UNITED_STATES,
}

_TIME_ZONES = {
    "Australia": "Adelaide Brisbane Darwin Hobart Melbourne Perth Sydney",
    "Pacific": "Auckland Honolulu",
    "Europe": "London Dublin",
    "America": (
        "Anchorage Chicago Denver Edmonton Halifax Los_Angeles New_York Phoenix Regina St_Johns "
        "Toronto Vancouver Winnipeg"
    ),
}

_REGIONS = {
    "en-AU": "Australia and New Zealand",
    "en-US": "United States",
    "en-GB": "United Kingdom and Ireland",
    "en-CA": "Canada",
}


@dataclass(frozen=True, slots=True)
class Usual:
    """What projects of a terminology usually have."""

    currency: str
    paper: str
    time_zone: str


USUAL = {
    "en-AU": Usual("AUD", "a4", "Australia/Sydney"),
    "en-US": Usual("USD", "us-letter", "America/New_York"),
    "en-GB": Usual("GBP", "a4", "Europe/London"),
    "en-CA": Usual("CAD", "us-letter", "America/Toronto"),
}


def jurisdictions() -> list[tuple[str, list[tuple[str, str]]]]:
    """States and countries whose payment law is told apart, by country."""
    return [(country, list(states.items())) for country, states in _COUNTRIES.items()]


def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The time zones in which projects are usually built, and UTC."""
    groups = [
        (area, [(f"{area}/{city}", city.replace("_", " ")) for city in cities.split()])
        for area, cities in _TIME_ZONES.items()
    ]
    return [*groups, ("Everywhere", [("UTC", "UTC")])]


def terminologies() -> list[tuple[str, str]]:
    """Each terminology by its region and its own words for the three things that differ most."""
    return [(tag, f"{_REGIONS[tag]}: {_sample(tag)}") for tag in TERMINOLOGIES]


def _sample(tag: str) -> str:
    terms = catalogue(tag)
    return f"{terms.claim}, {terms.retention}, {terms.variation}"
