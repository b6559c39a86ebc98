"""The export of a laboratory's software: twenty-five columns, cp1252, semicolons."""

from synthetic.shape import COLUMNS, Delimited

SHAPE = Delimited(
    name="laboratory",
    file="leak.csv",
    titles={column: column for column in COLUMNS},
    encoding="cp1252",
    end="\r\n",
    delimiter=";",
)
