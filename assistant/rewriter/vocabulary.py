"""Words that a rewording may use though no source has them, and words that mean something to the guard."""

from __future__ import annotations

from assistant.text.words import listed

FUNCTION = listed(
    "a an the and or but so if as at by for from in into of on onto to with about over under up down out off"
    " is are was "
    "were be been being am do does did have has had will would can could should may might must shall this"
    " that these "
    "those it its it's they them their there here he she his her we us our i me my you your yours who whom"
    " whose which "
    "what when where why how than then too also just very just while because though although s t re ve ll d"
    " m don "
    " i'd i'll you'd we'd they'd he'd she'd he'll she'll he's she's i'm i've we're we've we'll you're you've"
    " you'll it'll they're that's there's here's let's what's who's"
)
NEGATIONS = listed(
    "no not never none nobody nothing neither nor without cannot can't don't doesn't didn't won't isn't"
    " aren't wasn't "
    "weren't hasn't haven't hadn't wouldn't shouldn't couldn't mustn't needn't ain't"
)
# These change what a number means, so they belong to it.
QUALIFIERS = listed(
    "from over under above below least most min max minimum maximum up until till before after by every each per"
)
# Words that a rewording may bring in. No noun for a thing, no quality, no promise.
PLAIN = listed(
    "ask asks begin bring brings come comes drop find finds get gets getting give gives go goes happy have"
    " keep keeps "
    "know let look make makes mean means need needs open put read reach say says see sees send start starts"
    " stop take "
    "takes tell think try turn use using want wants welcome work works write book booking call order message"
    " ring text "
    "answer question thing things way ways time day bit lot lots one ones people somebody someone something"
    " anybody "
    "anyone anything else next first then again still already before after when while until once often usually "
    "sometimes maybe perhaps really quite rather now later soon back away around through between against"
    " during "
    "more less many much few several other another same own such both either like well also too please"
    " thanks yes "
    "sure ok okay details detail info help helps hello hi place places spot visit line word words ahead"
    " along together "
    "instead available costs cost price priced pay comes running runs run held"
    " happen happens "
    "simply simple easy easily good better right wrong left long short little big small new old real true"
    " fine ready each bad because since till until otherwise always ever inside round beside whatever"
)
# Ordinary words that state next to nothing beside words of a source, and could state something by themselves: the guard
# wants most of the clause around them to come from a source. No quality, no promise, no money, no health.
COMMON = listed(
    "afterwards outside somewhere anywhere everywhere whether yourself myself themselves"
    " itself half apart aside straight fully mostly almost exactly especially completely enough most least"
    " single piece part parts kind sort top bottom middle front advice tip trick idea reason chance side home house"
    " room rooms door doors street road foot feet hand hands eye eyes head child children kid kids friend"
    " friends family"
    " guest guests visitor visitors customer customers client clients owner owners neighbour neighbours team shop post"
    " page list story stories kitchen table floor wall walls bag bags box boxes bottle cup glass plate paper"
    " water light"
    " dark dry wet wait stay stays leave leaves eat eats drink drinks wear wears cook cooks buy buys move moves"
    " walk walks"
    " play plays pick picks choose chooses check checks clean wash washes close shut set sets sit sits stand stands lie"
    " watch listen touch feel feels learn learns teach teaches finish finishes follow follows join joins meet"
    " meets share"
    " shows show keep store push pull press lift raise cut cuts add adds mix pour pours fill fills rest sleep"
    " sleeps wake"
    " weigh expect trim remember forget understand matter matters deliver delivers bear mind change changes hope love"
    " like likes hear hears call hold holds carry carries turn turns hang hangs drop drops fit fits throw spread stick"
    " sticks soak soaks measure cover covers count counts dip wipe wipes brush rinse rinses scrape spot stain"
    " stains fold"
    " folds wrap wraps test tests plan plans visit visits travel drive ride rides swim climb enjoy pays notice notices"
    " wonder stop stops slip slips press presses pass passes point points save enter enters toilet stomach"
)
# Endings that make another word of the same: members, membership.
ENDINGS = listed("ship ment ness ation ion tion ing ings ed er ers s es al y ly e en n ity th ful or ors")
# Forms that no ending explains, in the present.
IRREGULAR = {
    form: base
    for base, forms in {
        "sweep": "swept", "take": "took taken", "eat": "ate eaten", "keep": "kept", "make": "made",
        "buy": "bought", "bring": "brought", "think": "thought", "teach": "taught", "catch": "caught", "tell": "told",
        "sell": "sold", "hold": "held", "stand": "stood", "hear": "heard", "feel": "felt", "lose": "lost",
        "build": "built", "send": "sent", "spend": "spent", "write": "wrote written", "drive": "drove driven",
        "break": "broke broken", "speak": "spoke spoken", "wear": "wore worn", "choose": "chose chosen",
        "freeze": "froze frozen", "shake": "shook shaken", "know": "knew known", "grow": "grew grown",
        "throw": "threw thrown", "draw": "drew drawn", "fly": "flew flown", "give": "gave given", "go": "went gone",
        "come": "came", "see": "saw seen", "run": "ran", "begin": "began begun", "drink": "drank drunk",
        "sink": "sank sunk", "win": "won", "sit": "sat", "dig": "dug", "stick": "stuck", "meet": "met", "pay": "paid",
        "say": "said", "lay": "laid", "find": "found", "wind": "wound", "bite": "bit bitten", "hide": "hid hidden",
        "ride": "rode ridden", "rise": "rose risen", "fall": "fell fallen", "get": "got gotten", "bend": "bent",
        "lend": "lent", "light": "lit", "sleep": "slept", "mean": "meant", "foot": "feet", "tooth": "teeth",
        "after": "afterwards", "child": "children", "knife": "knives", "half": "halves", "shelf": "shelves",
    }.items()
    for form in forms.split()
}  # fmt: skip
# Words that turn a statement around when one stands where a source has another.
OPPOSITES = tuple(
    (listed(a), listed(b))
    for a, b in (
        ("hot", "cold"), ("warm", "cold cool"), ("wet", "dry"), ("morning mornings", "evening evenings night"),
        ("first", "last"), ("more most", "less least fewer"), ("big bigger", "small smaller"), ("long", "short"),
        ("heavy heavier", "light lighter"), ("open opens", "closed closes close shut"), ("left", "right"),
        ("always", "never"), ("all every", "some"), ("inside indoors", "outside outdoors"), ("summer", "winter"),
        ("free", "paid"), ("new", "existing"), ("sharp", "sweet"), ("early earlier", "late later"),
        ("possible", "impossible"), ("clean", "dirty"), ("full", "empty"), ("best", "worst"),
        ("slow slows slower", "fast stop stops"),
        ("includes included including incl", "excludes excluded excluding excl"),
    )
)  # fmt: skip
# Words that deny in a source without a "not": they allow a rewording to say it with one.
DENYING = listed("skip avoid bin leave forget resist refuse instead rather hardly nowhere except")
UNITS = listed(
    "second seconds minute minutes hour hours day days night nights week weeks month months year years hr hrs min mins"
    " morning mornings evening evenings weekend weekends"
)
