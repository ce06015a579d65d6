// The Markdown of messages, drawn as elements. The rules are those of messaging/marks.py; tests/messaging/marks.json holds both to one table.
// Nothing is ever read as HTML: what is not a mark becomes text.

const DEEPEST = 4;
const MOST_OPEN = 16;
const TURN = "\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff";
const ADDRESS = `https?://[^\\s<>"\\[\\]${TURN}]{0,1990}[^\\s<>".,;:!?)\\[\\]'»”*_${TURN}]`;
const TARGET = `(?:https?://|mailto:)(?:[^\\s()<>"${TURN}]|\\([^\\s()<>"${TURN}]{0,200}\\)){1,2000}`;
const SIGN = /[*_`\\[]|^ {0,3}(?:>|- |1[.)] )|https?:\/\//m;
const BLANK = /^[ \t]*$/;
const FENCE = /^ {0,3}```[^`]*$/;
const QUOTE = /^ {0,3}> ?/;
const BULLET = /^( {0,3}[-*] +)(?=\S)/;
const NUMBER = /^( {0,3}[0-9]{1,3}[.)] +)(?=\S)/;
const FIRST = /^ {0,3}1[.)] /;
const INLINE = new RegExp(`\\\\(?<escaped>[!-\\/:-@\\[-\`{-~])|(?<ticks>\`+)|\\[(?<words>[^\\[\\]\\n]{1,300})\\]\\((?<target>${TARGET})\\)|(?<address>${ADDRESS})|(?<run>\\*+|_+)`, "gu");
const SPACE = " \t\n\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000";

const BLOCKS = new Set(["p", "pre", "blockquote", "ul", "ol", "li"]);

const node = (tag, parts = [], address = "") => ({ tag, parts, address });
const isWord = (char) => /[\p{L}\p{N}]/u.test(char);

// The elements and texts of a message, ready to be put into a page.
export function drawn(body) {
  return (SIGN.test(body) ? parse(body) : [body]).map(draw);
}

// The words alone, in one line.
export function plain(body) {
  const words = (part) => (typeof part === "string" ? part : BLOCKS.has(part.tag) ? ` ${part.parts.map(words).join("")} ` : part.parts.map(words).join(""));
  return (SIGN.test(body) ? parse(body) : [body]).map(words).join("").replace(/\s+/g, " ").trim();
}

function draw(part) {
  if (typeof part === "string") return document.createTextNode(part);
  const element = document.createElement(part.tag);
  if (part.tag === "a") {
    element.href = part.address;
    element.rel = "noopener noreferrer nofollow";
  }
  element.append(...part.parts.map(draw));
  return element;
}

function parse(body) {
  const found = blocks(body.split("\n"), 0);
  return found.length === 1 && found[0].tag === "p" ? found[0].parts : found;
}

// --- blocks -------------------------------------------------------------------------------------

function blocks(lines, depth) {
  const found = [];
  let words = [];
  const paragraph = () => {
    if (words.length) found.push(node("p", inline(words.join("\n"))));
    words = [];
  };
  for (let at = 0; at < lines.length; ) {
    const [taken, block] = blockAt(lines, at, depth);
    if (!block && !BLANK.test(lines[at])) {
      words.push(lines[at]);
    } else {
      paragraph();
      if (block) found.push(block);
    }
    at += taken;
  }
  paragraph();
  return found;
}

const until = (lines, at, test) => {
  while (at < lines.length && !test(lines[at])) at += 1;
  return at;
};

function blockAt(lines, at, depth) {
  const line = lines[at];
  if (FENCE.test(line)) {
    const end = until(lines, at + 1, (each) => each.trim() === "```");
    return [end + 1 - at, node("pre", [node("code", [lines.slice(at + 1, end).join("\n")])])];
  }
  if (depth >= DEEPEST) return [1, null];
  if (QUOTE.test(line)) {
    const end = until(lines, at, (each) => !QUOTE.test(each));
    return [end - at, node("blockquote", blocks(lines.slice(at, end).map((each) => each.replace(QUOTE, "")), depth + 1))];
  }
  if (BULLET.test(line)) return listAt(lines, at, depth, "ul", BULLET);
  if (FIRST.test(line) && NUMBER.test(line)) return listAt(lines, at, depth, "ol", NUMBER);
  return [1, null];
}

function listAt(lines, at, depth, tag, sign) {
  const items = [];
  const base = lines[at].match(/^ */)[0];
  let here = at;
  for (; here < lines.length; here += 1) {
    const line = lines[here];
    const isSetIn = items.length > 0 && line.startsWith(`${base}  `) && !BLANK.test(line);
    const found = !isSetIn && follows(line, sign, items.length);
    if (found) items.push([line.slice(found[0].length)]);
    else if (isSetIn) items.at(-1).push(line.slice(base.length).replace(/^ {2,4}/, ""));
    else if (!(BLANK.test(line) && here + 1 < lines.length && follows(lines[here + 1], sign, items.length))) break;
  }
  return [here - at, node(tag, items.map((item) => node("li", inside(item, depth))))];
}

// The sign of an item that goes on with the list: a number is the next one, or 1 again.
function follows(line, sign, before) {
  const found = line.match(sign);
  const number = Number.parseInt(found?.[0].trim(), 10);
  return Number.isNaN(number) || number === 1 || number === before + 1 ? found : null;
}

function inside(lines, depth) {
  const found = blocks(lines, depth + 1);
  return found[0]?.tag === "p" ? [...found[0].parts, ...found.slice(1)] : found;
}

// --- within a line ------------------------------------------------------------------------------

function put(parent, text) {
  if (!text) return;
  if (typeof parent.parts.at(-1) === "string") parent.parts.push(parent.parts.pop() + text);
  else parent.parts.push(text);
}

function inline(text, withLinks = true) {
  const root = node("");
  const open = []; // [element, the sign that began it]
  const inner = () => open.at(-1)?.[0] ?? root;
  const sign = new RegExp(INLINE);
  let at = 0;
  for (let found = sign.exec(text); found; found = sign.exec(text)) {
    const { escaped, ticks, run, address, words, target } = found.groups;
    put(inner(), text.slice(at, found.index));
    at = found.index + found[0].length;
    if (escaped) put(inner(), escaped);
    else if (ticks) at = code(inner(), text, ticks, at);
    else if (run) marks(root, open, run, before(text, found.index), text.slice(at));
    else if (!withLinks) put(inner(), found[0]);
    else if (address) inner().parts.push(node("a", [address], address));
    else if (words !== target && (words.includes("://") || words.startsWith("www."))) {
      put(inner(), "[");
      at = found.index + 1;
    } else inner().parts.push(node("a", inline(words, false), target));
    sign.lastIndex = at;
  }
  put(inner(), text.slice(at));
  while (open.length) unopen(root, open);
  return root.parts;
}

// The character before a place, whole also where it takes two units.
function before(text, at) {
  const last = text.slice(Math.max(0, at - 2), at);
  return [...last].at(-1) ?? " ";
}

function code(parent, text, ticks, at) {
  const end = text.indexOf(ticks, at);
  if (end < 0 || ticks.length > 3 || text[end + ticks.length] === "`") {
    put(parent, ticks);
    return at;
  }
  parent.parts.push(node("code", [text.slice(at, end).replace(/^ +| +$/g, "") || " "]));
  return end + ticks.length;
}

function marks(root, open, run, last, rest) {
  const next = rest ? String.fromCodePoint(rest.codePointAt(0)) : " ";
  const mayEnd = !SPACE.includes(last) && !isWord(next);
  const mayBegin = !SPACE.includes(next) && !isWord(last);
  let left = run.length <= 3 ? run.length : 0;
  for (let place = opener(open, run[0], left); mayEnd && left && place !== null; place = opener(open, run[0], left)) {
    while (open.length > place + 1) unopen(root, open);
    const [element, sign] = open.pop();
    (open.at(-1)?.[0] ?? root).parts.push(element);
    left -= sign.length;
  }
  if (left && mayBegin && open.length + 2 <= MOST_OPEN) {
    if (left >= 2) open.push([node("strong"), run[0].repeat(2)]);
    if (left !== 2) open.push([node("em"), run[0]]);
  } else {
    put(open.at(-1)?.[0] ?? root, run.slice(0, run.length <= 3 ? left : run.length));
  }
}

function opener(open, sign, most) {
  for (let place = open.length - 1; place >= 0; place -= 1) {
    const [element, begun] = open[place];
    if (begun[0] === sign && begun.length <= most) return element.parts.length || place < open.length - 1 ? place : null;
  }
  return null;
}

function unopen(root, open) {
  const [element, sign] = open.pop();
  const parent = open.at(-1)?.[0] ?? root;
  put(parent, sign);
  for (const part of element.parts) {
    if (typeof part === "string") put(parent, part);
    else parent.parts.push(part);
  }
}
