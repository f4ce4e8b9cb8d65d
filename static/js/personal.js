/* A personal page that saves while one types. Without this script the page is one form with a button.

   What is typed is kept on the device first and then sent; it leaves the device's memory when the
   server has it. Each text carries the version that it was typed over, so that a second device's
   text is never written over: the server then keeps both and says so (409). */
(() => {
  "use strict";

  const root = document.documentElement;
  const PAUSE_MS = 900;
  const RETRY_MS = [3000, 8000, 20000, 60000];

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

  // Before the first paint, so that the page does not jump.
  root.classList.add("has-script");
  if (stored("planner-view") !== "all") root.classList.add("one", "at-start");

  document.addEventListener("DOMContentLoaded", () => {
    const link = document.getElementById("link");
    const form = document.getElementById("answers");
    const key = (wording) => `planner-answer:${link.dataset.interview}:${wording}`;

    /* --- saying things --- */

    const { announce } = window.planner;

    function connected(yes) {
      document.getElementById("connection").hidden = yes;
    }

    // Once for a reader's ears, beside the progress; and once at the answer that it is about.
    function say(text, failed, card) {
      tell(document.getElementById("saved"), text, failed);
      if (card) tell(card.element.querySelector("[data-saved]"), text, failed);
    }

    function tell(place, text, failed) {
      if (!place) return;
      place.classList.toggle("saved-failed", Boolean(failed));
      place.textContent = "";
      if (!failed) {
        const tick = document.createElement("span");
        tick.className = "tick";
        tick.textContent = "✓ ";
        tick.setAttribute("aria-hidden", "true");
        place.append(tick);
      }
      place.append(text);
    }

    function post(url, body) {
      return fetch(url, { method: "POST", body, credentials: "same-origin", keepalive: true, redirect: "error" });
    }

    function basics() {
      const body = new URLSearchParams();
      for (const field of link.querySelectorAll("input")) body.append(field.name, field.value);
      return body;
    }

    const answerUrl = (wording) => link.dataset.answer.replace(/0\/$/, `${wording}/`);

    /* --- the first touch is told once; opening alone is not --- */

    function touched() {
      document.removeEventListener("pointerdown", touched);
      document.removeEventListener("keydown", touched);
      if (!("opened" in link.dataset)) post(link.dataset.seen, basics()).catch(() => {});
    }
    document.addEventListener("pointerdown", touched);
    document.addEventListener("keydown", touched);

    /* --- what an earlier visit could not send, of questions that are not on this page --- */

    async function sendLeftovers() {
      const start = key("");
      let sent = false;
      for (const name of Object.keys(leftStore()).filter((one) => one.startsWith(start))) {
        const wording = name.slice(start.length);
        if (form && form.querySelector(`[data-question="${wording}"]`)) continue;
        const kept = JSON.parse(leftStore()[name]);
        const body = basics();
        for (const [field, value] of kept.fields) body.append(field, value);
        body.append("device", kept.device);
        const answer = await post(answerUrl(wording), body).catch(() => null);
        if (answer && (answer.ok || answer.status === 409 || answer.status === 410)) {
          stored(name, null);
          sent = sent || answer.status === 410;
        }
      }
      if (sent) window.location.reload();
    }

    function leftStore() {
      try {
        return { ...localStorage };
      } catch {
        return {};
      }
    }

    if (!form) {
      sendLeftovers();
      return;
    }

    /* --- one card, one answer --- */

    const device = form.elements.device.value;
    const cards = Array.from(form.querySelectorAll("[data-question]")).map(makeCard);

    function makeCard(element) {
      const wording = element.dataset.question;
      const card = { element, wording, device, timer: 0, tries: 0, dirty: false, sending: false };
      const controls = () => Array.from(element.querySelectorAll("input, textarea, select"));
      card.version = element.querySelector(`input[name="v${wording}"]`);

      card.fields = () => {
        const data = new FormData(form);
        const names = new Set(controls().map((one) => one.name));
        return Array.from(data.entries()).filter(([name]) => names.has(name));
      };

      card.restore = () => {
        const text = stored(key(wording));
        if (!text) return;
        const kept = JSON.parse(text);
        const wanted = new Map();
        for (const [name, value] of kept.fields) wanted.set(name, [...(wanted.get(name) || []), value]);
        let differs = false;
        for (const control of controls()) {
          if (control === card.version) continue;
          const values = wanted.get(control.name) || [];
          if (control.type === "radio" || control.type === "checkbox") {
            const checked = values.includes(control.value);
            differs = differs || control.checked !== checked;
            control.checked = checked;
          } else {
            const value = values[0] || "";
            differs = differs || control.value !== value;
            control.value = value;
          }
        }
        if (!differs) {
          stored(key(wording), null);
          return;
        }
        // The text belongs to the version and the page that it was typed over.
        card.version.value = kept.version;
        card.device = kept.device;
        card.dirty = true;
        save(card);
      };

      element.addEventListener("input", () => changed(card));
      element.addEventListener("change", () => changed(card));
      element.addEventListener("focusout", () => { if (card.dirty) save(card); });
      return card;
    }

    const said = (card) => JSON.stringify(card.fields().filter(([name]) => name.startsWith("a")));

    /* --- a question that only certain answers call for; one that was answered is never hidden --- */

    const called = cards.filter((card) => card.element.dataset.after);

    function given(wording) {
      const before = cards.find((card) => card.wording === wording);
      if (!before) return [];
      const values = before.fields().filter(([name]) => name.startsWith("a")).map(([, value]) => value);
      const said = values.filter((value) => value.trim() !== "");
      return said.length ? ["any", ...said] : [];
    }

    const isEmpty = (card) => card.fields().every(([name, value]) => !name.startsWith("a") || value.trim() === "");

    function callFor() {
      for (const card of called) {
        const { after, when } = card.element.dataset;
        const wanted = when.split(" ");
        const met = given(after).some((value) => wanted.includes(value));
        const unmet = !met && isEmpty(card) && !card.element.querySelector(".beside");
        if (unmet) card.element.dataset.unmet = "";
        else delete card.element.dataset.unmet;
      }
    }

    function changed(card) {
      if (called.length) {
        callFor();
        ends();
      }
      // Leaving a field tells of a change that was sent already.
      if (said(card) === card.known) return;
      card.dirty = true;
      keep(card);
      window.clearTimeout(card.timer);
      card.timer = window.setTimeout(() => save(card), PAUSE_MS);
    }

    function keep(card) {
      const kept = { fields: card.fields(), version: card.version.value, device: card.device };
      stored(key(card.wording), JSON.stringify(kept));
    }

    async function save(card) {
      window.clearTimeout(card.timer);
      if (card.sending || !card.dirty) return;
      card.sending = true;
      card.dirty = false;
      const sent = said(card);
      const body = basics();
      for (const [name, value] of card.fields()) body.append(name, value);
      body.set("device", card.device);
      let answer = null;
      let told = {};
      try {
        answer = await post(answerUrl(card.wording), body);
        told = await answer.json();
      } catch {
        // No connection, or an answer that is not ours: it stays here and is tried again.
      }
      card.sending = false;
      if (!answer || ![200, 409, 410, 422].includes(answer.status)) {
        again(card, answer);
        return;
      }
      card.tries = 0;
      connected(true);
      result(card, answer.status, told, sent);
      if (card.dirty) save(card);
    }

    function again(card, answer) {
      card.dirty = true;
      if (!answer) connected(false);
      say(link.dataset.unsaved, true, card);
      const pause = RETRY_MS[Math.min(card.tries, RETRY_MS.length - 1)];
      card.tries += 1;
      card.timer = window.setTimeout(() => save(card), pause);
    }

    function result(card, status, told, sent) {
      const error = card.element.querySelector("[data-error]");
      error.textContent = status === 422 ? told.error : status === 410 ? told.says : "";
      if (status === 422) return;
      card.known = sent;
      if (status === 409) {
        beside(card, told);
        return;
      }
      if (status === 200) {
        card.version.value = told.version;
        card.device = device;
        const meter = document.getElementById("meter");
        meter.max = told.total;
        meter.value = told.answered;
        document.getElementById("words").textContent = told.words;
        say(told.saved, false, card);
      }
      if (said(card) === sent) stored(key(card.wording), null);
      else keep(card);
    }

    /* --- two devices wrote at once: both texts are kept, the person chooses --- */

    function beside(card, told) {
      stored(key(card.wording), null);
      let box = card.element.querySelector(".beside");
      if (!box) {
        box = document.getElementById("beside").content.firstElementChild.cloneNode(true);
        for (const button of box.querySelectorAll("button")) button.setAttribute("formaction", told.choose);
        card.element.append(box);
      }
      const theirs = box.querySelector("[data-theirs]");
      if (!theirs) return;
      box.querySelector("[data-says]").textContent = told.says;
      theirs.textContent = told.theirs;
      box.querySelector("[data-mine]").value = told.kept;
      box.querySelector("[data-both]").hidden = !told.written;
    }

    /* --- one at a time, or all at once --- */

    let now = Math.max(0, cards.findIndex((card) => "look" in card.element.dataset));
    if (now === 0 && window.location.hash) {
      now = Math.max(0, cards.findIndex((card) => `#${card.element.id}` === window.location.hash));
    }

    const isOpen = (card) => !("unmet" in card.element.dataset);

    // The nearest question that is asked, in the direction in which one goes.
    function step(by) {
      let place = now + by;
      while (cards[place] && !isOpen(cards[place])) place += by;
      if (cards[place]) show(place);
    }

    function ends() {
      root.classList.toggle("at-start", !cards.slice(0, now).some(isOpen));
      root.classList.toggle("at-end", !cards.slice(now + 1).some(isOpen));
    }

    function show(index, { focus = true } = {}) {
      now = Math.max(0, Math.min(index, cards.length - 1));
      cards.forEach((card, place) => card.element.classList.toggle("now", place === now));
      ends();
      if (!focus) return;
      const element = cards[now].element;
      element.querySelector("textarea, input:not([type=hidden]), select")?.focus({ preventScroll: true });
      document.querySelector(".progress").scrollIntoView({ block: "start" });
      const open = cards.filter(isOpen);
      announce(`${link.dataset.step} ${open.indexOf(cards[now]) + 1} / ${open.length}`);
    }

    form.querySelector("[data-next]").addEventListener("click", () => step(1));
    form.querySelector("[data-back]").addEventListener("click", () => step(-1));
    for (const [name, one] of [["[data-view-all]", false], ["[data-view-one]", true]]) {
      document.querySelector(name).addEventListener("click", () => {
        root.classList.toggle("one", one);
        stored("planner-view", one ? null : "all");
        show(now, { focus: false });
        document.querySelector(one ? "[data-view-all]" : "[data-view-one]").focus();
      });
    }
    document.addEventListener("click", (event) => {
      const to = event.target.closest('.error-summary a[href^="#q"]');
      if (to) show(cards.findIndex((card) => `#${card.element.id}` === to.hash));
    });

    /* --- leaving, coming back, handing in --- */

    const flush = () => cards.forEach((card) => { if (card.dirty) save(card); });
    document.addEventListener("visibilitychange", () => { if (document.hidden) flush(); });
    window.addEventListener("pagehide", flush);
    window.addEventListener("online", () => { connected(true); flush(); sendLeftovers(); });
    window.addEventListener("offline", () => connected(false));
    form.addEventListener("submit", (event) => {
      if (navigator.onLine === false) {
        event.preventDefault();
        connected(false);
        say(link.dataset.offline, true);
        announce(link.dataset.offline);
      }
    });

    for (const card of cards) card.known = said(card);
    document.querySelector(".error-summary")?.focus();
    cards.forEach((card) => card.restore());
    callFor();
    show(now, { focus: false });
    sendLeftovers();
    if (navigator.onLine === false) connected(false);
  });
})();
