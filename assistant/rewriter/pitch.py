"""Rules against the pitch, for promotional drafts: urgency, bait, boasts, superlatives, commands."""

from __future__ import annotations

import re

from assistant.rewriter.rules import Rule, compiled, words
from assistant.text.sentences import EMOJI

_FACES = rf"(?:[ \t]?(?:{EMOJI})){{1,8}}"
_END = rf"(?:[ \t]?[.!?…]{{1,20}}(?:{_FACES})?(?=\s|\Z)|{_FACES}(?=\s|\Z)|[ \t]?(?=\n|\Z))"
_AFTER_EMOJI = r"(?<=[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F])[ \t]?(?=\w)"
_START = rf"(?:(?:(?<=\A)|(?<=[.!?…\n])|(?<=[.!?…]\s))(?:(?:{EMOJI})[ \t]?){{0,8}}|{_AFTER_EMOJI})"
_HURRY = (
    r"hurry(?:[ ](?:up|in|now|over|down))?|act (?:now|fast)|don[’']?t (?:delay|wait|hang about|hesitate)"
    r"|be quick"
    r"|don[’']?t miss (?:out|this|it)(?: on this)?|last chance|final (?:call|hours)|time is running out"
    r"|while you still can"
    r"|what are you waiting for|before it[’']?s too late|you snooze,? you lose|run,? don[’']?t walk"
    r"|get in quick"
    r"|be fast"
    r"|who[’']?s in|are you ready|it[’']?s now or never|blink and you[’']?ll miss it|grab (?:it|yours"
    r"|one) (?:quick|fast|now)"
    r"|(?:(?:spots|spaces|places|slots|seats|tickets|dates|stock|they|these|it|everything)(?:[ ](?:are|is"
    r"|[’']re))?[ ])?"
    r"(?:going|goes|go|selling|sell|filling up|moving)[ ](?:very |really |super |so )?(?:fast|quickly|quick)"
    r"|limited (?:time|slots|spaces|spots|places|availability|stock)(?: only)?|don[’']?t leave it (?:to|until"
    r"|till) the last minute"
)
_BAIT = (
    r"(?:(?:please |don[’']?t forget to )?(?:like|share|subscribe|comment|follow)(?:,? (?:and |& )?(?:like"
    r"|share"
    r"|subscribe|comment|follow|save)){1,4}"
    r"(?: (?:this|our page|for more|this post|now))?)"
    r"|(?:tag|share (?:this )?with)(?: (?:a|your|some))? ?(?:friend|friends|someone|somebody|mate|mates"
    r"|bestie)(?: who [^.!?\n]{1,60})?"
    r"|smash that (?:like|follow)(?: button)?|double tap(?: if [^.!?\n]{1,60})?|set (?:your|an) alarms?"
)
_BOAST = (
    r"(?:and )?(?:we|i) (?:really )?(?:could ?n[’']?t|can ?n?[’']?t) be (?:more )?(?:prouder|proud|happier"
    r"|happy"
    r"|more excited|excited)"
    r"|(?:simply )?the best (?:[a-z]+ ){1,3}(?:in town|around|in the (?:business|valley|city|area|world|county"
    r"|country))"
    r"|(?-i:Best) [a-z]+(?: [a-z]+)? (?:in town|around|in the (?:business|valley|city|area|world|county"
    r"|country))"
    r"|quality you can trust|you won[’']?t (?:regret it|be disappointed|find better)|nobody does it better"
    r"|we(?:[’']re| are) simply the best"
    r"|no job (?:is )?too (?:big|small|big or small)|big news|great news|exciting news|huge news"
    r"|it[’']?s (?:finally )?here"
    r"|the wait is over|drum ?roll(?: please)?|you asked,? we (?:delivered|listened)"
)
_MOTION = (
    r"(?:book|order|buy|shop|call|register|sign up|enroll?|reserve|download|join|apply|subscribe|donate"
    r"|message|ring|phone|text|dm|contact|visit|inbox|email)"
)
_LINK_NEXT = re.compile(r"[ \t](?:https?://|www\.|[\w-]{1,63}\.[a-z])", re.IGNORECASE)
_NOW = r"(?:now|today|right now|asap|immediately|straight away)"
_GLAD = (
    r"(?:very |so |really |super |absolutely |incredibly )?(?:proud|thrilled|excited|delighted|pleased"
    r"|happy"
    r"|honou?red|over the moon|stoked|chuffed)"
)


def _soften(match: re.Match[str]) -> str | None:
    at = " at" if _LINK_NEXT.match(match.string, match.end()) else ""
    return f"You can {match['verb'][0].lower()}{match['verb'][1:]}{match['object'] or ''}{at}"


def _announced(match: re.Match[str]) -> str:
    return match["first"].upper()


PITCH_RULES = (
    Rule(
        id="drop-urgency",
        operation="drop urgency",
        pattern=compiled(rf"{_START}(?:(?:so|but|and),? )?(?:{_HURRY}){_END}"),
        cut=True,
        reason="hurry is the seller's, not the reader's",
        principle="D1",
        fires=(
            ("Rugs from $90. Hurry!!", "Rugs from $90."),
            ("🚨 LAST CHANCE 🚨 The course starts Monday.", "The course starts Monday."),
            ("Jars are £7.\nDon't miss out!\nPick up at the gate.", "Jars are £7.\nPick up at the gate."),
            ("Slots are going fast! Six seats.", "Six seats."),
        ),
        silent=(
            "Hurry hardly ever helps dough.",
            "Don't wait for the kettle to scream.",
            "Who's in the photo?",
            "We sold out in 9 days.",
        ),
    ),
    Rule(
        id="drop-urgency-tail",
        operation="drop urgency",
        pattern=compiled(
            r",? (?:so |but |- |– )?(?:hurry(?: up| in)?|or miss out|don[’']?t miss (?:out|it)|be quick"
            r"|so (?:grab|get) (?:it|yours|them) (?:quick|fast)"
            r"|while you still can|before it[’']?s too late|before they[’']?re gone)(?=[ \t]?(?:[.!]{1,20}(?:\s"
            r"|\Z)|\n|\Z))"
        ),
        replacement="",
        reason="hurry is the seller's, not the reader's",
        principle="D1",
        fires=(
            ("We sold out in 9 days so HURRY.", "We sold out in 9 days."),
            ("Book now or miss out!", "Book now!"),
            ("Six wheels so grab yours quick!", "Six wheels!"),
        ),
        silent=("Do not hurry the dough.", "We hurry slowly."),
    ),
    Rule(
        id="drop-urgency-clause",
        operation="drop urgency",
        pattern=compiled(
            rf"{_START}(?:(?:spots|spaces|places|slots|seats|tickets|dates)(?: are)? (?:going|selling"
            rf"|filling up) (?:very )?fast"
            r"|don[’']?t leave it (?:to|until|till) the last minute|hurry|be quick|don[’']?t wait"
            r"|don[’']?t delay),[ ](?=(?:sign up|book"
            r"|order|call|contact|register|message|get|grab|reserve|email|text|ring|shop|enrol"
            r"|enroll)\b)(?P<first>[a-z])"
        ),
        replacement=lambda m: m["first"].upper(),
        reason="hurry is the seller's, not the reader's",
        principle="D1",
        fires=(("Spaces going FAST, sign up: sums.example", "Sign up: sums.example"),),
        silent=("Hurry, the dough won't, and that is fine.", "Places going fast, slow down there."),
    ),
    Rule(
        id="plain-scarcity",
        operation="state scarcity plainly",
        pattern=compiled(
            rf"{_START}(?P<only>only )(?P<rest>(?:\d{{1,4}}|two|three|four|five|six|seven|eight|nine"
            rf"|ten)(?: \w{{1,20}}){{0,3}} (?:left|remaining))"
        ),
        replacement=lambda m: m.group()[: m.start("only") - m.start()] + m["rest"][0].upper() + m["rest"][1:],
        reason="the number says it without a push",
        principle="D1",
        fires=(
            ("Only 4 places left!", "4 places left!"),
            ("Six weeks. Only two spots left.", "Six weeks. Two spots left."),
        ),
        silent=("Only 2 of us work here.", "Manual cars only.", "We were only 4 points left of the line."),
    ),
    Rule(
        id="drop-bait",
        operation="drop bait",
        pattern=compiled(rf"{_START}(?:{_BAIT}){_END}"),
        cut=True,
        tells=True,
        reason="asking for likes gives the reader nothing",
        principle="C1",
        fires=(
            ("New episode. Don't forget to like, share and subscribe!!", "New episode."),
            ("Arches from $180. Tag someone who needs this 👇", "Arches from $180."),
        ),
        silent=("I like, and share, my lunch.", "Tag the lamb before it leaves.", "Follow the river."),
    ),
    Rule(
        id="drop-boast",
        operation="drop boast",
        pattern=compiled(rf"{_START}(?:{_BOAST}){_END}"),
        cut=True,
        tells=True,
        reason="praise counts when others say it",
        principle="C1",
        fires=(
            ("Rowan won. We couldn't be prouder! See it on Monday.", "Rowan won. See it on Monday."),
            ("Best meat in town! Order by Friday.", "Order by Friday."),
            ("BIG NEWS! The shop opens Saturday.", "The shop opens Saturday."),
        ),
        silent=(
            "Best in Show went to a whippet.",
            "We were voted Best Clinic in Ashdale.",
            "The best time to water is dawn.",
        ),
    ),
    Rule(
        id="drop-announcing",
        operation="drop the drum roll",
        pattern=compiled(
            rf"{_START}(?:(?:we(?:[’']re| are)|i(?:[’']m| am)) )?{_GLAD} to (?:announce|share|say|tell you"
            rf"|let you know|report)(?: that|:)? (?P<first>(?-i:[a-z]|[A-Z]))"
        ),
        replacement=lambda m: m.group()[: len(m.group()) - len(m.group().lstrip())] + _announced(m),
        reason="the news can speak first",
        principle="C1",
        fires=(
            ("Proud to announce that Rowan has won the prize.", "Rowan has won the prize."),
            ("We are thrilled to share that we have moved.", "We have moved."),
        ),
        silent=(
            "Proud to have supplied the crane.",
            "We are delighted to welcome Dr. Pratt.",
            "I was happy to announce it.",
        ),
    ),
    Rule(
        id="soft-action",
        operation="command to possibility",
        pattern=compiled(
            rf"{_START}(?P<verb>(?-i:[A-Z])(?<=[BOSCRERDJAIMTVP])(?:(?<=B)ook|(?<=O)rder|(?<=S)hop|(?<=S)ign up"
            rf"|(?<=C)all|(?<=R)egister|(?<=R)eserve|(?<=E)nroll?"
            rf"|(?<=D)ownload|(?<=J)oin|(?<=A)pply|(?<=C)ontact|(?<=M)essage|(?<=V)isit|(?<=T)ext|(?<=R)ing"
            rf"|(?<=P)hone|(?<=B)uy))"
            rf"(?P<object>(?: (?:us|me|online|in|your \w{{1,20}}(?: \w{{1,20}})?"
            rf"|our (?!friendly)\w{{1,20}}(?: \w{{1,20}})?))?) {_NOW}"
            r"(?! (?:and|to|for|only)\b)(?=[ \t]?[.!,:→👉(]|[ \t](?:at|on|by|via|from|before|or|with|\d|\("
            r"|[\w.]{1,60}\.\w)|\s*\Z)"
        ),
        replacement=_soften,
        reason="an open door instead of a push",
        principle="C2",
        fires=(
            ("Book now at reef.example", "You can book at reef.example"),
            ("Tyres fitted. Call us today on 555-0100.", "Tyres fitted. You can call us on 555-0100."),
            ("Sign up today, cancel anytime.", "You can sign up, cancel anytime."),
        ),
        silent=(
            "Order today and get 10% off.",
            "Book today only for the old price.",
            "Call the vet now if he limps.",
            "Visit the coast today, the light is good.",
        ),
    ),
    Rule(
        id="calm-now",
        operation="drop urgency",
        pattern=compiled(
            rf"(?<!the )(?<!my )(?<!our )(?<!\ba )(?P<head>{words(_MOTION)}(?: (?:us|me|on|at"
            rf"|yours))?(?: \+?[(\d][\d ()-]{{5,18}}\d)?) now(?=[ \t]?[!.]|\s*\Z)"
        ),
        replacement=r"\g<head>",
        reason="hurry is the seller's, not the reader's",
        principle="D1",
        fires=(("Call 555-0142 now!", "Call 555-0142!"), ("Ring 01273 496 0888 now.", "Ring 01273 496 0888.")),
        silent=("You can call now and then.", "It is in the shop now."),
    ),
)
