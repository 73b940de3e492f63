"""The settings of the office's mail: the mailboxes that are read, and the way out."""

from typing import Annotated, Literal

from msgspec import Meta

from wardoffice.domain.sender_check import provider_ids
from wardoffice.office.settings_section import Section

ServerName = Annotated[str, Meta(pattern="^[A-Za-z0-9.*_-]+$", max_length=253)]
FolderName = Annotated[str, Meta(min_length=1, max_length=200)]


class MailSettings(Section, frozen=True):
    """A mailbox of the office. One without a host is not read."""

    host: Annotated[
        str, Meta(pattern="^[^\\s@/]*$", description="the IMAP server's name; empty: no mailbox")
    ] = ""
    port: Annotated[int, Meta(ge=1, le=65535, description="the IMAP server's port")] = 993
    tls: Annotated[bool, Meta(description="whether the connection is encrypted")] = True
    user: Annotated[str, Meta(max_length=320, description="the name to sign in with")] = ""
    sign_in: Annotated[
        Literal["password", "microsoft", "google"],
        Meta(description="a password or app password, or the provider's own page in the browser"),
    ] = "password"
    client_id: Annotated[
        str,
        Meta(pattern="^\\S*$", max_length=200, description="the office's own app id at Microsoft or Google"),
    ] = ""
    tenant: Annotated[
        str,
        Meta(
            pattern="^[A-Za-z0-9.-]{1,200}$",
            description="whose accounts Microsoft lets in: a tenant's id or domain, or organizations",
        ),
    ] = "organizations"
    folders: Annotated[tuple[FolderName, ...], Meta(min_length=1, description="the folders to read")] = (
        "INBOX",
    )
    read_sent: Annotated[
        bool, Meta(description="whether what was answered in a mail program is read too (the Sent folder)")
    ] = True
    sent_folder: Annotated[
        str, Meta(max_length=200, description="the folder of sent mail; empty: found by itself")
    ] = ""
    checked_by: Annotated[
        tuple[ServerName, ...],
        Meta(
            description="the names under which its mail provider writes whether a sender is confirmed, such "
            "as mx.google.com; empty: those known of the provider"
        ),
    ] = ()

    @property
    def trusted_servers(self) -> tuple[str, ...]:
        """Whose word counts on whether a sender is confirmed (authserv-ids of RFC 8601)."""
        return self.checked_by or provider_ids(self.host)

    mark_seen: Annotated[
        bool, Meta(description="whether mail that is in is marked as seen on the server")
    ] = False
    label: Annotated[
        str,
        Meta(
            pattern="^[A-Za-z0-9_.-]{0,60}$",
            description="a label that mail gets on the server once it is in; empty: none",
        ),
    ] = ""
    move_to: Annotated[
        str,
        Meta(max_length=200, description="the folder that mail is moved to once it is in; empty: it stays"),
    ] = ""

    @property
    def account(self) -> str:
        """What tells it from the other mailboxes: user@host."""
        return f"{self.user}@{self.host}"


class SendingSettings(Section, frozen=True):
    """How the office's mail is sent. Without a host nothing is sent; it waits in the outbox."""

    host: Annotated[
        str, Meta(pattern="^[^\\s@/]*$", description="the SMTP server's name; empty: no mail is sent")
    ] = ""
    port: Annotated[int, Meta(ge=1, le=65535, description="the SMTP server's port")] = 587
    security: Annotated[
        Literal["starttls", "tls", "none"],
        Meta(description="how the connection is encrypted: starttls (usually port 587), tls (465), or not"),
    ] = "starttls"
    user: Annotated[
        str,
        Meta(
            max_length=320,
            description="the name to sign in with; empty: that of the first mailbox, with its sign-in",
        ),
    ] = ""
    sign_in: Annotated[
        Literal["password", "microsoft", "google", "none"],
        Meta(description="as of a mailbox, where user is given; none: the server sends without, always"),
    ] = "password"
    address: Annotated[
        str,
        Meta(
            pattern="^$|^[^\\s@]+@[^\\s@]+$",
            max_length=320,
            description="the address mail is sent from; empty: office.email",
        ),
    ] = ""
    keeps_copy: Annotated[
        Literal["auto", "yes", "no"],
        Meta(
            description="whether the provider puts sent mail into the folder of sent mail by itself; auto: "
            "as is known of the provider"
        ),
    ] = "auto"
