"""Facts, conditions and claims, each with its span."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.text.conditions import claims, conditions
from assistant.text.facts import FactKind, facts


@pytest.mark.parametrize(
    ("text", "kind", "phrase"),
    [
        ("It is £7.50 a jar", FactKind.PRICE, "£7.50"),
        ("Now 130 € a card", FactKind.PRICE, "130 €"),
        ("Lamps are 30% off", FactKind.DISCOUNT, "30% off"),
        ("two for one on scoops", FactKind.DISCOUNT, "two for one"),
        ("before 31 October please", FactKind.DATE, "31 October"),
        ("on Friday 14th Feb we", FactKind.DATE, "Friday 14th Feb"),
        ("from 7.30pm on", FactKind.TIME, "7.30pm"),
        ("Call 07700 900 455.", FactKind.PHONE, "07700 900 455"),
        ("Call (509) 555-0177.", FactKind.PHONE, "(509) 555-0177"),
        ("see reef.example/book.", FactKind.LINK, "reef.example/book"),
        ("mail jo@reef.example now", FactKind.EMAIL, "jo@reef.example"),
        ("use code SUDS50 today", FactKind.CODE, "SUDS50"),
        ("at 41 High Street", FactKind.PLACE, "41 High Street"),
        ("thanks @reef_club for it", FactKind.HANDLE, "@reef_club"),
        ("22 layouts", FactKind.NUMBER, "22"),
    ],
)
def test_a_fact_is_found_with_its_span(text: str, kind: FactKind, phrase: str) -> None:
    found = [f for f in facts(text) if f.kind is kind]
    assert [f.text for f in found] == [phrase]
    assert text[found[0].start : found[0].end] == phrase


def found(text: str) -> list[tuple[str, str]]:
    return [(fact.kind.value, fact.text) for fact in facts(text)]


@pytest.mark.parametrize(
    "dates",
    [
        "Mon, Tue, Tues, Wed, Thu, Thur, Thurs, Fri, Sat, Sun",
        "Mondays, Tuesday, Wednesday, Thursdays, Friday, Saturday, Sundays",
        "Jan 3, Feb 4, Mar 5, Apr 6, May 7, Jun 8, Jul 9, Aug 10, Sep 11, Sept 12, Oct 13, Nov 14, Dec 15",
        "January, February, April, June, July, August, September, October, November, December",
        "Jan, Feb, Apr, Jun, Jul, Aug, Sep, Sept, Oct, Nov, Dec, March, May",
        "3rd of May 2026, 4 and 5 June 2027, 1st Oct, 2nd Oct, 9th Oct 1999",
        "14–16 Aug, 14-16 August, 14 - 16 August, 14 to 16 August, 14 & 16 August, 14th–16th Aug",
        "Friday 14 Feb, Sun 14th, Mon 3, Feb. 14-16, Feb 14 – 16, June 14th–16th, June 3 2026",
        "2026-03-01, 1999-12-31, 1/3/26, 01.03.2026, 3/14, 1/3/1999",
        "today, tonight, tomorrow, midnight, weekend, weekends, weekday, weekdays",
    ],
)
def test_days_are_dates_however_they_are_written(dates: str) -> None:
    assert found(dates) == [("date", date) for date in dates.split(", ")]


@pytest.mark.parametrize("date", ["Friday, 14 Feb", "Feb 2, 2031", "14 Feb, 1998", "June 2026", "Oct, 2026"])
def test_a_comma_may_stand_within_a_date(date: str) -> None:
    assert found(f"until {date}, while stocks last") == [("date", date)]


@pytest.mark.parametrize(
    "text",
    [
        "You may mar it, Monkey, Augusta or decade, on a sunny satin day, juneau weekending todayish",
        "maybe a monthly marathon, a sundae, xmon, xtoday, mayflower",
    ],
)
def test_words_that_only_begin_or_sound_like_a_date_are_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1/2/3/4", [("number", "1/2/3/4")]),
        ("in 1/3/20261 x", [("number", "1/3/20261")]),
        ("at 24:30, 7:65", [("number", "24:30"), ("number", "7:65")]),
        ("14 Febs", [("number", "14")]),
        ("Feb 2, 20311", [("date", "Feb 2"), ("number", "20311")]),
    ],
)
def test_digits_that_make_no_date_or_time_are_numbers(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "times",
    [
        "7:30, 7.30 pm, 07:30am, 19:45, 23:59, 00:00, 12 a.m., 7p.m., 9 pm, 09 am, 7 a.m, 8:15 P.M.",
        "10 o'clock, noon, 24/7",
    ],
)
def test_times_of_day(times: str) -> None:
    assert found(times) == [("time", each) for each in times.split(", ")]


def test_opening_hours_are_two_times() -> None:
    assert found("Open 10am-5pm") == [("time", "10am"), ("time", "5pm")]
    assert found("10amps at noonday, 13 pm") == [("number", "10"), ("number", "13")]


@pytest.mark.parametrize(
    "prices",
    [
        "£5; $ 5,000.50; €1.200; ¥500; ₹2k; £3 m; ₱20; £1,000,000",
        "USD 40; Rs. 400; Rs 40; RM5; EUR 4; GBP 3.50; CAD 1; AUD 2; NZD 3; CHF 4; NOK 5; SEK 6; DKK 7",
        "40 euro; 40 euros; 5 pounds; 5 pound; 1 dollar; 7dollars; 40€; 40 £; 2,50 €; 1,500$",
        "40 usd; 4eur; 5 gbp; 6 nok; 7 sek",
    ],
)
def test_prices_in_every_currency(prices: str) -> None:
    assert found(prices) == [("price", price) for price in prices.split("; ")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50p a go, 60p per go, 70p each", [("price", "50p"), ("price", "60p"), ("price", "70p")]),
        ("50p", [("number", "50")]),
        ("50p eachway", [("number", "50")]),
        ("5 poundsterling, 6 eurozone, 7 dollarstore", [("number", "5"), ("number", "6"), ("number", "7")]),
        ("PUSD 40", [("number", "40")]),
        ("£5 more", [("price", "£5")]),
        ("A4 euros", []),
    ],
)
def test_what_is_no_price_is_a_number_or_nothing(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "discounts",
    [
        "30% off; 30 % off; 5.5% off; 7,5% off; 30 percent discount; 20 per cent extra; 10% cashback; 5percent off",
        "save 20%; save up to 20 %; save £5; Save up to £ 5.50; get $10; extra 5%; extra 15 %",
        "£5 off; $ 10 off; half price; half-price; Half Price",
        "two for one; 2 for 1; 3 get 1 free; buy one get one free; buy 2 get one; three for the price of two; 2-for-1",
        "5 jars for 3; four for three; five for two; 3for 2; twofor-one",
        "bogo; BOGOF; pay for 2",
    ],
)
def test_discounts_in_the_words_of_offers(discounts: str) -> None:
    assert found(discounts) == [("discount", discount) for discount in discounts.split("; ")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("30% offal", [("number", "30%")]),
        ("1300% off", [("number", "1300%")]),
        ("£5 offal, halfprice, unhalf price", [("price", "£5")]),
        ("half pricey, forget £5, bogota, pay for 20 men", [("price", "£5"), ("number", "20")]),
        ("repay for 2", [("number", "2")]),
        ("tattwo for one, two for onerous work", []),
        ("two for one freely given", [("discount", "two for one")]),
    ],
)
def test_words_that_only_resemble_an_offer_are_none(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "kind", "phrase", "value"),
    [
        ("see https://a.example/x?y=1. ", "link", "https://a.example/x?y=1", "a.example/x?y=1"),
        ("(http://www.B.example/),", "link", "http://www.B.example/", "b.example"),
        ("at www.c.org/path!", "link", "www.c.org/path", "c.org/path"),
        ("it's b.com's", "link", "b.com", "b.com"),
        ("Shop.b.co.uk/a/b …", "link", "Shop.b.co.uk/a/b", "shop.b.co.uk/a/b"),
        ("Mail First.Last+tag@mail.shop.co.uk.", "email", "First.Last+tag@mail.shop.co.uk", None),
        ("by @a.b_C.", "handle", "@a.b_C", None),
        ("by @a", "handle", "@a", None),
        ("a #Sale_2", "hashtag", "#Sale_2", None),
        ("Call +44 7700 900455", "phone", "+44 7700 900455", "447700900455"),
        ("Call 07700 900455", "phone", "07700 900455", "07700900455"),
        ("Call +1 (509) 555-0177.", "phone", "+1 (509) 555-0177", "15095550177"),
        ("Call +1509 555 0177", "phone", "+1509 555 0177", "15095550177"),
        ("Call (509)555.0177", "phone", "(509)555.0177", "5095550177"),
        ("Call 555-0177", "phone", "555-0177", "5550177"),
        ("Call 06 12 34 56 78", "phone", "06 12 34 56 78", "0612345678"),
        ("Call 5550177123", "phone", "5550177123", "5550177123"),
        ("Call +4915112345678", "phone", "+4915112345678", "4915112345678"),
        ("with code ABC", "code", "ABC", "ABC"),
        ("the code: “SUDS”", "code", "“SUDS”", "SUDS"),
        ("a coupon X1Y", "code", "X1Y", "X1Y"),
        ("a voucher 'GIFT'", "code", "'GIFT'", "GIFT"),
        ("pay with LOVE", "code", "LOVE", "LOVE"),
        ("USE ABC123DEF4 NOW", "code", "ABC123DEF4", "ABC123DEF4"),
        ("in 3a Mill Lane", "place", "3a Mill Lane", None),
        ("in 12 The Old Mill Rd.", "place", "12 The Old Mill Rd", None),
    ],
)
def test_the_same_fact_in_another_form_has_the_same_value(text: str, kind: str, phrase: str, value: str | None) -> None:
    (fact,) = facts(text)
    assert (fact.kind, fact.text, fact.value) == (kind, phrase, phrase.lower() if value is None else value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call 555-01, 12 34, 999-999", [("number", "555-01"), ("number", "12 34"), ("number", "999-999")]),
        ("a@b and a#b, &#39; #1", [("number", "39"), ("number", "1")]),
        ("this.is fun.today", [("date", "today")]),
        ("barcode XYZ, mycode ABC, herewith FUN", []),
        ("a code for all, code ab1", []),
        ("code ABCx", []),
        ("12 old road, 12 Oldroad, 12 High Streets", [("number", "12")] * 3),
        ("x1234567890123", []),
        ("reached v2 and H2O", []),
    ],
)
def test_what_only_looks_like_a_contact_code_or_place_is_none(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


WHOLE = (
    "tonight; midnight; weekends; 3/14; 1/3/26; 01.03.2026; 2026-03-01; 3 May; May 3; May; June; June 2026; "
    "14 Feb 1998; Sunday; Sun 14th; Sun 14; 9 pm; noon; 10 o'clock; 24/7; 7:30 pm; 30% off; 5% discount; half price; "
    "two for one; bogo; pay for 2; buy one get one free; code SUDS; code: SUDS; coupon SUDS; voucher SUDS; with SUDS; "
    "SUDS50; ABC123DEF4; 41 High Street; 3a Mill Lane; 40 euros; 5 pounds; 7 dollars; 4 usd; jo@reef.example; "
    "reef.example; 5550177123; 07700 900455; @reef; #sale"
)


@pytest.mark.parametrize("phrase", WHOLE.split("; "))
def test_no_fact_is_cut_out_of_a_longer_word_or_number(phrase: str) -> None:
    last = phrase.rsplit(maxsplit=1)[-1]
    whole = {phrase, last} if phrase.endswith("SUDS") else {phrase}
    assert whole & {text for _, text in found(f"a {phrase} b")}
    for text in (f"a x{phrase} b", f"a {phrase}x b", f"a 1{phrase} b", f"a {phrase}1 b"):
        assert not whole & {text for _, text in found(text)}


@pytest.mark.parametrize("text", ["7:301", "07:3012"])
def test_a_time_has_two_digits_of_minutes(text: str) -> None:
    assert found(text) == [("number", text)]


def test_numbers_keep_their_unit_share_and_ordinal() -> None:
    numbers = (
        "1.5; 2,000; 3:4; 10%; 10 %; 1st; 2nd; 3rd; 4th; 5k; 6m; 7kg; 8g; 9ml; 1l; 2cm; 3mm; 4km; 5h; 6x; 30+; 9 x"
    )
    assert found(numbers) == [("number", n) for n in numbers.replace("; 9 x", "; 9").split("; ")]
    assert found("5kings") == [("number", "5")]


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Washes are half price, new clients only.", "new clients only."),
        ("30% off merino. Excludes kits.", "Excludes kits."),
        ("Min 8 people, prosecco included", "Min 8 people"),
        ("£25 off before 31 October", "£25 off before 31 October"),
    ],
)
def test_a_condition_is_the_whole_clause(text: str, clause: str) -> None:
    assert clause in [c.text for c in conditions(text)]


def test_claims_are_words_that_can_be_disputed() -> None:
    assert [c.text for c in claims("Certified organic soap, handmade by us")] == ["Certified", "organic", "handmade"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_facts_never_overlap_and_match_the_text(text: str) -> None:
    at = 0
    for fact in facts(text):
        assert fact.start >= at and text[fact.start : fact.end] == fact.text
        at = fact.end


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["only ", "until 3 May", ", ", ". ", "new customers ", "organic", "\n", "£5", "é"])).map(
        "".join
    )
)
def test_conditions_and_claims_match_the_text_and_conditions_lie_apart(text: str) -> None:
    at = 0
    for condition in conditions(text):
        assert condition.start >= at and text[condition.start : condition.end] == condition.text
        at = condition.end
    assert all(text[claim.start : claim.end] == claim.text for claim in claims(text))


@pytest.mark.parametrize("unit", ["1 ", "$1,000", "a.", "@a", "#", "A1 ", "1-", "+", "a-", "only "])
def test_long_runs_of_anything_stay_quick(unit: str) -> None:
    text = unit * (20_000 // len(unit))
    started = time.process_time()
    facts(text)
    conditions(text)
    assert time.process_time() - started < 4
