/* Several chosen cards in one hand: who drags or picks up one of them has them all. They are put down together, in the
   order in which they stood, by one request that one undo takes back. board.js moves the one in the hand. */
(() => {
  "use strict";

  const board = document.getElementById("board");
  if (!board?.dataset.bulk) return;

  const { words, told, say, show, notice, inTurn, send, asking, apply, cardOf, linkOf, pkOf, pick, settle, count, seen, allowUndo } =
    window.planner.board;
  const ORDER = ["tray", "now", "next", "declined"];

  // All that are in the hand, in their order; empty while it is one card or none.
  let together = [];

  const sideOf = (card) => ORDER.indexOf(card.parentElement.dataset.place);

  function inOrder(one, other) {
    const [rank, next] = [one.dataset.rank, other.dataset.rank];
    return sideOf(one) - sideOf(other) || (rank < next ? -1 : Number(rank > next));
  }

  function take(card) {
    leave();
    if (!card.querySelector(":scope > input:checked")) return 1;
    const chosen = Array.from(board.querySelectorAll(".cell > li > input:checked"), (box) => box.parentElement);
    if (chosen.length < 2) return 1;
    together = chosen.sort(inOrder);
    card.dataset.carried = String(together.length);
    return together.length;
  }

  function lift() {
    for (const one of together) one.classList.toggle("is-carried", !("carried" in one.dataset));
  }

  function leave() {
    for (const one of together) {
      one.classList.remove("is-carried");
      delete one.dataset.carried;
    }
    together = [];
  }

  /* --- putting them down --- */

  function neighbour(card, side) {
    let next = card[side];
    while (next && together.includes(next)) next = next[side];
    return next;
  }

  function save(card, home) {
    if (!together.length) return false;
    const cell = card.parentElement;
    const homes = together.map((one) => [one, one === card ? home.cell.id : one.parentElement.id]);
    const before = neighbour(card, "nextElementSibling");
    const after = neighbour(card, "previousElementSibling");
    const fields = new FormData();
    for (const one of together) fields.append("elements", pkOf(one));
    fields.set("cell", cell.id);
    fields.set("after", after ? pkOf(after) : "");
    fields.set("before", before ? pkOf(before) : "");
    fields.set("seen", seen());
    const focused = cell.contains(document.activeElement);
    for (const one of together) cell.insertBefore(one, before);
    if (focused) linkOf(card).focus({ preventScroll: true });
    leave();
    count();
    inTurn(async () => {
      try {
        await answered(await send(asking(board.dataset.bulk), fields), homes);
      } catch {
        giveBack(homes, words.offline);
        window.planner.connected(false);
      }
    });
    return true;
  }

  async function answered(response, homes) {
    window.planner.connected(true);
    if (response.redirected || (!response.ok && response.status !== 409)) return giveBack(homes, words.ended);
    const answer = await response.json();
    if (!response.ok) return giveBack(homes, answer.says);
    notice("");
    if (answer.found) {
      apply(answer.found);
      show(told(words.saved, { time: answer.found.at }));
    }
    allowUndo();
    say(told(words.changed_many, { what: answer.says }), { urgent: true });
  }

  function giveBack(homes, says) {
    for (const [card, cell] of homes) settle(card, cell);
    count();
    show(says, "failed");
    notice(says);
  }

  // While cards are chosen, Space chooses: M picks up.
  board.addEventListener("keydown", (event) => {
    const card = cardOf(event.target);
    if (event.key.toLowerCase() !== "m" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!card || event.target !== linkOf(card) || board.querySelector(".is-picked")) return;
    event.preventDefault();
    pick(card);
  });

  window.planner.board.carry = { take, lift, leave, save, hand: () => together };
})();
