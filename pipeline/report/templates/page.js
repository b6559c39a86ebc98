(function () {
  "use strict";
  var root = document.documentElement;
  var buttons = [].slice.call(document.querySelectorAll("[data-lang]"));
  var editions = [].slice.call(document.querySelectorAll("[data-edition]"));

  function place() {
    var main = document.querySelector("main:not([hidden])");
    var seen = [].slice.call(main.querySelectorAll("section")).filter(function (section) {
      return section.getBoundingClientRect().top < innerHeight / 2;
    }).pop();
    return seen ? { id: seen.id.slice(3), top: seen.getBoundingClientRect().top } : null;
  }

  function show(lang) {
    root.lang = lang;
    editions.forEach(function (part) {
      part.hidden = part.dataset.edition !== lang;
      if (part.dataset.title && !part.hidden) document.title = part.dataset.title;
    });
    buttons.forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.dataset.lang === lang));
    });
  }

  function follow() {
    var named = location.hash.slice(1, 3);
    if (named !== root.lang && document.querySelector('main[data-edition="' + CSS.escape(named) + '"]')) {
      show(named);
      var target = document.getElementById(location.hash.slice(1));
      if (target) target.scrollIntoView();
    }
  }

  buttons.forEach(function (button) {
    button.addEventListener("click", function () {
      var before = place();
      show(button.dataset.lang);
      var section = before && document.getElementById(button.dataset.lang + "-" + before.id);
      if (section) scrollBy(0, section.getBoundingClientRect().top - before.top);
    });
  });
  document.querySelector(".switch").hidden = false;
  addEventListener("hashchange", follow);
  follow();
})();
