"""A language model of the user's own choice, behind any OpenAI-compatible address: the only door to one.

Facts leave as placeholders and are put back by code, the answer must be JSON, and what comes back passes the guard like
everything else. Whatever goes wrong ends in a notice, never in a suggestion that nobody checked.
"""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import ConfigError, InputError
from assistant.rewriter.edits import Edit
from assistant.rewriter.guard import Sources, check
from assistant.rewriter.owner import Owner
from assistant.rewriter.reading import read
from assistant.rewriter.results import Mode
from assistant.rewriter.suggest import Candidate, check_draft
from assistant.text.facts import facts

LONGEST_ANSWER = 40_000  # characters; more is a model that loops
_PLACEHOLDER = re.compile(r"\{\{\s*F(\d{1,3})\s*\}\}")
_TASK = (
    "You edit social media posts of a small business so that they help the reader. Put the owner's answer first, in "
    "their words, then at most one calm closing line with the offer. Use only what the draft and the answer say: no "
    "new fact, number, name or praise. Keep every condition of an offer, or leave the whole offer out. Tokens such as "
    '{{F1}} stand for facts: copy them exactly. Reply with JSON only: {"posts": ["...", "..."]}.'
)


class ModelSilent(Exception):
    """The language model gave nothing usable; the text says why, for a notice."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a model answers. `timeout` is in seconds, for one request. Raises `ConfigError` for what is no address."""

    base_url: str
    model: str
    key: str = "none"
    timeout: float = 30.0

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.base_url)
            sound = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            sound = False
        if not sound:
            raise self.no_address()

    def no_address(self) -> ConfigError:
        """What to raise where nobody can be asked at such an address."""
        return ConfigError(
            f"{self.base_url[:200]!r} is no address of a language model",
            "set llm_base_url to one like http://localhost:11434/v1",
        )

    @property
    def is_local(self) -> bool:
        """Whether nothing leaves this machine."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost" or host.endswith(".localhost")


def candidates(
    draft: str, connection: Connection, *, answer: str | None = None, owner: Owner | None = None, n: int = 3
) -> tuple[list[Candidate], list[str]]:
    """Candidates of the model that pass the guard, and notices about what did not.

    One request, and one more to repair if the guard refuses all. Raises `InputError` for a text that is no draft,
    or if the client is not installed, and `ConfigError` where the connection leads nowhere.
    """
    check_draft(draft)
    hidden, kept = hide(draft, answer)
    sources = Sources(draft, answer, owner)
    asked: list[dict[str, str]] = [
        {"role": "system", "content": _TASK},
        {"role": "user", "content": _request(hidden, owner, n)},
    ]
    notices: list[str] = []
    for _ in range(2):
        try:
            reply = _ask(connection, asked)
            posts = _posts(reply, n)
        except ModelSilent as silent:
            return [], [*notices, f"the language model gave nothing usable ({silent}); the offline way was taken"]
        shown = [(post, _restored(post, kept)) for post in posts]
        verdicts = [(text, None if text is None else check(text, sources)) for _, text in shown]
        good = [text for text, violations in verdicts if text is not None and violations == ()]
        if good:
            return [_candidate(draft, text) for text in dict.fromkeys(good)], notices
        problems = [str(v) for _, violations in verdicts for v in violations or ()] or ["an unknown placeholder"]
        asked += [
            {"role": "assistant", "content": reply},
            {"role": "user", "content": "Not allowed: " + "; ".join(dict.fromkeys(problems))[:800] + ". Try again."},
        ]
    return [], ["the guard refused everything that the language model wrote; the offline way was taken"]


def hide(draft: str, answer: str | None) -> tuple[Mapping[str, str], tuple[str, ...]]:
    """Draft and answer with each fact as a placeholder, and the facts in the order of their numbers."""
    kept: list[str] = []
    hidden = {}
    for name, text in (("draft", draft), ("answer", answer or "")):
        parts, at = [], 0
        for fact in facts(text):
            if fact.text not in kept:
                kept.append(fact.text)
            parts += [text[at : fact.start], f"{{{{F{kept.index(fact.text) + 1}}}}}"]
            at = fact.end
        hidden[name] = "".join([*parts, text[at:]])
    return hidden, tuple(kept)


def _restored(post: str, kept: Sequence[str]) -> str | None:
    numbers = [int(m) for m in _PLACEHOLDER.findall(post)]
    if any(not 1 <= number <= len(kept) for number in numbers):
        return None
    return _PLACEHOLDER.sub(lambda m: kept[int(m[1]) - 1], post).strip()


def _request(hidden: Mapping[str, str], owner: Owner | None, n: int) -> str:
    wanted = {"draft": hidden["draft"], "answer": hidden["answer"], "posts": n}
    if owner and owner.why:
        wanted["why the business began"] = owner.why
    return json.dumps(wanted, ensure_ascii=False)


def _ask(connection: Connection, asked: Sequence[Mapping[str, str]]) -> str:
    try:
        import openai
    except ImportError as error:
        raise InputError(
            "the client for language models is not installed", "pip install 'content-assistant[llm]'"
        ) from error
    # A proxy or a redirect would carry a draft away that was promised to stay on this machine.
    kept_here = openai.DefaultHttpxClient(trust_env=False, follow_redirects=False) if connection.is_local else None
    try:
        client = openai.OpenAI(
            base_url=connection.base_url,
            api_key=connection.key,
            timeout=connection.timeout,
            max_retries=0,
            http_client=kept_here,
        )
    except Exception as error:  # the HTTP client's error for a wrong address derives from nothing else
        raise connection.no_address() from error
    messages: Any = list(asked)
    try:
        with client:
            reply = client.chat.completions.create(
                model=connection.model, messages=messages, temperature=0.4, max_tokens=1200
            )
    except openai.APITimeoutError as error:
        raise ModelSilent(f"no answer within {connection.timeout:g} s") from error
    except openai.RateLimitError as error:
        raise ModelSilent("it has too much to do, or the quota is used up") from error
    except openai.APIConnectionError as error:
        raise ModelSilent("the line to it broke") from error
    except openai.APIStatusError as error:
        raise ModelSilent(f"it answered with status {error.status_code}") from error
    except (openai.OpenAIError, ValueError) as error:
        raise ModelSilent("its answer is not what the interface promises") from error
    choices = getattr(reply, "choices", None)
    text = choices[0].message.content if choices else None
    if not isinstance(text, str) or not text.strip():
        raise ModelSilent("its answer is empty")
    if len(text) > LONGEST_ANSWER:
        raise ModelSilent("it goes on without an end")
    return text


def _posts(reply: str, n: int) -> list[str]:
    """The posts of a reply; text around the JSON object is forgiven."""
    start, end = reply.find('{"'), reply.rfind("}")
    start = reply.find("{") if start < 0 else start
    try:
        found = json.loads(reply[start : end + 1]) if start >= 0 else None
    except (ValueError, RecursionError) as error:
        raise ModelSilent("its answer is not JSON") from error
    posts = found.get("posts") if isinstance(found, dict) else None
    texts = [p for p in posts if isinstance(p, str) and p.strip()] if isinstance(posts, list) else []
    if not texts:
        raise ModelSilent("its answer holds no posts")
    return texts[:n]


def _candidate(draft: str, text: str) -> Candidate:
    edit = Edit(
        0, len(draft), draft, text, "rewrite", "written by your language model, checked by the guard", "C2", "llm"
    )
    lowered = text.lower()
    dropped = tuple(
        r.text
        for r in read(draft)
        if any(c.isalnum() for c in r.text) and any(f.text.lower() not in lowered for f in r.facts)
    )
    return Candidate(Mode.REMAKE, text, (edit,), dropped, backend="llm")
