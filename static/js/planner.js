/* The few behaviours that every page shares. Each is asked for by a data attribute, and each page works without it. */
(() => {
  "use strict";

  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const words = (name, otherwise) => one(`meta[name="words-${name}"]`)?.content || otherwise;

  const { announce } = window.planner;

  /* --- "/" goes to the search --- */

  function isTyping(target) {
    return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const search = one("[data-search]");
    if (!search || !search.offsetParent) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  /* --- menus made of <details>: close on Escape, on a click elsewhere, when focus leaves --- */

  function closeMenus(except) {
    for (const menu of all("details[data-menu][open]")) {
      if (menu !== except) menu.open = false;
    }
  }

  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details[data-menu]")));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = one("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      one("summary", menu).focus();
      return;
    }
    if (isTyping(event.target) || event.defaultPrevented || one("dialog[open]")) return;
    one("[data-panel-close]")?.click();
  });

  /* --- one submit is one submit --- */

  const BUSY_AT_MOST_MS = 10_000;

  function release(form) {
    delete form.dataset.busy;
    for (const button of all('[aria-disabled="true"][data-held]', form)) {
      button.removeAttribute("aria-disabled");
      delete button.dataset.held;
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "get" || "again" in form.dataset) return;
    if ("busy" in form.dataset) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.busy = "";
    const button = event.submitter;
    if (button) {
      button.setAttribute("aria-disabled", "true");
      button.dataset.held = "";
    }
    window.setTimeout(() => release(form), BUSY_AT_MOST_MS);
  }, true);

  // Coming back with the browser's Back button must find a form that can be sent.
  window.addEventListener("pageshow", () => all("form[data-busy]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) release(form);
  });

  /* --- filters apply when they are changed --- */

  document.addEventListener("change", (event) => {
    const field = event.target.closest("[data-autosubmit]");
    if (!field || event.target.matches("[data-autosubmit-not]")) return;
    event.target.form?.requestSubmit();
  });

  /* --- copy to the clipboard --- */

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy], [data-copy-from]");
    if (!button) return;
    const source = button.dataset.copyFrom ? one(button.dataset.copyFrom) : null;
    const text = source ? source.value ?? source.textContent.trim() : button.dataset.copy;
    const label = one("[data-copy-label]", button) || button;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without permission the text is marked, ready for the person's own copy key.
      source?.select?.();
      announce(words("copy-yourself", "Press Ctrl C to copy."));
      return;
    }
    const before = label.dataset.before || label.textContent;
    label.dataset.before = before;
    label.textContent = words("copied", "Copied");
    announce(words("copied", "Copied"));
    window.setTimeout(() => {
      label.textContent = before;
    }, 2000);
  });

  /* --- messages can be put away; dialogs open and close --- */

  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-dismiss]");
    if (close) {
      close.closest(close.dataset.dismiss || ".message")?.remove();
      return;
    }
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      const dialog = one(opener.dataset.dialog);
      if (dialog?.showModal) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
  });

  /* --- light, dark, or as the system --- */

  function showTheme() {
    const chosen = document.documentElement.dataset.theme || "system";
    for (const button of all("[data-theme-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === chosen));
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-theme-set]");
    if (!button) return;
    const chosen = button.dataset.themeSet;
    if (chosen === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    try {
      localStorage.setItem("planner-theme", chosen);
    } catch {
      // Kept for this page only.
    }
    showTheme();
  });

  /* --- lost connection is said in a bar, and typing goes on --- */

  function connected(yes) {
    const bar = one("#connection");
    if (!bar || bar.hidden === yes) return;
    bar.hidden = yes;
    // The bar is an alert and speaks for itself when it appears.
    if (yes) announce(words("online", "You are connected again."));
  }

  window.addEventListener("offline", () => connected(false));
  window.addEventListener("online", () => connected(true));
  document.addEventListener("htmx:sendError", () => connected(false));
  document.addEventListener("htmx:timeout", () => connected(false));
  document.addEventListener("htmx:afterOnLoad", () => connected(true));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    if (status === 401 || status === 403 || status >= 500) {
      announce(words("failed", "That did not work. Nothing was lost; please try again."), { urgent: true });
    }
  });

  /* --- htmx: the token on every write; an error answer is shown; focus is never lost --- */

  function csrfToken() {
    const field = one('input[name="csrfmiddlewaretoken"]');
    if (field) return field.value;
    return document.cookie.match(/(?:^|;\s*)csrftoken=([^;]+)/)?.[1] || "";
  }

  document.addEventListener("htmx:configRequest", (event) => {
    if (!/^(get|head)$/i.test(event.detail.verb)) event.detail.headers["X-CSRFToken"] = csrfToken();
  });

  // A form that comes back with errors (422) and a conflict that shows both texts (409) are pages to look at.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422 || event.detail.xhr.status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  let focusBefore = null;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const active = document.activeElement;
    const inside = active && active !== document.body && event.detail.target.contains(active);
    focusBefore = inside ? { id: active.id, name: active.name, target: event.detail.target.id } : null;
  });

  document.addEventListener("htmx:afterSettle", (event) => {
    const fresh = event.detail.elt || event.target;
    if (focusMarked(fresh) || !focusBefore) return;
    const { id, name, target } = focusBefore;
    focusBefore = null;
    if (document.activeElement && document.activeElement !== document.body) return;
    const back =
      (id && document.getElementById(id)) ||
      (name && one(`[name="${CSS.escape(name)}"]`, fresh.isConnected ? fresh : document)) ||
      (target && document.getElementById(target));
    focusOn(back || one("#main"));
  });

  /* --- a passkey that was not used: the person is told, and nothing is an error --- */

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const text = words("passkey", "No passkey was used. Try again, or use another way.");
    const note = one("[data-passkey-note]");
    if (note) note.textContent = text;
    else announce(text, { urgent: true });
  });

  /* --- what asks for focus when it appears: an error summary first, then a panel's or page's own wish --- */

  function focusOn(element) {
    if (!element) return false;
    if (element.tabIndex < 0 && !element.hasAttribute("tabindex")) element.setAttribute("tabindex", "-1");
    element.focus({ preventScroll: false });
    return true;
  }

  function focusMarked(within) {
    const scope = within?.isConnected ? within : document;
    const marked =
      (scope.matches?.("[data-error-summary], [data-focus]") && scope) ||
      one("[data-error-summary]", scope) ||
      one("[data-focus]", scope);
    return focusOn(marked || null);
  }

  document.addEventListener("click", (event) => {
    // A link in an error summary goes to the field itself, or to the first of its choices.
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    if (!link) return;
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const control = field.matches("input, select, textarea") ? field : one("input, select, textarea", field);
    (control || field).focus();
    (control || field).scrollIntoView({ block: "center" });
  });

  function markFilters(within) {
    for (const select of all(".chip select", within)) select.classList.toggle("is-set", select.value !== "");
  }

  document.addEventListener("htmx:load", (event) => markFilters(event.detail.elt));

  function ready() {
    showTheme();
    markFilters(document);
    focusMarked(document);
    for (const tab of all(".tabs [aria-current]")) tab.scrollIntoView({ block: "nearest", inline: "center" });
    if (navigator.onLine === false) connected(false);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();

  Object.assign(window.planner, { connected, csrfToken, focusOn });
})();
