"""Every transform, with parameters where it needs some."""

from __future__ import annotations

from pipeline.transform.transform import Transform, kinds

PARAMETERS: dict[str, dict[str, object]] = {
    "age_band": {"at": 2020},
    "categories": {"values": ["A+", "O-", "LABO DES HALLES"]},
}

EVERY: dict[str, Transform] = {name: kind(**PARAMETERS.get(name, {})) for name, kind in kinds().items()}
