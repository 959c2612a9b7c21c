// SPDX-License-Identifier: GPL-3.0-or-later
// Sliders with number fields.

const STEPS = 400;

// Shows how much of a slider is filled, which only some browsers do by themselves.
export function fillSlider(slider) {
  slider.style.setProperty("--part", (slider.value - slider.min) / Math.max(1, slider.max - slider.min));
}

// Makes the control of a number. `mark`, or null, stands before its name: the switch or the colour of its optimizer.
// `change` is called with the value; null: as the scene has it.
export function makeControl(control, index, mark, change) {
  const name = control.label === null ? control.address : `${control.label} ${control.option}`;
  const id = `control-${index}`;
  const slider = make("input", { type: "range", id, min: 0, max: control.whole ? control.high - control.low : STEPS, step: 1, "aria-label": name });
  const field = make("input", { type: "text", inputmode: "decimal", "aria-label": `${name}, as a number`, autocomplete: "off", spellcheck: "false" });
  const most = Number(slider.max);
  const set = (value, from) => {
    if (from !== slider) slider.value = toSlider(control, value, most);
    fillSlider(slider);
    if (from !== field) field.value = shown(value, 6);
    slider.setAttribute("aria-valuetext", shown(value, 4));
    field.removeAttribute("aria-invalid");
  };
  slider.addEventListener("input", () => {
    const value = fromSlider(control, Number(slider.value), most);
    set(value, slider);
    change(value);
  });
  field.addEventListener("change", () => {
    const value = Number(field.value.replace("−", "-"));
    if (field.value.trim() === "" || !Number.isFinite(value) || (control.whole && value !== Math.round(value))) {
      field.setAttribute("aria-invalid", "true");
      return;
    }
    set(value, field);
    change(value);
  });
  set(control.value);
  const text = control.label === null ? [name] : [`${control.label} `, make("span", {}, control.option)];
  const element = make("div", { class: "control" }, make("div", { class: "name" }, mark, make("label", { for: id }, ...text)), slider, field);
  return { element, set, reset: () => set(control.value), refuse: () => field.setAttribute("aria-invalid", "true") };
}
