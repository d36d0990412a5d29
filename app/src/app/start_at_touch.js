// A door is a form, and works without a script. What makes it more comfortable comes at the first touch; a
// form that is sent before it is there waits for it, and goes out as a plain form if it does not come.
let ready, held;
const start = () => (ready ??= load().catch(reportError).finally(release));
const load = async () => {
  const { default: open, hydrate } = await import(script);
  await open({ module_or_path: wasm });
  hydrate();
};
const hold = (event) => {
  event.preventDefault();
  held ??= start().then(() => event.target.requestSubmit());
};
const release = () => removeEventListener("submit", hold, true);
addEventListener("submit", hold, true);
for (const touch of ["input", "keydown", "pointerdown"]) {
  addEventListener(touch, start, { capture: true, once: true });
}
