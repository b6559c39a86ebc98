"""A made-up release: synthetic numbers, coined laboratory names, nobody in it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.core.categories import CATEGORIES
from pipeline.locales.fr.geography import department_names, department_regions
from pipeline.report.render import render

K = 12
PERSONS = 312_480
HEAVY = {
    "56": 109_300,
    "45": 67_900,
    "27": 61_240,
    "22": 19_870,
    "35": 18_420,
    "41": 9_310,
    "29": 4_120,
    "44": 2_870,
}
HOSTILE = "Labo <script>alert(1)</script> & \u202eSNIF\u202c\x07"
COINED = (
    "Brévelle",
    "Quindorme",
    "Tresmaille",
    "Ouvranche",
    "Lissandre",
    "Morvelune",
    "Ardescombe",
    "Fauvigny-sur-Orle",
)
BANDS = ("0-9", "10-19", "20-29", "30-39", "40-49", "50-59", "60-69", "70-79", "80-89", "90+", "unknown")
SHARES = (2, 4, 9, 14, 13, 15, 18, 14, 8, 3, 0.4)

Rows = dict[tuple[str, ...], int]


def write(folder: Path, name: str, dimensions: tuple[str, ...], rows: Rows) -> None:
    """Write one cube; cells under K are absent, records are somewhat more than persons."""
    kept = sorted((values, persons) for values, persons in rows.items() if persons >= K)
    columns: dict[str, Any] = {
        name: pa.array([values[i] for values, _ in kept], pa.string()) for i, name in enumerate(dimensions)
    }
    columns["persons"] = pa.array([persons for _, persons in kept], pa.int64())
    columns["records"] = pa.array([persons * 11 // 7 for _, persons in kept], pa.int64())
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), folder / f"{name}.parquet")


def home(rng: random.Random) -> dict[str, int]:
    """Persons by department: a few hold most of them, some hold too few to be published."""
    places = dict(HEAVY)
    for code in sorted(department_names()):
        if code not in places and code < "975" and rng.random() < 0.8:
            places[code] = int(rng.lognormvariate(4.2, 1.5)) + 1
    places["unknown"] = 1_204
    return places


def cubes() -> dict[tuple[str, tuple[str, ...]], Rows]:
    """Every cube of the contract, as (name, dimensions) -> rows."""
    rng = random.Random(20)
    regions = department_regions()
    places = home(rng)
    region_department = {(regions.get(code, "unknown"), code): persons for code, persons in places.items()}
    region: Rows = {}
    for (name, _), persons in region_department.items():
        region[(name,)] = region.get((name,), 0) + persons
    names = [f"Laboratoire {name}{suffix}" for suffix in ("", " Nord", " Sud") for name in COINED]
    laboratories = {name: int(61_000 / (i + 1) ** 1.1) for i, name in enumerate(names)}
    laboratories |= {HOSTILE: 1_733, "unknown": 412}
    category = {
        c.id: int(PERSONS * (rng.uniform(0.0001, 0.006) if c.sensitive else rng.uniform(0.05, 0.98)))
        for c in CATEGORIES
    }
    category |= {"identity": PERSONS, "social_security": 291_377, "health.transplant": 3}
    months = {
        f"{2015 + i // 12}-{i % 12 + 1:02d}": max(3, int(9_000 * rng.uniform(0.7, 1.1) * min(1, (i + 4) ** 2 / 1800)))
        for i in range(70)
    }
    months |= {"1970-01": 31, "2015-04": 5, "unknown": 640, "2020-04": 1_420}
    years = {
        f"{year}": int(sum(n for month, n in months.items() if month.startswith(f"{year}")) * 0.8)
        for year in range(2015, 2021)
    }
    storage = {"clear": 8_412, "md5": 23_908, "sha1": 611, "bcrypt": 1_240, "other_hash": 58, "unknown": 77}
    shares = {band: share / sum(SHARES) for band, share in zip(BANDS, SHARES, strict=True)}
    return {
        ("region", ("region",)): region,
        ("region_department", ("region", "department")): region_department,
        ("department_sex_age", ("department", "sex", "age_band")): {
            (code, sex, band): int(persons * share * part)
            for code, persons in places.items() for band, share in shares.items()
            for sex, part in (("F", 0.572), ("M", 0.424), ("unknown", 0.004))
        },
        ("category", ("category",)): {(c,): n for c, n in category.items()},
        ("region_category", ("region", "category")): {
            (r, c): persons * n // PERSONS for (r,), persons in region.items() for c, n in category.items()
        },
        ("laboratory", ("laboratory",)): {(name,): n for name, n in laboratories.items()},
        ("laboratory_category", ("laboratory", "category")): {
            (name, c): n * m // PERSONS
            for name, n in laboratories.items() for c, m in category.items() if "." not in c
        },
        ("laboratory_year", ("laboratory", "year")): {
            (name, year): n * m // sum(years.values())
            for name, n in laboratories.items() for year, m in years.items()
        },
        ("year", ("year",)): {(year,): n for year, n in years.items()},
        ("month", ("month",)): {(month,): n for month, n in months.items()},
        ("prescriber_department", ("prescriber_department",)): {
            (code,): int(n * 1.03) for code, n in places.items()
        },
        ("storage", ("storage",)): {(kind,): n for kind, n in storage.items()},
        ("strength", ("strength",)): {("weak",): 2_004, ("medium",): 5_100, ("strong",): 1_308},
        ("reuse", ("reuse",)): {("many",): 3_120, ("few",): 2_900, ("own",): 2_392},
        ("department_storage", ("department", "storage")): {
            (code, kind): persons * n // PERSONS
            for code, persons in places.items() for kind, n in storage.items()
        },
        ("institution_region", ("region",)): {
            (name,): persons // 4_000 for (name,), persons in region.items()
        },
    }  # fmt: skip


def facts() -> dict[str, Any]:
    """The facts of the made-up run."""
    columns = [
        ("nir", "fr.nir", "social_security", "suppress", 0.99, "13 or 15 digits with a valid key"),
        ("nom", "person.name", "identity", "suppress", 0.97, "header, and words of the surname list"),
        ("date_naissance", "person.birth_date", "identity", "generalise", 0.98, "dates of the last century"),
        ("code_postal", "address.postcode", "address", "generalise", 1.0, "known postcodes"),
        ("labo", "laboratory", "laboratory", "generalise", 0.93, "header, few values"),
        ("mot_de_passe", "credential.password", "credentials", "suppress", 0.91, "header, digests"),
        ("column 7", None, None, "suppress", 0.0, "nothing recognised"),
        ("<img src=x onerror=alert(1)>", "phone", "phone", "suppress", 0.88, "French numbering plan"),
    ]
    keys = ("name", "entity", "category", "treatment", "confidence", "why")
    checks = [
        ("smallest_cell", "T1", 12, 12, True),
        ("recovered_cells", "T2", 0, 0, True),
        ("inference_advantage", "T9", 0.0123, 0.05, True),
        ("canaries", "T4", None, "none", True),
    ]
    return {
        "release_id": "9f2c41d07ab3", "tier": "public", "version": "0.1.0", "k": K, "min_prescribers": 3,
        "protection": "suppression", "policy_digest": "5b1f0c6d9a24e7f3", "reference_year": 2020,
        "counts": {
            "records": 491_840, "accepted": 491_655, "quarantined": 185,
            "reasons": {"ragged": 121, "stray_quote": 40, "bad_bytes": 19, "novel_reason": 5},
            "persons": PERSONS, "persons_upper": 331_002, "unlinked": 214,
        },
        "columns": [dict(zip(keys, column, strict=True)) for column in columns],
        "cubes": [
            {"name": "region", "dimensions": ["region"], "cells": 14, "absent": 4, "persons_share": 1.0},
            {"name": "region_department", "dimensions": ["region", "department"], "cells": 71, "absent": 31,
             "persons_share": 0.9994},
            {"name": "month", "dimensions": ["month"], "cells": 69, "absent": 2, "persons_share": None},
        ],
        "gate": {"passed": True, "checks": [
            {"id": i, "threat": t, "value": v, "limit": limit, "passed": p} for i, t, v, limit, p in checks]},
    }  # fmt: skip


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a made-up release with every cube."""
    folder = tmp_path_factory.mktemp("release")
    for (name, dimensions), rows in cubes().items():
        write(folder / "cubes", name, dimensions, rows)
    return folder


@pytest.fixture(scope="session", name="facts")
def facts_fixture() -> dict[str, Any]:
    """The facts of the made-up release."""
    return facts()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser without a network; tests skip where there is none."""
    binary = shutil.which("chromium") or shutil.which("chromium-browser")
    if binary is None:
        pytest.skip("chromium is missing: apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=binary, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(release: Path, facts: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the report of the made-up release lies."""
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(render(release, facts), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def opened(chromium: Any, request: pytest.FixtureRequest) -> Iterator[tuple[Any, list[str], list[str]]]:
    """The page at the test's own ``address``, on a narrow screen; what it asked for and complained about."""
    context = chromium.new_context(offline=True, viewport={"width": 390, "height": 800})
    page, requests, errors = context.new_page(), [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(request.getfixturevalue("address"))
    yield page, requests, errors
    context.close()


Audit = Callable[[str, str, str], list[Any]]


@pytest.fixture
def audit(chromium: Any) -> Audit:
    """``audit(address, scheme, lang)``: the rules of axe-core that a page breaks, every fold opened."""
    axe = pytest.importorskip("axe_playwright_python", reason="axe-core is missing: make setup")
    script = Path(axe.__file__).with_name("axe.min.js").read_text(encoding="utf-8")

    def broken(address: str, scheme: str, lang: str) -> list[Any]:
        context = chromium.new_context(offline=True, color_scheme=scheme, bypass_csp=True)  # axe is put into the page
        page = context.new_page()
        page.goto(f"{address}#{lang}")
        page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
        page.evaluate(script)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        assert page.locator("main:visible").get_attribute("lang") == lang
        page.evaluate("document.querySelector('h1').remove(); document.documentElement.lang = ''")
        assert page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"], "axe finds nothing"
        context.close()
        return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]

    return broken
