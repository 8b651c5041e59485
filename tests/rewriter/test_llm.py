"""A language model behind a real HTTP server of ours: well-behaved, inventive, endless, broken, silent, busy, gone."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

pytest.importorskip("openai", reason="the extra [llm] is not installed")

from assistant.errors import ConfigError, InputError
from assistant.rewriter.llm import Connection, candidates, hide

DRAFT = "SALE! Rugs from £40, new customers only, until Sunday 8 June. Call Nadia on 01632 960 118."
ANSWER = "Turn the rug over. If the knots show on the back, it is knotted and not glued."
GOOD = "Turn the rug over: if the knots show on the back, it is knotted and not glued."

Reply = Callable[["Handler", int], None]


class Handler(BaseHTTPRequestHandler):
    seen: list[dict[str, Any]]
    answer: Reply
    done: threading.Event

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append(json.loads(body))
        type(self).answer(self, len(self.seen))

    def reply(self, content: str, status: int = 200) -> None:
        document = {
            "id": "x", "object": "chat.completion", "created": 0, "model": "m",
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
        }  # fmt: skip
        data = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


class Served:
    def __init__(self, answer: Reply) -> None:
        self.done = threading.Event()
        self.seen: list[dict[str, Any]] = []
        handler = type("Answering", (Handler,), {"answer": answer, "seen": self.seen, "done": self.done})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.connection = Connection(f"http://127.0.0.1:{self.server.server_port}/v1", "m", timeout=5)


@pytest.fixture
def serve() -> Iterator[Callable[[Reply], Served]]:
    started: list[Served] = []

    def start(answer: Reply) -> Served:
        started.append(Served(answer))
        return started[-1]

    yield start
    for served in started:
        served.done.set()
        served.server.shutdown()
        served.server.server_close()


def posts(*texts: str) -> str:
    return json.dumps({"posts": texts})


def test_a_faithful_model_is_listened_to(serve: Callable[[Reply], Served]) -> None:
    served = serve(lambda h, _: h.reply(posts(GOOD)))
    found, notices = candidates(DRAFT, served.connection, answer=ANSWER)
    assert [c.text for c in found] == [GOOD] and found[0].backend == "llm" and notices == []


def test_facts_leave_as_placeholders_and_come_back(serve: Callable[[Reply], Served]) -> None:
    _, kept = hide(DRAFT, ANSWER)
    price, day, phone = (kept.index(f) + 1 for f in ("£40", "Sunday 8 June", "01632 960 118"))
    offer = (
        f"{GOOD} Rugs from {{{{F{price}}}}}, new customers only, until {{{{F{day}}}}}. Call Nadia on {{{{F{phone}}}}}."
    )
    served = serve(lambda h, _: h.reply(posts(offer)))
    found, _ = candidates(DRAFT, served.connection, answer=ANSWER)
    assert found[0].text.endswith(
        "Rugs from £40, new customers only, until Sunday 8 June. Call Nadia on 01632 960 118."
    )
    sent = json.dumps(served.seen, ensure_ascii=False)
    assert "£40" not in sent and "01632" not in sent and "8 June" not in sent


def test_an_invented_fact_is_refused_and_repaired_once(serve: Callable[[Reply], Served]) -> None:
    served = serve(lambda h, times: h.reply(posts(f"{GOOD} Our rugs are organic.") if times == 1 else posts(GOOD)))
    found, _ = candidates(DRAFT, served.connection, answer=ANSWER)
    assert [c.text for c in found] == [GOOD]
    assert "organic" in served.seen[1]["messages"][-1]["content"] and len(served.seen) == 2


def test_a_model_that_goes_on_inventing_is_given_up(serve: Callable[[Reply], Served]) -> None:
    served = serve(lambda h, _: h.reply(posts(f"{GOOD} Since 1962.", "{{F99}} off")))
    found, notices = candidates(DRAFT, served.connection, answer=ANSWER)
    assert found == [] and "guard refused" in notices[0] and len(served.seen) == 2


def _stall(handler: Handler, _: int) -> None:
    handler.done.wait(20)


def _busy(handler: Handler, _: int) -> None:
    handler.reply("{}", status=429)


def _hang_up(handler: Handler, _: int) -> None:
    handler.connection.close()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (lambda h, _: h.reply("sure! " * 10_000), "without an end"),
        (lambda h, _: h.reply('{"posts": ["half'), "not JSON"),
        (lambda h, _: h.reply('{"post": "x"}'), "no posts"),
        (lambda h, _: h.reply(""), "empty"),
        (_stall, "no answer within 0.3 s"),
        (_busy, "too much to do"),
        (_hang_up, "line to it broke"),
    ],
    ids=["loops", "breaks-json", "other-json", "says-nothing", "stalls", "429", "drops-the-line"],
)
def test_a_model_that_fails_ends_in_a_notice(serve: Callable[[Reply], Served], answer: Reply, why: str) -> None:
    served = serve(answer)
    timeout = 0.3 if answer is _stall else 5
    connection = Connection(served.connection.base_url, "m", timeout=timeout)
    found, notices = candidates(DRAFT, connection, answer=ANSWER)
    assert found == [] and why in notices[0] and "offline way" in notices[0]


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:11434/v1", True),
        ("http://localhost:8080/v1", True),
        ("http://[::1]:1/v1", True),
        ("https://api.models.example/v1", False),
        ("http://localhost.models.example/v1", False),
        ("http://192.168.0.7/v1", False),
    ],
)
def test_only_this_machine_is_local(url: str, local: bool) -> None:
    assert Connection(url, "m").is_local is local


@pytest.mark.parametrize(
    "url",
    ["http://[::1", "http://localhost:port/v1", "localhost:11434/v1", "ftp://localhost/v1", "http:///v1", "http://:0/"],
)
def test_what_is_no_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(ConfigError, match="is no address of a language model: set llm_base_url"):
        Connection(url, "m")


def test_so_is_an_address_that_only_the_client_refuses() -> None:
    with pytest.raises(ConfigError, match="is no address of a language model: set llm_base_url"):
        candidates(DRAFT, Connection("http://999.1.1.1/v1", "m"), answer=ANSWER)


def test_no_proxy_reads_what_is_sent_to_this_machine(
    serve: Callable[[Reply], Served], monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, served = (serve(lambda h, _: h.reply(posts(GOOD))) for _ in range(2))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.server.server_port}")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    found, _ = candidates(DRAFT, served.connection, answer=ANSWER)
    assert [c.text for c in found] == [GOOD]
    assert len(served.seen) == 1 and proxy.seen == []


def test_a_model_on_this_machine_cannot_send_the_draft_on(serve: Callable[[Reply], Served]) -> None:
    elsewhere = serve(lambda h, _: h.reply(posts(GOOD)))

    def redirect(handler: Handler, _: int) -> None:
        handler.send_response(307)
        handler.send_header("Location", f"{elsewhere.connection.base_url}/chat/completions")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    found, notices = candidates(DRAFT, serve(redirect).connection, answer=ANSWER)
    assert found == [] and "status 307" in notices[0] and elsewhere.seen == []


@pytest.mark.parametrize("draft", ["", " \n", "a" * 20_001])
def test_what_is_no_draft_is_not_sent(serve: Callable[[Reply], Served], draft: str) -> None:
    served = serve(lambda h, _: h.reply(posts(GOOD)))
    with pytest.raises(InputError):
        candidates(draft, served.connection, answer=ANSWER)
    assert served.seen == []


@pytest.mark.parametrize("said", ["[We are certified organic, since 1950]", "[your tip about rugs]", "[Nadia]"])
def test_what_a_model_puts_in_brackets_is_not_shown(serve: Callable[[Reply], Served], said: str) -> None:
    served = serve(lambda h, _: h.reply(posts(f"{GOOD} {said}")))
    found, notices = candidates(DRAFT, served.connection, answer=ANSWER)
    assert found == [] and "guard refused" in notices[0]


@pytest.mark.skipif(
    not os.environ.get("ASSISTANT_TEST_LLM_URL"), reason="set ASSISTANT_TEST_LLM_URL to try a real model"
)
def test_a_real_local_model_never_gets_past_the_guard() -> None:
    connection = Connection(
        os.environ["ASSISTANT_TEST_LLM_URL"], os.environ.get("ASSISTANT_TEST_LLM_MODEL", "local"), timeout=120
    )
    found, notices = candidates(DRAFT, connection, answer=ANSWER)
    assert found or notices
