"use strict";
(() => {
  const panel = document.querySelector("div.find");
  const status = panel.querySelector(".found");
  const cards = [...document.querySelectorAll("article.card")];
  const texts = new WeakMap();
  const textOf = (element) => {
    if (!texts.has(element)) texts.set(element, element.textContent.toLowerCase());
    return texts.get(element);
  };
  const search = () => {
    const words = panel.querySelector("input[name=words]").value.trim().toLowerCase();
    const verdicts = new Set(
      [...panel.querySelectorAll("input[name=verdict]:checked")].map((box) => box.value),
    );
    let shown = 0;
    for (const section of document.querySelectorAll("section.workload")) {
      const named = textOf(section.querySelector(".intro")).includes(words);
      let left = 0;
      for (const card of section.querySelectorAll("article.card")) {
        const fits = verdicts.has(card.dataset.verdict) && (named || textOf(card).includes(words));
        card.hidden = !fits;
        left += fits;
        for (const item of card.querySelectorAll("[data-find]")) {
          item.hidden = Boolean(words) && !named && !textOf(item).includes(words);
        }
        for (const group of card.querySelectorAll("details.group")) {
          const hit = [...group.querySelectorAll("[data-find]")].some((item) => !item.hidden);
          if (words && !named) group.open = hit;
        }
      }
      const all = section.querySelector("details.all");
      if (all) {
        let hits = 0;
        for (const item of all.querySelectorAll("[data-find]")) {
          item.hidden = Boolean(words) && !named && !textOf(item).includes(words);
          hits += !item.hidden;
        }
        left += words && !named ? hits : 0;
      }
      section.hidden = left === 0;
      shown += left;
    }
    const all = !words && verdicts.size === panel.querySelectorAll("input[name=verdict]").length;
    status.textContent = all ? "" : `${shown} of ${cards.length} verdicts`;
  };
  let timer = 0;
  panel.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, 120);
  });
  panel.hidden = cards.length < 2;
})();
