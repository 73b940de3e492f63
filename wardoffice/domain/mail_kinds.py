"""What kind of mail it is by its words: thanks, "back again", papers with a clock, notices of 311, junk.

Headers tell programs and lists (``mail.kinds``); what a mail answers is known by the store. Every finding
comes with the words it was made of, so that the reason can be shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from wardoffice.domain.messages import MessageKind
from wardoffice.domain.phrases import Phrases

_LONGEST_THANKS = 25
"""Words. Whoever writes more has something to say besides."""
_SIGNS = 2


@dataclass(frozen=True, slots=True)
class PaperRule:
    """One of ``messages.PAPERS``: one of ``words``, or two of ``signs``, tell it.

    Due ``days`` business days after the day it came; ``rule`` is whose rule that is. ``senders`` are domains
    from which one sign is enough.
    """

    kind: MessageKind
    words: Phrases
    signs: Phrases
    days: int
    rule: str
    senders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperFound:
    """A rule that fits, and the words that say so."""

    rule: PaperRule
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MailWords:
    """The words of all kinds; ``notice_senders`` are the domains of the city's 311 system."""

    thanks: Phrases
    doubts: Phrases
    back_again: Phrases
    papers: tuple[PaperRule, ...]
    junk: Phrases
    notices: Phrases
    notice_senders: tuple[str, ...] = ()

    def thanks_in(self, said: str) -> str:
        """The words of thanks where somebody says nothing else, or "".

        Strict: what is taken for thanks asks nobody for anything, so a doubt makes it an ordinary reply.
        """
        if len(said.split()) > _LONGEST_THANKS or "?" in said:
            return ""
        if self.doubts.first_in(said) or self.back_again.first_in(said):
            return ""
        return self.thanks.first_in(said)

    def back_again_in(self, said: str) -> str:
        """The words that say it is there again or was never done, or ""."""
        return self.back_again.first_in(said)

    def paper_in(self, sender: str, said: str) -> PaperFound | None:
        """The first rule that fits a mail of this sender (an address)."""
        for rule in self.papers:
            words = rule.words.found_in(said)
            signs = rule.signs.found_in(said)
            needed = 1 if is_from(sender, rule.senders) else _SIGNS
            if words or len(signs) >= needed:
                return PaperFound(rule, words or signs)
        return None

    def junk_in(self, said: str) -> tuple[str, ...]:
        """Two or more signs of junk, or none."""
        found = self.junk.found_in(said)
        return found if len(found) >= _SIGNS else ()

    def is_notice(self, sender: str, said: str) -> bool:
        """Whether the city's 311 system writes about a request; which one, its number says."""
        return is_from(sender, self.notice_senders) and bool(self.notices.first_in(said))


def is_from(address: str, domains: Sequence[str]) -> bool:
    """Whether an address is of one of these domains, or of one below it."""
    domain = address.rpartition("@")[2].casefold()
    return any(domain == each or domain.endswith(f".{each}") for each in domains)
