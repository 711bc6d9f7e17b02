/* Could a person be identified from these words? The rules of cpd/confidentiality.py,
   in the same order, so that a warning appears while somebody types and no word has to
   leave the page for it. A test holds the two together. */

const MONTH =
  "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|" +
  "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
const CAPITAL = "[A-Z\\u00c0-\\u00d6\\u00d8-\\u00de\\u0100-\\u017e]";
const SMALL = "[a-z\\u00df-\\u00f6\\u00f8-\\u00ff\\u0101-\\u017f]";
const WORD = `${CAPITAL}(?:${SMALL}|['\\u2019\\-]${CAPITAL}){1,30}`;
const NEARBY = 40;
// What \b is to Python, which counts letters of every alphabet as letters.
const EDGE = "(?:(?<![\\p{L}\\p{N}_])(?=[\\p{L}\\p{N}_])|(?<=[\\p{L}\\p{N}_])(?![\\p{L}\\p{N}_]))";

const rule = (source, flags = "") =>
  new RegExp(source.replaceAll("\\b", EDGE), `gu${flags}`);

const TEN_DIGITS = rule("(?<!\\d)\\d{3}[ \\-]?\\d{3}[ \\-]?\\d{4}(?!\\d)");
const DATE = rule(
  "\\b(?:\\d{1,2}[./\\-]\\d{1,2}[./\\-](?:19|20)?\\d{2}" +
  `|\\d{1,2}(?:st|nd|rd|th)? (?:${MONTH})(?: (?:19|20)\\d{2})?)\\b`, "i");
const BIRTH = rule("\\b(?:born|birth|birthday|dob|d\\.o\\.b|delivered)\\b", "i");
const POSTCODE = rule(
  "\\b[A-Z]{1,2}\\d[A-Z\\d]? ?(?!\\d(?:st|nd|rd|th|am|pm)\\b)\\d[A-Z]{2}\\b", "i");
const STREET = rule(
  `\\b(?:\\d{1,4}[a-z]? )?${WORD}(?: ${WORD})? (?:Lane|Road|Street|Avenue|Close|Drive|` +
  "Terrace|Crescent|Court|Gardens|Grove|Way|Place|House)\\b");
const NAMED = rule(
  "\\b(?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|[Mm]x|[Dd]r|[Ss]ister|[Bb]rother|[Bb]aby|[Mm]um|" +
  "[Dd]ad|[Cc]alled|[Nn]amed|[Cc]olleague|[Pp]artner|[Ss]on|[Dd]aughter|" +
  `[Mm]anager|[Nn]urse)\\.? (?<name>${WORD}(?: ${WORD})?)`);
const EMAIL = /\b\w[\w.+-]{0,63}@[\w-]{1,63}\.[\w.-]{1,62}\w\b/g;
const PHONE = rule("(?<![\\d+])(?:\\+44 ?|0)\\d(?:[ \\-]?\\d){8,9}(?!\\d)");

/* The last digit of an NHS number checks the nine before it. */
function isNhsNumber(words) {
  const digits = words.replace(/[ -]/g, "");
  if (!/^\d{10}$/.test(digits)) return false;
  const sum = [...digits.slice(0, 9)].reduce((all, d, i) => all + d * (10 - i), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === Number(digits[9]);
}

export function warnings(text) {
  const clues = [];
  const add = (kind, found, start) => clues.push({ kind, found, start });
  for (const match of text.matchAll(TEN_DIGITS)) {
    if (isNhsNumber(match[0])) add("An NHS number", match[0], match.index);
  }
  for (const match of text.matchAll(DATE)) {
    const end = match.index + match[0].length;
    const around = text.slice(Math.max(match.index - NEARBY, 0), end + NEARBY);
    BIRTH.lastIndex = 0;
    if (BIRTH.test(around)) add("A date of birth", match[0], match.index);
  }
  for (const match of text.matchAll(POSTCODE)) add("A postcode", match[0], match.index);
  for (const match of text.matchAll(STREET)) add("An address", match[0], match.index);
  for (const match of text.matchAll(NAMED)) {
    const start = match.index + match[0].length - match.groups.name.length;
    add("A name", match.groups.name, start);
  }
  for (const match of text.matchAll(EMAIL)) add("An e-mail address", match[0], match.index);
  for (const match of text.matchAll(PHONE)) {
    if (!isNhsNumber(match[0])) add("A telephone number", match[0], match.index);
  }
  return clues.sort((a, b) => a.start - b.start || (a.kind < b.kind ? -1 : 1));
}
