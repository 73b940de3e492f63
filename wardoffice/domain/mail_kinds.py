"""What kind of mail it is by its words: thanks, "back again", papers with a clock, notices of 311, junk.

Headers tell programs and lists (``mail.kinds``); what a mail answers is known by the store. Every finding
comes with the words it was made of, so that the reason can be shown.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from wardoffice.domain.messages import MessageKind
from wardoffice.domain.phrases import Phrases

_LONGEST_THANKS = 25
"""Words. Whoever writes more has something to say besides."""
_SIGNS = 2
_TWO = 2
_SENTENCE = re.compile(
    r"[!?;\n]+|(?<!\s[A-Za-z])\.(?=\s+[^\W\d_a-z]|$)"  # but not in "4853 S. Wood St. has"
)
_INITIALS = re.compile(r"\b((?:[A-Za-z]\. ?){2,}[A-Za-z])\b(?:\.(?=\s+[a-z0-9]))?")
_CLAUSE = re.compile(r"[.!?;:,\n\u2013\u2014]+|\b(?:but|however|pero|aunque|ale|jednak)\b", re.IGNORECASE)
_BY_PROGRAMS = frozenset({MessageKind.RECORDS, MessageKind.SUBPOENA, MessageKind.LAWYER})
"""Papers that may come with the headers of a program: newsrooms send newsletters, and those ask nothing."""


@dataclass(frozen=True, slots=True)
class BackAgain:
    """Word that what was over is there again, clause by clause.

    ``strong`` names a fault and is enough. ``again`` tells of the problem without naming it, and ``weak``
    needs one of ``faults`` in its clause; both say nothing beside ``well``, nor after thanks without one of
    ``turns``. In a clause with one of ``wishes`` ("hopefully not again") nothing counts.
    """

    strong: Phrases
    again: Phrases
    weak: Phrases
    faults: Phrases
    well: Phrases
    wishes: Phrases
    turns: Phrases

    def told_in(self, said: str, thanks: Phrases) -> str:
        """The words that say so, or ""."""
        thanked = False
        for clause in filter(None, map(str.strip, _CLAUSE.split(said))):
            thanked = thanked or bool(thanks.first_in(f"{clause}."))
            words = "" if self.wishes.first_in(clause) else self._told(clause, thanked=thanked, said=said)
            if words:
                return words
        return ""

    def spoken_of(self, said: str) -> str:
        """A word that may say so, whatever stands beside it, or ""."""
        return self.strong.first_in(said) or self.again.first_in(said) or self.weak.first_in(said)

    def _told(self, clause: str, *, thanked: bool, said: str) -> str:
        strong = self.strong.first_in(clause)
        if strong or self.well.first_in(clause):
            return strong
        weak = self.again.first_in(clause) or (self.faults.first_in(clause) and self.weak.first_in(clause))
        return weak if weak and (not thanked or self.turns.first_in(said)) else ""


@dataclass(frozen=True, slots=True)
class PaperRule:
    """One of ``messages.PAPERS``: one of ``words``, or two of ``signs``, tell it.

    Due ``days`` business days after the day it came; ``rule`` is whose rule that is. ``senders`` are domains
    from which one sign, or one of ``asks``, is enough; in a program's mail one of ``asks`` has to stand there
    as well. ``things`` is what such a paper asks for: a sentence with one is the paper's own.
    """

    kind: MessageKind
    words: Phrases
    signs: Phrases
    days: int
    rule: str
    senders: tuple[str, ...] = ()
    asks: Phrases = field(default_factory=lambda: Phrases(()))
    things: Phrases = field(default_factory=lambda: Phrases(()))

    def sentences_beside(self, said: str) -> tuple[str, ...]:
        """The sentences and lines that are about something else than the paper."""
        whole = (self.words, self.signs, self.asks, self.things)
        told = filter(None, map(str.strip, _SENTENCE.split(_with_initials_joined(said))))
        return tuple(each for each in told if not any(phrases.first_in(each) for phrases in whole))

    def found_in(self, sender: str, said: str, *, by_program: bool = False) -> tuple[str, ...]:
        """The words by which a mail of this sender (an address) is one, or none."""
        words = self.words.found_in(said)
        signs = self.signs.found_in(said)
        if is_from(sender, self.senders):
            signs = signs or self.asks.found_in(said)
            found = words or signs
        else:
            found = words or (signs if len(signs) >= _SIGNS else ())
        if by_program and (
            self.kind not in _BY_PROGRAMS or (self.asks.words and not self.asks.first_in(said))
        ):
            return ()
        return found


@dataclass(frozen=True, slots=True)
class PaperFound:
    """A rule that fits, and the words that say so."""

    rule: PaperRule
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnswerWords:
    """What departments answer: that work is done (``settled``), or that it is about ``all`` that was asked.

    ``unsure`` beside the first takes it back ("once it has been completed"), ``some`` anywhere the second
    ("all done except Damen"). ``both`` is all of two.
    """

    settled: Phrases
    unsure: Phrases
    all: Phrases
    both: Phrases
    some: Phrases

    def settled_in(self, said: str) -> str:
        """The words by which a ticket system says that the work is done, or ""."""
        for sentence in filter(None, _SENTENCE.split(said)):
            if not self.unsure.first_in(sentence) and (found := self.settled.first_in(sentence)):
                return found
        return ""

    def speaks_of_all(self, said: str, asked: int) -> bool:
        """Whether it says that it is about all of so many problems."""
        if self.some.first_in(said):
            return False
        return bool(self.all.first_in(said) or (asked == _TWO and self.both.first_in(said)))


@dataclass(frozen=True, slots=True)
class MailWords:
    """The words of all kinds; ``notice_senders`` are the domains of the city's 311 system."""

    thanks: Phrases
    doubts: Phrases
    back_again: BackAgain
    papers: tuple[PaperRule, ...]
    junk: Phrases
    notices: Phrases
    receipts: Phrases
    answers: AnswerWords
    notice_senders: tuple[str, ...] = ()

    def thanks_in(self, said: str) -> str:
        """The words of thanks where somebody says nothing else, or "".

        Strict: what is taken for thanks asks nobody for anything, so a doubt makes it an ordinary reply.
        """
        if len(said.split()) > _LONGEST_THANKS or "?" in said:
            return ""
        if self.doubts.first_in(said) or self.back_again.spoken_of(said):
            return ""
        return self.thanks.first_in(said)

    def thanks_before(self, said: str, words: str) -> bool:
        """Whether thanks stand before the first of these words, and no "but" at all: it is told as over."""
        thanks = self.thanks.first_in(said)
        plain = " ".join(said.split())
        at = plain.find(words.partition(", ")[0])
        return bool(thanks) and plain.find(thanks) < at and not self.back_again.turns.first_in(said)

    def back_again_in(self, said: str) -> str:
        """The words that say it is there again or was never done, or ""."""
        return self.back_again.told_in(said, self.thanks)

    def paper_in(self, sender: str, said: str, *, by_program: bool = False) -> PaperFound | None:
        """The first rule that fits a mail of this sender (an address).

        ``by_program``: its headers are a program's or a list's, and what merely speaks of papers is none.
        """
        said = _with_initials_joined(said)
        for rule in self.papers:
            words = rule.found_in(sender, said, by_program=by_program)
            if words:
                return PaperFound(rule, words)
        return None

    def papers_spoken_of(self, said: str) -> str:
        """Words of a paper that is asked about and not made ("do I need a FOIA?"), or ""."""
        said = _with_initials_joined(said)
        return next(filter(None, (Phrases(rule.words.without).first_in(said) for rule in self.papers)), "")

    def only_received(self, said: str) -> bool:
        """Whether it says that something came in."""
        return bool(self.receipts.first_in(said))

    def junk_in(self, said: str) -> tuple[str, ...]:
        """Two or more signs of junk, or none."""
        found = self.junk.found_in(said)
        return found if len(found) >= _SIGNS else ()

    def is_notice(self, sender: str, said: str) -> bool:
        """Whether the city's 311 system writes about a request; which one, its number says."""
        return is_from(sender, self.notice_senders) and bool(self.notices.first_in(said))


def _with_initials_joined(said: str) -> str:
    """Abbreviations without their dots: a "F.O.I.A. request" is a FOIA request."""
    return _INITIALS.sub(lambda found: re.sub(r"[. ]", "", found[1]), said)


def is_from(address: str, domains: Sequence[str]) -> bool:
    """Whether an address is of one of these domains, or of one below it."""
    domain = address.rpartition("@")[2].casefold()
    return any(domain == each or domain.endswith(f".{each}") for each in domains)
