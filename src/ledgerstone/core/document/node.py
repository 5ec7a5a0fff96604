"""Reads JSON strictly: every value has a place, and a refusal says where it stands.

A ``Node`` is an object of the document with its path (``claims[1].lines[0]``). It refuses
unknown and repeated keys when it is opened, and reads one key at a time in the type that the
form asks for; an absent key and null are the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
AMOUNT = 'a decimal string such as "100.00"'
RATE = 'a decimal string such as "0.45"'
_MEASURE = 'a decimal string such as "12.500"'
_WHOLE_DIGITS = 15
_LONGEST = 60

Choice = TypeVar("Choice", bound=StrEnum)
Value = TypeVar("Value")


class DocumentRefused(ValueError):  # noqa: N818 - "refusal" is the house word
    """The document cannot be read: ``place`` is the path, ``sentence`` what is expected."""

    def __init__(self, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}" if place else sentence)
        self.place = place
        self.sentence = sentence


class JsonNumber(str):
    """A JSON number as written; decimal figures are strings in this form."""

    __slots__ = ()


class JsonObject(dict[str, Any]):
    """A JSON object that remembers a key that was given twice."""

    repeated: str | None = None


def decode(text: str) -> Any:
    """JSON text as Python values; DocumentRefused where it is not JSON."""
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=JsonNumber,
            parse_int=_whole,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        raise DocumentRefused(
            f"line {error.lineno}, column {error.colno}", f"not JSON: {error.msg}"
        ) from None
    except RecursionError:
        raise DocumentRefused("", "not a claim document: nested too deeply") from None
    except ValueError as error:
        raise DocumentRefused("", f"not JSON: {error}") from None


def _object(pairs: list[tuple[str, Any]]) -> JsonObject:
    found = JsonObject()
    for key, value in pairs:
        if key in found and found.repeated is None:
            found.repeated = key
        found[key] = value
    return found


def _whole(text: str) -> int | JsonNumber:
    return int(text) if len(text) <= _WHOLE_DIGITS else JsonNumber(text)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON value")


class Node:
    """One object of the document."""

    def __init__(self, value: Any, place: str, keys: Sequence[str]) -> None:
        if not isinstance(value, JsonObject):
            raise DocumentRefused(place, f"an object is expected, not {_shown(value)}")
        self._value: JsonObject = value
        self._place = place
        if value.repeated is not None:
            raise DocumentRefused(self.place(value.repeated), "the key is given twice")
        for key in value:
            if key not in keys:
                expected = ", ".join(keys)
                raise DocumentRefused(self.place(key), f"unknown key; expected are {expected}")

    def place(self, key: str | None = None) -> str:
        """The path of this object, or of one of its keys."""
        if key is None:
            return self._place
        if not re.fullmatch(r"[A-Za-z0-9_]+", key):
            return f"{self._place}[{json.dumps(key)}]"
        return f"{self._place}.{key}" if self._place else key

    def has(self, key: str) -> bool:
        return self._value.get(key) is not None

    def raw(self, key: str) -> Any:
        return self._value.get(key)

    def refuse(self, key: str, sentence: str) -> DocumentRefused:
        return DocumentRefused(self.place(key), sentence)

    def need(self, key: str, value: Value | None, expected: str | type[StrEnum]) -> Value:
        """``value`` as read from ``key``, refused where the key is absent or null."""
        if value is None:
            what = expected if isinstance(expected, str) else _one_of(expected)
            raise self.refuse(key, f"required: {what}")
        return value

    def text(self, key: str) -> str | None:
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, str) or isinstance(value, JsonNumber):
            raise self.refuse(key, f"a string is expected, not {_shown(value)}")
        if any("\ud800" <= letter <= "\udfff" for letter in value):
            raise self.refuse(key, "the text holds half of a character pair")
        return value

    def name(self, key: str) -> str:
        """A text that is required and not blank."""
        value = self.text(key)
        if value is None or not value.strip():
            raise self.refuse(key, "a text that is not blank is expected")
        return value

    def flag(self, key: str) -> bool | None:
        value = self.raw(key)
        if value is None or isinstance(value, bool):
            return value
        raise self.refuse(key, f"true or false is expected, not {_shown(value)}")

    def count(self, key: str) -> int | None:
        """A whole JSON number from 1."""
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            raise self.refuse(key, f"a whole number from 1 is expected, not {_shown(value)}")
        return value

    def choice(self, key: str, choices: type[Choice]) -> Choice | None:
        value = self.text(key)
        if value is None:
            return None
        try:
            return choices(value)
        except ValueError:
            told = f"{_one_of(choices)} is expected, not {_shown(value)}"
            raise self.refuse(key, told) from None

    def day(self, key: str) -> date | None:
        value = self.text(key)
        if value is None:
            return None
        try:
            if _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise self.refuse(key, f'a date such as "2026-01-31" is expected, not {_shown(value)}')

    def figure(self, key: str, places: int) -> Decimal | None:
        """A decimal string with at most ``places`` decimals."""
        value = self.raw(key)
        if value is None:
            return None
        expected = AMOUNT if places == 2 else RATE if places == 8 else _MEASURE
        if isinstance(value, JsonNumber) or not isinstance(value, str):
            raise self.refuse(key, f"{expected} is expected, not {_shown(value)}")
        if len(value) > _LONGEST or not _DECIMAL.fullmatch(value):
            raise self.refuse(key, f"{expected} is expected, not {_shown(value)}")
        whole, _, decimals = value.lstrip("-").partition(".")
        if len(decimals) > places:
            raise self.refuse(key, f"at most {places} decimals are expected, not {_shown(value)}")
        if len(whole.lstrip("0")) > _WHOLE_DIGITS:
            raise self.refuse(key, f"at most {_WHOLE_DIGITS} digits before the point are expected")
        return Decimal(value)

    def amount(self, key: str) -> Decimal | None:
        return self.figure(key, 2)

    def rate(self, key: str) -> Decimal | None:
        return self.figure(key, 8)

    def quantity(self, key: str) -> Decimal | None:
        return self.figure(key, 3)

    def object(self, key: str, keys: Sequence[str]) -> Node | None:
        value = self.raw(key)
        return None if value is None else Node(value, self.place(key), keys)

    def objects(self, key: str, keys: Sequence[str]) -> Iterator[Node]:
        """The objects of a list; an absent list is empty."""
        value = self.raw(key)
        if value is None:
            return
        if not isinstance(value, list):
            raise self.refuse(key, f"a list is expected, not {_shown(value)}")
        for index, item in enumerate(value):
            yield Node(item, f"{self.place(key)}[{index}]", keys)

    def keyed(self, key: str, keys: Sequence[str]) -> Iterator[tuple[str, Node]]:
        """The objects of an object whose keys are items."""
        value = self.raw(key)
        if value is None:
            return
        if not isinstance(value, JsonObject):
            raise self.refuse(key, f"an object is expected, not {_shown(value)}")
        if value.repeated is not None:
            place = f"{self.place(key)}[{json.dumps(value.repeated)}]"
            raise DocumentRefused(place, "the key is given twice")
        for item, inner in value.items():
            yield item, Node(inner, f"{self.place(key)}[{json.dumps(item)}]", keys)


def _one_of(choices: type[StrEnum]) -> str:
    return f"one of {', '.join(choices)}"


def _shown(value: Any) -> str:
    """A value as it stood in the file, cut short."""
    if isinstance(value, JsonNumber):
        return f"the number {_cut(value)}"
    if isinstance(value, bool) or value is None:
        return json.dumps(value)
    if isinstance(value, int):
        return f"the number {value}"
    if isinstance(value, str):
        return _cut(json.dumps(value))
    return "a list" if isinstance(value, list) else "an object"


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
