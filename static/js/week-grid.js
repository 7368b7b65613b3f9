// The week: arrows move between half hours, a mouse held down paints, buttons fill. Each box works without this.
function enhance(week) {
  const boxes = [...week.querySelectorAll("input[type=checkbox]")];
  const bySlot = new Map(boxes.map((box) => [Number(box.value), box]));
  const fills = week.querySelector("[data-fills]");
  let painting = null; // { box, mark, drawn }: where the mouse went down, and what it paints

  function mark(box, marked) {
    if (box.checked === marked) return;
    box.checked = marked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function count() {
    for (const part of week.querySelectorAll("details")) {
      const marked = part.querySelectorAll(":checked").length;
      part.querySelector("[data-marked]").textContent = marked || "";
    }
  }

  // A day is 48 half hours; what is folded away is stepped over.
  function step(from, by) {
    for (let slot = from + by; bySlot.has(slot); slot += by) {
      if (Math.abs(by) === 1 && Math.floor(slot / 48) !== Math.floor(from / 48)) return;
      if (bySlot.get(slot).checkVisibility()) return bySlot.get(slot).focus();
    }
  }

  week.addEventListener("keydown", (event) => {
    if (!bySlot.has(Number(event.target.value))) return;
    const forward = getComputedStyle(week).direction === "rtl" ? -48 : 48;
    const by = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -forward, ArrowRight: forward }[event.key];
    if (!by) return;
    event.preventDefault();
    step(Number(event.target.value), by);
  });

  week.addEventListener("pointerdown", (event) => {
    painting = null;
    if (event.pointerType !== "mouse" || event.button || !boxes.includes(event.target)) return;
    painting = { box: event.target, mark: !event.target.checked, drawn: false };
  });
  week.addEventListener("pointerover", (event) => {
    if (!painting || !event.buttons || event.target === painting.box || !boxes.includes(event.target)) return;
    painting.drawn = true;
    mark(painting.box, painting.mark);
    mark(event.target, painting.mark);
  });
  // Whoever draws back to the start lets go there: that is no press.
  week.addEventListener("click", (event) => {
    if (painting?.drawn && boxes.includes(event.target)) event.preventDefault();
    painting = null;
  });

  week.addEventListener("change", count);
  fills.addEventListener("click", (event) => {
    const button = event.target.closest("[data-fill]");
    if (!button) return;
    const slots = button.dataset.fill.split(" ").filter(Boolean).map(Number);
    if (slots.length) for (const slot of slots) mark(bySlot.get(slot), true);
    else for (const box of boxes) mark(box, false);
  });
  fills.hidden = false;
}

document.querySelectorAll("[data-week]").forEach(enhance);
