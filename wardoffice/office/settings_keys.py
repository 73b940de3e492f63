"""The settings as a person names them: dotted keys such as ``office.ward``, and what is kept in the keyring.

The first mailbox is ``mail.host``; the second ``mail.2.host``, and so on. ``mail.1.host`` is the first too.
"""

import re

import msgspec
from msgspec.structs import FieldInfo

from wardoffice.domain.errors import CannotDoError, SettingsError
from wardoffice.language import text
from wardoffice.office.mail_settings import MailSettings
from wardoffice.office.settings import Settings, sound
from wardoffice.office.settings_check import (
    Value,
    WrongValueError,
    converted,
    fields_of,
    nearest,
    numbered,
    understood,
)
from wardoffice.open311.cities import city_keys
from wardoffice.system.secrets import city_secret, mailbox_secret, portal_secret, sign_in_app_secret

SECRET_KEYS = ("mail.password", "mail.client_secret", "sending.password", "city.api_key", "city.portal_token")
"""What looks like a setting to a person, and is kept in the keyring."""

_MAILBOX = re.compile(r"mail\.([1-9]\d{0,2})(?:\.|$)", re.ASCII)
_UNCHANGED = "The settings are as they were."


def setting_keys(settings: Settings | None = None) -> tuple[str, ...]:
    """The dotted key of every setting, in the order of the file; those of further mailboxes where given."""
    more = len(settings.mail) if settings is not None else 1
    keys = []
    for key in fields_of(Settings):
        keys.append(key)
        if key == _LAST_OF_MAIL:
            keys += [
                numbered(each, number)
                for number in range(1, more)
                for each in fields_of(Settings)
                if each.startswith("mail.")
            ]
    return tuple(keys)


def get_setting(settings: Settings, key: str) -> Value:
    """The value of a dotted key such as ``mail.port``. Raises SettingsError for an unknown key."""
    number, section, field = _known(key)
    if section == "mail":
        holder: object = settings.mail[number] if number < len(settings.mail) else None
        if holder is None and number:
            raise _no_mailbox(number)
        value: Value = getattr(holder or MailSettings(), field.name)
    else:
        value = getattr(getattr(settings, section), field.name)
    return value


def set_setting(settings: Settings, key: str, written: str) -> Settings:
    """The settings with one value changed, given as a person writes it.

    Yes and no, true and false, on and off are all understood; a list is written with commas. The number after
    the last mailbox's makes a further one. Raises SettingsError for an unknown key or a value that is not
    allowed there.
    """
    number, section, field = _known(key)
    try:
        value = converted(key, field, understood(field, written))
        if key == "city.key":
            _require_city(value)
        if section == "mail":
            return sound(_with_mailbox(settings, number, {field.name: value}))
        changed = msgspec.structs.replace(getattr(settings, section), **{field.name: value})
        return sound(msgspec.structs.replace(settings, **{section: changed}))
    except WrongValueError as wrong:
        raise SettingsError(
            text("That cannot be set: {detail}.", detail=wrong.detail),
            text(_UNCHANGED),
            wrong.hint or text("Write another value."),
        ) from wrong


def without_mailbox(settings: Settings, key: str) -> Settings:
    """The settings without the mailbox that ``mail.2`` names; those after it move up.

    Its books stay, and so does what is in the keyring. Raises SettingsError where there is none.
    """
    found = _MAILBOX.fullmatch(key)
    if found is None:
        raise SettingsError(
            text("“{key}” is no mailbox.", key=key),
            text(_UNCHANGED),
            text("Mailboxes are numbered: mail.1 is the first, mail.2 the second."),
        )
    number = int(found[1]) - 1
    if number >= len(settings.mail):
        raise _no_mailbox(number)
    return msgspec.structs.replace(settings, mail=settings.mail[:number] + settings.mail[number + 1 :])


def is_secret(key: str) -> bool:
    """Whether it is one of SECRET_KEYS, of any mailbox."""
    return _split(key)[1] in SECRET_KEYS


def secret_name(settings: Settings, key: str) -> str:
    """The name in the keyring of one of SECRET_KEYS.

    Raises CannotDoError for a mailbox's before the server and the user are set.
    """
    number, plain = _split(key)
    if plain == "city.api_key":
        return city_secret(settings.city.key)
    if plain == "city.portal_token":
        return portal_secret(settings.city.key)
    if plain == "sending.password":
        return _sending_secret(settings)
    mail = settings.mail[number] if number < len(settings.mail) else MailSettings()
    if not (mail.host and mail.user):
        raise CannotDoError(
            text("There is no mailbox yet whose password could be kept."),
            text("Nothing was changed."),
            text(
                "Set {host} and {user} first.",
                host=numbered("mail.host", number),
                user=numbered("mail.user", number),
            ),
        )
    name = sign_in_app_secret if plain == "mail.client_secret" else mailbox_secret
    return name(mail.user, mail.host)


def _sending_secret(settings: Settings) -> str:
    sending = settings.sending
    if not (sending.host and sending.user):
        raise CannotDoError(
            text("Mail is sent with the sign-in of the first mailbox, which has a password of its own."),
            text("Nothing was changed."),
            text("Set sending.host and sending.user first where another is wanted."),
        )
    return mailbox_secret(sending.user, sending.host)


def _with_mailbox(settings: Settings, number: int, changes: dict[str, Value]) -> Settings:
    if number > len(settings.mail):
        raise WrongValueError(
            text("there are {count} mailboxes so far", count=len(settings.mail)),
            text("The next one is {key}.", key=f"mail.{len(settings.mail) + 1}"),
        )
    mail = list(settings.mail) if number < len(settings.mail) else [*settings.mail, MailSettings()]
    mail[number] = msgspec.structs.replace(mail[number], **changes)
    return msgspec.structs.replace(settings, mail=tuple(mail))


def _require_city(key: Value) -> None:
    if key not in city_keys():
        raise WrongValueError(
            text("there is no city “{key}”", key=key),
            text("The cities that come with the program are: {keys}.", keys=", ".join(city_keys())),
        )


def _split(key: str) -> tuple[int, str]:
    """The mailbox's place in the list, 0 for the first, and the key without its number."""
    found = _MAILBOX.match(key)
    return (int(found[1]) - 1, f"mail.{key[found.end() :]}") if found else (0, key)


def _known(key: str) -> tuple[int, str, FieldInfo]:
    fields = fields_of(Settings)
    number, plain = _split(key)
    if plain not in fields:
        raise SettingsError(
            text("There is no setting “{key}”.", key=key),
            text("Nothing was changed."),
            nearest(key, [numbered(each, number) for each in [*fields, *SECRET_KEYS]]),
        )
    return number, *fields[plain]


def _no_mailbox(number: int) -> SettingsError:
    return SettingsError(
        text("There is no mailbox {number}.", number=number + 1),
        text(_UNCHANGED),
        text("“wardoffice config list” names those there are."),
    )


_LAST_OF_MAIL = [key for key in fields_of(Settings) if key.startswith("mail.")][-1]
