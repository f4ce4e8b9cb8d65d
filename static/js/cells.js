/* A large board brings the first cards of each cell with the page. The others come a hundred at a time, when the end of
   a cell comes into sight or its link is pressed. board.js does the rest: it knows a cell's `data-rest`. */
(() => {
  "use strict";

  const board = document.getElementById("board");
  if (!board?.dataset.cells) return;

  const cellOf = (link) => document.getElementById(link.dataset.more);
  const restOf = (cell) => Number(cell.dataset.rest || 0);

  const after = (cell, card) => Array.from(cell.children).find((other) => other.dataset.rank > card.dataset.rank) || null;

  function tell(link) {
    const rest = restOf(cellOf(link));
    link.querySelector("[data-rest-of]").textContent = String(rest);
    link.hidden = rest === 0;
  }

  async function bring(link) {
    const cell = cellOf(link);
    if (!restOf(cell) || link.dataset.busy) return;
    link.dataset.busy = "yes";
    const url = new URL(board.dataset.cells, window.location.origin);
    for (const [name, value] of new URLSearchParams(window.location.search)) url.searchParams.set(name, value);
    url.searchParams.set("cell", cell.id);
    url.searchParams.set("after", cell.dataset.until);
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) return;
      const found = await response.json();
      const template = document.createElement("template");
      template.innerHTML = found.html;
      const cards = Array.from(template.content.children);
      cell.dataset.until = cards.at(-1)?.dataset.rank || cell.dataset.until;
      for (const card of cards) {
        // One that is here already, because somebody has it in the hand or moved it to the end, stays where it is.
        if (!document.getElementById(card.id)) cell.insertBefore(card, after(cell, card));
      }
      for (const anchor of cell.querySelectorAll("a:not([tabindex])")) anchor.setAttribute("tabindex", "-1");
      const ahead = Array.from(cell.children).filter((card) => card.dataset.rank > cell.dataset.until).length;
      cell.dataset.rest = String(Math.max(0, found.rest - ahead));
      tell(link);
      board.dispatchEvent(new CustomEvent("board:brought"));
    } catch {
      // The link stays, and the next look at it asks again.
    } finally {
      delete link.dataset.busy;
    }
    if (isSeen(link)) bring(link);
  }

  function isSeen(link) {
    const box = link.getBoundingClientRect();
    return !link.hidden && box.top < window.innerHeight && box.bottom > 0 && box.left < window.innerWidth && box.right > 0;
  }

  const sight = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) bring(target);
  }, { rootMargin: "300px" });

  for (const link of board.querySelectorAll("[data-more]")) {
    cellOf(link).dataset.until = cellOf(link).lastElementChild?.dataset.rank || "";
    sight.observe(link);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      bring(link);
    });
  }

  // What others moved changes how many are not here.
  board.addEventListener("board:counted", () => {
    for (const link of board.querySelectorAll("[data-more]")) tell(link);
  });
})();
