"""What a question asks for, where that is more than one fact: the gist, a yes or no, several things, a figure, a day."""

import re
from collections.abc import Sequence

from assistant.reader.hybrid import STOP_STEMS, stems
from ingest.words import WORD

_TEXT = r"(?:article|text|report|story|piece|document|page)"
OVERVIEW = re.compile(
    rf"\bsummar(?:y|i[sz]e)\b|\bgist\b|\btl;?dr\b|\boverview\b|\b(?:main|key|central) (?:point|idea|fact|message|topic)s?\b"
    rf"|\bwhat(?:['’]s| is| was) (?:this|that|it|(?:this|the|that) {_TEXT}) (?:all )?about\b"
    rf"|\bwhat does (?:this|the|that) {_TEXT} (?:say|cover|describe|tell|report)\W*$|^\W*what (?:has )?happened\W*$",
    re.IGNORECASE,
)
"""Asks for the whole."""
YES_OR_NO = re.compile(
    r"^\W*(?:and |but |so )?(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would|should|must)(?:n['’]t)?\b",
    re.IGNORECASE,
)
SEVERAL = re.compile(
    r"^\W*(?:list|name)\b|\b(?:which|what)(?: (?:the|other|two|three|four|five|main|all))* (?!was\b|is\b|does\b|has\b)\w+s\b"
    r"|\bwho (?:are|were|all)\b|\bhow (?:did|have) .* (?:react|respond)",
    re.IGNORECASE,
)
"""Asks for more than one thing, which may stand in several sentences."""
HOW_MANY = re.compile(
    r"\bhow (?:many|much|long|far|old|big|large|tall|high|deep|wide|heavy|fast|often|soon)\b", re.IGNORECASE
)
WHEN = re.compile(r"\bwhen\b|\b(?:what|which) (?:day|date)\b", re.IGNORECASE)
_SAID = re.compile(
    r"^\W*what (?:did|does|do|has|have) (?P<speaker>.{1,60}?) (?:say|said|claim|claimed|argue|argued|warn|warned|insist|insisted) (?:that )?"
    r"(?P<clause>(?!(?:about|in|to|of|on|at|for|with|when|if|after|before|during|was|is) )\w\S* \S+ .*)",
    re.IGNORECASE,
)

_NOT = re.compile(r"\b(?:not|never|no|cannot)\b|n['’]t\b", re.IGNORECASE)
_UNSURE = re.compile(
    r"\b(?:if|would|could|may|might|should|unless|nor|neither|nobody|none|nothing|without|except|although|though|by"
    r"|(?:refus|deni|deny|fail|reject|oppos|prevent|stop|halt|cancel|veto|abstain|unlikely|against|threat|plan|expect"
    r"|want|ask|demand|urge|call|claim|say|said|says|accus|believ|hop|propos|consider|regard|almost|nearly|alleg|report"
    r"|accord|suppos|seem|appear|suspect)\w*)\b",
    re.IGNORECASE,
)
"""Words that report, wish, limit or turn round: with one of them a sentence decides nothing that can be put as yes."""

_APART = re.compile(
    r"[,;:()–—?“”\"«»]|\b(?:who|whom|whose|which|that|but|and|or|while|before|after|until|because|when|where|than|as)\b"
)
"""Between two words, they may belong to two statements, or to what somebody says."""
_MEASURED = re.compile(
    r"\b(?:before|after|until|since|during|all|every|each|both|any|only|more|most|less|fewer|over|under|always|ever)\b",
    re.IGNORECASE,
)
"""Asks for more than whether a thing is so: how far, or when."""
_SAID_WITH = {
    "did": "did has have had",
    "do": "do does",
    "does": "do does",
    "is": "is are",
    "are": "is are",
    "was": "was were",
    "were": "was were",
    "has": "has have",
    "have": "has have",
    "had": "had",
    "will": "will",
    "can": "can",
    "must": "must",
}
"""How a question begins → the auxiliary verbs with which a sentence speaks of the same time."""
_ENDING = {"did": "ed", "do": "s", "does": "s"}
"""What a sentence's verb has where the question puts that word first; after any other the verb stays as it is."""
_PLAIN = frozenset(("old", "new", "big", "large", "small", "little", "long"))
"""May stand before a noun and leave it what it is, as “former” does not."""
_DENIES = frozenset(("not", "never", "no"))
_ENDS = re.compile(r"[.!]?\s*")
_GOES_ON = re.compile(r"\s(?:on|in|at|since|during|after|before|yesterday|today|last|this)\b[^?“”\"«»]*")
"""After what happened: when and where. A verb's object, or a noun that makes another of the one before, is none of them."""

YES, NO, UNDECIDED = "Yes", "No", "The article says"
"""What stands, with a colon, before the sentence that answers a question for yes or no."""


def verdict(question: str, sentence: str) -> str:
    """`Yes` or `No` where *sentence* says the very thing that *question* asks, in its order, or denies it; else nothing.

    A wrong yes is worse than none: whoever asks has the sentence and can decide.
    """
    begins = YES_OR_NO.match(question)
    lead = begins[0].split()[-1].lower() if begins else ""
    if not begins or lead not in _SAID_WITH or _UNSURE.search(sentence):
        return ""
    if any(pattern.search(question) for pattern in (_UNSURE, _NOT, _MEASURED)):
        return ""
    asked = [word for word in WORD.findall(question[begins.end() :].lower()) if word != "the"]
    if sum(stem not in STOP_STEMS for word in asked for stem in stems(word)) < 2:  # noqa: PLR2004 - who and what
        return ""
    said = re.sub(r"n['’]t\b|(?<=can)not\b", " not", sentence.lower())
    auxiliary = frozenset(_SAID_WITH[lead].split())
    beside, end = _beside(asked, said, auxiliary | _PLAIN | _DENIES, _ENDING.get(lead))
    if not end or _APART.search(said[:end]) or (lead not in _ENDING and auxiliary.isdisjoint(beside)):
        return ""
    if not _DENIES.isdisjoint(beside):
        once = _PLAIN.isdisjoint(beside) and sum(word in _DENIES for word in beside) == 1
        return NO if once and _ENDS.fullmatch(said, end) else ""
    happened = lead in {"did", "was", "were", "has", "have", "had"} and _GOES_ON.fullmatch(said, end)
    return YES if _ENDS.fullmatch(said, end) or (happened and not _NOT.search(said)) else ""


def _beside(asked: Sequence[str], said: str, allowed: frozenset[str], ending: str | None) -> tuple[list[str], int]:
    """The *allowed* words of *said* beside those *asked* for, and where the last of these ends: 0 where it says others."""
    beside: list[str] = []
    left = list(reversed(asked))
    for found in WORD.finditer(said):
        word = found[0]
        if word == left[-1] or (ending and word.endswith(ending) and stems(word) == stems(left[-1])):
            left.pop()
            if not left:
                return beside, found.end()
        elif word in allowed:
            beside.append(word)
        elif word != "the":
            break
    return beside, 0


def without_speaker(question: str) -> tuple[str, frozenset[str]] | None:
    """What *question* asks of the thing that somebody says, and the stems of who: “What did Ada say the bridge needs?”.

    That is “What the bridge needs?” and Ada: words in quotation marks seldom name who speaks them. None where it asks for
    nothing within what is said.
    """
    said = _SAID.match(question)
    if said is None:
        return None
    return f"What {said['clause']}", frozenset(stem for stem in stems(said["speaker"]) if stem not in STOP_STEMS)
