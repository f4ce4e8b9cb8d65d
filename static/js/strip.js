/* The strip above the board: where the board stands, and what would follow while a card is in the hand over
   another place. It listens to what board.js tells; the server reckons, nothing is stored by asking. */
(() => {
  "use strict";

  const board = document.getElementById("board");
  if (!board?.dataset.strip) return;

  const PAUSE_MS = 200;
  // Other people's changes make it fresh at most this often.
  const FRESH_MS = 10_000;
  let waiting = 0;
  let shown = "";
  let freshened = 0;

  function ask(query) {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      shown = query;
      if (document.getElementById("strip")) {
        window.htmx.ajax("GET", board.dataset.strip + query, { target: "#strip", swap: "outerHTML" });
      }
    }, PAUSE_MS);
  }

  board.addEventListener("board:held", ({ detail }) => {
    const query = detail.to && detail.to !== detail.from ? `?element=${detail.pk}&to=${detail.to}` : "";
    if (query !== shown) ask(query);
    else window.clearTimeout(waiting);
  });

  board.addEventListener("board:still", () => {
    window.clearTimeout(waiting);
    if (shown) ask("");
  });

  board.addEventListener("board:changed", ({ detail }) => {
    if (detail?.by && !shown && (document.hidden || performance.now() - freshened < FRESH_MS)) return;
    freshened = performance.now();
    ask("");
  });

  document.body.addEventListener("htmx:afterSettle", () => {
    const says = document.getElementById("strip")?.dataset.says;
    if (says && shown) window.planner.announce(says);
  });
})();
