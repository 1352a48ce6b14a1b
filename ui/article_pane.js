// The article pane: draws the text it is given, shows the spans that chips of the chat point at, and finds words.
// All text enters the page through textContent. Spans are compared as numbers, characters are never counted.

const CHIP = 'a[href^="#cite-"]';
const SIZES = [0.875, 1, 1.125, 1.25, 1.5, 1.75]; // of the article's own size
const SIZE = "article-assistant size";
const panes = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  let pane = panes.get(parentElement);
  if (!pane) {
    pane = new Pane(parentElement.querySelector(".pane"));
    panes.set(parentElement, pane);
  }
  pane.fetch = (chip) => setTriggerValue("open", place(chip).join("-"));
  pane.draw(data);
  return () => {
    pane.close();
    panes.delete(parentElement);
  };
}

class Pane {
  constructor(root) {
    this.root = root;
    const part = (name) => root.querySelector(name);
    [this.scroller, this.inside, this.rail] = [part(".scroller"), part(".inside"), part(".rail")];
    [this.box, this.count] = [part("input"), part(".count")];
    this.pieces = [];
    this.on = []; // the spans that are highlighted,
    this.words = []; // and in them the words that answer
    this.found = [];
    this.listening = new AbortController();
    const listen = (target, type, hear) => target.addEventListener(type, hear, { signal: this.listening.signal });
    const onChip = (hear) => (event) => {
      const chip = event.target instanceof Element && event.target.closest(CHIP);
      if (chip) hear(chip, event);
    };
    listen(document, "click", onChip((chip, event) => {
      event.preventDefault();
      this.chip = chip;
      const byKeyboard = event.detail === 0;
      const [cited, ...words] = this.spans(chip);
      if (cited) this.show([cited], words, { focus: byKeyboard });
      else if (!document.querySelector(".exchange.growing")) this.fetch(chip);
    }));
    for (const type of ["mouseover", "focusin"]) listen(document, type, onChip((chip) => this.mark("peek", this.spans(chip).slice(0, 1))));
    for (const type of ["mouseout", "focusout"]) listen(document, type, onChip(() => this.mark("peek", [])));
    listen(document, "click", (event) => {
      if (event.target instanceof Element && event.target.closest("[data-read]")) this.come(event.target);
    });
    listen(document, "find-in-article", () => (this.come(), this.box.focus(), this.box.select()));
    listen(this.scroller, "scrollend", () => (this.goal = undefined)); // until then it is still on its way
    listen(document, "keydown", (event) => {
      const inside = event.composedPath().includes(root);
      if (event.key === "Escape" && (inside || root.classList.contains("came"))) this.back(event);
    });
    listen(part(".close"), "click", (event) => this.back(event));
    listen(this.box, "input", () => this.find());
    listen(this.box, "keydown", (event) => {
      if (event.key === "Enter") this.step(event.shiftKey ? -1 : 1);
    });
    listen(part(".before"), "click", () => this.step(-1));
    listen(part(".after"), "click", () => this.step(1));
    listen(part(".smaller"), "click", () => this.resize(-1));
    listen(part(".larger"), "click", () => this.resize(1));
    listen(this.rail, "click", ({ clientY }) => {
      const rail = this.rail.getBoundingClientRect();
      const share = (clientY - rail.top) / rail.height;
      this.scroller.scrollTo({ top: share * this.scroller.scrollHeight - this.scroller.clientHeight / 3 });
    });
    this.growing = new ResizeObserver(() => this.drawRail());
    this.growing.observe(this.inside);
    this.resize(0);
  }

  // Drawn again only when something changed: then the same article stays where it was read, a new one begins at its top.
  draw({ id, article, drawn, title, facts, url, blocks, shown, touched, share }) {
    if (this.article !== article || this.drawn !== drawn) {
      const place = this.article === article ? this.goal ?? this.scroller.scrollTop : 0;
      const focused = this.inside.contains(this.root.getRootNode().activeElement);
      if (this.article !== article) [this.on, this.words] = [[], []];
      [this.id, this.article, this.drawn, this.pieces] = [id, article, drawn, []];
      this.inside.replaceChildren(this.header(title, facts, url), ...blocks.map((block) => this.block(block)));
      this.scroller.scrollTo({ top: place, behavior: "instant" });
      const [first] = this.mark("on", this.on);
      this.mark("words", this.words);
      if (focused && first) this.focus(first);
      if (this.box.value) this.find();
    }
    this.touched = touched;
    this.rail.setAttribute("aria-label", share);
    this.rail.title = share;
    this.mark("touched", touched);
    this.drawRail();
    const { key, spans = [], words, comes = false } = shown ?? {}; // nothing, where the last answer cites nothing
    if (key !== this.shownKey) this.show(spans, words ? [words] : [], { page: comes });
    this.shownKey = key;
  }

  header(title, facts, url) {
    const header = element("header");
    header.append(element("h2", title, { dir: "auto" }), element("p", facts, { class: "facts", dir: "auto" }));
    if (url) {
      const link = element("a", url, { href: url, target: "_blank", rel: "noopener noreferrer" });
      header.append(element("p", "", { class: "facts" }));
      header.lastChild.append(link);
    }
    return header;
  }

  block({ headline, pieces, gap }) {
    const block = element(headline ? "h3" : "p", "", { class: "block", dir: "auto" });
    block.append(...pieces.map((piece) => this.piece(piece, "piece")), this.piece(gap, "piece gap"));
    return block;
  }

  piece([start, end, text], names) {
    const node = element("span", text, { class: names });
    this.pieces.push({ start, end, node });
    return node;
  }

  // Where a chip points to in this article; nowhere for a chip of another.
  spans(chip) {
    const [id, ...places] = place(chip);
    if (id !== this.id) return [];
    const [start, end, ...words] = places.map(Number);
    return words.length ? [[start, end], words] : [[start, end]];
  }

  mark(name, spans) {
    for (const { node } of this.pieces) node.classList.remove(name);
    const hits = this.within(spans);
    for (const node of hits) node.classList.add(name);
    return hits;
  }

  within(spans) {
    const inside = (piece) => spans.some((span) => span[0] <= piece.start && piece.end <= span[1] && piece.start < piece.end);
    return this.pieces.filter(inside).map(({ node }) => node);
  }

  show(spans, words, { focus = false, page = true }) {
    [this.on, this.words] = [spans, words];
    const hits = this.mark("on", spans);
    this.mark("words", words);
    if (!hits.length) return;
    if (page) this.come();
    const pane = this.scroller.getBoundingClientRect();
    const leading = this.within(spans.slice(0, 1))[0] ?? hits[0]; // an answer's first citation, wherever the others stand
    const first = leading.getBoundingClientRect();
    this.goal = this.scroller.scrollTop + first.top - pane.top - pane.height / 3;
    this.scroller.scrollTo({ top: this.goal });
    if (focus) this.focus(leading);
  }

  focus(node) {
    node.tabIndex = -1;
    node.focus({ preventScroll: true });
  }

  // On a phone the article is a sheet over the chat: it comes when it is asked for.
  come(opener) {
    if (getComputedStyle(this.root).position !== "fixed") return;
    this.opener = opener ?? this.chip;
    this.root.classList.add("came");
    if (opener) this.scroller.focus({ preventScroll: true });
  }

  // To the chip or button that led here; the page may have drawn the chip anew since.
  back(event) {
    const came = this.root.classList.contains("came");
    this.root.classList.remove("came");
    const href = this.chip?.getAttribute("href");
    const chip = this.chip?.isConnected ? this.chip : document.querySelector(`a[href="${href}"]`);
    const target = came && this.opener?.isConnected ? this.opener : chip;
    if (!target) return;
    event.preventDefault();
    target.focus({ preventScroll: true });
    target.scrollIntoView({ block: "nearest" });
  }

  // --- the margin bar: where in the article the chat has been

  drawRail() {
    const whole = this.scroller.scrollHeight;
    const top = this.scroller.getBoundingClientRect().top - this.scroller.scrollTop;
    const ticks = this.pieces.filter(({ node }) => node.classList.contains("touched")).map(({ node }) => {
      const place = node.getBoundingClientRect();
      const tick = element("i");
      tick.style.top = `${((place.top - top) / whole) * 100}%`;
      tick.style.height = `${(place.height / whole) * 100}%`;
      return tick;
    });
    this.rail.replaceChildren(...ticks);
    this.rail.hidden = !ticks.length;
  }

  // --- finding words: highlighted without touching the text

  find() {
    const words = this.box.value.trim();
    this.found = words ? this.ranges(words) : [];
    this.at = -1;
    highlight("found", this.found);
    highlight("found-here", []);
    if (this.found.length) this.step(1);
    this.count.textContent = !words ? "" : this.found.length ? this.count.textContent : "not found";
  }

  ranges(words) {
    const walker = document.createTreeWalker(this.inside, NodeFilter.SHOW_TEXT);
    const nodes = [];
    let text = "";
    while (walker.nextNode()) {
      nodes.push([text.length, walker.currentNode]);
      text += walker.currentNode.data;
    }
    const place = (offset, ends) => {
      const [start, node] = nodes.findLast(([start]) => (ends ? start < offset : start <= offset));
      return [node, offset - start];
    };
    const pattern = new RegExp(words.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&").replace(/\s+/g, "\\s+"), "giu");
    return [...text.matchAll(pattern)].map((hit) => {
      const range = new Range();
      range.setStart(...place(hit.index, false));
      range.setEnd(...place(hit.index + hit[0].length, true));
      return range;
    });
  }

  step(by) {
    if (!this.found.length) return;
    this.at = (this.at + by + this.found.length) % this.found.length;
    const range = this.found[this.at];
    highlight("found-here", [range]);
    this.count.textContent = `${this.at + 1} of ${this.found.length}`;
    const pane = this.scroller.getBoundingClientRect();
    this.scroller.scrollTo({ top: this.scroller.scrollTop + range.getBoundingClientRect().top - pane.top - pane.height / 3 });
  }

  resize(by) {
    const now = SIZES.indexOf(Number(localStorage.getItem(SIZE) ?? 1));
    const size = SIZES[Math.min(Math.max((now < 0 ? 1 : now) + by, 0), SIZES.length - 1)];
    localStorage.setItem(SIZE, size);
    this.root.style.setProperty("--size", size);
  }

  close() {
    this.listening.abort();
    this.growing.disconnect();
    highlight("found", []);
    highlight("found-here", []);
  }
}

// Named ranges of the document; an old browser goes without the colour.
function highlight(name, ranges) {
  if (globalThis.Highlight) CSS.highlights.set(name, new Highlight(...ranges));
}

// `#cite-<article>-<start>-<end>` and, where the very words are known, `-<start>-<end>` of them.
function place(chip) {
  return chip.getAttribute("href").slice("#cite-".length).split("-");
}

function element(name, text = "", attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
