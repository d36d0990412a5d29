// A drawn page works without a script. Here is what no form can do: copy, put the focus where it is wanted, show at
// once what a form would do, and fetch figures anew while somebody looks.
addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  const word = button.querySelector("[aria-live]");
  const before = word.textContent;
  word.textContent = "Copied";
  setTimeout(() => (word.textContent = before), 2000);
});
document.querySelector("main [aria-invalid=true], main fieldset:has(> .wrong) :is(select, input)")?.focus();

// A form that shows what it would do (`data-live` names what it fills) asks its page while somebody types.
let typed, asked;
const fill = async (form) => {
  asked?.abort();
  asked = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, signal: asked.signal });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of form.dataset.live.split(" ")) {
    const found = fresh.getElementById(id);
    if (found) document.getElementById(id).replaceChildren(...found.childNodes);
  }
};
addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.dataset.live) return;
  clearTimeout(typed);
  typed = setTimeout(() => fill(form).catch(() => {}), 300);
});

const seconds = Number(document.querySelector("main").dataset.refresh);
// Not under somebody's hands: an open dialog, a marked text, a field in use.
const inUse = () =>
  document.hidden ||
  document.querySelector("dialog[open]") ||
  String(getSelection()) ||
  document.activeElement.closest("main");
const refresh = async () => {
  if (inUse()) return;
  const answer = await fetch(location.href);
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = fresh.querySelector("main");
  if (main && !inUse()) document.querySelector("main").replaceChildren(...main.childNodes);
};
// Offline it tries again the next time.
if (seconds) setInterval(() => refresh().catch(() => {}), seconds * 1000);
