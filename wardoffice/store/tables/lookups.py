"""What an online geocoder said of an address, so that nobody asks it twice."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from wardoffice.store.columns import Base, UtcTime


class AddressLookup(Base):
    """One answer, by the normalised address; ``found`` holds [address, latitude, longitude] of each match."""

    __tablename__ = "address_lookup"

    address: Mapped[str] = mapped_column(String(300), primary_key=True)
    found: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    asked_at: Mapped[datetime] = mapped_column(UtcTime)


class NameWord(Base):
    """A word of a street's or a person's name, in lower case without accents."""

    __tablename__ = "name_word"

    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(100), unique=True)
