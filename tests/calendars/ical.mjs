// Reads a calendar with ical.js and writes its dates as JSON. Takes: the library, the file, from and to (ISO, UTC).
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [library, file, from, to] = process.argv.slice(2);
const { default: ICAL } = await import(pathToFileURL(library));
const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
const [after, before] = [new Date(from), new Date(to)];
const found = [];

const events = calendar.getAllSubcomponents("vevent").map((each) => new ICAL.Event(each, { exceptions: [] }));
for (const event of events.filter((each) => !each.isRecurrenceException())) {
  for (const other of events) {
    if (other.isRecurrenceException() && other.uid === event.uid) event.relateException(other);
  }
  const add = ({ item, startDate, endDate }) => {
    const start = startDate.toJSDate();
    const status = item.component.getFirstPropertyValue("status");
    if (status !== "CANCELLED" && start >= after && start < before) {
      found.push([start.toISOString(), endDate.toJSDate().toISOString()]);
    }
  };
  if (!event.isRecurring()) {
    add({ item: event, startDate: event.startDate, endDate: event.endDate });
    continue;
  }
  const dates = event.iterator();
  for (let next = dates.next(); next && next.toJSDate() < before; next = dates.next()) {
    add(event.getOccurrenceDetails(next));
  }
}
console.log(JSON.stringify(found));
