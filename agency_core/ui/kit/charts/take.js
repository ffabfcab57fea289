// The picture is made by the browser from the chart that is on the screen: no server, no network.
const SCALE = 2;

function save(url, name) {
  const away = document.createElement("a");
  away.href = url;
  away.download = `${name}.png`;
  away.click();
}

function background(from) {
  return getComputedStyle(from.querySelector("button")).backgroundColor;
}

// Vega draws on a canvas that is transparent: put the colour of the page under it.
function ofCanvas(canvas, name, colour) {
  const copy = document.createElement("canvas");
  const grow = Math.max(1, (SCALE * canvas.clientWidth) / canvas.width);
  copy.width = canvas.width * grow;
  copy.height = canvas.height * grow;
  const brush = copy.getContext("2d");
  brush.fillStyle = colour;
  brush.fillRect(0, 0, copy.width, copy.height);
  brush.drawImage(canvas, 0, 0, copy.width, copy.height);
  save(copy.toDataURL("image/png"), name);
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
  png.onclick = () => {
    const place = document.querySelector(`.st-key-${CSS.escape(data.chart)}`);
    const button = place?.querySelector(".modebar-btn");
    const canvas = place?.querySelector("canvas");
    if (button) button.click();
    else if (canvas) ofCanvas(canvas, data.name, background(parentElement));
    say(button || canvas ? "Picture saved" : "The chart is not drawn yet");
  };
  parentElement.querySelector(".link").onclick = async () => {
    const address = `${window.location.origin}${window.location.pathname}?${data.link}`;
    say((await copied(address)) ? "Link copied" : address);
  };
}
