"use strict";

// Elements are made here and nowhere else. Text becomes text, never markup: there is no
// innerHTML on the page, and no attribute that runs anything.

const SVG = "http://www.w3.org/2000/svg";

function html(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

// What people wrote may run from right to left; it must not turn what stands around it.
function written(text) {
  return html("bdi", {}, text);
}

function hiddenText(text) {
  return html("span", { class: "for-readers" }, text);
}

function byId(id) {
  return document.getElementById(id);
}

function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

// A share with its interval on a line from 0 to `most`; the numbers stand beside it as text.
function intervalBar([low, share, high], most, { isBar }) {
  const at = (value) => (118 * value) / most + 1;
  const drawing = svg("svg", { class: "interval", viewBox: "0 0 120 14", "aria-hidden": "true" });
  drawing.append(svg("line", { class: "axis", x1: 1, x2: 119, y1: 13, y2: 13 }));
  if (isBar) {
    drawing.append(svg("rect", { class: "bar", x: 1, y: 3, width: at(share) - 1, height: 8 }));
  }
  if (low !== null && high !== null) {
    drawing.append(svg("line", { class: "whisker", x1: at(low), x2: at(high), y1: 7, y2: 7 }));
  }
  if (!isBar) drawing.append(svg("circle", { class: "dot", cx: at(share), cy: 7, r: 4 }));
  return drawing;
}
