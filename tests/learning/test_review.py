from __future__ import annotations

import numpy as np
import pytest

from assistant.classifier import Classifier
from assistant.learning.features import Features, features_of
from assistant.learning.review import (
    DOUBT_EVERY,
    ENOUGH_RANDOM,
    RANDOM_EVERY,
    Chooser,
    Question,
    Why,
)
from assistant.post import Label

COUNT = 60
TEXTS = [f"Workshop {n} on lino print, bring an apron" for n in range(30)] + [
    f"Buy jar {n} of our jam" for n in range(30)
]
TRUTH = [Label.VALUE] * 30 + [Label.PROMOTIONAL] * 30


@pytest.fixture(scope="module")
def features() -> Features:
    kinds, _ = Classifier.open(fast=True).base_reading(TEXTS)
    return features_of(TEXTS, kinds, None)


def chooser(features: Features, **more: object) -> Chooser:
    rehearsed = (features.take(np.arange(0, COUNT, 7)), np.array([float(n >= 30) for n in range(0, COUNT, 7)]))
    return Chooser(features, range(COUNT), rehearsed, **more)  # type: ignore[arg-type]


def asked(of: Chooser, count: int) -> list[Question]:
    found = []
    for _ in range(count):
        question = of.next()
        assert question is not None
        of.answer(question, TRUTH[question.place])
        found.append(question)
    return found


def test_no_post_is_asked_twice_and_the_pool_comes_to_an_end(features: Features) -> None:
    of = chooser(features)
    assert sorted(q.place for q in asked(of, COUNT)) == list(range(COUNT))
    assert of.next() is None
    assert of.outlook().left == 0


def test_the_same_answers_bring_the_same_questions(features: Features) -> None:
    assert asked(chooser(features, seed=3), 20) == asked(chooser(features, seed=3), 20)


def test_every_fifth_question_is_drawn_at_random_for_honest_measuring(features: Features) -> None:
    whys = [q.why for q in asked(chooser(features), 20)]
    assert [n for n, why in enumerate(whys) if why is Why.RANDOM] == list(range(RANDOM_EVERY - 1, 20, RANDOM_EVERY))


def test_near_duplicates_are_asked_about_once(features: Features) -> None:
    rehearsed = (features.take(np.arange(4)), np.zeros(4))
    of = Chooser(features, [n // 30 for n in range(COUNT)], rehearsed)
    assert {q.place // 30 for q in asked(of, 2)} == {0, 1}
    assert of.next() is None


def test_the_first_questions_spread_over_both_sorts_of_post(features: Features) -> None:
    places = [q.place for q in asked(chooser(features), 4)]
    assert {place // 30 for place in places} == {0, 1}


def test_a_known_label_that_looks_wrong_is_asked_about_once(features: Features) -> None:
    known = dict(enumerate(TRUTH))
    known[7] = Label.PROMOTIONAL
    of = chooser(features, known=known)
    question = of.next()
    assert question is not None
    assert (question.place, question.why) == (7, Why.DOUBT)
    of.answer(question, Label.PROMOTIONAL)
    assert of.next() is None
    assert chooser(features, known=known, settled=[7]).next() is None


def test_doubts_are_mixed_in_where_posts_without_a_label_are_left(features: Features) -> None:
    known = {place: label for place, label in enumerate(TRUTH) if place % 2}
    known[7] = Label.PROMOTIONAL
    questions = asked(chooser(features, known=known), DOUBT_EVERY)
    assert [q.place for q in questions if q.why is Why.DOUBT] == [7]
    assert [n for n, q in enumerate(questions) if q.why is Why.RANDOM] == [4, 9]


def test_every_fifth_question_is_drawn_at_random_while_there_are_doubts_too(features: Features) -> None:
    known = {place: label for place, label in enumerate(TRUTH) if place % 2}
    for place in (7, 13, 41):
        known[place] = Label.VALUE if known[place] is Label.PROMOTIONAL else Label.PROMOTIONAL
    whys = [q.why for q in asked(chooser(features, known=known), 20)]
    assert [n for n, why in enumerate(whys) if why is Why.RANDOM] == [4, 9, 14, 19]
    assert Why.DOUBT in whys


def test_a_skipped_post_is_not_asked_again_and_teaches_nothing(features: Features) -> None:
    of = chooser(features)
    first = of.next()
    assert first is not None
    of.answer(first, None)
    second = of.next()
    assert second is not None
    assert second.place != first.place


def test_taking_back_an_answer_brings_everything_back(features: Features) -> None:
    of = chooser(features)
    asked(of, 3)
    question = of.next()
    assert question is not None
    of.answer(question, Label.VALUE)
    of.take_back(question.place)
    assert of.next() == question


def test_it_says_when_more_answers_would_hardly_help(features: Features) -> None:
    of = chooser(features)
    asked(of, RANDOM_EVERY)
    assert not of.outlook().enough
    asked(of, RANDOM_EVERY * (ENOUGH_RANDOM - 1))
    outlook = of.outlook()
    assert outlook.asked == ENOUGH_RANDOM
    assert outlook.enough == (outlook.agreed >= 0.95 * ENOUGH_RANDOM)
    assert outlook.wrong_now < outlook.left / 4
