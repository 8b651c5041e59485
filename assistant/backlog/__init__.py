"""Backlogs of any size: readers, writers, the streaming pipeline.

Other parts of the program read posts with `read_rows`:

    for row in read_rows(Path("posts.csv"), encoding=None):
        row.line    # 1-based line of the file
        row.text    # the post, from the column that `text_column` names or a known header gives away
        row.fields  # every column by name, the text's own included

CSV, TSV, JSON Lines, JSON, plain text and compressed ones are told apart by their suffix. `find_column` finds any other
column (a label's, a date's) by the names that it may go by.
"""

from assistant.backlog.columns import find_column, find_text_column
from assistant.backlog.reading import read_rows
from assistant.backlog.rows import Reject, Row

__all__ = ["Reject", "Row", "find_column", "find_text_column", "read_rows"]
