// What the reader has chosen stands in the address, after the #, and nowhere else: a link leads
// to the same view, and the browser's back button undoes a choice.

const content = JSON.parse(byId("content").textContent);
const words = content.words;
const columns = ["theme", "n", "n_need", "n_unmet", "n_partly", "demand", "coverage", "gap", "place", "kind"];
const risesFirst = new Set(["theme", "place", "kind"]);
const unchosen = { theme: "", type: "", region: "", search: "", sort: "-gap" };

function readState() {
  const given = new URLSearchParams(location.hash.slice(1));
  const chosen = { ...unchosen };
  for (const name of Object.keys(unchosen)) chosen[name] = given.get(name) ?? unchosen[name];
  const isKnown = {
    theme: content.themes.some((theme) => theme.id === chosen.theme),
    type: content.types.some((type) => type.value === chosen.type),
    region: content.regions.some((region) => region.value === chosen.region),
    sort: columns.includes(chosen.sort.replace(/^-/, "")),
  };
  for (const [name, known] of Object.entries(isKnown)) if (!known) chosen[name] = unchosen[name];
  return chosen;
}

function linkTo(state) {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(state)) {
    if (value !== unchosen[name]) given.set(name, value);
  }
  return `#${given}`;
}

function choose(changes) {
  location.hash = linkTo({ ...readState(), ...changes });
}

// While a word is being typed, the steps on the way to it are not worth going back to.
function chooseAsTyped(changes) {
  location.replace(linkTo({ ...readState(), ...changes }));
}

function chosenGroup(state) {
  const type = content.types.findIndex((one) => one.value === state.type);
  const region = content.regions.findIndex((one) => one.value === state.region);
  return content.groups[type * content.regions.length + region];
}

// The themes that fit the search, in the order chosen; those without the figure come last.
function themesInOrder(state) {
  const group = chosenGroup(state);
  const column = columns.indexOf(state.sort.replace(/^-/, "")) - 1;
  const direction = state.sort.startsWith("-") ? -1 : 1;
  const place = columns.indexOf("place") - 1;
  const key = (theme, of) => group.rows[theme]?.order[of] ?? null;
  const compare = (a, b) => {
    if (column < 0) return direction * byName(a, b);
    return byValue(key(a, column), key(b, column), direction) || byValue(key(a, place), key(b, place), 1) || byName(a, b);
  };
  return content.themes.map((_, theme) => theme).filter((theme) => fits(theme, state.search)).sort(compare);
}

function byName(a, b) {
  const [one, other] = [content.themes[a], content.themes[b]];
  return one.label.localeCompare(other.label, content.language) || one.id.localeCompare(other.id);
}

function byValue(a, b, direction) {
  if (a === null || b === null) return (a === null) - (b === null);
  return direction * (a - b);
}

function fits(theme, search) {
  const { label, id } = content.themes[theme];
  const sought = search.trim().toLocaleLowerCase(content.language);
  return `${label} ${id}`.toLocaleLowerCase(content.language).includes(sought);
}

function text(number) {
  return content.texts[number];
}
