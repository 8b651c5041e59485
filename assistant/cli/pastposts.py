"""Past posts from a file or from the queue, judged by the active model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from assistant.classifier import Classifier
from assistant.cli.progress import judged
from assistant.cli.screen import say
from assistant.errors import InputError
from assistant.insight.moments import DayOrder
from assistant.insight.pagefile import LeftOut, past_posts, read_page
from assistant.insight.pastpost import PastPost, past_post
from assistant.settings import Settings

_TOLD = 5  # rows left out that are told one by one


@dataclass(frozen=True, slots=True)
class FileOptions:
    """How an export is to be read where it does not say so itself."""

    named: Mapping[str, str]  # field -> the user's column
    text_column: str | None = None
    encoding: str | None = None
    blocks: bool = False
    newest_first: bool = False
    dates: DayOrder | None = None
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """Posts that went out, the rows that were left out, and whether the posts have dates."""

    posts: tuple[PastPost, ...]
    left_out: tuple[LeftOut, ...]
    dated: bool
    model: str


def from_file(path: Path, options: FileOptions, local: tzinfo, model: Classifier, *, explain: bool) -> Past:
    """The posts of an export. Raises `InputError` where not one can be used."""
    from assistant.backlog import read_rows

    rejected: list[LeftOut] = []
    rows = read_rows(
        path,
        text_column=options.text_column,
        encoding=options.encoding,
        blocks=options.blocks,
        on_reject=lambda reject: rejected.append(LeftOut(reject.line, reject.reason)),
    )
    page = read_page(rows, local, name=str(path), named=options.named, order=options.dates, platform=options.platform)
    left_out = sorted([*rejected, *page.left_out], key=lambda row: row.line)
    if not page.rows:
        why = f" ({left_out[0].reason}, line {left_out[0].line})" if left_out else ""
        raise InputError(f"{path} holds no post that can be used{why}", "check the file and its columns")
    used = page.rows[::-1] if options.newest_first else page.rows
    verdicts = judged(model, [row.text for row in used], explain=explain)
    return Past(tuple(past_posts(used, verdicts)), tuple(left_out), page.dated, model.version)


def from_queue(settings: Settings, model: Classifier, *, explain: bool) -> Past:
    """What went out from the queue. Raises `InputError` where nothing did."""
    from assistant.cli.queue_common import open_store

    with open_store(settings) as store:
        postings = store.postings()
        drafts = {draft.id: draft for draft in store.drafts()}
    if not postings:
        raise InputError("nothing was posted from the queue yet", "audit a file, or say `assistant queue posted ID`")
    known = [p for p in postings if p.draft_id in drafts]
    verdicts = judged(model, [drafts[p.draft_id].text for p in known], explain=explain)
    posts = tuple(
        past_post(p.draft_id, verdict, label=drafts[p.draft_id].human_label, at=p.at, timed=True, platform=p.platform)
        for p, verdict in zip(known, verdicts, strict=True)
    )
    return Past(posts, (), dated=True, model=model.version)


def tell_left_out(left_out: tuple[LeftOut, ...], name: str) -> None:
    """Say on standard error which rows were left out, the first few one by one."""
    for row in left_out[:_TOLD]:
        say(f"warning: {name}, line {row.line} is left out: {row.reason}")
    if len(left_out) > _TOLD:
        say(f"warning: {len(left_out) - _TOLD} more rows of {name} are left out (--format json lists them)")
