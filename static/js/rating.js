/* Numbers that are saved as they are typed, one small request each. Without this script one button saves all. */
(() => {
  "use strict";

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("ratings");
    const said = document.getElementById("rating-saved");
    if (!form || !said) return;

    const PAUSE_MS = 350;
    const timers = new WeakMap();

    async function save(field) {
      const body = new URLSearchParams();
      body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      body.append(field.name, field.value);
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
        said.textContent = (await answer.json()).says;
        field.toggleAttribute("aria-invalid", !answer.ok);
      } catch {
        said.textContent = form.dataset.failed;
      }
    }

    form.addEventListener("input", ({ target }) => {
      if (target.type !== "number") return;
      window.clearTimeout(timers.get(target));
      timers.set(target, window.setTimeout(() => save(target), PAUSE_MS));
    });
  });
})();
