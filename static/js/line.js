/* The line of the list as a handle: dragged by mouse and touch, moved by arrow keys. What would follow is shown
   beside the list while it moves; nothing is stored before somebody says "Draw the line here". */
(() => {
  "use strict";

  const board = document.getElementById("board");
  const line = document.getElementById("line");
  const handle = line?.querySelector(".line-handle");
  if (!board || !handle) return;

  const PAUSE_MS = 220;
  const EDGE_PX = 70;
  const words = JSON.parse(document.getElementById("board-words").textContent);
  const now = document.getElementById("now");
  const next = document.getElementById("next");
  const panel = document.getElementById("panel");

  // How many were above when it was taken into the hand; null while it lies where the server has it.
  let home = null;
  let asked = 0;
  let asking = 0;

  // Of a large list the page has the rows around the line: those that are above it elsewhere count too.
  const restOf = (cell) => Number(cell.dataset.rest || 0);
  const lowest = () => restOf(now);
  const above = () => lowest() + now.childElementCount;
  const highest = () => above() + next.childElementCount;

  function told(text, facts) {
    return text.replace(/%\((\w+)\)s/g, (_all, name) => facts[name]);
  }

  function hold() {
    if (home !== null) return;
    home = above();
    board.dataset.held = "line";
    line.classList.add("is-held");
  }

  function put(wanted) {
    const number = Math.max(lowest(), Math.min(highest(), wanted));
    while (above() > number) next.prepend(now.lastElementChild);
    while (above() < number) now.append(next.firstElementChild);
    tell();
  }

  function tell() {
    const below = next.childElementCount + restOf(next);
    const last = now.lastElementChild;
    const facts = { above: above(), below, title: last?.querySelector("a").textContent };
    handle.setAttribute("aria-valuenow", String(facts.above));
    handle.setAttribute("aria-valuemin", String(lowest()));
    handle.setAttribute("aria-valuemax", String(highest()));
    handle.setAttribute("aria-valuetext", told(last ? words.line_at : facts.above ? words.line_here : words.line_top, facts));
    for (const [name, number] of [["now", facts.above], ["next", facts.below]]) {
      for (const place of document.querySelectorAll(`[data-count="${name}"]`)) place.textContent = String(number);
    }
  }

  function ask() {
    window.clearTimeout(asking);
    asking = window.setTimeout(() => {
      const number = above();
      if (number === asked && panel.childElementCount) return;
      asked = number;
      window.htmx.ajax("GET", `${line.dataset.whatIf}?above=${number}`, { target: "#panel", swap: "innerHTML" });
    }, PAUSE_MS);
  }

  function leave() {
    if (home === null) return;
    window.clearTimeout(asking);
    put(home);
    home = null;
    asked = -1;
    delete board.dataset.held;
    line.classList.remove("is-held");
    panel.replaceChildren();
    window.planner.announce(words.line_left);
    handle.focus({ preventScroll: true });
  }

  function step(wanted) {
    hold();
    put(wanted);
    ask();
    line.scrollIntoView({ block: "nearest" });
  }

  /* --- by keyboard --- */

  handle.addEventListener("keydown", (event) => {
    const steps = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1, PageUp: -5, PageDown: 5 };
    if (event.key in steps) step(above() + steps[event.key]);
    else if (event.key === "Home") step(lowest());
    else if (event.key === "End") step(highest());
    else if (event.key === "Escape" && home !== null) leave();
    else if (event.key === "Enter" && home !== null) panel.querySelector("#what-if-name")?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function take() {
    handle.focus({ preventScroll: true });
    line.scrollIntoView({ block: "center" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "l" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) take();
  });
  // No element has this name: a browser that goes to one takes the focus away again.
  if (window.location.hash === "#the-line") take();

  /* --- by mouse and touch --- */

  function follow(event) {
    if (event.clientY < EDGE_PX) window.scrollBy(0, -12);
    else if (event.clientY > window.innerHeight - EDGE_PX) window.scrollBy(0, 12);
    const middle = (row) => {
      const box = row.getBoundingClientRect();
      return box.top + box.height / 2;
    };
    let number = above();
    while (now.lastElementChild && event.clientY < middle(now.lastElementChild)) put((number -= 1));
    while (next.firstElementChild && event.clientY > middle(next.firstElementChild)) put((number += 1));
    ask();
  }

  handle.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    hold();
    handle.setPointerCapture(event.pointerId);
    handle.addEventListener("pointermove", follow);
  });

  function letGo() {
    handle.removeEventListener("pointermove", follow);
    if (home === above()) leave();
  }
  handle.addEventListener("pointerup", letGo);
  handle.addEventListener("pointercancel", letGo);

  /* --- what would follow, and back --- */

  panel.addEventListener("htmx:afterSwap", () => {
    const says = panel.querySelector("#what-if")?.dataset.says;
    if (says && home !== null) window.planner.announce(says);
  });

  document.addEventListener(
    "click",
    (event) => {
      if (home === null || !event.target.closest("[data-line-leave]")) return;
      event.preventDefault();
      event.stopPropagation();
      leave();
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || home === null) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leave();
  }, true);
})();
