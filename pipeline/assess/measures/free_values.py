"""Words in the cubes that no closed vocabulary holds."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.assess.measure import Check, Measure
from pipeline.assess.written import Written
from pipeline.core.categories import BY_ID
from pipeline.core.policy import Thresholds

_LABEL = re.compile(r"other|unknown|[^\W_][\w &'’.,°()/+-]{1,79}")
_STORAGE = "clear md5 sha1 sha256 sha512 bcrypt crypt argon2 pbkdf2 other_hash no_password"
_REUSE = "own few many"
_PROVIDERS = "webmail internet_provider hospital laboratory health administration education other none unknown"


class FreeValues(Measure):
    """Every value of every dimension belongs to a closed vocabulary, or is an institution's printable name."""

    id = "free_values"
    threat = "T12"
    criterion = "singling_out"
    asks = (
        "Un mot publié sort-il des listes fermées ?",
        "Does a published word stand outside the closed lists?",
    )

    def evaluate(self, written: Written, thresholds: Thresholds) -> Check:
        """Count the values outside, and the dimensions that nobody defined."""
        del thresholds
        departments = written.department_regions
        shapes: dict[str, Callable[[str], object]] = {
            "region": {*departments.values(), "unknown"}.__contains__,
            "department": {*departments, "unknown"}.__contains__,
            "prescriber_department": {*departments, "unknown"}.__contains__,
            "sex": {"F", "M", "unknown"}.__contains__,
            "age_band": re.compile(r"0-9|([1-8])0-(?:\1)9|90\+|unknown").fullmatch,
            "year": re.compile(r"(18|19|20)\d\d|unknown").fullmatch,
            "month": re.compile(r"(18|19|20)\d\d-(0[1-9]|1[0-2])|unknown").fullmatch,
            "category": BY_ID.__contains__,
            "storage": set(_STORAGE.split()).__contains__,
            "strength": {"weak", "medium", "strong"}.__contains__,
            "reuse": set(_REUSE.split()).__contains__,
            "provider": set(_PROVIDERS.split()).__contains__,
            "country": re.compile(r"[A-Z]{2}|generic|none|unknown").fullmatch,
            "laboratory": _LABEL.fullmatch,
        }
        wrong = 0
        for name, values in written.visible.items():
            fits = shapes.get(name)
            wrong += sum(fits is None or not fits(value) for value in values)
        return self.check(wrong, 0, wrong == 0)
