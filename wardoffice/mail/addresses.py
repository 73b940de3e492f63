"""Whether a mail address can be written to, by its form alone: nobody on the network is asked.

Source of the rules: RFC 5321 and RFC 6531, as the library email-validator keeps them.
"""

from email_validator import EmailNotValidError, validate_email

from wardoffice.domain.errors import CannotDoError
from wardoffice.language import text


def sound_address(written: str) -> str:
    """The address as it is written to; raises CannotDoError for what cannot be one.

    Addresses that only SMTPUTF8 servers take, such as with ü before the @, are refused.
    """
    try:
        # Names such as .example and .test are reserved, and of practice and tests.
        found = validate_email(
            written.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True
        )
    except EmailNotValidError as wrong:
        raise CannotDoError(
            text("{address} is no mail address: {reason}", address=_shown(written), reason=str(wrong)),
            text("Nothing was sent."),
            text("Correct the address."),
        ) from wrong
    return found.ascii_email or found.normalized


def _shown(written: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in written)[:100] or text("(nothing)")
