/* Saves the map as it looks now: an SVG of its own, with the colours that the style sheet gave it written into it. */

const KEPT = ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size", "font-weight"];

export function saveMap(svg) {
  const copy = svg.cloneNode(true);
  copy.querySelector(".tokens").replaceChildren();
  const [here, there] = [svg, copy].map((each) => [...each.querySelectorAll("rect, circle, path, text, g")]);
  const pairs = there.map((element, at) => [element, here[at]]);
  for (const [element, original] of pairs) {
    const style = getComputedStyle(original);
    for (const name of KEPT) if (element.tagName !== "g" || name === "opacity") element.setAttribute(name, style.getPropertyValue(name));
  }
  const text = new XMLSerializer().serializeToString(copy);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  link.download = "map.svg";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
