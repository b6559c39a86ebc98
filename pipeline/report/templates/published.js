(function () {
  "use strict";
  var source = document.getElementById("published");
  var data = source && JSON.parse(source.textContent);

  function cubes() {
    return Object.keys(data.cubes).map(function (name) {
      var cube = data.cubes[name];
      return { name: name, dimensions: cube.dimensions, values: cube.values, cells: cube.cells };
    });
  }

  function quoted(value) { return "'" + value.replace(/'/g, "''") + "'"; }

  // A department lies in one region, so a cube that knows departments can be asked for a region.
  function without(dimensions) {
    return dimensions.indexOf("department") < 0 ? dimensions : dimensions.filter(function (one) { return one !== "region"; });
  }

  function crossing(needed) {
    var wanted = without(needed).slice().sort().join();
    return cubes().find(function (cube) { return without(cube.dimensions).slice().sort().join() === wanted; });
  }

  function regions() {
    var cube = data.cubes.region_department, map = {};
    if (cube) cube.cells.forEach(function (cell) { map[cube.values[1][cell[1]]] = cube.values[0][cell[0]]; });
    return map;
  }

  function plain(cube, cell) {
    var row = { persons: cell[cube.dimensions.length], records: cell[cube.dimensions.length + 1] };
    cube.dimensions.forEach(function (name, at) { row[name] = cube.values[at][cell[at]]; });
    return row;
  }

  function order(dimension) { return dimension === "year" ? "year" : "persons DESC, " + dimension; }

  function rows(cube, chosen, dimension) {
    var home = regions();
    return cube.cells.map(function (cell) { return plain(cube, cell); }).filter(function (row) {
      return Object.keys(chosen).every(function (name) {
        var value = name in row ? row[name] : name === "region" ? home[row.department] : undefined;
        return value === chosen[name];
      });
    }).sort(function (a, b) {
      return dimension === "year" ? (a.year < b.year ? -1 : 1) : b.persons - a.persons;
    });
  }

  function query(cube, dimension, chosen) {
    var where = Object.keys(chosen).map(function (name) {
      if (cube.dimensions.indexOf(name) >= 0) return name + " = " + quoted(chosen[name]);
      return "department IN (SELECT department FROM region_department WHERE region = " + quoted(chosen[name]) + ")";
    });
    return "SELECT " + dimension + ", persons, records FROM " + cube.name +
      (where.length ? " WHERE " + where.join(" AND ") : "") + " ORDER BY " + order(dimension);
  }

  function answer(chosen) {
    var names = Object.keys(chosen);
    if (!names.length) return { persons: data.persons, records: data.records };
    var cube = crossing(names);
    return cube ? rows(cube, chosen)[0] || "withheld" : "uncrossed";
  }

  function panel(dimension, chosen) {
    var needed = Object.keys(chosen).concat(dimension in chosen ? [] : [dimension]);
    var cube = crossing(needed);
    if (!cube) return null;
    return { rows: rows(cube, chosen, dimension), query: query(cube, dimension, chosen), hidden: hidden(dimension, cube, chosen) };
  }

  // Values that are published somewhere and not here: fewer than the threshold, nobody, or withheld.
  function hidden(dimension, cube, chosen) {
    var home = regions(), here = {}, known = {};
    rows(cube, chosen).forEach(function (row) { here[row[dimension]] = true; });
    cubes().forEach(function (one) {
      var at = one.dimensions.indexOf(dimension);
      if (at >= 0) one.values[at].forEach(function (value) { known[value] = true; });
    });
    return Object.keys(known).sort().filter(function (value) {
      if (here[value] || dimension in chosen) return false;
      if (dimension === "category" && chosen.laboratory && value.indexOf("health.") === 0) return false;
      return !(dimension === "department" && chosen.region) || home[value] === chosen.region;
    });
  }

  window.estompe = data && { answer: answer, panel: panel, data: data };
})();
