/* The strip above the board: where the board stands, and what would follow while cards are in the hand over
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
        window.htmx.ajax("GET", board.dataset.strip + query, { target: "#strip-place", swap: "innerHTML" });
      }
    }, PAUSE_MS);
  }

  // So many keys still fit into an address; of a larger handful the strip says nothing.
  const MOST = 1000;

  board.addEventListener("board:held", ({ detail: { to, pks } }) => {
    const asks = to && pks.length > 0 && pks.length <= MOST;
    const query = asks ? `?elements=${pks.join(",")}&to=${to}` : "";
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

  // The place stays while what is in it is replaced, so that no answer is lost; one that comes after something else was
  // asked is not shown any more.
  document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id === "strip-place" && detail.pathInfo.requestPath !== board.dataset.strip + shown) {
      detail.shouldSwap = false;
    }
  });

  document.body.addEventListener("htmx:afterSettle", () => {
    const says = document.getElementById("strip")?.dataset.says;
    if (says && shown) window.planner.announce(says);
  });
})();
