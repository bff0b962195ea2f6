// The table of gaps: the headings are made once, so that the focus stays on them; the rows are
// made anew for every choice.

function makeHeadings() {
  const headings = columns.map((name) => {
    const button = html("button", { type: "button" }, words.columns[name]);
    button.addEventListener("click", () => choose({ sort: nextSort(name) }));
    return html("th", { scope: "col", class: classOf(name), "data-column": name }, button);
  });
  byId("gaps").append(html("thead", {}, html("tr", {}, ...headings)), html("tbody"));
}

function nextSort(name) {
  const { sort } = readState();
  const first = risesFirst.has(name) ? name : `-${name}`;
  const second = risesFirst.has(name) ? `-${name}` : name;
  return sort === first ? second : first;
}

function showTable(state, themes) {
  for (const heading of byId("gaps").querySelectorAll("thead th")) {
    heading.removeAttribute("aria-sort");
    if (heading.dataset.column === state.sort) heading.setAttribute("aria-sort", "ascending");
    if (`-${heading.dataset.column}` === state.sort) heading.setAttribute("aria-sort", "descending");
  }
  const group = chosenGroup(state);
  byId("gaps").tBodies[0].replaceChildren(...themes.map((theme) => gapRow(state, group, theme)));
}

function gapRow(state, group, theme) {
  const row = group.rows[theme];
  const name = themeHeading(state, theme);
  if (row === null) {
    const cell = html("td", { colspan: columns.length - 1, class: "suppressed" }, words.suppressed_meaning);
    return html("tr", {}, name, cell);
  }
  const cells = columns.slice(1).map((column, i) => {
    const shown = text(row.cells[i]);
    const hasBar = column === "gap" && row.gap[1] !== null;
    const bar = hasBar ? intervalBar(row.gap, group.most, { isBar: true }) : null;
    return html("td", { class: classOf(column) }, bar, html("span", {}, shown));
  });
  return html("tr", {}, name, ...cells);
}

function themeHeading(state, theme) {
  const { id, label } = content.themes[theme];
  const link = html("a", { href: linkTo({ ...state, theme: id }) }, written(label));
  return html("th", { scope: "row" }, link, " ", html("small", {}, id));
}

function classOf(column) {
  if (column === "gap") return "gap";
  return column === "theme" || column === "kind" ? "words" : "number";
}
