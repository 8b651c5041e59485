"""What the queue knows of labels and of the models that judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from assistant.cli.labels_given import judged_by_another
from assistant.schedule.rows import NewDraft
from assistant.schedule.store import Store
from assistant.settings import Settings
from tests.insight.verdicts import verdict


def test_drafts_that_wait_and_that_another_model_judged_are_counted(tmp_path: Path) -> None:
    models = ["mine", "mine-light", "base", "base", "base-light"]
    with Store.open(tmp_path / "queue.db", clock=lambda: datetime.now(UTC)) as store:
        store.add([NewDraft(replace(verdict(f"Tip {i * 7919}"), model=m), "facebook") for i, m in enumerate(models)])
        store.posted(4)
    assert judged_by_another(Settings(home=tmp_path), "mine") == 2
    assert judged_by_another(Settings(home=tmp_path / "new"), "mine") == 0
