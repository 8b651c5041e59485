"""One sitting of review: questions, answers on disk, going back."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from assistant.backlog import find_column, read_rows
from assistant.classifier import Classifier, base_model_folder
from assistant.cli.labelled import Columns
from assistant.cli.learning_run import THREADS
from assistant.cli.progress import ShareMeter
from assistant.cli.review_keys import Hand, Reply
from assistant.cli.screen import counted, say
from assistant.errors import InputError, NoSuchColumn
from assistant.learning.answers import Answer, AnswerBook
from assistant.learning.corpus import LabelledPost, fold_groups
from assistant.learning.labels import LABEL_COLUMNS, label_meant
from assistant.learning.readings import Readings
from assistant.learning.rehearsal import read_rehearsal
from assistant.learning.review import POOL_LIMIT, Chooser, Outlook, Question, Why
from assistant.learning.threads import one_thread
from assistant.post import Label
from assistant.settings import Settings

REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Pool:
    """Texts to ask about, and the labels that some have already."""

    texts: tuple[str, ...]
    known: dict[int, Label]


def pool_of(file: Path | None, columns: Columns, settings: Settings, *, doubts: bool = False) -> Pool:
    """The posts of a file (its labels are known ones), or the drafts of the queue. Raises `InputError` for none.

    `doubts`: only posts that have a label; without a file those that the active version learnt from, and the answers.
    """
    if file is not None:
        found = _of_file(file, columns)
    elif doubts:
        from assistant.cli.labels_given import labels_given
        from assistant.cli.learning_run import active_folder, learnt_before

        learnt = learnt_before(active_folder(settings.home))
        found = {post.text: post.label for post in [*learnt, *labels_given(settings)]}
    else:
        from assistant.cli.labels_given import queue_texts

        found = dict(queue_texts(settings))
    if doubts:
        found = {text: label for text, label in found.items() if label is not None}
    if not found:
        if doubts:
            raise InputError(
                "there is no labelled post to doubt", "name a labelled file: assistant review --doubts own.csv"
            )
        raise InputError("there is no post to ask about", "name a file of posts: assistant review posts.csv")
    texts = list(found)
    if len(texts) > POOL_LIMIT:
        say(f"{POOL_LIMIT} of {len(texts)} posts are drawn at random: enough to learn from")
        drawn = random.Random(0).sample(range(len(texts)), POOL_LIMIT)  # noqa: S311 - a draw, no secret
        texts = [texts[place] for place in sorted(drawn)]
    known = {place: label for place, text in enumerate(texts) if (label := found[text]) is not None}
    return Pool(tuple(texts), known)


def _of_file(file: Path, columns: Columns) -> dict[str, Label | None]:
    found: dict[str, Label | None] = {}
    for row in read_rows(file, text_column=columns.text, encoding=columns.encoding, on_reject=lambda r: say(str(r))):
        column = find_column(row.fields, [columns.label] if columns.label else LABEL_COLUMNS)
        if column is None and columns.label:
            raise NoSuchColumn(file, f"column {columns.label!r}", list(row.fields), "--label-column")
        # `assistant label` wrote it: no human label, unless the user says so
        machine_made = not columns.label and {"probability", "unsure"} <= set(row.fields)
        meant = None if column is None or machine_made else label_meant(row.fields[column])
        if row.text.strip():
            found.setdefault(row.text, meant[0] if meant else None)
    return found


@dataclass(frozen=True, slots=True)
class Summary:
    """What a sitting brought."""

    answered: int
    skipped: int
    in_all: int
    outlook: Outlook

    def as_json(self) -> dict[str, Any]:
        """The fields as scripts get them; `judged_wrong_now` is an expected number of posts."""
        outlook = self.outlook
        return {
            "answered": self.answered,
            "skipped": self.skipped,
            "answered_in_all": self.in_all,
            "left": outlook.left,
            "judged_wrong_now": round(outlook.wrong_now, 1),
            "random_asked": outlook.asked,
            "random_agreed": outlook.agreed,
            "enough": outlook.enough,
        }

    def in_words(self) -> str:
        """A few lines for people."""
        lines = [f"{self.answered} answered, {self.skipped} skipped, {counted(self.in_all, 'label')} in all."]
        if self.outlook.asked:
            lines.append(
                f"Of {self.outlook.asked} posts drawn at random the model judged {self.outlook.agreed} as you."
            )
        if not self.answered and not self.skipped and self.outlook.left == 0:
            lines.append("Every post has a label already, and none looks wrong.")
        lines.append("`assistant train` learns from them." if self.in_all else "Nothing to learn from yet.")
        return "\n".join(lines)


class Session:
    """Asks until the pool is through, the limit is reached or the user quits; what was answered before stays."""

    def __init__(self, pool: Pool, home: Path, *, fast: bool, seed: int) -> None:
        self._pool = pool
        self._book = AnswerBook(home / REVIEW)
        base = Classifier.open(base_model_folder(), fast=fast, threads=THREADS)
        readings, meter = Readings(base, home / "cache"), ShareMeter()
        learnt = read_rehearsal().learnt
        features = readings.features(pool.texts, lambda share: meter.show("reading the posts", share))
        rehearsed = readings.features([p.text for p in learnt], lambda share: meter.show("reading the corpus", share))
        meter.clear()
        labels = np.array([float(p.label is Label.PROMOTIONAL) for p in learnt])
        groups = fold_groups([LabelledPost(text, Label.VALUE) for text in pool.texts])
        known = {**pool.known, **self._answered_before()}
        settled = {a.text for a in self._book.labelled() if a.why == Why.DOUBT}
        self._chooser = Chooser(
            features,
            groups,
            (rehearsed, labels),
            known=known,
            settled=[place for place, text in enumerate(pool.texts) if text in settled],
            seed=seed,
        )

    def _answered_before(self) -> dict[int, Label]:
        labels = {a.text: a.label for a in self._book.labelled() if a.label is not None}
        before = {place: labels[text] for place, text in enumerate(self._pool.texts) if text in labels}
        if before:
            say(f"{len(before)} of {len(self._pool.texts)} posts were answered before")
        return before

    def run(self, hand: Hand, *, limit: int | None) -> Summary:
        """Ask, with one thread for small matrices."""
        with one_thread():
            return self._run(hand, limit)

    def _run(self, hand: Hand, limit: int | None) -> Summary:
        trail: list[tuple[Question, Reply]] = []
        again: Question | None = None
        while limit is None or _answered(trail) < limit:
            question = again or self._chooser.next()
            again = None
            if question is None:
                break
            text = self._pool.texts[question.place]
            reply = hand.ask(text, question, _answered(trail), self._chooser.outlook())
            if reply.quit:
                break
            if reply.back:
                again = self._take_back(trail) or question
                continue
            if reply.label is not None:
                at = datetime.now(UTC).isoformat(timespec="seconds")
                self._book.add(Answer(text, reply.label, reply.kind, at, question.why))
            self._chooser.answer(question, reply.label)
            trail.append((question, reply))
        answered = _answered(trail)
        return Summary(answered, len(trail) - answered, len(self._book.labelled()), self._chooser.outlook())

    def _take_back(self, trail: list[tuple[Question, Reply]]) -> Question | None:
        """Undo the last answer, on the disk as well, and ask it again; None where there is nothing to undo."""
        if not trail:
            return None
        question, reply = trail.pop()
        if reply.label is not None:
            self._book.add(Answer(self._pool.texts[question.place], None, undone=True))
        self._chooser.take_back(question.place)
        return question


def _answered(trail: Sequence[tuple[Question, Reply]]) -> int:
    return sum(reply.label is not None for _, reply in trail)
