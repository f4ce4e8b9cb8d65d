/* Several cards of the board at once: chosen by click with Ctrl or Shift, by tap, by X and Space, and given a place, a
   column, an owner or flags in one request that one undo takes back. While somebody chooses, each card has a real
   checkbox, so that a screen reader meets it too; before and after it has none. */
(() => {
  "use strict";

  const board = document.getElementById("board");
  const button = document.getElementById("choose");
  const bar = document.getElementById("choosing");
  if (!board || !button || !bar) return;

  const { words, told, say, show, notice, inTurn, send, asking, apply, focusCard, cardOf, linkOf, titleOf, pkOf, seen, allowUndo, wasDropped } =
    window.planner.board;

  const blank = document.createElement("input");
  blank.type = "checkbox";
  blank.className = "form-check-input";
  blank.name = "elements";
  blank.tabIndex = -1;
  blank.setAttribute("form", "bulk");

  // The card from which Shift chooses on.
  let last = null;

  const isChoosing = () => "choosing" in board.dataset;
  const boxOf = (card) => card.querySelector(":scope > input");
  const boxes = () => Array.from(board.querySelectorAll(".cell > li > input"));
  const chosen = () => boxes().filter((box) => box.checked);

  /* --- beginning and ending --- */

  function equip() {
    if (!isChoosing()) return;
    for (const card of board.querySelectorAll(".cell > li")) {
      if (boxOf(card)) continue;
      const box = blank.cloneNode();
      box.value = pkOf(card);
      box.setAttribute("aria-label", told(words.choose, { title: titleOf(card) }));
      card.append(box);
    }
    tell();
  }

  function begin() {
    if (isChoosing()) return;
    board.dataset.choosing = "";
    button.setAttribute("aria-pressed", "true");
    bar.hidden = false;
    equip();
    notice("");
    say(words.choosing);
    if (!bar.childElementCount) window.htmx.ajax("GET", button.dataset.form, { target: bar, swap: "innerHTML" }).then(tell);
  }

  function end() {
    const inside = bar.contains(document.activeElement);
    delete board.dataset.choosing;
    button.setAttribute("aria-pressed", "false");
    bar.hidden = true;
    for (const box of boxes()) box.remove();
    say(words.chosen_end);
    if (!inside) return;
    if (last?.isConnected) focusCard(last);
    else button.focus();
  }

  function tell() {
    const place = bar.querySelector("[data-chosen]");
    if (place) place.textContent = told(words.chosen, { number: chosen().length });
  }

  /* --- choosing --- */

  function put(card, on) {
    boxOf(card).checked = on;
    last = card;
    tell();
    const says = on ? words.chosen_one : words.unchosen_one;
    say(told(says, { title: titleOf(card), number: chosen().length }), { urgent: true });
  }

  const toggle = (card) => put(card, !boxOf(card).checked);

  function putAll(cards, on) {
    for (const card of cards) boxOf(card).checked = on;
    tell();
    say(told(words.chosen, { number: chosen().length }), { urgent: true });
  }

  function upTo(card) {
    const row = Array.from(card.parentElement.children);
    const ends = [row.indexOf(last), row.indexOf(card)].sort((one, other) => one - other);
    if (ends[0] < 0) return toggle(card);
    putAll(row.slice(ends[0], ends[1] + 1), true);
    last = card;
  }

  board.addEventListener(
    "click",
    (event) => {
      const card = cardOf(event.target);
      const several = event.ctrlKey || event.metaKey || event.shiftKey;
      if (!card || wasDropped() || event.button || (!isChoosing() && !several) || board.querySelector(".is-picked")) return;
      // A box says its own change.
      if (event.target === boxOf(card) && !event.shiftKey) return;
      event.preventDefault();
      event.stopPropagation();
      begin();
      if (event.shiftKey && last) upTo(card);
      else toggle(card);
      focusCard(card);
    },
    true,
  );

  board.addEventListener("change", (event) => {
    const card = cardOf(event.target);
    if (!isChoosing() || !card) return;
    put(card, event.target.checked);
  });

  board.addEventListener(
    "keydown",
    (event) => {
      const card = cardOf(event.target);
      if (!card || event.target !== linkOf(card) || event.altKey || board.querySelector(".is-picked")) return;
      const many = event.ctrlKey || event.metaKey;
      if (event.key.toLowerCase() === "x" && !many) {
        begin();
        toggle(card);
      } else if (!isChoosing()) return;
      else if (event.key === " ") toggle(card);
      else if (event.key === "Enter") bar.querySelector("select")?.focus();
      else if (event.key.toLowerCase() === "a" && many) putAll(card.parentElement.children, true);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );

  // After board.js has gone to the next card: with Shift both are chosen.
  board.addEventListener("keydown", (event) => {
    const card = cardOf(event.target);
    if (!isChoosing() || !event.shiftKey || !event.key.startsWith("Arrow") || !card) return;
    boxOf(card).checked = true;
    const next = cardOf(document.activeElement);
    if (next) put(next, true);
  });

  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !isChoosing() || board.querySelector(".is-picked")) return;
      if (!board.contains(event.target) && !bar.contains(event.target) && event.target !== button) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      end();
    },
    true,
  );

  button.addEventListener("click", () => (isChoosing() ? end() : begin()));

  bar.addEventListener("click", (event) => {
    const what = event.target.closest("[data-choose]")?.dataset.choose;
    if (what === "end") end();
    else if (what) putAll(Array.from(board.querySelectorAll(".cell > li")), what === "all");
  });

  bar.addEventListener("change", ({ target }) => target.classList.toggle("is-set", Boolean(target.value)));

  /* --- giving the chosen ones what they are to have --- */

  bar.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    if (!chosen().length) {
      notice(words.chosen_none);
      return;
    }
    const fields = new FormData(form);
    fields.set("seen", seen());
    inTurn(async () => {
      try {
        await answered(await send(asking(form.action), fields), form);
      } catch {
        show(words.offline, "failed");
        notice(words.offline);
        window.planner.connected(false);
      }
    });
  });

  async function answered(response, form) {
    window.planner.connected(true);
    if (response.redirected || (!response.ok && response.status !== 409)) {
      show(words.ended, "failed");
      notice(words.ended);
      return;
    }
    const answer = await response.json();
    if (!response.ok) {
      show(answer.says, "failed");
      notice(answer.says);
      return;
    }
    notice("");
    putAll(boxes().map(cardOf), false);
    form.reset();
    for (const select of form.querySelectorAll(".is-set")) select.classList.remove("is-set");
    if (answer.found) {
      apply(answer.found);
      show(told(words.saved, { time: answer.found.at }));
    }
    allowUndo();
    say(told(words.changed_many, { what: answer.says }), { urgent: true });
  }

  // Cards that have come since.
  board.addEventListener("board:changed", equip);
  board.addEventListener("board:brought", equip);
  board.addEventListener("focusin", (event) => {
    const help = document.getElementById("board-help");
    const text = isChoosing() ? words.help_choosing : words.help;
    if (help && cardOf(event.target) && help.textContent !== text) help.textContent = text;
  });
})();
