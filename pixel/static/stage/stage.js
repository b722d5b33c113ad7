/* The stage, live: what comes by the stream goes into the list, onto the map and onto the graph's lines. Without scripts
   the page shows what had arrived when it was opened. */

import { Choice } from "./choice.js";
import { Graph } from "./graph.js";
import { List } from "./list.js";
import { StageMap } from "./map.js";
import { openInDialog } from "./opened.js";
import { pickFromDrawings } from "./picking.js";
import { Playback } from "./playback.js";
import { saveMap } from "./saving.js";
import { Stream } from "./stream.js";
import { laneOf, readCases, readWords } from "./words.js";

const root = document.querySelector(".stage");
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const words = part("words");
const say = readWords(words);
const cases = readCases(words);
const list = new List(root, say, cases);
const graph = new Graph(root, cases);
const map = new StageMap(root);
const choice = new Choice(root.querySelector(".choices"), redraw);
const connection = root.querySelector(".connection");
const lanes = { tied: 0, loose: 0, ignored: 0, ad: 0 };
let lineState = "connecting";
let flooded = 0;

const playback = new Playback(showEvent, showAgain, (state, number) => tellState(state || lineState, number));
const stream = new Stream(root.dataset.stream, root.dataset.cursor, takeEvent, (state) => {
  lineState = state;
  if (!playback.isPaused && !playback.replaying) tellState(state);
});

function tellState(state, number = 0) {
  connection.dataset.state = state;
  connection.querySelector('[data-part="state"]').textContent = say(`state:${state}`, { number });
}

function takeEvent(kind, data, before) {
  if (kind === "step" && /^(names-|cleaned|renamed|left)/.test(data.kind)) location.reload();
  else if (kind === "flood") tellFlood(data, before);
  else if (kind === "hit" || kind === "impression") playback.take({ kind, data });
}

function tellFlood(data, before) {
  if (!flooded) part("flood").querySelector("a").search = `?after=${before}`; // from where it began
  flooded += data.hits;
  const detail = Object.entries(data.by_verdict).map(([verdict, number]) => `${verdict} ${number}`);
  part("flood-text").textContent = `${say("flood", { number: flooded })} (${detail.join(", ")})`;
  part("flood").hidden = false;
}

function showEvent({ kind, data }) {
  const item = kind === "hit" ? list.addHit(data) : list.addAd(data);
  list.applyTo(item, choice);
  if (kind === "hit") graph.count(item.dataset);
  if (item.hidden) return;
  const lane = kind === "hit" ? laneOf(data) : "ad";
  map.count(lane);
  map.travel(lane);
  if (kind === "hit") showNow(item);
  graph.draw(choice);
}

function showAgain(item) {
  map.travel(item.dataset.lane || "ad");
  if (item.dataset.lane) showNow(item);
}

function showNow(item) {
  const now = root.querySelector(".now");
  const text = (name) => item.querySelector(`[data-part="${name}"]`).textContent;
  now.dataset.lane = item.dataset.lane;
  const texts = { who: text("who"), what: `${text("event")} · ${text("site")}`, lane: text("lane"), colon: say(":"), why: text("why") };
  for (const [name, words] of Object.entries(texts)) now.querySelector(`[data-part="${name}"]`).textContent = words;
}

function redraw() {
  list.apply(choice);
  graph.draw(choice);
  for (const lane of Object.keys(lanes)) lanes[lane] = 0;
  for (const item of list.items()) if (!item.hidden) lanes[item.dataset.lane || "ad"] += 1;
  map.setCounts(lanes);
  part("switch").textContent = say(`switch:${choice.switch}`);
  const student = choice.get("student");
  const person = root.dataset.teacher === "false" ? say("you") : student ? (list.people.get(student) ?? "") : say("class");
  for (const text of root.querySelectorAll("[data-person]")) text.textContent = person;
  const picture = root.querySelector('[data-testid="picture"]');
  picture.search = choice.query;
}

function act(button) {
  const pause = root.querySelector('[data-do="pause"]');
  const setPaused = (isPaused) => {
    playback.pause(isPaused);
    pause.setAttribute("aria-pressed", isPaused);
    pause.textContent = say(isPaused ? "resume" : "pause");
  };
  if (button.dataset.do === "pause") setPaused(!playback.isPaused);
  if (button.dataset.do === "step") {
    if (!playback.isPaused) setPaused(true);
    else playback.step();
  }
  if (button.dataset.do === "replay") {
    setPaused(false);
    playback.replay(list.items());
  }
  if (button.dataset.do === "save-map")
    saveMap([...root.querySelectorAll(".map")].find((svg) => svg.getClientRects().length));
}

root.classList.add("has-scripts");
for (const button of root.querySelectorAll("[data-do]")) {
  button.hidden = false;
  button.addEventListener("click", () => act(button));
}
for (const item of list.items()) if (item.dataset.lane) graph.count(item.dataset);
openInDialog(root);
pickFromDrawings(root, choice);
stream.start();
addEventListener("pagehide", () => stream.stop());
addEventListener("pageshow", (event) => event.persisted && location.reload());
