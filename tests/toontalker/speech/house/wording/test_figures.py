"""Figures as they are typed → the words that people say for them: numbers, dates, times, money and measures."""

from __future__ import annotations

import pytest

from toontalker.speech.house.spelling import spoken_text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1,234,567", "one million two hundred thirty four thousand five hundred sixty seven"),
        ("3.14", "three point one four"),
        (".5", "point five"),
        ("-5 and −7", "minus five and minus seven"),
        ("1st 2nd 3rd 12th 22nd 1,000th", "first second third twelfth twenty second one thousandth"),
        ("1/2 3/4 2/3 ½ 1½ 2 1/4", "one half three quarters two thirds one half one and one half two and one quarter"),
        ("50% or 5-10%", "fifty percent or five to ten percent"),
        ("3-5 people", "three to five people"),
        ("3:0 and 3-0", "three to zero and three to zero"),
        ("2+2=4", "two plus two equals four"),
        ("5 - 3 = 2, 2*3", "five minus three equals two, two times three"),
        ("24/7 10/10 4/5 50/50", "twenty four seven ten out of ten four out of five fifty fifty"),
        ("we're #1, No. 5", "we're number one, number five"),
        ("007 404 0042", "double oh seven four oh four zero zero four two"),
        ("555-1234", "five five five, one two three four"),
        ("(555) 123-4567", "five five five, one two three, four five six seven"),
        ("12345678901234567", "one two three four five six seven eight nine zero one two three four five six seven"),
        ("1,2,3", "one, two, three"),
        ("1) eggs 2) milk", "one, eggs, two, milk"),
        ("192.168.0.1", "one hundred ninety two point one hundred sixty eight point zero point one"),
    ],
)
def test_numbers_are_read_as_people_read_them(typed: str, said: str) -> None:
    """Integers, decimals, fractions, sums, ranges, marks, phone numbers and codes each in their own way."""
    assert spoken_text(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1999 2005 2026", "nineteen ninety nine two thousand five twenty twenty six"),
        ("1900 1905 1066", "nineteen hundred nineteen oh five one thousand sixty six"),
        ("2010-2015", "twenty ten to twenty fifteen"),
        ("the 90s, the '80s, the 1970s", "the nineties, the eighties, the nineteen seventies"),
        ("in my 20s but wait 30s", "in my twenties but wait thirty seconds"),
        ("7:30 7:05 7:00 19:45 00:30", "seven thirty seven oh five seven o'clock nineteen forty five zero thirty"),
        ("7pm, 7:30 p.m. today, 9 AM", "seven P M, seven thirty P M today, nine eigh M"),
        ("at 5 p.m. Then home.", "at five P M. Then home."),
        ("10am-5pm", "ten eigh M to five P M"),
        ("1:23:45", "one twenty three and forty five seconds"),
        ("3/14 and 12/25/2025", "March fourteenth and December twenty fifth, twenty twenty five"),
        ("2026-11-26", "November twenty sixth, twenty twenty six"),
        ("Nov 26, 26 Nov, July 4th", "November twenty sixth, twenty sixth of November, July fourth"),
        ("Jan. 5, 2025", "January fifth, twenty twenty five"),
        ("Tue and Thu, Thus", "Tuesday and Thursday, Thus"),
    ],
)
def test_years_times_and_dates(typed: str, said: str) -> None:
    """A lone number of four digits is a year; hours, days and months are read the American way."""
    assert spoken_text(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("$5 $1 $5.50 $0.99", "five dollars one dollar five dollars and fifty cents ninety nine cents"),
        ("$1.5M $3bn £2k", "one point five million dollars three billion dollars two thousand pounds"),
        ("$1.5 million", "one point five million dollars"),
        ("$5-10, 20 bucks", "five to ten dollars, twenty bucks"),
        ("5€ €5,50 ¥500 ₹200 50¢", "five euros five euros and fifty cents five hundred yen two hundred rupees fifty cents"),
        ("a $5 t-shirt", "a five dollar t-shirt"),
        ("$1999", "one thousand nine hundred ninety nine dollars"),
    ],
)
def test_money(typed: str, said: str) -> None:
    """Whole coins and their parts, in any order of sign and number, with what makes them thousands and millions."""
    assert spoken_text(typed) == said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("5km 10 kg 1 lb", "five kilometers ten kilograms one pound"),
        ("a 5km run", "a five kilometer run"),
        ("6ft 5'11\"", "six feet five foot eleven"),
        ("100mph 60fps 16GB 1080p", "one hundred miles per hour sixty frames per second sixteen gigabytes ten eighty P"),
        ("-5°C 70°F 90°", "minus five degrees Celsius seventy degrees Fahrenheit ninety degrees"),
        ("5 min. later", "five minutes later"),
        ("10k and 2M", "ten K and two million"),
        ("in 5 cars", "in five cars"),
    ],
)
def test_units(typed: str, said: str) -> None:
    """Units that stand at a number are said in full."""
    assert spoken_text(typed) == said
