"""How each mail program writes: a phone, an office and a machine make different mails of the same words.

Headers follow RFC 5322; machines say what they are as RFC 3834 (Auto-Submitted), RFC 2919 (List-Id) and
RFC 3464 (delivery reports) want it.
"""

from collections.abc import Callable, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from wardoffice.demo.dice import die
from wardoffice.demo.inbox import OFFICE_ADDRESS, MailPlan, PicturePlan
from wardoffice.demo.lives import CITY_ZONE
from wardoffice.demo.mime import file_part, html_of, multipart, text_part
from wardoffice.demo.pictures import signature_logo
from wardoffice.demo.voice import speak

OFFICE_HOLDER = "Ald. Regina Castellanova"
OFFICE_HOLDER_ADDRESS = "regina@ward51.example"
_CITY_311 = "no-reply@311.practice.example"
_OLD_ANSWER = "Thank you for writing to us. We sent it to the department and will let you know."

Pictures = Sequence[tuple[PicturePlan, bytes]]


def write(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    """Write the planned mail as its program would, all headers but the transport's included."""
    mail = _PROGRAMS[plan.program](plan, pictures)
    for name, value in _headers(plan).items():
        if name not in mail:
            mail[name] = value
    return mail


def _headers(plan: MailPlan) -> dict[str, str]:
    return {
        "From": f"{plan.sender.name} <{plan.sender.mail}>",
        "To": f"Ward 51 Office <{OFFICE_ADDRESS}>",
        "Subject": plan.subject,
        "Date": format_datetime(plan.at.astimezone(CITY_ZONE)),
        "Message-ID": plan.message_id,
        "MIME-Version": "1.0",
    }


def _photo(number: int, plan: PicturePlan, content: bytes, *, inline: bool, cid: str = "") -> EmailMessage:
    if plan.heic:
        return file_part(content, "image/heic", f"IMG_{4000 + number}.HEIC", inline=inline, content_id=cid)
    local = plan.taken_at.astimezone(CITY_ZONE)
    name = {
        "Apple": f"IMG_{1200 + local.hour * 60 + local.minute}.jpeg",
        "samsung": f"{local:%Y%m%d_%H%M%S}.jpg",
    }.get(plan.make, f"PXL_{local:%Y%m%d_%H%M%S}{number:03d}.jpg")
    return file_part(content, "image/jpeg", name, inline=inline, content_id=cid)


def _iphone(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    """Write as an iPhone: texts and pictures in turn, each inline."""
    texts = plan.text.split("\n\n---\n\n")
    parts = [text_part(texts[0] + "\n", cte="quoted-printable")]
    for number, (picture, content) in enumerate(pictures):
        parts.append(_photo(number, picture, content, inline=True))
        if number + 1 < len(texts):
            parts.append(text_part("\n" + texts[number + 1] + "\n", cte="quoted-printable"))
    mail = multipart("mixed", parts)
    mail["X-Mailer"] = "iPhone Mail (22B91)"
    return mail


def _gmail(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    """Write as the Gmail app: two versions of the text, pictures attached."""
    body = multipart("alternative", [text_part(plan.text + "\n"), text_part(html_of(plan.text), "html")])
    photos = [_photo(n, picture, content, inline=False) for n, (picture, content) in enumerate(pictures)]
    return multipart("mixed", [body, *photos])


def _gmail_inline(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    """Write as Gmail with the picture in the middle of the text."""
    cid = f"ii_{die(plan.message_id, 'cid').getrandbits(48):x}"
    plain = text_part(plan.text.replace("[image]", "[image: photo.jpg]") + "\n")
    body = multipart("alternative", [plain, text_part(html_of(plan.text, image=cid), "html")])
    photos = [
        _photo(n, picture, content, inline=True, cid=cid) for n, (picture, content) in enumerate(pictures)
    ]
    return multipart("related", [body, *photos])


def _samsung(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    """Write as a Galaxy phone: base64 text, pictures attached."""
    photos = [_photo(n, picture, content, inline=False) for n, (picture, content) in enumerate(pictures)]
    return multipart("mixed", [text_part(plan.text + "\n", cte="base64"), *photos])


def _plain(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    del pictures
    return text_part(plan.text + "\n")


def _outlook(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    """Write as an office: a signature with a logo in the HTML, photos attached."""
    firm = plan.sender.name.split()[-1]
    signed = f"{plan.text}\n\n{plan.sender.name}\n{firm} & Partners\n{plan.sender.phone}\n[image]"
    cid = "image001.png@01DC5A70.8F3B2C10"
    plain = text_part(signed.replace("[image]", "[cid:image001.png]") + "\n", charset="windows-1252")
    body = multipart("alternative", [plain, text_part(html_of(signed, image=cid), "html")])
    logo = file_part(signature_logo(firm), "image/png", "image001.png", inline=True, content_id=cid)
    related = multipart("related", [body, logo])
    photos = [_photo(n, picture, content, inline=False) for n, (picture, content) in enumerate(pictures)]
    mail = multipart("mixed", [related, *photos])
    mail["X-Mailer"] = "Microsoft Outlook 16.0"
    return mail


def _form(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    """Write as the ward's website: many residents, one sender, the answer goes to the resident."""
    del pictures
    lines = {
        "Name": plan.sender.name,
        "Email": plan.sender.mail,
        "Phone": plan.sender.phone,
        "Address of the problem": plan.places[0].line,
        "Type of request": plan.services[0].name,
        "Comments": plan.text,
    }
    mail = text_part("\n".join(f"{label}: {value}" for label, value in lines.items()) + "\n")
    mail["From"] = "Ward 51 Website <no-reply@ward51.example>"
    mail["Reply-To"] = f"{plan.sender.name} <{plan.sender.mail}>"
    mail["X-Mailer"] = "PHPMailer 6.9.1"
    return mail


def _forward(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    """Write as the office-holder forwarding from a phone: a few words above the resident's mail."""
    del pictures
    sent = f"{plan.at.astimezone(CITY_ZONE):%a, %b %d, %Y at %I:%M %p}"
    quoted = (
        "---------- Forwarded message ---------\n"
        f"From: {plan.sender.name} <{plan.sender.mail}>\n"
        f"Date: {sent}\n"
        f"Subject: {plan.subject.removeprefix('Fwd: ')}\n"
        f"To: {OFFICE_HOLDER} <{OFFICE_HOLDER_ADDRESS}>\n"
    )
    words = f"{plan.top}\n\n{quoted}\n\n{plan.text}\n"
    mail = multipart("alternative", [text_part(words), text_part(html_of(words), "html")])
    mail["From"] = f"{OFFICE_HOLDER} <{OFFICE_HOLDER_ADDRESS}>"
    return mail


def _voicemail(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    """Write as a telephone service: who called, a machine's guess at the words, the sound."""
    del pictures
    words = (
        f"You have a new voicemail.\n\nFrom: {plan.sender.phone}\nReceived: "
        f"{plan.at.astimezone(CITY_ZONE):%m/%d/%Y %I:%M %p}\n\nTranscript (by machine):\n{plan.text}\n"
    )
    sound = speak(die(plan.message_id, "voice"), len(plan.text.split()))
    file = file_part(sound, "audio/wav", f"voicemail_{plan.at:%Y%m%d_%H%M}.wav")
    mail = multipart("mixed", [text_part(words), file])
    mail["From"] = "Office Phones <voicemail@phones.example>"
    mail["X-Voicemail-From"] = plan.sender.phone
    return mail


def _notice(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    del pictures
    mail = text_part(plan.text + "\n")
    mail["From"] = f"311 <{_CITY_311}>"
    mail["Auto-Submitted"] = "auto-generated"
    return mail


def _department(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    del pictures
    mail = text_part(plan.text + "\n\n> " + _OLD_ANSWER + "\n")
    mail["From"] = "Forestry Operations <forestry.ops@streets.practice.example>"
    mail["In-Reply-To"] = "<forward.1042@ward51.example>"
    mail["References"] = "<forward.1042@ward51.example>"
    return mail


def _reply(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    """Write as a resident answering the office's answer of months ago."""
    del pictures
    old = f"<answer.{die(plan.message_id).randrange(100, 999)}@ward51.example>"
    quoted = f"On Aug 28, the Ward 51 Office <{OFFICE_ADDRESS}> wrote:\n> {_OLD_ANSWER}"
    mail = text_part(f"{plan.text}\n\n{quoted}\n")
    mail["In-Reply-To"] = old
    mail["References"] = old
    return mail


def _auto(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    del pictures
    mail = text_part(plan.text + "\n")
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["In-Reply-To"] = "<forward.1038@ward51.example>"
    return mail


def _bounce(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    """Write as a mail server that could not deliver (RFC 3464)."""
    del pictures
    gone = plan.text.split("<")[1].split(">")[0]
    status = EmailMessage(SMTP)
    status["Content-Type"] = "message/delivery-status"
    report, person = EmailMessage(SMTP), EmailMessage(SMTP)
    report["Reporting-MTA"] = "dns; mail.ward51.example"
    person["Final-Recipient"] = f"rfc822; {gone}"
    person["Action"] = "failed"
    person["Status"] = "5.1.1"
    person["Diagnostic-Code"] = "smtp; 550 5.1.1 User unknown"
    status.set_payload([report, person])
    returned = EmailMessage(SMTP)
    ours = text_part(_OLD_ANSWER + "\n")
    ours["From"] = f"Ward 51 Office <{OFFICE_ADDRESS}>"
    ours["To"] = gone
    ours["Subject"] = "Your request"
    ours["Message-ID"] = "<answer.871@ward51.example>"
    returned.set_content(ours)
    words = text_part(plan.text + "\n")
    mail = multipart("report", [words, status, returned], **{"report-type": "delivery-status"})
    mail["From"] = "Mail Delivery System <MAILER-DAEMON@mail.ward51.example>"
    mail["Auto-Submitted"] = "auto-replied"
    mail["Return-Path"] = "<>"
    return mail


def _newsletter(plan: MailPlan, pictures: Pictures) -> EmailMessage:
    del pictures
    mail = multipart("alternative", [text_part(plan.text + "\n"), text_part(html_of(plan.text), "html")])
    mail["From"] = "Grid Chamber of Commerce <news@chamber.example>"
    mail["List-Id"] = "Chamber news <news.chamber.example>"
    mail["List-Unsubscribe"] = "<https://chamber.example/u/51>"
    mail["Precedence"] = "bulk"
    return mail


_PROGRAMS: dict[str, Callable[[MailPlan, Pictures], EmailMessage]] = {
    "iphone": _iphone,
    "gmail": _gmail,
    "gmail-inline": _gmail_inline,
    "samsung": _samsung,
    "plain": _plain,
    "outlook": _outlook,
    "form": _form,
    "forward": _forward,
    "voicemail": _voicemail,
    "notice": _notice,
    "department": _department,
    "reply": _reply,
    "auto": _auto,
    "bounce": _bounce,
    "newsletter": _newsletter,
}
