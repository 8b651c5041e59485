"""JSON Lines and JSON: objects one by one, with the line that each stands in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from assistant import strictjson
from assistant.backlog.rows import Reject
from assistant.backlog.source import LINE_LIMIT, SAMPLE, Source
from assistant.errors import InputError

_RAW_SHOWN = 500
_LIST = re.compile(r"\A\s*\[|[:=]\s*\[(?=\s*[{\]])")  # the document itself, or the first member that lists objects
Item = tuple[int, dict[str, Any] | Reject, str | None]


def json_lines(source: Source) -> Iterator[Item]:
    """Line number, object and raw line of each line; a `Reject` in place of the object for a bad line."""
    for number, line in enumerate(source.lines(), 1):
        raw = line.strip("\ufeff \t\r\n")
        if not raw:
            continue
        try:
            item = strictjson.loads(raw)
        except ValueError as error:
            reason = f"the line is no usable JSON ({strictjson.why(error)})"
            yield number, Reject(source.name, number, reason, raw[:_RAW_SHOWN]), None
            continue
        if isinstance(item, dict):
            yield number, item, raw
        else:
            yield number, Reject(source.name, number, "the line is no JSON object", raw[:_RAW_SHOWN]), None


def json_items(source: Source) -> Iterator[Item]:
    """Line number and object of each element of a JSON array, or of the first list of objects in a JSON object.

    What stands before the first bracket is passed over if it is an assignment, as in the X/Twitter archive
    (`window.YTD.tweets.part0 = [`). Elements are decoded one at a time. Raises `InputError` for broken JSON, and where
    more than a semicolon follows a list that is no member of an object.
    """
    text = _Growing(source)
    if not text.find_list():
        raise InputError(f"{source.name} holds no list of posts", "a JSON file is a list of objects: [{...}, {...}]")
    while True:
        if text.next_visible(",") == "]":
            text.leave_list()
            return
        line = text.line
        item = text.value()
        if isinstance(item, dict):
            yield line, item, None
        else:
            yield line, Reject(source.name, line, "the element is no JSON object", str(item)[:_RAW_SHOWN]), None


class _Growing:
    """A window on the text of a JSON file: grows where a value is cut off, shrinks behind what was read."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lines = source.lines()
        self._window, self._at = "", 0
        self._whole = True  # whether the list is the document and no member of an object
        self.line = 1

    def find_list(self) -> bool:
        """Go behind the bracket of the list of objects; False if there is none."""
        while self._more():
            found = _LIST.search(self._window)
            if found:
                self._whole = "{" not in self._window[: found.start()]
                self._go(found.end())
                return True
            if len(self._window) > SAMPLE:
                return False
        return False

    def leave_list(self) -> None:
        """Go behind the bracket that ends the list: more lists or objects there would be lost."""
        self._go(self._at + 1)
        if self._whole and self._visible(";"):
            raise self._broken("more stands behind the list of posts")

    def next_visible(self, passed: str) -> str:
        """The next character that is neither white space nor one of `passed`, not consumed."""
        found = self._visible(passed)
        if not found:
            raise self._broken("it ends in the middle")
        return found

    def _visible(self, passed: str) -> str:
        while True:
            window, at = self._window, self._at
            while at < len(window) and (window[at] in " \t\r\n" or window[at] in passed):
                at += 1
            self._go(at)
            if at < len(window):
                return window[at]
            if not self._more():
                return ""

    def value(self) -> Any:
        """The JSON value that begins here."""
        while True:
            try:
                value, end = strictjson.raw_decode(self._window, self._at)
            except ValueError as error:
                if isinstance(error, json.JSONDecodeError) and self._more():
                    continue
                raise self._broken(strictjson.why(error)) from error
            if end == len(self._window) and self._more():
                continue
            self._go(end)
            return value

    def _go(self, place: int) -> None:
        self.line += self._window.count("\n", self._at, place)
        self._at = place

    def _more(self) -> bool:
        """Read on, at least as much again as is waiting, so that a long value is not tried line by line."""
        waiting = self._window[self._at :]
        parts, size, wanted = [waiting], 0, max(len(waiting), 1 << 16)
        for line in self._lines:
            parts.append(line)
            size += len(line)
            if size >= wanted:
                break
        if len(waiting) > LINE_LIMIT:
            raise self._broken("one element is larger than any post")
        self._window, self._at = "".join(parts), 0
        return size > 0

    def _broken(self, why: str) -> InputError:
        return InputError(f"{self._source.name} is no usable JSON ({why}, line {self.line})", "export it again")
