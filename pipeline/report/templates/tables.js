(function () {
  "use strict";
  var FORMULA = /^[=+\-@\t\r\n]/;

  function cell(node) {
    var number = node.querySelector("data");
    var whole = number && /^-?\d+$/.test(number.value);
    var text = whole ? number.value : node.textContent.trim();
    if (!whole && FORMULA.test(text)) text = "'" + text;
    return /[";\r\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function csv(table) {
    return "\ufeff" + [].map.call(table.rows, function (row) {
      return [].map.call(row.cells, cell).join(";") + "\r\n";
    }).join("");
  }

  function save(button) {
    var table = button.parentNode.parentNode.querySelectorAll("table");
    var mine = [].filter.call(table, function (one) {
      return one.compareDocumentPosition(button) & Node.DOCUMENT_POSITION_FOLLOWING;
    }).pop();
    var address = URL.createObjectURL(new Blob([csv(mine)], { type: "text/csv;charset=utf-8" }));
    var link = document.createElement("a");
    link.href = address;
    link.download = mine.caption.textContent.trim().replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase() + ".csv";
    link.click();
    setTimeout(function () { URL.revokeObjectURL(address); }, 1000);
  }

  function say(button, text) {
    var before = button.dataset.label || button.textContent;
    button.dataset.label = before;
    button.textContent = text;
    setTimeout(function () { button.textContent = before; }, 2000);
  }

  function byHand(code) {
    var range = document.createRange();
    range.selectNodeContents(code);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    return document.execCommand("copy");
  }

  function copy(button) {
    var code = button.previousElementSibling.querySelector("code");
    function told(done) { say(button, done ? button.dataset.done : button.dataset.failed); }
    if (!navigator.clipboard) return told(byHand(code));
    navigator.clipboard.writeText(code.textContent).then(
      function () { told(true); },
      function () { told(byHand(code)); }
    );
  }

  document.addEventListener("click", function (event) {
    var button = event.target.closest("button.csv, button.copy");
    if (button) (button.className === "csv" ? save : copy)(button);
  });
  document.querySelectorAll("button.csv, button.copy").forEach(function (button) { button.hidden = false; });

  var opened = [];
  addEventListener("beforeprint", function () {
    opened = [].slice.call(document.querySelectorAll("main:not([hidden]) details:not([open]):not(.query)"));
    opened.forEach(function (part) { part.open = true; });
  });
  addEventListener("afterprint", function () {
    opened.forEach(function (part) { part.open = false; });
  });
})();
