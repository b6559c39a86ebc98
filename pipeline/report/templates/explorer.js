(function () {
  "use strict";
  var SHADES = 5, TOP = 12;
  var cells = window.estompe;
  if (!cells) return;

  function digits(value, lang) {
    return String(value).replace(/\B(?=(\d{3})+$)/g, lang === "fr" ? "\u202f" : ",");
  }

  function make(tag, className, text) {
    var node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function Edition(part, lang) {
    var words = cells.data.words[lang], names = cells.data.names[lang];

    function say(key, values) {
      return words[key].replace(/\{(\w+)\}/g, function (_, name) {
        return typeof values[name] === "number" ? digits(values[name], lang) : values[name];
      });
    }
    function name(dimension, value) { return (names[dimension] || {})[value] || value; }
    function hidden() { return say("hidden", { k: cells.data.k }); }
    function chosen() {
      var found = {};
      part.querySelectorAll("select").forEach(function (one) { if (one.value) found[one.name] = one.value; });
      return found;
    }

    function health(filters) { return /^health\./.test(filters.category || ""); }

    function told(filters) {
      var names = Object.keys(filters).map(function (key) { return name(key, filters[key]); });
      var it = cells.answer(filters), choice = names.join(" × ");
      if (filters.laboratory && health(filters)) return say("health", {});
      if (typeof it === "string") return say(it, { choice: choice, k: cells.data.k });
      return say(names.length ? "cell" : "everybody", { choice: choice, persons: it.persons, records: it.records === null ? "–" : it.records });
    }

    function bar(dimension, row, longest) {
      var line = make("div", "row" + (/^health\./.test(row[dimension]) ? " health" : " main"));
      var space = document.querySelector("svg").namespaceURI;
      var svg = document.createElementNS(space, "svg"), rect = document.createElementNS(space, "rect");
      rect.setAttribute("width", (row.persons / longest * 100).toFixed(2) + "%");
      rect.setAttribute("height", "100%");
      svg.setAttribute("aria-hidden", "true");
      svg.appendChild(rect);
      var value = make("span", "value");
      value.appendChild(make("span", "", digits(row.persons, lang)));
      line.append(make("span", "name", name(dimension, row[dimension])), svg, value);
      return line;
    }

    function number(value) {
      var td = make("td");
      if (value === null) { td.textContent = "–"; return td; }
      var plain = make("data", "", digits(value, lang));
      plain.value = value;
      td.appendChild(plain);
      return td;
    }

    function line(label, parts) {
      var row = make("tr"), head = make("th", "", label);
      head.scope = "row";
      row.append.apply(row, [head].concat(parts));
      return row;
    }

    function draw(figure, filters) {
      var dimension = figure.dataset.dimension, never = dimension === "laboratory" && health(filters);
      var found = never ? null : cells.panel(dimension, filters);
      var why = figure.querySelector(".why"), bars = figure.querySelector(".bars");
      var empty = !found || !found.rows.length;
      why.hidden = !empty;
      why.textContent = found ? hidden() : say(never ? "health" : "panel", {});
      figure.querySelector("details").hidden = !found;
      bars.hidden = empty;
      bars.replaceChildren();
      figure.querySelector("tbody").replaceChildren();
      var map = figure.querySelector(".copy-of-map");
      if (map) shade(map, found ? found.rows : [], !found);
      if (!found) return;
      var longest = Math.max.apply(null, found.rows.map(function (row) { return row.persons; }));
      found.rows.slice(0, TOP).forEach(function (row) { bars.appendChild(bar(dimension, row, longest)); });
      var body = figure.querySelector("tbody");
      found.rows.forEach(function (row) { body.appendChild(line(name(dimension, row[dimension]), [number(row.persons), number(row.records)])); });
      found.hidden.forEach(function (value) {
        body.appendChild(line(name(dimension, value), [make("td", "withheld", hidden()), make("td", "", "–")]));
      });
      figure.querySelector(".sql").textContent = found.query;
    }

    function shade(holder, rows, away) {
      var main = document.querySelector("#" + lang + "-where .map");
      holder.hidden = away || !main;
      if (holder.hidden) return;
      if (!holder.firstChild) {
        holder.appendChild(main.cloneNode(true));
        holder.querySelector("defs").remove();
      }
      var persons = {}, bounds = edges(rows.map(function (row) { return row.persons; }));
      rows.forEach(function (row) { persons[row.department] = row.persons; });
      holder.querySelectorAll("[data-code]").forEach(function (mark) {
        var code = mark.dataset.code, count = persons[code], text = mark.tagName === "text";
        var level = count === undefined ? 0 : step(count, bounds);
        mark.setAttribute("class", (text ? "t" : "s") + level);
        if (!text) mark.querySelector("title").textContent = say("said", { label: name("department", code), number: count === undefined ? hidden() : digits(count, lang) });
      });
      legend(holder.querySelector(".legend"), bounds);
    }

    function legend(list, bounds) {
      var items = list.querySelectorAll("li"), last = items[items.length - 1];
      list.replaceChildren();
      bounds.forEach(function (low, at) {
        var item = items[0].cloneNode(true), values = { low: low, high: bounds[at + 1] - 1 };
        item.querySelector("rect").setAttribute("class", "s" + (SHADES - bounds.length + at + 1));
        item.lastChild.textContent = say(at + 1 < bounds.length ? "between" : "from", values);
        list.appendChild(item);
      });
      list.appendChild(last);
    }

    function show() {
      var filters = chosen();
      part.querySelector(".answer").textContent = told(filters);
      part.querySelectorAll(".panel").forEach(function (figure) { draw(figure, filters); });
    }

    part.addEventListener("change", show);
    part.querySelector("form").addEventListener("reset", function () { setTimeout(show); });
    part.querySelector("form").addEventListener("submit", function (event) { event.preventDefault(); });
    part.hidden = false;
    show();
  }

  // As in charts/map.py: equal ratios from the least to the most, in round numbers.
  function edges(counts) {
    if (!counts.length) return [];
    var least = Math.max(Math.min.apply(null, counts), 1), most = Math.max.apply(null, counts);
    var found = [least];
    for (var at = 1; at < SHADES; at++) found.push(rounded(least * Math.pow(most / least, at / SHADES)));
    return found.filter(function (one, place) { return one >= least && found.indexOf(one) === place; }).sort(function (a, b) { return a - b; });
  }
  function rounded(value) {
    var unit = Math.pow(10, Math.max(0, Math.floor(Math.log10(value)) - 1));
    return Math.floor(value / unit) * unit;
  }
  function step(count, bounds) {
    return SHADES - bounds.length + Math.max(1, bounds.filter(function (one) { return count >= one; }).length);
  }

  document.querySelectorAll(".explorer").forEach(function (part) { Edition(part, part.closest("main").lang); });
})();
