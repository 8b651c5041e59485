"""The report in a real browser: it renders, filters, calls nobody, and a hostile post stays text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.insight.audit import audit
from assistant.insight.pastpost import PastPost, past_post
from assistant.insight.report import render
from assistant.post import Kind, Label, Reason
from assistant.schedule.limits import Limits
from tests.insight.browser import chromium
from tests.insight.verdicts import START, verdict

AXE = Path(__file__).parents[1] / "data" / "axe" / "axe.min.js"
LIMITS = Limits(share_percent=20, window=10, spacing_hours=3, personal_per_day=3, business_per_week=3)
NARROWED = """
(label) => new Promise((done) => {
  const begun = performance.now(), form = document.querySelector('#filters');
  form.elements.label.value = label;
  form.dispatchEvent(new Event('input', {bubbles: true}));
  requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
})
"""
HOSTILE = (
    "<script>window.stolen = 1</script>",
    "<img src=x onerror='window.stolen = 2'>",
    "</p></li></ol><h1>gone</h1>",
    '"><svg onload=alert(1)> javascript:alert(1) {{ 7*7 }} ${7*7} &lt;b&gt;',
    "zero \x00 width \u202e reversed \ud800 and \x1b[31m red",
)


def hostile_page() -> list[PastPost]:
    texts = [*HOSTILE, *(f"Half price on loaf number {i}, today only at https://example.org/{i}" for i in range(20))]
    kinds = [Kind.TIP, Kind.STORY, Kind.QUESTION, Kind.FUN, Kind.SERVICE]
    posts = []
    for i, text in enumerate(texts):
        reason = Reason(text[:10], 0, 10, 0.3, Label.PROMOTIONAL)
        kind = kinds[i] if i < len(kinds) else Kind.OFFER
        own = verdict(text, kind, sure=0.6 if i % 5 == 0 else 0.95, reasons=(reason,))
        at = START + i * timedelta(hours=30)
        posts.append(past_post(i, own, at=at, timed=True, platform="<b>face$x$book</b>" if i % 2 else "instagram"))
    return posts


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    path = tmp_path_factory.mktemp("report") / "page.html"
    found = audit(hostile_page(), LIMITS, UTC)
    path.write_text(
        render(found, UTC, source="<i>x</i>.csv", model="by hand", slots=("06:00", "12:00", "17:00")), "utf-8"
    )
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": 1100, "height": 900})
        tab.requests, tab.complaints = [], []
        tab.on("request", lambda request: tab.requests.append(request.url))
        tab.on("console", lambda message: tab.complaints.append(message.text))
        tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.goto(path.as_uri())
        yield tab


def visible_posts(page: Any) -> int:
    return int(page.locator(".posts > div:visible").count())


def test_the_page_renders_with_every_post_and_chart_and_no_complaint(page: Any) -> None:
    assert page.locator(".posts > div").count() == 25
    assert page.locator("figure svg").count() == 4
    assert page.locator("h1").all_inner_texts() == ["What your page says"]
    assert page.complaints == []


def test_nothing_but_the_page_itself_is_asked_for(page: Any) -> None:
    assert all(url.startswith(("file:", "data:")) for url in page.requests)


def test_scripts_and_markup_in_posts_stay_text(page: Any) -> None:
    assert page.evaluate("window.stolen") is None
    texts = page.locator(".posts .text").all_text_contents()
    for hostile in HOSTILE[:4]:
        assert hostile in texts
    assert page.locator(".posts img, .posts script, .posts svg, .posts b").count() == 0


def test_reasons_are_marked_where_they_stand(page: Any) -> None:
    assert page.locator("mark.p").filter(has_text="Half price").count() == 20


def test_filters_narrow_the_list_and_say_how_many_are_left(page: Any) -> None:
    form = page.locator("#filters")
    form.locator("[name=label]").select_option("value")
    assert visible_posts(page) == 5
    assert page.locator("#shown").inner_text() == "5 of 25 posts are shown."
    form.locator("[name=kind]").select_option("story")
    assert visible_posts(page) == 1
    form.locator("[name=label]").select_option("")
    form.locator("[name=kind]").select_option("")
    form.locator("[name=unsure]").check()
    assert visible_posts(page) == 5
    form.locator("[name=unsure]").uncheck()
    form.locator("[name=search]").fill("LOAF NUMBER 7")
    assert visible_posts(page) == 1
    form.locator("[name=search]").fill("")
    form.locator("[name=platform]").select_option("<b>face$x$book</b>")
    assert visible_posts(page) == 12
    form.locator("[name=platform]").select_option("")
    assert visible_posts(page) == 25


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_passes_the_accessibility_checks_of_axe(page: Any, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.evaluate(AXE.read_text("utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in result["violations"]] == []
    assert len(result["passes"]) > 10


def test_the_page_prints_without_its_filters(page: Any) -> None:
    page.emulate_media(media="print")
    assert not page.locator("#filters").is_visible()
    assert visible_posts(page) == 25
    page.emulate_media(media="screen")


def test_two_thousand_posts_make_a_page_under_3_mb_that_filters_without_a_stutter(page: Any, tmp_path: Path) -> None:
    posts = hostile_page()
    many = [replace(post, place=i, at=START + i * timedelta(hours=8)) for i, post in enumerate(posts * 80)]
    path = tmp_path / "long.html"
    path.write_text(render(audit(many, LIMITS, UTC), UTC, source="x.csv", model="by hand", slots=("12:00",)), "utf-8")
    assert len(many) == 2000
    assert path.stat().st_size < 3_000_000
    tab = page.context.browser.new_page()
    tab.goto(path.as_uri())
    spent = [tab.evaluate(NARROWED, label) for label in ("value", "promotional", "") * 3]
    assert visible_posts(tab) == 2000
    assert min(spent) < 500  # milliseconds; 30 on a quiet machine, over 1,000 where a browser numbers the rows
    tab.close()


def test_the_page_reads_without_scripts(page: Any) -> None:
    context = page.context.browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(page.url)
    assert plain.locator(".posts > div:visible").count() == 25
    assert not plain.locator("#filters").is_visible()
    context.close()
