// The evidence map: a table, so that it can be read without seeing it, with a bubble per cell.

const mostOffers = Math.max(1, ...cellsOf(content.groups[0]).map((cell) => cell.full + cell.partly));

// Which offers serve a theme does not change with the group; which of them are open to it does.
function cellsOf(group) {
  const cells = new Map();
  for (const { theme, offer, kind, full } of content.map.serving) {
    if (group.reach[offer] !== "1") continue;
    for (const key of [`${theme}|${kind}`, `${theme}|all`]) {
      const cell = cells.get(key) ?? { key, full: 0, partly: 0 };
      cell[full ? "full" : "partly"] += 1;
      cells.set(key, cell);
    }
  }
  return [...cells.values()];
}

function makeKey() {
  if (content.map.kinds.length === 0) {
    byId("map-key").append(words.map_no_offers);
    return;
  }
  const entries = [
    [bubble({ full: 1, partly: 0 }, 1), words.map_full],
    [bubble({ full: 0, partly: 1 }, 1), words.map_partly],
    [html("span", { class: "empty sign" }, "–"), words.map_empty],
  ];
  byId("map-key").append(...entries.map(([sign, meaning]) => html("span", {}, sign, meaning)));
}

function showMap(state, themes) {
  if (content.map.kinds.length === 0) return;
  const group = chosenGroup(state);
  const cells = new Map(cellsOf(group).map((cell) => [cell.key, cell]));
  const names = [words.columns.theme, words.columns.n_need, ...content.map.kinds, words.map_total];
  const headings = names.map((name) => html("th", { scope: "col" }, written(name)));
  const rows = themes.map((theme) => mapRow(state, group, theme, cells));
  byId("map").replaceChildren(
    html("thead", {}, html("tr", {}, ...headings)),
    html("tbody", {}, ...rows),
  );
}

function mapRow(state, group, theme, cells) {
  const { id } = content.themes[theme];
  const row = group.rows[theme];
  const need = row === null ? words.suppressed : text(row.cells[columns.indexOf("n_need") - 1]);
  const total = cells.get(`${id}|all`);
  return html(
    "tr",
    {},
    themeHeading(state, theme),
    html("td", { class: "number" }, need),
    ...content.map.kinds.map((_, kind) => mapCell(cells.get(`${id}|${kind}`))),
    html("td", { class: total ? "number" : "none" }, total ? String(total.full + total.partly) : words.map_empty),
  );
}

function mapCell(cell) {
  if (cell === undefined) {
    const sign = html("span", { "aria-hidden": "true" }, "–");
    return html("td", { class: "empty" }, sign, hiddenText(words.map_empty));
  }
  const meaning = fill(words.map_cell, { suitable: cell.full, partly: cell.partly });
  return html("td", { class: "offers", title: meaning }, bubble(cell, mostOffers), hiddenText(meaning));
}

// The area grows with the number, but never so small that the number does not fit in.
function bubble({ full, partly }, most) {
  const n = full + partly;
  const radius = Math.max(9, 18 * Math.sqrt(n / most));
  return svg(
    "svg",
    { class: full ? "bubble full" : "bubble partly", viewBox: "0 0 40 40", "aria-hidden": "true" },
    svg("circle", { cx: 20, cy: 20, r: radius }),
    svg("text", { x: 20, y: 24.5, "text-anchor": "middle" }, String(n)),
  );
}
