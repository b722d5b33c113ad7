/* The list: writes hits and ads into the page's own templates, keeps the newest 300, filters, and says what another
   setting would have changed. A screen reader is told at most every four seconds, and then briefly. */

import { caseOf, laneOf } from "./words.js";

export const MOST = 300;
const SPEAK_MS = 4000;

export class List {
  constructor(root, say, cases) {
    Object.assign(this, { root, say, cases });
    this.list = root.querySelector('[data-part="items"]');
    this.spoken = root.querySelector('[data-part="spoken"]');
    this.student = root.querySelector("#student");
    this.toSay = [];
    this.people = new Map([...(this.student?.options ?? [])].map((option) => [option.value, option.text]));
    this.clock = makeClock(root.dataset.zone);
  }

  items() {
    return [...this.list.children];
  }

  who(data) {
    if (!data.student) return this.say("nobody");
    const name = data.student_name ?? this.people.get(data.student) ?? this.say("person", { number: this.people.size - 1 });
    if (!this.people.has(data.student)) {
      this.people.set(data.student, name);
      this.student?.add(new Option(name, data.student), this.student.options[this.student.options.length - 1]);
    }
    return name;
  }

  addHit(hit) {
    const item = this.copy("hit");
    const known = this.cases.get(caseOf(hit)) ?? { why: hit.reason, stopped: [], would: {} };
    Object.assign(item.dataset, {
      id: hit.id, site: hit.site, verdict: hit.verdict, lane: laneOf(hit), reason: hit.reason, student: hit.student ?? "",
      cookie: hit.cookie ?? "", case: caseOf(hit), stopped: known.stopped.join(" "), event: hit.event, at: hit.at,
    });
    item.classList.replace("item-", `item-${laneOf(hit)}`);
    item.querySelector("a").href = this.root.dataset.hits + hit.id;
    this.fill(item, {
      who: this.who(hit), at: this.clock.format(new Date(hit.at)), event: this.say(`event:${hit.event ?? ""}`),
      site: this.say(`site:${hit.site}`), lane: this.say(`lane:${laneOf(hit)}`), why: known.why,
    });
    return this.add(item);
  }

  addAd(ad) {
    const item = this.copy("ad");
    Object.assign(item.dataset, { id: ad.id, campaign: ad.campaign, content: ad.content, student: ad.student ?? "", at: ad.at });
    item.querySelector("a").href = this.root.dataset.ads + ad.id;
    const key = [ad.campaign, `${ad.advertiser}/${ad.content}`].find((each) => this.say.knows(`ad:${each}`));
    this.fill(item, {
      who: this.who(ad), at: this.clock.format(new Date(ad.at)), title: this.say(key ? `ad:${key}` : "ad:"),
    });
    return this.add(item);
  }

  copy(kind) {
    return this.root.querySelector(`template[data-part="${kind}"]`).content.firstElementChild.cloneNode(true);
  }

  fill(item, texts) {
    for (const [part, text] of Object.entries(texts)) item.querySelector(`[data-part="${part}"]`).textContent = text;
    item.querySelector("time").dateTime = item.dataset.at;
  }

  add(item) {
    this.list.prepend(item);
    while (this.list.children.length > MOST) this.list.lastElementChild.remove();
    this.root.querySelector('[data-part="nothing"]').hidden = true;
    this.speak(item);
    return item;
  }

  /* Filters and switch, on what is there. */
  apply(choice) {
    for (const item of this.items()) this.applyTo(item, choice);
  }

  applyTo(item, choice) {
    item.hidden = !choice.shows(item.dataset);
    const would = item.querySelector('[data-part="would"]');
    if (!would) return;
    would.textContent = this.cases.get(item.dataset.case)?.would[choice.switch] ?? "";
    would.hidden = !would.textContent;
    item.dataset.faded = item.dataset.stopped.split(" ").includes(choice.switch);
  }

  speak(item) {
    if (item.hidden) return;
    this.toSay.push(item);
    if (this.toSay.length > MOST) this.toSay.shift();
    this.speaking ??= setTimeout(() => {
      const said = this.toSay.slice(-2).map((each) => each.querySelector(".item-body").innerText.replace(/\s+/g, " "));
      const more = this.toSay.length - said.length;
      this.spoken.textContent = [...said, ...(more > 0 ? [this.say("spoken-more", { number: more })] : [])].join(". ");
      this.toSay = [];
      this.speaking = undefined;
    }, SPEAK_MS);
  }
}

/* Day and time as the server writes them, in its zone; where the browser does not know that zone, in the browser's. */
function makeClock(zone) {
  const language = document.documentElement.lang === "fr" ? "fr" : "en-GB";
  const parts = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
  try {
    return new Intl.DateTimeFormat(language, { ...parts, timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat(language, parts);
  }
}
