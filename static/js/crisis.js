/* The live board: polls for what changed, keeps the clocks going, and keeps what is pressed and written
   while the line is gone. What waits is sent in its order, each once, with the moment at which it was said. */
(() => {
  "use strict";

  const run = document.getElementById("run");
  if (!run) return;
  const EVERY = 3000;
  const place = `planner-run:${run.dataset.live}`;
  let sending = false;
  let fresh = "";

  const body = () => document.getElementById("run-body");

  /* --- what waits for the line --- */

  let queue = [];
  try {
    queue = JSON.parse(localStorage.getItem(place) || "[]");
  } catch {
    // Nothing can be kept beyond this page here; it is still sent from it.
  }

  function keep(list) {
    queue = list;
    try {
      localStorage.setItem(place, JSON.stringify(list));
    } catch {
      // Kept for this page only.
    }
    const shown = document.getElementById("run-waiting");
    shown.hidden = list.length === 0;
    shown.textContent = list.length ? `${run.dataset.waitingWords} ${list.map((one) => one.words).join(" · ")}` : "";
  }

  async function flush() {
    if (sending) return;
    sending = true;
    try {
      while (queue.length) {
        const [first] = queue;
        const answer = await fetch(first.url, {
          method: "POST",
          headers: {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Live": "1",
            "X-CSRFToken": planner.csrfToken(),
          },
          body: first.body,
          redirect: "error",
        });
        // Whatever else is answered (signed out, a server that restarts): it waits, and is seen to wait.
        if (![200, 409, 422].includes(answer.status)) throw new Error("later");
        const html = await answer.text();
        keep(queue.filter((one) => one !== first));
        planner.connected(true);
        show(html);
      }
    } catch {
      planner.connected(false);
      keep(queue);
    } finally {
      sending = false;
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-live-form]");
    if (!form) return;
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    data.delete("csrfmiddlewaretoken");
    data.set("key", crypto.randomUUID ? crypto.randomUUID() : uuid());
    data.set("said_at", new Date().toISOString());
    const step = form.closest("li")?.querySelector(".run-title")?.textContent;
    keep([...queue, { url: form.action, body: new URLSearchParams(data).toString(), words: data.get("text") || step }]);
    form.reset();
    const folded = form.closest("details");
    if (folded?.contains(document.activeElement) && folded.querySelector("summary").id) folded.querySelector("summary").focus();
    folded?.removeAttribute("open");
    flush();
  });

  // Browsers give randomUUID only to pages by TLS and to this machine's own.
  function uuid() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  /* --- what changed --- */

  function typing() {
    const at = document.activeElement;
    return Boolean(at?.matches("input, select, textarea") && body().contains(at)) || Boolean(run.querySelector("details[open]"));
  }

  /* The latest line of the timeline, which is read out when it is a new one. */
  function newest() {
    return run.querySelector("#entries li div")?.textContent.trim().replace(/\s+/g, " ") || "";
  }

  function show(html) {
    fresh = "";
    const focused = document.activeElement?.id;
    const before = newest();
    // What is being written or chosen on the board stays, whatever comes in between.
    const typed = [...run.querySelectorAll("details[open] input[id], select:focus")].map((field) => [field.id, field.value]);
    run.innerHTML = html;
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (!field) continue;
      field.value = value;
      field.closest("details")?.setAttribute("open", "");
    }
    if (!planner.focusOn(run.querySelector("[data-error-summary]")) && focused) {
      // A step that was just skipped has nothing to skip any more; its box is the nearest.
      (document.getElementById(focused) || document.getElementById(focused.replace("skip-", "do-")))?.focus();
    }
    if (newest() !== before) planner.announce(newest());
    clocks();
    promises();
  }

  async function poll() {
    if (document.hidden || sending || queue.length) return flush();
    try {
      const answer = await fetch(`${run.dataset.live}?seen=${body().dataset.seen}`, { redirect: "error" });
      planner.connected(true);
      if (answer.status === 200) fresh = await answer.text();
      if (fresh && !typing()) show(fresh);
    } catch {
      planner.connected(false);
    }
    return undefined;
  }

  /* --- clocks, also without the line --- */

  const two = (number) => String(number).padStart(2, "0");

  function clocks() {
    const now = Date.now();
    for (const clock of run.querySelectorAll("[data-since]")) {
      const seconds = Math.max(0, Math.floor((now - Date.parse(clock.dataset.since)) / 1000));
      clock.textContent = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    }
    for (const pill of run.querySelectorAll("[data-due]")) {
      const minutes = Math.trunc((now - Date.parse(pill.dataset.due)) / 60000);
      const words = minutes > 0 ? pill.dataset.late : pill.dataset.left;
      pill.textContent = words.replace("{n}", Math.abs(minutes));
      pill.className = `pill pill-${minutes > 0 ? "danger" : minutes > -10 ? "line" : "good"}`;
    }
  }

  function promises() {
    for (const promise of run.querySelectorAll("[data-due-words]")) {
      const minutes = Math.ceil((Date.parse(promise.dataset.dueWords) - Date.now()) / 60000);
      const words = minutes < 0 ? promise.dataset.late : promise.dataset.left;
      promise.textContent = words.replace("{n}", Math.abs(minutes));
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "n" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, select, textarea")) return;
    event.preventDefault();
    document.getElementById("note-text")?.focus();
  });

  window.addEventListener("online", flush);
  setInterval(poll, EVERY);
  setInterval(clocks, 1000);
  setInterval(promises, 1000);
  promises();
  keep(queue);
  flush();
})();
