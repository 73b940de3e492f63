"""The errors a person may read.

Every error is three sentences: what happened, what is safe, and what to do next. Libraries' errors are
translated into these at the edge where they arise, and nowhere swallowed.

    WardOfficeError
    +-- NotAllowedError          this role may not do that
    +-- CannotDoError            the action does not fit the state of things
    |   +-- ChangedSinceError    somebody changed it since (names the fields)
    |   +-- FinishedSinceError   it was finished since: a person says whether its parts are (names it)
    +-- SettingsError            the settings file cannot be used
    +-- SecretsError             no keyring to keep a secret in
    +-- StoreError               the office's own data
    |   +-- NewerStoreError      written by a newer program
    |   +-- StoreBusyError       somebody else is writing for too long
    |   +-- DiskFullError        no room to write safely
    |   +-- LeaseHeldError       another program is doing this job now
    +-- CityError                the 311 system
    |   +-- CityUnreachableError no answer, or too late
    |   |   +-- CitySlowError    an answer that is not whole in time
    |   |   +-- NotSentError     nothing of what was to be sent has left
    |   +-- CityRefusedError     an answer that says no (has the city's codes)
    |   +-- CityAnswerError      an answer that cannot be read
    |       +-- CityTooMuchError larger than we take
    +-- MailboxError             the office inbox
    |   +-- MailboxUnreachableError
    |   +-- SignInRefusedError   the server does not accept the name or password
    |   +-- MailNotSentError     nothing whole of a mail has left
    |   +-- MailRefusedError     the server will not take a mail
    |   +-- MailFateUnknownError the server may have taken a mail
    +-- UnreadableError          a mail, picture or file that cannot be read
    +-- CancelledError           a person stopped it; what was done so far is kept
"""

from collections.abc import Sequence

from wardoffice.language import text


class WardOfficeError(Exception):
    """An error in words for a person: ``happened``, ``safe`` and ``next_step`` are whole sentences."""

    def __init__(self, happened: str, safe: str = "", next_step: str = "") -> None:
        super().__init__(happened)
        self.happened = happened
        self.safe = safe
        self.next_step = next_step

    def __str__(self) -> str:
        return " ".join(part for part in (self.happened, self.safe, self.next_step) if part)


class NotAllowedError(WardOfficeError):
    """The actor's role may not do this."""


class CannotDoError(WardOfficeError):
    """The action does not fit the state of things (merging an absorbed case, finishing a finished one).

    ``action_id`` is the action that cannot be taken back, where a person named none.
    """

    action_id: int | None = None


class ChangedSinceError(CannotDoError):
    """Somebody changed what would be set; ``fields`` names it in words, ``rest`` says that there is more."""

    def __init__(
        self, happened: str, fields: Sequence[str], safe: str = "", next_step: str = "", *, rest: bool = True
    ) -> None:
        super().__init__(happened, safe, next_step)
        self.fields = tuple(fields)
        self.rest = rest


class FinishedSinceError(CannotDoError):
    """What was put together was finished since: are they finished too, or open again? ``number`` names it."""

    def __init__(self, number: str) -> None:
        super().__init__(
            text("{number} was finished since.", number=number),
            text("Nothing was taken back yet."),
            text("Say whether what comes out of it is finished too, or open again."),
        )
        self.number = number


class SettingsError(WardOfficeError):
    """The settings file or a city file cannot be used as it is."""


class SecretsError(WardOfficeError):
    """There is no keyring, or it refuses."""


class StoreError(WardOfficeError):
    """Something is wrong with the office's own data."""


class NewerStoreError(StoreError):
    """The data was written by a newer version of the program."""


class StoreBusyError(StoreError):
    """Another program held the data for longer than we wait."""


class DiskFullError(StoreError):
    """The disk has no room to write safely."""


class FileLostError(StoreError):
    """A file of the office's data is not there any more."""


class LeaseHeldError(StoreError):
    """Another program holds the lease of this job; ``holder`` says who."""

    def __init__(self, happened: str, holder: str, safe: str = "", next_step: str = "") -> None:
        super().__init__(happened, safe, next_step)
        self.holder = holder


class CityError(WardOfficeError):
    """Something went wrong between us and the 311 system."""


class CityUnreachableError(CityError):
    """The 311 system did not answer, or not in time."""


class NotSentError(CityUnreachableError):
    """The 311 system could not be reached before anything was sent: sending again sends nothing twice."""


class CitySlowError(CityUnreachableError):
    """The 311 system was reached, but its answer did not come whole in time: it may manage a smaller one."""


class CityRefusedError(CityError):
    """The 311 system answered with an error.

    ``status`` is the HTTP status; ``codes`` are the body's own, ``words`` the body's own sentences.
    ``retry_after`` is how many seconds it asks us to stay away (RFC 9110, section 10.2.3), if it does.
    """

    def __init__(
        self,
        happened: str,
        status: int,
        codes: Sequence[str] = (),
        safe: str = "",
        next_step: str = "",
        *,
        words: Sequence[str] = (),
    ) -> None:
        super().__init__(happened, safe, next_step)
        self.status = status
        self.codes = tuple(codes)
        self.words = tuple(words)
        self.retry_after: float | None = None


class CityAnswerError(CityError):
    """The 311 system's answer is not GeoReport in any dialect we know."""


class CityTooMuchError(CityAnswerError):
    """The 311 system's answer is larger than we take: it may give less on a smaller page."""


class MailboxError(WardOfficeError):
    """Something went wrong between us and the mail server."""


class MailboxUnreachableError(MailboxError):
    """The mail server did not answer, or the connection broke.

    ``wait_seconds`` is how long it asked to be left alone, 0 where it did not.
    """

    def __init__(
        self, happened: str, safe: str = "", next_step: str = "", *, wait_seconds: float = 0
    ) -> None:
        super().__init__(happened, safe, next_step)
        self.wait_seconds = wait_seconds


class SignInRefusedError(MailboxError):
    """The mail server does not accept the user name or password."""


class MailNotSentError(MailboxError):
    """A mail did not leave whole, for now: sending it again sends nothing twice.

    ``wait_seconds`` is how long the server asked to be left alone, 0 where it did not.
    """

    def __init__(
        self, happened: str, safe: str = "", next_step: str = "", *, wait_seconds: float = 0
    ) -> None:
        super().__init__(happened, safe, next_step)
        self.wait_seconds = wait_seconds


class MailRefusedError(MailboxError):
    """The server will not take this mail; ``code`` and ``words`` are its own (RFC 5321, section 4.2)."""

    def __init__(self, happened: str, code: int, words: str, safe: str = "", next_step: str = "") -> None:
        super().__init__(happened, safe, next_step)
        self.code = code
        self.words = words


class MailFateUnknownError(MailboxError):
    """The connection broke after the last line of a mail and before the server's answer to it."""


class UnreadableError(WardOfficeError):
    """A mail, picture or file that cannot be read; the original is kept."""


class CancelledError(WardOfficeError):
    """A person stopped a long job."""

    def __init__(self) -> None:
        super().__init__(text("Stopped."), text("Everything read so far is kept."))
