"""What each cell of a file holds: the entity of its column, or of the value that damage put there."""

from __future__ import annotations

import numpy as np
import polars as pl
import pyarrow as pa

from synthetic.shape import ENTITIES, Shape
from synthetic.streams import Bools

VOCABULARY = tuple(dict.fromkeys(ENTITIES.values()))
TYPE = pa.list_(pa.dictionary(pa.int8(), pa.string()))
"""One list a record: an entity for each of the file's columns, null where the cell is empty or holds none."""


def entities(cells: pl.DataFrame, moved: pl.Series, shape: Shape) -> pa.ListArray:
    """Entity of each cell, record by record, in the order of the file's columns.

    ``cells`` has the generator's columns, ``moved`` says for each record which of them hold another one's value.
    """
    marks = [said for said in moved.explode(empty_as_null=True).drop_nulls().unique().to_list() if said]
    columns = list(shape.titles.values())
    width = len(shape.entities)
    codes = np.full((cells.height, width), -1, dtype=np.int8)
    for place, column in enumerate(columns):
        for source in (column, *shape.instead.get(column, ())):
            filled = cells[source].is_not_null().to_numpy()
            codes[filled, place] = VOCABULARY.index(ENTITIES[source])
    for said in marks:
        column, _, source = said.partition("=")
        if column in columns:
            place = columns.index(column)
            here: Bools = moved.list.contains(said).to_numpy() & (codes[:, place] >= 0)
            codes[here, place] = VOCABULARY.index(ENTITIES[source])
    for place, entity in enumerate(shape.others.values(), start=len(columns)):
        codes[:, place] = VOCABULARY.index(entity) if entity else -1
    flat = codes.ravel()
    values = pa.DictionaryArray.from_arrays(pa.array(flat, mask=flat < 0), pa.array(VOCABULARY))
    return pa.ListArray.from_arrays(np.arange(0, flat.size + 1, width, dtype=np.int32), values)
