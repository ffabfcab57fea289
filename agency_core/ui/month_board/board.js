// Draws the board from plain data. Every text goes through textContent: data is never markup.
const memory = new WeakMap();

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function cardNode(card, day) {
  const node = make("button", `card ${card.tone}`);
  node.type = "button";
  node.dataset.id = card.id;
  node.tabIndex = -1;
  node.draggable = card.movable;
  const way = card.movable ? " Enter opens, Alt and arrow keys move." : " Enter opens.";
  node.setAttribute("aria-label", `${card.title}, ${card.word}, ${day.name} at ${card.time}, ${card.platforms}.${way}`);
  node.title = `${card.time} ${card.title}\n${card.word} · ${card.platforms}`;
  const head = make("span", "head");
  const icon = make("span", "icon", card.icon);
  icon.setAttribute("aria-hidden", "true");
  head.append(make("span", "time", card.time), icon, make("span", "word", card.word));
  node.append(head, make("span", "title", card.title), make("span", "where", card.platforms));
  return node;
}

function cellNode(day, hour, cards) {
  const cell = make("div", "cell");
  cell.setAttribute("role", "gridcell");
  cell.dataset.day = day.iso;
  if (hour !== null) cell.dataset.hour = hour;
  cell.classList.toggle("today", day.today);
  cell.classList.toggle("outside", day.outside);
  cell.classList.toggle("empty", cards.length === 0);
  const count = cards.length === 0 ? "nothing planned" : cards.length === 1 ? "1 item" : `${cards.length} items`;
  const at = hour === null ? "" : ` ${String(hour).padStart(2, "0")}:00`;
  cell.setAttribute("aria-label", `${day.name}${at}, ${count}`);
  return cell;
}

function dateNode(day) {
  const label = make("div", "date");
  if (day.today) label.setAttribute("aria-current", "date");
  label.append(make("span", "number", day.number), make("span", "short", day.short));
  if (day.today) label.append(make("span", "now", "Today"));
  return label;
}

function fill(cell, day, cards, shown, state) {
  const whole = state.unfolded.has(day.iso) || cards.length <= shown;
  const visible = whole ? cards : cards.slice(0, shown - 1);
  cell.append(...visible.map((card) => cardNode(card, day)));
  if (cards.length <= shown) return;
  const more = make("button", "more", whole ? "Show fewer" : `+${cards.length - visible.length} more`);
  more.type = "button";
  more.dataset.unfold = day.iso;
  more.setAttribute("aria-expanded", String(whole));
  more.setAttribute("aria-label", `${more.textContent}, ${day.name}`);
  cell.append(more);
}

function drawMonth(data, state) {
  const grid = make("div", "grid month");
  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-label", "Month by days");
  const names = make("div", "row names");
  names.setAttribute("role", "row");
  data.weekdays.forEach((name) => {
    const head = make("div", "weekday", name);
    head.setAttribute("role", "columnheader");
    names.append(head);
  });
  grid.append(names);
  for (let start = 0; start < data.days.length; start += 7) {
    const row = make("div", "row");
    row.setAttribute("role", "row");
    data.days.slice(start, start + 7).forEach((day) => {
      const cards = data.cards.filter((card) => card.day === day.iso);
      const cell = cellNode(day, null, cards);
      cell.append(dateNode(day));
      fill(cell, day, cards, data.shown, state);
      row.append(cell);
    });
    grid.append(row);
  }
  return grid;
}

function hoursNode() {
  const hours = make("div", "column hours");
  hours.setAttribute("aria-hidden", "true");
  hours.append(make("div", "date"));
  for (let hour = 0; hour < 24; hour += 1) hours.append(make("div", "hour", `${String(hour).padStart(2, "0")}:00`));
  return hours;
}

function drawWeek(data) {
  const grid = make("div", "grid week");
  grid.setAttribute("role", "grid");
  grid.setAttribute("aria-label", "Week by hours");
  grid.append(hoursNode());
  data.days.forEach((day) => {
    const column = make("div", "column");
    column.setAttribute("role", "row");
    const head = dateNode(day);
    head.setAttribute("role", "rowheader");
    column.append(head);
    for (let hour = 0; hour < 24; hour += 1) {
      const cards = data.cards.filter((card) => card.day === day.iso && card.hour === hour);
      const cell = cellNode(day, hour, cards);
      cell.append(...cards.map((card) => cardNode(card, day)));
      column.append(cell);
    }
    column.classList.toggle("empty", !data.cards.some((card) => card.day === day.iso));
    grid.append(column);
  });
  return grid;
}

function targetOf(cell, arrow, data) {
  const index = data.days.findIndex((day) => day.iso === cell.dataset.day);
  const hour = cell.dataset.hour === undefined ? null : Number(cell.dataset.hour);
  const sideways = { ArrowLeft: -1, ArrowRight: 1 }[arrow] ?? 0;
  const upright = { ArrowUp: -1, ArrowDown: 1 }[arrow] ?? 0;
  const day = data.days[index + sideways + (hour === null ? 7 * upright : 0)];
  const then = hour === null ? null : hour + upright;
  if (!day || (then !== null && (then < 0 || then > 23))) return null;
  return { day, hour: then };
}

function report(state, root, id, day, hour) {
  const card = state.data.cards.find((one) => one.id === id);
  if (!card || (card.day === day && (hour === null || card.hour === hour))) return;
  state.focus = id;
  const name = state.data.days.find((one) => one.iso === day)?.name ?? day;
  const time = hour === null ? card.time : `${String(hour).padStart(2, "0")}:${card.time.slice(3)}`;
  root.querySelector(".said").textContent = `Moving ${card.title} to ${name} at ${time}`;
  card.day = day;
  if (hour !== null) { card.hour = hour; card.time = time; }
  draw(root, state);
  state.send("moved", hour === null ? { id, day } : { id, day, hour });
}

function draw(root, state) {
  const board = root.querySelector(".board");
  const scroll = board.querySelector(".week")?.scrollTop;
  const grid = state.data.view === "week" ? drawWeek(state.data) : drawMonth(state.data, state);
  board.replaceChildren(grid);
  const cards = [...board.querySelectorAll(".card")];
  const kept = cards.find((card) => card.dataset.id === state.focus);
  (kept ?? cards[0])?.setAttribute("tabindex", "0");
  if (state.data.view === "week") {
    const first = board.querySelector(".cell:not(.empty)")?.dataset.hour ?? 8;
    const row = board.querySelectorAll(".hour")[Math.max(0, Math.min(8, Number(first)) - 1)];
    grid.scrollTop = scroll ?? row.offsetTop - grid.querySelector(".date").offsetHeight;
  }
  if (state.focus && kept) kept.focus();
}

function listen(root, state) {
  const board = root.querySelector(".board");
  const cellOf = (event) => event.target.closest?.(".cell");
  const mark = (cell) => {
    board.querySelectorAll(".over").forEach((one) => one.classList.remove("over"));
    cell?.classList.add("over");
  };
  board.onclick = (event) => {
    const more = event.target.closest(".more");
    const card = event.target.closest(".card");
    if (more) {
      const day = more.dataset.unfold;
      if (!state.unfolded.delete(day)) state.unfolded.add(day);
      state.focus = "";
      draw(root, state);
      root.querySelector(`[data-unfold="${day}"]`)?.focus();
    } else if (card) {
      state.focus = card.dataset.id;
      state.send("opened", { id: card.dataset.id });
    }
  };
  board.onkeydown = (event) => {
    const card = event.target.closest(".card");
    if (!card || !event.key.startsWith("Arrow")) return;
    event.preventDefault();
    if (!event.altKey) {
      const cards = [...board.querySelectorAll(".card")];
      const step = event.key === "ArrowDown" || event.key === "ArrowRight" ? 1 : -1;
      const next = cards[cards.indexOf(card) + step];
      if (next) { card.tabIndex = -1; next.tabIndex = 0; next.focus(); state.focus = next.dataset.id; }
      return;
    }
    const target = card.draggable ? targetOf(card.closest(".cell"), event.key, state.data) : null;
    if (target) report(state, root, card.dataset.id, target.day.iso, target.hour);
  };
  board.ondragstart = (event) => {
    const card = event.target.closest?.(".card");
    if (!card) return;
    state.dragged = card.dataset.id;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.id);
    card.classList.add("dragged");
  };
  board.ondragover = (event) => {
    const cell = cellOf(event);
    if (!cell || !state.dragged) return;
    event.preventDefault();
    mark(cell);
  };
  board.ondragend = () => {
    state.dragged = "";
    mark(null);
    board.querySelectorAll(".dragged").forEach((one) => one.classList.remove("dragged"));
    if (state.waiting) { state.waiting = false; draw(root, state); }
  };
  board.ondrop = (event) => {
    const cell = cellOf(event);
    const id = state.dragged;
    state.dragged = "";
    if (!cell || !id) return;
    event.preventDefault();
    const hour = cell.dataset.hour === undefined ? null : Number(cell.dataset.hour);
    report(state, root, id, cell.dataset.day, hour);
  };
  board.onfocusout = (event) => {
    if (!board.contains(event.relatedTarget) && event.relatedTarget) state.focus = "";
  };
}

export default function (component) {
  const { data, parentElement: root, setTriggerValue } = component;
  const state = memory.get(root) ?? { unfolded: new Set(), focus: "", dragged: "", waiting: false };
  memory.set(root, state);
  state.data = structuredClone(data);
  state.send = setTriggerValue;
  listen(root, state);
  if (state.dragged) state.waiting = true;
  else draw(root, state);
  return () => memory.delete(root);
}
