"""The header lines that mail programs write into a text, above the mail they answer or send on.

Each program writes them in the language of its reader: "De:", "Enviado el:". They are known by
their labels, and taken for headers only where several stand together: people write "To:" too.
"""

import re

_LABELS = {
    "from": "from de od von da från van fra von od от від 发件人 寄件者 寄件人 보낸사람 差出人 من",
    "date": "date sent fecha enviado enviada data wysłano wyslano datum gesendet envoyé envoye inviato"
    " skickat verzonden sendt ngày дата надіслано отправлено 发送时间 日期 寄件日期 傳送時間 날짜 送信日時"
    " 日時 التاريخ",
    "to": "to para do an à pour a till aan til đến кому 收件人 받는사람 宛先 إلى",
    "subject": "subject asunto temat betreff objet sujet oggetto assunto ämne onderwerp emne тема"
    " 主题 主旨 제목 件名 الموضوع",
    "other": "cc cci bcc ccn copie kopia kopie reply-to dw odpowiedz-do responder-a répondre-à importance"
    " 抄送 副本 копия копія",
}
_FIELD_OF = {label: field for field, labels in _LABELS.items() for label in labels.split()}
_LINE = re.compile(
    r"^(?P<quote>(?:> ?)*)\s*[*_]{0,2}(?P<label>[^\W\d_][\w-]{0,12})"
    r"(?: (?:el|le|am|em|il))?[*_]{0,2}\s*[:\uff1a][*_]{0,2}\s*(?P<value>.*)$"
)
_MARK = re.compile(r"\s*(?:[-_=*]{5,}|-{2,}.{1,60}-{2,})\s*$")
"""What stands above such lines: ``-----Original Message-----``."""
_FEWEST = 3


def heading_field(line: str) -> tuple[str, str] | None:
    """Which header the line is ("from", "date", "to", "subject", "other") and what it says, or None."""
    found = _LINE.match(line)
    if found is None:
        return None
    field = _FIELD_OF.get(found["label"].casefold())
    return (field, found["value"].strip()) if field is not None else None


def heading_quotes(line: str) -> int:
    """How many marks of quotation stand before a header line."""
    found = _LINE.match(line)
    return found["quote"].count(">") if found else 0


def above_older_mail(words: str) -> str:
    """The lines above the first mail that stands below its header lines; all of them where none does.

    Three lines together or more, of which one says who wrote it, and one when or of what.
    """
    lines = words.split("\n")
    begin, told = 0, set[str]()
    for number, line in enumerate(lines):
        found = heading_field(line)
        if found is None:
            told = set()
            continue
        if not told:
            begin = number
        told.add(found[0])
        if number - begin + 1 >= _FEWEST and "from" in told and told & {"date", "subject"}:
            while begin and (not lines[begin - 1].strip() or _MARK.match(lines[begin - 1])):
                begin -= 1
            return "\n".join(lines[:begin])
    return words
