// Once: what stands in the controls. Then, for every choice: what the address says.

function addOptions(id, choices) {
  byId(id).append(...choices.map(({ value, name }) => html("option", { value }, name)));
  byId(id).addEventListener("change", () => choose({ [id]: byId(id).value }));
}

function showGroup(state, themes) {
  const group = chosenGroup(state);
  const found = fill(words.shown, { shown: themes.length, all: content.themes.length });
  const nothing = content.themes.length === 0 ? words.no_themes : words.nothing_found;
  byId("group").replaceChildren(
    html("strong", {}, written(group.name)),
    ...[group.note, themes.length === 0 ? nothing : found].filter(Boolean).map((part) => ` · ${part}`),
  );
  const isHidden = content.themes.length > 0 && group.rows.every((row) => row === null);
  byId("hidden-group").hidden = !isHidden;
  byId("hidden-group").textContent = isHidden ? words.hidden_group : "";
  byId("gaps-help").textContent = isHidden ? "" : group.help;
}

function show() {
  const state = readState();
  const { theme, ...view } = state;
  if (JSON.stringify(view) !== show.last) {
    show.last = JSON.stringify(view);
    const themes = themesInOrder(state);
    for (const id of ["type", "region", "search"]) {
      if (byId(id).value !== state[id]) byId(id).value = state[id];
    }
    showGroup(state, themes);
    showTable(view, themes);
    showMap(view, themes);
    byId("other").hash = linkTo(view);
  }
  showProfile(state);
}

function useDark(isDark) {
  document.documentElement.dataset.theme = isDark ? "dark" : "light";
  byId("dark").setAttribute("aria-pressed", String(isDark));
}

function start() {
  document.documentElement.style.setProperty("--stamp", JSON.stringify(byId("stamp").textContent));
  addOptions("type", content.types);
  addOptions("region", content.regions);
  makeHeadings();
  makeKey();
  useDark(matchMedia("(prefers-color-scheme: dark)").matches);
  byId("dark").addEventListener("click", () => useDark(document.documentElement.dataset.theme !== "dark"));
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  byId("search").addEventListener("input", () => chooseAsTyped({ search: byId("search").value }));
  byId("reset").addEventListener("click", () => choose(unchosen));
  byId("close").addEventListener("click", () => choose({ theme: "" }));
  byId("profile").addEventListener("cancel", (event) => {
    event.preventDefault();
    choose({ theme: "" });
  });
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("gaps-title").focus();
  });
  addEventListener("hashchange", show);
  show();
}

start();
