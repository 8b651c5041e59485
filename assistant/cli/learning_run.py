"""One training as a user orders it: posts in, candidate measured, version written, made active."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.classifier import Classifier, base_model_folder
from assistant.classifier.modelfile import write_folder
from assistant.classifier.ownhead import POSTS, base_digest
from assistant.classifier.ownkinds import KINDS_FULL, KINDS_LIGHT
from assistant.cli.labelled import Columns, read_labelled
from assistant.cli.progress import ShareMeter
from assistant.cli.screen import counted, printable, say
from assistant.errors import AssistantError, UsageError
from assistant.learning import versions
from assistant.learning.candidate import Candidate
from assistant.learning.corpus import LabelledPost, corpus_digest, same_form
from assistant.learning.own import Recipe
from assistant.learning.readings import Readings
from assistant.learning.rehearsal import read_rehearsal
from assistant.learning.sample import sampled
from assistant.learning.training import Earlier, Reading, check_posts, learn
from assistant.settings import Settings

THREADS = 2


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for."""

    files: tuple[Path, ...]
    columns: Columns
    fast: bool
    seed: int
    dry_run: bool
    force: bool


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of it. `version` is None where nothing was written."""

    version: str | None
    accepted: bool
    reason: str | None
    before_model: str
    candidate: Candidate
    drafts_behind: int = 0  # drafts that wait in the queue, judged by an earlier model

    def as_json(self) -> dict[str, Any]:
        """The fields of the interface contract, and what else was measured."""
        comparison = self.candidate.comparison
        return {
            "version": self.version,
            "accepted": self.accepted,
            "reason": self.reason,
            "posts": len(self.candidate.posts),
            "learnt": self.candidate.learnt,
            "before": comparison.before,
            "after": comparison.after,
            **comparison.as_json(),
            "forgetting": self.candidate.forgetting,
            "before_model": self.before_model,
            "drafts_behind": self.drafts_behind,
            "recipe": self.candidate.recipe.as_json(),
            "kinds_learnt": self.candidate.kinds_learnt,
            "languages": list(self.candidate.languages),
            "probably_wrong": self.candidate.second_look.wrong,
            "doubts": [
                {"text": d.text, "label": str(d.label), "against": d.against} for d in self.candidate.second_look.doubts
            ],
        }


def run(order: Order, settings: Settings) -> Trained:
    """Do what was ordered. Nothing changes in the home until the new version is complete."""
    from assistant.cli.labels_given import judged_by_another

    active = active_folder(settings.home)
    posts = gathered(order, settings, active)
    check_posts(posts)
    before = versions.active_name(settings.home)
    base = Classifier.open(base_model_folder(), fast=order.fast, threads=THREADS)
    if base.notice:
        say(base.notice)
    taken = sampled(posts, seed=order.seed)
    if len(taken) < len(posts):
        said = (
            f"{len(taken):,} of {len(posts):,} posts are learnt from, drawn at random with the same share of each label"
        )
        say(f"{said}; all are kept")
    candidate = replace(_learn(taken, base, earlier_of(active), order, settings), posts=tuple(posts))
    accepted = candidate.refused is None or order.force
    name = None
    if not order.dry_run and accepted:
        name = versions.new_name(settings.home, corpus_digest(posts))
        versions.sweep(settings.home)
        description = candidate.description(
            name,
            parent=before,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            base={"version": base.folder.version, "digest": base_digest(base.folder)},
            seed=order.seed,
        )
        write_folder(versions.models_folder(settings.home) / name, candidate.files(), description)
        versions.activate(settings.home, name)
    behind = judged_by_another(settings, name) if name else 0
    return Trained(name, accepted, candidate.refused, before, candidate, behind)


def gathered(order: Order, settings: Settings, active: Path | None) -> list[LabelledPost]:
    """All posts to learn from: the files' (or the active version's), then those labelled in review and queue.

    A later human label of the same text wins.
    """
    from assistant.cli.labels_given import labels_given

    posts = read_labelled(order.files, order.columns, tell=say) if order.files else learnt_before(active)
    by_text = {same_form(p.text): p for p in posts}
    given = labels_given(settings)
    for post in given:
        by_text[same_form(post.text)] = post
    if given:
        say(f"{counted(len(given), 'post')} labelled in review and queue count as well")
    if not by_text:
        raise UsageError(
            "there is no labelled post to learn from", "name a file, or label some with `assistant review`"
        )
    return list(by_text.values())


def learnt_before(active: Path | None) -> list[LabelledPost]:
    """The posts that the version in this folder learnt from; none where it is the base model or came without them."""
    from assistant.learning.posts import read_posts

    path = active / POSTS if active else None
    return read_posts(path) if path and path.is_file() else []


def active_folder(home: Path) -> Path | None:
    """The folder of the active version; None where it is the base model, or where it is damaged, which is told."""
    try:
        return versions.active_model(home)
    except AssistantError as error:
        say(f"{error.message}; learning starts from the base model")
        return None


def earlier_of(active: Path | None) -> Earlier | None:
    """The recipe and posts of the version in this folder; None where it is the base model or cannot be read."""
    from assistant.classifier.ownhead import read_own
    from assistant.learning.posts import read_posts

    if active is None:
        return None
    try:
        described = read_own(active).description
        kinds = bool({KINDS_LIGHT, KINDS_FULL} & set(described["files"]))
        recipe = Recipe.from_json(described["recipe"])
        return Earlier(recipe, frozenset(p.text for p in read_posts(active / POSTS)), kinds)
    except (AssistantError, KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        say(f"the active version cannot be read ({printable(str(error))}); compared with the base model")
        return None


def _learn(
    posts: list[LabelledPost], base: Classifier, earlier: Earlier | None, order: Order, settings: Settings
) -> Candidate:
    cache = settings.home / "cache" if not order.dry_run else None
    full = Readings(base, cache)
    light = Readings(Classifier.open(base_model_folder(), fast=True), None) if base.has_encoder else full
    meter = ShareMeter()

    def reading(of: tuple[LabelledPost, ...], what: str) -> Reading:
        texts = [p.text for p in of]
        best = full.features(texts, lambda share: meter.show(what, share))
        return Reading(of, light.features(texts), best) if base.has_encoder else Reading(of, best)

    rehearsal = read_rehearsal()
    try:
        return learn(
            reading(tuple(posts), "reading your posts"),
            reading(rehearsal.learnt, "reading the corpus"),
            reading(rehearsal.measured, "reading the corpus"),
            earlier=earlier,
            seed=order.seed,
            on_step=lambda share: meter.show("learning", share),
        )
    finally:
        meter.clear()
