/* Notes of a running interview, saved while one types. Without this script the page is one form with a button.

   What is typed is kept on the device first and then sent; it leaves the device's memory when the
   server has it. Each note carries the version that it was typed over: when somebody else noted in
   between, the server keeps both (409) and the page asks. */
(() => {
  "use strict";

  const PAUSE_MS = 900;
  const RETRY_MS = [2000, 5000, 15000, 30000];
  const form = document.getElementById("live");
  if (!form) return;
  const words = form.dataset;
  const device = form.elements.device.value;
  const storeKey = (note) => `planner-note:${words.conversation}:${note}`;

  function stored(name, value) {
    try {
      if (value === undefined) return localStorage.getItem(name);
      if (value === null) localStorage.removeItem(name);
      else localStorage.setItem(name, value);
    } catch {
      // A browser that keeps nothing still sends what is typed.
    }
    return null;
  }

  /* --- the clock counts from the server's time, whatever the device's own says --- */

  const clock = document.getElementById("live-clock");
  const ahead = Date.now() - Number(words.now);

  function tick() {
    const seconds = Math.max(0, Math.floor((Date.now() - ahead - Number(words.began)) / 1000));
    const two = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(seconds / 3600);
    clock.textContent = `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    const over = seconds > Number(words.minutes) * 60;
    clock.classList.toggle("is-over", over);
    document.getElementById("live-over").textContent = over ? `· ${words.over}` : "";
  }

  if (clock && Number(words.began)) {
    tick();
    window.setInterval(tick, 1000);
  }

  /* --- one person's note to one question --- */

  const notes = Array.from(form.querySelectorAll("[data-note]")).map(makeNote);

  function makeNote(element) {
    const key = element.dataset.note;
    const note = { element, key, device, timer: 0, tries: 0, dirty: false, sending: null };
    note.version = element.querySelector(`input[name="v${key}"]`);
    note.controls = () => Array.from(element.querySelectorAll("input, textarea, select"));
    note.fields = () => {
      const names = new Set(note.controls().map((one) => one.name));
      return Array.from(new FormData(form).entries()).filter(([name]) => names.has(name));
    };
    element.addEventListener("input", () => changed(note));
    element.addEventListener("change", () => changed(note));
    element.addEventListener("focusout", () => { if (note.dirty) save(note); });
    note.known = said(note);
    return note;
  }

  function said(note) {
    return JSON.stringify(note.fields().filter(([name]) => name !== note.version.name));
  }

  function changed(note) {
    if (said(note) === note.known) return;
    note.dirty = true;
    note.element.classList.add("spoken-said");
    keep(note);
    window.clearTimeout(note.timer);
    note.timer = window.setTimeout(() => save(note), PAUSE_MS);
  }

  function keep(note) {
    const kept = { fields: note.fields(), version: note.version.value, device: note.device };
    stored(storeKey(note.key), JSON.stringify(kept));
  }

  function restore(note) {
    const text = stored(storeKey(note.key));
    if (!text) return;
    const kept = JSON.parse(text);
    const wanted = new Map();
    for (const [name, value] of kept.fields) wanted.set(name, [...(wanted.get(name) || []), value]);
    for (const control of note.controls()) {
      if (control === note.version) continue;
      const values = wanted.get(control.name) || [];
      if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
      else control.value = values[0] || "";
    }
    if (said(note) === note.known) {
      stored(storeKey(note.key), null);
      return;
    }
    // The text belongs to the version and the page that it was typed over.
    note.version.value = kept.version;
    note.device = kept.device;
    note.dirty = true;
    note.element.classList.add("spoken-said");
    save(note);
  }

  function say(note, text, failed) {
    for (const place of [note.element.querySelector("[data-saved]"), document.getElementById("live-saved")]) {
      place.classList.toggle("saved-failed", Boolean(failed));
      place.textContent = failed ? text : `✓ ${text}`;
    }
  }

  function save(note) {
    window.clearTimeout(note.timer);
    if (note.sending || !note.dirty) return note.sending;
    note.sending = send(note).finally(() => { note.sending = null; });
    return note.sending.then(() => (note.dirty && !note.tries ? save(note) : null));
  }

  async function send(note) {
    note.dirty = false;
    const sent = said(note);
    const body = new URLSearchParams(note.fields());
    body.set("device", note.device);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    let answer = null;
    let told = {};
    try {
      answer = await fetch(note.element.dataset.url, {
        method: "POST", body, credentials: "same-origin", keepalive: body.toString().length < 60000, redirect: "manual",
      });
      if ([200, 409, 410, 422].includes(answer.status)) told = await answer.json();
    } catch {
      // No connection: it stays here and is tried again.
      answer = null;
    }
    if (!answer || ![200, 409, 410, 422].includes(answer.status)) {
      again(note, answer);
      return;
    }
    note.tries = 0;
    window.planner.connected(true);
    result(note, answer.status, told, sent);
  }

  function again(note, answer) {
    note.dirty = true;
    if (!answer) window.planner.connected(false);
    const signedOut = answer && (answer.type === "opaqueredirect" || answer.status === 403);
    say(note, signedOut ? words.signedOut : answer ? words.unsaved : words.offline, true);
    const pause = RETRY_MS[Math.min(note.tries, RETRY_MS.length - 1)];
    note.tries += 1;
    note.timer = window.setTimeout(() => save(note), pause);
  }

  function result(note, status, told, sent) {
    note.element.querySelector("[data-error]").textContent = status === 422 ? told.error : status === 410 ? told.says : "";
    if (status === 422) return;
    note.known = sent;
    if (status === 409) {
      beside(note, told);
      return;
    }
    if (status === 200) {
      note.version.value = told.version;
      note.device = device;
      say(note, told.saved);
    }
    if (said(note) === sent) stored(storeKey(note.key), null);
    else keep(note);
  }

  function beside(note, told) {
    stored(storeKey(note.key), null);
    let box = note.element.querySelector(".beside");
    if (!box) {
      box = document.getElementById("beside").content.firstElementChild.cloneNode(true);
      for (const button of box.querySelectorAll("button")) button.setAttribute("formaction", note.element.dataset.choose);
      note.element.append(box);
    }
    const theirs = box.querySelector("[data-theirs]");
    if (!theirs) return;
    box.querySelector("[data-says]").textContent = told.says;
    theirs.textContent = told.theirs;
    box.querySelector("[data-mine]").value = told.kept;
    box.querySelector("[data-both]").hidden = !told.written;
  }

  /* --- who says what is typed next --- */

  const speakers = Array.from(form.querySelectorAll('input[name="speaker"]'));
  const turns = Array.from(form.querySelectorAll("[data-turn]"));
  let turn = 0;

  function speaker() {
    const chosen = speakers.find((one) => one.checked);
    return chosen ? chosen.value : notes[0] && notes[0].element.dataset.speaker;
  }

  function show() {
    for (const note of notes) note.element.classList.toggle("spoken-now", note.element.dataset.speaker === speaker());
  }

  function goTo(place) {
    turn = Math.max(0, Math.min(place, turns.length - 1));
    const element = turns[turn].querySelector(`[data-speaker="${speaker()}"]`);
    const field = element && element.querySelector("textarea, input:not([type=hidden]), select");
    if (!field) return;
    field.focus();
    if (field.tagName === "TEXTAREA") {
      if (field.value && !field.value.endsWith("\n")) field.value += "\n";
      field.setSelectionRange(field.value.length, field.value.length);
    }
  }

  function pick(number) {
    const wanted = speakers[number - 1];
    if (!wanted) return false;
    wanted.checked = true;
    show();
    goTo(turn);
    window.planner.announce(wanted.closest("label").textContent.trim());
    return true;
  }

  const isText = (target) => target.tagName === "TEXTAREA" || (target.tagName === "INPUT" && target.type === "search");

  function onEmptyLine(field) {
    if (field.selectionStart !== field.selectionEnd) return false;
    const before = field.value.slice(0, field.selectionStart).split("\n").pop();
    const after = field.value.slice(field.selectionEnd).split("\n")[0];
    return before === "" && after === "";
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const note = event.target.closest && event.target.closest("[data-note]");
    if (event.ctrlKey && event.key === "Enter" && note) {
      event.preventDefault();
      const mark = note.querySelector(".spoken-mark input");
      mark.checked = !mark.checked;
      mark.dispatchEvent(new Event("change", { bubbles: true }));
      window.planner.announce(mark.closest("label").textContent.trim() + (mark.checked ? " ✓" : " –"));
      return;
    }
    if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      goTo(turn + (event.key === "ArrowDown" ? 1 : -1));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key) || speakers.length < 2) return;
    if (isText(event.target) && !(note && onEmptyLine(event.target))) return;
    // A line break that was typed to say “somebody else now” is not part of the note.
    if (isText(event.target) && event.target.value.endsWith("\n")) {
      event.target.value = event.target.value.replace(/\n+$/, "");
      event.target.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (pick(Number(event.key))) event.preventDefault();
  });

  form.addEventListener("focusin", (event) => {
    const element = event.target.closest("[data-turn]");
    if (!element) return;
    turn = turns.indexOf(element);
    const note = event.target.closest("[data-note]");
    const own = note && speakers.find((one) => one.value === note.dataset.speaker);
    if (own && !own.checked) {
      own.checked = true;
      show();
    }
  });
  for (const one of speakers) one.addEventListener("change", () => { show(); });
  for (const one of form.querySelectorAll(".speaker")) {
    one.addEventListener("click", (event) => { if (event.detail) window.setTimeout(() => goTo(turn)); });
  }

  /* --- leaving, coming back, ending --- */

  const flush = () => Promise.all(notes.filter((note) => note.dirty || note.sending).map(save));
  document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
  window.addEventListener("pagehide", flush);
  window.addEventListener("online", flush);

  let isEnding = false;
  // Before the page's own guard against a second click, which takes what is prevented here for not sent:
  // that one listens on the document as events come down, so this one listens above it.
  window.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (event.target !== form || isEnding || !button || button.name !== "end") return;
    event.preventDefault();
    flush().then(() => {
      if (notes.some((note) => note.dirty)) {
        window.planner.announce(words.offline, { urgent: true });
        return;
      }
      isEnding = true;
      // Everything is stored; what the page still shows need not be sent once more.
      for (const note of notes) for (const control of note.controls()) control.disabled = true;
      // Not before this event is over: a form that is being submitted takes no second submit.
      window.setTimeout(() => form.requestSubmit(button));
    });
  }, true);

  function ready() {
    show();
    notes.forEach(restore);
  }

  // After planner.js, which says things for this page.
  ready();
})();
