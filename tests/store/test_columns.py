"""What a column can hold."""

from sqlalchemy import String

from wardoffice.store.columns import Base, Word


def test_every_word_fits_its_column() -> None:
    """PostgreSQL refuses a longer one, which SQLite takes."""
    words = [
        (f"{table.name}.{column.name}", each.value)
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Word)
        for each in column.type.kind
    ]
    assert isinstance(Word.impl, String)
    assert Word.impl.length is not None
    assert words
    assert [each for each in words if len(each[1]) > Word.impl.length] == []
