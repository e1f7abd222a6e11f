// The desk's one script: keys, and the sentence behind a thing under the pointer. Pages are whole without it.
"use strict";
(() => {
  document.documentElement.classList.add("js");

  const steps = () => [...document.querySelectorAll("[data-step]")];
  let at = -1;
  const step = by => {
    const all = steps();
    if (!all.length) return;
    all[at]?.classList.remove("at");
    at = Math.max(0, Math.min(all.length - 1, at + by));
    all[at].classList.add("at");
    const link = all[at].querySelector("a");
    (link || all[at]).focus({ preventScroll: true });
    all[at].scrollIntoView({ block: "nearest" });
  };
  const go = { t: "/", o: "/outlets", m: "/map" };
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") { hide(); event.target.blur?.(); return; }
    if (event.target.closest("input, select, textarea")) return;
    if (event.key === "/") { event.preventDefault(); document.getElementById("find")?.focus(); }
    else if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (Object.hasOwn(go, event.key)) location.assign(go[event.key]);
  });

  const note = document.createElement("div");
  note.id = "evidence";
  note.setAttribute("role", "tooltip");
  note.hidden = true;
  document.body.append(note);
  const hide = () => { note.hidden = true; };
  const show = event => {
    const thing = event.target.closest?.("[data-evidence]") || (event.type === "focusin" && event.target.querySelector?.("[data-evidence]"));
    if (!thing) return hide();
    note.textContent = thing.dataset.evidence;
    note.hidden = false;
    const box = thing.getBoundingClientRect();
    const left = Math.min(box.left, innerWidth - note.offsetWidth - 16);
    const below = box.bottom + 8 + note.offsetHeight < innerHeight;
    note.style.left = `${Math.max(8, left) + scrollX}px`;
    note.style.top = `${(below ? box.bottom + 8 : Math.max(8, box.top - note.offsetHeight - 8)) + scrollY}px`;
  };
  addEventListener("mouseover", show);
  addEventListener("focusin", show);
  addEventListener("focusout", hide);
})();
