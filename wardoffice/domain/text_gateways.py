"""The phone behind a mail address: carriers bring text messages as mail, 7735550100@vtext.com."""

import re

from wardoffice.domain.phone_numbers import phone_in

_GATEWAYS = frozenset(
    {
        "tmomail.net",
        "txt.att.net",
        "mms.att.net",
        "vtext.com",
        "vzwpix.com",
        "mypixmessages.com",
        "messaging.sprintpcs.com",
        "pm.sprint.com",
        "mymetropcs.com",
        "sms.cricketwireless.net",
        "mms.cricketwireless.net",
        "sms.myboostmobile.com",
        "myboostmobile.com",
        "email.uscc.net",
        "mms.uscc.net",
        "sms.mycricket.com",
        "mmst5.tracfone.com",
        "msg.fi.google.com",
        "mailmymobile.net",
        "vmobl.com",
        "vmpix.com",
        "text.republicwireless.com",
        "sms.alltelwireless.com",
        "mms.alltelwireless.com",
        "messages.xfinitymobile.com",
    }
)
_GOOGLE_VOICE = "txt.voice.google.com"
_GOOGLE_PARTS = re.compile(r"\d{10,15}\.(?P<theirs>\d{10,15})\.[\w-]+")
"""Of Google Voice the number called stands first, then who wrote."""
_NUMBER = re.compile(r"\+?\d{10,15}")


def phone_behind(address: str) -> str:
    """The phone in the form +17735550100 whose text message came from this address, else ""."""
    local, _, domain = address.lower().rpartition("@")
    if domain == _GOOGLE_VOICE:
        parts = _GOOGLE_PARTS.fullmatch(local)
        return phone_in(parts["theirs"]) if parts else ""
    return phone_in(local) if domain in _GATEWAYS and _NUMBER.fullmatch(local) else ""
