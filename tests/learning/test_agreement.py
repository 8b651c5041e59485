"""Agreement of two readers, checked against NLTK."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.learning.agreement import agreement, by_writer, cohens_kappa
from assistant.learning.corpus import LabelledPost
from assistant.post import LABEL_OF, Kind

KINDS = st.sampled_from(list(Kind))


def read(kind: Kind, second: str | None, *, writer: str = "1", first: str | None = None) -> LabelledPost:
    return LabelledPost(text="t", label=LABEL_OF[kind], kind=kind, second=second, writer=writer, first=first)


@given(st.lists(st.tuples(KINDS, KINDS), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_kappa_is_that_of_nltk(pairs: list[tuple[Kind, Kind]]) -> None:
    from nltk.metrics.agreement import AnnotationTask

    rows = [row for n, (a, b) in enumerate(pairs) for row in (("one", n, str(a)), ("two", n, str(b)))]
    kappa = cohens_kappa(pairs)
    if kappa is None:  # one answer throughout: NLTK divides by zero
        assert len({kind for pair in pairs for kind in pair}) == 1
    else:
        assert math.isclose(kappa, AnnotationTask(rows).kappa(), abs_tol=1e-9)


def test_kappa_of_nothing_is_not_defined() -> None:
    assert cohens_kappa([]) is None


def test_posts_read_once_have_no_agreement() -> None:
    assert agreement([read(Kind.TIP, None)]) is None


def test_readers_may_agree_on_the_label_and_not_on_the_kind() -> None:
    found = agreement(
        [read(Kind.TIP, "fun"), read(Kind.OFFER, "product"), read(Kind.FUN, "fun"), read(Kind.BRAG, "story")]
    )
    assert found is not None
    assert found["label"] == {"kappa": 0.5, "agree": 0.75}
    assert found["kind"]["agree"] == 0.25
    assert found["by_kind"]["offer"]["label_agrees"] == 1
    assert found["by_kind"]["offer"]["kind_agrees"] == 0
    assert found["by_kind"]["brag"]["label_agrees"] == 0


def test_the_writers_own_kind_counts_where_settling_changed_it() -> None:
    found = agreement([read(Kind.STORY, "story", first="brag"), read(Kind.TIP, "tip"), read(Kind.OFFER, "offer")])
    assert found is not None
    assert found["kind"]["agree"] == pytest.approx(2 / 3, abs=1e-4)


def test_a_second_label_without_a_kind_counts_for_the_label() -> None:
    post = LabelledPost(text="t", label=LABEL_OF[Kind.TIP], second="value")
    found = agreement([post])
    assert found is not None
    assert found["label"]["agree"] == 1
    assert found["kind"]["kappa"] is None


def test_writers_come_in_the_order_of_their_numbers() -> None:
    posts = [read(Kind.TIP, "tip", writer=w) for w in ("10", "9", "anna", "21")]
    assert list(by_writer(posts)) == ["9", "10", "21", "anna"]
