"""What people write into a label column, and what it means."""

from __future__ import annotations

from assistant.post import LABEL_OF, Kind, Label

# Words that others use for the two labels; each use of one is told to the user before anything is learnt from it.
_PROMOTIONAL = (
    "promo, promotion, promoted, sales, sale, selling, sell, salesy, pitch, ad, ads, advert, advertising, "
    "advertisement, marketing, commercial, p, 1, true, yes, 1.0"
)
_VALUE = (
    "value-giving, valuable, useful, helpful, help, non-promotional, nonpromotional, not-promotional, organic, "
    "informative, engagement, v, 0, false, no, 0.0"
)
SYNONYMS = {
    Label.PROMOTIONAL: frozenset(_PROMOTIONAL.split(", ")),
    Label.VALUE: frozenset(_VALUE.split(", ")),
}
LABEL_COLUMNS = ("label", "labels", "class", "category", "human_label", "promotional")
KIND_COLUMNS = ("kind",)


def label_meant(written: object) -> tuple[Label, bool] | None:
    """The label that a cell means and whether it says so in the program's own word; None if it means neither."""
    word = _plain(written)
    for label in Label:
        if word == label:
            return label, True
        if word in SYNONYMS[label]:
            return label, False
    if word in set(Kind):
        return LABEL_OF[Kind(word)], False
    return None


def kind_meant(written: object) -> Kind | None:
    """The kind that a cell names; None if it names none."""
    word = _plain(written).replace("-", "_")
    return Kind(word) if word in set(Kind) else None


def is_blank(written: object) -> bool:
    """Whether nothing stands there."""
    return written is None or not str(written).strip()


def _plain(written: object) -> str:
    if isinstance(written, bool):
        return "true" if written else "false"
    return "-".join(str(written).casefold().split()).strip("'\".,;:")
