"""Phone numbers as people write them, in one form (E.164) by which two of them can be compared."""

_COUNTRY = "US"


def phone_in(said: str) -> str:
    """The first phone number in the words as +17735550100, or an empty string; ten digits are American."""
    found = phones_in(said)
    return found[0] if found else ""


def phones_in(said: str) -> tuple[str, ...]:
    """Every phone number in the words, in order, each once. Extensions are left out."""
    import phonenumbers

    numbers = (
        phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        for match in phonenumbers.PhoneNumberMatcher(said, _COUNTRY, leniency=phonenumbers.Leniency.POSSIBLE)
    )
    return tuple(dict.fromkeys(each for each in numbers if each))


def shown_phone(number: str) -> str:
    """A number in the form +17735550100 as it is read here, 773-555-0100; another stays as it is."""
    if len(number) == len("+17735550100") and number.startswith("+1"):
        return f"{number[2:5]}-{number[5:8]}-{number[8:]}"
    return number
