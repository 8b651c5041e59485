"""Findings stand where the words stand, in forms that other tools parse."""

from __future__ import annotations

import json

import pytest

from assistant.exchange.findings import as_github, as_line, as_sarif, findings, place, rule_id
from assistant.post import PROMOTIONAL_KINDS, Kind, Label, Reason, Verdict

TEXT = "Hello friends 🎉\nFlash sale: 50% off, today!\n"


def verdict(label: Label = Label.PROMOTIONAL, *, unsure: bool = False, phrase: str = "Flash sale") -> Verdict:
    start = TEXT.index(phrase)
    reasons = (
        Reason("Hello", 0, 5, 0.3, Label.VALUE),
        Reason(phrase, start, start + len(phrase), 0.2, Label.PROMOTIONAL),
    )
    return Verdict(TEXT, label, 0.97, Kind.OFFER, {}, unsure, "base", reasons)


def test_a_line_names_path_place_severity_rule_and_message() -> None:
    found = findings([verdict(), verdict(Label.VALUE)], ["posts/a.txt", "b.txt"])
    assert [as_line(f) for f in found] == [
        'posts/a.txt:2:1: warning: promotional/offer: 97% likely promotional (offer): "Flash sale" speaks for it most'
    ]


def test_an_unsure_verdict_is_a_note() -> None:
    assert findings([verdict(unsure=True)], ["a"])[0].severity == "note"
    assert as_github(findings([verdict(unsure=True)], ["a"])[0]).startswith("::notice ")


def test_github_commands_are_escaped() -> None:
    command = as_github(findings([verdict(phrase="50% off, today")], ["a,b:c.txt"])[0])
    assert command.startswith("::warning file=a%2Cb%3Ac.txt,line=2,col=13,endLine=2,title=promotional/offer::97%25")
    assert '"50%25 off, today"' in command


def test_sarif_has_rules_results_and_regions() -> None:
    log = json.loads(as_sarif(findings([verdict()], ["my posts/ä.txt"]), "1.0"))
    run = log["runs"][0]
    assert (log["version"], run["columnKind"]) == ("2.1.0", "unicodeCodePoints")
    result = run["results"][0]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "promotional/offer"
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20posts/%C3%A4.txt"
    assert place["region"] == {"startLine": 2, "startColumn": 1, "endLine": 2, "endColumn": 11}


def test_rule_ids_stay_as_they_are() -> None:
    assert [rule_id(k) for k in PROMOTIONAL_KINDS] == [
        "promotional/offer",
        "promotional/product",
        "promotional/brag",
        "promotional/link-drop",
        "promotional/company-news",
    ]


@pytest.mark.parametrize(("offset", "expected"), [(0, (1, 1)), (15, (1, 16)), (16, (2, 1)), (len(TEXT), (3, 1))])
def test_places_count_from_one(offset: int, expected: tuple[int, int]) -> None:
    assert place(TEXT, offset) == expected
