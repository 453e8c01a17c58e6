"use strict";
// All text comes from models and suites, so the page inserts it only as text.

const $ = (id) => document.getElementById(id);
const state = { items: 0, labelled: 0, place: 0, item: null, busy: false };

async function call(path, body) {
  const options = body === undefined ? {} : {
    method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" },
  };
  const response = await fetch(path, options);
  const data = await response.json();
  if (!response.ok) throw new Error(data.error);
  return data;
}

function fail(error) {
  const gone = error instanceof TypeError;
  $("wrong").textContent = gone
    ? "portcheck review does not answer: start it again, and open the address that it prints."
    : error.message;
  $("wrong").hidden = false;
}

// One action at a time: otherwise two quick keys would label an answer that nobody has read.
async function doing(work) {
  if (state.busy) return;
  state.busy = true;
  try {
    await work();
    $("wrong").hidden = true;
  } catch (error) {
    fail(error);
  } finally {
    state.busy = false;
  }
}

function say(words) { $("said").textContent = words; }

function made(tag, text, attributes = {}) {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

function block(title, text, id) {
  const section = document.createElement("section");
  section.setAttribute("aria-labelledby", id);
  section.append(
    made("h3", title, { id }),
    made("pre", text, { dir: "auto", tabindex: "0", role: "group", "aria-labelledby": id }),
  );
  return section;
}

function showProgress(found) {
  Object.assign(state, { items: found.items, labelled: found.labelled });
  $("reviewer").textContent = `as ${found.reviewer}`;
  $("count").textContent = `${found.labelled} of ${found.items} labelled`;
  $("bar").max = Math.max(found.items, 1);
  $("bar").value = found.labelled;
  state.samples = found.samples;
  // The count at the start: a count that goes up would show which answers were drawn at random.
  state.ahead ??= Object.fromEntries(found.samples.map((one) => [one.workload, sampleWords(one)]));
}

function choiceButton(choice, chosen) {
  const button = made("button", "", {
    type: "button", "aria-pressed": String(choice.label === chosen), "aria-keyshortcuts": choice.key,
  });
  button.append(
    made("kbd", choice.key, { "aria-hidden": "true" }),
    made("span", choice.label.replaceAll("_", " ")),
    made("span", choice.words, { class: "words", dir: "auto" }),
  );
  button.addEventListener("click", () => doing(() => give(choice)));
  return button;
}

function showItem(item) {
  Object.assign(state, { item, place: item.place });
  $("item").hidden = false;
  $("end").hidden = true;
  $("place").textContent = `${item.place + 1} of ${state.items}: ${item.workload}`;
  $("ahead").textContent = state.ahead[item.workload] ?? "";
  document.title = `${item.place + 1} of ${state.items} - Review`;
  $("system-part").hidden = !item.system;
  $("system").textContent = item.system;
  $("earlier-part").hidden = !item.earlier;
  $("earlier").textContent = item.earlier;
  $("question").textContent = item.question;
  $("answers").replaceChildren(...item.answers.map((one, n) => block(one.title, one.text, `answer-${n}`)));
  $("beside").replaceChildren(...item.beside.map((one, n) => block(one.title, one.text, `beside-${n}`)));
  $("task").textContent = item.task;
  $("buttons").replaceChildren(...item.choices.map((choice) => choiceButton(choice, item.label)));
  $("note").value = item.note;
  $("place").focus();
  window.scrollTo(0, 0);
}

async function go(place) {
  if (place >= state.items) return showEnd();
  if (place >= 0) showItem(await call(`/api/item/${place}`));
}

function sampleWords(one) {
  const least = one.needed && one.margin
    ? `; fewer than ${Math.max(one.needed, one.fewest ?? 0)} can show nothing at margin ${one.margin}` : "";
  let ahead = "";
  if (one.hopeless) ahead = `; labels of all ${one.of} are not expected to decide: add cases`;
  else if (one.wanted && one.wanted > one.labelled) {
    ahead = `; ${one.wanted - one.labelled} more would decide in 80 % of runs if there is no real difference`;
  }
  return `${one.workload}: ${one.labelled} of ${one.drawn} groups of the random sample are labelled${least}${ahead}`;
}

function showEnd() {
  const left = state.items - state.labelled;
  $("item").hidden = true;
  $("end").hidden = false;
  state.item = null;
  $("end-title").textContent = state.items === 0 ? "Nothing to review" : left ? "The end of the queue" : "All done";
  $("end-words").textContent = state.items === 0
    ? "No answer differs, none is flagged, and no check guesses."
    : left ? `${left} of ${state.items} have no label of yours yet.` : `You labelled all ${state.items}.`;
  $("samples").replaceChildren(...state.samples.map((one) => made("li", sampleWords(one))));
  $("again").hidden = $("undo-last").hidden = state.items === 0;
  $("again").textContent = left ? "Go to the first answer without a label" : "Look at the answers again";
  document.title = "Review";
  $("end-title").focus();
}

async function give(choice) {
  const place = state.place;
  const found = await call("/api/label", { place, label: choice.label, note: $("note").value });
  showProgress(found);
  await go(place + 1);
  say(`Answer ${place + 1}: ${choice.label.replaceAll("_", " ")}. ${state.labelled} of ${state.items} done.`);
}

async function undo() {
  const found = await call("/api/undo", {});
  showProgress(found);
  if (found.place === null) return say("There is nothing to undo in this session.");
  await go(found.place);
  say(`Your last label of answer ${found.place + 1} is undone.`);
}

async function again() {
  const found = await call("/api/progress");
  showProgress(found);
  await go(found.first_open);
}

const KEYS = {
  j: () => doing(() => go(state.item ? state.place + 1 : state.items)),
  k: () => doing(() => go(state.item ? state.place - 1 : state.items - 1)),
  u: () => doing(undo),
  n: () => state.item && $("note").focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || $("help").open) return;
  if (event.target.matches("textarea")) {
    if (event.key === "Escape") $("place").focus();
    return;
  }
  if (event.key === "?") return void (event.preventDefault(), $("help").showModal());
  if (!$("keys").checked || event.target.matches("input")) return;
  const choice = state.item && state.item.choices.find((one) => one.key === event.key);
  const work = choice ? () => doing(() => give(choice)) : KEYS[event.key];
  if (work) {
    event.preventDefault();
    work();
  }
});

$("back").addEventListener("click", KEYS.k);
$("next").addEventListener("click", KEYS.j);
for (const id of ["undo", "undo-last"]) $(id).addEventListener("click", KEYS.u);
$("again").addEventListener("click", () => doing(again));
$("open-help").addEventListener("click", () => $("help").showModal());

doing(async () => {
  const found = await call("/api/progress");
  showProgress(found);
  if (found.items === 0 || found.labelled === found.items) showEnd();
  else await go(found.first_open);
});
