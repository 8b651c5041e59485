"""The datasheet's tables: put between markers, and fresh for the corpus as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.learning.corpus import LabelledPost, read_corpus
from assistant.learning.datasheet import corpus_tables, figure, markdown_table, with_tables
from assistant.post import Kind, Label

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
MARKED = (
    "before\n<!-- table: one (command) -->\nold\n<!-- /table -->\n<!-- table: two -->\nkept\n<!-- /table -->\nafter\n"
)


def test_a_table_takes_the_place_of_the_old_one_and_nothing_else_changes() -> None:
    filled = with_tables(MARKED, {"one": "| new |\n"})
    assert filled == MARKED.replace("old\n", "\n| new |\n\n")
    assert with_tables(filled, {"one": "| new |\n"}) == filled


def test_a_table_with_backslashes_and_groups_stays_as_it_is() -> None:
    assert r"a\1\g<name>" in with_tables(MARKED, {"one": r"a\1\g<name>"})


def test_a_table_without_markers_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="three"):
        with_tables(MARKED, {"three": ""})


def test_a_cell_cannot_break_the_table() -> None:
    assert markdown_table(["a", "b"], [["x|y", "one\ntwo"]]).splitlines()[2] == "| x\\|y | one two |"


@pytest.mark.parametrize(
    ("value", "shown"), [(0.5, ".500"), (1.0, "1.000"), (None, "-"), (-0.25, "-.250"), (10.05, "10.050")]
)
def test_figures_have_three_digits(value: float | None, shown: str) -> None:
    assert figure(value) == shown


def test_a_corpus_read_once_has_tables_too() -> None:
    tables = corpus_tables([LabelledPost("a b", Label.VALUE, Kind.TIP)])
    assert tables["agreement"] == "No post has been read twice."


def test_the_tables_of_the_datasheet_are_those_of_the_corpus() -> None:
    document = (CORPUS / "README.md").read_text("utf-8")
    fresh = with_tables(document, corpus_tables(read_corpus(CORPUS)))
    assert document == fresh, "the corpus has changed: run `make datasheet`"
