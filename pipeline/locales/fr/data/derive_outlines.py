"""Derives ``outlines_departments.json``: light outlines of the departments of metropolitan France.

Source: gregoiredavid/france-geojson, ``departements-version-simplifiee.geojson`` (commit 5d34ee6), made from
IGN Admin Express 2018 and the INSEE Code officiel géographique 2018, Licence Ouverte. What is written is a
derived drawing: Lambert conformal conic projection, borders simplified (Visvalingam and Whyatt, 1993) one
shared arc at a time so that neighbours still touch, whole numbers, relative SVG path commands.

Run ``python derive_outlines.py SOURCE.geojson``; the result is written beside this file.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path

Point = tuple[int, int]
Ring = list[Point]
Shapes = dict[str, list[Ring]]

TARGET = Path(__file__).with_name("outlines_departments.json")
WIDTH = 1000
"""Units of the drawing from west to east."""
SMALLEST_TRIANGLE = 9.0
"""Twice the area, in square units, under which a vertex is not worth its bytes."""
SMALLEST_ISLAND = 24.0
"""Twice the area, in square units, under which a part other than the largest is left out."""
INSET = ("75", "92", "93", "94")
INSET_WIDTH = 180


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Apply the Lambert conformal conic (on a sphere; parallels 44 and 49, meridian 3); y grows southwards."""
    low, high = math.radians(44), math.radians(49)

    def tan(angle: float) -> float:
        return math.tan(math.pi / 4 + angle / 2)

    n = math.log(math.cos(low) / math.cos(high)) / math.log(tan(high) / tan(low))
    rho = math.cos(low) * tan(low) ** n / n / tan(math.radians(latitude)) ** n
    theta = n * math.radians(longitude - 3)
    return rho * math.sin(theta), rho * math.cos(theta)


def read(source: Path) -> dict[str, list[list[tuple[float, float]]]]:
    """Projected outer and inner rings (without the repeated last point) of each department code."""
    shapes = {}
    for feature in json.loads(source.read_text(encoding="utf-8"))["features"]:
        geometry = feature["geometry"]
        parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        rings = [[project(x, y) for x, y in ring[:-1]] for part in parts for ring in part]
        shapes[feature["properties"]["code"]] = rings
    return dict(sorted(shapes.items()))


def quantise(shapes: dict[str, list[list[tuple[float, float]]]], width: int) -> tuple[Shapes, int]:
    """Fit ``shapes`` into ``width`` whole units; also the height."""
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    left, top = min(x for x, _ in points), min(y for _, y in points)
    scale = width / (max(x for x, _ in points) - left)
    height = math.ceil((max(y for _, y in points) - top) * scale)
    whole = {
        code: [merge([(round((x - left) * scale), round((y - top) * scale)) for x, y in ring]) for ring in rings]
        for code, rings in shapes.items()
    }
    return whole, height


def merge(ring: Ring) -> Ring:
    """Drop points that equal the one before them."""
    return [point for i, point in enumerate(ring) if point != ring[i - 1]]


def area(a: Point, b: Point, c: Point) -> float:
    """Twice the area of a triangle."""
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]))


def size(ring: Ring) -> float:
    """Twice the area of a ring."""
    return abs(sum(ring[i - 1][0] * y - x * ring[i - 1][1] for i, (x, y) in enumerate(ring)))


def junctions(shapes: Shapes) -> set[Point]:
    """Points where the set of departments that share the border changes: the ends of every arc."""
    owners: dict[Point, set[str]] = {}
    for code, rings in shapes.items():
        for ring in rings:
            for point in ring:
                owners.setdefault(point, set()).add(code)
    ends = set()
    for rings in shapes.values():
        for ring in rings:
            for i, point in enumerate(ring):
                around = owners[ring[i - 1]], owners[ring[(i + 1) % len(ring)]]
                if len(owners[point]) > 2 or any(not owners[point] <= near for near in around):
                    ends.add(point)
    return ends


def simplify(arc: Ring) -> Ring:
    """Remove the vertex with the least triangle until none is small; the same from either end."""
    backwards = arc[::-1] < arc
    kept = arc[::-1] if backwards else list(arc)
    while len(kept) > 2:
        least, at = min((area(kept[i - 1], kept[i], kept[i + 1]), i) for i in range(1, len(kept) - 1))
        if least >= SMALLEST_TRIANGLE:
            break
        del kept[at]
    return kept[::-1] if backwards else kept


def simplify_ring(ring: Ring, ends: set[Point]) -> Ring:
    """Simplify a ring arc by arc between ``ends`` (two opposite points where it has none)."""
    cuts = [i for i, point in enumerate(ring) if point in ends]
    if len(cuts) < 2:
        start = cuts[0] if cuts else ring.index(min(ring))
        cuts = sorted({start, (start + len(ring) // 2) % len(ring)})
    result: Ring = []
    for first, last in zip(cuts, [*cuts[1:], cuts[0] + len(ring)], strict=True):
        arc = [ring[i % len(ring)] for i in range(first, last + 1)]
        result += simplify(arc)[:-1]
    return merge(result)


def path(rings: list[Ring]) -> str:
    """Relative SVG path commands of the rings worth drawing, largest first."""
    ordered = sorted(rings, key=lambda ring: (-size(ring), ring))
    commands = []
    for i, ring in enumerate(ordered):
        if len(ring) < 3 or (i and size(ring) < SMALLEST_ISLAND):
            continue
        steps = [(x - ring[j][0], y - ring[j][1]) for j, (x, y) in enumerate(ring[1:])]
        moves = "".join(f"{dx:d} {dy:d} " if dy >= 0 else f"{dx:d}{dy:d} " for dx, dy in steps)
        commands.append(f"M{ring[0][0]} {ring[0][1]}l{moves.strip().replace(' -', '-')}z")
    return "".join(commands)


def heart(ring: Ring) -> Point:
    """Find the point of the ring's inside farthest from its border: where a label fits best."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    grid = ((x, y) for x in range(min(xs), max(xs) + 1, 2) for y in range(min(ys), max(ys) + 1, 2))
    return max((depth(point, ring), point) for point in grid)[1]


def depth(point: Point, ring: Ring) -> float:
    """Distance to the border, negative outside."""
    x, y = point
    inside, nearest = False, math.inf
    for i, (bx, by) in enumerate(ring):
        ax, ay = ring[i - 1]
        dx, dy = bx - ax, by - ay
        along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)))
        nearest = min(nearest, math.hypot(x - ax - along * dx, y - ay - along * dy))
        if (ay > y) != (by > y) and x < ax + (y - ay) / dy * dx:
            inside = not inside
    return nearest if inside else -nearest


def outline(shapes: dict[str, list[list[tuple[float, float]]]], width: int) -> dict[str, object]:
    """Draw ``shapes``: its size, one path and one label position for each code."""
    whole, height = quantise(shapes, width)
    ends = junctions(whole)
    simple = {code: [simplify_ring(ring, ends) for ring in rings] for code, rings in whole.items()}
    return {
        "width": width,
        "height": height,
        "paths": {code: path(rings) for code, rings in simple.items()},
        "labels": {code: heart(max(rings, key=size)) for code, rings in simple.items()},
    }


def main(source: Path) -> None:
    """Write the outlines derived from ``source``."""
    shapes = read(source)
    drawing = {
        "country": outline(shapes, WIDTH),
        "inset": outline({code: shapes[code] for code in INSET}, INSET_WIDTH),
    }
    TARGET.write_text(json.dumps(drawing, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
