// Where nobody has chosen a clock yet, the browser's own is the best guess. Names the list leaves out are valid too.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

for (const field of document.querySelectorAll("[data-guess-zone]")) {
  if (!zone || field.value) continue;
  if (field.options && ![...field.options].some((option) => option.value === zone)) {
    field.add(new Option(zone.replaceAll("_", " ").replace("/", ", "), zone));
  }
  field.value = zone;
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
