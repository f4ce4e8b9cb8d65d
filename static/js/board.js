/* The board: drag by mouse and touch, move by keyboard, undo, and what other people do meanwhile.
   Every behaviour stands on the container; a card is a list item with a link. The server says where a card ends up:
   it answers each move with the card's key in the board's one order, and cards of a cell stand in the order of their keys. */
(() => {
  "use strict";

  const board = document.getElementById("board");
  if (!board) return;

  const POLL_MS = 2000;
  const HIDDEN_POLL_MS = 15_000;
  const MOTION_MOST = 40;
  const MOTION_MS = window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 160;

  const words = JSON.parse(document.getElementById("board-words").textContent);
  const edits = "edits" in board.dataset;
  const address = board.dataset.address;
  const panel = document.getElementById("panel");
  const state = document.getElementById("board-state");
  const note = document.getElementById("board-note");
  const undoForm = document.getElementById("undo");
  const undoButton = undoForm?.querySelector("button");

  let revision = Number(board.dataset.revision);
  let picked = null;
  let dragged = null;
  let lastDrop = 0;
  let current = null;
  let queue = Promise.resolve();
  let waiting = 0;
  let counted = {};
  // Cards that are about to be drawn anew: where they stand by now says nothing about where others belong.
  let stale = new Set();
  // How often the server has drawn each card anew: a move begun before that is no longer what anybody wants.
  const drawings = new WeakMap();
  // The last move of each card that waits or is on its way: an earlier one's answer does not put the card back.
  const latest = new WeakMap();

  const cells = () => Array.from(board.querySelectorAll(".cell"));
  // In the list a place has one cell for all columns.
  const cellById = (id) => document.getElementById(id) || document.getElementById(id.split("-")[0]);
  const cardOf = (node) => node?.closest?.(".cell > li") || null;
  const cardById = (pk) => document.getElementById(`e${pk}`);
  const cellOf = (card) => card.closest(".cell");
  const linkOf = (card) => card.querySelector("a");
  const titleOf = (card) => linkOf(card).textContent;
  const pkOf = (card) => card.id.slice(1);
  const cardsIn = (cell) => Array.from(cell.children);

  function told(text, facts) {
    return text.replace(/%\((\w+)\)s/g, (_all, name) => facts[name]);
  }

  function placeOf(card) {
    const cell = cellOf(card);
    const inside = cardsIn(cell);
    return {
      title: titleOf(card),
      where: cell.getAttribute("aria-label"),
      position: inside.indexOf(card) + 1,
      count: inside.length,
    };
  }

  // Several chosen cards go together (carry.js): what else is in the hand with this one.
  const carry = () => window.planner.board.carry;

  const say = (text, options) => window.planner.announce(text, options);
  // What other scripts of the page listen to (strip.js): cards held over another place, none any more, a change.
  const tell = (name, detail) => board.dispatchEvent(new CustomEvent(`board:${name}`, { detail }));

  function hold(card, home) {
    const to = cellOf(card)?.dataset.place;
    const hand = carry()?.hand() || [];
    const elsewhere = (one) => (one === card ? home.cell : cellOf(one))?.dataset.place !== to;
    tell("held", { to, pks: (hand.length ? hand : [card]).filter(elsewhere).map(pkOf) });
  }

  /* --- where things stand: the chip in the toolbar, the note above the board, the counts --- */

  function show(text, kind) {
    state.classList.toggle("is-failed", kind === "failed");
    state.classList.toggle("is-busy", kind === "busy");
    const place = state.querySelector("[data-says]");
    if (place.textContent !== text) place.textContent = text;
  }

  function notice(text, action) {
    note.firstElementChild.textContent = text;
    note.querySelector("a")?.remove();
    if (action) {
      const link = document.createElement("a");
      link.className = "btn btn-sm";
      link.href = window.location.href;
      link.textContent = action;
      note.append(link);
    }
    note.hidden = !text;
    if (text) say(text);
  }

  function count() {
    const numbers = {};
    for (const cell of cells()) {
      const place = cell.dataset.place;
      const number = cell.childElementCount + restOf(cell);
      numbers[cell.id] = number;
      if (cell.id !== place) numbers[place] = (numbers[place] || 0) + number;
    }
    for (const place of document.querySelectorAll("[data-count]")) {
      // A place without a row on this page of the list has the number that was told last.
      const number = String(numbers[place.dataset.count] ?? counted[place.dataset.count] ?? place.textContent);
      if (place.textContent !== number) place.textContent = number;
    }
  }

  /* --- putting cards where they belong --- */

  // Of a large board a cell holds its first cards; the others come when they are needed (cells.js).
  const restOf = (cell) => Number(cell.dataset.rest || 0);

  function isBeyond(cell, card) {
    // `from` and `until`: the keys of the first and last card that were brought, where others are left out.
    const { from, until } = cell.dataset;
    const { rank } = card.dataset;
    return restOf(cell) > 0 && ((until !== undefined && rank > until) || (from !== undefined && rank < from));
  }

  function leave(card, cell) {
    // It lies among those that are not here.
    cell.dataset.rest = String(restOf(cell) + 1);
    card.remove();
  }

  function byRank(cell, card) {
    // Keys are plain ASCII and compare as the database compares them.
    const rank = card.dataset.rank;
    return cardsIn(cell).find((other) => other !== card && other.dataset.rank > rank && !stale.has(other)) || null;
  }

  function settle(card, cellId) {
    const cell = cellById(cellId);
    if (!cell) {
      // It went where this page shows nothing.
      card.remove();
      return;
    }
    const before = byRank(cell, card);
    if (cellOf(card) !== cell && isBeyond(cell, card)) return leave(card, cell);
    if (cellOf(card) === cell && card.nextElementSibling === before) return;
    keepingFocus(card, () => cell.insertBefore(card, before));
  }

  function keepingFocus(card, change) {
    const focused = card.contains(document.activeElement);
    change();
    if (focused) linkOf(card).focus({ preventScroll: true });
  }

  function moving(card, change) {
    const from = card?.isConnected ? card.getBoundingClientRect() : null;
    const moved = change();
    if (!MOTION_MS || !from || !moved?.isConnected) return;
    const to = moved.getBoundingClientRect();
    if (from.left === to.left && from.top === to.top) return;
    moved.animate(
      [{ transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)` }, { transform: "none" }],
      { duration: MOTION_MS, easing: "ease-out" },
    );
  }

  function draw({ pk, cell, html }, { alone = true, moves = true } = {}) {
    // A card that is there stays the same node: it may be in somebody's hand, or wait in the queue.
    const template = document.createElement("template");
    template.innerHTML = html;
    const fresh = template.content.firstElementChild;
    const card = cardById(pk) || fresh;
    const focused = card.contains(document.activeElement);
    drawings.set(card, (drawings.get(card) || 0) + 1);
    if (picked?.card === card) picked = null;
    const put = () => {
      if (card !== fresh) become(card, fresh);
      const list = cellById(cell);
      if (list && !isBeyond(list, card)) list.insertBefore(card, byRank(list, card));
      else card.remove();
      return card;
    };
    if (moves) moving(card, put);
    else put();
    if (current === pk) mark();
    if (focused && card.isConnected) linkOf(card).focus({ preventScroll: true });
    if (alone) roam();
  }

  function become(card, fresh) {
    const box = card.querySelector(":scope > input");
    const own = fresh.querySelector(":scope > input");
    if (own && box) own.checked = box.checked;
    for (const { name } of Array.from(card.attributes)) card.removeAttribute(name);
    for (const { name, value } of Array.from(fresh.attributes)) card.setAttribute(name, value);
    card.replaceChildren(...fresh.childNodes);
    // On the board a card has a box only while several are chosen (choose.js).
    if (box && !own) card.append(box);
  }

  /* --- sending a move: one small request, one after the other --- */

  function send(url, fields) {
    const body = new URLSearchParams(fields);
    return fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json", "X-CSRFToken": window.planner.csrfToken() },
    });
  }

  // After what was begun before it; until it is done nobody asks what others did.
  function inTurn(job) {
    waiting += 1;
    show(words.saving, "busy");
    queue = queue.then(job).finally(() => {
      waiting -= 1;
      if (!isBusy()) tell("changed");
    });
    return queue;
  }

  function save(card, home) {
    const title = titleOf(card);
    const drawn = drawings.get(card);
    const spot = spotOf(card);
    latest.set(card, spot);
    card.classList.add("is-saving");
    inTurn(async () => {
      try {
        if (drawings.get(card) === drawn) await saved(card, home, spot);
      } catch {
        give(card, home, told(words.failed, { title }));
      } finally {
        if (latest.get(card) === spot) card.classList.remove("is-saving");
        count();
      }
    });
  }

  function spotOf(card) {
    return {
      cell: cellOf(card).id,
      after: card.previousElementSibling ? pkOf(card.previousElementSibling) : "",
      before: card.nextElementSibling ? pkOf(card.nextElementSibling) : "",
    };
  }

  async function saved(card, home, spot) {
    const title = titleOf(card);
    const response = await send(linkOf(card).getAttribute("href") + "move/", {
      placed: card.dataset.placed,
      ...spot,
    });
    window.planner.connected(true);
    if (response.ok && !response.redirected) {
      took(card, await response.json(), latest.get(card) === spot);
      undoButton?.removeAttribute("disabled");
    } else if (response.status === 409 || response.status === 400) {
      const answer = await response.json();
      refuse(answer);
    } else {
      give(card, home, response.status < 500 ? words.ended : told(words.failed, { title }));
    }
  }

  function took(card, answer, isLatest) {
    card.dataset.rank = answer.rank;
    card.dataset.placed = String(answer.placed);
    if (isLatest && card !== picked?.card && card !== dragged) settle(card, answer.cell);
    show(told(words.saved, { time: answer.at }));
  }

  function refuse({ says, card }) {
    draw(card);
    show(says, "failed");
    notice(says);
  }

  function give(card, home, says) {
    keepingFocus(card, () => home.cell.insertBefore(card, home.next?.parentElement === home.cell ? home.next : byRank(home.cell, card)));
    show(says, "failed");
    notice(says);
    if (navigator.onLine === false) window.planner.connected(false);
  }

  // One card by its small request, several by one for all.
  const keep = (card, home) => carry()?.save(card, home) || save(card, home);

  function homeOf(card) {
    return { cell: cellOf(card), next: card.nextElementSibling };
  }

  function isHome(card, home) {
    return cellOf(card) === home.cell && card.nextElementSibling === home.next;
  }

  /* --- by mouse and touch --- */

  function makeDraggable() {
    let home = null;
    for (const cell of cells()) {
      window.Sortable.create(cell, {
        group: "board",
        animation: MOTION_MS,
        delay: 180,
        delayOnTouchOnly: true,
        touchStartThreshold: 5,
        forceFallback: true,
        fallbackOnBody: true,
        fallbackTolerance: 4,
        ghostClass: "is-ghost",
        fallbackClass: "is-dragged",
        scrollSensitivity: 60,
        bubbleScroll: true,
        onChoose({ item }) {
          if (!picked) carry()?.take(item);
        },
        onUnchoose() {
          if (!picked && !dragged) carry()?.leave();
        },
        onStart({ item }) {
          cancel();
          dragged = item;
          carry()?.lift();
          home = { cell: cellOf(item), next: item.nextElementSibling };
          notice("");
        },
        onChange({ item }) {
          if (home) hold(item, home);
        },
        onEnd({ item }) {
          dragged = null;
          lastDrop = performance.now();
          count();
          if (home && !isHome(item, home)) keep(item, home);
          else tell("still");
          carry()?.leave();
          home = null;
        },
      });
    }
  }

  /* --- by keyboard --- */

  function roam(card) {
    // One card is in the tab order; arrows go from there.
    const links = board.querySelectorAll(".cell > li > a");
    const chosen = card ? linkOf(card) : board.querySelector(".cell > li > a[tabindex='0']") || board.querySelector(".row-now .cell > li > a") || links[0];
    for (const link of links) {
      const wanted = link === chosen ? "0" : "-1";
      if (link.getAttribute("tabindex") !== wanted) link.setAttribute("tabindex", wanted);
    }
  }

  function focusCard(card) {
    if (!card) return;
    roam(card);
    linkOf(card).focus();
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function rowOf(place) {
    return Array.from(board.querySelectorAll(`.cell[data-place="${place}"]`));
  }

  function columnIndex(cell) {
    const row = rowOf(cell.dataset.place);
    return row.length > 1 ? row.indexOf(cell) : -1;
  }

  const ORDER = ["tray", "now", "next", "declined"];
  let column = 0;

  function cellBeside(cell, up) {
    // The cell above or below; the tray and the declined stand over and under all columns.
    const next = ORDER[ORDER.indexOf(cell.dataset.place) + (up ? -1 : 1)];
    if (!next) return null;
    const row = rowOf(next);
    if (columnIndex(cell) >= 0) column = columnIndex(cell);
    return row.length > 1 ? row[Math.min(column, row.length - 1)] : row[0];
  }

  function cellAcross(cell, left) {
    const row = rowOf(cell.dataset.place);
    return columnIndex(cell) < 0 ? null : row[row.indexOf(cell) + (left ? -1 : 1)] || null;
  }

  function go(card, key) {
    const cell = cellOf(card);
    if (columnIndex(cell) < 0 && (key === "ArrowLeft" || key === "ArrowRight")) {
      return focusCard(key === "ArrowLeft" ? card.previousElementSibling : card.nextElementSibling);
    }
    if (key === "ArrowLeft" || key === "ArrowRight") {
      const at = cardsIn(cell).indexOf(card);
      let next = cellAcross(cell, key === "ArrowLeft");
      while (next && !next.childElementCount) next = cellAcross(next, key === "ArrowLeft");
      return focusCard(next?.children[Math.min(at, next.childElementCount - 1)]);
    }
    const up = key === "ArrowUp";
    const sibling = up ? card.previousElementSibling : card.nextElementSibling;
    if (sibling) return focusCard(sibling);
    let next = cellBeside(cell, up);
    while (next && !next.childElementCount) next = cellBeside(next, up);
    return focusCard(up ? next?.lastElementChild : next?.firstElementChild);
  }

  function pick(card) {
    picked = { card, home: homeOf(card) };
    card.classList.add("is-picked");
    notice("");
    const number = carry()?.take(card) || 1;
    carry()?.lift();
    say(told(number > 1 ? words.picked_many : words.picked, { ...placeOf(card), number }), { urgent: true });
  }

  function shift(key) {
    const { card } = picked;
    const cell = cellOf(card);
    const inRow = columnIndex(cell) < 0;
    const up = key === "ArrowUp" || (inRow && key === "ArrowLeft");
    const across = !inRow && (key === "ArrowLeft" || key === "ArrowRight");
    let moved = true;
    keepingFocus(card, () => {
      if (across) {
        const next = cellAcross(cell, key === "ArrowLeft");
        if (next) next.insertBefore(card, next.children[cardsIn(cell).indexOf(card)] || null);
        else moved = false;
      } else if (up && card.previousElementSibling) {
        cell.insertBefore(card, card.previousElementSibling);
      } else if (!up && card.nextElementSibling) {
        cell.insertBefore(card, card.nextElementSibling.nextElementSibling);
      } else {
        const next = cellBeside(cell, up);
        if (next) next.insertBefore(card, up ? null : next.firstElementChild);
        else moved = false;
      }
    });
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
    count();
    hold(card, picked.home);
    say(moved ? told(words.at, placeOf(card)) : words.edge, { urgent: true });
  }

  function toEnd(first) {
    const { card, home } = picked;
    const cell = cellOf(card);
    keepingFocus(card, () => cell.insertBefore(card, first ? cell.firstElementChild : null));
    card.scrollIntoView({ block: "nearest", inline: "nearest" });
    hold(card, home);
    say(told(words.at, placeOf(card)), { urgent: true });
  }

  function drop() {
    const { card, home } = picked;
    card.classList.remove("is-picked");
    picked = null;
    say(told(words.dropped, placeOf(card)), { urgent: true });
    if (!isHome(card, home)) keep(card, home);
    else tell("still");
    carry()?.leave();
  }

  function cancel() {
    if (!picked) return;
    const { card, home } = picked;
    picked = null;
    card.classList.remove("is-picked");
    keepingFocus(card, () => home.cell.insertBefore(card, home.next?.parentElement === home.cell ? home.next : byRank(home.cell, card)));
    carry()?.leave();
    count();
    tell("still");
    say(told(words.cancelled, { title: titleOf(card) }), { urgent: true });
  }

  board.addEventListener("keydown", (event) => {
    const card = cardOf(event.target);
    if (!card || event.target.tagName === "INPUT" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && edits) {
      event.preventDefault();
      if (picked) drop();
      else if (!dragged) pick(card);
    } else if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      if (picked) shift(event.key);
      else go(card, event.key);
    } else if (picked && (event.key === "Home" || event.key === "End")) {
      event.preventDefault();
      toEnd(event.key === "Home");
    } else if (event.key.toLowerCase() === "p" && edits && !picked) {
      event.preventDefault();
      open(card, { to: "position" });
    } else if (event.key === "Escape" && picked) {
      event.preventDefault();
      event.stopPropagation();
      cancel();
    } else if (picked && event.key === "Enter") {
      event.preventDefault();
      drop();
    } else if (picked && event.key === "Tab") {
      cancel();
    }
  });

  board.addEventListener("focusin", (event) => {
    const card = cardOf(event.target);
    if (!card) return;
    roam(card);
    linkOf(card).setAttribute("aria-describedby", "board-help");
  });

  board.addEventListener("focusout", (event) => {
    if (event.target.getAttribute?.("aria-describedby") === "board-help") event.target.removeAttribute("aria-describedby");
  });

  /* --- undo --- */

  function undo() {
    cancel();
    inTurn(async () => {
      try {
        await undone(await send(undoForm.action, {}));
      } catch {
        show(words.offline, "failed");
        window.planner.connected(false);
      }
    }).then(poll).catch(() => show(words.offline, "failed"));
  }

  async function undone(response) {
    const answer = await response.json();
    if (!response.ok) {
      show(answer.says, "failed");
      notice(answer.says);
      return;
    }
    notice("");
    const card = cardById(answer.pk);
    if (card) {
      moving(card, () => {
        took(card, answer, true);
        return card;
      });
    } else {
      show(told(words.saved, { time: answer.at }));
    }
    if (answer.says) say(told(words.taken_back, { what: answer.says }));
    else if (card?.isConnected) say(told(words.undone, placeOf(card)));
    count();
  }

  undoForm?.addEventListener("submit", (event) => {
    event.preventDefault();
    undo();
  });

  document.addEventListener("keydown", (event) => {
    if (!edits || event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
    event.preventDefault();
    if (undoButton && !undoButton.disabled) undo();
  });

  // The line is moved in the list, where it has a handle: L goes there (in the list, line.js takes it).
  document.addEventListener("keydown", (event) => {
    const link = board.querySelector("[data-to-line]");
    if (!link || event.key.toLowerCase() !== "l" || event.ctrlKey || event.metaKey || event.altKey || picked) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable) return;
    window.location.assign(link.href);
  });

  /* --- what others do: asked every two seconds, put in without moving what is being looked at --- */

  function isBusy() {
    // `held`: the list's line is in somebody's hand (line.js).
    return dragged || picked || waiting || board.dataset.held;
  }

  function asking(path) {
    // An address that answers with what is to be drawn here.
    const url = new URL(path, window.location.origin);
    for (const [name, value] of new URLSearchParams(filters)) url.searchParams.set(name, value);
    url.searchParams.set("since", String(revision));
    if (board.dataset.cells || "partial" in board.dataset) url.searchParams.set("partial", "yes");
    return url;
  }

  async function poll() {
    if (isBusy()) return;
    const url = asking(board.dataset.changes);
    const response = await fetch(url, { headers: { Accept: "application/json" } });
    window.planner.connected(true);
    if (response.status === 204) return;
    if (!response.ok || response.redirected) {
      show(words.ended, "failed");
      return;
    }
    const found = await response.json();
    // A move that was begun while the answer was on its way goes first; the next question brings the same again.
    if (!isBusy()) apply(found);
  }

  function apply(found) {
    revision = found.revision;
    const seen = document.querySelector("#bulk [name='seen']");
    if (seen) seen.value = String(revision);
    if (found.columns) {
      notice(words.columns, words.reload);
      return;
    }
    const anchor = lookedAt(new Set([...found.gone, ...found.cards.map((card) => card.pk)]));
    const before = anchor?.getBoundingClientRect().top;
    for (const pk of found.gone) cardById(pk)?.remove();
    // Where many change at once nobody follows each with the eye, and measuring each would hold up the page.
    const moves = found.cards.length <= MOTION_MOST;
    const fresh = found.cards.filter((card) => cardById(card.pk)?.outerHTML !== card.html);
    stale = new Set(fresh.map((card) => cardById(card.pk)));
    for (const card of fresh) {
      stale.delete(cardById(card.pk));
      draw(card, { alone: false, moves });
    }
    counted = found.counts;
    for (const cell of cells()) {
      if ("rest" in cell.dataset) cell.dataset.rest = String(Math.max(0, (counted[cell.id] || 0) - cell.childElementCount));
    }
    tell("counted");
    count();
    tell("changed", { by: found.by });
    roam();
    // At once: a page that slides back would have moved what is being looked at.
    if (anchor?.isConnected) window.scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
    if (found.by.length) show(told(words.others, { who: found.by.join(", "), time: found.at }));
  }

  // Where to look for a card, as parts of the window: from its middle outwards.
  const DOWN = [0.5, 0.35, 0.65, 0.2, 0.8];
  const ALONG = [0.5, 0.4, 0.6, 0.28, 0.72, 0.16, 0.84];

  function lookedAt(changing) {
    // The card with the focus, else one about the middle of the window; one that goes elsewhere is nothing to hold to.
    const stays = (card) => card && !changing.has(Number(pkOf(card)));
    const focused = cardOf(document.activeElement);
    if (stays(focused) && isInSight(focused)) return focused;
    for (const down of DOWN) {
      for (const along of ALONG) {
        const card = cardOf(document.elementFromPoint(window.innerWidth * along, window.innerHeight * down));
        if (stays(card)) return card;
      }
    }
    return null;
  }

  function isInSight(card) {
    const { top, bottom } = card.getBoundingClientRect();
    return bottom > 0 && top < window.innerHeight;
  }

  const filters = window.location.pathname === address ? window.location.search : "";

  async function keepUp() {
    try {
      await poll();
    } catch {
      show(words.offline, "failed");
    }
    window.setTimeout(keepUp, document.hidden ? HIDDEN_POLL_MS : POLL_MS);
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) poll().catch(() => show(words.offline, "failed"));
  });

  /* --- a card opens beside the board, at its own address --- */

  function mark() {
    board.querySelector(".cell > li[aria-current]")?.removeAttribute("aria-current");
    if (current) cardById(current)?.setAttribute("aria-current", "true");
  }

  function open(card, { push = true, to = "" } = {}) {
    const href = linkOf(card).getAttribute("href");
    current = Number(pkOf(card));
    mark();
    if (to) panel.addEventListener("htmx:afterSwap", () => focusAt(to), { once: true });
    window.htmx.ajax("GET", href, { target: "#panel", swap: "innerHTML" });
    if (push) window.history.pushState({ board: true }, "", href);
  }

  function focusAt(id) {
    // Instead of the panel's heading.
    const wanted = document.getElementById(id);
    if (!wanted) return;
    panel.querySelector("[data-focus]")?.removeAttribute("data-focus");
    wanted.dataset.focus = "";
  }

  function close({ push = true } = {}) {
    const card = current ? cardById(current) : null;
    current = null;
    mark();
    panel.replaceChildren();
    if (push) window.history.pushState({ board: true }, "", address + filters);
    if (card) focusCard(card);
  }

  board.addEventListener("click", (event) => {
    const link = event.target.closest(".cell > li > a");
    if (!link) return;
    if (window.planner.board.wasDropped()) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button || board.dataset.held) return;
    event.preventDefault();
    if (picked) drop();
    else open(cardOf(link));
  });

  // "Move there" and "One up" of the panel: the card goes before the eyes, and the panel stays.
  panel.addEventListener("submit", (event) => {
    const form = event.target;
    const card = current ? cardById(current) : null;
    if (!("moves" in form.dataset) || !card) return;
    event.preventDefault();
    const focused = document.activeElement?.id;
    inTurn(async () => {
      try {
        await sentFrom(form, card);
      } catch {
        show(words.offline, "failed");
        window.planner.connected(false);
      }
    }).then(() => current && open(card, { push: false, to: focused }));
  });

  async function sentFrom(form, card) {
    const response = await send(form.action, new FormData(form));
    window.planner.connected(true);
    if (response.redirected || (!response.ok && response.status !== 409 && response.status !== 400)) {
      show(words.ended, "failed");
      notice(words.ended);
      return;
    }
    const answer = await response.json();
    if (!response.ok) return refuse(answer);
    notice("");
    moving(card, () => {
      took(card, answer, true);
      return card;
    });
    count();
    undoButton?.removeAttribute("disabled");
    if (card.isConnected) say(told(words.dropped, placeOf(card)), { urgent: true });
  }

  panel.addEventListener("click", (event) => {
    if (!event.target.closest("[data-panel-close]")) return;
    event.preventDefault();
    close();
  });

  window.addEventListener("popstate", () => {
    if (window.location.pathname === address) {
      close({ push: false });
      return;
    }
    const link = board.querySelector(`a[href="${CSS.escape(window.location.pathname)}"]`);
    if (link) open(cardOf(link), { push: false });
    else window.location.reload();
  });

  /* --- begin --- */

  // For what is done to several cards at once (choose.js).
  window.planner.board = {
    words, told, say, show, notice, inTurn, send, asking, apply, focusCard, cardOf, linkOf, titleOf, pkOf, pick, settle, count,
    wasDropped: () => performance.now() - lastDrop < 80,
    seen: () => String(revision),
    allowUndo: () => undoButton?.removeAttribute("disabled"),
  };

  const help = document.createElement("p");
  help.id = "board-help";
  help.hidden = true;
  help.textContent = edits ? words.help : words.help_reading;
  board.append(help);
  roam();
  if (edits && window.Sortable) makeDraggable();
  window.setTimeout(keepUp, POLL_MS);
})();
