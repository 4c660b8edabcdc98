// Address books, and numbers wherever they stand.

import { apart, byCode } from "../pieces";
import { many } from "./pieces";

export const number = {
  call: (number: string) => `Call ${apart(number)}`,
  copy: (number: string) => `Copy ${apart(number)}`,
  copied: (number: string) => `${apart(number)} is copied.`,
  notCopied: "The browser does not let the page copy.",
};

/** A tel: link that was opened with this page. */
export const link = {
  heading: "Call this number?",
  asked: "A link asks for it. Nothing is dialled before you say so.",
  call: "Call",
  leave: "Do not call",
  none: "This link holds no phone number",
  noneHint: "It was refused; nothing was dialled. A number has digits, a plus at its beginning, and spaces, dots, dashes or brackets between them.",
  noPhone: "This login has no phone to call with.",
  close: "Close",
  settings: "Links with phone numbers",
  register: "Open tel: links here",
  registered: "The browser asks whether this page may open them.",
};

/** What is found while somebody types into the field that calls. */
export const dial = {
  label: "Call a number or a name",
  found: "Who it may be",
  kinds: byCode({ colleague: "Colleague", client: "Client", contact: "Contact" }),
};

export const card = {
  from: byCode({ own: "in your contacts", shared: "in the shared contacts" }),
  add: "To my contacts",
  added: (name: string) => `${apart(name)} is in your contacts.`,
};

export const keys = {
  search: "Search",
  move: "The next contact, the one before",
  call: "Call the first number",
  edit: "Edit",
  add: "New contact",
  favourite: "Favourite, or no longer",
};

export const heading = "Contacts";
export const search = "Name, company or any part of a number";
export const filters = byCode({ "": "All", favourites: "Favourites", own: "My own", shared: "Shared" });
export const filter = "Show";
export const group = "Group";
export const everyGroup = "All groups";
export const list = "Contacts found";
export const none = "Nobody is found.";
export const empty = "No contacts yet. Add one, or import a file.";
export const more = "Further contacts";
export const nothingChosen = "Choose a contact, or type to find one.";
export const back = "Back to the list";
export const add = "New contact";
export const importing = "Files";
export const doubles = "Duplicates";
export const changes = "Changes";
export const books = byCode({ own: "My contacts", shared: "Shared contacts" });
export const inBook = byCode({ own: "In your own contacts", shared: "In the shared contacts" });
export const favourite = "Favourite";

export const contact = {
  edit: "Edit",
  remove: "Delete",
  removeSure: (name: string) => `Delete ${apart(name)}? It can be undone under “Changes”.`,
  removeDo: "Delete",
  cancel: "Cancel",
  removed: (name: string) => `${apart(name)} is deleted.`,
  saved: (name: string) => `${apart(name)} is saved.`,
  phones: "Numbers",
  emails: "E-mail",
  groups: "Groups",
  note: "Note",
};

export const form = {
  heading: "New contact",
  editing: (name: string) => `Edit ${apart(name)}`,
  name: "Name",
  company: "Company",
  position: "Position",
  phone: "Number",
  phoneNth: (nth: number) => `Number ${nth}`,
  email: "E-mail",
  emailNth: (nth: number) => `E-mail ${nth}`,
  label: "For what",
  labelOf: (what: string) => `${what}: for what`,
  anotherPhone: "Another number",
  anotherEmail: "Another e-mail",
  groups: "Groups, one on each line",
  note: "Note",
  fields: "More",
  field: "What",
  fieldNth: (nth: number) => `Field ${nth}: what`,
  value: "Value",
  valueNth: (nth: number) => `Field ${nth}: value`,
  anotherField: "Another field",
  book: "Where it is kept",
  save: "Save",
  saveKey: "Ctrl+Enter",
  cancel: "Cancel",
};

/** What is known of a contact, and what the columns of a file are taken for. */
export const fields = byCode({
  name: "Name",
  given: "Given name",
  middle: "Middle name",
  family: "Family name",
  company: "Company",
  position: "Position",
  phone: "Number",
  phones: "Numbers",
  email: "E-mail",
  emails: "E-mail",
  groups: "Groups",
  note: "Note",
  label: "What a number or an address is for",
  field: "a field of its own",
});
export const fieldNth = (nth: number) => `Field ${nth}`;

export const bringIn = {
  heading: "Import contacts",
  about: "CSV as Google, Outlook or a spreadsheet writes it, or vCards (.vcf) as phones do. You see what will happen before anything does.",
  file: "File",
  into: "Into",
  looking: "Reading the file…",
  will: (counts: string) => `This will happen: ${counts}.`,
  done: (counts: string) => `Imported: ${counts}.`,
  counts: {
    new: (count: number) => many(count, { one: "# new", other: "# new" }),
    changed: (count: number) => many(count, { one: "# changed", other: "# changed" }),
    same: (count: number) => many(count, { one: "# the same as now", other: "# the same as now" }),
    refused: (count: number) => many(count, { one: "# refused", other: "# refused" }),
  },
  what: byCode({ new: "New", changed: "Changed", same: "The same", refused: "Refused" }),
  line: (line: number) => `line ${line}`,
  leftOut: (what: string) => `not kept: ${apart(what)}`,
  noNumber: (what: string) => `${apart(what)} is no phone number: it is kept as a field`,
  first: (count: number) => many(count, { one: "The first line is shown.", other: "The first # lines are shown." }),
  columns: "Columns as they are understood",
  encoding: (encoding: string) => `Read as ${encoding}.`,
  act: (count: number) => many(count, { one: "Import # contact", other: "Import # contacts" }),
  nothing: "There is nothing to import.",
  undo: "Undo the import",
  undone: "The import is undone.",
  give: "Take contacts out",
  giveAbout: "All of a book as a file.",
  forms: byCode({ csv: "CSV (Google, spreadsheets)", vcard3: "vCard 3.0 (phones, Outlook)", vcard4: "vCard 4.0" }),
};

export const twice = {
  heading: "Duplicates",
  about: "Who stays keeps his name; numbers, notes and all else of the others are joined to him. It can be undone under “Changes”.",
  ways: byCode({ number: "The same number", name: "The same name and company" }),
  by: "What they share",
  none: byCode({ number: "No two contacts share a number.", name: "No two contacts share a name." }),
  stays: "who stays?",
  leave: "leave apart",
  merge: (name: string) => `Merge into ${apart(name)}`,
  merged: (name: string) => `Merged into ${apart(name)}.`,
};

export const past = {
  heading: "What was done",
  about: "Of the last 30 days. What is undone is so as a whole, as long as nobody has changed the same contacts since.",
  none: "Nothing yet.",
  what: byCode({
    created: "Added",
    changed: "Changed",
    deleted: "Deleted",
    merged: "Merged",
    imported: "Imported",
    undone: "Undone",
  }),
  contacts: (count: number) => many(count, { one: "# contact", other: "# contacts" }),
  undo: "Undo",
  isUndone: "undone",
  done: "It is undone.",
};
