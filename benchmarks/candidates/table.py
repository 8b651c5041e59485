"""The table of candidates: what each measured, beside each other and combined."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from assistant.classifier.calibration import KINDS, PROMOTIONAL_COUNT, Calibration, label_logit
from assistant.learning import light
from assistant.learning.corpus import LabelledPost
from assistant.learning.datasheet import markdown_table
from assistant.learning.evaluation import metrics
from assistant.post import Kind, Label

BUSINESSES = ("big_brand", "brand_or_creator", "individual_pro", "small_business", "creator")


class Table:
    """Puts what was measured beside each other."""

    def __init__(self, posts: Sequence[LabelledPost], real: Sequence[Mapping[str, Any]]) -> None:
        self._posts, self._real = posts, real
        self._truth = [Label(r["label"]) for r in real]
        self._kinds = [Kind(r["kind"]) if r.get("kind") else None for r in real]
        self._clear = np.array([bool(r.get("clear", True)) for r in real])

    def row(self, name: str, found: Mapping[str, Any]) -> dict[str, Any]:
        """Figures of one candidate; over seeds, their means, and the spread of the AUC."""
        folds = None if found["folds"] is None else np.array(found["folds"], dtype=np.float64)
        fitted = light.calibrate(folds, self._posts) if folds is not None and folds.std() > 0 else None
        seeds = [self._on_real(np.array(scores, dtype=np.float64), fitted) for scores in found["real"]]
        means = {k: statistics.fmean(s[k] for s in seeds) for k in seeds[0] if seeds[0][k] is not None}
        within = None if folds is None else self._within(folds, fitted)
        spread = statistics.pstdev(s["auc"] for s in seeds) if len(seeds) > 1 else None
        return {"name": name, **means, "spread": spread, "within": within, **found}

    def _within(self, folds: np.ndarray, fitted: Calibration | None) -> dict[str, Any]:
        logits = np.array([label_logit(row) for row in folds.tolist()])
        if fitted is not None:
            logits = fitted.slope * logits + fitted.offset
        return metrics([p.label for p in self._posts], (1 / (1 + np.exp(-logits))).tolist())

    def _on_real(self, scores: np.ndarray, fitted: Calibration | None) -> dict[str, float]:
        logits = np.array([label_logit(row) for row in scores.tolist()]) * (fitted.slope if fitted else 1.0)
        promotional = sum(t is Label.PROMOTIONAL for t in self._truth)
        ranked = np.sort(logits)[::-1]
        logits = logits - (ranked[promotional - 1] + ranked[min(promotional, len(ranked) - 1)]) / 2
        chance = 1 / (1 + np.exp(-logits))
        said = np.where(
            chance >= 0.5,
            scores[:, :PROMOTIONAL_COUNT].argmax(1),
            PROMOTIONAL_COUNT + scores[:, PROMOTIONAL_COUNT:].argmax(1),
        )
        out: dict[str, float] = {}
        for suffix, chosen in (("", np.full(len(chance), True)), ("_clear", self._clear)):
            rows = np.flatnonzero(chosen)
            figures = metrics(
                [self._truth[i] for i in rows],
                chance[rows].tolist(),
                [(self._kinds[i], Kind(KINDS[said[i]])) for i in rows],
            )
            out |= {f"{n}{suffix}": figures[n] for n in ("macro_f1", "auc", "calibration_error")}
            out[f"kind{suffix}"] = figures["kinds"]["accuracy"]
        for business in BUSINESSES:
            rows = np.flatnonzero([r.get("business") == business for r in self._real])
            if len(rows):
                out[business] = metrics([self._truth[i] for i in rows], chance[rows].tolist())["macro_f1"]
        return out

    def combined(self, found: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
        """A cascade, and mixtures of the best: made of scores that were measured, each centred on its own threshold."""
        names = {"light": "light: hashed words + surface", "mini": "MiniLM fine-tuned"}
        names |= {"encoder": "shipped encoder alone: mean of such runs, 8 bits"}
        if not all(n in found for n in names.values()):
            return []
        rows = []
        for title, parts in (
            ("mixture: shipped encoder + MiniLM", (("encoder", 1.0), ("mini", 1.0))),
            ("mixture: shipped encoder + .45 light, as shipped", (("encoder", 1.0), ("light", 0.45))),
        ):
            real = sum(w * np.array(found[names[n]]["real"][0]) for n, w in parts)
            used = [found[names[n]] for n, _ in parts]
            rows.append(self.row(title, {**summed(used), "real": [real.tolist()], "folds": None}))
        rows.append(self._cascade(found[names["light"]], found[names["encoder"]]))
        return rows

    def _cascade(self, cheap: Mapping[str, Any], dear: Mapping[str, Any]) -> dict[str, Any]:
        """The light model where it is surest (a third of the posts), the encoder elsewhere."""
        first, second = np.array(cheap["real"][0]), np.array(dear["real"][0])
        logits = np.array([label_logit(row) for row in first.tolist()])
        away = np.abs(logits - np.median(logits))
        chosen = np.where((away >= np.quantile(away, 2 / 3))[:, None], first, second)
        cost = summed([cheap, dear])
        cost["rate"] = 1 / (1 / cheap["rate"] + 2 / 3 / dear["rate"])
        title = "cascade: light where sure, else the shipped encoder"
        return self.row(title, {**cost, "real": [chosen.tolist()], "folds": None})


_THRESHOLD = (
    "In macro-F1 and calibration each candidate has the threshold that calls as many real posts promotional as are "
    "(the true share),\nso that candidates compare. The shipped model has a threshold of its own: its figures are "
    "those of the\n[model card](../models/README.md)."
)


def summed(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What several models cost together."""
    cost = {k: sum(p[k] for p in parts) for k in ("seconds", "megabytes", "latency")}
    return {**cost, "memory": max(p["memory"] for p in parts), "rate": 1 / sum(1 / p["rate"] for p in parts)}


def on_front(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bool:
    """No other is at least as good in macro-F1 and AUC on real posts, posts/s and size, and better in one."""

    def figures(r: Mapping[str, Any]) -> tuple[float, ...]:
        return r["macro_f1"], r["auc"], r["rate"], -r["megabytes"]

    sign, others = figures(row), [figures(r) for r in rows if r is not row]
    return not any(all(o >= s for o, s in zip(other, sign, strict=True)) and other != sign for other in others)


def rendered(rows: Sequence[Mapping[str, Any]]) -> str:
    """The table as Markdown, in three parts of the same rows."""

    def f(value: float | None) -> str:
        return "" if value is None else f"{value:.3f}".removeprefix("0")

    quality, business, cost = [], [], []
    for r in rows:
        auc = f"{f(r['auc'])} / {f(r['auc_clear'])}" + (f" ± {f(r['spread'])}" if r["spread"] is not None else "")
        quality.append([
            r["name"], f"{f(r['macro_f1'])} / {f(r['macro_f1_clear'])}", auc,
            f"{f(r['calibration_error'])} / {f(r['calibration_error_clear'])}",
            f"{f(r['kind'])} / {f(r['kind_clear'])}",
            *((f(r["within"]["auc"]), f(r["within"]["macro_f1"])) if r["within"] else ("", "")),
        ])  # fmt: skip
        business.append([r["name"], *(f(r.get(b)) for b in BUSINESSES)])
        cost.append([
            r["name"], f"{r['seconds']:.0f}", f"{r['megabytes']:.1f}", f"{r['rate']:,.0f}",
            f"{1000 * r['latency']:.1f}", f"{r['memory']:.0f}", "yes" if on_front(r, rows) else "",
        ])  # fmt: skip
    head = ["candidate", "macro-F1", "AUC", "calibration error", "kind accuracy"]
    return "\n\n".join(
        (
            _THRESHOLD,
            "Real posts, all / clear; on the right, corpus posts of industries that the candidate never saw:",
            markdown_table([*head, "AUC, unseen industries", "macro-F1"], quality),
            "Macro-F1 on real posts by sort of business:",
            markdown_table(["candidate", *(b.replace("_", " ") for b in BUSINESSES)], business),
            "Cost, on one thread of this machine:",
            markdown_table(
                ["candidate", "training, s", "MB", "posts/s", "one post, ms", "peak memory, MB", "Pareto front"], cost
            ),
        )
    )
