"""The lines of a website's form in one pass: each row a label and what stands behind or below it, all kept.

A label that the profile knows names its field. A line with a label nobody knows is a row of its own, unless
the person's own words are open: they end at the next known label, at a signature's mark, or at a rule above
what websites write below a form.
"""

import re
from dataclasses import dataclass, field

from wardoffice.mail.form_profiles import plain_label

_LABELLED = re.compile(r"^(?P<label>[^:=\uff1a]{1,100}?)\s*[:=\uff1a]+\s*(?P<value>.*)$")
_LONGEST_LABEL = 100
_UNKNOWN = re.compile(
    r"^(?P<label>(?:[*•\-]\s*)?[^\W\d_¿¡(\[\"'][^:=\uff1a]{0,99}?|[¿¡][^:=\uff1a]{1,98}?)"
    r"\s*(?:[:=]+(?=\s|$)|\uff1a)\s*(?P<value>.*)$"
)
_RULE = re.compile(r"^\s*([-_=*~]\s?){3,}\s*$")
_SIGNATURE_MARK = re.compile(r"^-- ?$")
_FOOTER = re.compile(
    r"\b(?:this|these) [\w-]+ (?:was|were|is|are|has been) (?:\w+ ){0,3}"
    r"(?:sent|submitted|generated|automat\w*|notification|delivered|forwarded)\b"
    r"|\b(?:answers?|repl(?:y|ies)|responses?)\b.{0,30}\bto this (?:e-?mail|mail|message|report|notice)\b"
    r"|\bdo not reply\b|\bunsubscribe\b|^(?:powered|submitted|sent|delivered) (?:by|from|via|through)\b"
    r"|^(?:view|see|manage|edit|open) (?:this|the|your|all)\b.{0,40}$|^https?://\S+$|^(?:copyright|©)"
    r"|\beste (?:correo|mensaje|formulario)\b.{0,40}\b(?:enviado|enviada|generado|autom\w+)\b"
    r"|^enviad[oa] (?:desde|por)\b|\bno responda\b"
    r"|\bt[ae]n? (?:wiadomość|e-?mail|formularz)\b.{0,40}\b(?:wysłan\w+|wygenerowan\w+)\b"
    r"|^wysłan[oey] (?:z|przez)\b",
    re.IGNORECASE,
)


_OF_MAKERS = re.compile(
    r"does this submission look like spam\?.{0,40}|(?:view|manage|see all) submissions?(?: .{0,40})?"
    r"|to edit your email settings, go to your inbox on desktop\.?|report (?:it|this) (?:here|as spam)\.?"
    r"|(?:you can )?reply directly to this (?:e-?mail|message).{0,60}"
    r"|this e-?mail was sent from a contact form.{0,200}"
    r"|this message was (?:sent|submitted) (?:from|via|through) (?:your|the) (?:website|site)\b.{0,200}"
    r"|(?:sent|submitted) (?:from|via|on|through) (?:your|the|my) (?:website|site|contact form)\b.{0,80}",
    re.IGNORECASE,
)


@dataclass(slots=True)
class FormRow:
    """One row; ``name`` is the profile's field, empty for a label nobody knows.

    ``label`` is as the mail had it, empty for lines without one. ``early``: it stands above the first field
    that is known. ``marked``: a colon or the like follows its label.
    """

    name: str
    label: str
    lines: list[str] = field(default_factory=list)
    early: bool = False
    marked: bool = True

    def value(self) -> str:
        """What was filled in, "" for nothing."""
        return "\n".join(self.lines).strip()

    def named(self) -> "FormRow":
        """Two lines or more without a label: the first asks, where it is short, what the rest answers."""
        told = [line.strip() for line in self.lines if line.strip()]
        if self.name or self.label or len(told) < 2 or len(told[0]) > _LONGEST_LABEL:  # noqa: PLR2004 - two lines
            return self
        return FormRow("", told[0].strip("*: \t"), told[1:])


def form_rows(whole: str, known: dict[str, str], *, with_marks: bool) -> tuple[FormRow, ...]:
    """Every row in order. ``known``: from each plain label its field.

    ``with_marks``: a colon follows a label, or its value the line below; else a table lost the colon.
    """
    reading = _Pass(whole.split("\n"), known, with_marks)
    reading.take()
    for row in reading.rows:
        while row.lines and _is_no_answer(row.lines[-1].strip()):
            row.lines.pop()
    return tuple(reading.rows)


def _is_no_answer(line: str) -> bool:
    """An empty line, a rule, or what the makers of websites write right below the last answer."""
    return not line or _RULE.match(line) is not None or _OF_MAKERS.fullmatch(line) is not None


@dataclass(slots=True)
class _Pass:
    """One pass over the lines; ``below``: in what the website writes below the form."""

    lines: list[str]
    known: dict[str, str]
    with_marks: bool
    rows: list[FormRow] = field(default_factory=list)
    row: FormRow | None = None
    begun: bool = False
    below: bool = False

    def take(self) -> None:
        for number, line in enumerate(self.lines):
            if line.startswith(">"):  # a conversation quotes mails whose headers look like labelled lines
                self._quoted(line)
                continue
            found = _known(line, self.known, with_marks=self.with_marks) or self._unknown(line)
            if found is not None:
                self._begin(found)
            elif self._is_end(number):
                self.row, self.below = None, _ends(self.lines, number)
            else:
                self._more(line)

    def _in_words(self) -> bool:
        return self.row is not None and self.row.name == "words"

    def _quoted(self, line: str) -> None:
        if self.row is not None and self._in_words():
            self.row.lines.append(line)

    def _unknown(self, line: str) -> FormRow | None:
        """A label nobody knows; the line below a label that stands alone is its value."""
        if not self.with_marks or self.below or self._in_words():
            return None
        if self.row is not None and not self.row.marked and not self.row.lines:
            return None
        found = _UNKNOWN.match(line.strip())
        return _row("", found["label"], found["value"]) if found is not None else None

    def _begin(self, row: FormRow) -> None:
        self.begun = self.begun or bool(row.name)
        self.below = self.below and not row.name
        row.early = not self.begun
        self.row = row
        self.rows.append(row)

    def _is_end(self, number: int) -> bool:
        line = self.lines[number]
        if _SIGNATURE_MARK.match(line):
            return True
        return bool(_RULE.match(line)) and (not self._in_words() or _ends(self.lines, number))

    def _more(self, line: str) -> None:
        """A line without a label: it belongs to the row above, where that still lacks or may have more."""
        row = self.row
        is_full = row is None or (bool(row.lines) and row.name not in {"", "words"})
        if not is_full and row is not None:
            if row.lines or line.strip():
                row.lines.append(line)
        elif self.begun and not self.below and line.strip():
            self._begin(FormRow("", "", [line]))


def _ends(lines: list[str], number: int) -> bool:
    """Whether nothing follows the line but what websites write below a form."""
    below = (
        lines[place].strip() for place in range(number + 1, len(lines))
    )  # a copy at each rule takes long
    following = next(filter(None, below), "")
    return not following or bool(_FOOTER.search(following)) or bool(_SIGNATURE_MARK.match(lines[number]))


def _known(line: str, known: dict[str, str], *, with_marks: bool) -> FormRow | None:
    if not with_marks:
        return _in_table(line, known)
    found = _LABELLED.match(line.strip())
    label = found["label"] if found else line
    name = known.get(plain_label(label)) if len(label) <= _LONGEST_LABEL else None
    if name is None:
        return None
    return _row(name, label, found["value"] if found else "", marked=found is not None)


def _row(name: str, label: str, value: str, *, marked: bool = True) -> FormRow:
    told = value.strip("* \t")
    return FormRow(name, label.strip("* \t"), [told] if told else [], marked=marked)


def _in_table(line: str, known: dict[str, str]) -> FormRow | None:
    words = line.split()
    for count in range(min(len(words), 6), 0, -1):
        label = " ".join(words[:count])
        if any(each.isdigit() for each in label):
            continue  # "Phone (773) 555-0100": what stands in parentheses is the value's
        name = known.get(plain_label(label))
        if name is not None:
            return _row(name, label, " ".join(words[count:]), marked=False)
    return None
