"use strict";
// Searches and filters rows that stand in the page, packed by search.py. Everything else on the page works without.
(() => {
  const SHOWN = 50;

  async function unpack(text) {
    const bytes = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text()).columns;
  }

  // Each column holds its distinct texts once, so a word is looked for in those and not row by row.
  function holding(column, word) {
    return Uint8Array.from(column.folded, (text) => (text.includes(word) ? 1 : 0));
  }

  function found(columns, words, chosen) {
    const sought = words.map((word) => columns.map((column) => holding(column, word)));
    const rows = [];
    for (let row = 0; row < columns[0].rows.length; row += 1) {
      const isChosen = chosen.every(({ column, place }) => column.rows[row] === place);
      if (isChosen && sought.every((held) => held.some((flags, at) => flags[columns[at].rows[row]]))) {
        rows.push(row);
      }
    }
    return rows;
  }

  function addFilter(section, column, change) {
    const select = document.createElement("select");
    select.id = `${section.dataset.search}-${column.title}`;
    const label = document.createElement("label");
    label.htmlFor = select.id;
    label.textContent = column.title;
    select.append(new Option("All", ""));
    column.texts
      .map((text, place) => [text, place])
      .sort(([one], [other]) => one.localeCompare(other))
      .forEach(([text, place]) => select.append(new Option(text || "(blank)", place)));
    select.addEventListener("change", change);
    const paragraph = document.createElement("p");
    paragraph.append(label, select);
    section.querySelector(".choices").append(paragraph);
    return () => (select.value === "" ? [] : [{ column, place: Number(select.value) }]);
  }

  async function start(section) {
    section.hidden = false;
    const status = section.querySelector("[role=status]");
    const input = section.querySelector("input");
    if (!("DecompressionStream" in window)) {
      status.textContent = "This browser is too old to search here. The tables on this page have the first rows.";
      return;
    }
    const columns = await unpack(section.querySelector("script").textContent);
    columns.forEach((column) => {
      column.folded = column.texts.map((text) => text.toLowerCase());
    });
    const headings = section.querySelectorAll("thead th");
    const [back, on] = section.querySelectorAll("[data-turn]");
    let rows = [];
    let first = 0;

    function show() {
      const body = section.querySelector("tbody");
      body.replaceChildren(
        ...rows.slice(first, first + SHOWN).map((row) => {
          const line = document.createElement("tr");
          columns.forEach((column, place) => {
            const cell = line.insertCell();
            cell.textContent = column.texts[column.rows[row]];
            cell.className = headings[place].className;
          });
          return line;
        }),
      );
      const last = Math.min(first + SHOWN, rows.length);
      const shown = rows.length ? `; ${(first + 1).toLocaleString()} to ${last.toLocaleString()} are shown` : "";
      const all = columns[0].rows.length;
      status.textContent = `${rows.length.toLocaleString()} of ${all.toLocaleString()} rows match${shown}.`;
      back.disabled = first === 0;
      on.disabled = last >= rows.length;
    }

    function look() {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      rows = found(columns, words, filters.flatMap((chosen) => chosen()));
      first = 0;
      show();
    }

    const named = section.dataset.filters.split("|");
    const filters = columns
      .filter((column) => named.includes(column.title))
      .map((column) => addFilter(section, column, look));
    let waiting;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, 200);
    });
    [back, on].forEach((button) =>
      button.addEventListener("click", () => {
        first = Math.max(0, first + SHOWN * Number(button.dataset.turn));
        show();
      }),
    );
    look();
  }

  document.querySelectorAll("[data-search]").forEach(start);
  document.querySelectorAll("[data-by-script]").forEach((link) => {
    link.hidden = false;
  });
})();
