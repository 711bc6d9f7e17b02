// Rows that can be added and removed: sessions, ticket types, speakers.
// Without this script there are spare rows to type in, and boxes to tick.

for (const rows of document.querySelectorAll("[data-rows]")) {
	const add = rows.querySelector("[data-add]");
	const template = rows.querySelector("[data-row-template]");
	const total = rows.querySelector(`[name="${rows.dataset.prefix}-TOTAL_FORMS"]`);
	const most = Number(rows.querySelector(`[name="${rows.dataset.prefix}-MAX_NUM_FORMS"]`).value);
	const one = rows.dataset.one;

	const shown = () => rows.querySelectorAll("[data-row]:not([hidden], [data-gone])").length;
	const number = () => {
		rows.querySelectorAll("[data-row]:not([hidden])").forEach((row, place) => {
			row.querySelector("legend").textContent = `${one} ${place + 1}`;
		});
	};
	const dress = (row) => {
		const box = row.querySelector("[data-remove] input");
		if (!box) return;
		const remove = button("Remove");
		box.closest("label").hidden = true;
		box.closest("[data-remove]").append(remove);
		remove.addEventListener("click", () => {
			box.checked = true;
			box.dispatchEvent(new Event("change", { bubbles: true }));
			hide(row, box);
		});
		if (box.checked) hide(row, box);
	};
	const hide = (row, box) => {
		row.dataset.gone = "";
		const line = document.createElement("p");
		line.className = "staff-gone";
		line.setAttribute("role", "status");
		const keep = button("Keep it");
		line.append(`This ${one} goes when you save. `, keep);
		keep.addEventListener("click", () => {
			box.checked = false;
			delete row.dataset.gone;
			line.remove();
			row.querySelector("input:not([type=hidden]), select, textarea").focus();
		});
		row.append(line);
		keep.focus();
	};
	const button = (words) => {
		const made = document.createElement("button");
		made.type = "button";
		made.className = "button button-small button-secondary";
		made.textContent = words;
		return made;
	};

	for (const row of rows.querySelectorAll("[data-row]")) {
		// The last row stays in sight, so that there is always one to type in.
		if ("spare" in row.dataset && shown() > 1) row.hidden = true;
		dress(row);
	}
	number();
	add.hidden = false;
	add.addEventListener("click", () => {
		let row = rows.querySelector("[data-row][hidden]");
		if (!row) {
			if (Number(total.value) >= most) return;
			const markup = template.innerHTML.replaceAll("__prefix__", total.value);
			template.insertAdjacentHTML("beforebegin", markup);
			row = template.previousElementSibling;
			total.value = Number(total.value) + 1;
			dress(row);
		}
		row.hidden = false;
		number();
		row.querySelector("input:not([type=hidden]), select, textarea").focus();
	});
}
