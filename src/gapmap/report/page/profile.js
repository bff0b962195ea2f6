// The profile of one theme, in a dialog over the page.

function showProfile(state) {
  const dialog = byId("profile");
  const place = content.themes.findIndex((theme) => theme.id === state.theme);
  if (place < 0) {
    if (dialog.open) dialog.close();
    return;
  }
  const theme = content.themes[place];
  const group = chosenGroup(state);
  byId("profile-title").replaceChildren(written(theme.label), " ", html("small", {}, theme.id));
  byId("profile-body").replaceChildren(
    ...leadOf(theme, group, group.rows[place]),
    ...termsOf(theme),
    html("div", { class: "figures" }, factsOf(group.rows[place]), whoSaysIt(theme.who)),
    ...offersOf(theme),
    ...quotesOf(theme),
  );
  if (!dialog.open) dialog.showModal();
  byId("profile-title").focus();
  dialog.scrollTop = 0;
}

function leadOf(theme, group, row) {
  const heading = html("p", { class: "group" }, written(group.name));
  if (row === null) return [heading, html("p", { class: "notice" }, words.hidden_theme)];
  const [name, meaning] = content.kinds[row.kind] ?? [];
  return [
    heading,
    html("p", { class: "lead" }, text(row.before), written(theme.label), text(row.after)),
    name ? html("p", {}, html("strong", {}, `${name}. `), meaning) : null,
    theme.warning ? html("p", { class: "notice" }, theme.warning) : null,
  ].filter(Boolean);
}

function factsOf(row) {
  if (row === null) return null;
  const facts = Object.values(words.facts)
    .map((name, i) => [name, text(row.facts[i])])
    .filter(([, fact]) => fact !== words.unknown)
    .map(([name, fact]) => html("tr", {}, html("th", { scope: "row" }, name), html("td", { class: "number" }, fact)));
  const table = html("table", { class: "facts" }, html("tbody", {}, ...facts));
  return html("div", {}, html("h3", {}, words.facts_title), table);
}

function termsOf(theme) {
  if (theme.terms.length === 0) return [];
  const terms = theme.terms.map((term) => html("li", {}, written(term)));
  return [html("h3", {}, words.terms), html("ul", { class: "terms" }, ...terms)];
}

function whoSaysIt(who) {
  const heading = html("h3", {}, words.who);
  if (who.panels.length === 0) return html("div", {}, heading, html("p", { class: "notice" }, who.instead));
  const panels = who.panels.map((panel) =>
    html(
      "table",
      { class: "who" },
      html("thead", {}, html("tr", {}, html("th", { scope: "col" }, panel.title), html("th", { scope: "col" }, words.share))),
      html("tbody", {}, ...panel.dots.map((dot) => shareRow(dot, who.most))),
    ),
  );
  return html("div", {}, heading, html("p", { class: "help" }, who.help), ...panels);
}

function shareRow(dot, most) {
  const isShown = dot.ends[1] !== null;
  const drawing = isShown ? intervalBar(dot.ends, most, { isBar: false }) : null;
  const cell = html("td", { class: isShown ? "gap" : "gap suppressed" }, drawing, html("span", {}, dot.text));
  return html("tr", {}, html("th", { scope: "row" }, written(dot.name)), cell);
}

function offersOf(theme) {
  const parts = [html("h3", {}, words.offers), html("p", {}, theme.offers_intro)];
  if (theme.offers.length === 0) return parts;
  const headings = words.offer_columns.map((name) => html("th", { scope: "col" }, name));
  const table = html(
    "table",
    { class: "near" },
    html("thead", {}, html("tr", {}, ...headings)),
    html("tbody", {}, ...theme.offers.map(offerRow)),
  );
  return [...parts, html("div", { class: "scroll", role: "region", "aria-label": words.offers, tabindex: "0" }, table)];
}

function offerRow(offer) {
  const about = [offer.grade, offer.fit, offer.shared, offer.provider].filter(Boolean);
  const name = html(
    "th",
    { scope: "row" },
    written(offer.title),
    ...about.map((line) => html("span", { class: "about" }, written(line))),
  );
  const cells = [offer.open_to, offer.period, offer.lacks].map((cell) => html("td", {}, written(cell)));
  return html("tr", {}, name, ...cells);
}

function quotesOf(theme) {
  if (theme.quotes.length === 0) return [];
  const quotes = theme.quotes.map((quote) => html("blockquote", {}, written(quote)));
  return [html("h3", {}, words.quotes), ...quotes];
}
