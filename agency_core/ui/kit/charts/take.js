// The picture is made by the browser from the chart that is on the screen: no server, no network.
const SCALE = 2;
const MARGIN = 12;

function save(url, name) {
  const away = document.createElement("a");
  away.href = url;
  away.download = `${name}.png`;
  away.click();
}

function background(from) {
  return getComputedStyle(from.querySelector("button")).backgroundColor;
}

function loaded(svg) {
  const copy = svg.cloneNode(true);
  const { width, height } = svg.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", width * SCALE);
  copy.setAttribute("height", height * SCALE);
  if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  return image.decode().then(() => image);
}

// Charts of Vega, several where they are small ones: each at its place, on the colour of the page.
async function ofVega(place, charts, name, colour) {
  const whole = place.getBoundingClientRect();
  const sheet = document.createElement("canvas");
  sheet.width = (whole.width + 2 * MARGIN) * SCALE;
  sheet.height = (whole.height + 2 * MARGIN) * SCALE;
  const brush = sheet.getContext("2d");
  brush.fillStyle = colour;
  brush.fillRect(0, 0, sheet.width, sheet.height);
  for (const chart of charts) {
    const image = await loaded(chart);
    const { left, top } = chart.getBoundingClientRect();
    brush.drawImage(image, (left - whole.left + MARGIN) * SCALE, (top - whole.top + MARGIN) * SCALE);
  }
  save(sheet.toDataURL("image/png"), name);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // a desk without TLS has no clipboard: the old way works there
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const worked = document.execCommand("copy");
    field.remove();
    return worked;
  }
}

export default function ({ data, parentElement }) {
  const say = (words) => { parentElement.querySelector(".said").textContent = words; };
  const png = parentElement.querySelector(".png");
  png.hidden = !data.picture;
  png.onclick = async () => {
    const place = document.querySelector(`.st-key-${CSS.escape(data.chart)}`);
    const button = place?.querySelector(".modebar-btn");
    const charts = place?.querySelectorAll("svg.marks") ?? [];
    if (button) button.click();
    else if (charts.length) await ofVega(place, charts, data.name, background(parentElement));
    say(button || charts.length ? "Picture saved" : "The chart is not drawn yet");
  };
  parentElement.querySelector(".link").onclick = async () => {
    const address = `${window.location.origin}${window.location.pathname}?${data.link}`;
    say((await copied(address)) ? "Link copied" : address);
  };
}
