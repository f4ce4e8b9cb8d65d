/* The desk: selected words become the quote of an ask, by mouse, by touch and by keyboard. */
(() => {
  "use strict";

  let chosen = null;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-primary btn-sm lift-here";
  button.hidden = true;

  /* --- words selected in an answer --- */

  function selected() {
    const selection = window.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const start = range.startContainer.parentElement?.closest("[data-answer]");
    const end = range.endContainer.parentElement?.closest("[data-answer]");
    if (!start || start !== end) return null;
    const words = selection.toString().trim();
    if (!words) return null;
    const before = range.cloneRange();
    before.selectNodeContents(start);
    before.setEnd(range.startContainer, range.startOffset);
    return { answer: start.dataset.answer, words, near: before.toString().length, box: range.getBoundingClientRect() };
  }

  function offer() {
    chosen = selected();
    button.hidden = !chosen;
    if (!chosen) return;
    const link = document.querySelector(`[data-lift="${chosen.answer}"]`);
    button.textContent = link ? link.firstChild.nextSibling?.textContent.trim() || link.textContent.trim() : "";
    button.style.top = `${window.scrollY + chosen.box.bottom + 8}px`;
    button.style.left = `${Math.max(8, Math.min(chosen.box.left, window.innerWidth - 180))}px`;
  }

  let waiting = 0;
  document.addEventListener("selectionchange", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(offer, 200);
  });
  button.addEventListener("pointerdown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    const wanted = chosen;
    button.hidden = true;
    if (wanted) lift(wanted);
  });
  document.body.append(button);

  /* --- the form in the card: filled with what was selected, or with the whole answer to cut down --- */

  const quotes = new Map();

  function lift(wanted) {
    quotes.set(wanted.answer, wanted);
    const open = document.querySelector(`[data-lift-form="${wanted.answer}"]`);
    if (open) fill(open);
    else document.querySelector(`[data-lift="${wanted.answer}"]`)?.click();
  }

  function fill(form) {
    const wanted = quotes.get(form.dataset.liftForm);
    if (wanted) {
      form.elements.quote.value = wanted.words;
      form.elements.near.value = String(wanted.near);
      quotes.delete(form.dataset.liftForm);
    }
    form.elements.text.focus();
  }

  // The keyboard's way: focus "Make an ask", Enter; the words selected until then are the quote.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-lift]");
    const words = link && !quotes.has(link.dataset.lift) ? selected() : null;
    if (words && words.answer === link.dataset.lift) quotes.set(words.answer, words);
    const cancel = event.target.closest("[data-lift-cancel]");
    if (!cancel || !cancel.closest("[id^='lift-']")) return;
    event.preventDefault();
    close(cancel.closest("[id^='lift-']"));
  });

  /* Without a mouse: select in the field (Shift and arrows, a long press), then keep only that. */
  document.addEventListener("click", (event) => {
    const keep = event.target.closest("[data-keep-selected]");
    if (!keep) return;
    const { quote, near } = keep.form.elements;
    const from = quote.selectionStart;
    const words = quote.value.slice(from, quote.selectionEnd);
    if (!words.trim()) {
      window.planner?.announce(keep.dataset.nothing);
      quote.focus();
      return;
    }
    near.value = String(Number(near.value || 0) + from);
    quote.value = words.trim();
    window.planner?.announce(`${keep.dataset.kept} ${quote.value}`);
    keep.form.elements.text.focus();
  });

  const before = new WeakMap();

  document.addEventListener("htmx:beforeSwap", (event) => {
    const place = event.detail.target;
    if (place.id?.startsWith("lift-")) before.set(place, place.innerHTML);
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const form = event.detail.elt.querySelector?.("[data-lift-form]");
    if (form && !form.querySelector("[data-error-summary]")) fill(form);
  });

  function close(place) {
    place.innerHTML = before.get(place) || "";
    window.htmx?.process(place);
    place.querySelector("[data-lift]")?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const place = event.target.closest?.("[data-lift-form]")?.closest("[id^='lift-']");
    if (!place) return;
    event.preventDefault();
    close(place);
  });
})();
