"""Charts of an audit as SVG that lives inside the report: no styles of its own, colours by class, one id space."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from assistant.insight.share import Point, Share
from assistant.post import LABEL_OF, Kind, Label
from assistant.schedule.slots import parse_slot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Stand-ins that the report's style sheet replaces, so that one drawing serves light, dark and paper.
INK, FAINT, PROMO, VALUE, LIMIT = "#010101", "#020202", "#030303", "#040404", "#050505"
_CLASSES = {INK: "ink", FAINT: "faint", PROMO: "promo", VALUE: "value", LIMIT: "limit"}
_DASHES = ("-", "--", ":")
_SVG = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_HEIGHT = 2.6  # inches
_SETTINGS = {
    "svg.fonttype": "none",  # text stays text: readable aloud, searchable, small
    "svg.hashsalt": "report",
    "text.parse_math": False,  # a platform's name is no formula
    "font.size": 10,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "path.simplify": True,
}


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and what it says in words, with its figures as a table for those who do not see it."""

    name: str
    title: str
    summary: str
    svg: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def share_chart(lines: Mapping[str, Sequence[Point]], limit_percent: int, window: int) -> Chart | None:
    """The share of promotion in rolling windows: the first three platforms with two windows; None where none has."""
    drawn = dict(islice(((name, points) for name, points in lines.items() if len(points) > 1), 3))
    if not drawn:
        return None
    dated = all(p.at for points in drawn.values() for p in points)

    def draw(axes: Axes) -> None:
        for dash, (name, points) in zip(_DASHES, drawn.items(), strict=False):
            across: Any = [p.at for p in points] if dated else list(range(1, len(points) + 1))  # dates are drawn, too
            axes.plot(across, [100 * p.share for p in points], dash, color=PROMO, linewidth=2, label=name or "share")
            if len(drawn) == 1:
                low, high = [100 * p.low for p in points], [100 * p.high for p in points]
                axes.fill_between(across, low, high, color=PROMO, alpha=0.18, linewidth=0)
        axes.axhline(limit_percent, color=LIMIT, linewidth=1.5, linestyle=(0, (4, 3)))
        axes.set_ylim(0, 100)
        axes.set_ylabel("% promotional")
        if len(drawn) > 1:
            axes.legend(frameon=False, ncols=3, loc="upper right")

    latest = {name: points[-1].share for name, points in drawn.items()}
    said = ", ".join(f"{share:.0%}{f' on {name}' if len(drawn) > 1 else ''}" for name, share in latest.items())
    highest = max(p.share for points in drawn.values() for p in points)
    return Chart(
        "share",
        f"Share of promotion in {window} posts in a row",
        f"The latest window holds {said}, the highest {highest:.0%}; the dashed line is the limit of {limit_percent}%"
        + (", the band allows for the model's doubts." if len(drawn) == 1 else "."),
        _drawn("share", draw),
        ("platform", "window ending", "share"),
        tuple(
            (name or "all", f"{p.at:%Y-%m-%d}" if p.at else f"post {p.place}", f"{p.share:.0%}")
            for name, points in drawn.items()
            for p in _some(points, 40)
        ),
    )


def _some(points: Sequence[Point], most: int) -> Sequence[Point]:
    step = -(-len(points) // most)
    return points[::-1][::step][::-1]


def months_chart(months: Mapping[str, Share]) -> Chart | None:
    """Posts a month, promotion at the foot; None with fewer than two months. The latest 36 are drawn."""
    shown = dict(list(months.items())[-36:])
    if len(shown) < 2:
        return None

    def draw(axes: Axes) -> None:
        across = list(range(len(shown)))
        promotional = [s.promotional for s in shown.values()]
        axes.bar(across, promotional, color=PROMO, label="promotional")
        value = [s.posts - s.promotional for s in shown.values()]
        axes.bar(across, value, bottom=promotional, color=VALUE, label="value")
        step = -(-len(shown) // 12)
        axes.set_xticks(across[::step], list(shown)[::step])
        axes.set_ylabel("posts")
        axes.margins(y=0.25)
        axes.legend(frameon=False, ncols=2, loc="upper left")

    busiest = max(shown, key=lambda m: shown[m].posts)
    return Chart(
        "months",
        "Posts a month",
        f"{len(shown)} months; the busiest was {busiest} with {shown[busiest].posts} posts.",
        _drawn("months", draw),
        ("month", "posts", "promotional", "share"),
        tuple(
            (m, str(s.posts), str(s.promotional), "" if s.share is None else f"{s.share:.0%}") for m, s in shown.items()
        ),
    )


def kinds_chart(kinds: Mapping[Kind, int], posts: int) -> Chart:
    """How many posts of each kind."""
    ordered = sorted((k for k in kinds if kinds[k]), key=lambda k: (LABEL_OF[k] is Label.VALUE, kinds[k], k))

    def draw(axes: Axes) -> None:
        names = [k.replace("_", " ") for k in ordered]
        colours = [PROMO if LABEL_OF[k] is Label.PROMOTIONAL else VALUE for k in ordered]
        bars = axes.barh(names, [kinds[k] for k in ordered], color=colours)
        axes.bar_label(bars, padding=3)
        axes.set_xlabel("posts")

    most = max(ordered, key=lambda k: kinds[k])
    return Chart(
        "kinds",
        "Kinds of posts",
        f"Most often: {most.replace('_', ' ')}, {kinds[most]} of {posts} posts.",
        _drawn("kinds", draw, height=0.6 + 0.26 * len(ordered)),
        ("kind", "label", "posts"),
        tuple((k.replace("_", " "), str(LABEL_OF[k]), str(kinds[k])) for k in reversed(ordered)),
    )


def hours_chart(hours: Mapping[int, int], slots: Sequence[str]) -> Chart | None:
    """Posts by local hour, the usual slots marked (written as in the settings); None where no time of day is known."""
    if not hours:
        return None

    def draw(axes: Axes) -> None:
        axes.bar(list(range(24)), [hours.get(h, 0) for h in range(24)], color=VALUE)
        for at in sorted({parse_slot(slot).at for slot in slots}):
            axes.axvline(at.hour + at.minute / 60, color=LIMIT, linewidth=1.5, linestyle=(0, (4, 3)))
        axes.set_xticks(range(0, 24, 3), [f"{h:02}:00" for h in range(0, 24, 3)])
        axes.set_ylabel("posts")

    busiest = max(hours, key=lambda h: hours[h])
    return Chart(
        "hours",
        "When you post",
        f"Most often from {busiest:02}:00 on. The dashed lines are the slots {', '.join(slots)}.",
        _drawn("hours", draw),
        ("hour", "posts"),
        tuple((f"{h:02}:00", str(hours[h])) for h in sorted(hours)),
    )


def _drawn(name: str, draw: Callable[[Axes], None], *, height: float = _HEIGHT) -> str:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(_SETTINGS):  # type: ignore[arg-type] # the names are settings of matplotlib
        figure: Figure = Figure(figsize=(7.2, height), layout="constrained")
        draw(figure.add_subplot())
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    return _inline(out.getvalue(), name)


def _inline(svg: str, name: str) -> str:
    """Matplotlib's SVG as a part of a page: no prologue, no metadata, no style attributes, ids of its own."""
    root = ET.fromstring(svg)  # noqa: S314 - made by matplotlib a moment ago
    for child in root.findall(f"{_SVG}metadata"):
        root.remove(child)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == f"{_SVG}style":
                parent.remove(child)
    used = set(re.findall(r"(?:url\(|href=\")#([^)\"]+)", svg))
    for element in root.iter():
        _plain(element, name, used)
    box = root.get("viewBox", "0 0 1 1")
    root.attrib.clear()
    root.attrib.update({"viewBox": box, "role": "img", "aria-labelledby": f"{name}-title {name}-summary"})
    return re.sub(r"\s*\n\s*", "\n", ET.tostring(root, encoding="unicode"))


def _plain(element: ET.Element, name: str, used: set[str]) -> None:
    element.tag = element.tag.removeprefix(_SVG)
    own_id = element.attrib.pop("id", None)
    if own_id in used:
        element.set("id", f"{name}-{own_id}")
    if _HREF in element.attrib:
        element.set("href", f"#{name}-{element.attrib.pop(_HREF).removeprefix('#')}")
    if "clip-path" in element.attrib:
        element.set("clip-path", element.attrib["clip-path"].replace("url(#", f"url(#{name}-"))
    classes = []
    for rule in element.attrib.pop("style", "").split(";"):
        key, _, value = (part.strip() for part in rule.partition(":"))
        if value in _CLASSES:
            classes.append(f"{key}-{_CLASSES[value]}")
        elif key == "font-size":
            element.set(key, value.removesuffix("px"))
        elif key and key != "font-family":  # the page's own fonts
            element.set(key, value)
    if element.get("transform", "").startswith("rotate(-0 "):
        del element.attrib["transform"]
    if element.tag == "text" and not classes:
        classes.append("fill-ink")
    if classes:
        element.set("class", " ".join(classes))
